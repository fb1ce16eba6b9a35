"""Recovering the password: address, code, then the answer and a new password."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts import limits, queries, user_agents
from accounts.forms.recovery import NewPasswordForm, RecoveryForm
from accounts.forms.sign_in import CodeForm
from accounts.models import LoginCode, Purpose
from accounts.services import codes, factors, recovery
from accounts.services.codes import Verdict
from accounts.services.recovery import Proof
from accounts.views import codes as code_pages

# Where this browser's session keeps the attempt that it may prove.
CHALLENGE = "recovery"


def _challenge(request: HttpRequest) -> UUID | None:
    kept = request.session.get(CHALLENGE)
    return UUID(kept) if kept else None


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """The address of the account; the answer is the same whether there is one or not."""
    form = RecoveryForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        email = form.cleaned_data["email"]
        if refused := limits.exceeded(request, "reset_password", key=email):
            return refused
        try:
            code = recovery.ask(email, asked_from=user_agents.describe(request), language=get_language() or "es-co")
        except codes.TooSoonError:
            form.add_error("email", _("A ese correo ya se enviaron varios códigos. Espere unos minutos."))
        else:
            request.session[CHALLENGE] = str(code.challenge)
            return redirect("accounts:recovery_code")
    return render(request, "accounts/recovery.html", {"form": form})


@login_not_required
@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """The code from the mail: it proves the mailbox, and nothing else yet."""
    challenge = _challenge(request)
    row = LoginCode.objects.filter(challenge=challenge, purpose=Purpose.RECOVERY).first() if challenge else None
    if row is None:
        return redirect("accounts:recovery")
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        answer = codes.verify(row.challenge, form.cleaned_data["code"], Purpose.RECOVERY)
        if answer.verdict is Verdict.ACCEPTED:
            request.session.cycle_key()
            return redirect("accounts:recovery_password")
        form.add_error("code", code_pages.refusal(answer))
    context = {"form": form, "email": row.email, **code_pages.state_context(queries.message_of(row))}
    return render(request, "accounts/recovery_code.html", context)


@login_not_required
@never_cache
@sensitive_post_parameters("password", "security_answer", "code")
@require_http_methods(["GET", "POST"])
def new_password(request: HttpRequest) -> HttpResponse:
    """The security answer, the app's code for who has an app, and the new password: together, or nothing."""
    challenge = _challenge(request)
    user = recovery.owner(challenge) if challenge else None
    if challenge is None or user is None:
        return redirect("accounts:recovery")
    if not user.security_answer:
        return render(request, "accounts/recovery_unable.html")
    asks_code = factors.authenticator_of(user) is not None
    form = NewPasswordForm(request.POST if request.method == "POST" else None, user=user, asks_code=asks_code)
    if form.is_valid():
        if refused := limits.exceeded(request, "recovery_answer", key=str(user.code)):
            return refused
        proof = recovery.finish(
            challenge,
            answer=form.cleaned_data["security_answer"],
            token=form.cleaned_data.get("code", ""),
            password=form.cleaned_data["password"],
            asked_from=user_agents.describe(request),
        )
        if proof is Proof.DONE:
            request.session.flush()
            messages.success(request, _("Su contraseña cambió y todas sus sesiones se cerraron. Ingrese con la nueva."))
            return redirect("account_login")
        if proof is Proof.LATE:
            return redirect("accounts:recovery")
        form.refuse(proof)
    return render(request, "accounts/recovery_password.html", {"form": form, "email": user.email})
