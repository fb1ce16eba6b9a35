"""Who acts: a person together with what their session proves."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import PermissionDenied

from groundwork.web.requests import PortalRequest

if TYPE_CHECKING:  # the one name from above, and only for the type checker
    from accounts.models import User

# Where the session keeps the moment of the last full proof of identity (Unix seconds), and its factor.
PROVED_AT = "proved_at"
FACTOR = "factor"
# Second factors, by the names that a session keeps; the strong ones cannot be had by reading a mailbox.
EMAIL, APP, PASSKEY, BACKUP = "email", "app", "passkey", "backup"
STRONG = frozenset({APP, PASSKEY})


class RecentAuthenticationRequiredError(PermissionDenied):
    """The act binds, and the person has not proved who they are recently enough."""


class StrongFactorRequiredError(RecentAuthenticationRequiredError):
    """The act asks for a passkey or an app, and the person's last proof was made with something else, or long ago."""


@dataclass(frozen=True, slots=True)
class Actor:
    """A signed-in person and their session: what services that bind someone ask for."""

    user: "User"
    session: Mapping[str, Any]

    @property
    def proved_at(self) -> float:
        """When they last proved their identity, in Unix seconds; 0 when the session does not say."""
        return float(self.session.get(PROVED_AT, 0))

    @property
    def factor(self) -> str:
        """The second factor of that proof: one of those above, or empty."""
        return str(self.session.get(FACTOR, ""))

    def require_recent_authentication(self) -> None:
        """Raise RecentAuthenticationRequiredError unless the proof is younger than RECENT_PROOF_SECONDS."""
        if not self._is_recent:
            raise RecentAuthenticationRequiredError

    def require_strong_factor(self) -> None:
        """Raise StrongFactorRequiredError unless the proof is as young and was made with a passkey or an app."""
        if not self._is_recent or self.factor not in STRONG:
            raise StrongFactorRequiredError

    @property
    def _is_recent(self) -> bool:
        return 0 <= time.time() - self.proved_at < settings.RECENT_PROOF_SECONDS


class UserRequest(PortalRequest):
    """A request of somebody signed in, which SignInMiddleware vouches for."""

    user: "User"
    actor: Actor
