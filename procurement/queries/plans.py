"""Ways to get the first rows of a search: walk an ordering index, or gather every match and sort.

Neither is right for every question. Walking stops early where matches are dense and reads the whole table
where there are none; gathering is cheap for rare words and dear for common ones; and PostgreSQL, which has to
choose before it has looked, is misled by words that it keeps no statistics of and by matches that lie together
at one end of the order. So searching.find chooses from the capped count, and every walk has an end.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from groundwork.web.paging import Key, Start, start
from procurement.models import Decision, Process, Source
from procurement.queries.filters import CLOSING_KEY, VALUE_KEY, Order, Search, State, closing_range, value_range
from procurement.queries.rows import ROW, processes_of
from procurement.queries.statements import ANYTHING, TABLE, Sql, put

# How many of the newest matches are ranked by relevance.
RANKED = 5_000
# The columns that conditions and orders read.
SEARCHED = (
    *("id", "published_at", "open_until", "closes_at", "budget", "decision", "search", "code_paths"),
    *("department_id", "municipality_id", "entity_id", "modality", "source"),
)
# What the columns of the keys are in SQL.
KEYS = {"value_key": VALUE_KEY, "closing_key": CLOSING_KEY}
RELEVANCE = (Key("rank", descending=True), Key("page_id", descending=True))


@dataclass(frozen=True, slots=True)
class Ordering:
    """An order of processes that an index serves: its keys, and the condition of the search that the index bounds."""

    keys: tuple[Key, ...]
    bounds: Sql


def ordering_of(search: Search, *, at: datetime) -> Ordering:
    """The walkable order of a search; that of relevance, which has no index, is the newest."""
    last = Key("id", descending=True)
    if search.order == Order.VALUE:
        return Ordering((Key("value_key", descending=True), last), value_range(search) or ANYTHING)
    if search.order == Order.CLOSING and search.state == State.OPEN:
        days = closing_range(search, "open_until")
        bounds = put("open_until > {at}", at=Sql("%s", (at,)))
        return Ordering((Key("open_until"), Key("id")), put("{a} AND {b}", a=bounds, b=days) if days else bounds)
    if search.order == Order.CLOSING:
        days = closing_range(search, CLOSING_KEY)
        return Ordering((Key("closing_key", descending=True), last), days or ANYTHING)
    return Ordering((Key("published_at", descending=True), last), _newest_bounds(search))


def _newest_bounds(search: Search) -> Sql:
    """The one filter with which an index has the newest first, if the search has one."""
    if search.sources == (Source.PORTAL,):
        return Sql(f"source = '{Source.PORTAL}'")
    if len(search.modalities) == 1:
        return Sql("modality = %s", search.modalities)
    return Sql(f"decision = '{Decision.AWARDED}'") if search.state == State.AWARDED else ANYTHING


def next_rows(ordering: Ordering, here: Start, steps: int, *, reads: str) -> Sql:
    """A stretch of the order from there on, matching or not, with the columns that occur in what will be read of it.

    No others: carrying all of them cost as much as finding the rows.
    """
    columns = ", ".join(column for column in SEARCHED if column in reads) or "id"
    return put(
        f"SELECT {columns} FROM {TABLE} WHERE {{bounds}} AND {{beyond}} ORDER BY {{order}} LIMIT {steps:d}",  # noqa: S608  # our own names
        bounds=ordering.bounds,
        beyond=_beyond(here),
        order=_order(here),
    )


def walk(
    condition: Sql, ordering: Ordering, here: Start, *, steps: int, size: int, columns: Sequence[str] = ROW
) -> list[Process]:
    """The first matches among so many of the next rows of the order; reads no further than they are found."""
    order = _order(here)
    page = put(
        f"WITH stretch AS ({{stretch}}), page AS (SELECT {_keys(here)}, row_number() OVER (ORDER BY {{order}}) AS place"  # noqa: S608  # our own names
        f" FROM stretch WHERE {{condition}} ORDER BY {{again}} LIMIT {size:d})",
        stretch=next_rows(ordering, here, steps, reads=f"{_keys(here)} {order.text} {condition.text}"),
        order=order,
        condition=condition,
        again=order,
    )
    return processes_of(page, columns)


def gather(
    condition: Sql, here: Start, *, size: int, columns: Sequence[str] = ROW, counting: bool = False
) -> list[Process]:
    """The first matches of all that are to come, found first and sorted then.

    Counting, each says how many those are: its `to_come`.
    """
    to_come = ", count(*) OVER () AS to_come" if counting else ""
    page = put(
        # MATERIALIZED: planned by itself, by the indexes of its conditions.
        f"WITH hit AS MATERIALIZED (SELECT id, published_at, open_until, closes_at, budget FROM {TABLE}"  # noqa: S608  # our own names
        f" WHERE {{condition}} AND {{beyond}}), page AS (SELECT {_keys(here)}, row_number() OVER (ORDER BY {{order}})"
        f" AS place{to_come} FROM hit ORDER BY {{again}} LIMIT {size:d})",
        condition=condition,
        beyond=_beyond(here),
        order=_order(here),
        again=_order(here),
    )
    return processes_of(page, columns)


def rank(
    condition: Sql, tsquery: str, ordering: Ordering, here: Start, *, steps: int | None, size: int,
    columns: Sequence[str] = ROW,
) -> list[Process]:  # fmt: skip
    """The most relevant of the newest matches; those are walked for, or gathered where steps is None."""
    begin = start(ordering.keys)
    hit = "id, published_at, search"
    walked = steps and put("({rows})", rows=next_rows(ordering, begin, steps, reads=f"{hit} {condition.text}"))
    page = put(
        f"WITH hit AS {'' if steps else 'MATERIALIZED '}(SELECT {hit} FROM {{rows}} rows"  # noqa: S608  # our own names
        f" WHERE {{condition}}), newest AS (SELECT id, search FROM hit ORDER BY {{newest}} LIMIT {RANKED:d}),"
        # Double precision: a cursor must say the rank exactly.
        " ranked AS (SELECT id AS page_id, ts_rank(search, {question})::float8 AS rank FROM newest),"
        " page AS (SELECT *, row_number() OVER (ORDER BY {order}) AS place FROM ranked WHERE {beyond}"
        f" ORDER BY {{again}} LIMIT {size:d})",
        rows=walked or Sql(TABLE),
        condition=condition,
        newest=_order(begin),
        question=Sql("%s::tsquery", (tsquery,)),
        order=_order(here),
        beyond=_beyond(here),
        again=_order(here),
    )
    return processes_of(page, columns)


def _keys(here: Start) -> str:
    """The id, and the keys that are not columns: what a cursor is made of."""
    computed = [f"{KEYS[key.column]} AS {key.column}" for key in here.keys if key.column in KEYS]
    return ", ".join(["id AS page_id", *computed])


def _order(here: Start) -> Sql:
    direction = {True: "DESC", False: "ASC"}
    return Sql(", ".join(f"{_column(key)} {direction[key.descending != here.backwards]}" for key in here.keys))


def _beyond(here: Start) -> Sql:
    """One comparison of whole rows: an index goes straight to it, however many rows are tied."""
    if here.values is None:
        return ANYTHING
    sign = "<" if here.keys[0].descending != here.backwards else ">"
    columns = ", ".join(map(_column, here.keys))
    return Sql(f"({columns}) {sign} ({', '.join(['%s'] * len(here.keys))})", tuple(here.values))


def _column(key: Key) -> str:
    return KEYS.get(key.column, key.column)
