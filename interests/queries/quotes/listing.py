"""The invitations that a person's suppliers received, by what is to be done."""

from datetime import datetime
from enum import StrEnum

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from accounts.models import User
from groundwork.web.paging import Key, Page, page_of
from interests.models import Invitee, Quote

PAGE = 20
NEWEST = (Key("id", descending=True),)


class Tab(StrEnum):
    """The parts of the list, by their name in the address."""

    WAITING = "por-responder"
    ANSWERED = "respondidas"
    DECLINED = "no-aceptadas"
    CLOSED = "cerradas"


def answered(invitees: QuerySet[Invitee]) -> QuerySet[Invitee]:
    """Those with an answer in force."""
    return invitees.filter(pk__in=Quote.objects.in_force().values("invitee"))


def taken_back() -> Subquery:
    """When an invitee withdrew its answer; None while one counts."""
    last = Quote.objects.sent().filter(invitee=OuterRef("pk")).order_by("-number")
    return Subquery(last.values("withdrawn_at")[:1])


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
    """One page of a tab, the newest first, each with `answered_at` or `withdrawn_at`, in one query.

    Raises BadCursorError for a cursor that is not ours.
    """
    sent = Quote.objects.in_force().filter(invitee=OuterRef("pk")).values("submitted_at")
    found = Invitee.objects.of(user).annotate(answered_at=Subquery(sent), withdrawn_at=taken_back())
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
    return Q(invitation__cancelled_at__isnull=False) | Q(invitation__answers_by__lte=at)
