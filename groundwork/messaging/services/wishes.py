"""What people want of the mails to them: a room above knows it, and says it here in its AppConfig.ready()."""

from collections.abc import Callable
from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser

from groundwork.messaging.models import Lane

# Both are asked for each mail of thousands, so they read nothing but the person that they are given.
ByMail = Callable[[AbstractBaseUser, str], bool]
QuietUntil = Callable[[AbstractBaseUser, str, datetime], datetime | None]

_by_mail: list[ByMail] = []
_quiet_until: list[QuietUntil] = []


def register_wishes(by_mail: ByMail, quiet_until: QuietUntil) -> None:
    """Have these asked: whether a person wants mails of that kind, and until when none may reach them at that time.

    Both are given the person and the mail's kind. Registering again replaces what there was.
    """
    _by_mail[:], _quiet_until[:] = [by_mail], [quiet_until]


def wanted_by_mail(recipient: AbstractBaseUser | None, kind: str) -> bool:
    """Whether it is to be sent at all; who has no account is asked nothing."""
    return recipient is None or all(wants(recipient, kind) for wants in _by_mail)


def not_before(recipient: AbstractBaseUser | None, kind: str, lane: int, at: datetime) -> datetime | None:
    """When a mail that comes up at that time may reach its recipient, if not at once. What is urgent never waits."""
    if recipient is None or lane == Lane.URGENT:
        return None
    return next(filter(None, (until(recipient, kind, at) for until in _quiet_until)), None)
