"""Digests: what waited for its hour becomes one mail a person, with what still stands of it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from interests.models import PendingAlert
from interests.queries.changes import ENDING, concerned
from interests.queries.mutes import muted
from interests.queries.reasons import News
from interests.services import alerts

PEOPLE = 100
A_MINUTE, AN_HOUR = timedelta(minutes=1), timedelta(hours=1)

# Who holds the first of a person's rows that are due holds the person.
_HOLD = """
    SELECT waiting.user_id
    FROM interests_pendingalert AS waiting
    WHERE waiting.due_at <= %(at)s AND NOT EXISTS (
        SELECT FROM interests_pendingalert AS earlier
        WHERE earlier.user_id = waiting.user_id AND earlier.due_at <= %(at)s AND earlier.id < waiting.id
    )
    ORDER BY waiting.due_at, waiting.user_id
    LIMIT %(limit)s
    FOR UPDATE OF waiting SKIP LOCKED
"""

# All that is due to them, and what a later digest would tell again of the same processes. A row that somebody else
# holds is being taken away, or gathered into: the next sweep finds it, if it is still there.
_TAKE = """
    SELECT waiting.id
    FROM interests_pendingalert AS waiting
    WHERE waiting.user_id = ANY (%(people)s) AND (waiting.due_at <= %(at)s OR EXISTS (
        SELECT FROM interests_pendingalert AS due
        WHERE due.user_id = ANY (%(people)s) AND due.due_at <= %(at)s
            AND due.user_id = waiting.user_id AND due.process_id = waiting.process_id
    ))
    FOR UPDATE OF waiting SKIP LOCKED
"""

_ENDING = ", ".join(f"'{name}'" for name in sorted(ENDING))
_ENDED = f"""EXISTS (
    SELECT FROM procurement_processchange AS change
    WHERE change.id = ANY (waiting.changes) AND change.after ?| ARRAY[{_ENDING}]
)"""

# What is still wanted, by whom is still in the team, of what still concerns them.
_STANDING = f"""
    SELECT
        waiting.user_id, waiting.process_id, waiting.interest_id, match.codes, match.place, match.value, match.entity,
        match.mipyme, match.words, wish.cadence, wish.hour, wish.weekday, waiting.about, waiting.changes
    FROM interests_pendingalert AS waiting
    JOIN interests_interest AS interest ON interest.id = waiting.interest_id
    JOIN interests_alertsubscription AS wish
        ON wish.interest_id = interest.id AND wish.user_id = waiting.user_id AND wish.active
    JOIN onboarding_membership AS membership
        ON membership.supplier_id = interest.supplier_id AND membership.user_id = waiting.user_id
    JOIN procurement_process AS process ON process.id = waiting.process_id
    JOIN interests_opportunity AS opportunity
        ON opportunity.process_id = process.id AND opportunity.supplier_id = interest.supplier_id
    JOIN interests_opportunitymatch AS match
        ON match.process_id = process.id AND match.supplier_id = interest.supplier_id
            AND match.interest_id = interest.id
    WHERE waiting.id = ANY (%(rows)s)
        AND {concerned(_ENDED)}
        AND NOT {muted("process", user="waiting.user_id", supplier="interest.supplier_id")}
"""  # noqa: S608  # constants of this module


def send_due(*, limit: int = PEOPLE) -> int:
    """Owe the digests of so many people whose hour has come, in one transaction; returns how many people there were.

    Whoever has nothing left to be told gets no mail. Killed in the middle, all of it comes again. A fault that is not
    the database's propagates, and its people come again later, each apart from the others.
    """
    at = timezone.now()
    people: list[int] = []
    try:
        with transaction.atomic(durable=True):
            people.extend(_column(_HOLD, {"at": at, "limit": limit}))
            _send(people, at)
    except DatabaseError:
        raise
    except Exception:
        _set_apart(people, at)
        raise
    return len(people)


def _send(people: Sequence[int], at: datetime) -> None:
    """Owe one mail each and let go of what was taken."""
    rows = _column(_TAKE, {"at": at, "people": people}) if people else []
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.execute(_STANDING, {"at": at, "rows": rows})
        news = [replace(News(*facts), changes=tuple(facts[-1])) for facts in cursor.fetchall()]
    reachable = alerts.people_of(news)
    alerts.owe([one for one in news if one.user_id in reachable], reachable)
    PendingAlert.objects.filter(pk__in=rows).delete()


def _column(statement: str, parameters: dict[str, Any]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return [key for (key,) in cursor.fetchall()]


def _set_apart(people: Sequence[int], at: datetime) -> None:
    """Let the next minutes take these one by one, so that who is at fault stands alone; alone, an hour later."""
    pauses = [AN_HOUR] if len(people) == 1 else [A_MINUTE * number for number in range(1, len(people) + 1)]
    for person, pause in zip(people, pauses, strict=True):
        PendingAlert.objects.filter(user=person, due_at__lte=at).update(due_at=at + pause)
