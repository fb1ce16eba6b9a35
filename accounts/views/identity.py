"""A fresh proof of who one is, asked for before an act that binds."""

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import get_next_redirect_url
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts import limits, sessions
from accounts.forms.sign_in import ProofForm
from accounts.services import factors
from accounts.stages import APP, EMAIL
from groundwork.web.actor import UserRequest


@never_cache
@sensitive_post_parameters("password", "code")
@require_http_methods(["GET", "POST"])
def confirm_identity(request: UserRequest) -> HttpResponse:
    """Confirme su identidad: asked for before an act that binds, when the last proof is old."""
    wanted: str = get_next_redirect_url(request) or ""
    if refused := limits.exceeded(request, "reauthenticate"):
        return refused
    app = factors.authenticator_of(request.user)
    form = ProofForm(request.POST if request.method == "POST" else None, asks_code=app is not None)
    if form.is_valid():
        if not get_adapter(request).reauthenticate(request.user, form.cleaned_data["password"]):
            form.add_error("password", _("Esa no es su contraseña."))
        elif app and not factors.prove_authenticator(request.user, form.cleaned_data["code"]):
            form.add_error("code", _("Ese código no es el de ahora. Escriba el que muestra su aplicación."))
        else:
            record_authentication(request, request.user, method="password", reauthenticated=True)
            sessions.prove(request.session, APP if app else EMAIL)
            return redirect(wanted or "desk:home")
    return render(request, "accounts/confirm_identity.html", {"form": form, "next": wanted})
