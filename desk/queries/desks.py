"""What the desks show, gathered from the rooms below."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone

from accounts.models import User
from desk.queries.attending import waiting_for
from desk.queries.newcomer import FirstSteps, first_steps
from groundwork.web.components import SummaryRow
from interests.models import Invitee, Opportunity, State
from interests.queries.invitations import listing as invitations
from interests.queries.mutes import silenced
from interests.queries.quotes import listing as quotes
from onboarding.models import Membership
from procurement.models import Entity, EntityMembership, Process

SHOWN = 5
SOON = timedelta(days=7)


@dataclass(frozen=True)
class Today:
    """A person's day: the first steps of who has just come, what waits for who attends, and for who offers what is new
    and what closes soon.
    """

    steps: FirstSteps | None
    attending: list[SummaryRow]
    offers: bool
    new: list[Process]
    closing: list[Process]
    quotes: list[Invitee]


def today(user: User, *, learnt: Collection[str] = ()) -> Today:
    """The person's day, in a fixed number of queries; `learnt` is what they have put away."""
    now = timezone.now()
    offers, buys = (
        User.objects.filter(pk=user.pk)
        .values_list(
            Exists(Membership.objects.filter(user=OuterRef("pk"))),
            Exists(EntityMembership.objects.filter(user=OuterRef("pk"))),
        )
        .get()
    )
    attends = buys or user.is_reviewer or user.is_staff
    waiting = Opportunity.objects.of(user).open(at=now)
    processes = (
        Process.objects.select_related("department", "municipality").defer("search").order_by("open_until", "id")
    )
    new = processes.filter(pk__in=waiting.filter(~silenced(user), state=State.NEW).values("process"))
    followed = waiting.filter(state__in=(State.SAVED, State.PREPARING)).values("process")
    saved = processes.filter(pk__in=followed, open_until__lt=now + SOON)
    return Today(
        steps=first_steps(user, learnt=learnt),
        attending=waiting_for(user, buys=buys, at=now) if attends else [],
        offers=offers or not attends,  # who has just registered belongs to nothing yet
        new=list(new[:SHOWN]),
        closing=list(saved[:SHOWN]),
        quotes=_quotes(user, now),
    )


def _quotes(user: User, now: datetime) -> list[Invitee]:
    """The invitations to quote that wait for an answer, what closes first before."""
    waiting = quotes.waiting(Invitee.objects.of(user), at=now).select_related("invitation__entity", "supplier")
    return list(waiting.order_by("invitation__answers_by", "pk")[:SHOWN])


def desks(user: User) -> list[Entity]:
    """The person's entities, each with its processes, and its open invitations to quote, counted."""
    now = timezone.now()
    mine = Entity.objects.of(user).annotate(
        open_processes=Count("processes", filter=Q(processes__open_until__gt=now), distinct=True),
        closed_processes=Count("processes", filter=Q(processes__open_until__lte=now), distinct=True),
    )
    return list(invitations.of_desks(mine, at=now).order_by("name"))
