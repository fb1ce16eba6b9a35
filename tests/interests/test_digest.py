"""Digests: what waits, until when, what is left of it at its hour, and that it comes once."""

from contextlib import suppress
from datetime import UTC, datetime, time, timedelta

import pytest
import time_machine

from groundwork.messaging.models import Message
from interests import mail, personal_data, tasks
from interests.models import Mute, Opportunity, PendingAlert, Status
from interests.services import alerts, digests, matching
from onboarding.models import Membership
from tests.interests.factories import ROADS, AlertSubscriptionFactory, InterestFactory, pending_alert
from tests.onboarding.factories import MembershipFactory
from tests.procurement.factories import ProcessFactory

pytestmark = pytest.mark.django_db

# A Tuesday, six in the morning in Bogotá.
BEFORE = datetime(2026, 11, 24, 11, tzinfo=UTC)
SEVEN = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.fixture
def clock():
    with time_machine.travel(BEFORE, tick=False) as traveller:
        yield traveller


@pytest.fixture
def interest(clock, supplier, ana):
    made = InterestFactory(supplier=supplier, name="Vías")
    AlertSubscriptionFactory(interest=made, user=ana, cadence="daily", hour=7)
    return made


def tell(*processes) -> None:
    alerts.tell(matching.match_processes([process.pk for process in processes]).news)


def fitting(**fields):
    return ProcessFactory(codes=(ROADS,), **fields)


def owed() -> list[Message]:
    return list(Message.objects.order_by("pk"))


def waiting(interest, user, **fields) -> PendingAlert:
    return pending_alert(interest, user, due_at=SEVEN, **fields)


def test_what_is_found_waits_until_the_hour_and_then_comes_in_one_mail(interest, ana, clock):
    for title in ("Placa huella", "Puente peatonal"):
        tell(fitting(title=title))
    assert owed() == []
    assert {row.due_at for row in PendingAlert.objects.all()} == {SEVEN}
    clock.move_to(SEVEN - timedelta(seconds=1))
    assert tasks.send_digests() == 0
    clock.move_to(SEVEN)
    assert tasks.send_digests() == 1
    (message,) = owed()
    assert (message.to, message.subject) == (ana.email, "2 oportunidades que coinciden con sus áreas")
    assert "Placa huella" in message.text
    assert "Puente peatonal" in message.text
    assert not PendingAlert.objects.exists()
    assert tasks.send_digests() == 0
    assert len(owed()) == 1


def test_a_weekly_digest_waits_for_its_day_in_the_zone_of_its_reader(clock, supplier, ana):
    ana.time_zone = "Asia/Tokyo"
    ana.save()
    area = InterestFactory(supplier=supplier)
    AlertSubscriptionFactory(interest=area, user=ana, cadence="weekly", hour=9, weekday=2)
    tell(fitting())
    # Nine on Wednesday in Tokyo.
    assert PendingAlert.objects.get().due_at == datetime(2026, 11, 25, 0, tzinfo=UTC)


def test_telling_the_same_twice_leaves_one_row(interest):
    found = matching.match_processes([fitting().pk])
    for _twice in range(2):
        alerts.tell(found.news)
    assert PendingAlert.objects.count() == 1


def test_what_was_sent_is_not_sent_again_though_it_be_told_again(interest, clock):
    found = matching.match_processes([fitting().pk])
    for _twice in range(2):
        alerts.tell(found.news)
        clock.shift(timedelta(days=1))
        tasks.send_digests()
    assert len(owed()) == 1


def test_a_process_of_a_hurried_area_is_told_at_once_with_every_reason(interest, ana, supplier):
    AlertSubscriptionFactory(interest=InterestFactory(supplier=supplier, name="Obra civil"), user=ana)
    tell(fitting())
    (message,) = owed()
    assert "Vías" in message.text
    assert "Obra civil" in message.text
    assert not PendingAlert.objects.exists()


def test_the_mails_to_many_are_made_apart_at_once(interest, ana, supplier, monkeypatch):
    woken: list[str] = []
    monkeypatch.setattr(alerts, "MADE_AT_ONCE", 2)
    monkeypatch.setattr(alerts, "wake_after_commit", woken.append)
    hurried = InterestFactory(supplier=supplier, name="Obra civil")
    for person in (ana, *(MembershipFactory(supplier=supplier).user for _member in range(2))):
        AlertSubscriptionFactory(interest=hurried, user=person)
    tell(fitting())
    assert owed() == []
    assert woken == ["interests.send_digests"]
    assert tasks.send_digests() == 3
    assert len({message.to for message in owed()}) == 3
    assert "También: Vías" in next(message.text for message in owed() if message.to == ana.email)
    assert not PendingAlert.objects.exists()


def quiet(person, begin: int, end: int) -> None:
    person.quiet_from, person.quiet_until = time(begin), time(end)
    person.save()


def test_what_is_found_in_quiet_hours_comes_in_one_mail_when_they_end(clock, supplier, ana):
    AlertSubscriptionFactory(interest=InterestFactory(supplier=supplier), user=ana)
    quiet(ana, 22, 8)
    tell(fitting(title="Sigue abierto"))
    tell(fitting(title="Cierra antes", closes_at=BEFORE + timedelta(hours=1)))
    assert owed() == []
    clock.move_to(SEVEN + timedelta(hours=1))
    tasks.send_digests()
    (message,) = owed()
    assert "Sigue abierto" in message.text
    assert "Cierra antes" not in message.text


def test_a_digest_due_in_quiet_hours_is_made_when_they_end(interest, ana):
    quiet(ana, 22, 8)
    tell(fitting())
    assert PendingAlert.objects.get().due_at == SEVEN + timedelta(hours=1)


def test_two_digests_do_not_tell_the_same_process(interest, ana, supplier, clock):
    weekly = InterestFactory(supplier=supplier, name="Obra civil")
    AlertSubscriptionFactory(interest=weekly, user=ana, cadence="weekly", weekday=0)
    tell(fitting())
    assert PendingAlert.objects.count() == 2
    clock.move_to(SEVEN)
    tasks.send_digests()
    (message,) = owed()
    assert "Obra civil" in message.text
    assert not PendingAlert.objects.exists()


LEFT_OUT = {
    "closed": lambda row: type(row.process).objects.filter(pk=row.process_id).update(closes_at=SEVEN),
    "cancelled": lambda row: type(row.process).objects.filter(pk=row.process_id).update(decision="cancelled"),
    "discarded": lambda _row: Opportunity.objects.update(state="discarded"),
    "entity muted": lambda row: Mute.objects.create(
        user=row.user, supplier=row.interest.supplier, kind="entity", value=str(row.process.entity_id)
    ),
    "code muted": lambda row: Mute.objects.create(
        user=row.user, supplier=row.interest.supplier, kind="code", value="72000000"
    ),
    "stopped": lambda row: row.user.alert_subscriptions.update(active=False),
    "paused": lambda row: type(row.interest).objects.update(status=Status.PAUSED),
    "left the team": lambda row: Membership.objects.filter(user=row.user).delete(),
    "account closed": lambda row: type(row.user).objects.filter(pk=row.user_id).update(is_active=False),
    "no longer found": lambda _row: Opportunity.objects.all().delete(),
}


@pytest.mark.parametrize("reason", LEFT_OUT)
def test_what_no_longer_stands_is_not_told_and_alone_makes_no_mail(interest, ana, clock, reason):
    LEFT_OUT[reason](waiting(interest, ana, closes_at=SEVEN + timedelta(days=9)))
    clock.move_to(SEVEN)
    assert tasks.send_digests() == 1
    assert owed() == []
    assert not PendingAlert.objects.exists()


def test_a_mute_is_of_one_person_and_one_supplier(interest, ana, reader, clock):
    AlertSubscriptionFactory(interest=interest, user=reader, cadence="daily")
    process = fitting()
    tell(process)
    other = MembershipFactory(user=reader).supplier
    body = {"kind": "entity", "value": str(process.entity_id)}
    Mute.objects.create(user=ana, supplier=interest.supplier, **body)
    Mute.objects.create(user=reader, supplier=other, **body)
    clock.move_to(SEVEN)
    tasks.send_digests()
    assert [message.to for message in owed()] == [reader.email]


def test_nobody_gets_what_waits_for_another(interest, ana, stranger, clock):
    elsewhere = InterestFactory(supplier=Membership.objects.get(user=stranger).supplier, name="De otros")
    AlertSubscriptionFactory(interest=elsewhere, user=stranger, cadence="daily", hour=20)
    tell(fitting())
    clock.move_to(SEVEN)
    tasks.send_digests()
    (message,) = owed()
    assert message.to == ana.email
    assert "De otros" not in message.text
    assert PendingAlert.objects.get().user == stranger


def test_a_digest_costs_the_same_queries_for_one_and_for_three_people(
    interest, supplier, clock, django_assert_num_queries
):
    clock.move_to(SEVEN)
    for people in (1, 3):
        for _person in range(people):
            member = MembershipFactory(supplier=supplier).user
            AlertSubscriptionFactory(interest=interest, user=member, cadence="daily")
            waiting(interest, member)
        with django_assert_num_queries(14):
            assert digests.send_due() == people


def test_more_people_than_a_batch_holds_are_all_told(interest, supplier, clock):
    for _person in range(5):
        member = MembershipFactory(supplier=supplier).user
        AlertSubscriptionFactory(interest=interest, user=member, cadence="daily")
        waiting(interest, member)
    clock.move_to(SEVEN)
    assert [digests.send_due(limit=2) for _batch in range(4)] == [2, 2, 1, 0]
    assert len({message.to for message in owed()}) == 5


def test_a_fault_in_one_mail_keeps_the_others_waiting_minutes_only(interest, ana, reader, clock, monkeypatch):
    AlertSubscriptionFactory(interest=interest, user=reader, cadence="daily")
    for person in (ana, reader):
        waiting(interest, person)
    clock.move_to(SEVEN)
    digest = mail.digest

    def fail_for_ana(user, *rest):
        if user == ana:
            raise ZeroDivisionError
        return digest(user, *rest)

    monkeypatch.setattr(mail, "digest", fail_for_ana)
    for _minute in range(5):
        with suppress(ZeroDivisionError):
            tasks.send_digests()
        clock.shift(timedelta(minutes=1))
    assert [message.to for message in owed()] == [reader.email]
    monkeypatch.setattr(mail, "digest", digest)
    clock.shift(timedelta(hours=2))
    assert tasks.send_digests() == 1
    assert [message.to for message in owed()] == [reader.email, ana.email]


def test_after_an_unsubscription_what_waited_is_never_told(interest, ana, clock):
    tell(fitting())
    alerts.unsubscribe(ana)
    alerts.unsubscribe(ana)
    assert not PendingAlert.objects.exists()
    clock.move_to(SEVEN)
    assert tasks.send_digests() == 0
    assert owed() == []


def test_what_waits_is_among_the_person_s_data_and_goes_with_the_account(interest, ana, reader):
    process = fitting(title="Placa huella")
    tell(process)
    (section,) = [one for one in personal_data.SECTIONS if PendingAlert in one.tables]
    (row,) = section.rows(ana)
    assert list(row)[:4] == ["Vías", process.code, "Placa huella", "encontrado"]
    assert list(section.rows(reader)) == []
    personal_data.forget(reader, address=reader.email)
    assert PendingAlert.objects.exists()
    personal_data.forget(ana, address=ana.email)
    assert not PendingAlert.objects.exists()
