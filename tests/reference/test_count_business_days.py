from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from groundwork.reference.business_days import (
    add_business_days,
    business_days_between,
    colombian_today,
    is_business_day,
)

days = st.dates(min_value=date(1990, 1, 1), max_value=date(2060, 12, 31))


def test_the_holiday_of_law_2578_of_2026_is_not_a_business_day():
    assert not is_business_day(date(2026, 7, 13))
    assert is_business_day(date(2025, 7, 14))


@pytest.mark.parametrize("day", [date(2026, 12, 25), date(2026, 11, 16), date(2026, 4, 2), date(2026, 11, 21)])
def test_holidays_moved_holidays_and_weekends_do_not_count(day):
    assert not is_business_day(day)


def test_a_term_counts_from_the_day_after():
    friday = date(2026, 11, 13)
    assert add_business_days(friday, 1) == date(2026, 11, 17)  # Monday the 16th is a holiday
    assert add_business_days(friday, 0) == friday
    assert add_business_days(date(2026, 11, 17), -1) == friday


@given(days, st.integers(min_value=1, max_value=300))
def test_adding_and_counting_undo_each_other(day, count):
    end = add_business_days(day, count)
    assert is_business_day(end)
    assert business_days_between(day, end) == count


@given(days, st.integers(min_value=1, max_value=300))
def test_counting_back_undoes_counting_forward_from_a_business_day(day, count):
    start = add_business_days(day, 1)
    assert add_business_days(add_business_days(start, count), -count) == start
    assert business_days_between(add_business_days(start, count), start) == -count


@given(days, st.integers(min_value=0, max_value=800))
def test_the_quick_count_is_the_count_day_by_day(start, length):
    end = start + timedelta(days=length)
    slowly = sum(is_business_day(start + timedelta(days=offset)) for offset in range(1, length + 1))
    assert business_days_between(start, end) == slowly


def test_the_day_is_that_of_colombia():
    assert colombian_today(datetime(2026, 11, 24, 4, 59, tzinfo=UTC)) == date(2026, 11, 23)
    assert colombian_today(datetime(2026, 11, 24, 5, 0, tzinfo=UTC)) == date(2026, 11, 24)


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        colombian_today(datetime(2026, 11, 24, 5, 0))  # noqa: DTZ001 - what is refused
