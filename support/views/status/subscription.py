"""Hearing of incidents by mail: asked for on /estado/, confirmed by a link, stopped by another."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from groundwork.web.limits import seconds_to_wait
from groundwork.web.responses import too_many_requests
from support import status_mail
from support.forms.status import SubscribeForm
from support.services.status import subscribing
from support.views.status import page

ASKED_AN_HOUR = 10


@login_not_required
@require_http_methods(["GET", "POST"])
def subscribe(request: HttpRequest) -> HttpResponse:
    """Owe the mailbox a link, and say the same whether it subscribed before or not."""
    if request.method == "GET":
        return redirect("support:status")
    if seconds := seconds_to_wait(request, "status", limit=ASKED_AN_HOUR, window=60 * 60):
        return too_many_requests(request, seconds=seconds)
    form = SubscribeForm(request.POST)
    if not form.is_valid():
        return page.with_form(request, form)
    subscribing.ask(form.cleaned_data["email"], language=get_language() or "es-co")
    return redirect("support:status_asked")


@login_not_required
@require_safe
def asked(request: HttpRequest) -> HttpResponse:
    """What to do now: look into the mailbox."""
    return render(request, "support/status_asked.html")


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Ask before confirming, since mail clients fetch links by themselves; the post confirms, once or twice alike."""
    code = status_mail.confirms(token)
    if code is None or (request.method == "POST" and not subscribing.confirm(code)):
        return render(request, "support/status_link_unknown.html", status=404)
    return render(request, "support/status_confirm.html", {"token": token, "done": request.method == "POST"})


@csrf_exempt  # the mail client that posts here (RFC 8058) has no session and no token but the link's own
@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Ask before stopping, since mail clients fetch links by themselves; the post stops, once or twice alike."""
    code = status_mail.stops(token)
    if code is None:
        return render(request, "support/status_link_unknown.html", status=404)
    if request.method == "POST":
        subscribing.stop(code)
    return render(request, "support/status_stop.html", {"token": token, "done": request.method == "POST"})
