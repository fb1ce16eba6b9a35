"""How review goes, by day: how many were decided, how many went back, how long they had waited."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from django.db.models import Aggregate, Count, DurationField, F, Q
from django.db.models.functions import TruncDate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from groundwork.reference.business_days import COLOMBIA, colombian_today
from groundwork.web import formats
from groundwork.web.components import Cell, Column, cells
from onboarding.models import Review

SPANS = (7, 30, 90)
WIDTH, HEIGHT, FOOT, LEFT = 720, 240, 28, 48  # of the chart, in its own units
NARROWEST = 1.0


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
        return f"{round(100 * self.returned / self.decided)}\u00a0%" if self.decided else ""


@dataclass(frozen=True, slots=True)
class Bar:
    """One day of the chart: what was approved stands on the ground, what went back on top of it."""

    x: float
    width: float
    approved_y: float
    approved_height: float
    returned_y: float
    returned_height: float
    label: str  # under the bar; empty where there is no room
    middle: float


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the scale."""

    y: float
    label: str


@dataclass(frozen=True, slots=True)
class Chart:
    """What the template draws: places and words, no reckoning."""

    bars: list[Bar]
    lines: list[Line]
    title: str
    description: str
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    ground: int = HEIGHT - FOOT


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
    """A bar for each day, on a scale that begins at nothing."""
    top = _round_up(max((one.decided for one in figures), default=0))
    step = (WIDTH - LEFT) / max(1, len(figures))
    labelled = max(1, round(len(figures) / 6))
    bars = [_bar(one, number, step, top, with_label=number % labelled == 0) for number, one in enumerate(figures)]
    lines = [Line(_height_at(value, top), formats.whole_number(value)) for value in sorted({0, top // 2, top})]
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
    return Chart(bars, lines, _("Documentos decididos por día"), description)


def _bar(one: DayFigures, number: int, step: float, top: int, *, with_label: bool) -> Bar:
    ground = HEIGHT - FOOT
    whole, approved = _height_at(one.decided, top), _height_at(one.decided - one.returned, top)
    width = max(NARROWEST, step * 0.7)
    x = LEFT + number * step + (step - width) / 2
    return Bar(
        x=round(x, 1),
        width=round(width, 1),
        approved_y=approved,
        approved_height=round(ground - approved, 1),
        returned_y=whole,
        returned_height=round(approved - whole, 1),
        label=formats.short_date(one.day).rsplit(" ", 1)[0] if with_label else "",
        middle=round(x + width / 2, 1),
    )


def _height_at(value: int, top: int) -> float:
    """Where a value stands, from the top of the drawing."""
    room = HEIGHT - FOOT - 12
    return round(HEIGHT - FOOT - room * value / top, 1)


def _round_up(value: int) -> int:
    """The top of the scale: an even number with one or two figures that count."""
    size = 2
    while size < value:
        size += max(2, 10 ** (len(str(size)) - 1))
    return size
