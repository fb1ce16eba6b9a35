"""Stopping the mails about opportunities from the mail itself."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts.models import User
from interests import mail
from interests.services import alerts


@csrf_exempt  # the mail client that posts here (RFC 8058) has no session and no token but the link's own
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Ask before stopping, since mail clients fetch links by themselves; the post stops, once or twice alike."""
    code = mail.person_of(token)
    user = User.objects.filter(code=code).first() if code else None
    if user is None:
        return render(request, "interests/unsubscribe_unknown.html", status=404)
    if request.method == "POST":
        alerts.unsubscribe(user)
    response = render(request, "interests/unsubscribe.html", {"token": token, "done": request.method == "POST"})
    response["Referrer-Policy"] = "no-referrer"
    response["Cache-Control"] = "no-store"
    return response
