"""The related systems, and whether the yearly period of each is open on a day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from groundwork.reference.business_days import colombian_today
from groundwork.web import formats
from support.models import Period, RelatedSystem


class Phase(StrEnum):
    """Where a day stands: within the period, before it in the same year, or after it."""

    OPEN = "open"
    SOON = "soon"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Standing:
    """A period as it stands on a day: the one that is open, or else the next one."""

    period: Period
    phase: Phase
    opens_on: date
    closes_on: date
    # Until it closes, if it is open; until it opens, if it is not.
    days: int

    @property
    def sentence(self) -> str:
        """ "Abierto hasta el lunes 31 de mayo de 2027: quedan 12 días"."""
        facts = {"opens": formats.long_date(self.opens_on), "closes": formats.long_date(self.closes_on)}
        facts["days"] = formats.whole_number(self.days)
        if self.phase is Phase.OPEN:
            if self.days == 0:
                return _("Abierto hasta el %(closes)s: hoy es el último día.") % facts
            words = ngettext(
                "Abierto hasta el %(closes)s: queda %(days)s día después de hoy.",
                "Abierto hasta el %(closes)s: quedan %(days)s días después de hoy.",
                self.days,
            )
        elif self.phase is Phase.SOON:
            words = ngettext("Abre en %(days)s día, el %(opens)s.", "Abre en %(days)s días, el %(opens)s.", self.days)
        else:
            words = ngettext(
                "Cerrado, abre el %(opens)s (en %(days)s día).",
                "Cerrado, abre el %(opens)s (en %(days)s días).",
                self.days,
            )
        return words % facts

    @property
    def days_of_each_year(self) -> str:
        """ "Del 1 de abril al 31 de mayo"."""
        return _("Del %(opens)s al %(closes)s") % edges_of(self.period)


def edges_of(period: Period) -> dict[str, str]:
    """Its first and its last day, as they come back every year."""
    return {
        "opens": formats.yearly_day(period.opens_on(period.from_year)),
        "closes": formats.yearly_day(period.closes_on(period.from_year)),
    }


def standing_on(periods: Iterable[Period], today: date) -> Standing | None:
    """How the periods of one system and order stand on a day; None when there are none.

    In each year the row counts that has the latest `from_year` not after it; both its days are within it.
    """
    rows = sorted(periods, key=lambda row: row.from_year)
    years = {today.year, today.year + 1, *(row.from_year for row in rows if row.from_year > today.year)}
    for year in sorted(years):
        row = next((row for row in reversed(rows) if row.from_year <= year), None)
        if row is None or row.closes_on(year) < today:
            continue
        opens, closes = row.opens_on(year), row.closes_on(year)
        if opens <= today:
            return Standing(row, Phase.OPEN, opens, closes, (closes - today).days)
        return Standing(row, Phase.SOON if year == today.year else Phase.CLOSED, opens, closes, (opens - today).days)
    return None


def standings_of(system: RelatedSystem, today: date) -> list[Standing]:
    """Its yearly periods as they stand on a day, one for each order. Reads nothing if they were fetched with it."""
    rows = list(system.periods.all())
    found = (standing_on([row for row in rows if row.order == order], today) for order in Period.Order.values)
    return [standing for standing in found if standing]


def today() -> date:
    """The day that it is in Colombia: that of every period."""
    return colombian_today(timezone.now())


def with_periods() -> QuerySet[RelatedSystem]:
    """Every system in its order, with its periods; two queries."""
    return RelatedSystem.objects.prefetch_related("periods").order_by("position")
