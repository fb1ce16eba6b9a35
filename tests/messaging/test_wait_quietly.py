"""Quiet hours: what a room above says of them, when a mail is owed and when its turn comes."""

from datetime import timedelta

import pytest
from django.utils import timezone

from groundwork.messaging import services as messaging
from groundwork.messaging.models import Message
from groundwork.messaging.services import wishes
from tests.accounts.factories import UserFactory
from tests.messaging.factories import a_mail

EVERY_LANE = messaging.Lane.values
pytestmark = pytest.mark.django_db


@pytest.fixture
def quiet(monkeypatch):
    """Quiet for the next hour for whoever is called so, save for what is security's."""
    end = timezone.now() + timedelta(hours=1)
    sleepers: set[int] = set()

    def until(person, kind, at):
        return end if person.pk in sleepers and kind != "security" and at < end else None

    monkeypatch.setattr(wishes, "_quiet_until", [until])
    return sleepers, end


def test_what_is_owed_in_quiet_hours_waits_for_their_end(server, quiet):
    sleepers, end = quiet
    ana, eva = UserFactory(), UserFactory()
    sleepers.add(ana.pk)
    late = messaging.send(a_mail(recipient=ana, to="ana@example.org"), dedupe="1")
    messaging.send_many(
        [(a_mail(recipient=ana), "2"), (a_mail(recipient=eva, to="eva@example.org"), "3"), (a_mail(), "4")]
    )
    assert late is not None
    assert late.next_attempt_at == end
    assert Message.objects.filter(next_attempt_at=end).count() == 2
    messaging.drain(EVERY_LANE)
    assert len(server.taken) == 2
    assert "eva@example.org" in server.recipients()
    assert "En cola: sale a la" in late.sentence
    Message.objects.open().update(next_attempt_at=end - timedelta(hours=2))
    sleepers.clear()
    messaging.drain(EVERY_LANE)
    assert len(server.taken) == 4


def test_codes_and_security_do_not_wait(server, quiet):
    sleepers, _end = quiet
    ana = UserFactory()
    sleepers.add(ana.pk)
    messaging.send(a_mail(recipient=ana), dedupe="1", lane=messaging.Lane.URGENT)
    messaging.send(a_mail(recipient=ana, kind="security"), dedupe="2")
    messaging.drain(EVERY_LANE)
    assert len(server.taken) == 2


def test_one_whose_turn_comes_in_quiet_hours_is_put_off_though_it_was_owed_before(server, quiet):
    sleepers, end = quiet
    ana = UserFactory()
    messaging.send_many([(a_mail(recipient=ana), "1"), (a_mail(to="otra@example.org"), "2")])
    sleepers.add(ana.pk)
    messaging.drain(EVERY_LANE)
    assert server.recipients() == ["otra@example.org"]
    waiting = Message.objects.open().get()
    assert waiting.next_attempt_at == end
    assert waiting.claim is None
    assert waiting.attempts == 0
