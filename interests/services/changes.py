"""Telling of what changed in a process those for whom it is an opportunity."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import groupby
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import F
from django.db.models.functions import Now
from django.utils import timezone, translation
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from groundwork.messaging import services as messaging
from groundwork.messaging.mail import SUBJECT_LENGTH
from interests import mail
from interests.models import Opportunity, PendingAlert
from interests.queries.changes import CARING, concerned, difference
from interests.queries.mutes import muted
from interests.queries.reasons import News
from interests.services import alerts
from procurement.models import ProcessChange

CONSUMER = "interests.changes"
SHOWN = ("process__code", "process__title", "process__open_until", "assigned_to__code", "assigned_to__language")

# Whoever found the process after it had changed was told of it, or saw it, as it is.
_FOLLOWED = f"""
    SELECT
        wish.user_id, match.process_id, match.interest_id, match.codes, match.place, match.value, match.entity,
        match.mipyme, match.words, wish.cadence, wish.hour, wish.weekday
    FROM unnest(%(processes)s::bigint[], %(since)s::timestamptz[], %(ends)s::boolean[])
        AS changed (process_id, at, ends)
    JOIN procurement_process AS process ON process.id = changed.process_id
    JOIN interests_opportunity AS opportunity
        ON opportunity.process_id = process.id AND opportunity.matched_at < changed.at
    JOIN interests_opportunitymatch AS match
        ON match.process_id = process.id AND match.supplier_id = opportunity.supplier_id
    JOIN interests_interest AS interest ON interest.id = match.interest_id
    JOIN interests_alertsubscription AS wish ON wish.interest_id = interest.id AND wish.active
    JOIN onboarding_membership AS membership
        ON membership.supplier_id = interest.supplier_id AND membership.user_id = wish.user_id
    WHERE {concerned("changed.ends")}
        AND NOT {muted("process", user="wish.user_id", supplier="interest.supplier_id")}
"""  # noqa: S608  # constants of this module


class Change(NamedTuple):
    """What is to be told of one process: since when, whether it is over by it, and by which rows."""

    process: int
    since: datetime
    ends: bool
    rows: tuple[int, ...]


def sweep(*, limit: int = 500) -> int:
    """Tell of the processes whose work rows wait, in one transaction; returns how many there were."""
    with messaging.claimed(CONSUMER, limit=limit) as ids:
        if told := list(_untold(ids)):
            news = _news(told)
            alerts.tell(news)
            _show_who_is_in_charge(told, news)
        return len(ids)


def _untold(processes: Sequence[int]) -> Iterator[Change]:
    """What nobody was told of yet, and from now on is told by this transaction and by no other."""
    untold = ProcessChange.objects.filter(process__in=processes, told_at=None)
    rows = list(untold.select_for_update().order_by("process_id", "pk"))
    ProcessChange.objects.filter(pk__in=[row.pk for row in rows]).update(told_at=Now())
    for process, group in groupby(rows, key=lambda row: row.process_id):
        changes = list(group)
        if (told := difference(changes)).after:
            yield Change(process, changes[0].at, told.ends, tuple(change.pk for change in changes))


def _news(told: Sequence[Change]) -> list[News]:
    rows = {change.process: change.rows for change in told}
    parameters: dict[str, Any] = {
        "at": timezone.now(),
        "processes": [change.process for change in told],
        "since": [change.since for change in told],
        "ends": [change.ends for change in told],
    }
    with connection.cursor() as cursor:
        cursor.execute(_FOLLOWED, parameters)
        followed = [News(*facts) for facts in cursor.fetchall()]
    about = PendingAlert.About.CHANGED
    return [replace(one, about=about, changes=rows[one.process_id]) for one in followed]


def _show_who_is_in_charge(told: Sequence[Change], news: Sequence[News]) -> None:
    """Put it up on screen for who looks after what was saved or is prepared, when no mail tells them."""
    heard = {(one.user_id, one.process_id) for one in news}
    changes = {change.process: change for change in told}
    looked_after = Opportunity.objects.filter(
        process__in=changes, state__in=CARING, assigned_to__is_active=True, supplier__memberships__user=F("assigned_to")
    )
    now = timezone.now()
    for one in looked_after.select_related("assigned_to", "process").only("assigned_to", *SHOWN).order_by("pk"):
        change, person = changes[one.process_id], one.assigned_to
        if (
            person is None
            or (person.pk, one.process_id) in heard
            or (one.process.open_until <= now and not change.ends)
        ):
            continue
        with translation.override(person.language):
            title = f"{_('Cambió:')} {one.process.title}"
        messaging.post(
            person,
            kind=mail.KIND,
            title=Truncator(title).chars(SUBJECT_LENGTH),
            path=one.process.get_absolute_url(),
            dedupe=f"{mail.KIND}:{person.code}:change:{change.rows[-1]}",
        )
