"""Invitations as an invited supplier sees them: its list, the shared answers, its own papers. Never who else is."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from accounts.models import User
from groundwork.files.models import StoredFile
from groundwork.reference.business_days import colombian_today
from groundwork.web.paging import Key, Page, page_of
from interests.models import InvitationQuestion, Invitee, Quote
from onboarding.models import Supplier
from onboarding.queries import documents
from onboarding.queries.documents import Paper

PAGE = 20
NEWEST = (Key("id", descending=True),)


class Tab(StrEnum):
    """The parts of the list, by their name in the address."""

    WAITING = "por-responder"
    ANSWERED = "respondidas"
    DECLINED = "no-aceptadas"
    CLOSED = "cerradas"


_CLOSED = Q(invitation__cancelled_at__isnull=False)


def answered(invitees: QuerySet[Invitee]) -> QuerySet[Invitee]:
    """Those with an answer in force."""
    return invitees.filter(pk__in=Quote.objects.in_force().values("invitee"))


def waiting(invitees: QuerySet[Invitee], *, at: datetime) -> QuerySet[Invitee]:
    """Those that may be answered and were neither answered nor declined."""
    still = invitees.filter(invitation__sent_at__isnull=False, invitation__cancelled_at=None, declined_at=None)
    return still.filter(invitation__answers_by__gt=at).exclude(pk__in=Quote.objects.in_force().values("invitee"))


def counts(user: User, *, at: datetime) -> dict[Tab, int]:
    """How many there are under each tab, in one query."""
    over = _over(at)
    sent = Quote.objects.in_force().filter(invitee=OuterRef("pk"))
    found = Invitee.objects.of(user).alias(has_answer=Exists(sent))
    tallied = found.aggregate(
        waiting=Count("pk", filter=~over & Q(has_answer=False, declined_at=None)),
        answered=Count("pk", filter=~over & Q(has_answer=True)),
        declined=Count("pk", filter=~over & Q(declined_at__isnull=False)),
        closed=Count("pk", filter=over),
    )
    return dict(zip(Tab, (tallied[name] for name in ("waiting", "answered", "declined", "closed")), strict=True))


def page(user: User, tab: Tab, *, at: datetime, cursor: str = "") -> Page[Invitee]:
    """One page of a tab, the newest first, each with `answered_at`, in one query.

    Raises BadCursorError for a cursor that is not ours.
    """
    sent = Quote.objects.in_force().filter(invitee=OuterRef("pk")).values("submitted_at")
    found = Invitee.objects.of(user).annotate(answered_at=Subquery(sent))
    over = _over(at)
    match tab:
        case Tab.WAITING:
            found = found.filter(~over, answered_at=None, declined_at=None)
        case Tab.ANSWERED:
            found = found.filter(~over, answered_at__isnull=False)
        case Tab.DECLINED:
            found = found.filter(~over, declined_at__isnull=False)
        case Tab.CLOSED:
            found = found.filter(over)
    rows = found.select_related("supplier", "invitation__entity", "invitation__process")
    return page_of(rows.defer("invitation__process__search"), NEWEST, cursor=cursor, size=PAGE)


def _over(at: datetime) -> Q:
    return _CLOSED | Q(invitation__answers_by__lte=at)


def questions(invitee: Invitee) -> Sequence[InvitationQuestion]:
    """What this supplier asked, and what others asked whose answer is for all: those without a name."""
    theirs = Q(invitee=invitee)
    shared = Q(invitee__invitation=invitee.invitation_id, shared=True, answered_at__isnull=False)
    return list(InvitationQuestion.objects.filter(theirs | shared))


def attachable(supplier: Supplier, *, at: datetime) -> list[Paper]:
    """The papers of the library whose file passed, reviewed or not yet."""
    papers = documents.library(supplier, colombian_today(at))
    return [paper for paper in papers if paper.current and paper.current.file.state == StoredFile.State.PASSED]


def in_force(invitee: Invitee) -> Quote | None:
    """The answer that counts."""
    return invitee.quotes.in_force().first()


def draft(invitee: Invitee) -> Quote | None:
    """The one that is being written."""
    return invitee.quotes.drafts().first()
