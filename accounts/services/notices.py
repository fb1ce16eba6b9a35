"""Which notices there are, and which a person wants by mail and when: each room says its own in AppConfig.ready()."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, time
from typing import NamedTuple

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Activity, User
from accounts.services import activity, quiet
from accounts.services.activity import Origin

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Link:
    """The page where a notice is decided, when that is not the page of notices."""

    url: str
    label: Text


@dataclass(frozen=True, slots=True)
class Notice:
    """One kind of notice: what it is, why it comes, and whether its mails can be muted.

    `link` gives the page where this person decides about it, or None when there is nothing to decide yet. `mails` are
    the kinds of mail that it covers, where they are not named as itself; `waits` says whether these keep quiet hours.
    """

    kind: str
    label: Text
    help: Text
    mutable: bool = True
    link: Callable[[User], Link | None] | None = None
    mails: tuple[str, ...] = ()
    waits: bool = True


CODES = Notice(
    kind="sign-in-code",
    label=_("Códigos para ingresar y para confirmar cambios"),
    help=_("Siempre: sin ellos no podría ingresar."),
    mutable=False,
    waits=False,
)
SECURITY = Notice(
    kind="security",
    label=_("Seguridad de su cuenta"),
    help=_("Siempre: contraseña, correo, factores y equipos nuevos. Así se entera si alguien más entra."),
    mutable=False,
    mails=(
        *("account-closed", "account-shut", "backup-code-used", "bank-account-changed", "email-change-asked"),
        *("email-changed", "email-restored", "identity-check-asked", "identity-check-decided", "identity-check-link"),
        *("identity-check-used", "new-device", "password-changed", "security-changed", "sessions-closed"),
    ),
    waits=False,
)


class QuietHours(NamedTuple):
    """Between these times of the person's own clock, and the other way round over midnight; both or none."""

    begin: time | None = None
    end: time | None = None


_notices: dict[str, Notice] = {}


def register(notice: Notice) -> None:
    """Add a kind of notice to the page; call it from AppConfig.ready()."""
    _notices[notice.kind] = notice


def registered() -> list[Notice]:
    """Every kind, in the order in which the rooms said them."""
    return list(_notices.values())


def wants(user: User, kind: str) -> bool:
    """Whether the person is to be sent mails of that kind; one that cannot be muted is always sent."""
    notice = _notices.get(kind)
    return notice is None or not notice.mutable or kind not in user.muted_notices


def wants_mail(user: AbstractBaseUser, mail_kind: str) -> bool:
    """The same by the kind of a mail."""
    notice = _notice_of(mail_kind)
    return notice is None or not isinstance(user, User) or wants(user, notice.kind)


def quiet_until(user: AbstractBaseUser, mail_kind: str, at: datetime) -> datetime | None:
    """Until when no mail of that kind may reach the person at that time; None when it may now."""
    notice = _notice_of(mail_kind)
    if not isinstance(user, User) or (notice is not None and not notice.waits):
        return None
    return quiet.until(user, at)


@transaction.atomic
def choose(user: User, wanted: Collection[str], hours: QuietHours, *, origin: Origin) -> None:
    """Mute every kind that may be muted and is not wanted by mail, and keep these quiet hours."""
    person = User.objects.select_for_update().get(pk=user.pk)
    muted = sorted(notice.kind for notice in _notices.values() if notice.mutable and notice.kind not in wanted)
    if muted == person.muted_notices and hours == (person.quiet_from, person.quiet_until):
        return
    person.muted_notices = muted
    person.quiet_from, person.quiet_until = hours
    person.save(update_fields=["muted_notices", "quiet_from", "quiet_until"])
    activity.record(person, Activity.Kind.NOTICES_CHANGED, origin)


def label_of(kind: str) -> str:
    """What a kind of notice or of mail is called; a mail that no notice covers keeps its own name."""
    notice = _notices.get(kind) or _notice_of(kind)
    return str(notice.label) if notice else kind


def _notice_of(mail_kind: str) -> Notice | None:
    return next((notice for notice in _notices.values() if mail_kind in (notice.mails or (notice.kind,))), None)
