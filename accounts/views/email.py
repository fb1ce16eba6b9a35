"""Changing the mailbox of one's account, and stopping a change from the mailbox that it had."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import limits, queries
from accounts.forms.email import NewEmailForm
from accounts.forms.sign_in import CodeForm
from accounts.models import AddressChange
from accounts.services import codes, email_change, factors
from accounts.services.activity import origin_of
from accounts.services.codes import Verdict
from accounts.views import codes as code_pages
from accounts.views.crumbs import above
from groundwork.web import formats
from groundwork.web.actor import UserRequest
from groundwork.web.components import Crumb


@never_cache
@require_http_methods(["GET", "POST"])
def change_email(request: UserRequest) -> HttpResponse:
    """The new address; who asks has just proved who they are."""
    factors.require_standing(request.actor)
    form = NewEmailForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        if refused := limits.exceeded(request, "email_change", key=str(request.user.code)):
            return refused
        try:
            email_change.ask(request.actor, form.cleaned_data["email"], origin=origin_of(request), language=_language())
        except codes.TooSoonError:
            form.add_error("email", _("A ese correo ya se enviaron varios códigos. Espere unos minutos."))
        except ValidationError as refusal:
            form.add_error("email", refusal)
        else:
            return redirect("accounts:email_code")
    context = {
        "form": form,
        "crumbs": above(),
        "email": request.user.email,
        "waiting": email_change.pending(request.user),
    }
    return render(request, "accounts/email.html", context)


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
def email_code(request: UserRequest) -> HttpResponse:
    """The code from the new mailbox, which makes it the account's."""
    change = email_change.pending(request.user)
    if change is None:
        return redirect("accounts:email")
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            answer = email_change.finish(change, form.cleaned_data["code"], origin=origin_of(request))
        except ValidationError as refusal:
            form.add_error("code", refusal)
        else:
            if answer.verdict is Verdict.ACCEPTED:
                messages.success(request, _("El correo de su cuenta es ahora %(email)s.") % {"email": change.new_email})
                return redirect("accounts:account")
            form.add_error("code", code_pages.refusal(answer))
    return render(request, "accounts/email_code.html", _code_page(change, form))


def _code_page(change: AddressChange, form: Form) -> dict[str, Any]:
    code = email_change.code_of(change)
    until = code.created_at + codes.COOLDOWN if code else None
    wait_until = until if until and until > timezone.now() else None
    return {
        "form": form,
        "crumbs": above(Crumb(_("Cambiar el correo"), reverse("accounts:email"))),
        "email": change.new_email,
        "old": queries.masked(change.old_email),
        "wait_until": wait_until,
        "wait_seconds": code_pages.seconds_until(wait_until),
        "resend_url": reverse("accounts:email_resend"),
        "dead": code is not None and code.is_dead and not form.errors,
        "state_url": reverse("accounts:email_state"),
        **code_pages.state_context(queries.message_of(code)),
    }


@never_cache
@require_safe
def email_state(request: UserRequest) -> HttpResponse:
    """The fragment with the real state of the code's mail."""
    change = email_change.pending(request.user)
    message = queries.message_of(email_change.code_of(change)) if change else None
    context = {"state_url": reverse("accounts:email_state"), **code_pages.state_context(message)}
    return render(request, "accounts/code_state.html", context)


@never_cache
@require_POST
def resend_email(request: UserRequest) -> HttpResponse:
    """Another code for this change, a minute after the last one."""
    change = email_change.pending(request.user)
    if change is None:
        return redirect("accounts:email")
    if refused := limits.exceeded(request, "email_change", key=str(request.user.code)):
        return refused
    try:
        email_change.send_another(change, origin=origin_of(request), language=_language())
    except codes.TooSoonError as refusal:
        messages.warning(
            request, _("Podrá pedir otro código %(at_time)s.") % {"at_time": formats.at_clock(refusal.until)}
        )
    else:
        messages.success(request, _("Le enviamos otro código. Los anteriores ya no sirven."))
    return redirect("accounts:email_code")


@never_cache
@require_POST
def cancel_email(request: UserRequest) -> HttpResponse:
    """Give the change up: the account keeps its mailbox."""
    if email_change.cancel(request.user, origin=origin_of(request)):
        messages.success(request, _("No se cambió nada: su correo sigue siendo el mismo."))
    return redirect("accounts:account")


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def stop_email(request: HttpRequest, token: str) -> HttpResponse:
    """From the old mailbox, without signing in: stop a change, or undo it."""
    change = email_change.stoppable(token)
    if change is None:
        return render(request, "accounts/email_stop_unknown.html", status=404)
    refused = ""
    stopped = change.stopped_at is not None
    if request.method == "POST" and not stopped:
        try:
            email_change.stop(change, origin=origin_of(request))
        except ValidationError as refusal:
            refused = refusal.messages[0]
        else:
            stopped = True
    context = {
        "change": change,
        "done": change.done_at is not None,
        "old": queries.masked(change.old_email),
        "new": queries.masked(change.new_email),
        "stopped": stopped,
        "refused": refused,
    }
    return render(request, "accounts/email_stop.html", context, status=409 if refused else 200)


def _language() -> str:
    return get_language() or "es-co"
