import json
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from uuid import UUID

import pytest
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy
from hypothesis import given
from hypothesis import strategies as st

from groundwork.ledger.canonical import LARGEST_NUMBER, canonical
from groundwork.messaging.models import State

TEXT = st.text(st.characters(exclude_categories=["Cs"]))
PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-LARGEST_NUMBER, LARGEST_NUMBER) | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
)


@pytest.mark.parametrize(
    ("content", "written"),
    [
        ({"b": 1, "a": [True, None, -3]}, '{"a":[true,null,-3],"b":1}'),
        ({"ñ": "licitación", "n": 'una "cita"\n'}, '{"n":"una \\"cita\\"\\n","ñ":"licitación"}'),
        ({"z": {"b": {}, "a": ()}}, '{"z":{"a":[],"b":{}}}'),
        (Decimal("1250000000.50"), '"1250000000.50"'),
        (Decimal("1E+3"), '"1000"'),
        (date(2026, 11, 24), '"2026-11-24"'),
        (datetime(2026, 11, 24, 22, 0, tzinfo=UTC), '"2026-11-24T22:00:00.000000Z"'),
        (datetime(2026, 11, 24, 17, 0, 0, 5, tzinfo=timezone(timedelta(hours=-5))), '"2026-11-24T22:00:00.000005Z"'),
        (UUID("12345678123456781234567812345678"), '"12345678-1234-5678-1234-567812345678"'),
        (State.ACCEPTED, '"accepted"'),
        (mark_safe("a"), '"a"'),
    ],
)
def test_each_type_has_one_way_to_be_written(content, written):
    assert canonical(content).decode() == written


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (1.5, TypeError),
        ({"a": [float("nan")]}, TypeError),
        (b"bytes", TypeError),
        ({1, 2}, TypeError),
        ({1: "a"}, TypeError),
        (gettext_lazy("proceso"), TypeError),
        (datetime(2026, 11, 24), ValueError),  # noqa: DTZ001  # what must be refused
        (Decimal("NaN"), ValueError),
        (Decimal("Infinity"), ValueError),
        (LARGEST_NUMBER + 1, ValueError),
        ("\ud800", ValueError),
    ],
)
def test_what_has_no_one_way_is_refused(content, error):
    with pytest.raises(error):
        canonical(content)


@given(PLAIN)
def test_json_reads_back_what_was_written(content):
    assert json.loads(canonical(content)) == content


@given(st.dictionaries(TEXT, PLAIN, max_size=6), st.randoms())
def test_the_order_in_which_keys_were_given_does_not_matter(content, random):
    keys = list(content)
    random.shuffle(keys)
    assert canonical({key: content[key] for key in keys}) == canonical(content)
