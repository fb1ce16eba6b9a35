"""Recovering the password: which system, address, code, then the proofs and a new password, and what was closed."""

from typing import Any, NamedTuple
from uuid import UUID

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import limits, queries
from accounts.forms.recovery import NewPasswordForm, RecoveryForm
from accounts.forms.sign_in import CodeForm
from accounts.models import LoginCode, Purpose, User
from accounts.services import activity, codes, factors, recovery
from accounts.services.codes import Verdict
from accounts.services.factors import Held
from accounts.services.recovery import Attempt, Outcome, Passkey, Proof, Proofs
from accounts.views import codes as code_pages
from accounts.views import proofs
from groundwork.web import formats
from groundwork.web.actor import APP, BACKUP, PASSKEY

# Where this browser's session keeps the attempt that it may prove, what a finished one closed, and what
# a passkey has to sign.
CHALLENGE, DONE, PASSKEY_CHALLENGE = "recovery", "recovery_done", "recovery_passkey"


class System(NamedTuple):
    """Another system that people take this one for: where its password is recovered, and who helps there."""

    name: str | Promise
    what_for: str | Promise
    url: str
    support: str


SYSTEMS = {
    "secop2": System(
        gettext_lazy("SECOP II"),
        gettext_lazy("Es el sistema oficial de Colombia Compra Eficiente, donde se presentan y firman los procesos."),
        "https://community.secop.gov.co/STS/Users/Login/Index",
        "",
    ),
    "sigep2": System(
        gettext_lazy("SIGEP II"),
        gettext_lazy("Es de Función Pública: hoja de vida y declaración de bienes y rentas."),
        "https://www.funcionpublica.gov.co/web/sigep2",
        "soportesigep2@funcionpublica.gov.co",
    ),
    "integridad": System(
        gettext_lazy("Aplicativo por la Integridad Pública"),
        gettext_lazy(
            "Es de Función Pública: declaraciones de la Ley 2013 de 2019. Sus claves no son las del SIGEP II."
        ),
        "https://www.funcionpublica.gov.co/fdci/",
        "soporteaplicativointegridad@funcionpublica.gov.co",
    ),
}


def challenge_of(request: HttpRequest) -> UUID | None:
    """The attempt that this browser may prove."""
    kept = request.session.get(CHALLENGE)
    return UUID(kept) if kept else None


def attempt_of(request: HttpRequest) -> LoginCode | None:
    """Its row."""
    challenge = challenge_of(request)
    return LoginCode.objects.filter(challenge=challenge, purpose=Purpose.RECOVERY).first() if challenge else None


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """Which system, and the address of the account; the answer is the same whether there is one or not."""
    form = RecoveryForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        if elsewhere := SYSTEMS.get(form.elsewhere):
            return render(request, "accounts/recovery_elsewhere.html", {"system": elsewhere})
        email = form.cleaned_data["email"]
        if refused := limits.exceeded(request, "reset_password", key=email):
            return refused
        try:
            _ask(request, email)
        except codes.TooSoonError as refusal:
            words = _("A ese correo ya se enviaron varios códigos. Podrá pedir otro %(at_time)s.")
            form.add_error("email", words % {"at_time": formats.at_clock(refusal.until)})
        else:
            return redirect("accounts:recovery_code")
    return render(request, "accounts/recovery.html", {"form": form})


@login_not_required
@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """The code from the mail: it proves the mailbox, and nothing else yet."""
    row = attempt_of(request)
    if row is None:
        return redirect("accounts:recovery")
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        answer = codes.verify(row.challenge, form.cleaned_data["code"], Purpose.RECOVERY)
        if answer.verdict is Verdict.ACCEPTED:
            request.session.cycle_key()
            return redirect("accounts:recovery_password")
        form.add_error("code", code_pages.refusal(answer))
    context = {
        "form": form,
        "email": row.email,
        **code_pages.waiting(row),
        **code_pages.state_context(queries.message_of(row)),
    }
    return render(request, "accounts/recovery_code.html", context)


@login_not_required
@never_cache
@require_POST
def resend(request: HttpRequest) -> HttpResponse:
    """Another code for this recovery, a minute after the last one."""
    row = attempt_of(request)
    if row is None:
        return redirect("accounts:recovery")
    if refused := limits.exceeded(request, "reset_password", key=row.email):
        return refused
    try:
        _ask(request, row.email, instead_of=row.challenge)
    except codes.TooSoonError as refusal:
        words = _("Podrá pedir otro código %(at_time)s.")
        messages.warning(request, words % {"at_time": formats.at_clock(refusal.until)})
    else:
        messages.success(request, _("Le enviamos otro código. Los anteriores ya no sirven."))
    return redirect("accounts:recovery_code")


def _ask(request: HttpRequest, email: str, *, instead_of: UUID | None = None) -> None:
    origin = activity.origin_of(request)
    language = get_language() or "es-co"
    row = recovery.ask(email, asked_from=origin.device, language=language, instead_of=instead_of)
    request.session[CHALLENGE] = str(row.challenge)


def proved_owner(request: HttpRequest) -> User | None:
    """Whose mailbox this browser has proved, if it still counts."""
    challenge = challenge_of(request)
    return recovery.owner(challenge) if challenge else None


@login_not_required
@never_cache
@sensitive_post_parameters("password", "security_answer", "code", "backup_code")
@require_http_methods(["GET", "POST"])
def new_password(request: HttpRequest) -> HttpResponse:
    """The proofs and the new password: together, or nothing."""
    challenge = challenge_of(request)
    if challenge is None:
        return redirect("accounts:recovery")
    if request.method != "POST":
        return _new_password(request, recovery.look_at(challenge))
    with transaction.atomic():
        return _new_password(request, recovery.hold(challenge))


def _new_password(request: HttpRequest, attempt: Attempt | None) -> HttpResponse:
    if attempt is None:
        if request.method == "POST":
            messages.warning(request, _("Pasó mucho tiempo desde que escribió el código. Pida otro."))
        return redirect("accounts:recovery")
    user, held = attempt.user, attempt.held
    by_backup = request.GET.get("con") == "respaldo"
    if not user.security_answer and not by_backup:
        return redirect("accounts:recovery_forgotten")
    ways = _ways(held, by_backup=by_backup)
    factor = request.GET.get("factor", "")
    factor = factor if factor in ways else next(iter(ways), "")
    form = NewPasswordForm(
        request.POST if request.method == "POST" else None, user=user, by_backup=by_backup, factor=factor
    )
    if form.is_valid():
        if refused := limits.exceeded(request, "recovery_answer", key=str(user.code)):
            return refused
        outcome = recovery.finish(
            attempt,
            _proofs(request, form.cleaned_data, factor),
            password=form.cleaned_data["password"],
            origin=activity.origin_of(request),
        )
        if outcome.proof is Proof.DONE and outcome.user:
            return _finished(request, outcome, outcome.user)
        form.refuse(outcome)
    context = {
        "form": form,
        "email": user.email,
        "by_backup": by_backup,
        "by_passkey": factor == PASSKEY,
        "others": [(way, proofs.OFFERS[way]) for way in ways if way != factor],
    }
    return render(request, "accounts/recovery_password.html", context)


def _ways(held: Held, *, by_backup: bool) -> tuple[str, ...]:
    """The factors of which one is asked beside the answer; none of who has only the mailbox."""
    return (*held.strong, *((BACKUP,) if held.backup and not by_backup else ())) if held.strong else ()


def _proofs(request: HttpRequest, typed: dict[str, str], factor: str) -> Proofs:
    challenge = request.session.pop(PASSKEY_CHALLENGE, None)  # factors.prove_passkey takes none twice
    code = typed.get("code", "")
    return Proofs(
        answer=typed.get("security_answer", ""),
        backup_code=typed.get("backup_code", ""),
        app_code=code if factor == APP else "",
        factor_backup_code=code if factor == BACKUP else "",
        passkey=Passkey(request, code, challenge) if factor == PASSKEY else None,
    )


@login_not_required
@never_cache
@require_POST
def passkey_options(request: HttpRequest) -> HttpResponse:
    """What the browser needs to ask a passkey of whose mailbox was proved."""
    user = proved_owner(request)
    if user is None:
        return JsonResponse({"redirect": reverse("accounts:recovery")}, status=403)
    options, request.session[PASSKEY_CHALLENGE] = factors.passkey_proof_options(request, user)
    return JsonResponse(options)


def _finished(request: HttpRequest, outcome: Outcome, user: User) -> HttpResponse:
    get_adapter(request).forgive(request, user)
    request.session.clear()
    request.session.cycle_key()
    request.session[DONE] = {"sessions": outcome.sessions, "told": queries.masked(user.email)}
    return redirect("accounts:recovery_done")


@login_not_required
@never_cache
@require_safe
def done(request: HttpRequest) -> HttpResponse:
    """What the recovery closed, who was told, and what comes next."""
    closed: dict[str, Any] | None = request.session.get(DONE)
    if closed is None:
        return redirect("account_login")
    return render(request, "accounts/recovery_done.html", closed)


@login_not_required
@never_cache
@require_safe
def forgotten(request: HttpRequest) -> HttpResponse:
    """What is left to who forgot the answer, or never gave one: a back-up code, or a check by staff."""
    user = proved_owner(request)
    if user is None:
        return redirect("accounts:recovery")
    context = {"has_backup": factors.held_by(user).backup, "has_answer": bool(user.security_answer)}
    return render(request, "accounts/recovery_forgotten.html", context)
