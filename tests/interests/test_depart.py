"""Leaving a supplier's team: its mails that wait are not sent, and those of other suppliers still are."""

import time

import pytest

from accounts.services.activity import Origin
from accounts.teams import services as teams
from groundwork.messaging.models import Message
from groundwork.web.actor import PROVED_AT, Actor
from interests import mail, tasks
from interests.models import AlertSubscription, PendingAlert
from interests.services import departures, matching
from onboarding.models import Membership, Role
from procurement.services import publishing
from tests.interests.factories import ROADS, AlertSubscriptionFactory, InterestFactory, commodity
from tests.onboarding.factories import MembershipFactory
from tests.procurement.factories import EntityFactory, ProcessFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def area(supplier, ana, reader):
    """One of the supplier, that its reader is told of."""
    commodity(ROADS, "Construcción de carreteras")
    made = InterestFactory(supplier=supplier, name="Vías de ellos")
    AlertSubscriptionFactory(interest=made, user=reader)
    return made


def publish() -> None:
    """A process that fits, found and told as the sweep does."""
    publishing.publish([ProcessFactory.build(codes=(ROADS,), entity=EntityFactory())])
    matching.sweep()


def remove(supplier, person, *, by) -> None:
    teams.remove(supplier, person, by=Actor(by, {PROVED_AT: time.time()}))


def owed(person) -> list[Message]:
    return list(Message.objects.open().filter(kind=mail.KIND, recipient=person).order_by("pk"))


def test_what_waits_for_who_was_removed_is_never_sent(area, supplier, ana, reader, mailbox):
    publish()
    assert len(owed(reader)) == 1
    remove(supplier, reader, by=ana)
    assert tasks.forget_departed() == 1
    assert owed(reader) == []
    assert mailbox.subjects(reader.email) == [f"Ya no está en el equipo de {supplier.name}"]


def test_who_leaves_by_themselves_is_told_no_more_either(area, supplier, reader):
    publish()
    teams.leave(supplier, by=Actor(reader, {PROVED_AT: time.time()}), origin=Origin())
    tasks.forget_departed()
    assert owed(reader) == []


def test_their_other_supplier_s_part_is_told_alone(area, supplier, ana, reader):
    own = MembershipFactory(user=reader).supplier
    AlertSubscriptionFactory(interest=InterestFactory(supplier=own, name="Vías propias"), user=reader)
    publish()
    (both,) = owed(reader)
    assert "Vías de ellos" in both.text
    assert "Vías propias" in both.text
    remove(supplier, reader, by=ana)
    tasks.forget_departed()
    assert owed(reader) == []
    departures.forget(reader)
    tasks.send_digests()
    (kept,) = owed(reader)
    assert "Vías propias" in kept.text
    assert "Vías de ellos" not in kept.text


def test_what_waits_in_a_digest_is_left_out_and_the_other_supplier_s_stays(area, supplier, ana, reader):
    own = InterestFactory(supplier=MembershipFactory(user=reader).supplier)
    AlertSubscriptionFactory(interest=own, user=reader)
    AlertSubscription.objects.update(cadence="weekly")
    publish()
    assert PendingAlert.objects.filter(user=reader).count() == 2
    remove(supplier, reader, by=ana)
    tasks.forget_departed()
    assert [row.interest for row in PendingAlert.objects.all()] == [own]


def test_a_mail_of_other_suppliers_only_stays_as_it_is(area, supplier, ana, reader):
    own = MembershipFactory(user=reader).supplier
    AlertSubscription.objects.all().delete()
    AlertSubscriptionFactory(interest=InterestFactory(supplier=own), user=reader)
    publish()
    before = owed(reader)
    remove(supplier, reader, by=ana)
    tasks.forget_departed()
    assert owed(reader) == before


def test_what_waits_for_the_others_stays(area, supplier, ana, reader):
    AlertSubscriptionFactory(interest=area, user=ana)
    publish()
    remove(supplier, reader, by=ana)
    tasks.forget_departed()
    assert len(owed(ana)) == 1


def test_who_comes_back_chooses_their_alerts_again(area, supplier, ana, reader):
    remove(supplier, reader, by=ana)
    tasks.forget_departed()
    tasks.forget_departed()
    Membership.objects.create(supplier=supplier, user=reader, role=Role.READER)
    assert not AlertSubscription.objects.of(reader).active().exists()
