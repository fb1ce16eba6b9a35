"""Who may send what: leases, and relays side by side."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event

import pytest
from django.db import connection, transaction
from django.utils import timezone

from groundwork.messaging import services as messaging
from groundwork.messaging.models import MAX_ATTEMPTS, Message
from groundwork.messaging.services import relaying
from tests.messaging.factories import a_mail, owed

EVERY_LANE = messaging.Lane.values
LEASE = timedelta(seconds=60)


def strand(**fields) -> None:
    """Leave every message as a relay that was killed leaves it."""
    Message.objects.update(claim="11111111-1111-4111-8111-111111111111", lease_until=timezone.now() + LEASE, **fields)


@pytest.mark.django_db
def test_a_leased_mail_is_nobody_elses(server):
    owed()
    strand()
    assert messaging.relay(EVERY_LANE) == 0
    assert server.received == []


@pytest.mark.django_db
def test_a_stranded_mail_is_sent_as_soon_as_its_lease_is_over(server):
    """Lease of 60 s and a sweep every 30 s: never more than 90 s, whatever the attempts before."""
    message = owed()
    strand(attempts=6)
    Message.objects.update(lease_until=timezone.now() - timedelta(milliseconds=1))
    assert messaging.relay(EVERY_LANE) == 1
    message.refresh_from_db()
    assert message.state == messaging.State.ACCEPTED


@pytest.mark.django_db
def test_a_claim_lasts_no_longer_than_a_minute(server, monkeypatch):
    leases = []

    def look(message):
        message = Message.objects.get(pk=message.pk)
        leases.append(message.lease_until - timezone.now())
        assert message.state == messaging.State.SENDING

    messaging.register_composer("test.code", look)
    messaging.send_minted("test.code", to="ana@example.org", recipient=None, reference="1", dedupe="code:1")
    messaging.relay(EVERY_LANE)
    assert timedelta(seconds=55) < leases[0] <= LEASE


@pytest.mark.django_db
def test_a_mail_that_kills_its_worker_each_time_is_given_up(server):
    message = owed()
    strand(attempts=MAX_ATTEMPTS)
    Message.objects.update(lease_until=timezone.now() - timedelta(milliseconds=1))
    messaging.relay(EVERY_LANE)
    message.refresh_from_db()
    assert message.state == messaging.State.DEAD
    assert server.received == []


@pytest.mark.django_db
def test_a_relay_that_lost_its_lease_does_not_send(server):
    """It was asleep for a minute; another relay has the message by now."""
    messaging.register_composer("test.code", lambda _message: strand())
    messaging.send_minted("test.code", to="ana@example.org", recipient=None, reference="1", dedupe="code:1")
    later = owed(messaging.Lane.URGENT)
    messaging.relay(EVERY_LANE)
    later.refresh_from_db()
    assert server.received == []
    assert later.state == messaging.State.SENDING
    assert str(later.claim) == "11111111-1111-4111-8111-111111111111"


@pytest.mark.django_db
def test_that_the_server_took_a_mail_is_kept_even_when_the_lease_was_lost(server):
    message = owed()
    batch = relaying.Batch(EVERY_LANE, 1)
    (mine,) = batch.waiting
    strand(attempts=1)
    batch._end(mine, {"accepted_at": timezone.now(), "answer": "250 ok"})
    message.refresh_from_db()
    assert message.state == messaging.State.ACCEPTED


@pytest.mark.django_db(transaction=True)
def test_two_relays_side_by_side_never_take_the_same_mail(server):
    messaging.send_many((a_mail(), f"digest:{number}") for number in range(100))

    def work(_number: int) -> int:
        handled = messaging.drain(EVERY_LANE)
        connection.close()
        return handled

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(work, range(4))) == 100
    assert len(server.received) == 100
    assert len(set(server.recipients())) == 100


@pytest.mark.django_db(transaction=True)
def test_a_relay_passes_over_what_another_one_is_claiming(server):
    """While one transaction holds the first row, the other takes the second and does not wait."""
    first, second = owed(to="first@example.org"), owed(to="second@example.org")
    held, done = Event(), Event()

    def hold() -> None:
        with transaction.atomic():
            Message.objects.select_for_update().get(pk=first.pk)
            held.set()
            done.wait(10)
        connection.close()

    with ThreadPoolExecutor(1) as pool:
        pool.submit(hold)
        assert held.wait(5)
        assert messaging.relay(EVERY_LANE) == 1
        done.set()
    assert server.recipients() == ["second@example.org"]
    second.refresh_from_db()
    assert second.accepted_at
