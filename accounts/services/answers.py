"""Security answers: compared with the person's row locked, written down when wrong, and only so often."""

import enum
from datetime import datetime, timedelta

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


def locked_until(user: User) -> datetime | None:
    """When another answer will be looked at; None when it would be now."""
    refused = Activity.objects.of(user).filter(kind=Activity.Kind.ANSWER_REFUSED, at__gt=timezone.now() - WITHIN)
    times = list(refused.order_by("-at").values_list("at", flat=True)[:TRIES])
    return times[-1] + WITHIN if len(times) == TRIES else None


def prove(user: User, answer: str, origin: Origin) -> Answer:
    """Compare it, unless too many were wrong; call it with the person's row locked."""
    if locked_until(user):
        return Answer.LOCKED
    if people.answer_matches(user, answer):
        return Answer.RIGHT
    activity.record(user, Activity.Kind.ANSWER_REFUSED, origin)
    return Answer.WRONG
