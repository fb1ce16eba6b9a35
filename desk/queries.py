"""What the desks show, gathered from the rooms below."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from groundwork.web.components import Task
from interests.models import Interest, Invitee, Opportunity, State
from interests.queries import invitations, quotes
from interests.queries.mutes import silenced
from onboarding.models import Supplier
from procurement.models import Entity, Process

SHOWN = 5
SOON = timedelta(days=7)


@dataclass(frozen=True)
class Today:
    """A contractor's day: the first steps that are not taken yet, then what is new and what closes soon."""

    steps: list[Task]
    new: list[Process]
    closing: list[Process]
    quotes: list[Invitee]


def today(user: User) -> Today:
    """The person's day, in a fixed number of queries."""
    now = timezone.now()
    waiting = Opportunity.objects.of(user).open(at=now)
    processes = (
        Process.objects.select_related("department", "municipality").defer("search").order_by("open_until", "id")
    )
    new = processes.filter(pk__in=waiting.filter(~silenced(user), state=State.NEW).values("process"))
    followed = waiting.filter(state__in=(State.SAVED, State.PREPARING)).values("process")
    saved = processes.filter(pk__in=followed, open_until__lt=now + SOON)
    return Today(
        steps=_first_steps(user),
        new=list(new[:SHOWN]),
        closing=list(saved[:SHOWN]),
        quotes=_quotes(user, now),
    )


def _quotes(user: User, now: datetime) -> list[Invitee]:
    """The invitations to quote that wait for an answer, what closes first before."""
    waiting = quotes.waiting(Invitee.objects.of(user), at=now).select_related("invitation__entity", "supplier")
    return list(waiting.order_by("invitation__answers_by", "pk")[:SHOWN])


def _first_steps(user: User) -> list[Task]:
    """The two steps to the first opportunity; none once both are taken."""
    has_supplier = Supplier.objects.of(user).exists()
    has_interest = Interest.objects.of(user).exists()
    if has_supplier and has_interest:
        return []
    return [
        _step(
            _("Decir quién ofrece"),
            _("Usted, su empresa o un proponente plural."),
            "onboarding:supplier_new",
            has_supplier,
        ),
        _step(
            _("Crear un área de interés"),
            _("Lo que vende, dónde y por cuánto."),
            "interests:interest_new",
            has_interest,
        ),
    ]


def _step(title: str, hint: str, url_name: str, taken: bool) -> Task:
    if taken:
        return Task(title=title, hint=hint, status=_("Hecho"))
    return Task(title=title, hint=hint, status=_("Por hacer"), tag="blue", url=reverse(url_name))


def desks(user: User) -> list[Entity]:
    """The person's entities, each with its processes, and its open invitations to quote, counted."""
    now = timezone.now()
    mine = Entity.objects.of(user).annotate(
        open_processes=Count("processes", filter=Q(processes__open_until__gt=now), distinct=True),
        closed_processes=Count("processes", filter=Q(processes__open_until__lte=now), distinct=True),
    )
    return list(invitations.of_desks(mine, at=now).order_by("name"))
