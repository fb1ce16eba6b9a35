"""How many suppliers a search of the directory finds, and how they spread over the values of its facets.

The figures of a facet leave its own filter out: they say what choosing another value would bring. They are exact up to
the cap; beyond it they are of those that were counted: lower bounds, and shown as such.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from interests.queries.directory.asked import Search
from interests.queries.directory.conditions import facets, in_force, rest
from procurement.queries.statements import Sql, joined, put

CAP = 10_000
COUNT, SIZES, KINDS, PAPERS, DEPARTMENTS = "count", "sizes", "kinds", "papers", "departments"
WHOLE = "on"  # the one value of the facet of papers
SAMPLED = "size, person_type, department, nationwide, departments, papers_until"


@dataclass(slots=True)
class Figures:
    """How many suppliers each value of a facet would find; at_least when only some of the matches were counted."""

    counts: Counter[str] = field(default_factory=Counter)
    at_least: bool = False


@dataclass(slots=True)
class Tally:
    """How many answer (no more than the cap are counted), and the figures of each facet that has some."""

    count: int = 0
    capped: bool = False
    facets: dict[str, Figures] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Counting:
    """The parts of a WITH that count, what they give as JSON, and the sample that each facet is counted in."""

    parts: list[Sql]
    figures: Sql
    sample_of: dict[str, int]

    def read(self, figures: Iterable[tuple[str, str, int]]) -> Tally:
        """The tally that the JSON says."""
        tally = Tally(facets={facet: Figures() for facet in self.sample_of if facet != COUNT})
        sizes: dict[int, int] = {}
        for facet, value, number in figures:
            if facet == COUNT:
                sizes[int(value)] = number
            else:
                tally.facets[facet].counts[value] = number
        found = sizes[self.sample_of[COUNT]]
        tally.count, tally.capped = min(found, CAP), found > CAP
        for facet, one in tally.facets.items():
            one.at_least = sizes[self.sample_of[facet]] > CAP
        return tally


def counting(search: Search, table: Sql, *, today: date) -> Counting:
    """Count once with all that is asked, and once more for each facet that asks something: without its own filter."""
    asked, others = facets(search, today=today), rest(search, today=today)
    samples: dict[frozenset[str], int] = {}
    parts: list[Sql] = []
    counts: list[Sql] = []
    sample_of = {}
    for facet, figures in _figures(search, today).items():
        kept = frozenset(asked.keys() - {facet})
        if kept not in samples:
            number = samples[kept] = len(samples)
            condition = joined(" AND ", [others, *(asked[name] for name in sorted(kept))])
            sample = f"SELECT {SAMPLED} FROM {{table}} AS one WHERE {{condition}} LIMIT {CAP + 1:d}"  # noqa: S608  # our own names
            parts.append(put(f"sample_{number:d} AS MATERIALIZED ({sample})", table=table, condition=condition))
            counts.append(Sql(f"SELECT '{COUNT}', '{number:d}', count(*) FROM sample_{number:d}"))  # noqa: S608  # idem
        sample_of[facet] = samples[kept]
        if figures is not None:
            counts.append(put(figures.text, sample=Sql(f"sample_{samples[kept]:d}"))._replace(values=figures.values))
    figures_of = "(SELECT json_agg(json_build_array(facet, value, number)) FROM ({counts}) AS f (facet, value, number))"
    return Counting(parts, put(figures_of, counts=joined(" UNION ALL ", counts)), sample_of)


def _figures(search: Search, today: date) -> dict[str, Sql | None]:
    """What to ask of the sample of each facet; of the whole, only how many there are."""
    grouped = "SELECT '{facet}', {column}, count(*) FROM {{sample}} AS one GROUP BY 2"
    reached = "CASE WHEN one.nationwide THEN ARRAY['']::varchar[] ELSE one.departments END"
    whole = in_force(today)
    asked: dict[str, Sql | None] = {
        COUNT: None,
        SIZES: Sql(grouped.format(facet=SIZES, column="one.size")),
        KINDS: Sql(grouped.format(facet=KINDS, column="one.person_type")),
        PAPERS: Sql(f"SELECT '{PAPERS}', '{WHOLE}', count(*) FROM {{sample}} AS one WHERE {whole.text}", whole.values),  # noqa: S608  # our own names
    }
    if search.seated:
        asked[DEPARTMENTS] = Sql(grouped.format(facet=DEPARTMENTS, column="one.department"))
    elif not search.municipalities:  # which say more than any department
        asked[DEPARTMENTS] = Sql(
            f"SELECT '{DEPARTMENTS}', named.code, count(*) FROM {{sample}} AS one"  # noqa: S608  # idem
            f" CROSS JOIN LATERAL unnest({reached}) AS named (code) GROUP BY 2"
        )
    return asked
