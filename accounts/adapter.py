"""allauth as the portal uses it: credentials, the addresses' ownership, stages and limits; no page of its own."""

from datetime import datetime
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import lockout, refusals

LOGIN_FAILED, LOCKED = "login_failed", "too_many_login_attempts"  # allauth's names


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Puts our second factor after every other stage, and keeps allauth's words and mails out."""

    def get_login_stages(self) -> list[str]:
        """Ours is last: a stage after it would lose the device that was proved."""
        return [*super().get_login_stages(), "accounts.stages.SecondFactorStage"]

    def get_reauthentication_methods(self, user: User | AnonymousUser) -> list[dict[str, Any]]:
        """None of allauth's: a fresh proof of identity is asked for by our own page."""
        return []

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count a password that is about to be compared; ValidationError when there were too many wrong ones.

        It says until when, in the same words whether the login is anybody's.
        """
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError as refusal:
            if refusal.code != LOCKED:
                raise
            refusals.note_lock(request, credentials.get("username") or credentials.get("email") or "")
            key = self._get_login_attempts_cache_key(request, **credentials)
            raise ValidationError(_locked_words(request, key), code=LOCKED) from refusal

    def forgive(self, request: HttpRequest, user: User) -> None:
        """Forget the wrong passwords typed for the person, so that who has just recovered the account gets in."""
        for key in self._login_keys(request, user):
            lockout.forget(request, LOGIN_FAILED, key=key)

    def locked_until(self, request: HttpRequest, user: User) -> datetime | None:
        """Until when no password is compared for the person, from wherever it was typed; None when it is."""
        moments = [lockout.opens_at(request, LOGIN_FAILED, key=key) for key in self._login_keys(request, user)]
        return max((moment for moment in moments if moment), default=None)

    def _login_keys(self, request: HttpRequest, user: User) -> list[str]:
        """Under what the wrong passwords typed for the person are counted."""
        return [self._get_login_attempts_cache_key(request, username=login) for login in (user.username, user.email)]

    def is_safe_url(self, url: str | None) -> bool:
        """Whether somebody may be led there: a page of this very host, and no character that hides in it."""
        if not url or not url.isprintable():
            return False
        here: HttpRequest = context.request
        return url_has_allowed_host_and_scheme(url, {here.get_host()}, require_https=here.is_secure())

    def add_message(self, request: HttpRequest, level: int, *args: Any, **kwargs: Any) -> None:
        """Say nothing: the pages say what happened, in the portal's words."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Refuse: every mail of the portal leaves through the outbox."""
        raise RuntimeError(f"allauth tried to send {template_prefix}: the portal's mails leave through the outbox.")


def _locked_words(request: HttpRequest, key: str) -> str:
    """Until when no password is compared, and the way out if it is this login that is locked."""
    if until := lockout.opens_at(request, LOGIN_FAILED):
        words = _("Desde su conexión hubo muchos intentos errados. Por seguridad, podrá intentar de nuevo %(when)s.")
    else:
        until = lockout.opens_at(request, LOGIN_FAILED, key=key)
        words = _(
            "Hubo varios intentos errados. Por seguridad, podrá intentar de nuevo %(when)s. Si olvidó su "
            "contraseña, recupérela ahora: al terminar podrá ingresar de inmediato."
        )
    return words % {"when": lockout.span(until)}
