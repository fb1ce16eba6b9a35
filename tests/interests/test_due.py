"""The hour of a digest by the person's own clock, whatever the clocks do."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interests.models import Cadence
from interests.queries.reasons import News
from interests.services.pending import due_at

# Half-hour changes, changes at midnight, a zone without them, and both hemispheres.
ZONES = ("America/Bogota", "Europe/Madrid", "America/New_York", "Australia/Lord_Howe", "America/Havana", "Asia/Beirut")
QUARTER = timedelta(minutes=15)
moments = st.datetimes(datetime(2018, 1, 1), datetime(2030, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001  # hypothesis adds the zone


def news(cadence: str, hour: int, weekday: int = 0) -> News:
    return News(1, 1, 1, [], "any", "any", "any", cadence=cadence, hour=hour, weekday=weekday)


def reached(day: date, hour: int, zone: ZoneInfo) -> datetime:
    """The first quarter of an hour at which the clocks of that day show the hour or a later one."""
    instant = datetime.combine(day, time(), UTC) - timedelta(hours=15)
    while True:
        local = instant.astimezone(zone)
        if local.date() == day and local.time() >= time(hour):
            return instant
        instant += QUARTER


@given(after=moments, zone=st.sampled_from(ZONES), hour=st.integers(0, 23))
def test_a_daily_digest_is_due_when_the_clock_next_comes_to_its_hour(after, zone, hour):
    clock = ZoneInfo(zone)
    day = after.astimezone(clock).date()
    expected = reached(day, hour, clock)
    while expected <= after:
        day += timedelta(days=1)
        expected = reached(day, hour, clock)
    assert due_at(news(Cadence.DAILY, hour), clock, after=after) == expected


@given(after=moments, zone=st.sampled_from(ZONES), hour=st.integers(0, 23), weekday=st.integers(0, 6))
def test_a_weekly_digest_is_due_on_its_day_and_once_a_week(after, zone, hour, weekday):
    clock = ZoneInfo(zone)
    due = due_at(news(Cadence.WEEKLY, hour, weekday), clock, after=after)
    assert due.astimezone(clock).weekday() == weekday
    assert timedelta() < due - after <= timedelta(days=7, hours=1)
    following = due_at(news(Cadence.WEEKLY, hour, weekday), clock, after=due)
    assert following.astimezone(clock).date() - due.astimezone(clock).date() == timedelta(days=7)


@given(first=moments, wait=st.integers(0, 60 * 72), zone=st.sampled_from(ZONES), hour=st.integers(0, 23))
def test_what_is_found_later_is_never_due_earlier(first, wait, zone, hour):
    clock, daily = ZoneInfo(zone), news(Cadence.DAILY, hour)
    later = first + timedelta(minutes=wait)
    assert due_at(daily, clock, after=first) <= due_at(daily, clock, after=later)


@pytest.mark.parametrize(
    ("zone", "hour", "after", "expected"),
    [
        ("America/Bogota", 7, "2026-11-24T11:59:59", "2026-11-24T12:00:00"),
        ("America/Bogota", 7, "2026-11-24T12:00:00", "2026-11-25T12:00:00"),
        # Madrid jumps from 2:00 to 3:00 on 29 March 2026: two o'clock is three o'clock.
        ("Europe/Madrid", 2, "2026-03-28T12:00:00", "2026-03-29T01:00:00"),
        # It goes from 3:00 back to 2:00 on 25 October 2026: the first time counts, and only it.
        ("Europe/Madrid", 2, "2026-10-24T12:00:00", "2026-10-25T00:00:00"),
        ("Europe/Madrid", 2, "2026-10-25T00:00:00", "2026-10-26T01:00:00"),
        # Samoa had no 30 December 2011: what was due on it came as many hours into the next day.
        ("Pacific/Apia", 7, "2011-12-29T18:00:00", "2011-12-30T17:00:00"),
    ],
)
def test_the_hour_of_a_digest(zone, hour, after, expected):
    moment = datetime.fromisoformat(after).replace(tzinfo=UTC)
    due = due_at(news(Cadence.DAILY, hour), ZoneInfo(zone), after=moment)
    assert due == datetime.fromisoformat(expected).replace(tzinfo=UTC)
