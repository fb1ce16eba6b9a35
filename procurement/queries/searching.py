"""A page of a search: how many processes match, how they spread over the facets, and the rows in their order."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from groundwork.web.paging import Page, start
from procurement.models import Process
from procurement.queries.filters import Order, Search, all_of, conditions
from procurement.queries.plans import RANKED, RELEVANCE, STRETCH, gather, ordering_of, rank, walk
from procurement.queries.rows import ROW
from procurement.queries.statements import Sql, planned_rows
from procurement.queries.tallies import FACETS, PATIENCE, Tally, tally

PAGE_SIZE = 20
# How far to walk for matches that the planner promises and the first stretch did not show.
LONGEST = 40_000


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
    """One page of the search at that time, in two to five statements however many match.

    Raises BadCursorError for a cursor that this list did not give.
    """
    ordering = ordering_of(search, at=at)
    by_relevance = search.order == Order.RELEVANCE
    here = start(RELEVANCE if by_relevance else ordering.keys, cursor)
    parts = conditions(search, at=at)
    condition = all_of(parts)
    begin = start(ordering.keys) if by_relevance else here
    stretch = walk(condition, ordering, begin, steps=STRETCH, size=size + 1, columns=columns)
    density = stretch.matches / STRETCH
    counted = tally(parts, ordering, density=density, at=at, facets=facets)
    if by_relevance:
        steps = _steps(RANKED, density, counted, condition)
        rows = rank(condition, search.tsquery, ordering, here, steps=steps, size=size + 1, columns=columns)
    elif stretch.matches > size:
        rows = stretch.rows
    else:
        rows = []
        if steps := _steps(size, density, counted, condition):
            rows = walk(condition, ordering, here, steps=steps, size=size + 1, columns=columns).rows
        if len(rows) <= size:
            rows = gather(condition, here, size=size + 1, columns=columns)
    return Found(counted, here.page(rows, size))


def _steps(wanted: int, density: float, counted: Tally, condition: Sql) -> int | None:
    """How far to walk for so many matches; None where gathering them all is likely to be cheaper."""
    if not counted.capped:
        return None
    if not density:
        return LONGEST if planned_rows(condition) > LONGEST else None
    steps = int(PATIENCE * wanted / density)
    return steps if steps < density * counted.table_rows else None
