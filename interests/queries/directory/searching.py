"""A page of the directory: how many suppliers answer, how they spread over the facets, and the first in their order."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from groundwork.web.paging import Key, Page, Start, start
from interests.queries.directory import rows
from interests.queries.directory.asked import Answers, Order, Search
from interests.queries.directory.conditions import PARTS, SHOWN, contracts, facets, offered, rest
from interests.queries.directory.entries import entries, stale
from interests.queries.directory.rows import SupplierRow
from interests.queries.directory.tallies import Counting, Tally, counting
from procurement.queries.statements import ANYTHING, Sql, fetch, joined, put

PAGE_SIZE = 20
KEYS = {
    Order.EXPERIENCE: (Key("experience", descending=True), Key("supplier_id", descending=True)),
    Order.NAME: (Key("name_key"), Key("supplier_id")),
    Order.RECENT: (Key("since", descending=True), Key("supplier_id", descending=True)),
}
# The areas that have a code that answers, by supplier: where they reach takes the place of where all of them do.
_HITS = f"""
    hit AS MATERIALIZED (
        SELECT area.supplier_id, bool_or(cardinality(area.places) = 0) AS nationwide,
            coalesce(array_agg(place.code) FILTER (WHERE place.code IS NOT NULL), '{{{{}}}}') AS places
        FROM interests_interest AS area LEFT JOIN LATERAL unnest(area.places) AS place (code) ON true
        WHERE {SHOWN} AND {{offered}}
        GROUP BY area.supplier_id
    ), done AS MATERIALIZED (
        SELECT contract.supplier_id, {PARTS} AS experience
        FROM onboarding_pastcontract AS contract
        WHERE contract.supplier_id IN (SELECT supplier_id FROM hit) AND {{contracts}}
        GROUP BY contract.supplier_id
    ), coded AS MATERIALIZED (
        SELECT entry.supplier_id, entry.name_key, entry.since, entry.person_type, entry.size, entry.municipality,
            entry.department, hit.nationwide, hit.places,
            ARRAY(
                SELECT DISTINCT left(named.code, 2) FROM unnest(hit.places || entry.municipality) AS named (code)
                WHERE named.code <> ''
            )::varchar[] AS departments,
            coalesce(done.experience, 0) AS experience, entry.liquidity, entry.indebtedness, entry.interest_cover,
            entry.return_on_equity, entry.return_on_assets, entry.rup_renewed_on, entry.rup_in_force_on,
            entry.papers_until
        FROM entry JOIN hit USING (supplier_id) LEFT JOIN done USING (supplier_id)
    )
"""  # noqa: S608  # constants of this room


@dataclass(frozen=True, slots=True)
class Found:
    """What a page of the directory shows."""

    tally: Tally
    page: Page[SupplierRow]


class _Place(NamedTuple):
    """Where one supplier stands in the order."""

    supplier_id: int
    name_key: str
    since: datetime
    experience: Decimal


def find(search: Search, *, today: date, cursor: str = "", size: int = PAGE_SIZE) -> Found:
    """One page of the search on that day, in two to four statements however many answer.

    Raises BadCursorError for a cursor that this list did not give.
    """
    here = start(KEYS[search.order], cursor)
    count = counting(search, _table(search), today=today)
    found = fetch(statement_for(search, count, here, today=today, size=size, changed=stale(today=today)))
    places = here.page([_Place(*place) for _figures, *place in found if place[0] is not None], size)
    drawn = rows.drawn([place.supplier_id for place in places.items], Answers(search.codes), today=today)
    page = Page([drawn[place.supplier_id] for place in places.items], places.next, places.previous)
    return Found(count.read(found[0][0]), page)


def statement_for(
    search: Search, count: Counting, here: Start, *, today: date, size: int, changed: Sequence[int]
) -> Sql:
    """How many answer, by facet, and the places of a page; one row without a place when there is nobody."""
    answers = Answers(search.codes)
    parts = entries(changed, today=today)
    if answers:
        parts.append(put(_HITS, offered=offered(answers), contracts=contracts(answers)))
    return put(
        """
        WITH {parts}
        SELECT {figures}, place.*
        FROM (SELECT) AS once LEFT JOIN (
            SELECT supplier_id, name_key, since, experience FROM {table} AS one
            WHERE {condition} ORDER BY {order} LIMIT {size}
        ) AS place ON true
        ORDER BY {outer}
        """,
        parts=joined(", ", [*parts, *count.parts]),
        figures=count.figures,
        table=_table(search),
        condition=joined(" AND ", [rest(search, today=today), *facets(search, today=today).values(), _beyond(here)]),
        order=_order(here),
        size=Sql("%s", (size + 1,)),
        outer=_order(here),
    )


def _table(search: Search) -> Sql:
    """What is counted and ordered: all entries, or those with a code that answers, as far as that goes."""
    return Sql("coded" if search.codes else "entry")


def _beyond(here: Start) -> Sql:
    """What follows the start of a page."""
    if here.values is None:
        return ANYTHING
    columns = ", ".join(key.column for key in here.keys)
    comparison = "<" if here.keys[0].descending != here.backwards else ">"
    return Sql(f"({columns}) {comparison} ({', '.join(['%s'] * len(here.keys))})", tuple(here.values))


def _order(here: Start) -> Sql:
    downwards = here.keys[0].descending != here.backwards
    return Sql(", ".join(f"{key.column} {'DESC' if downwards else 'ASC'}" for key in here.keys))
