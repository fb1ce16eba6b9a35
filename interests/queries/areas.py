"""What the list of areas of interest shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from accounts.models import User
from groundwork.reference.models import Department, Municipality
from groundwork.web.formats import money_words
from interests.models import AlertSubscription, Interest, Opportunity, OpportunityMatch, State
from interests.queries.reasons import titles_of
from onboarding.models import EDITING, Membership
from procurement.models import Entity

SHOWN = 3


@dataclass(frozen=True, slots=True)
class AreaRow:
    """One area as the list shows it."""

    interest: Interest
    asks: list[str]
    new: int
    alert: bool
    editable: bool


def rows(user: User, *, at: datetime) -> list[AreaRow]:
    """The person's areas by supplier and name, in a fixed number of queries."""
    areas = list(
        Interest.objects.of(user)
        .select_related("supplier")
        .annotate(
            new=Coalesce(Subquery(_new(at)), 0),
            alert=Exists(AlertSubscription.objects.of(user).active().filter(interest=OuterRef("pk"))),
        )
        .order_by("supplier__name", "name")
    )
    names = _Names(areas)
    editable = set(Membership.objects.filter(user=user, role__in=EDITING).values_list("supplier_id", flat=True))
    return [
        AreaRow(area, names.asks(area), area.new, area.alert, area.supplier_id in editable)  # type: ignore[attr-defined]  # annotated
        for area in areas
    ]


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
        bodies = {body for area in areas for body in area.entities}
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
        if area.value_min is not None or area.value_max is not None:
            lines.append(value_range(area))
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
