"""Security answers: compared with the person's row locked, written down when wrong, and only so often."""

import enum
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.utils import timezone

from accounts.models import Activity, User
from accounts.services import activity, people
from accounts.services.activity import Origin

# Wrong ones that a person's account takes before it waits: counted in rows, so that no cache forgets them.
TRIES, WITHIN = 5, timedelta(hours=1)


class Answer(enum.Enum):
    """What became of a typed answer."""

    RIGHT = enum.auto()
    WRONG = enum.auto()
    LOCKED = enum.auto()


def refusals() -> ArraySubquery:
    """When the last wrong ones of a person were typed, as an expression on User: for `opens_at`."""
    refused = Activity.objects.filter(
        user=OuterRef("pk"), kind=Activity.Kind.ANSWER_REFUSED, at__gt=timezone.now() - WITHIN
    )
    return ArraySubquery(refused.order_by("-at").values("at")[:TRIES])


def opens_at(refused: Sequence[datetime]) -> datetime | None:
    """When another answer will be looked at after those wrong ones; None when it would be now."""
    return refused[-1] + WITHIN if len(refused) == TRIES else None


def locked_until(user: User) -> datetime | None:
    """The same, as it is now."""
    return opens_at(User.objects.filter(pk=user.pk).values_list(refusals(), flat=True).get())


def prove(user: User, answer: str, origin: Origin, *, locked: datetime | None) -> Answer:
    """Compare it, unless too many were wrong: call it with the person's row locked, and `locked_until` read since."""
    if locked:
        return Answer.LOCKED
    if people.answer_matches(user, answer):
        return Answer.RIGHT
    activity.record(user, Activity.Kind.ANSWER_REFUSED, origin)
    return Answer.WRONG
