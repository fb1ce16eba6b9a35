"""Pages by keyset: every row once, in order, in one query each, in both directions."""

from collections.abc import Sequence
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.db.models import IntegerField, QuerySet, Value
from django.db.models.functions import Cast, NullIf, Substr
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from groundwork.web.paging import BadCursorError, Key, Page, capped_count, page_of


def groups(*pairs: tuple[int | None, int]) -> QuerySet[Group, dict[str, Any]]:
    """Rows with two small numbers, the first of which may be null: "a-b-n" as a group's name carries them."""
    Group.objects.bulk_create(
        Group(name=f"{'x' if first is None else first}{second}{number}") for number, (first, second) in enumerate(pairs)
    )
    numbered: QuerySet[Group, Any] = Group.objects.annotate(
        first=Cast(NullIf(Substr("name", 1, 1), Value("x")), IntegerField()),
        second=Cast(Substr("name", 2, 1), IntegerField()),
    ).values("first", "second", "id")
    return numbered


def naive(rows: Sequence[dict[str, Any]], keys: Sequence[Key]) -> list[dict[str, Any]]:
    """The same order by Python's sort: nulls last, whatever the direction."""
    ordered = list(rows)
    for key in reversed(keys):
        filled = [row for row in ordered if row[key.column] is not None]
        empty = [row for row in ordered if row[key.column] is None]
        filled.sort(key=lambda row: row[key.column], reverse=key.descending)  # used at once
        ordered = filled + empty
    return ordered


def walk(
    queryset: QuerySet[Group, dict[str, Any]], keys: Sequence[Key], size: int
) -> tuple[list[Page[dict[str, Any]]], list[Page[dict[str, Any]]]]:
    """Every page forwards, and every page on the way back from the last."""
    forwards = [page_of(queryset, keys, size=size)]
    while forwards[-1].next:
        forwards.append(page_of(queryset, keys, cursor=forwards[-1].next, size=size))
    backwards = [forwards[-1]]
    while backwards[-1].previous:
        backwards.append(page_of(queryset, keys, cursor=backwards[-1].previous, size=size))
    return forwards, backwards


class PagesAgainstANaiveSort(TestCase):
    @settings(max_examples=60, deadline=None)
    @given(
        pairs=st.lists(st.tuples(st.none() | st.integers(0, 3), st.integers(0, 3)), max_size=12),
        directions=st.tuples(st.booleans(), st.booleans(), st.booleans()),
        size=st.integers(1, 5),
    )
    def test_any_order_gives_each_row_once_and_back_again(
        self, pairs: list[tuple[int | None, int]], directions: tuple[bool, bool, bool], size: int
    ) -> None:
        Group.objects.all().delete()
        queryset = groups(*pairs)
        keys = (
            Key("first", directions[0], nullable=True),
            Key("second", directions[1]),
            Key("id", directions[2]),
        )
        for chosen in (keys, keys[1:], keys[2:]):
            expected = naive(list(queryset), chosen)
            forwards, backwards = walk(queryset, chosen, size)
            assert [row for page in forwards for row in page.items] == expected
            assert [row for page in reversed(backwards) for row in page.items] == expected
            assert not forwards[0].previous


BY_ID = (Key("id"),)


@pytest.mark.django_db
def test_a_page_costs_one_query_however_deep() -> None:
    queryset = groups(*[(1, 1)] * 9)
    cursor = ""
    for _number in range(3):
        with CaptureQueriesContext(connection) as queries:
            page = page_of(queryset, BY_ID, cursor=cursor, size=3)
        assert len(queries) == 1
        assert "COUNT" not in queries[0]["sql"]
        assert "OFFSET" not in queries[0]["sql"]
        cursor = page.next


@pytest.mark.django_db
def test_whole_rows_are_compared_where_an_index_can_answer() -> None:
    groups(*[(1, 1)] * 4)
    keys = (Key("name", descending=True), Key("id", descending=True))
    first = page_of(Group.objects.all(), keys, size=2)
    with CaptureQueriesContext(connection) as queries:
        second = page_of(Group.objects.all(), keys, cursor=first.next, size=2)
    assert '("auth_group"."name", "auth_group"."id") < (' in queries[0]["sql"]
    assert not {group.pk for group in first.items} & {group.pk for group in second.items}


@pytest.mark.django_db
def test_models_are_paged_as_well_as_dicts() -> None:
    groups((1, 1), (2, 1), (3, 1))
    page = page_of(Group.objects.all(), (Key("name", descending=True), Key("id")), size=2)
    assert [group.name[0] for group in page.items] == ["3", "2"]
    assert len(page) == 2


@pytest.mark.django_db
def test_a_changed_cursor_is_refused() -> None:
    cursor = page_of(groups((1, 1), (2, 2)), BY_ID, size=1).next
    for changed in (cursor[:-1], "x" + cursor, cursor.replace(".", "_"), "desde", "é", "." + cursor, "\x00"):
        with pytest.raises(BadCursorError):
            page_of(Group.objects.all(), BY_ID, cursor=changed, size=1)


@pytest.mark.django_db
def test_a_cursor_of_another_order_is_refused() -> None:
    cursor = page_of(groups((1, 1), (2, 2)), BY_ID, size=1).next
    with pytest.raises(BadCursorError, match="otro orden"):
        page_of(Group.objects.all(), (Key("id", descending=True),), cursor=cursor, size=1)


@pytest.mark.django_db
def test_a_list_without_rows_has_no_neighbours() -> None:
    assert page_of(Group.objects.all(), BY_ID) == Page([], "", "")


@pytest.mark.django_db
def test_a_count_stops_at_its_cap_and_says_so() -> None:
    groups(*[(1, 1)] * 6)
    assert str(capped_count(Group.objects.all(), cap=6)) == "6"
    assert str(capped_count(Group.objects.all(), cap=5)) == "más de 5"
    assert capped_count(Group.objects.all(), cap=5).capped
