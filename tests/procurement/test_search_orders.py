"""Whatever plan answers a search, the rows and their order are those of the plain question."""

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, time, timedelta
from decimal import Decimal

import pytest
from django.contrib.postgres.search import SearchQuery
from django.db.models import Q, QuerySet
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from groundwork.web.paging import BadCursorError
from procurement.models import Decision, Modality, Process, Source
from procurement.models.search import CLOSING_KEY, VALUE_KEY
from procurement.queries import plans, searching, tallies
from procurement.queries.filters import BOGOTA, Order, Search, State
from procurement.queries.searching import find
from procurement.queries.words import parse
from tests.procurement.factories import EntityFactory, ProcessFactory

pytestmark = pytest.mark.django_db

HOW_MANY = 40
PLAIN_ORDER = {
    (Order.NEWEST, False): ("-published_at", "-id"),
    (Order.NEWEST, True): ("-published_at", "-id"),
    (Order.CLOSING, True): ("open_until", "id"),
    (Order.CLOSING, False): ("-closing_key", "-id"),
    (Order.VALUE, False): ("-value_key", "-id"),
    (Order.VALUE, True): ("-value_key", "-id"),
}


@pytest.fixture(params=["walk", "walk again", "gather", "as it is", "common words"])
def plan(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Constants with which even a small table takes one plan or another."""
    walking = {"DENSE": 0.0, "MANY": 0, "COMMON": 10**9, "CAP": 5}
    gathering = {"DENSE": 2.0, "COMMON": 10**9}
    constants: dict[str, tuple[int, dict[str, float]]] = {
        # how far a walk goes at first, and the rest
        "walk": (1_000, walking),
        "walk again": (3, walking),
        "gather": (1, gathering),
        "common words": (1, gathering | {"COMMON": -1}),
        "as it is": (searching.STRETCH, {}),
    }
    stretch, rest = constants[request.param]
    monkeypatch.setattr(searching, "STRETCH", stretch)
    for name, value in rest.items():
        monkeypatch.setattr(tallies, name, value)
    return str(request.param)


@pytest.fixture
def many() -> datetime:
    """Processes of every kind, many of them tied in each order; returns now."""
    chance, now = random.Random(8), timezone.now()  # noqa: S311  # a sample, not a secret
    entities = EntityFactory.create_batch(2)
    for _number in range(HOW_MANY):
        ProcessFactory.create(
            title=chance.choice(["Obra civil", "Obra de arte", "Papelería", "Aseo y obra"]),
            entity=chance.choice(entities),
            source=chance.choice(Source.values),
            modality=chance.choice([Modality.MINIMUM, Modality.LESSER]),
            budget=chance.choice([None, Decimal(0), Decimal(5), Decimal(7)]),
            published_at=now - timedelta(days=chance.randrange(4)),
            closes_at=chance.choice([None, now - timedelta(days=1), now + timedelta(days=chance.randrange(1, 3))]),
            said_closed=chance.random() < 0.3,
            decision=chance.choice([Decision.NONE, Decision.NONE, Decision.AWARDED, Decision.CANCELLED]),
            codes=chance.choice([(), ("80111600",), ("43211500", "80111600")]),
        )
    return now


def matching(search: Search, *, at: datetime) -> QuerySet[Process]:
    """The same question, asked in the plainest way."""
    asked = Q()
    if search.tsquery:
        asked &= Q(search=SearchQuery(search.tsquery, search_type="raw", config="simple"))
    asked &= {
        State.OPEN: Q(open_until__gt=at),
        State.CLOSED: Q(open_until__lte=at),
        State.AWARDED: Q(decision=Decision.AWARDED),
        State.ALL: Q(),
    }[search.state]
    if search.codes:
        asked &= Q(code_paths__overlap=list(search.codes))
    if search.modalities:
        asked &= Q(modality__in=search.modalities)
    if search.sources:
        asked &= Q(source__in=search.sources)
    if search.value_min is not None:
        asked &= Q(budget__gte=search.value_min)
    if search.value_max is not None:
        asked &= Q(budget__lte=search.value_max)
    if search.closes_from:
        asked &= Q(closes_at__gte=datetime.combine(search.closes_from, time(), BOGOTA))
    return Process.objects.annotate(value_key=VALUE_KEY, closing_key=CLOSING_KEY).filter(asked)


def searches() -> list[Search]:
    plain = [
        Search(state=state, order=order)
        for state in State
        for order in (Order.NEWEST, Order.CLOSING, Order.VALUE)
    ]  # fmt: skip
    some = plain[::4]  # of each state or order one
    return [
        *plain,
        *(replace(search, modalities=("minima",)) for search in some),
        *(replace(search, sources=("portal",)) for search in some),
        *(
            replace(search, value_min=Decimal(5), value_max=Decimal(6))
            for search in plain
            if search.order == Order.VALUE
        ),
        *(replace(search, codes=("80000000",)) for search in some),
        *(replace(search, closes_from=timezone.now().date()) for search in plain if search.order == Order.CLOSING),
    ]


def walked_through(search: Search, *, at: datetime, size: int = 9) -> list[str]:
    """The codes on all the pages, from the first to the last and back again."""
    codes, cursor, page = [], "", find(search, at=at, size=size).page
    while True:
        codes += [process.code for process in page.items]
        if not (cursor := page.next):
            break
        page = find(search, at=at, cursor=cursor, size=size).page
    back = [process.code for process in reversed(page.items)]
    while page.previous:
        page = find(search, at=at, cursor=page.previous, size=size).page
        back += [process.code for process in reversed(page.items)]
    assert back == codes[::-1]
    return codes


@pytest.mark.usefixtures("plan")
@pytest.mark.parametrize("words", ["", "obra -arte"])
def test_every_plan_gives_each_match_once_and_in_order(many: datetime, words: str) -> None:
    question = parse(words)
    for plain in searches():
        search = replace(plain, tsquery=question)
        order = PLAIN_ORDER[search.order, search.state == State.OPEN]
        expected = [process.code for process in matching(search, at=many).order_by(*order)]
        assert walked_through(search, at=many) == expected, search
        tally = find(search, at=many).tally
        assert (tally.count, tally.capped) == (min(len(expected), tallies.CAP), len(expected) > tallies.CAP)


@pytest.mark.usefixtures("plan")
@pytest.mark.parametrize("few", [0, 10**6])
@pytest.mark.parametrize("words", ["", "obra -arte", "nadalodice"])
def test_without_facets_the_page_and_its_count_are_the_same(
    monkeypatch: pytest.MonkeyPatch, many: datetime, words: str, few: int
) -> None:
    monkeypatch.setattr(searching, "FEW", few)
    question = parse(words)
    for plain in searches():
        search = replace(plain, tsquery=question)
        found, bare = find(search, at=many, size=9), find(search, at=many, size=9, facets=())
        assert [process.code for process in bare.page.items] == [process.code for process in found.page.items]
        assert bare.page.next == found.page.next
        assert (bare.tally.count, bare.tally.capped) == (found.tally.count, found.tally.capped)


@pytest.mark.usefixtures("plan")
def test_relevance_ranks_and_gives_each_match_once(many: datetime) -> None:
    ProcessFactory.create(title="Obra obra obra", description="obra")
    search = Search(tsquery=parse("obra"), state=State.ALL, order=Order.RELEVANCE)
    codes = walked_through(search, at=many)
    assert sorted(codes) == sorted(matching(search, at=many).values_list("code", flat=True))
    assert Process.objects.get(code=codes[0]).title == "Obra obra obra"


@pytest.mark.usefixtures("plan")
def test_relevance_looks_only_at_the_newest_matches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plans, "RANKED", 2)
    ProcessFactory.create(title="Obra obra obra", published_at=timezone.now() - timedelta(days=9))
    newest = ProcessFactory.create_batch(2, title="Obra menor")
    found = find(Search(tsquery=parse("obra"), order=Order.RELEVANCE), at=timezone.now()).page.items
    assert {process.code for process in found} == {process.code for process in newest}


@pytest.mark.usefixtures("plan")
def test_the_figures_of_a_facet_leave_its_own_filter_out(many: datetime) -> None:
    search = Search(state=State.ALL, modalities=("minima",), sources=("portal",))
    facets = find(search, at=many).tally.facets
    if facets["modalities"].at_least:
        assert sum(facets["modalities"].counts.values()) == tallies.CAP + 1
        return
    for modality, number in facets["modalities"].counts.items():
        assert number == Process.objects.filter(source="portal", modality=modality).count()
    for source, number in facets["sources"].counts.items():
        assert number == Process.objects.filter(source=source, modality="minima").count()
    assert len(facets["modalities"].counts) == 2


@pytest.mark.usefixtures("plan")
@pytest.mark.parametrize(
    ("search", "facet", "met"),
    [
        (Search(state=State.ALL, modalities=("minima",)), "modalities", {"minima", "menor"}),
        (Search(state=State.ALL, sources=("portal",)), "sources", {"portal", "secop"}),
        (Search(order=Order.CLOSING), "state", {"abiertos", "cerrados"}),
    ],
)
def test_the_figures_of_a_facet_leave_its_own_filter_out_of_the_order_too(
    monkeypatch: pytest.MonkeyPatch, search: Search, facet: str, met: set[str]
) -> None:
    monkeypatch.setattr(tallies, "CAP", 5)
    now = timezone.now()
    for number in range(6):
        when = {"published_at": now - timedelta(hours=number), "closes_at": now + timedelta(days=number + 1)}
        ProcessFactory.create(modality="minima", source="portal", **when)
        ProcessFactory.create(
            modality="menor", source="secop", decision=Decision.CANCELLED if facet == "state" else "", **when
        )
    counts = find(search, at=now).tally.facets[facet].counts
    assert counts.keys() == met
    assert sum(counts.values()) == tallies.CAP + 1


def test_the_figures_of_the_states_are_of_the_same_search(many: datetime) -> None:
    figures = find(Search(tsquery=parse("obra")), at=many).tally.facets["state"]
    assert not figures.at_least
    counts = {
        state: matching(Search(tsquery=parse("obra"), state=state), at=many).count()
        for state in (State.OPEN, State.CLOSED, State.AWARDED)
    }
    assert figures.counts[State.OPEN] == counts[State.OPEN]
    assert figures.counts[State.AWARDED] == counts[State.AWARDED]
    assert figures.counts[State.CLOSED] + figures.counts[State.AWARDED] == counts[State.CLOSED]


def test_what_is_published_meanwhile_moves_nothing_on_the_next_page() -> None:
    before = [process.code for process in reversed(ProcessFactory.create_batch(6))]
    now = timezone.now()
    first = find(Search(), at=now, size=3).page
    ProcessFactory.create(published_at=now)
    second = find(Search(), at=now, size=3, cursor=first.next).page
    assert [process.code for process in (*first.items, *second.items)] == before


@pytest.mark.parametrize(
    "spoil", [lambda cursor: cursor[:-3], lambda cursor: "x" + cursor, lambda _cursor: "\x00", str.swapcase]
)
def test_a_cursor_that_no_page_gave_is_refused(spoil: Callable[[str], str]) -> None:
    ProcessFactory.create_batch(3)
    cursor = find(Search(), at=timezone.now(), size=1).page.next
    with pytest.raises(BadCursorError):
        find(Search(), at=timezone.now(), cursor=spoil(cursor))


def test_a_cursor_of_another_order_is_refused() -> None:
    ProcessFactory.create_batch(3)
    cursor = find(Search(), at=timezone.now(), size=1).page.next
    with pytest.raises(BadCursorError):
        find(Search(order=Order.VALUE), at=timezone.now(), cursor=cursor)


@pytest.mark.parametrize("how_many", [1, 3])
def test_a_page_costs_the_same_queries_however_many_rows(
    how_many: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    ProcessFactory.create_batch(how_many)
    with django_assert_num_queries(3):  # what is expected, the count with its facets, the rows
        found = find(Search(), at=timezone.now())
        [(process.department, process.municipality) for process in found.page.items]
    assert len(found.page) == how_many
