"""A page of a search: how many processes match, how they spread over the facets, and the rows in their order."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from groundwork.web.paging import Page, start
from procurement.models import Process
from procurement.queries.filters import Order, Search, all_of, conditions
from procurement.queries.plans import RANKED, RELEVANCE, gather, ordering_of, rank, walk
from procurement.queries.rows import ROW
from procurement.queries.statements import Expectation, expected
from procurement.queries.tallies import FACETS, PATIENCE, Tally, of_all, tally

PAGE_SIZE = 20
# A walk that costs a millisecond: worth a try before gathering thousands of matches.
STRETCH = 2_000
# How far to walk at first for matches that are expected and that shorter walks did not meet: they lie together
# farther on, as the closed processes do behind the open ones.
LONG = 40_000
# Where no more are expected and no facet is asked for, gathering them counts them too: a statement less.
FEW = 2_000


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
    """One page of the search at that time, in two to six statements however many match.

    Raises BadCursorError for a cursor that this list did not give.
    """
    ordering = ordering_of(search, at=at)
    by_relevance = search.order == Order.RELEVANCE
    here = start(RELEVANCE if by_relevance else ordering.keys, cursor)
    parts = conditions(search, at=at)
    condition = all_of(parts)
    expectations = expected(parts)
    likely = expectations.of(parts)
    rows: list[Process]
    if not (facets or cursor or by_relevance) and likely.matches <= FEW:
        rows = gather(condition, here, size=size + 1, columns=columns, counting=True)
        return Found(of_all(vars(rows[0])["to_come"] if rows else 0), here.page(rows, size))
    counted = tally(search, expectations, at=at, facets=facets)
    rows = []
    if by_relevance and counted.count:
        steps = _steps(RANKED, likely) if counted.capped else None
        rows = rank(condition, search.tsquery, ordering, here, steps=steps, size=size + 1, columns=columns)
    elif counted.count:
        for steps in _walks(size, counted, likely):
            rows = walk(condition, ordering, here, steps=steps, size=size + 1, columns=columns)
            if len(rows) > size:
                break
        else:
            rows = gather(condition, here, size=size + 1, columns=columns)
    return Found(counted, here.page(rows, size))


def _walks(size: int, counted: Tally, likely: Expectation) -> Iterator[int]:
    """How far to walk, time after time, before gathering all the matches."""
    if not counted.capped:
        return
    yield max(STRETCH, _steps(size, likely) or 0)
    steps = LONG
    while steps < likely.matches:
        yield steps
        steps *= 10


def _steps(wanted: int, likely: Expectation) -> int | None:
    """How far to walk for so many matches; None where gathering them all is likely to be cheaper."""
    if not likely.matches:
        return None
    steps = int(PATIENCE * wanted / likely.density)
    return steps if steps < likely.matches else None
