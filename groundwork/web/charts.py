"""Charts that the server draws: places and words for an SVG (templates/components/chart.html), never a script."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from groundwork.web import formats

WIDTH, HEIGHT, FOOT, HEAD, LEFT = 720, 240, 28, 12, 48  # in the chart's own units
GROUND = HEIGHT - FOOT
NARROWEST = 1.0
MOST_LABELS = 6


class Stack(NamedTuple):
    """One day: what stands on the ground, and what stands on top of it."""

    day: date
    good: int
    bad: int


@dataclass(frozen=True, slots=True)
class Bar:
    """One day as it is drawn."""

    x: float
    width: float
    good_y: float
    good_height: float
    bad_y: float
    bad_height: float
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
    ground: int = GROUND


def stacked(days: Sequence[Stack], *, title: str, description: str) -> Chart:
    """A bar for each day, on a scale that begins at nothing."""
    top = _round_up(max((one.good + one.bad for one in days), default=0))
    step = (WIDTH - LEFT) / max(1, len(days))
    labelled = max(1, round(len(days) / MOST_LABELS))
    bars = [_bar(one, number, step, top, with_label=number % labelled == 0) for number, one in enumerate(days)]
    lines = [Line(_height_at(value, top), formats.whole_number(value)) for value in sorted({0, top // 2, top})]
    return Chart(bars, lines, title, description)


def _bar(one: Stack, number: int, step: float, top: int, *, with_label: bool) -> Bar:
    whole, good = _height_at(one.good + one.bad, top), _height_at(one.good, top)
    width = max(NARROWEST, step * 0.7)
    x = LEFT + number * step + (step - width) / 2
    return Bar(
        x=round(x, 1),
        width=round(width, 1),
        good_y=good,
        good_height=round(GROUND - good, 1),
        bad_y=whole,
        bad_height=round(good - whole, 1),
        label=formats.short_date(one.day).rsplit(" ", 1)[0] if with_label else "",
        middle=round(x + width / 2, 1),
    )


def _height_at(value: int, top: int) -> float:
    """Where a value stands, from the top of the drawing."""
    return round(GROUND - (GROUND - HEAD) * value / top, 1)


def _round_up(value: int) -> int:
    """The top of the scale: an even number with one or two figures that count."""
    size = 2
    while size < value:
        size += max(2, 10 ** (len(str(size)) - 1))
    return size
