"""Which second factors a person has, and what having them asks of a change to them."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django_otp_webauthn.models import WebAuthnCredential

from accounts import powers
from accounts.models import Authenticator, BackupCode, User
from groundwork.web.actor import APP, BACKUP, EMAIL, PASSKEY, Actor, RecentAuthenticationRequiredError


@dataclass(frozen=True, slots=True)
class Held:
    """What a person can prove themselves with besides their mailbox, which everybody has."""

    passkey: bool = False
    app: bool = False
    backup: bool = False
    powerful: bool = False  # over others, and so they must have a strong one; False too when that was not asked

    @property
    def strong(self) -> tuple[str, ...]:
        """The strong ones, the better first."""
        return tuple(name for name, has in ((PASSKEY, self.passkey), (APP, self.app)) if has)

    @property
    def lacks_strong(self) -> bool:
        """Whether they must have a strong one and have none."""
        return self.powerful and not self.strong

    @property
    def for_sign_in(self) -> tuple[str, ...]:
        """What a sign-in may be completed with, the first to be asked for first."""
        return (*self.strong, EMAIL, *self._backup)

    def for_identity(self, *, strong: bool = False) -> tuple[str, ...]:
        """What a fresh proof may be made with: the mailbox only for who has nothing stronger."""
        if strong:
            return self.strong
        return (*(self.strong or (EMAIL,)), *self._backup)

    @property
    def _backup(self) -> tuple[str, ...]:
        return (BACKUP,) if self.backup else ()


def held_by(user: User | None, *, with_power: bool = False) -> Held:
    """What the person has, in one query; and, where it is asked, whether they have power over others."""
    if user is None:
        return Held()
    facts = holdings() | ({"powerful": powers.condition()} if with_power else {})
    return Held(**User.objects.filter(pk=user.pk).values(**facts).get())


def holdings() -> dict[str, Any]:
    """The facts of Held as expressions on User, for who reads them together with others."""
    return {
        "passkey": Exists(WebAuthnCredential.objects.filter(user=OuterRef("pk"), confirmed=True)),
        "app": Exists(Authenticator.objects.filter(user=OuterRef("pk"), confirmed=True)),
        "backup": Exists(BackupCode.objects.filter(sheet__user=OuterRef("pk"), sheet__confirmed=True, used_at=None)),
    }


def require_standing(by: Actor) -> None:
    """Raise RecentAuthenticationRequiredError unless the actor may change how they prove who they are.

    The proof is recent, and whoever has a passkey or an app made it with one of those or a back-up code: else
    a read mailbox and a known password would be enough to put another app in the place of theirs.
    """
    by.require_recent_authentication()
    if by.factor not in {APP, PASSKEY, BACKUP} and held_by(by.user).strong:
        raise RecentAuthenticationRequiredError


def require_another_strong(user: User) -> None:
    """ValidationError if who must have a strong factor has just lost the last one; call it after the removal."""
    if held_by(user, with_power=True).lacks_strong:
        raise ValidationError(
            _("Su función exige una llave de acceso o una aplicación. Agregue otra antes de quitar esta."),
            code="last_strong_factor",
        )
