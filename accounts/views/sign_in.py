"""Signing in: the password, then the second factor; and out."""

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from allauth.account.utils import get_next_redirect_url
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_otp.models import Device

from accounts import limits, sessions
from accounts.forms.sign_in import FactorForm, SignInForm
from accounts.models import Purpose, User
from accounts.services import drafts, factors
from accounts.stages import SecondFactorStage, pending
from accounts.views import codes as code_pages
from accounts.views import proofs
from groundwork.web import actor


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
            "kept": drafts.waiting(request.session),
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
    """The second factor: a passkey, the app's code, the mail's, or a back-up one, of those that the person has."""
    stage = pending(request, Purpose.SIGN_IN)
    if stage is None or stage.user is None:
        return redirect("desk:home" if request.user.is_authenticated else "account_login")
    form = FactorForm(request.POST if request.method == "POST" else None, factor=stage.factor)
    if form.is_valid():
        try:
            return stage.complete(stage.user, _prove(request, stage, stage.user, form.cleaned_data["code"]))
        except ValidationError as refusal:
            form.add_error("code", refusal)
    context = code_pages.page(stage, form) | {
        "by_passkey": stage.factor == actor.PASSKEY,
        "by_backup": stage.factor == actor.BACKUP,
        "others": proofs.others(stage.held().for_sign_in, stage.factor),
    }
    return render(request, "accounts/login_code.html", context)


def _prove(request: HttpRequest, stage: SecondFactorStage, user: User, typed: str) -> Device:
    """The device that the attempt's factor was proved with; ValidationError says why not."""
    match stage.factor:
        case actor.PASSKEY:
            return proofs.prove_passkey(request, user, typed, stage.take_passkey_challenge())
        case actor.APP:
            return proofs.prove_app(request, user, typed)
        case actor.BACKUP:
            return proofs.prove_backup_code(request, user, typed)
        case _:
            return proofs.prove_mailbox(request, user, typed, stage.challenge, Purpose.SIGN_IN)


@login_not_required
@never_cache
@require_POST
def passkey_options(request: HttpRequest) -> HttpResponse:
    """What the browser needs to ask a passkey of the person who is signing in."""
    stage = pending(request, Purpose.SIGN_IN)
    if stage is None or stage.user is None:
        return JsonResponse({"redirect": reverse("account_login")}, status=403)
    options, challenge = factors.passkey_proof_options(request, stage.user)
    stage.keep_passkey_challenge(challenge)
    return JsonResponse(options)


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
