"""Which notices there are, and which a person wants: each room says its own in AppConfig.ready()."""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Activity, User
from accounts.services import activity
from accounts.services.activity import Origin

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Link:
    """The page where a notice is decided, when that is not the page of notices."""

    url: str
    label: Text


@dataclass(frozen=True, slots=True)
class Notice:
    """One kind of mail: what it is, why it comes, and whether it can be muted.

    `link` gives the page where this person decides about it, or None when there is nothing to decide yet.
    """

    kind: str
    label: Text
    help: Text
    mutable: bool = True
    link: Callable[[User], Link | None] | None = None


CODES = Notice(
    kind="sign-in-code",
    label=_("Códigos para ingresar y para confirmar cambios"),
    help=_("Siempre: sin ellos no podría ingresar."),
    mutable=False,
)
SECURITY = Notice(
    kind="security",
    label=_("Seguridad de su cuenta"),
    help=_("Siempre: contraseña, correo, factores y equipos nuevos. Así se entera si alguien más entra."),
    mutable=False,
)

_notices: dict[str, Notice] = {}


def register(notice: Notice) -> None:
    """Add a kind of notice to the page; call it from AppConfig.ready()."""
    _notices[notice.kind] = notice


def registered() -> list[Notice]:
    """Every kind, in the order in which the rooms said them."""
    return list(_notices.values())


def wants(user: User, kind: str) -> bool:
    """Whether the person is to be sent notices of that kind; one that cannot be muted is always sent."""
    notice = _notices.get(kind)
    return notice is None or not notice.mutable or kind not in user.muted_notices


@transaction.atomic
def choose(user: User, wanted: Collection[str], *, origin: Origin) -> None:
    """Mute every kind that may be muted and is not wanted."""
    person = User.objects.select_for_update().get(pk=user.pk)
    muted = sorted(notice.kind for notice in _notices.values() if notice.mutable and notice.kind not in wanted)
    if muted == person.muted_notices:
        return
    person.muted_notices = muted
    person.save(update_fields=["muted_notices"])
    activity.record(person, Activity.Kind.NOTICES_CHANGED, origin)
