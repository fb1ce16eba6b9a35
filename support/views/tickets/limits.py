"""How often one network address may ask, add and look requests up; said with the hour from which it may again."""

from datetime import timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.services import lockout
from groundwork.web.limits import seconds_to_wait

HOUR = 60 * 60
# In an hour: requests of visitors and of people with an account, messages added; in a minute: codes tried.
ASKED_BY_VISITOR, ASKED_BY_PERSON, ADDED, LOOKED_UP = 5, 10, 20, 30


def looking_up(request: HttpRequest) -> int:
    """Seconds to wait before another code is tried; 0 when it may be."""
    return seconds_to_wait(request, "support-follow", limit=LOOKED_UP)


def asking(request: HttpRequest) -> int:
    """Seconds to wait before another request; 0 when it may be sent."""
    is_known = request.user.is_authenticated
    action, limit = ("support-ask-signed", ASKED_BY_PERSON) if is_known else ("support-ask", ASKED_BY_VISITOR)
    return seconds_to_wait(request, action, limit=limit, window=HOUR)


def adding(request: HttpRequest) -> int:
    """Seconds to wait before another message; 0 when it may be sent."""
    return seconds_to_wait(request, "support-add", limit=ADDED, window=HOUR)


def refuse(form: forms.Form, seconds: int) -> None:
    """Say in the form, where all that was typed stays, when it may be sent."""
    words = _("Desde su conexión llegaron muchos mensajes. Lo que escribió sigue aquí: envíelo %(when)s.")
    until = timezone.now() + timedelta(seconds=seconds)
    form.add_error(None, ValidationError(words % {"when": lockout.span(until)}, code="limit"))


def answered(response: HttpResponse, seconds: int) -> HttpResponse:
    """The page as 429, which says when to try again, when something waits."""
    if seconds:
        response.status_code = 429
        response["Retry-After"] = str(seconds)
    return response
