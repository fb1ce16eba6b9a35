"""allauth as the portal uses it: credentials, the addresses' ownership, stages and limits; no page of its own."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import User


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Puts our second factor after every other stage, and keeps allauth's words and mails out."""

    error_messages = {  # allauth's name and shape
        **DefaultAccountAdapter.error_messages,
        "too_many_login_attempts": _(
            "Por seguridad, este usuario no puede intentar de nuevo hasta dentro de cinco minutos. "
            "Si olvidó su contraseña, puede recuperarla ahora."
        ),
    }

    def get_login_stages(self) -> list[str]:
        """Ours is last: a stage after it would lose the device that was proved."""
        return [*super().get_login_stages(), "accounts.stages.SecondFactorStage"]

    def get_reauthentication_methods(self, user: User | AnonymousUser) -> list[dict[str, Any]]:
        """None of allauth's: a fresh proof of identity is asked for by our own page."""
        return []

    def add_message(self, request: HttpRequest, level: int, *args: Any, **kwargs: Any) -> None:
        """Say nothing: the pages say what happened, in the portal's words."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Refuse: every mail of the portal leaves through the outbox."""
        raise RuntimeError(f"allauth tried to send {template_prefix}: the portal's mails leave through the outbox.")
