"""How often one address may act."""

from collections.abc import Callable

import pytest
import time_machine
from django.core.cache import cache
from django.test import RequestFactory
from pytest_django import Settings

from groundwork.web.limits import client_address, seconds_to_wait

pytestmark = pytest.mark.django_db
START = 1_800_000_000  # the beginning of a window of a minute


@pytest.fixture(autouse=True)
def nothing_counted() -> None:
    cache.clear()


@pytest.fixture
def act(rf: RequestFactory) -> Callable[[], int]:
    return lambda: seconds_to_wait(rf.get("/"), "test", limit=10)


def test_so_many_acts_pass_and_the_next_waits(act: Callable[[], int]) -> None:
    with time_machine.travel(START, tick=False):
        assert [act() for _time in range(10)] == [0] * 10
        assert act() > 0


def test_the_wait_that_is_told_is_enough_and_what_is_refused_does_not_count(act: Callable[[], int]) -> None:
    with time_machine.travel(START, tick=False) as clock:
        for _time in range(10):
            act()
        clock.shift(30)
        seconds = act()
        assert act() == seconds
        clock.shift(seconds)
        assert act() == 0


def test_the_turn_of_the_minute_does_not_double_the_allowance(act: Callable[[], int]) -> None:
    with time_machine.travel(START + 59, tick=False) as clock:
        passed = [act() for _time in range(10)].count(0)
        clock.shift(2)
        passed += [act() for _time in range(10)].count(0)
    assert passed <= 11


def test_two_minutes_later_nothing_is_left(act: Callable[[], int]) -> None:
    with time_machine.travel(START, tick=False) as clock:
        for _time in range(11):
            act()
        clock.shift(120)
        assert [act() for _time in range(10)] == [0] * 10


def test_each_action_and_each_address_is_counted_apart(rf: RequestFactory) -> None:
    with time_machine.travel(START, tick=False):
        assert seconds_to_wait(rf.get("/"), "one", limit=1) == 0
        assert seconds_to_wait(rf.get("/"), "other", limit=1) == 0
        assert seconds_to_wait(rf.get("/", REMOTE_ADDR="192.0.2.9"), "one", limit=1) == 0
        assert seconds_to_wait(rf.get("/"), "one", limit=1) > 0


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "203.0.113.5", "127.0.0.1"),
        (1, "203.0.113.5", "203.0.113.5"),
        (1, "198.51.100.1, 203.0.113.5", "203.0.113.5"),
        (2, "198.51.100.1, 203.0.113.5", "198.51.100.1"),
        (2, "203.0.113.5", "127.0.0.1"),
        (1, "", "127.0.0.1"),
    ],
)
def test_a_forwarded_address_counts_only_behind_our_own_proxies(
    rf: RequestFactory, settings: Settings, proxies: int, forwarded: str, address: str
) -> None:
    settings.TRUSTED_PROXIES = proxies
    assert client_address(rf.get("/", headers={"X-Forwarded-For": forwarded})) == address


def test_a_customer_with_many_ipv6_addresses_is_one(rf: RequestFactory) -> None:
    one, other = "2001:db8:1:2::3", "2001:db8:1:2:ffff::9"
    assert client_address(rf.get("/", REMOTE_ADDR=one)) == client_address(rf.get("/", REMOTE_ADDR=other))
    assert client_address(rf.get("/", REMOTE_ADDR=one)) != client_address(rf.get("/", REMOTE_ADDR="2001:db8:1:3::3"))
