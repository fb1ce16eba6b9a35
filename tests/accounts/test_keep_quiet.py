"""Quiet hours by a person's own clock, whatever it does."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.models import User
from accounts.services import notices, quiet
from accounts.services.notices import CODES, SECURITY

MINUTE = timedelta(minutes=1)
# With clocks that change by an hour, by half, over midnight, and that once left a whole day out.
ZONES = [
    *("America/Bogota", "America/New_York", "Europe/Madrid", "Australia/Lord_Howe"),
    *("America/Santiago", "America/Asuncion", "Asia/Beirut", "Pacific/Apia"),
]
TIMES = st.builds(time, st.integers(0, 23), st.integers(0, 59))


def sleeper(begin, end, zone="America/Bogota"):
    return User(time_zone=zone, quiet_from=begin, quiet_until=end)


def is_quiet(user, at):
    clock = at.astimezone(ZoneInfo(user.time_zone)).time()
    if user.quiet_from <= user.quiet_until:
        return user.quiet_from <= clock < user.quiet_until
    return clock >= user.quiet_from or clock < user.quiet_until


def at(words, zone="America/Bogota", fold=0):
    return datetime.fromisoformat(words).replace(tzinfo=ZoneInfo(zone), fold=fold).astimezone(UTC)


@pytest.mark.parametrize(
    ("moment", "end"),
    [
        ("2026-11-24T21:59", None),
        ("2026-11-24T22:00", "2026-11-25T06:30"),
        ("2026-11-25T00:00", "2026-11-25T06:30"),
        ("2026-11-25T06:29", "2026-11-25T06:30"),
        ("2026-11-25T06:30", None),
        ("2026-11-25T12:00", None),
    ],
)
def test_over_midnight_a_mail_waits_until_they_end(moment, end):
    assert quiet.until(sleeper(time(22), time(6, 30)), at(moment)) == (end and at(end))


def test_within_a_day_and_without_any():
    assert quiet.until(sleeper(time(12), time(14)), at("2026-11-24T13:00")) == at("2026-11-24T14:00")
    assert quiet.until(sleeper(None, None), at("2026-11-24T13:00")) is None
    assert quiet.until(sleeper(time(12), time(12)), at("2026-11-24T12:00")) is None


@pytest.mark.parametrize(
    ("moment", "fold", "end"),
    [
        # On 8 March 2026 New York's clock jumps from 2:00 to 3:00: half past two never comes.
        ("2026-03-08T01:00", 0, datetime(2026, 3, 8, 7, 0, tzinfo=UTC)),
        # On 1 November it shows 1:00 to 2:00 twice: the night is an hour longer.
        ("2026-11-01T00:30", 0, datetime(2026, 11, 1, 7, 30, tzinfo=UTC)),
        ("2026-11-01T02:10", 0, datetime(2026, 11, 1, 7, 30, tzinfo=UTC)),
    ],
)
def test_a_clock_that_changes(moment, fold, end):
    person = sleeper(time(22), time(2, 30), "America/New_York")
    assert quiet.until(person, at(moment, "America/New_York", fold)) == end


def test_an_end_that_is_shown_twice_ends_them_twice():
    person = sleeper(time(22), time(1, 30), "America/New_York")
    assert quiet.until(person, at("2026-11-01T00:30", "America/New_York")) == datetime(2026, 11, 1, 5, 30, tzinfo=UTC)
    again = at("2026-11-01T01:10", "America/New_York", fold=1)
    assert quiet.until(person, again) == datetime(2026, 11, 1, 6, 30, tzinfo=UTC)


@settings(max_examples=300, deadline=None)
@given(
    zone=st.sampled_from(ZONES),
    begin=TIMES,
    end=TIMES,
    minutes=st.integers(0, 20 * 366 * 24 * 60),
)
def test_it_is_the_first_moment_out_of_them(zone, begin, end, minutes):
    moment = datetime(2010, 1, 1, tzinfo=UTC) + minutes * MINUTE
    person = sleeper(begin, end, zone)
    until = quiet.until(person, moment)
    if not is_quiet(person, moment):
        assert until is None
        return
    assert until is not None
    assert not is_quiet(person, until)
    waited = (until - moment) // MINUTE
    assert 0 < waited <= 25 * 60
    assert all(is_quiet(person, moment + number * MINUTE) for number in range(waited))


@pytest.mark.parametrize(
    "change", [("2026-03-29", "Europe/Madrid"), ("2011-12-30", "Pacific/Apia")], ids=["hour", "day"]
)
def test_around_a_change_no_minute_of_them_is_let_through(change):
    day, zone = change
    person = sleeper(time(22), time(2, 30), zone)
    start = datetime.fromisoformat(day).replace(tzinfo=UTC) - timedelta(days=1)
    for number in range(3 * 24 * 60):
        moment = start + number * MINUTE
        until = quiet.until(person, moment)
        assert (until is not None) == is_quiet(person, moment)
        if until is not None and number % 30 == 0:
            assert not is_quiet(person, until)
            assert is_quiet(person, until - MINUTE)


def test_codes_and_what_is_securitys_do_not_wait():
    person = sleeper(time(22), time(6))
    night = at("2026-11-24T23:00")
    assert notices.quiet_until(person, "opportunities", night) == at("2026-11-25T06:00")
    assert notices.quiet_until(person, "unheard-of", night) == at("2026-11-25T06:00")
    for kind in (CODES.kind, *SECURITY.mails):
        assert notices.quiet_until(person, kind, night) is None
