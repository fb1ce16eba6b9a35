"""The queue of staff: which requests wait, the oldest promise first."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db.models import Count, Q

from accounts.models import User
from groundwork.web.paging import CappedCount, Key, Page, capped_count, page_of
from support.models import Kind, State, Ticket
from support.models.ticket import TicketQuerySet

# By the promise while they wait; the others by when they came, the newest first. Both have their index.
WAITING_KEYS = (Key("due_at"), Key("id"))
OTHER_KEYS = (Key("asked_at", descending=True), Key("id", descending=True))
MOST_FOUND = 20
MINE, LATE = "mias", "tarde"


@dataclass(frozen=True, slots=True)
class Filters:
    """Which part of the queue; empty values narrow nothing, and an empty state is all of them."""

    state: str = State.OPEN
    kind: str = ""
    system: str = ""
    show: str = ""


class QueueRow(NamedTuple):
    """One request as the list draws it."""

    code: str
    shown_code: str
    kind: str
    name: str
    system: str
    state: str
    asked_at: datetime
    due_at: datetime
    is_waiting: bool
    is_late: bool
    holder: str
    is_mine: bool


class Counts(NamedTuple):
    """What waits now."""

    waiting: int
    late: int
    mine: int


def narrowed(user: User, filters: Filters, *, at: datetime) -> TicketQuerySet:
    """Those of that part of the queue."""
    found = Ticket.objects.attended_by(user)
    if filters.show == LATE:
        found = found.late(at)
    elif filters.state:
        found = found.filter(state=filters.state)
    if filters.show == MINE:
        found = found.filter(assigned_to=user)
    for column, value in (("kind", filters.kind), ("system", filters.system)):
        if value:
            found = found.filter(**{column: value})
    return found


def page(
    user: User, filters: Filters, names: dict[str, str], *, at: datetime, cursor: str = ""
) -> tuple[CappedCount, Page[QueueRow]]:
    """How many there are and one page of them. Raises BadCursorError for a cursor that is not ours."""
    found = narrowed(user, filters, at=at)
    waits = filters.show == LATE or filters.state == State.OPEN
    shown = page_of(_drawn(found), WAITING_KEYS if waits else OTHER_KEYS, cursor=cursor)
    return capped_count(found), Page(rows(shown.items, user, names, at=at), shown.next, shown.previous)


def of_mailbox(user: User, email: str) -> list[Ticket]:
    """The newest requests of a mailbox, ready for rows()."""
    found = Ticket.objects.attended_by(user).filter(email=email.lower())
    return list(_drawn(found).order_by("-asked_at", "-pk")[:MOST_FOUND])


def counts(user: User, *, at: datetime) -> Counts:
    """How many wait, how many of them are late, and how many are in the person's charge."""
    waiting = Ticket.objects.attended_by(user).waiting()
    late, mine = Q(due_at__lt=at), Q(assigned_to=user)
    figures = waiting.aggregate(waiting=Count("pk"), late=Count("pk", filter=late), mine=Count("pk", filter=mine))
    return Counts(**figures)


def rows(tickets: list[Ticket], user: User, names: dict[str, str], *, at: datetime) -> list[QueueRow]:
    """As a list draws them."""
    return [_row(ticket, user, names, at) for ticket in tickets]


def _drawn(found: TicketQuerySet) -> TicketQuerySet:
    return found.select_related("assigned_to").defer("document_number", "phone")


def _row(ticket: Ticket, user: User, names: dict[str, str], at: datetime) -> QueueRow:
    is_mine = ticket.assigned_to_id == user.pk
    return QueueRow(
        code=ticket.code,
        shown_code=ticket.shown_code,
        kind=str(Kind(ticket.kind).label),
        name=ticket.name,
        system=names.get(ticket.system, ticket.system),
        state=str(State(ticket.state).label),
        asked_at=ticket.asked_at,
        due_at=ticket.due_at,
        is_waiting=ticket.state == State.OPEN,
        is_late=ticket.is_late(at),
        holder=str(ticket.assigned_to) if ticket.assigned_to and not is_mine else "",
        is_mine=is_mine,
    )
