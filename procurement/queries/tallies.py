"""How many processes a search finds, counted up to a cap, and how they spread over the values of the facets.

One statement. The figures of a facet leave its own filter out, so that they say what choosing another value
would bring. Beyond the cap a figure is of the matches that were counted: a lower bound, and shown as one.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Case, CharField, Value, When

from groundwork.web.paging import start
from procurement.models import Decision, Process
from procurement.queries.filters import Search, State, conditions, matching
from procurement.queries.plans import Ordering, next_rows
from procurement.queries.statements import TABLE_ROWS, Sql, fetch, shadowed, sql_of

CAP = 1_000
# Where this share of the rows of a walk matched, walking on is the cheapest way to count up to the cap.
DENSE = 0.06
# How much further than the expected distance a walk may go before it is given up.
PATIENCE = 1.5

# Each facet by the part of the search that it stands for, with the column that it counts.
FACETS = {"state": "state", "modalities": "modality", "departments": "department_id", "sources": "source"}
MATCHES = "matches"
_COLUMNS = ("modality", "department_id", "source", "open_until", "decision")


@dataclass(slots=True)
class Figures:
    """How many matches each value of a facet has; at_least when only some of the matches were counted."""

    at_least: bool = False
    counts: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class Tally:
    """How many match (no more than the cap are counted), the figures of each facet, and the table's size."""

    count: int
    capped: bool
    facets: dict[str, Figures]
    table_rows: int


def tally(
    search: Search, ordering: Ordering, *, density: float, at: datetime, facets: Sequence[str] = tuple(FACETS)
) -> Tally:
    """Count the matches; density is the share of rows that matched where the list was walked."""
    if density >= DENSE:
        counted = _tally(search, ordering, facets, steps=int(PATIENCE * CAP / density), at=at)
        if counted.capped:
            return counted
    return _tally(search, ordering, facets, steps=None, at=at)


def _tally(search: Search, ordering: Ordering, facets: Sequence[str], *, steps: int | None, at: datetime) -> Tally:
    restricted = conditions(search, at=at).keys()
    left_out = {facet: facet if facet in restricted else "" for facet in facets}
    names = {part: f"sample_{number}" for number, part in enumerate(dict.fromkeys(["", *left_out.values()]))}
    samples: list[str] = []
    params: list[object] = []
    for part, name in names.items():
        sql, values = _sample(search, ordering, without=part, steps=steps, at=at)
        samples.append(f"{name} AS MATERIALIZED ({sql})")
        params += values
    figures = [
        f"SELECT '' AS facet, '' AS value, {TABLE_ROWS} AS number",
        *(f"SELECT '{MATCHES}', '{part}', count(*) FROM {name}" for part, name in names.items()),  # noqa: S608  # our own names
        *(
            f"SELECT '{facet}', {FACETS[facet]}::text, count(*) FROM {names[left_out[facet]]} GROUP BY 2"  # noqa: S608  # our own names
            for facet in facets
        ),
    ]
    rows = fetch((f"WITH {', '.join(samples)} {' UNION ALL '.join(figures)}", tuple(params)))
    matches = {row["value"]: row["number"] for row in rows if row["facet"] == MATCHES}
    spread = {facet: Figures(at_least=matches[part] > CAP) for facet, part in left_out.items()}
    for row in rows:
        if row["facet"] in spread and row["value"] is not None:
            spread[row["facet"]].counts[row["value"]] = row["number"]
    table_rows = next(row["number"] for row in rows if not row["facet"])
    return Tally(min(matches[""], CAP), matches[""] > CAP, spread, table_rows)


def _sample(search: Search, ordering: Ordering, *, without: str, steps: int | None, at: datetime) -> Sql:
    """The columns of the facets, of one match more than the cap counts; which ones, the cheapest way decides."""
    state = Case(
        When(open_until__gt=at, then=Value(State.OPEN)),
        When(decision=Decision.AWARDED, then=Value(State.AWARDED)),
        default=Value(State.CLOSED),
        output_field=CharField(),
    )
    columns = (*_COLUMNS, "state")
    matches = matching(search, at=at, without=without)
    if steps is not None:
        rows = next_rows(ordering, start(ordering.keys), steps)
        return shadowed(sql_of(rows), matches.annotate(state=state).values(*columns)[: CAP + 1])
    # The inner query is planned as if all of it were wanted, by the indexes of its filters; it stops at the cap.
    some = Process.objects.annotate(state=state).values(*columns)[: CAP + 1]
    return shadowed(sql_of(matches.values(*_COLUMNS)), some, materialized=True)
