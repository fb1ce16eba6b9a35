"""Announcing a change to the rooms above, without knowing them."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from sys import exception
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection, models, transaction
from django.db.models import F
from django.db.models.functions import Now

from groundwork.messaging.models import Work, WorkQuerySet
from groundwork.messaging.services.wake import wake_after_commit

# A failing batch comes back at once in ever smaller ones, until the row that fails stands alone;
# alone, it is tried again after these pauses, and then set aside for a person.
SHRINK = 8
PAUSES_ALONE = tuple(timedelta(seconds=pause) for pause in (30, 120, 600, 3600))

_consumers: dict[str, dict[str, str]] = {}


def register(topic: str, consumer: str, *, task: str = "") -> None:
    """Have a work row made for this consumer at each announcement; call it from AppConfig.ready().

    `task` names the consumer's sweep, woken after the announcement has committed.
    """
    _consumers.setdefault(topic, {})[consumer] = task


def announce(topic: str, subject: models.Model | int) -> None:
    """Owe each consumer of the topic one piece of work about the subject, in the caller's transaction."""
    announce_many(topic, [subject.pk if isinstance(subject, models.Model) else subject])


def announce_many(topic: str, ids: "Iterable[int] | models.QuerySet[Any]") -> int:
    """Announce many subjects in one statement; returns how many work rows were made.

    A queryset is never read into memory: its rows' primary keys (or its one `values` column) go from
    table to table.
    """
    consumers = _consumers.get(topic, {})
    if not consumers:
        return 0
    try:
        subjects, parameters = _subjects(ids)
    except EmptyResultSet:  # how Django says that a queryset can hold nothing
        return 0
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO messaging_work (topic, consumer, subject_id)"  # noqa: S608  # the part is Django's own SQL
            f" SELECT %s, consumer.name, subject.id FROM ({subjects}) AS subject (id)"
            " CROSS JOIN unnest(%s::text[]) AS consumer (name)",
            [topic, *parameters, list(consumers)],
        )
        made: int = cursor.rowcount
    if made:
        for task in filter(None, consumers.values()):
            wake_after_commit(task)
    return made


def _subjects(ids: "Iterable[int] | models.QuerySet[Any]") -> tuple[str, tuple[Any, ...]]:
    """The ids as a SELECT of one column, with its parameters."""
    if not isinstance(ids, models.QuerySet):
        return "SELECT unnest(%s::bigint[])", (list(ids),)
    selected = ids if ids.query.values_select else ids.values_list("pk")
    sql, parameters = selected.query.sql_with_params()
    return sql, tuple(parameters)


@contextmanager
def claimed(consumer: str, *, limit: int = 500) -> Iterator[list[int]]:
    """Open a transaction, hold up to `limit` of the consumer's work rows, and give their subjects' ids.

    The rows go when the block ends and its transaction commits. When the block raises, everything in it
    is rolled back and the rows come back, later and in smaller batches, until the failing one is alone
    and at last set aside. So it must be the outermost transaction: inside another one it raises
    RuntimeError.
    """
    rows: list[Work] = []
    done = False
    try:
        with transaction.atomic(durable=True):
            rows = _hold(consumer, limit)
            yield list(dict.fromkeys(row.subject_id for row in rows))
            Work.objects.filter(pk__in=[row.pk for row in rows]).delete()
        done = True
    finally:
        if rows and not done:
            _put_back(rows, limit)


def work_again(rows: WorkQuerySet) -> int:
    """Give those of the rows that were set aside back to their consumers; returns how many."""
    return rows.set_aside().update(set_aside_at=None, failures=0, not_before=Now())


def _hold(consumer: str, limit: int) -> list[Work]:
    """Lock the next rows that stand at the same number of failures, fewer the more they have failed."""
    due = Work.objects.due(consumer).select_for_update(skip_locked=True)
    first = due.first()
    if first is None:
        return []
    return list(due.filter(failures=first.failures)[: _batch_size(first.failures, limit)])


def _batch_size(failures: int, limit: int) -> int:
    return max(1, limit // int(SHRINK**failures))


def _put_back(rows: list[Work], limit: int) -> None:
    """Keep in the rows that they failed, why, and when they may be tried again."""
    rounds_alone = sum(_batch_size(count, limit) == 1 for count in range(rows[0].failures + 1))
    changes: dict[str, Any] = {"failures": F("failures") + 1, "last_error": repr(exception())[:2000]}
    if rounds_alone > len(PAUSES_ALONE):
        changes["set_aside_at"] = Now()
    elif rounds_alone:
        changes["not_before"] = Now() + PAUSES_ALONE[rounds_alone - 1]
    else:
        changes["not_before"] = Now()
    Work.objects.filter(pk__in=[row.pk for row in rows]).update(**changes)
