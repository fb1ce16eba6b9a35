"""Writing down, for its owner, that an account's sign-in was refused; nobody else can tell that there is an account.

What was typed is never written. The statement is the same for a login that names somebody and for one that does
not, and so is the wait: it finds the owner and adds the row at once, and does not wait for the disk, which is the
one thing that would take longer when there is a row (a refusal lost in a crash of the database is no loss).
"""

from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from django.http import HttpRequest
from django.utils import timezone

from accounts.models import Activity, User
from accounts.services import activity
from accounts.services.activity import Origin

# A lock-out is written once, not for each try that it turned away.
LOCKED_ONCE_IN = timedelta(minutes=5)
# A factor whose next code has to wait is asked in vain as often as one likes: so it is not written each time.
CODE_ONCE_IN = timedelta(seconds=10)


def note_password(sender: object, credentials: dict[str, Any], request: HttpRequest | None, **kwargs: Any) -> None:
    """A wrong password, wherever it was typed (receiver of user_login_failed)."""
    if request is not None and (login := credentials.get("username") or credentials.get("email")):
        _note(activity.origin_of(request), Activity.Kind.PASSWORD_REFUSED, login, once_in=timedelta())


def note_lock(request: HttpRequest, login: str) -> None:
    """That the password is not compared any more for a while."""
    _note(activity.origin_of(request), Activity.Kind.LOCKED, login, once_in=LOCKED_ONCE_IN)


def note_code(user: User, origin: Origin) -> None:
    """A wrong answer of an app, a sheet or a passkey; the codes of a mailbox are written as they are compared."""
    _note(origin, Activity.Kind.CODE_REFUSED, user.username, once_in=CODE_ONCE_IN)


def _note(origin: Origin, kind: Activity.Kind, login: str, *, once_in: timedelta) -> None:
    now = timezone.now()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit TO off")
        cursor.execute(
            _STATEMENT,
            {
                "kind": kind,
                "at": now,
                "device": origin.device,
                "address": origin.address,
                "login": login,
                "since": now - once_in,
            },
        )


_ACTIVITY, _USER = Activity._meta.db_table, User._meta.db_table  # noqa: SLF001  # Django's documented API
_STATEMENT = f"""
    INSERT INTO {_ACTIVITY} (user_id, kind, at, device, address, detail)
    SELECT person.id, %(kind)s, %(at)s, %(device)s, %(address)s, ''
    FROM {_USER} AS person
    WHERE (lower(person.email) = lower(%(login)s) OR lower(person.username) = lower(%(login)s))
      AND NOT EXISTS (
        SELECT 1 FROM {_ACTIVITY} AS earlier
        WHERE earlier.user_id = person.id AND earlier.kind = %(kind)s AND earlier.at > %(since)s
      )
"""  # noqa: S608  # the names are our models' own
