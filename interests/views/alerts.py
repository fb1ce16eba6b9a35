"""What the links of the mails about opportunities open: acting on one, and stopping the mails."""

from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts.models import User
from interests import links
from interests.services import acts, alerts
from interests.services.acts import Asked


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def alert_act(request: HttpRequest, token: str) -> HttpResponse:
    """Say what the link would do, since mail clients fetch links by themselves; the post does it, twice as once."""
    asked = acts.read(token)
    if asked is None:
        return render(request, "interests/alert_act_unknown.html", status=404)
    if request.method == "POST":
        acts.carry_out(asked)
        return redirect("interests:alert_act", token)
    return _drawn(request, asked)


@csrf_exempt  # the mail client that posts here (RFC 8058) has no session and no token but the link's own
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Ask before stopping, since mail clients fetch links by themselves; the post stops, once or twice alike."""
    code = links.person_of(token)
    user = User.objects.filter(code=code).first() if code else None
    if user is None:
        return render(request, "interests/unsubscribe_unknown.html", status=404)
    if request.method == "POST":
        alerts.unsubscribe(user)
    response = render(request, "interests/unsubscribe.html", {"token": token, "done": request.method == "POST"})
    response["Referrer-Policy"] = "no-referrer"
    response["Cache-Control"] = "no-store"
    return response


def _drawn(request: HttpRequest, asked: Asked) -> HttpResponse:
    """The page in the zone of the link's person, and in their language unless the browser has chosen one."""
    chosen = settings.LANGUAGE_COOKIE_NAME in request.COOKIES
    language = translation.get_language() if chosen else asked.user.language
    process = asked.opportunity.process
    with translation.override(language), timezone.override(ZoneInfo(asked.user.time_zone)):
        context = {
            "act": asked.act.name,
            "done": asked.done,
            "process": process,
            "supplier": asked.opportunity.supplier,
            "state": asked.opportunity.get_state_display(),
            "closed": process.open_until <= timezone.now(),
        }
        response = render(request, "interests/alert_act.html", context)
    response["Content-Language"] = language or settings.LANGUAGE_CODE
    return response
