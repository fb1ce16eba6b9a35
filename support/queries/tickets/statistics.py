"""How help goes, by day: how many asked, how many were answered, how many of them late, how long they waited."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from django.db.models import Count, DurationField, F, Q
from django.db.models.functions import TruncDate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from groundwork.reference.business_days import COLOMBIA, colombian_today
from groundwork.web import formats
from groundwork.web.charts import Chart, Stack, stacked
from groundwork.web.components import Cell, Column, cells
from onboarding.queries.review.statistics import Median
from support.models import Ticket


class DayFigures(NamedTuple):
    """One day in Colombia."""

    day: date
    received: int = 0
    answered: int = 0
    late: int = 0
    waited: timedelta | None = None  # the median, until the first answer


def by_day(*, days: int, at: datetime) -> list[DayFigures]:
    """The last days, today included, the oldest first; a day on which nothing happened is there too."""
    first = colombian_today(at) - timedelta(days=days - 1)
    since = datetime.combine(first, time.min, COLOMBIA)
    received = dict(
        Ticket.objects.filter(asked_at__gte=since)
        .annotate(day=TruncDate("asked_at", tzinfo=COLOMBIA))
        .values_list("day")
        .annotate(Count("pk"))
    )
    rows: Any = (
        Ticket.objects.filter(first_answer_at__gte=since)
        .annotate(day=TruncDate("first_answer_at", tzinfo=COLOMBIA))
        .values("day")
        .annotate(
            answered=Count("pk"),
            late=Count("pk", filter=Q(answered_late=True)),
            waited=Median(F("first_answer_at") - F("asked_at"), output_field=DurationField()),
        )
    )
    answered = {row["day"]: row for row in rows}
    each = [first + timedelta(days=number) for number in range(days)]
    return [DayFigures(**{"day": day, "received": received.get(day, 0), **answered.get(day, {})}) for day in each]


def table(figures: Sequence[DayFigures]) -> tuple[list[Column], list[list[Cell]]]:
    """The figures behind the chart, the newest first."""
    columns = [
        Column(_("Día")),
        Column(_("Recibidas"), numeric=True),
        Column(_("Respondidas"), numeric=True),
        Column(_("Tarde"), numeric=True),
        Column(_("Espera mediana"), numeric=True),
    ]
    rows = [
        (
            formats.long_date(one.day),
            formats.whole_number(one.received),
            formats.whole_number(one.answered),
            formats.whole_number(one.late),
            "–" if one.waited is None else formats.span(one.waited),
        )
        for one in reversed(figures)
    ]
    return columns, cells(columns, *rows)


def chart(figures: Sequence[DayFigures]) -> Chart:
    """A bar for each day: what was answered in time stands on the ground, what was late on top of it."""
    answered, late = sum(one.answered for one in figures), sum(one.late for one in figures)
    description = ngettext(
        "%(answered)s solicitud respondida, %(late)s de ellas tarde, en %(days)s días.",
        "%(answered)s solicitudes respondidas, %(late)s de ellas tarde, en %(days)s días.",
        answered,
    ) % {
        "answered": formats.whole_number(answered),
        "late": formats.whole_number(late),
        "days": len(figures),
    }
    days = [Stack(one.day, one.answered - one.late, one.late) for one in figures]
    return stacked(days, title=_("Solicitudes respondidas por día"), description=description)
