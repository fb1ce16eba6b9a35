"""The watch of the service: when an outage begins and ends, and what is written where nobody looked."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from django.db import IntegrityError, connection, transaction

from groundwork.ledger.models import Entry
from support.models import Component, Fault, Outage, Pulse
from support.services.status import watching
from support.services.status.probing import Finding

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 24, 17, tzinfo=UTC)
WELL = {component: Finding("", 12) for component in Component}
MAIL_FAILS = {**WELL, Component.MAIL: Finding(Fault.QUEUE, 3)}


def at(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


@pytest.fixture
def note(monkeypatch):
    """Note what was found, so many seconds after noon."""

    def noted(seconds: float, found=WELL):
        monkeypatch.setattr(watching, "_held_clock", lambda: at(seconds))
        watching.note(found)

    return noted


def spans():
    return [(one.component, one.began_at, one.ended_at, one.unseen) for one in Outage.objects.order_by("pk")]


def test_a_check_that_goes_well_is_noted_for_every_component(note):
    note(0)
    note(30)
    for pulse in Pulse.objects.all():
        assert (pulse.watched_since, pulse.checked_at, pulse.worked_at) == (at(0), at(30), at(30))
        assert pulse.took_ms == 12
    assert Pulse.objects.count() == len(Component)
    assert not Outage.objects.exists()


def test_one_failure_alone_is_no_outage(note):
    note(0)
    note(30, MAIL_FAILS)
    note(60)
    note(90, MAIL_FAILS)
    note(120)
    assert not Outage.objects.exists()


def test_two_failures_in_a_row_are_an_outage_from_the_first_one_to_the_first_success(note):
    note(0)
    note(30, MAIL_FAILS)
    note(60, MAIL_FAILS)
    begun = Outage.objects.get()
    assert (begun.began_at, begun.ended_at, begun.worked_at, begun.fault) == (at(30), None, at(0), Fault.QUEUE)
    note(90, MAIL_FAILS)
    note(120)
    assert spans() == [(Component.MAIL, at(30), at(120), False)]


def test_each_beginning_and_end_is_in_the_record_by_its_code(note):
    for seconds in (0, 30, 60):
        note(seconds, MAIL_FAILS)
    note(90)
    code = str(Outage.objects.get().code)
    assert list(Entry.objects.filter(subject=code).values_list("verb", flat=True)) == ["outage.began", "outage.ended"]


def test_the_same_check_delivered_twice_is_one_failure(note):
    note(0)
    note(30, MAIL_FAILS)
    note(30.4, MAIL_FAILS)
    assert not Outage.objects.exists()
    note(60, MAIL_FAILS)
    assert Outage.objects.count() == 1


def test_three_minutes_without_a_check_are_no_gap_and_a_moment_more_is(note):
    note(0)
    note(180)
    assert not Outage.objects.exists()
    note(360.001)
    assert spans() == [("", at(180), at(360.001), True)]
    assert Entry.objects.get().verb == "outage.unseen"


def test_an_outage_ends_with_the_last_check_before_a_gap(note):
    for seconds in (0, 30, 60):
        note(seconds, MAIL_FAILS)
    note(1000, MAIL_FAILS)
    assert spans() == [(Component.MAIL, at(0), at(60), False), ("", at(60), at(1000), True)]
    note(1030, MAIL_FAILS)
    assert spans()[-1] == (Component.MAIL, at(1000), None, False)


def test_a_failure_before_a_gap_and_one_after_it_are_not_two_in_a_row(note):
    note(0)
    note(30, MAIL_FAILS)
    note(1000, MAIL_FAILS)
    note(1030)
    assert [one.unseen for one in Outage.objects.all()] == [True]


def test_a_clock_set_back_makes_no_gap_and_no_outage_that_ends_before_it_begins(note):
    note(0)
    note(3600, WELL)  # a gap, whatever came of it
    Outage.objects.all().delete()
    note(0, MAIL_FAILS)
    note(30, MAIL_FAILS)
    assert spans() == [(Component.MAIL, at(3600), None, False)]
    note(60)
    assert spans() == [(Component.MAIL, at(3600), at(3600), False)]
    note(3610)
    note(3650)
    assert Outage.objects.count() == 1
    assert {pulse.checked_at for pulse in Pulse.objects.all()} == {at(3650)}


def test_a_new_component_is_watched_from_its_first_check(note):
    note(0, {Component.PAGES: Finding("")})
    note(30)
    assert Pulse.objects.get(component=Component.FILES).watched_since == at(30)
    assert Pulse.objects.get(component=Component.PAGES).watched_since == at(0)


def test_the_database_itself_takes_no_second_outage_at_once():
    Outage.objects.create(component=Component.MAIL, began_at=at(0), fault=Fault.QUEUE)
    with pytest.raises(IntegrityError), transaction.atomic():
        Outage.objects.create(component=Component.MAIL, began_at=at(5), fault=Fault.QUEUE)
    with pytest.raises(IntegrityError), transaction.atomic():
        Outage.objects.create(component="", began_at=at(5))


@pytest.mark.django_db(transaction=True)
def test_workers_at_once_begin_one_outage_and_end_it_once():
    Pulse.objects.bulk_create(
        Pulse(component=component, watched_since=NOON, checked_at=before, failing_since=before)
        for component in Component
        for before in [datetime.now(UTC) - timedelta(seconds=30)]
    )
    workers = 6
    together = Barrier(workers)

    def work(found):
        together.wait()
        watching.note(found)
        connection.close()

    with ThreadPoolExecutor(workers) as pool:
        list(pool.map(work, [MAIL_FAILS] * workers))
    assert Outage.objects.filter(component=Component.MAIL).count() == 1
    assert Entry.objects.filter(verb="outage.began").count() == Outage.objects.count()
    Pulse.objects.update(checked_at=datetime.now(UTC) - timedelta(seconds=30))
    with ThreadPoolExecutor(workers) as pool:
        list(pool.map(work, [WELL] * workers))
    assert not Outage.objects.filter(ended_at=None).exists()
    assert Entry.objects.filter(verb="outage.ended").count() == 1
