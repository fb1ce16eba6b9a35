"""The front page."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from procurement.models import Decision
from procurement.queries.numbers import count_numbers
from tests.procurement.factories import ProcessFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    cache.clear()


def test_the_figures_are_of_what_is_open_now() -> None:
    now = timezone.now()
    ProcessFactory.create(closes_at=now + timedelta(days=6), budget=Decimal(100))
    ProcessFactory.create(closes_at=now + timedelta(days=8), budget=Decimal(20))
    ProcessFactory.create(closes_at=None, budget=None)
    ProcessFactory.create(closes_at=now - timedelta(days=1), budget=Decimal(3))
    ProcessFactory.create(closes_at=now + timedelta(days=1), decision=Decision.AWARDED, budget=Decimal(4))
    numbers = count_numbers(at=now)
    assert (numbers.open, numbers.closing, numbers.value) == (3, 1, Decimal(120))


def test_without_processes_the_figures_are_zero() -> None:
    numbers = count_numbers(at=timezone.now())
    assert (numbers.open, numbers.closing, numbers.value) == (0, 0, Decimal(0))


def test_anyone_reads_what_it_is_searches_and_finds_a_way_in(client: Client) -> None:
    ProcessFactory.create_batch(2, closes_at=timezone.now() + timedelta(days=20), budget=Decimal(625_000_000))
    html = client.get("/").content.decode()
    assert "no es el SECOP II oficial" in html
    assert 'role="search" action="/procesos/"' in html
    assert "1.250 millones" in html
    for way in ("Soy contratista", "Trabajo en una entidad", "Quiero vigilar lo público"):
        assert way in html


def test_the_figures_are_counted_once_in_five_minutes(client: Client) -> None:
    client.get("/")
    ProcessFactory.create_batch(7)
    assert ">7<" not in client.get("/").content.decode()
    cache.clear()
    assert ">7<" in client.get("/").content.decode()
