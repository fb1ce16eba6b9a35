"""From the announcement to the opportunity and the mail: once, whatever happens in between."""

import threading
from decimal import Decimal

import pytest
from django.db import OperationalError, connection, connections, transaction

from groundwork.messaging import services as messaging
from groundwork.messaging.models import Message, Work
from interests import tasks
from interests.models import Interest, Opportunity, OpportunityMatch
from interests.services import alerts, areas, matching
from procurement.models import Entity, Modality, Process, Source
from procurement.services import publishing
from tests.interests.factories import ROADS, AlertSubscriptionFactory, InterestFactory
from tests.onboarding.factories import MembershipFactory
from tests.procurement.factories import EntityFactory, ProcessFactory


def subscribed(**interest) -> Interest:
    member = MembershipFactory()
    area = InterestFactory(supplier=member.supplier, **interest)
    AlertSubscriptionFactory(interest=area, user=member.user)
    return area


def publish(entity: Entity, **facts) -> Process:
    process = ProcessFactory.build(
        entity=entity, codes=(ROADS,), source=Source.PORTAL, modality=Modality.LESSER, **facts
    )
    return publishing.publish([process])[0]


@pytest.mark.django_db(transaction=True)
def test_a_published_process_becomes_an_opportunity_and_a_mail():
    subscribed()
    process = publish(EntityFactory())
    assert Work.objects.filter(consumer=matching.CONSUMER, subject_id=process.pk).exists()
    assert tasks.match_processes() == 1
    assert Opportunity.objects.get().process == process
    assert Message.objects.get().subject.endswith(process.title)
    assert not Work.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_process_announced_twice_is_told_once():
    subscribed()
    process = publish(EntityFactory())
    messaging.announce("process.changed", process)
    assert tasks.match_processes() == 1
    messaging.announce("process.published", process)
    assert tasks.match_processes() == 1
    assert Opportunity.objects.count() == 1
    assert Message.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_sweeps_at_once_find_each_pair_once():
    subscribed()
    process = publish(EntityFactory())
    for _again in range(5):
        messaging.announce("process.changed", process)
        publish(EntityFactory())
    start = threading.Barrier(3)

    def sweep() -> None:
        start.wait()
        while matching.sweep(limit=2):
            pass
        connections.close_all()

    threads = [threading.Thread(target=sweep) for _thread in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not Work.objects.filter(consumer=matching.CONSUMER).exists()
    assert Opportunity.objects.count() == Process.objects.count() == 6
    told = [line for message in Message.objects.all() for line in message.text.splitlines() if "/procesos/" in line]
    assert len(told) == len(set(told)) == 6


@pytest.mark.django_db(transaction=True)
def test_a_sweep_killed_in_the_middle_leaves_its_work_and_nothing_else(monkeypatch):
    subscribed()
    publish(EntityFactory())
    tell = alerts.tell

    def die(news):
        tell(news)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    monkeypatch.setattr(alerts, "tell", die)
    with pytest.raises(OperationalError):
        matching.sweep()
    connection.close()
    assert not Opportunity.objects.exists()
    assert not Message.objects.exists()
    assert Work.objects.count() == 1
    monkeypatch.setattr(alerts, "tell", tell)
    Work.objects.update(not_before="2026-01-01T00:00Z")
    assert tasks.match_processes() == 1
    assert Opportunity.objects.count() == Message.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_what_is_published_while_an_area_is_being_saved_is_found_and_told():
    """Neither sees the other; the area's own work row, swept after both have committed, sees both."""
    member = MembershipFactory()
    entity = EntityFactory()
    published, saved = threading.Event(), threading.Event()

    def sweep_elsewhere() -> None:
        tasks.match_processes()
        connections.close_all()

    def publish_meanwhile() -> None:
        with transaction.atomic():
            publish(entity)
            published.set()
            saved.wait()
        connections.close_all()

    thread = threading.Thread(target=publish_meanwhile)
    thread.start()
    published.wait()
    with transaction.atomic():
        area = Interest(supplier=member.supplier, name="Vías", codes=[ROADS])
        assert areas.save(area, by=member.user, alert=True) == 0
        saved.set()
        thread.join()
        outside = threading.Thread(target=sweep_elsewhere)
        outside.start()
        outside.join()
        assert not Opportunity.objects.exists()
    assert not Work.objects.filter(consumer=matching.CONSUMER).exists()
    assert tasks.match_areas() == 1
    assert Opportunity.objects.count() == Message.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_sweep_of_an_area_finds_what_saving_left(monkeypatch):
    monkeypatch.setattr(areas, "MATCHED_AT_ONCE", 2)
    member = MembershipFactory()
    for _process in range(5):
        ProcessFactory(codes=(ROADS,))
    Process.objects.update(created_at="2026-01-01T00:00Z")
    area = Interest(supplier=member.supplier, name="Vías", codes=[ROADS])
    assert areas.save(area, by=member.user, alert=True) == 2
    newest = Process.objects.order_by("-published_at")[:2]
    assert set(Opportunity.objects.values_list("process", flat=True)) == {process.pk for process in newest}
    tasks.match_areas()
    assert Opportunity.objects.count() == 5
    assert not Message.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_an_area_that_was_deleted_or_paused_meanwhile_is_passed_over():
    member = MembershipFactory()
    deleted = Interest(supplier=member.supplier, name="Vías", codes=[ROADS])
    paused = Interest(supplier=member.supplier, name="Puentes", codes=[ROADS])
    for area in (deleted, paused):
        areas.save(area, by=member.user, alert=False)
    areas.delete(deleted, by=member.user)
    areas.pause(paused, by=member.user)
    ProcessFactory(codes=(ROADS,), budget=Decimal(7))
    assert tasks.match_areas() == 2
    assert not OpportunityMatch.objects.exists()
