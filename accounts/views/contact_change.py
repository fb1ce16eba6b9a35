"""Ya no leo ese correo: another mailbox for the codes, inside a sign-in whose password was right."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import limits, queries
from accounts.forms.contact import ContactForm
from accounts.forms.sign_in import CodeForm
from accounts.models import AddressChange, Purpose, User
from accounts.services import activity, codes, email_change, factors
from accounts.services import contact_change as contacts
from accounts.services.codes import Verdict
from accounts.services.contact_change import Standing
from accounts.stages import SecondFactorStage, pending
from accounts.views import codes as code_pages
from groundwork.web import formats

CHANGE = "contact_change"  # in the stage's state: the change that this attempt began


def _attempt(request: HttpRequest) -> tuple[SecondFactorStage, User] | None:
    stage = pending(request, Purpose.SIGN_IN)
    return (stage, stage.user) if stage and stage.user else None


def _change_of(stage: SecondFactorStage, user: User) -> AddressChange | None:
    """The change that this very attempt began and that still waits for its code."""
    change = email_change.pending(user)
    return change if change and str(change.code) == stage.state.get(CHANGE) else None


@login_not_required
@never_cache
@sensitive_post_parameters("security_answer")
@require_http_methods(["GET", "POST"])
def contact_change(request: HttpRequest) -> HttpResponse:
    """The security answer and the new address; or, for whom that is not enough, what is."""
    found = _attempt(request)
    if found is None:
        return redirect("account_login")
    stage, user = found
    standing = contacts.standing_of(user)
    if standing is not Standing.ALLOWED:
        context = {"standing": standing.name, "masked": queries.masked(user.email)}
        return render(request, "accounts/contact_change_refused.html", context, status=403)
    form = ContactForm(request.POST if request.method == "POST" else None, user=user)
    if form.is_valid():
        if refused := limits.exceeded(request, "recovery_answer", key=str(user.code)):
            return refused
        try:
            change = contacts.ask(
                user,
                answer=form.cleaned_data["security_answer"],
                new_email=form.cleaned_data["email"],
                origin=activity.origin_of(request),
                language=get_language() or "es-co",
            )
        except ValidationError as refusal:
            form.add_error(None, refusal)
        except codes.TooSoonError as refusal:
            words = _("A ese correo ya se enviaron varios códigos. Podrá pedir otro %(at_time)s.")
            form.add_error("email", words % {"at_time": formats.at_clock(refusal.until)})
        else:
            stage.state[CHANGE] = str(change.code)
            stage.save()
            return redirect("accounts:contact_code")
    return render(request, "accounts/contact_change.html", {"form": form, "masked": queries.masked(user.email)})


@login_not_required
@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
def contact_code(request: HttpRequest) -> HttpResponse:
    """The code from the new mailbox: it makes the change, and is this sign-in's code too."""
    found = _attempt(request)
    change = _change_of(*found) if found else None
    if found is None or change is None:
        return redirect("accounts:contact_change")
    stage, user = found
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            answer = email_change.finish(change, form.cleaned_data["code"], origin=activity.origin_of(request))
        except ValidationError as refusal:
            form.add_error("code", refusal)
        else:
            if answer.verdict is Verdict.ACCEPTED:
                user.refresh_from_db()
                messages.success(
                    request,
                    _(
                        "Su correo cambió y ya ingresó. Por seguridad, durante 24 horas no podrá cambiar datos "
                        "bancarios ni equipos; presentar propuestas sí."
                    ),
                )
                return stage.complete(user, factors.mailbox_of(user))
            form.add_error("code", code_pages.refusal(answer))
    row = email_change.code_of(change)
    context = {
        "form": form,
        "email": change.new_email,
        "dead": row is not None and row.is_dead and not form.errors,
        **code_pages.waiting(row),
        "state_url": reverse("accounts:contact_state"),
        **code_pages.state_context(queries.message_of(row)),
    }
    return render(request, "accounts/contact_change_code.html", context)


@login_not_required
@never_cache
@require_safe
def contact_state(request: HttpRequest) -> HttpResponse:
    """The fragment with the real state of the new mailbox's mail."""
    found = _attempt(request)
    change = _change_of(*found) if found else None
    row = email_change.code_of(change) if change else None
    context = {"state_url": reverse("accounts:contact_state"), **code_pages.state_context(queries.message_of(row))}
    return render(request, "accounts/code_state.html", context)


@login_not_required
@never_cache
@require_POST
def resend(request: HttpRequest) -> HttpResponse:
    """Another code for the new mailbox, a minute after the last one."""
    found = _attempt(request)
    change = _change_of(*found) if found else None
    if change is None:
        return redirect("accounts:contact_change")
    if refused := limits.exceeded(request, "email_change", key=str(change.user.code)):
        return refused
    try:
        email_change.send_another(change, origin=activity.origin_of(request), language=get_language() or "es-co")
    except codes.TooSoonError as refusal:
        words = _("Podrá pedir otro código %(at_time)s.")
        messages.warning(request, words % {"at_time": formats.at_clock(refusal.until)})
    else:
        messages.success(request, _("Le enviamos otro código. Los anteriores ya no sirven."))
    return redirect("accounts:contact_code")
