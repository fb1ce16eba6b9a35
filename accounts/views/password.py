"""Changing one's password."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts import limits, sessions
from accounts.forms.password import PasswordForm
from accounts.models import User
from accounts.services import passwords
from accounts.services import sessions as rows
from accounts.services.activity import origin_of
from accounts.views.crumbs import above
from groundwork.web.actor import UserRequest


@never_cache
@sensitive_post_parameters("current", "password")
@require_http_methods(["GET", "POST"])
def change_password(request: UserRequest) -> HttpResponse:
    """The present one and the new one; every other session ends."""
    asks_current = passwords.needs_current(request.actor)
    posted = request.POST if request.method == "POST" else None
    if posted is not None and (refused := limits.exceeded(request, "password_change", key=str(request.user.code))):
        return refused
    form = PasswordForm(posted, user=request.user, asks_current=asks_current)
    if form.is_valid():
        origin = origin_of(request)
        try:
            user = passwords.change(
                request.actor,
                current=form.cleaned_data.get("current", ""),
                new=form.cleaned_data["password"],
                origin=origin,
            )
        except ValidationError as refusal:
            form.add_error(None, refusal)
            if form.has_error("current"):
                passwords.note_refusal(request.user, origin)
        else:
            _keep_this_session(request, user)
            messages.success(request, _("Su contraseña cambió. Las demás sesiones se cerraron; esta sigue."))
            return redirect("accounts:account")
    context = {"form": form, "crumbs": above(), "must": request.user.must_change_password, "known": request.user}
    return render(request, "accounts/password.html", context)


def _keep_this_session(request: UserRequest, user: User) -> None:
    """Bind this session to the new password under a new key, and end the others."""
    update_session_auth_hash(request, user)
    code = sessions.code_of(request.session)
    if code and request.session.session_key:
        rows.rename(code, request.session.session_key)
    rows.end_all(user, keep=code)
