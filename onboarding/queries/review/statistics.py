"""How review goes, by day: how many were decided, how many went back, how long they had waited."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Aggregate, Count, DurationField, F, Q
from django.db.models.functions import TruncDate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from groundwork.reference.business_days import COLOMBIA, colombian_today
from groundwork.web import formats
from groundwork.web.charts import Chart, Stack, stacked
from groundwork.web.components import Cell, Column, cells
from onboarding.models import Review

SPANS = (7, 30, 90)


class Median(Aggregate):
    """PostgreSQL's percentile_cont(0.5) of spans of time."""

    template = "PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DurationField()


class DayFigures(NamedTuple):
    """One day in Colombia."""

    day: date
    decided: int
    returned: int
    waited: timedelta | None  # the median, from upload to decision

    @property
    def returned_share(self) -> str:
        """The part that went back, in hundredths; empty when nothing was decided."""
        return formats.percent(Decimal(100 * self.returned) / self.decided, 0) if self.decided else ""


def by_day(*, days: int, at: datetime) -> list[DayFigures]:
    """The last days, today included, the oldest first; a day on which nothing was decided is there too."""
    today = colombian_today(at)
    first = today - timedelta(days=days - 1)
    # The opinion that decided a document bears the moment of the decision; the first of two does not decide.
    decisive = Review.objects.filter(at__gte=datetime.combine(first, time.min, COLOMBIA), version__decided_at=F("at"))
    rows: Any = (
        decisive.annotate(day=TruncDate("at", tzinfo=COLOMBIA))
        .values("day")
        .annotate(
            decided=Count("pk"),
            returned=Count("pk", filter=Q(approved=False)),
            waited=Median(F("at") - F("version__uploaded_at"), output_field=DurationField()),
        )
    )
    found = {row["day"]: DayFigures(**row) for row in rows}
    each = [first + timedelta(days=number) for number in range(days)]
    return [found.get(day) or DayFigures(day, 0, 0, None) for day in each]


def table(figures: Sequence[DayFigures]) -> tuple[list[Column], list[list[Cell]]]:
    """The figures behind the chart, the newest first."""
    columns = [
        Column(_("Día")),
        Column(_("Decididos"), numeric=True),
        Column(_("Devueltos"), numeric=True),
        Column(_("Parte devuelta"), numeric=True),
        Column(_("Espera mediana"), numeric=True),
    ]
    rows = [
        (
            formats.long_date(one.day),
            formats.whole_number(one.decided),
            formats.whole_number(one.returned),
            one.returned_share or "–",
            "–" if one.waited is None else formats.span(one.waited),
        )
        for one in reversed(figures)
    ]
    return columns, cells(columns, *rows)


def chart(figures: Sequence[DayFigures]) -> Chart:
    """A bar for each day: what was approved stands on the ground, what went back on top of it."""
    decided, returned = sum(one.decided for one in figures), sum(one.returned for one in figures)
    description = ngettext(
        "%(decided)s documento decidido y %(returned)s devuelto en %(days)s días.",
        "%(decided)s documentos decididos y %(returned)s devueltos en %(days)s días.",
        decided,
    ) % {
        "decided": formats.whole_number(decided),
        "returned": formats.whole_number(returned),
        "days": len(figures),
    }
    days = [Stack(one.day, one.decided - one.returned, one.returned) for one in figures]
    return stacked(days, title=_("Documentos decididos por día"), description=description)
