from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from groundwork.messaging import services as messaging
from groundwork.messaging.models import Message
from groundwork.messaging.tasks import clear_bodies, relay_bulk, relay_urgent
from tests.messaging.factories import a_mail, owed
from tests.messaging.smtp_server import Mood

EVERY_LANE = messaging.Lane.values
pytestmark = pytest.mark.django_db


def minted(kind="test.code", dedupe="code:1", **fields):
    return messaging.send_minted(
        kind, to="ana@example.org", recipient=None, reference="attempt-1", dedupe=dedupe, **fields
    )


def test_an_owed_mail_reaches_the_server_whole(server, settings):
    settings.DEFAULT_FROM_EMAIL = "Portal de Contratación <avisos@portal.example>"
    message = owed(
        to="ana@example.org",
        headers={
            "List-Unsubscribe": "<https://portal.example/baja/abc>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    )
    assert messaging.relay(EVERY_LANE) == 1
    (received,) = server.received
    assert received["To"] == "ana@example.org"
    assert received["From"] == "Portal de Contratación <avisos@portal.example>"
    assert received["Subject"] == "Su proceso cambió"
    assert received["Message-ID"] == f"<{message.code}@portal.example>"
    assert received["Auto-Submitted"] == "auto-generated"
    assert received["Content-Language"] == "es-co"
    assert received["List-Unsubscribe"] == "<https://portal.example/baja/abc>"
    assert received["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert received.get_body(("plain",)).get_content().splitlines() == ["Hay una adenda: léala."]
    assert received.get_body(("html",)).get_content().strip() == "<p>Hay una adenda: léala.</p>"


def test_what_the_server_answered_is_kept_with_its_time(server):
    message = owed()
    before = timezone.now()
    messaging.relay(EVERY_LANE)
    message.refresh_from_db()
    assert message.state == messaging.State.ACCEPTED
    assert message.answer == "250 2.0.0 queued as 1"
    assert message.accepted_at
    assert before <= message.accepted_at <= timezone.now()
    assert message.attempts == 1
    assert message.claim is None


def test_an_accepted_mail_is_not_sent_again(server):
    owed()
    assert messaging.relay(EVERY_LANE) == 1
    assert messaging.relay(EVERY_LANE) == 0
    assert len(server.received) == 1


def test_with_nothing_due_nobody_is_called(server):
    Message.objects.filter(pk=owed().pk).update(next_attempt_at=timezone.now() + timedelta(hours=1))
    assert messaging.relay(EVERY_LANE) == 0
    assert server.connections == 0


def test_a_batch_goes_over_one_connection_most_urgent_and_oldest_first(server):
    for to, lane in [
        ("bulk@example.org", messaging.Lane.BULK),
        ("normal1@example.org", messaging.Lane.NORMAL),
        ("normal2@example.org", messaging.Lane.NORMAL),
        ("urgent@example.org", messaging.Lane.URGENT),
    ]:
        owed(lane, to=to)
    assert messaging.relay(EVERY_LANE) == 4
    assert server.recipients() == [
        "urgent@example.org",
        "normal1@example.org",
        "normal2@example.org",
        "bulk@example.org",
    ]
    assert server.connections == 1


def test_a_code_does_not_wait_behind_a_thousand_digests(server):
    messaging.send_many((a_mail(), f"digest:{number}") for number in range(1000))
    owed(messaging.Lane.URGENT, to="ana@example.org")
    assert relay_urgent() == 1
    assert server.recipients() == ["ana@example.org"]


def test_the_bulk_task_sends_a_code_first_should_nobody_else_do_it(server):
    owed(messaging.Lane.BULK, to="bulk@example.org")
    owed(messaging.Lane.NORMAL, to="normal@example.org")
    owed(messaging.Lane.URGENT, to="ana@example.org")
    assert relay_bulk() == 3
    assert server.recipients() == ["ana@example.org", "normal@example.org", "bulk@example.org"]


def test_the_urgent_task_sends_nothing_else(server):
    owed(messaging.Lane.NORMAL)
    owed(messaging.Lane.BULK)
    assert relay_urgent() == 0
    assert server.received == []


def test_draining_goes_on_until_nothing_is_due(server):
    messaging.send_many((a_mail(), f"digest:{number}") for number in range(120))
    assert messaging.drain(EVERY_LANE) == 120
    assert len(server.received) == 120


def test_draining_stops_when_its_time_is_up_and_asks_to_be_called_again(server, woken):
    messaging.send_many((a_mail(), f"digest:{number}") for number in range(120))
    assert messaging.drain([messaging.Lane.NORMAL, messaging.Lane.BULK], seconds=0) == 50
    assert woken == ["messaging.relay_bulk"]


def test_one_relay_takes_a_constant_number_of_statements_and_one_for_each_mail(server, django_assert_num_queries):
    owed()
    # Is anything due, savepoint, claim, who returns mail, lease, savepoint; then the first is begun.
    with django_assert_num_queries(6 + 1 + 1):
        messaging.relay([messaging.Lane.NORMAL])
    for _ in range(3):
        owed()
    with django_assert_num_queries(6 + 1 + 3):  # that one was taken and the next one begins is one statement
        messaging.relay([messaging.Lane.NORMAL])


@pytest.mark.django_db(transaction=True)
def test_relaying_inside_a_transaction_is_refused(server):
    owed()
    with transaction.atomic(), pytest.raises(RuntimeError):
        messaging.relay(EVERY_LANE)


def test_a_minted_mail_is_composed_at_the_moment_of_sending(server):
    messaging.register_composer(
        "test.code", lambda message: messaging.Content("Su código", f"El código de {message.reference} es 123456.\n")
    )
    message = minted()
    messaging.relay(EVERY_LANE)
    assert "El código de attempt-1 es 123456." in server.received[0].get_content()
    message.refresh_from_db()
    assert message.state == messaging.State.ACCEPTED
    assert "123456" not in str(Message.objects.values_list().get())


def test_a_retried_minted_mail_has_fresh_words_under_a_fresh_identity(server):
    codes = iter(["111111", "222222"])
    messaging.register_composer("test.code", lambda _message: messaging.Content("Su código", next(codes)))
    server.mood = lambda _recipient: Mood.TAKE_AND_DROP
    message = minted()
    messaging.relay(EVERY_LANE)
    Message.objects.update(next_attempt_at=timezone.now())
    server.mood = lambda _recipient: Mood.TAKE
    messaging.relay(EVERY_LANE)
    first, second = server.received
    assert "111111" in first.get_content()
    assert "222222" in second.get_content()
    assert str(message.code) in first["Message-ID"]
    assert str(message.code) in second["Message-ID"]
    assert first["Message-ID"] != second["Message-ID"]


def test_a_minted_mail_with_nothing_to_send_any_more_lapses(server):
    messaging.register_composer("test.code", lambda _message: None)
    message = minted()
    assert messaging.relay(EVERY_LANE) == 1
    message.refresh_from_db()
    assert message.state == messaging.State.LAPSED
    assert message.lapsed_at
    assert server.received == []
    assert messaging.relay(EVERY_LANE) == 0


def test_a_composer_that_fails_blocks_nobody_else(server, woken):
    def broken(_message):
        raise KeyError("challenge")

    messaging.register_composer("test.broken", broken)
    failing = minted("test.broken")
    waiting = owed(messaging.Lane.URGENT, to="luis@example.org")
    with pytest.raises(KeyError):
        messaging.relay([messaging.Lane.URGENT])
    failing.refresh_from_db()
    assert failing.state == messaging.State.RETRYING
    assert failing.next_attempt_at > timezone.now()
    assert "challenge" in failing.last_error
    waiting.refresh_from_db()
    assert waiting.state == messaging.State.QUEUED
    assert woken == ["messaging.relay_urgent"]
    assert messaging.relay([messaging.Lane.URGENT]) == 1
    assert server.recipients() == ["luis@example.org"]


def test_old_bodies_are_emptied_and_the_facts_stay(server, settings):
    old, recent, waiting = owed(to="old@example.org"), owed(), owed()
    messaging.relay(EVERY_LANE, limit=2)
    past = timezone.now() - timedelta(days=settings.MAIL_BODY_DAYS, minutes=1)
    Message.objects.filter(pk__in=[old.pk, waiting.pk]).update(queued_at=past)
    assert clear_bodies() == 1
    old.refresh_from_db()
    assert (old.text, old.html, old.headers) == ("", "", {})
    assert old.cleared_at
    assert old.accepted_at
    assert old.to == "old@example.org"
    for kept in (recent, waiting):
        kept.refresh_from_db()
        assert kept.text
    assert clear_bodies() == 0
