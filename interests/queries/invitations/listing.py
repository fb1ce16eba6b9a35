"""The invitations of a public body, by state, and what its desk says of them."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from accounts.models import User
from groundwork.web.paging import Key, Page, page_of
from interests.models import Invitation, InvitationQuestion, Invitee
from interests.queries.quotes.listing import answered
from procurement.models import Entity

PAGE = 20
NEWEST = (Key("id", descending=True),)


class Tab(StrEnum):
    """The parts of the list, by their name in the address."""

    OPEN = "abiertas"
    DRAFTS = "borradores"
    CLOSED = "cerradas"
    CANCELLED = "canceladas"


def counts(user: User, *, at: datetime) -> dict[Tab, int]:
    """How many there are under each tab, in one query."""
    alive = Q(sent_at__isnull=False, cancelled_at=None)
    found = Invitation.objects.of(user).aggregate(
        open=Count("pk", filter=alive & Q(answers_by__gt=at)),
        drafts=Count("pk", filter=Q(sent_at=None)),
        closed=Count("pk", filter=alive & Q(answers_by__lte=at)),
        cancelled=Count("pk", filter=Q(cancelled_at__isnull=False)),
    )
    return dict(zip(Tab, (found["open"], found["drafts"], found["closed"], found["cancelled"]), strict=True))


def page(user: User, tab: Tab, *, at: datetime, cursor: str = "") -> Page[Invitation]:
    """One page of a tab, the newest first, each with `invited`, `answered` and `unanswered_questions`, in one query.

    Raises BadCursorError for a cursor that is not ours.
    """
    found = Invitation.objects.of(user)
    match tab:
        case Tab.OPEN:
            found = found.open(at=at)
        case Tab.DRAFTS:
            found = found.drafts()
        case Tab.CLOSED:
            found = found.closed(at=at)
        case Tab.CANCELLED:
            found = found.cancelled()
    return page_of(
        with_counts(found).select_related("entity", "process").defer("process__search"),
        NEWEST,
        cursor=cursor,
        size=PAGE,
    )


def with_counts(found: QuerySet[Invitation]) -> QuerySet[Invitation]:
    """Each with how many were invited, how many answered, and how many questions wait."""
    own = Invitee.objects.filter(invitation=OuterRef("pk")).order_by()
    asked = InvitationQuestion.objects.filter(invitee__invitation=OuterRef("pk"), answered_at=None).order_by()
    return found.annotate(
        invited=_count(own, "invitation"),
        answered=_count(answered(own), "invitation"),
        unanswered_questions=_count(asked, "invitee__invitation"),
    )


def of_desks(entities: QuerySet[Entity], *, at: datetime) -> QuerySet[Entity]:
    """Each with `open_invitations`, and the questions about those that nobody answered."""
    running = Invitation.objects.open(at=at).filter(entity=OuterRef("pk")).order_by()
    asked = InvitationQuestion.objects.filter(
        invitee__invitation__entity=OuterRef("pk"),
        invitee__invitation__cancelled_at=None,
        invitee__invitation__answers_by__gt=at,
        answered_at=None,
    ).order_by()
    return entities.annotate(
        open_invitations=_count(running, "entity"), open_questions=_count(asked, "invitee__invitation__entity")
    )


def _count(found: QuerySet[Any, Any], by: str) -> Subquery:
    return Subquery(found.values(by).annotate(number=Count("pk")).values("number"))
