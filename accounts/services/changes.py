"""Telling of a change to how a person proves who they are: their activity, their mailbox, the record."""

from accounts import mail
from accounts.models import Activity, User
from accounts.services import activity
from accounts.services.activity import Origin
from groundwork.ledger import services as ledger
from groundwork.messaging import services as messaging


def tell(user: User, kind: Activity.Kind, origin: Origin, *, detail: str = "") -> None:
    """Write it down and owe its mail, in the caller's transaction and last in it; `detail` holds no secret."""
    row = activity.record(user, kind, origin, detail=detail)
    letter = mail.security_changed(user, kind, at=row.at, detail=detail, asked_from=origin.device)
    messaging.send(letter, dedupe=f"security-changed:{row.pk}")
    ledger.record(f"person.{kind}", str(user.code), {}, by=str(user.code))
