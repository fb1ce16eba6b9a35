"""A page of the directory: how many suppliers answer, and the first of them in their order."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from groundwork.web.paging import Key, Page, Start, start
from interests.queries.directory import rows
from interests.queries.directory.asked import Answers, Order, Search, answering
from interests.queries.directory.conditions import NAME_KEY, PARTS, SHOWN, conditions, contracts
from interests.queries.directory.papers import papers_in_force, rules
from interests.queries.directory.rows import SupplierRow
from procurement.queries.statements import ANYTHING, Sql, fetch, joined, put

PAGE_SIZE = 20
KEYS = {
    Order.EXPERIENCE: (Key("experience", descending=True), Key("id", descending=True)),
    Order.NAME: (Key("name_key"), Key("id")),
    Order.RECENT: (Key("since", descending=True), Key("id", descending=True)),
}
# Since when it can be found.
SINCE = f"""(
    SELECT min(coalesce(area.visible_since, area.created_at)) FROM interests_interest AS area
    WHERE area.supplier_id = supplier.id AND {SHOWN}
)"""  # noqa: S608  # constants of this room


@dataclass(frozen=True, slots=True)
class Found:
    """What a page of the directory shows."""

    count: int
    page: Page[SupplierRow]


class _Place(NamedTuple):
    """Where one supplier stands in the order."""

    id: int
    name_key: str
    since: datetime
    experience: Decimal


def find(search: Search, *, today: date, cursor: str = "", size: int = PAGE_SIZE) -> Found:
    """One page of the search on that day, in two to five statements however many answer.

    Raises BadCursorError for a cursor that this list did not give.
    """
    here = start(KEYS[search.order], cursor)
    answers = answering(search.codes)
    found = fetch(statement_for(search, answers, here, today=today, size=size))
    count = found[0][0]
    places = here.page([_Place(*place) for _count, *place in found if place[0] is not None], size)
    drawn = rows.drawn([place.id for place in places.items], answers, today=today)
    return Found(count, Page([drawn[place.id] for place in places.items], places.next, places.previous))


def statement_for(search: Search, answers: Answers, here: Start, *, today: date, size: int) -> Sql:
    """Who answers, how many they are, and the places of a page; a count without a place when there is nobody."""
    since = Sql(SINCE if search.order == Order.RECENT else "NULL::timestamptz")
    candidates = put(
        """
        candidate AS MATERIALIZED (
            SELECT supplier.id, {name} AS name_key, {since} AS since
            FROM onboarding_supplier AS supplier
            WHERE EXISTS (SELECT FROM interests_interest AS area WHERE area.supplier_id = supplier.id AND {asked})
        )
        """,
        name=Sql(NAME_KEY if search.order == Order.NAME else "''"),
        since=since,
        asked=conditions(search, answers, today=today),
    )
    parts = [candidates, _found(search, answers)]
    if search.papers:
        parts[1:1] = [rules(today), _whole(today)]
    return put(
        """
        WITH {parts}
        SELECT (SELECT count(*) FROM found), place.*
        FROM (SELECT) AS once LEFT JOIN (
            SELECT id, name_key, since, experience FROM found WHERE {beyond} ORDER BY {order} LIMIT {size}
        ) AS place ON true
        ORDER BY {outer}
        """,
        parts=joined(", ", parts),
        beyond=_beyond(here),
        order=_order(here),
        size=Sql("%s", (size + 1,)),
        outer=_order(here),
    )


def _whole(today: date) -> Sql:
    """The candidates whose papers are in force: the dearest condition, so asked only of those that meet the others."""
    return put(
        """
        whole AS MATERIALIZED (
            SELECT candidate.* FROM candidate JOIN onboarding_supplier AS supplier ON supplier.id = candidate.id
            WHERE {in_force}
        )
        """,
        in_force=papers_in_force(today),
    )


def _found(search: Search, answers: Answers) -> Sql:
    """The candidates with their experience, where it filters or orders."""
    those = Sql("whole" if search.papers else "candidate")
    if search.order != Order.EXPERIENCE and search.experience is None:
        return put("found AS (SELECT *, 0::numeric AS experience FROM {those})", those=those)
    return put(
        """
        done AS (
            SELECT contract.supplier_id, {parts} AS experience
            FROM onboarding_pastcontract AS contract
            WHERE contract.supplier_id IN (SELECT id FROM {those}) AND {contracts}
            GROUP BY contract.supplier_id
        ), found AS (
            SELECT one.*, coalesce(done.experience, 0) AS experience
            FROM {others} AS one LEFT JOIN done ON done.supplier_id = one.id
            WHERE {enough}
        )
        """,
        parts=Sql(PARTS),
        those=those,
        contracts=contracts(answers),
        others=those,
        enough=Sql("done.experience >= %s", (search.experience,)) if search.experience else ANYTHING,
    )


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
