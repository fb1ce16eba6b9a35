"""The review queue: which documents wait for whom, oldest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext as _

from accounts.models import User
from groundwork.reference.business_days import COLOMBIA, colombian_today
from groundwork.web import formats
from groundwork.web.paging import CappedCount, Key, Page, capped_count, page_of
from onboarding.models import DocumentType, DocumentVersion, Escalation, PersonType, Review
from onboarding.models.document import VersionQuerySet
from onboarding.queries.review.promise import late_before

KEYS = (Key("uploaded_at"), Key("id"))
MOST_COUNTED = 1000
MOST_IN_HAND = 10


class Show(StrEnum):
    """The parts of the queue, by their name in the address."""

    ALL = "todos"
    MINE = "mios"
    LATE = "tarde"
    SECOND = "segunda"
    SUSPECTED = "sospecha"


@dataclass(frozen=True, slots=True)
class Filters:
    """Which part of the queue; empty values narrow nothing."""

    document_type: str = ""
    person_type: str = ""
    show: Show = Show.ALL


class QueueRow(NamedTuple):
    """A document that waits, as the list draws it."""

    code: UUID
    title: str
    who: str
    number: int
    age: str
    is_late: bool
    holder: str  # who has it in their hands now, if anybody
    is_mine: bool
    is_second: bool
    is_suspected: bool


class Day(NamedTuple):
    """What one reviewer decided today."""

    decided: int
    returned: int


def reviewable(user: User) -> VersionQuerySet:
    """All that the reviewer may open: what passed the pipeline and is not of their own suppliers."""
    return DocumentVersion.objects.filter(ready_at__isnull=False).reviewed_by_others_than(user)


def suspected() -> Exists:
    """Whether a suspicion is open about any version of the document: a newer file does not end it."""
    return Exists(Escalation.objects.filter(version__document=OuterRef("document"), settled_at=None))


def waiting_for(user: User, filters: Filters, *, at: datetime) -> VersionQuerySet:
    """Those that the reviewer may still decide, narrowed."""
    mine = Review.objects.filter(version=OuterRef("pk"), reviewer=user)
    queue = DocumentVersion.objects.waiting().reviewed_by_others_than(user).filter(~Exists(mine))
    if filters.document_type:
        queue = queue.filter(document__document_type__slug=filters.document_type)
    if filters.person_type:
        queue = queue.filter(document__supplier__person_type=filters.person_type)
    match filters.show:
        case Show.MINE:
            return queue.filter(claimed_by=user, claimed_until__gt=at)
        case Show.LATE:
            return queue.filter(uploaded_at__lt=late_before(at))
        case Show.SECOND:
            return queue.filter(Exists(Review.objects.filter(version=OuterRef("pk"))))
        case Show.SUSPECTED:
            return queue.filter(suspected())
    return queue


def free_for(user: User, filters: Filters, *, at: datetime) -> VersionQuerySet:
    """Those that the reviewer may take now, oldest first: in nobody's hands, with no open suspicion."""
    unclaimed = Q(claimed_until=None) | Q(claimed_until__lte=at) | Q(claimed_by=None)
    queue = waiting_for(user, filters, at=at).filter(unclaimed, ~suspected())
    return queue.order_by("uploaded_at", "pk")


def held_by(user: User, *, at: datetime) -> VersionQuerySet:
    """Those that the reviewer has in their hands."""
    return waiting_for(user, Filters(show=Show.MINE), at=at).order_by("claimed_until", "pk")


def page(user: User, filters: Filters, *, at: datetime, cursor: str = "") -> Page[QueueRow]:
    """One page of the queue. Raises BadCursorError for a cursor that is not ours."""
    found = page_of(_drawn(waiting_for(user, filters, at=at)), KEYS, cursor=cursor)
    return Page(rows(found.items, user, at=at), found.next, found.previous)


def count(user: User, filters: Filters, *, at: datetime) -> CappedCount:
    """How many wait, counted up to a thousand."""
    return capped_count(waiting_for(user, filters, at=at), MOST_COUNTED)


def in_hand(user: User, *, at: datetime) -> list[QueueRow]:
    """What the reviewer has taken and not decided."""
    if not DocumentVersion.objects.filter(claimed_by=user, claimed_until__gt=at).exists():
        return []
    return rows(_drawn(held_by(user, at=at))[:MOST_IN_HAND], user, at=at)


def chosen(user: User, codes: Sequence[UUID]) -> list[DocumentVersion]:
    """Those of the codes that the reviewer may open, oldest first, ready for rows()."""
    return list(_drawn(reviewable(user).filter(code__in=codes)).select_related("file").order_by("uploaded_at", "pk"))


def rows(versions: Sequence[DocumentVersion] | VersionQuerySet, user: User, *, at: datetime) -> list[QueueRow]:
    """Those versions as a list draws them."""
    limit = late_before(at)
    return [_row(version, user, limit, at) for version in versions]


def types() -> list[DocumentType]:
    """What a reviewer may narrow the queue to."""
    return list(DocumentType.objects.all())


def my_day(user: User, *, at: datetime) -> Day:
    """What the reviewer decided since midnight in Colombia."""
    midnight = datetime.combine(colombian_today(at), time.min, COLOMBIA)
    since = Review.objects.filter(reviewer=user, at__gte=midnight)
    return Day(**since.aggregate(decided=Count("pk"), returned=Count("pk", filter=Q(approved=False))))


def _drawn(queue: VersionQuerySet) -> VersionQuerySet:
    """With all that a row says, in the same query."""
    return queue.select_related("document__document_type", "document__supplier", "claimed_by").annotate(
        is_second=Exists(Review.objects.filter(version=OuterRef("pk"))), is_suspected=suspected()
    )


def _row(version: DocumentVersion, user: User, limit: datetime, at: datetime) -> QueueRow:
    supplier = version.document.supplier
    held = version.claimed_by if version.claimed_until and version.claimed_until > at else None
    return QueueRow(
        code=version.code,
        title=version.document.document_type.label,
        who=f"{supplier.name} · {PersonType(supplier.person_type).label}",
        number=version.number,
        age=_("espera desde hace %(span)s") % {"span": formats.span(at - version.uploaded_at)},
        is_late=version.uploaded_at < limit,
        holder=held.full_name if held and held != user else "",
        is_mine=held == user,
        is_second=version.is_second,  # type: ignore[attr-defined]  # _drawn() adds them
        is_suspected=version.is_suspected,  # type: ignore[attr-defined]
    )
