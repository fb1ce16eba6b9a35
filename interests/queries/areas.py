"""What the list of areas of interest shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from groundwork.reference.models import Department, Municipality
from groundwork.web.formats import at_clock, money_words
from interests.models import (
    AlertSubscription,
    Cadence,
    Interest,
    Mipyme,
    Opportunity,
    OpportunityMatch,
    State,
    Status,
)
from interests.queries.reasons import titles_of
from onboarding.models import EDITING, Membership
from procurement.models import Entity, Modality

SHOWN = 3
# After so long without a look at it, its supplier is asked whether an area is still right.
REVIEW_EVERY = timedelta(days=182)
NAME_LENGTH = 120


@dataclass(frozen=True, slots=True)
class AreaRow:
    """One area as the list shows it, with the person's own subscription if they ever had one."""

    interest: Interest
    asks: list[str]
    new: int
    subscription: AlertSubscription | None
    editable: bool
    review_due: bool

    @property
    def alert(self) -> bool:
        """Whether the person gets mail of it."""
        return self.subscription is not None and self.subscription.active

    @property
    def delivery(self) -> str:
        """When it comes, in words."""
        if self.subscription is None or not self.subscription.active:
            return _("solo en pantalla")
        if self.subscription.cadence == Cadence.AT_ONCE:
            return _("aviso apenas se publica")
        hour = at_clock(timezone.make_aware(datetime(2026, 1, 1, self.subscription.hour)))  # noqa: DTZ001  # made aware at once
        if self.subscription.cadence == Cadence.DAILY:
            return _("resumen diario %(hour)s") % {"hour": hour}
        day = self.subscription.get_weekday_display()
        return _("resumen cada %(day)s %(hour)s") % {"day": day, "hour": hour}


def rows(user: User, *, at: datetime) -> list[AreaRow]:
    """The person's areas by supplier and name, in a fixed number of queries."""
    mine = Interest.objects.of(user).select_related("supplier").annotate(new=Coalesce(Subquery(_new(at)), 0))
    areas = list(mine.order_by("supplier__name", "name"))
    names = _Names(areas)
    editable = set(Membership.objects.filter(user=user, role__in=EDITING).values_list("supplier_id", flat=True))
    subscriptions = {one.interest_id: one for one in AlertSubscription.objects.of(user).filter(interest__in=areas)}
    return [
        AreaRow(
            interest=area,
            asks=names.asks(area),
            new=area.new,  # type: ignore[attr-defined]  # annotated
            subscription=subscriptions.get(area.pk),
            editable=area.supplier_id in editable,
            review_due=area.status == Status.ACTIVE and area.reviewed_at <= at - REVIEW_EVERY,
        )
        for area in areas
    ]


def free_name(area: Interest) -> str:
    """A name for a copy of the area that its supplier has not given yet."""
    taken = set(Interest.objects.filter(supplier=area.supplier_id).values_list("name", flat=True))
    for number in range(2, len(taken) + 3):
        ending = f" ({number})"
        if (name := area.name[: NAME_LENGTH - len(ending)] + ending) not in taken:
            break
    return name


def _new(at: datetime) -> QuerySet[OpportunityMatch, int]:
    """How many open opportunities that nobody has decided about one area has found."""
    undecided = Opportunity.objects.filter(process=OuterRef("process"), supplier=OuterRef("supplier"), state=State.NEW)
    found = OpportunityMatch.objects.filter(Exists(undecided), interest=OuterRef("pk"), process__open_until__gt=at)
    return found.order_by().values("interest").annotate(number=Count("process")).values_list("number", flat=True)


class _Names:
    """The names of what some areas ask for, read once for all of them."""

    def __init__(self, areas: Sequence[Interest]) -> None:
        places = {place for area in areas for place in area.places}
        self._titles = titles_of(code for area in areas for code in area.codes[:SHOWN])
        self._places = {
            **dict(Department.objects.filter(code__in=places).values_list("code", "name")),
            **dict(Municipality.objects.filter(code__in=places).values_list("code", "name")),
        }
        bodies = {body for area in areas for body in (*area.entities[:SHOWN], *area.entities_excluded[:SHOWN])}
        self._entities = dict(Entity.objects.filter(pk__in=bodies).values_list("pk", "name"))

    def asks(self, area: Interest) -> list[str]:
        """What the area asks, a line for each filter."""
        lines = []
        if area.codes:
            named = [f"{code} {self._titles.get(code, '')}".strip() for code in area.codes[:SHOWN]]
            lines.append(_few(named, area.codes))
        if area.places:
            lines.append(_few([self._places.get(place, place) for place in area.places[:SHOWN]], area.places))
        else:
            lines.append(_("Todo el país"))
        if area.entities:
            lines.append(_few([self._entities.get(body, "") for body in area.entities[:SHOWN]], area.entities))
        if area.entities_excluded:
            named = [self._entities.get(body, "") for body in area.entities_excluded[:SHOWN]]
            lines.append(_("Excepto: %(names)s") % {"names": _few(named, area.entities_excluded)})
        if area.value_min is not None or area.value_max is not None:
            lines.append(value_range(area))
        return [*lines, *_other_filters(area)]


def _other_filters(area: Interest) -> list[str]:
    """What needs no look-up to be said."""
    lines = []
    if area.modalities:
        named = [str(Modality(value).label) for value in area.modalities[:SHOWN] if value in Modality.values]
        lines.append(_few(named, area.modalities))
    if area.mipyme != Mipyme.ANY:
        lines.append(area.get_mipyme_display())
    if area.words:
        lines.append(_("Con: %(words)s") % {"words": _few(area.words[:SHOWN], area.words)})
    if area.words_excluded:
        lines.append(_("Sin: %(words)s") % {"words": _few(area.words_excluded[:SHOWN], area.words_excluded)})
    return lines


def value_range(area: Interest) -> str:
    """ "Desde 20 hasta 90 millones": empty when the area asks for no value."""
    least, most = area.value_min, area.value_max
    if least is not None and most is not None:
        return _("Entre %(least)s y %(most)s de pesos") % {"least": money_words(least), "most": money_words(most)}
    if least is not None:
        return _("Desde %(least)s de pesos") % {"least": money_words(least)}
    return _("Hasta %(most)s de pesos") % {"most": money_words(most)} if most is not None else ""


def _few(named: Sequence[str], everything: Sequence[object]) -> str:
    """The first ones, and how many more there are."""
    more = len(everything) - len(named)
    return " · ".join(named) + (f" {_('y %(count)d más') % {'count': more}}" if more else "")
