"""How many processes a search finds, counted up to a cap, and how they spread over the values of the facets.

The figures of a facet leave its own filter out, so that they say what choosing another value
would bring. Beyond the cap a figure is of the matches that were counted: a lower bound, and shown as one.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from groundwork.web.paging import start
from procurement.models import Decision
from procurement.queries.filters import Search, State, all_of, conditions
from procurement.queries.plans import Ordering, next_rows, ordering_of
from procurement.queries.statements import TABLE, Expectation, Expectations, Sql, fetch, joined, put

CAP = 1_000
# Where this share of the rows is expected to match, walking is the cheapest way to count up to the cap.
DENSE = 0.06
# Where no more than these are expected, any way is cheap.
MANY = 20_000
# A part that the planner expects in more rows than this is left out of the indexes' work: reading so many entries
# costs far more than it believes, and the rarest part finds the rows without it.
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


def of_all(number: int) -> Tally:
    """That of a search whose matches were all counted, without facets."""
    return Tally(min(number, CAP), number > CAP, {})


@dataclass(frozen=True, slots=True)
class Sample:
    """One match more than the cap counts, of a search or of one with a facet's own filter left out."""

    parts: dict[str, Sql]
    ordering: Ordering
    likely: Expectation
    common: frozenset[str]  # the parts that no index should serve

    @property
    def steps(self) -> int | None:
        """How far to walk for it; None where it is gathered."""
        if self.likely.matches > MANY and self.likely.density >= DENSE:
            return int(PATIENCE * CAP / self.likely.density)
        return None

    def walked(self, columns: str, steps: int) -> Sql:
        """Its columns, from the next rows of an order."""
        condition = all_of(self.parts)
        return put(
            f"SELECT {columns} FROM ({{rows}}) rows WHERE {{condition}} LIMIT {CAP + 1:d}",  # noqa: S608  # our own names
            rows=next_rows(self.ordering, start(self.ordering.keys), steps, reads=f"{columns} {condition.text}"),
            condition=condition,
        )

    def gathered(self, columns: str) -> Sql:
        """Its columns, found by the indexes of its conditions."""
        # The inner query is planned as if all of it were wanted; it stops at the cap.
        return put(
            f"WITH hit AS MATERIALIZED (SELECT {columns} FROM {TABLE} WHERE {{condition}})"  # noqa: S608  # our own names
            f" SELECT * FROM hit LIMIT {CAP + 1:d}",
            condition=all_of(self.parts, unindexed=self.common),
        )


def tally(search: Search, expectations: Expectations, *, at: datetime, facets: Sequence[str] = tuple(FACETS)) -> Tally:
    """Count the matches of the search at that time, in one statement; in two where a walk ends too soon."""
    asked = {facet: search.without(facet) for facet in facets}
    samples = {one: _sample(one, expectations, at=at) for one in dict.fromkeys([search, *asked.values()])}
    counted = _counted({one: _facets_of(one, asked) for one in samples}, samples, at=at)
    again = {one: _facets_of(one, asked) for one in samples if samples[one].steps and counted[one].count <= CAP}
    if again:
        counted |= _counted(again, samples, at=at, walking=False)
    spread = {facet: counted[one].facets[facet] for facet, one in asked.items()}
    return Tally(min(counted[search].count, CAP), counted[search].count > CAP, spread)


def _facets_of(search: Search, asked: dict[str, Search]) -> list[str]:
    return [facet for facet, one in asked.items() if one == search]


def _sample(search: Search, expectations: Expectations, *, at: datetime) -> Sample:
    parts = conditions(search, at=at)
    rarest = min(parts, key=lambda part: expectations.parts[part], default="")
    common = frozenset(part for part in parts if part != rarest and expectations.parts[part] > COMMON)
    return Sample(parts, ordering_of(search, at=at), expectations.of(parts), common)


def _counted(
    asked: dict[Search, list[str]], samples: dict[Search, Sample], *, at: datetime, walking: bool = True
) -> dict[Search, Tally]:
    """The counts of some samples, none above the cap by more than one, with the facets that each is of."""
    tallies = {one: Tally(0, capped=False, facets={}) for one in asked}
    texts, figures = [], []
    for number, (one, facets) in enumerate(asked.items()):
        columns = COLUMNS if facets else "id"
        sample, steps = samples[one], samples[one].steps if walking else None
        rows = sample.gathered(columns) if steps is None else sample.walked(columns, steps)
        texts.append(put(f"sample_{number:d} AS ({{rows}})", rows=rows))
        figures.append(Sql(f"SELECT {number:d}, '{MATCHES}', '', count(*) FROM sample_{number:d}"))  # noqa: S608  # our own names
        figures += [
            put(
                f"SELECT {number:d}, '{facet}', ({{value}})::text, count(*) FROM sample_{number:d} GROUP BY 3",  # noqa: S608  # our own names
                value=_standing(at) if facet == "state" else Sql(FACETS[facet]),
            )
            for facet in facets
        ]
    statement = put("WITH {texts} {figures}", texts=joined(", ", texts), figures=joined(" UNION ALL ", figures))
    ones = list(asked)
    for number, facet, value, count in fetch(statement):
        counted = tallies[ones[number]]
        if facet == MATCHES:
            counted.count = count
        elif value is not None:
            counted.facets.setdefault(facet, Figures()).counts[value] = count
    for one, counted in tallies.items():
        counted.facets = {facet: counted.facets.get(facet, Figures()) for facet in asked[one]}
        for figure in counted.facets.values():
            figure.at_least = counted.count > CAP
    return tallies


def _standing(at: datetime) -> Sql:
    """The narrowest state of a row at that time."""
    return Sql(
        f"CASE WHEN open_until > %s THEN '{State.OPEN}'"
        f" WHEN decision = '{Decision.AWARDED}' THEN '{State.AWARDED}' ELSE '{State.CLOSED}' END",
        (at,),
    )
