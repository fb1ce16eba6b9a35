"""Proving that one's mailbox takes mail again, after it returned the portal's: a code that arrives is the proof."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import limits, queries, user_agents
from accounts.forms.sign_in import CodeForm
from accounts.models import LoginCode, Purpose
from accounts.services import codes
from accounts.views import codes as code_pages
from accounts.views import proofs
from accounts.views.crumbs import above
from groundwork.messaging import services as messaging
from groundwork.web import formats
from groundwork.web.actor import UserRequest
from groundwork.web.components import Crumb

# In the session: the code that this page waits for.
CODE = "mailbox_code"


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
def confirm_mailbox(request: UserRequest) -> HttpResponse:
    """Ask for a code, and type it: from then on everything is sent to the mailbox again."""
    returned = messaging.undeliverable(request.user.email)
    if returned is None:
        return redirect("accounts:email")
    row = _code(request)
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            challenge = row.challenge if row else None
            proofs.prove_mailbox(request, request.user, form.cleaned_data["code"], challenge, Purpose.IDENTITY)
        except ValidationError as refusal:
            form.add_error("code", refusal)
        else:
            request.session.pop(CODE, None)
            messages.success(request, _("Listo: su correo recibe. Desde ahora le enviamos de nuevo todos los avisos."))
            return redirect("accounts:notices")
    context = {
        "form": form,
        "crumbs": above(Crumb(_("Cambiar el correo"), reverse("accounts:email"))),
        "email": request.user.email,
        "returned": returned,
        "asked": row is not None,
        "resend_url": reverse("accounts:email_confirm_send"),
        "state_url": reverse("accounts:email_confirm_state"),
        **code_pages.waiting(row),
        **code_pages.state_context(queries.message_of(row)),
    }
    return render(request, "accounts/email_confirm.html", context)


@never_cache
@require_POST
def send_mailbox_code(request: UserRequest) -> HttpResponse:
    """A code, or another one a minute after the last."""
    if refused := limits.exceeded(request, "email_change", key=str(request.user.code)):
        return refused
    row = _code(request)
    try:
        code = codes.ask(
            Purpose.IDENTITY,
            request.user.email.lower(),
            user=request.user,
            asked_from=user_agents.describe(request),
            language=get_language() or request.user.language,
            instead_of=row.challenge if row else None,
        )
    except codes.TooSoonError as refusal:
        words = _("Podrá pedir otro código %(at_time)s.") % {"at_time": formats.at_clock(refusal.until)}
        messages.warning(request, words)
    else:
        request.session[CODE] = str(code.challenge)
    return redirect("accounts:email_confirm")


@never_cache
@require_safe
def mailbox_code_state(request: UserRequest) -> HttpResponse:
    """The fragment with the real state of the code's mail."""
    context = code_pages.state_context(queries.message_of(_code(request)))
    return render(request, "accounts/code_state.html", context | {"state_url": reverse("accounts:email_confirm_state")})


def _code(request: UserRequest) -> LoginCode | None:
    """The code that this page waits for, unless it went to an address that is the account's no more."""
    challenge = request.session.get(CODE)
    if not challenge:
        return None
    return LoginCode.objects.filter(
        challenge=UUID(challenge), user=request.user, email=request.user.email.lower()
    ).first()
