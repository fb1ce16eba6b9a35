"""When a registration in the RUP counts (Ley 1150/2007, art. 6; Decreto 1082/2015, art. 2.2.1.1.1.5.1).

It is renewed each year from 1 January to the fifth business day of April, or its effects cease; and what it says
counts once it is in force ("en firme"), which is not the day on which it was renewed.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from onboarding.queries.dates import renewal_deadline


class RupState(StrEnum):
    """What a registration is worth on a day."""

    IN_FORCE = "in_force"
    NOT_YET = "not_yet"  # registered or renewed, still open to appeal
    CEASED = "ceased"


@dataclass(frozen=True, slots=True)
class RupStanding:
    """What a registration is worth on a day, and until when it may be renewed."""

    state: RupState
    deadline: date
    window_is_open: bool


def standing(*, renewed_on: date, in_force_on: date | None, today: date) -> RupStanding:
    """Where it stands: a renewal of one year lasts until the deadline of the next."""
    deadline = renewal_deadline(renewed_on.year + 1)
    if today > deadline:
        state = RupState.CEASED
    elif in_force_on is not None and in_force_on <= today:
        state = RupState.IN_FORCE
    else:
        state = RupState.NOT_YET
    return RupStanding(state, deadline, date(deadline.year, 1, 1) <= today <= deadline)
