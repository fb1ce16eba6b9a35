"""The person's passkeys: listed, added, renamed, removed."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_otp_webauthn.models import WebAuthnCredential

from accounts.forms.security import PasskeyForm, PasskeyNameForm
from accounts.services import factors
from accounts.services.activity import origin_of
from accounts.views.security import below, enrolled, gone
from groundwork.web import formats
from groundwork.web.actor import PASSKEY, RecentAuthenticationRequiredError, UserRequest
from groundwork.web.components import Crumb, SummaryRow

# In the session: what a new passkey has to sign.
CHALLENGE = "new_passkey"


@never_cache
@require_safe
def passkeys(request: UserRequest) -> HttpResponse:
    """Each with when it was added and used."""
    rows = [
        SummaryRow(passkey.name, _story(passkey), _address("passkey", passkey), _("Administrar"))
        for passkey in factors.passkeys_of(request.user)
    ]
    return render(request, "accounts/passkeys.html", {"rows": rows, "crumbs": below()})


@never_cache
@require_http_methods(["GET", "POST"])
def passkey_add(request: UserRequest) -> HttpResponse:
    """A name, and then the browser makes the passkey; without script the page says what else there is."""
    factors.require_standing(request.actor)
    form = PasskeyForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        challenge = request.session.pop(CHALLENGE, None)
        request.session.save()
        if form.is_valid():
            try:
                passkey = factors.add_passkey(
                    request,
                    form.cleaned_data["name"],
                    form.cleaned_data["answer"],
                    challenge,
                    by=request.actor,
                    origin=origin_of(request),
                )
            except ValidationError as refusal:
                form.add_error(None, refusal)
            else:
                messages.success(request, _("Agregó la llave de acceso «%(name)s».") % {"name": passkey.name})
                return enrolled(request, PASSKEY, passkey)
    return render(request, "accounts/passkey_add.html", {"form": form, "crumbs": _below()})


@never_cache
@require_POST
def passkey_options(request: UserRequest) -> HttpResponse:
    """What the browser needs to make a passkey; where to go first when the proof of identity is too old for it."""
    try:
        options, challenge = factors.passkey_registration_options(request, by=request.actor)
    except RecentAuthenticationRequiredError:
        proof = f"{reverse('account_reauthenticate')}?{urlencode({'next': reverse('accounts:passkey_add')})}"
        return JsonResponse({"redirect": proof}, status=403)
    request.session[CHALLENGE] = challenge
    return JsonResponse(options)


@never_cache
@require_http_methods(["GET", "POST"])
def passkey(request: UserRequest, code: str) -> HttpResponse:
    """One of them: another name for it, or the way to remove it."""
    found = get_object_or_404(factors.passkeys_of(request.user), credential_id_sha256=code)
    form = PasskeyNameForm(request.POST if request.method == "POST" else None, initial={"name": found.name})
    if form.is_valid():
        factors.rename_passkey(found, form.cleaned_data["name"])
        messages.success(request, _("Guardamos el nombre de la llave."))
        return redirect("accounts:passkeys")
    context = {
        "form": form,
        "name": found.name,
        "story": _story(found),
        "remove_url": _address("passkey_remove", found),
        "crumbs": _below(),
    }
    return render(request, "accounts/passkey.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def passkey_remove(request: UserRequest, code: str) -> HttpResponse:
    """Take it away, once it is said what that means."""
    factors.require_standing(request.actor)
    found = get_object_or_404(factors.passkeys_of(request.user), credential_id_sha256=code)
    device_id, refused = found.persistent_id, ""
    if request.method == "POST":
        try:
            factors.remove_passkey(found, by=request.actor, origin=origin_of(request))
        except ValidationError as refusal:
            refused = refusal.messages[0]
        else:
            gone(request, device_id)
            messages.success(request, _("Quitó la llave de acceso «%(name)s».") % {"name": found.name})
            return redirect("accounts:passkeys")
    context = {
        "crumbs": _below(),
        "title": _("¿Quitar la llave de acceso «%(name)s»?") % {"name": found.name},
        "text": _("Ya no servirá para ingresar. Bórrela también en su equipo o en su administrador de contraseñas."),
        "button": _("Quitar la llave"),
        "back": _address("passkey", found),
        "refused": refused,
    }
    return render(request, "accounts/security_remove.html", context, status=409 if refused else 200)


def _below() -> list[Crumb]:
    return below(Crumb(_("Llaves de acceso"), reverse("accounts:passkeys")))


def _address(name: str, passkey: WebAuthnCredential) -> str:
    return reverse(f"accounts:{name}", args=[passkey.credential_id_sha256])


def _story(passkey: WebAuthnCredential) -> str:
    added = _("Agregada el %(day)s.") % {"day": formats.short_date(passkey.created_at)}
    if passkey.last_used_at is None:
        return added + " " + _("No se ha usado todavía.")
    used = {"day": formats.short_date(passkey.last_used_at), "hour": formats.clock_time(passkey.last_used_at)}
    return added + " " + _("Última vez: %(day)s, %(hour)s") % used
