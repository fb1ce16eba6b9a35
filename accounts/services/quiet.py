"""Quiet hours: by a person's own clock, between two times of every day, no mail that can wait reaches them."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from accounts.models import User

MINUTE = timedelta(minutes=1)
# Today's end, tomorrow's, and the next one's where a zone left a day out.
DAYS_AHEAD = 3


def until(user: User, at: datetime) -> datetime | None:
    """The moment at which the person's quiet hours end, if they are in them at that time; None otherwise.

    It is the first moment at which their clock is out of them, whatever it did in between: set back an hour it shows
    some times twice, and set forward it never shows others.
    """
    begin, end = user.quiet_from, user.quiet_until
    if begin is None or end is None or not _is_within(_clock(user, at), begin, end):
        return None
    moment = min(
        moment for moment in _moments(user, at, end) if moment > at and not _is_within(_clock(user, moment), begin, end)
    )
    while moment - MINUTE > at and not _is_within(_clock(user, moment - MINUTE), begin, end):
        moment -= MINUTE
    return moment


def _is_within(clock: time, begin: time, end: time) -> bool:
    """Whether the clock stands between them; they may have midnight in between, and alike they hold nothing."""
    return begin <= clock < end if begin <= end else clock >= begin or clock < end


def _clock(user: User, at: datetime) -> time:
    return at.astimezone(ZoneInfo(user.time_zone)).time()


def _moments(user: User, at: datetime, end: time) -> Iterator[datetime]:
    """When the clock shows the end, in the next days; one that it shows twice gives both."""
    zone = ZoneInfo(user.time_zone)
    today = at.astimezone(zone).date()
    for days in range(DAYS_AHEAD + 1):
        for fold in (0, 1):
            shown = datetime.combine(today + timedelta(days=days), end, tzinfo=zone).replace(fold=fold)
            yield shown.astimezone(at.tzinfo)
