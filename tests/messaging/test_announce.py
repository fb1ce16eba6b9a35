from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event

import pytest
from django.contrib.auth import get_user_model
from django.db import connection, transaction
from django.utils import timezone

from groundwork.messaging import services as messaging
from groundwork.messaging.models import Work
from groundwork.messaging.services import announcements
from tests.messaging.factories import owed

TOPIC, CONSUMER = "process.published", "matching"


class PoisonError(Exception):
    """What a consumer raises over one subject."""


@pytest.fixture(autouse=True)
def registry(monkeypatch):
    """Two consumers of one topic, and none of the portal's own."""
    monkeypatch.setattr(announcements, "_consumers", {})
    messaging.register(TOPIC, CONSUMER, task="interests.match_processes")
    messaging.register(TOPIC, "statistics")


def take(limit: int = 500, consumer: str = CONSUMER) -> list[int]:
    """Take work and finish it."""
    with messaging.claimed(consumer, limit=limit) as ids:
        return ids


def work(limit: int = 500, poison: int | None = None) -> list[int]:
    """One sweep of a consumer that cannot stand one subject."""
    with messaging.claimed(CONSUMER, limit=limit) as ids:
        if poison in ids:
            raise PoisonError(f"subject {poison}")
        return ids


def test_each_consumer_of_the_topic_gets_its_row(db):
    messaging.announce(TOPIC, 7)
    assert take() == [7]
    assert take() == []
    assert take(consumer="statistics") == [7]


def test_a_subject_may_be_the_row_itself(db):
    message = owed()
    messaging.announce(TOPIC, message)
    assert take() == [message.pk]


def test_a_topic_that_nobody_listens_to_leaves_nothing(db):
    assert messaging.announce_many("process.dreamt", [1, 2]) == 0
    assert not Work.objects.exists()


def test_registering_twice_is_registering_once(db):
    messaging.register(TOPIC, CONSUMER, task="interests.match_processes")
    messaging.announce(TOPIC, 7)
    assert Work.objects.filter(consumer=CONSUMER).count() == 1


@pytest.mark.django_db(transaction=True)
def test_an_announcement_is_rolled_back_with_what_it_announces(woken):
    with transaction.atomic():
        messaging.announce(TOPIC, 7)
        transaction.set_rollback(True)
    assert not Work.objects.exists()
    assert woken == []


@pytest.mark.django_db(transaction=True)
def test_the_consumers_sweep_is_woken_after_the_commit(woken):
    with transaction.atomic():
        messaging.announce(TOPIC, 7)
        assert woken == []
    assert woken == ["interests.match_processes"]


def test_many_are_announced_in_one_statement(db, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert messaging.announce_many(TOPIC, range(1, 5001)) == 10_000
    assert take(limit=10_000) == list(range(1, 5001))


def test_a_queryset_goes_from_table_to_table(db, django_assert_num_queries):
    people = get_user_model()
    chosen = [people.objects.create(username=name, email=f"{name}@example.org").pk for name in ("ana", "luis", "eva")]
    with django_assert_num_queries(1):
        messaging.announce_many(TOPIC, people.objects.exclude(username="luis"))
    assert sorted(take()) == [chosen[0], chosen[2]]
    messaging.announce_many(TOPIC, people.objects.filter(username__startswith="l").values_list("pk", flat=True))
    assert take() == [chosen[1]]
    assert messaging.announce_many(TOPIC, people.objects.none()) == 0


def test_a_subject_announced_twice_comes_once_in_a_batch(db):
    messaging.announce(TOPIC, 7)
    messaging.announce(TOPIC, 7)
    assert take() == [7]
    assert take() == []


def test_a_batch_is_no_larger_than_asked(db):
    messaging.announce_many(TOPIC, [1, 2, 3])
    assert take(limit=2) == [1, 2]
    assert take(limit=2) == [3]


@pytest.mark.django_db(transaction=True)
def test_what_a_failing_consumer_did_is_undone_and_its_rows_come_back():
    messaging.announce_many(TOPIC, [1, 2])

    def fail_half_way() -> None:
        with messaging.claimed(CONSUMER):
            owed()
            raise PoisonError

    with pytest.raises(PoisonError):
        fail_half_way()
    assert not messaging.Message.objects.exists()
    assert sorted(take()) == [1, 2]


@pytest.mark.django_db(transaction=True)
def test_taking_work_inside_a_transaction_is_refused():
    with transaction.atomic(), pytest.raises(RuntimeError), messaging.claimed(CONSUMER):
        pass


@pytest.mark.django_db(transaction=True)
def test_two_consumers_side_by_side_share_the_work():
    messaging.announce_many(TOPIC, [1, 2, 3, 4])
    held, done = Event(), Event()

    def first() -> list[int]:
        with messaging.claimed(CONSUMER, limit=2) as ids:
            held.set()
            done.wait(10)
        connection.close()
        return ids

    with ThreadPoolExecutor(1) as pool:
        one = pool.submit(first)
        assert held.wait(5)
        assert take(limit=10) == [3, 4]
        done.set()
        assert one.result() == [1, 2]
    assert take() == []


def test_one_poisoned_subject_stops_nobody_else_and_ends_up_set_aside(db):
    """The batch shrinks around it; alone, it is tried again four times and then waits for a person."""
    messaging.announce_many(TOPIC, range(1, 501))
    finished: set[int] = set()
    failures = 0
    for _ in range(200):
        try:
            ids = work(poison=333)
        except PoisonError:
            failures += 1
            continue
        if not ids:
            break
        finished.update(ids)
    assert finished == set(range(1, 501)) - {333}
    row = Work.objects.filter(consumer=CONSUMER).get()
    assert (row.subject_id, row.failures, row.set_aside_at) == (333, failures, None)
    assert row.failures == 4, "500, 62, 7, and then alone"
    assert "subject 333" in row.last_error
    assert timedelta(seconds=25) < row.not_before - timezone.now() <= timedelta(seconds=30)
    for _ in range(4):
        Work.objects.update(not_before=timezone.now())
        with pytest.raises(PoisonError):
            work(poison=333)
    row.refresh_from_db()
    assert row.set_aside_at
    Work.objects.update(not_before=timezone.now())
    assert work(poison=333) == []
    assert messaging.work_again(Work.objects.all()) == 1
    assert work() == [333]


def test_fresh_work_goes_on_while_a_failed_one_rests(db):
    messaging.announce(TOPIC, 1)
    with pytest.raises(PoisonError):
        work(limit=1, poison=1)
    messaging.announce(TOPIC, 2)
    assert work(limit=1, poison=1) == [2]
