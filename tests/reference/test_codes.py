import pytest
from hypothesis import given
from hypothesis import strategies as st

from groundwork.reference import codes


def parsed(written: str) -> str:
    code = codes.parse_code(written)
    assert code is not None
    return code


pairs = st.integers(min_value=1, max_value=99).map(lambda number: f"{number:02d}")
prefixes = st.builds(
    lambda segment, rest: f"{segment}{''.join(rest)}",
    st.integers(min_value=10, max_value=99),
    st.lists(pairs, max_size=3),
)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("V1.80111600", "80111600"),
        ("v1 80111600", "80111600"),
        ("UNSPSC 80111600", "80111600"),
        ("80111600", "80111600"),
        ("80.11.16.01", "80111601"),
        ("801116", "80111600"),
        (" 8011 ", "80110000"),
        ("80", "80000000"),
    ],
)
def test_a_code_is_understood_however_it_is_written(written, code):
    assert codes.parse_code(written) == code


@pytest.mark.parametrize(
    "written",
    [
        "",
        "UNSPSC",
        "V1.UNSPECIFIED",
        "8",
        "801",
        "80001600",
        "01010101",
        "8011160011",
        "٨٠",
        "80a1",
        "-80",
        "80.",
        "V180111600",
    ],
)
def test_what_is_no_code_is_refused(written):
    assert codes.parse_code(written) is None


@given(prefixes)
def test_a_prefix_keeps_its_level_and_lies_inside_all_above_it(prefix):
    code = parsed(prefix)
    assert code == prefix.ljust(8, "0")
    assert codes.level_of(code) == len(prefix) / 2
    above = codes.ancestors_of(code)
    assert len(above) == codes.level_of(code) - 1
    assert codes.parent_of(code) == (above[-1] if above else None)
    for ancestor in above:
        low, high = codes.below(ancestor)
        assert low <= code <= high


@given(prefixes, prefixes)
def test_a_code_covers_exactly_those_that_begin_like_it(prefix, other):
    low, high = codes.below(parsed(prefix))
    assert (low <= other.ljust(8, "0") <= high) == other.startswith(prefix)


@given(st.text(max_size=20))
def test_no_text_breaks_the_parser(written):
    code = codes.parse_code(written)
    assert code is None or (len(code) == 8 and code.isdigit())
