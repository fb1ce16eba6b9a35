"""Registering: the form, a look before sending, the code."""

from uuid import UUID

from allauth.account.internal.flows.login import perform_login
from allauth.account.models import Login
from allauth.account.utils import get_next_redirect_url
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts import limits
from accounts.forms.registration import AddressForm, RegistrationForm
from accounts.forms.sign_in import CodeForm
from accounts.models import Purpose, Registration, User
from accounts.services import codes
from accounts.services import registration as registrations
from accounts.stages import SecondFactorStage, pending
from accounts.views import codes as code_pages
from groundwork.web.components import SummaryRow

# Where this browser's session keeps the draft's code, and the page to go to once signed in.
DRAFT, NEXT = "registration", "registration_next"


def _draft(request: HttpRequest) -> Registration | None:
    code = request.session.get(DRAFT)
    return Registration.objects.filter(code=UUID(code)).first() if code else None


@login_not_required
@never_cache
@sensitive_post_parameters("password", "security_answer")
@require_http_methods(["GET", "POST"])
def sign_up(request: HttpRequest) -> HttpResponse:
    """Everything about a new person; nothing is created yet, and what was typed is kept on the server."""
    if request.user.is_authenticated:
        return redirect("desk:home")
    if refused := limits.exceeded(request, "signup"):
        return refused
    form = RegistrationForm(request.POST if request.method == "POST" else None, instance=_draft(request))
    if wanted := get_next_redirect_url(request):
        request.session[NEXT] = wanted
    if form.is_valid():
        draft = form.draft(language=get_language() or "es-co")
        draft.save()
        request.session[DRAFT] = str(draft.code)
        return redirect("accounts:registration_review")
    return render(request, "accounts/registration.html", {"form": form})


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def review(request: HttpRequest) -> HttpResponse:
    """Revise antes de enviar: what will be registered, and the code that confirming it sends."""
    draft = _draft(request)
    if request.user.is_authenticated or draft is None:
        return redirect("account_signup")
    if request.method == "POST":
        if refused := limits.exceeded(request, "signup"):
            return refused
        login = Login(user=None, email=draft.email, signup=True, redirect_url=request.session.get(NEXT))
        response: HttpResponse = perform_login(request, login)
        return response
    return render(request, "accounts/registration_review.html", {"rows": _summary(draft)})


def _summary(draft: Registration) -> list[SummaryRow]:
    facts = (
        (_("Nombre completo"), draft.full_name, "full_name"),
        (_("Correo electrónico"), draft.email, "email"),
        (_("Empresa o entidad"), draft.firm or _("Ninguna"), "firm"),
        (_("Teléfono"), draft.phone.as_international, "phone"),
        (_("Zona horaria"), draft.time_zone, "time_zone"),
        (_("Nombre de usuario"), draft.username, "username"),
    )
    form = reverse("account_signup")
    return [SummaryRow(key, value, f"{form}#id_{field}", _("Cambiar")) for key, value, field in facts]


@login_not_required
@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
def registration_code(request: HttpRequest) -> HttpResponse:
    """The code from the mail: it proves the address, makes the account and signs in."""
    stage = pending(request, Purpose.REGISTRATION)
    draft = _draft(request)
    if stage is None or draft is None:
        return redirect("account_signup")
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        if stage.challenge is None:
            form.add_error("code", _("Todavía no hay un código para este registro. Pídalo primero."))
        else:
            try:
                answer, user = registrations.confirm(draft, stage.challenge, form.cleaned_data["code"])
            except (registrations.AccountExistsError, registrations.UsernameGoneError) as taken:
                return _taken(request, stage, taken)
            if user:
                return _finish(request, stage, user)
            form.add_error("code", code_pages.refusal(answer))
    context = code_pages.page(stage, form) | {"address_form": AddressForm()}
    return render(request, "accounts/registration_code.html", context)


def _finish(request: HttpRequest, stage: SecondFactorStage, user: User) -> HttpResponse:
    request.session.pop(DRAFT, None)
    request.session.pop(NEXT, None)
    messages.success(request, _("Su correo quedó confirmado y su cuenta, creada."))
    return stage.complete(user, user.logincodedevice)


def _taken(request: HttpRequest, stage: SecondFactorStage, taken: Exception) -> HttpResponse:
    response: HttpResponse = stage.abort()
    if isinstance(taken, registrations.AccountExistsError):
        messages.info(request, _("Ya tiene una cuenta con ese correo. Ingrese con su contraseña, o recupérela."))
        return response
    messages.warning(request, _("Mientras confirmaba, otra persona tomó ese nombre de usuario. Escoja otro."))
    return redirect("account_signup")


@login_not_required
@never_cache
@require_POST
def resend(request: HttpRequest) -> HttpResponse:
    """Another code for this registration, a minute after the last one."""
    stage = pending(request, Purpose.REGISTRATION)
    if stage is None:
        return redirect("account_signup")
    code_pages.send_another(request, stage)
    return redirect("accounts:registration_code")


@login_not_required
@never_cache
@require_POST
def correct_address(request: HttpRequest) -> HttpResponse:
    """The address was mistyped: change it, and send the code there."""
    stage = pending(request, Purpose.REGISTRATION)
    draft = _draft(request)
    if stage is None or draft is None:
        return redirect("account_signup")
    if refused := limits.exceeded(request, "signup"):
        return refused
    form = AddressForm(request.POST)
    if form.is_valid() and not stage.exhausted:
        draft.email = form.cleaned_data["email"]
        try:
            stage.correct_address(draft.email)
        except codes.TooSoonError:
            messages.warning(request, _("A ese correo ya se enviaron varios códigos. Espere unos minutos."))
        else:
            draft.save(update_fields=["email"])
            messages.success(request, _("Corregimos el correo y le enviamos otro código."))
        return redirect("accounts:registration_code")
    if stage.exhausted:
        form.add_error("email", _("Ya se enviaron varios códigos en este registro. Empiece de nuevo."))
    context = code_pages.page(stage, CodeForm()) | {"address_form": form, "correcting": True}
    return render(request, "accounts/registration_code.html", context)
