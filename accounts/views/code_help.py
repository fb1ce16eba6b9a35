"""When the code does not arrive: what became of its mail, and what can be done."""

from email.utils import parseaddr

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts import queries
from accounts.models import Purpose
from accounts.stages import pending
from accounts.views import codes as code_pages


@login_not_required
@never_cache
@require_safe
def code_state(request: HttpRequest) -> HttpResponse:
    """The fragment with the real state of this attempt's mail."""
    stage = pending(request, Purpose.SIGN_IN) or pending(request, Purpose.REGISTRATION)
    message = queries.message_of(stage.code) if stage else None
    return render(request, "accounts/code_state.html", code_pages.state_context(message))


@login_not_required
@never_cache
@require_safe
def code_help(request: HttpRequest) -> HttpResponse:
    """What to check when the code does not arrive, beside what became of its mail."""
    stage = pending(request, Purpose.SIGN_IN) or pending(request, Purpose.REGISTRATION)
    message = queries.message_of(stage.code) if stage else None
    back = stage.pages[stage.purpose] if stage else "account_login"
    sender = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    context = {"stage": stage, "masked": queries.masked(stage.email) if stage else "", "back": back, "sender": sender}
    return render(request, "accounts/code_help.html", context | code_pages.state_context(message))
