"""Ninety days of a component as bars: how high and of which make says the same as the colour."""

from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple

from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from groundwork.web import formats
from support.queries.status.history import Day

WIDTH, BAR, HEIGHT = 8, 6, 36
# How high: a day with a failure stands out, one of which nothing is known lies low.
WORKED, NOTHING = 22, 4


class Failure(NamedTuple):
    """The bar of a day with a failure, which says so when pointed at."""

    x: int
    title: str


class Chart:
    """The drawing of a component: days that worked and days without measures each in one path."""

    width, bar, height = WIDTH * 90, BAR, HEIGHT

    def __init__(self, name: str, days: Sequence[Day]) -> None:
        self.name = name
        self.days = days

    @cached_property
    def worked(self) -> str:
        return self._path(WORKED, [one.measured and not one.failed for one in self.days])

    @cached_property
    def nothing(self) -> str:
        return self._path(NOTHING, [not one.measured and not one.failed for one in self.days])

    @cached_property
    def failed(self) -> list[Failure]:
        return [Failure(place * WIDTH, failure_words(day)) for place, day in enumerate(self.days) if day.failed]

    @property
    def title(self) -> str:
        return _("%(what)s: los últimos 90 días") % {"what": self.name}

    @property
    def description(self) -> str:
        """The same in words."""
        failing = len(self.failed)
        blind = sum(not day.measured for day in self.days)
        words = [
            ngettext("Falló en %(days)s día.", "Falló en %(days)s días.", failing) % {"days": failing}
            if failing
            else _("No falló ningún día.")
        ]
        if blind:
            told = ngettext("De %(days)s día no hay mediciones.", "De %(days)s días no hay mediciones.", blind)
            words.append(told % {"days": blind})
        return " ".join(words)

    def _path(self, height: int, drawn: Sequence[bool]) -> str:
        top = HEIGHT - height
        return "".join(
            f"M{place * WIDTH} {top}h{BAR}v{height}h-{BAR}z" for place, is_drawn in enumerate(drawn) if is_drawn
        )


def failure_words(day: Day) -> str:
    """ "24 nov 2026: sin funcionar 12 minutos"."""
    return _("%(day)s: sin funcionar %(time)s") % {
        "day": formats.short_date(day.date),
        "time": lasting_words(day.failed),
    }


def lasting_words(lasting: timedelta) -> str:
    """ "1 h 12 min 30 s": what somebody may have to add up is never rounded."""
    seconds = round(lasting.total_seconds())
    parts = ((seconds // 3600, "h"), (seconds % 3600 // 60, "min"), (seconds % 60, "s"))
    return " ".join(f"{number}\u00a0{unit}" for number, unit in parts if number) or "0\u00a0s"
