"""How many processes a search finds, counted up to a cap, and how they spread over the values of the facets.

One statement. The figures of a facet leave its own filter out, so that they say what choosing another value
would bring. Beyond the cap a figure is of the matches that were counted: a lower bound, and shown as one.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from groundwork.web.paging import start
from procurement.models import Decision
from procurement.queries.filters import State, all_of, unindexed
from procurement.queries.plans import Ordering, next_rows
from procurement.queries.statements import TABLE, Expectation, Sql, expected, fetch, joined, put

CAP = 1_000
# Where this share of the rows is expected to match, walking is the cheapest way to count up to the cap.
DENSE = 0.06
# Where no more than these are expected, any way is cheap.
MANY = 20_000
# Words that the planner expects in more rows than this are left out of the index's work: reading so many
# entries costs far more than it believes, and the other filters find the rows without them.
COMMON = 50_000
# How much further than the expected distance a walk may go before it is given up.
PATIENCE = 1.5

# Each facet by the part of the search that it stands for, with the column that it counts; a state is worked out.
FACETS = {"state": "", "modalities": "modality", "departments": "department_id", "sources": "source"}
MATCHES = "matches"
COLUMNS = "modality, department_id, source, open_until, decision"


@dataclass(slots=True)
class Figures:
    """How many matches each value of a facet has; at_least when only some of the matches were counted."""

    at_least: bool = False
    counts: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class Tally:
    """How many match (no more than the cap are counted), and the figures of each facet."""

    count: int
    capped: bool
    facets: dict[str, Figures]


def tally(
    parts: dict[str, Sql],
    ordering: Ordering,
    likely: Expectation,
    *,
    at: datetime,
    facets: Sequence[str] = tuple(FACETS),
) -> Tally:
    """Count the matches of the conditions, of which so many are likely."""
    if likely.matches > MANY and likely.density >= DENSE:
        counted = _tally(parts, ordering, facets, steps=int(PATIENCE * CAP / likely.density), at=at)
        if counted.capped:
            return counted
    # Nothing else would find the rows of a search by words alone.
    if "words" in parts and len(parts) > 1 and expected(parts["words"]).matches > COMMON:
        parts = unindexed(parts)
    return _tally(parts, ordering, facets, steps=None, at=at)


def _tally(
    parts: dict[str, Sql], ordering: Ordering, facets: Sequence[str], *, steps: int | None, at: datetime
) -> Tally:
    left_out = {facet: facet if facet in parts else "" for facet in facets}
    names = {part: f"sample_{number}" for number, part in enumerate(dict.fromkeys(["", *left_out.values()]))}
    columns = COLUMNS if facets else "id"
    samples = [
        put(f"{name} AS ({{sample}})", sample=_sample(all_of(parts, without=part), ordering, steps, columns))
        for part, name in names.items()
    ]
    figures = [
        *(Sql(f"SELECT '{MATCHES}', '{part}', count(*) FROM {name}") for part, name in names.items()),  # noqa: S608  # our own names
        *(
            put(
                f"SELECT '{facet}', ({{value}})::text, count(*) FROM {names[left_out[facet]]} GROUP BY 2",  # noqa: S608  # our own names
                value=_standing(at) if facet == "state" else Sql(FACETS[facet]),
            )
            for facet in facets
        ),
    ]
    rows = fetch(put("WITH {samples} {figures}", samples=joined(", ", samples), figures=joined(" UNION ALL ", figures)))
    matches = {value: number for facet, value, number in rows if facet == MATCHES}
    spread = {facet: Figures(at_least=matches[part] > CAP) for facet, part in left_out.items()}
    for facet, value, number in rows:
        if facet in spread and value is not None:
            spread[facet].counts[value] = number
    return Tally(min(matches[""], CAP), matches[""] > CAP, spread)


def _sample(condition: Sql, ordering: Ordering, steps: int | None, columns: str) -> Sql:
    """The columns of one match more than the cap counts; of which matches, the cheapest way decides."""
    if steps is not None:
        rows = next_rows(ordering, start(ordering.keys), steps)
        return put(
            f"SELECT {columns} FROM ({{rows}}) rows WHERE {{condition}} LIMIT {CAP + 1:d}",  # noqa: S608  # our own names
            rows=rows,
            condition=condition,
        )
    # The inner query is planned as if all of it were wanted, by the indexes of its conditions; it stops at the cap.
    return put(
        f"WITH hit AS MATERIALIZED (SELECT {columns} FROM {TABLE} WHERE {{condition}})"  # noqa: S608  # our own names
        f" SELECT * FROM hit LIMIT {CAP + 1:d}",
        condition=condition,
    )


def _standing(at: datetime) -> Sql:
    """The narrowest state of a row at that time."""
    return Sql(
        f"CASE WHEN open_until > %s THEN '{State.OPEN}'"
        f" WHEN decision = '{Decision.AWARDED}' THEN '{State.AWARDED}' ELSE '{State.CLOSED}' END",
        (at,),
    )
