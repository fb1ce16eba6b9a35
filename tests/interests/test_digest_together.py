"""Digests when much happens at once: several workers, a kill, somebody who unsubscribes at that moment."""

import threading
from datetime import timedelta

import pytest
from django.db import OperationalError, connection, connections, transaction
from django.utils import timezone

from groundwork.messaging.models import Message
from interests import tasks
from interests.models import PendingAlert
from interests.services import alerts, digests, matching
from tests.interests.factories import ROADS, AlertSubscriptionFactory, InterestFactory, pending_alert
from tests.onboarding.factories import MembershipFactory
from tests.procurement.factories import ProcessFactory

pytestmark = pytest.mark.django_db(transaction=True)


def owed() -> list[Message]:
    return list(Message.objects.order_by("pk"))


def at_once(work, times: int) -> None:
    """Run it in so many threads at the same moment."""
    start = threading.Barrier(times)

    def run() -> None:
        start.wait()
        work()
        connections.close_all()

    threads = [threading.Thread(target=run) for _thread in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_several_workers_at_once_send_each_person_one_mail(supplier):
    area = InterestFactory(supplier=supplier)
    people = [MembershipFactory(supplier=supplier).user for _person in range(12)]
    for person in people:
        AlertSubscriptionFactory(interest=area, user=person, cadence="daily")
    processes = [ProcessFactory(codes=(ROADS,), title=f"Vía {number}") for number in range(3)]
    alerts.tell(matching.match_processes([process.pk for process in processes]).news)
    PendingAlert.objects.update(due_at=timezone.now() - timedelta(minutes=1))

    def work() -> None:
        while digests.send_due(limit=2):
            pass

    at_once(work, 4)
    assert sorted(message.to for message in owed()) == sorted(person.email for person in people)
    assert all(message.text.count("* Vía") == 3 for message in owed())
    assert not PendingAlert.objects.exists()


def test_a_worker_killed_in_the_middle_leaves_all_to_the_next(supplier, ana, monkeypatch):
    area = InterestFactory(supplier=supplier)
    AlertSubscriptionFactory(interest=area, user=ana, cadence="daily")
    pending_alert(area, ana, due_at=timezone.now())
    owe = alerts.owe

    def die(*given):
        owe(*given)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    monkeypatch.setattr(alerts, "owe", die)
    with pytest.raises(OperationalError):
        digests.send_due()
    connection.close()
    assert owed() == []
    assert PendingAlert.objects.count() == 1
    monkeypatch.setattr(alerts, "owe", owe)
    assert tasks.send_digests() == 1
    assert len(owed()) == 1


def test_who_unsubscribes_while_their_digest_is_made_gets_nothing(supplier, ana, monkeypatch):
    area = InterestFactory(supplier=supplier)
    AlertSubscriptionFactory(interest=area, user=ana, cadence="daily")
    pending_alert(area, ana, due_at=timezone.now())
    owe = alerts.owe
    threads: list[threading.Thread] = []

    def unsubscribe() -> None:
        alerts.unsubscribe(ana)
        connections.close_all()

    def owe_meanwhile(*given):
        threads.append(threading.Thread(target=unsubscribe))
        threads[0].start()
        threads[0].join(timeout=0.5)  # it waits for the digest
        assert threads[0].is_alive()
        return owe(*given)

    monkeypatch.setattr(alerts, "owe", owe_meanwhile)
    assert digests.send_due() == 1
    threads[0].join()
    assert [message.state for message in owed()] == ["lapsed"]
    assert not PendingAlert.objects.exists()


def test_who_unsubscribes_while_they_are_told_at_once_gets_nothing(supplier, ana, monkeypatch):
    AlertSubscriptionFactory(interest=InterestFactory(supplier=supplier), user=ana)
    found = matching.match_processes([ProcessFactory(codes=(ROADS,)).pk])
    owe = alerts.owe
    threads: list[threading.Thread] = []

    def unsubscribe() -> None:
        alerts.unsubscribe(ana)
        connections.close_all()

    def owe_meanwhile(*given):
        threads.append(threading.Thread(target=unsubscribe))
        threads[0].start()
        threads[0].join(timeout=0.5)
        assert threads[0].is_alive()
        return owe(*given)

    monkeypatch.setattr(alerts, "owe", owe_meanwhile)
    with transaction.atomic():
        alerts.tell(found.news)
    threads[0].join()
    assert [message.state for message in owed()] == ["lapsed"]
