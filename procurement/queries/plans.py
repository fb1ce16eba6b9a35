"""Ways to get the first rows of a search: walk an ordering index, or gather every match and sort.

Neither is right for every question. Walking stops early where matches are dense and reads the whole table
where there are none; gathering is cheap for rare words and dear for common ones; and PostgreSQL, which has to
choose before it has looked, is misled by words that it keeps no statistics of and by matches that lie together
at one end of the order. So the choice is made from what a short walk and a capped count have found.

Both are two ordinary queries of Process, one reading the other's rows in place of the table:

    WITH "procurement_process" AS (the inner query) the outer query

Walking: the inner one is a stretch of the ordering index, the outer one filters it. Gathering: the inner one
filters, MATERIALIZED so that it is planned on its own, and the outer one sorts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.contrib.postgres.search import SearchRank
from django.db.models import Count, F, FloatField, Q, QuerySet, Window
from django.db.models.functions import Cast

from groundwork.web.paging import Key, Start, start
from procurement.models import Decision, Process, Source
from procurement.queries.filters import KEYS, Order, Search, State, closing_range, matching, value_range
from procurement.queries.statements import fetch, shadowed, sql_of

# How far the first, exploring walk goes: about a millisecond.
STRETCH = 2_000
# How many of the newest matches are ranked by relevance.
RANKED = 5_000

# The columns that conditions, orders and facets read.
SEARCHED = (
    "id", "published_at", "open_until", "closes_at", "budget", "decision", "search", "code_paths", "department_id",
    "municipality_id", "entity_id", "modality", "source",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Ordering:
    """An order of processes that an index serves: its keys, and the part of the search that the index bounds."""

    keys: tuple[Key, ...]
    bounds: Q


class Stretch(NamedTuple):
    """What a walk found: the first of its matches, and how many there were in all of it."""

    rows: list[dict[str, Any]]
    matches: int


def ordering_of(search: Search, *, at: datetime) -> Ordering:
    """The walkable order of a search; that of relevance, which has no index, is the newest."""
    last = Key("id", descending=True)
    if search.order == Order.VALUE:
        return Ordering((Key("value_key", descending=True), last), value_range(search))
    if search.order == Order.CLOSING and search.state == State.OPEN:
        bounds = Q(open_until__gt=at) & closing_range(search, "open_until")
        return Ordering((Key("open_until"), Key("id")), bounds)
    if search.order == Order.CLOSING:
        return Ordering((Key("closing_key", descending=True), last), closing_range(search, "closing_key"))
    return Ordering((Key("published_at", descending=True), last), _newest_bounds(search))


def _newest_bounds(search: Search) -> Q:
    """The one filter with which an index has the newest first, if the search has one."""
    if search.sources == (Source.PORTAL,):
        return Q(source=Source.PORTAL)
    if len(search.modalities) == 1:
        return Q(modality=search.modalities[0])
    return Q(decision=Decision.AWARDED) if search.state == State.AWARDED else Q()


def walk(search: Search, ordering: Ordering, here: Start, *, steps: int, size: int, at: datetime) -> Stretch:
    """The first matches among the next rows of the order."""
    found = matching(search, at=at).order_by(*here.order()).annotate(matches=Window(Count("id")))
    rows = fetch(shadowed(sql_of(next_rows(ordering, here, steps)), _keyed(found, ordering.keys, "matches")[:size]))
    return Stretch(rows, rows[0]["matches"] if rows else 0)


def gather(search: Search, ordering: Ordering, here: Start, *, size: int, at: datetime) -> list[dict[str, Any]]:
    """The first matches of all, found first and sorted then."""
    every = matching(search, at=at).values("id", "published_at", "open_until", "closes_at", "budget")
    first = Process.objects.alias(**KEYS).filter(here.beyond()).order_by(*here.order())
    return fetch(shadowed(sql_of(every), _keyed(first, ordering.keys)[:size], materialized=True))


RELEVANCE = (Key("rank", descending=True), Key("id", descending=True))


def rank(search: Search, here: Start, *, steps: int | None, size: int, at: datetime) -> list[dict[str, Any]]:
    """The most relevant of the newest matches; those are walked for, or gathered where steps is None."""
    newest = ordering_of(search, at=at)
    order = start(newest.keys).order()
    narrow = matching(search, at=at).values("id", "published_at", "search")
    if steps is None:
        last = Process.objects.values("id", "search").order_by(*order)[:RANKED]
        every = shadowed(sql_of(narrow), last, materialized=True)
    else:
        every = shadowed(sql_of(next_rows(newest, start(newest.keys), steps)), narrow.order_by(*order)[:RANKED])
    # Double precision: a cursor must say the rank exactly.
    rank_of = Cast(SearchRank(F("search"), search.words.expression), FloatField())
    best = Process.objects.annotate(rank=rank_of).filter(here.beyond()).order_by(*here.order())
    return fetch(shadowed(every, best.values("rank", "id")[:size], materialized=True))


def next_rows(ordering: Ordering, here: Start, steps: int) -> QuerySet[Process, dict[str, Any]]:
    """A stretch of the order from there on, matching or not."""
    rows = Process.objects.alias(**KEYS).filter(ordering.bounds).filter(here.beyond()).order_by(*here.order())
    columns: QuerySet[Process, dict[str, Any]] = rows.values(*SEARCHED)
    return columns[:steps]


def _keyed(queryset: QuerySet[Process, Any], keys: Sequence[Key], *more: str) -> QuerySet[Process, dict[str, Any]]:
    """Only the columns of the keys, in their order, and others asked for."""
    names = [key.column for key in keys]
    columns: QuerySet[Process, dict[str, Any]] = queryset.annotate(
        **{name: KEYS[name] for name in names if name in KEYS}
    ).values(*names, *more)
    return columns
