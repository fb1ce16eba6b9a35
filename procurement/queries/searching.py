"""A page of a search: how many processes match, how they spread over the facets, and the rows in their order."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from groundwork.web.paging import Page, Start, start
from procurement.models import Process
from procurement.queries.filters import Order, Search, matching
from procurement.queries.plans import (
    RANKED,
    RELEVANCE,
    STRETCH,
    Ordering,
    Stretch,
    gather,
    ordering_of,
    rank,
    walk,
)
from procurement.queries.statements import planned_rows
from procurement.queries.tallies import FACETS, PATIENCE, Tally, tally

PAGE_SIZE = 20
# How far to walk for matches that the planner promises and the first stretch did not show.
LONGEST = 40_000
# What a row of a list needs; the rest of a process (its search document, above all) stays in the database.
ROW = (
    "id", "code", "source", "is_sample", "title", "buyer_name", "modality", "budget", "published_at", "closes_at",
    "closing_hour_known", "open_until", "decision", "department__name", "municipality__name",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Found:
    """What a page of results shows."""

    tally: Tally
    page: Page[Process]


def find(
    search: Search,
    *,
    at: datetime,
    cursor: str = "",
    size: int = PAGE_SIZE,
    facets: Sequence[str] = tuple(FACETS),
    columns: Sequence[str] = ROW,
) -> Found:
    """One page of the search at that time, in three or four statements however many match.

    Raises BadCursorError for a cursor that this list did not give.
    """
    ordering = ordering_of(search, at=at)
    by_relevance = search.order == Order.RELEVANCE
    here = start(RELEVANCE if by_relevance else ordering.keys, cursor)
    begin = start(ordering.keys) if by_relevance else here
    stretch = walk(search, ordering, begin, steps=STRETCH, size=size + 1, at=at)
    counted = tally(search, ordering, density=stretch.matches / STRETCH, at=at, facets=facets)
    first = _ranked if by_relevance else _ordered
    rows = first(search, ordering, here, stretch, counted, size=size, at=at)
    page = here.page(rows, size)
    return Found(counted, Page(_processes(page.items, columns), page.next, page.previous))


def _ordered(
    search: Search, ordering: Ordering, here: Start, stretch: Stretch, counted: Tally, *, size: int, at: datetime
) -> list[dict[str, Any]]:
    if stretch.matches > size:
        return stretch.rows
    if steps := _steps(size, search, stretch, counted, at=at):
        farther = walk(search, ordering, here, steps=steps, size=size + 1, at=at)
        if farther.matches > size:
            return farther.rows
    return gather(search, ordering, here, size=size + 1, at=at)


def _ranked(
    search: Search, ordering: Ordering, here: Start, stretch: Stretch, counted: Tally, *, size: int, at: datetime
) -> list[dict[str, Any]]:
    return rank(search, here, steps=_steps(RANKED, search, stretch, counted, at=at), size=size + 1, at=at)


def _steps(wanted: int, search: Search, stretch: Stretch, counted: Tally, *, at: datetime) -> int | None:
    """How far to walk for so many matches; None where gathering them all is likely to be cheaper."""
    if not counted.capped:
        return None
    density = stretch.matches / STRETCH
    if not density:
        return LONGEST if planned_rows(matching(search, at=at)) > LONGEST else None
    steps = int(PATIENCE * wanted / density)
    return steps if steps < density * counted.table_rows else None


def _processes(rows: Sequence[dict[str, Any]], columns: Sequence[str]) -> list[Process]:
    """The processes of those rows, in their order, with those columns."""
    found = (
        Process.objects.select_related("department", "municipality").only(*columns).in_bulk([row["id"] for row in rows])
    )
    return [found[row["id"]] for row in rows if row["id"] in found]
