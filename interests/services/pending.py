"""What a person is still to be told of: the rows that wait, and the hour that they wait for."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import connection
from django.utils import timezone

from accounts.models import User
from groundwork.messaging import services as messaging
from groundwork.messaging.services.wishes import not_before
from interests.models import Cadence
from interests.queries.letters import KIND
from interests.queries.reasons import News

# What waits already waits on, for the earlier hour; changes of what waits are gathered. In the order of their key, so
# that two batches cannot wait for each other in a circle.
_KEEP = """
    INSERT INTO interests_pendingalert AS kept (user_id, interest_id, process_id, about, changes, due_at)
    SELECT user_id, interest_id, process_id, about, changes, due_at
    FROM jsonb_to_recordset(%s) AS told (
        user_id bigint, interest_id bigint, process_id bigint, about text, changes bigint[], due_at timestamptz
    )
    ORDER BY user_id, process_id, interest_id, about
    ON CONFLICT (user_id, process_id, interest_id, about) DO UPDATE
    SET changes = kept.changes || excluded.changes, due_at = LEAST(kept.due_at, excluded.due_at)
"""
A_DAY = timedelta(days=1)


def keep(news: Sequence[News], people: Mapping[int, User]) -> None:
    """Keep what some people are to be told until its hour, in the caller's transaction; twice is as once."""
    now = timezone.now()
    rows = {
        (one.user_id, one.process_id, one.interest_id, one.about): {
            "user_id": one.user_id,
            "interest_id": one.interest_id,
            "process_id": one.process_id,
            "about": one.about,
            "changes": list(one.changes),
            "due_at": _due_to(people[one.user_id], one, now).isoformat(),
        }
        for one in news
    }
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(_KEEP, [json.dumps(list(rows.values()))])


def quiet_until(user: User, at: datetime) -> datetime | None:
    """When the person's quiet hours end, if they are in them at that time."""
    return not_before(user, KIND, messaging.Lane.BULK, at)


def _due_to(user: User, one: News, now: datetime) -> datetime:
    """Not within their quiet hours: what is made then would say in the morning what stood in the evening."""
    due = due_at(one, ZoneInfo(user.time_zone), after=now)
    return quiet_until(user, due) or due


def due_at(one: News, zone: ZoneInfo, *, after: datetime) -> datetime:
    """The first moment later than `after` at which the digest of that cadence is due by the clocks of the zone.

    What is to be told at once is due already.
    """
    if one.cadence == Cadence.AT_ONCE:
        return after
    day = after.astimezone(zone).date()
    wanted = one.weekday if one.cadence == Cadence.WEEKLY else None
    while wanted not in {None, day.weekday()} or _clock_reaches(day, one.hour, zone) <= after:
        day += A_DAY
    return _clock_reaches(day, one.hour, zone)


def _clock_reaches(day: date, hour: int, zone: ZoneInfo) -> datetime:
    """When the clocks of the zone show that hour, the first time if they do it twice; one that they jump over is the
    one that they show in its place.
    """
    return datetime.combine(day, time(hour), zone).astimezone(UTC)
