"""/cuenta/seguridad/: how a person proves who they are, each way with its state and its one action."""

import base64
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

import django_otp
import segno
from allauth.account.utils import get_next_redirect_url
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp.models import Device

from accounts import enrolment, powers, queries, sessions
from accounts.forms.security import AuthenticatorForm, QuestionForm
from accounts.models import Activity
from accounts.services import factors, question
from accounts.services.activity import origin_of
from accounts.views.crumbs import above
from groundwork.files.keyring import UnreadableError, key_ring
from groundwork.web import formats
from groundwork.web.actor import APP, FACTOR, UserRequest
from groundwork.web.components import Colour, Crumb

# In the session: the secret of an app that is being enrolled, sealed.
PENDING = "pending_app"
FEW = 3


@dataclass(frozen=True, slots=True)
class Way:
    """One way of proving who one is, as the page shows it."""

    title: str
    state: str
    tag: Colour
    note: str
    url: str
    action: str


@never_cache
@require_safe
def security(request: UserRequest) -> HttpResponse:
    """Every way, and what is missing for who must have a strong one."""
    held = factors.held_by(request.user)
    context = {
        "crumbs": above(),
        "strong": [_passkeys(request), _app(request)],
        "others": [_password(request), _mailbox(request)],
        "spare": [_backup_codes(request), _question(request)],
        "missing": not held.strong and powers.needs_strong_factor(request.user),
        "held_back": enrolment.is_missing(request.session),
        "unspared": bool(held.strong) and not held.backup,
    }
    return render(request, "accounts/security.html", context)


@never_cache
@sensitive_post_parameters("security_answer")
@require_http_methods(["GET", "POST"])
def security_question(request: UserRequest) -> HttpResponse:
    """Another question and its answer."""
    factors.require_standing(request.actor)
    initial = {"security_question": request.user.security_question}
    form = QuestionForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        question.change(
            form.cleaned_data["security_question"],
            form.cleaned_data["security_answer"],
            by=request.actor,
            origin=origin_of(request),
        )
        messages.success(request, _("Cambió su pregunta de seguridad."))
        return redirect("accounts:security")
    return render(request, "accounts/security_question.html", {"form": form, "crumbs": below()})


@never_cache
@sensitive_post_parameters("code")
@sensitive_variables("secret")
@require_http_methods(["GET", "POST"])
def authenticator(request: UserRequest) -> HttpResponse:
    """Enrol an app: its QR code, its secret in text, and the first code that it shows."""
    factors.require_standing(request.actor)
    secret = _pending_secret(request)
    form = AuthenticatorForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            device = factors.add_authenticator(
                secret, form.cleaned_data["code"], by=request.actor, origin=origin_of(request)
            )
        except ValidationError as refusal:
            form.add_error("code", refusal)
        else:
            del request.session[PENDING]
            messages.success(request, _("Su aplicación de autenticación quedó activa."))
            return enrolled(request, APP, device)
    uri = factors.otpauth_uri(request.user, secret)
    context = {
        "form": form,
        "crumbs": below(),
        "qr": segno.make(uri, error="m").svg_data_uri(scale=5, border=4, light="#fff", xmldecl=False),
        "uri": uri,
        "secret": " ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        "replaces": factors.authenticator_of(request.user) is not None,
    }
    return render(request, "accounts/authenticator.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def authenticator_remove(request: UserRequest) -> HttpResponse:
    """Take the app away, once it is said what that means."""
    factors.require_standing(request.actor)
    app = factors.authenticator_of(request.user)
    if app is None:
        return redirect("accounts:security")
    refused = ""
    if request.method == "POST":
        try:
            factors.remove_authenticator(by=request.actor, origin=origin_of(request))
        except ValidationError as refusal:
            refused = refusal.messages[0]
        else:
            gone(request, app.persistent_id)
            messages.success(request, _("Quitó su aplicación de autenticación."))
            return redirect("accounts:security")
    context = {
        "crumbs": below(),
        "title": _("¿Quitar su aplicación de autenticación?"),
        "text": _(
            "Sus códigos ya no servirán para ingresar. Borre también la entrada de este portal en la aplicación."
        ),
        "button": _("Quitar la aplicación"),
        "back": reverse("accounts:security"),
        "refused": refused,
    }
    return render(request, "accounts/security_remove.html", context, status=409 if refused else 200)


@never_cache
@sensitive_variables("made")
@require_http_methods(["GET", "POST"])
def backup_codes(request: UserRequest) -> HttpResponse:
    """Ten codes, shown in the answer to the button and never again."""
    factors.require_standing(request.actor)
    made: list[str] = []
    if request.method == "POST":
        made = factors.make_backup_codes(by=request.actor, origin=origin_of(request))
    sheet, left = factors.sheet_of(request.user)
    context = {
        "crumbs": below(),
        "made": made,
        "download": "data:text/plain;charset=utf-8," + quote(_sheet_text(request, made)) if made else "",
        "has_sheet": sheet is not None,
        "left": left,
        "made_at": sheet.created_at if sheet else None,
        "next": get_next_redirect_url(request) or "",
    }
    return render(request, "accounts/backup_codes.html", context)


def below(*more: Crumb) -> list[Crumb]:
    """The way to a page under this one."""
    return above(Crumb(_("Seguridad"), reverse("accounts:security")), *more)


def enrolled(request: UserRequest, factor: str, device: Device) -> HttpResponse:
    """The session has just proved a new strong factor; back-up codes are offered to who has none."""
    request.session.cycle_key()
    sessions.prove(request.session, factor)
    django_otp.login(request, device)
    wanted = enrolment.end(request.session) or reverse("accounts:security")
    if factors.held_by(request.user).backup:
        return redirect(wanted)
    return redirect(f"{reverse('accounts:backup_codes')}?{urlencode({'next': wanted})}")


def gone(request: HttpRequest, device_id: str) -> None:
    """A proof made with what has been removed counts no more as that."""
    if request.session.get(DEVICE_ID_SESSION_KEY) == device_id:
        request.session[FACTOR] = ""


@sensitive_variables()
def _pending_secret(request: HttpRequest) -> str:
    """The secret of the app that is being enrolled: the same until it is, however often the page is read."""
    if sealed := request.session.get(PENDING):
        try:
            return key_ring().decrypt(base64.b64decode(sealed), PENDING).decode()
        except UnreadableError:  # its key has left the ring since
            pass
    secret = factors.new_secret()
    request.session[PENDING] = base64.b64encode(key_ring().encrypt(secret.encode(), PENDING)).decode()
    return secret


def _sheet_text(request: UserRequest, codes: list[str]) -> str:
    heading = _("Códigos de respaldo del Portal de Contratación para %(username)s. Cada uno sirve una sola vez.")
    return "\n".join([heading % {"username": request.user.username}, "", *codes, ""])


def _password(request: UserRequest) -> Way:
    changed = queries.last_time(request.user, Activity.Kind.PASSWORD_CHANGED, Activity.Kind.PASSWORD_RECOVERED)
    note = _("La cambió el %(day)s.") % {"day": formats.short_date(changed)} if changed else ""
    return Way(_("Contraseña"), _("Activa"), "green", note, reverse("accounts:password"), _("Cambiar"))


def _mailbox(request: UserRequest) -> Way:
    note = f"{request.user.email} · {_used(factors.mailbox_of(request.user).last_used_at)}"
    return Way(_("Código al correo"), _("Activo"), "green", note, reverse("accounts:email"), _("Cambiar"))


def _passkeys(request: UserRequest) -> Way:
    passkeys = list(factors.passkeys_of(request.user))
    title, url = _("Llaves de acceso"), reverse("accounts:passkeys")
    if not passkeys:
        note = _("La huella, el rostro o el PIN de su equipo. Es lo más seguro y lo más rápido.")
        return Way(title, _("Ninguna"), "grey", note, reverse("accounts:passkey_add"), _("Agregar"))
    state = ngettext("%(count)s llave", "%(count)s llaves", len(passkeys)) % {"count": len(passkeys)}
    return Way(title, state, "green", _used(passkeys[0].last_used_at), url, _("Administrar"))


def _app(request: UserRequest) -> Way:
    app, title = factors.authenticator_of(request.user), _("Aplicación de autenticación")
    if app is None:
        note = _("Una aplicación de su teléfono que muestra un código nuevo cada medio minuto, también sin internet.")
        return Way(title, _("Sin activar"), "grey", note, reverse("accounts:authenticator"), _("Activar"))
    return Way(title, _("Activa"), "green", _used(app.last_used_at), reverse("accounts:authenticator"), _("Cambiar"))


def _backup_codes(request: UserRequest) -> Way:
    sheet, left = factors.sheet_of(request.user)
    title, url = _("Códigos de respaldo"), reverse("accounts:backup_codes")
    if sheet is None:
        note = _("Diez códigos para guardar en papel, por si un día no tiene su teléfono ni su correo.")
        return Way(title, _("Sin generar"), "grey", note, url, _("Generar"))
    state = ngettext("Queda %(count)s", "Quedan %(count)s", left) % {"count": left}
    return Way(title, state, "green" if left >= FEW else "yellow", _used(sheet.last_used_at), url, _("Generar otros"))


def _question(request: UserRequest) -> Way:
    asked, title = request.user.security_question, _("Pregunta de seguridad")
    url = reverse("accounts:security_question")
    if not request.user.security_answer:
        return Way(
            title, _("Sin escoger"), "yellow", _("Sin ella no podrá recuperar la contraseña."), url, _("Escoger")
        )
    return Way(title, _("Activa"), "green", asked, url, _("Cambiar"))


def _used(at: datetime | None) -> str:
    if at is None:
        return _("No se ha usado todavía.")
    return _("Última vez: %(day)s, %(hour)s") % {"day": formats.short_date(at), "hour": formats.clock_time(at)}
