"""Signing in: the password, then the second factor; and out."""

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from allauth.account.utils import get_next_redirect_url
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import limits, sessions
from accounts.forms.sign_in import CodeForm, SignInForm
from accounts.models import Purpose
from accounts.services import codes, factors
from accounts.services.codes import Verdict
from accounts.stages import APP, SecondFactorStage, pending
from accounts.views import codes as code_pages


@login_not_required
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Username or e-mail, and password; the second factor comes next, always."""
    wanted: str | None = get_next_redirect_url(request)
    if request.user.is_authenticated:
        return redirect(wanted or "desk:home")
    if refused := limits.exceeded(request, "login"):
        return refused
    form = SignInForm(request.POST if request.method == "POST" else None, request=request)
    if form.is_valid():
        sessions.choose(request.session, shared=form.cleaned_data["shared"])
        response: HttpResponse = perform_password_login(request, {}, Login(user=form.user, redirect_url=wanted))
        return response
    locked = form.has_error("__all__", "too_many_login_attempts")
    return render(
        request,
        "accounts/sign_in.html",
        {
            "form": form,
            "next": wanted or "",
            "ended": request.session.get(sessions.ENDED, ""),
            "mismatch": form.has_error("__all__", "mismatch"),
            "locked": locked,
        },
        status=429 if locked else 200,
    )


@login_not_required
@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
def login_code(request: HttpRequest) -> HttpResponse:
    """The second factor: the code from the mail, or from the app of who has one."""
    stage = pending(request, Purpose.SIGN_IN)
    if stage is None or stage.user is None:
        return redirect("desk:home" if request.user.is_authenticated else "account_login")
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        typed = form.cleaned_data["code"]
        response = _prove_app(stage, form, typed) if stage.factor == APP else _prove_mailbox(stage, form, typed)
        if response:
            return response
    context = code_pages.page(stage, form) | {"has_app": factors.authenticator_of(stage.user) is not None}
    return render(request, "accounts/login_code.html", context)


def _prove_app(stage: SecondFactorStage, form: CodeForm, typed: str) -> HttpResponse | None:
    user = stage.user
    if user is None:
        return None
    if device := factors.prove_authenticator(user, typed):
        return stage.complete(user, device)
    if seconds := factors.seconds_locked(factors.authenticator_of(user)):
        words = ngettext(
            "Ese código no es el de ahora, o ya se usó. Espere %(count)s segundo y escriba el que muestre "
            "su aplicación.",
            "Ese código no es el de ahora, o ya se usó. Espere %(count)s segundos y escriba el que muestre "
            "su aplicación.",
            seconds,
        )
        form.add_error("code", words % {"count": seconds})
    else:
        form.add_error("code", _("Ese código no es el de ahora. Escriba el que muestra su aplicación."))
    return None


def _prove_mailbox(stage: SecondFactorStage, form: CodeForm, typed: str) -> HttpResponse | None:
    if stage.challenge is None:
        form.add_error("code", _("Todavía no hay un código para este intento. Pídalo primero."))
        return None
    answer = codes.verify(stage.challenge, typed, Purpose.SIGN_IN)
    if answer.verdict is Verdict.ACCEPTED and stage.user:
        factors.confirm_mailbox(stage.user)
        return stage.complete(stage.user, factors.mailbox_of(stage.user))
    form.add_error("code", code_pages.refusal(answer))
    return None


@login_not_required
@never_cache
@require_POST
def resend_code(request: HttpRequest) -> HttpResponse:
    """Another code for this sign-in, a minute after the last one."""
    stage = pending(request, Purpose.SIGN_IN)
    if stage is None:
        return redirect("account_login")
    code_pages.send_another(request, stage)
    return redirect("accounts:login_code")


@login_not_required
@never_cache
@require_POST
def change_factor(request: HttpRequest) -> HttpResponse:
    """Prove oneself with another factor that one has."""
    stage = pending(request, Purpose.SIGN_IN)
    if stage is None:
        return redirect("account_login")
    stage.use(request.POST.get("factor", ""))
    return redirect("accounts:login_code")


@login_not_required
@never_cache
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session, here and on the server."""
    if request.user.is_authenticated:
        logout(request)
        messages.success(request, _("Su sesión se cerró."))
    return redirect("home")


@login_not_required
@require_safe
def inactive(request: HttpRequest) -> HttpResponse:
    """For who knows the password of an account that was closed."""
    return render(request, "accounts/inactive.html")
