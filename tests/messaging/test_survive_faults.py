"""The mail server's bad days: nothing is lost, nobody waits for another's fault."""

from datetime import timedelta

import pytest
from django.core.mail.backends.smtp import EmailBackend
from django.utils import timezone

from groundwork.messaging import services as messaging
from groundwork.messaging.models import GIVE_UP_AFTER, MAX_ATTEMPTS, Message
from tests.messaging.conftest import speak_smtp
from tests.messaging.factories import owed
from tests.messaging.smtp_server import Mood, SmtpServer

EVERY_LANE = messaging.Lane.values
pytestmark = pytest.mark.django_db


@pytest.fixture(params=["one by one", "in one breath", "asking for the text of nobody"])
def server(request, server):
    """Servers that hear one command at a time, and others."""
    server.pipelining = request.param != "one by one"
    if request.param == "asking for the text of nobody":
        server.nobody_answer = "354 go on"
    return server


def moody(server: SmtpServer, mood: Mood, recipient: str = "bad@example.org") -> None:
    """Have the server treat one recipient so, and the others well."""
    server.mood = lambda address: mood if address == recipient else Mood.TAKE


def make_due() -> None:
    """Let the pauses pass."""
    Message.objects.open().update(next_attempt_at=timezone.now())


@pytest.mark.parametrize("mood", [Mood.LATER_AT_RECIPIENT, Mood.LATER_AFTER_DATA])
def test_a_temporary_refusal_puts_off_that_mail_alone(server, mood):
    moody(server, mood)
    bad, good = owed(to="bad@example.org"), owed(to="good@example.org")
    assert messaging.relay(EVERY_LANE) == 2
    bad.refresh_from_db()
    good.refresh_from_db()
    assert bad.state == messaging.State.RETRYING
    assert bad.last_error.startswith("45")
    assert bad.attempts == 1
    assert timedelta(seconds=8) < bad.next_attempt_at - timezone.now() < timedelta(seconds=10)
    assert good.state == messaging.State.ACCEPTED
    assert server.connections == 1
    assert messaging.relay(EVERY_LANE) == 0, "its pause is not over"
    server.mood = lambda _address: Mood.TAKE
    make_due()
    messaging.relay(EVERY_LANE)
    assert server.recipients() == ["good@example.org", "bad@example.org"]


@pytest.mark.parametrize("mood", [Mood.NO_AT_RECIPIENT, Mood.NO_AFTER_DATA])
def test_a_permanent_refusal_ends_that_mail_alone(server, mood):
    moody(server, mood)
    bad, good = owed(to="bad@example.org"), owed(to="good@example.org")
    messaging.relay(EVERY_LANE)
    bad.refresh_from_db()
    good.refresh_from_db()
    assert bad.state == messaging.State.REFUSED
    assert bad.refused_at
    assert bad.last_error.startswith("55")
    assert good.state == messaging.State.ACCEPTED
    make_due()
    assert messaging.relay(EVERY_LANE) == 0


def test_a_refused_sender_is_the_operators_matter_and_ends_nothing(server):
    server.sender_answer = "550 5.7.1 sender not allowed"
    message = owed()
    messaging.relay(EVERY_LANE)
    message.refresh_from_db()
    assert message.state == messaging.State.RETRYING
    server.sender_answer = "250 ok"
    make_due()
    messaging.relay(EVERY_LANE)
    assert len(server.received) == 1


@pytest.mark.parametrize("mood", [Mood.DROP_BEFORE_ANSWER, Mood.CLOSE_AT_RECIPIENT])
def test_a_lost_connection_is_opened_again_for_the_others(server, mood):
    moody(server, mood)
    bad, good = owed(to="bad@example.org"), owed(to="good@example.org")
    messaging.relay(EVERY_LANE)
    bad.refresh_from_db()
    good.refresh_from_db()
    assert good.state == messaging.State.ACCEPTED
    assert bad.accepted_at is None
    assert bad.attempts == 0, "the server's absence does not count against the mail"
    assert bad.next_attempt_at > timezone.now()
    assert server.connections == 2
    server.mood = lambda _address: Mood.TAKE
    make_due()
    messaging.relay(EVERY_LANE)
    assert server.recipients() == ["good@example.org", "bad@example.org"]


def test_a_server_that_hangs_up_twice_is_left_alone_and_everything_waits(server):
    server.mood = lambda _address: Mood.DROP_BEFORE_ANSWER
    for _ in range(5):
        owed()
    assert messaging.relay(EVERY_LANE) == 0
    assert server.connections == 2
    assert Message.objects.due(EVERY_LANE).count() == 3, "those not reached are free at once"
    server.mood = lambda _address: Mood.TAKE
    make_due()
    assert messaging.drain(EVERY_LANE) == 5
    assert len(server.received) == 5


def test_a_server_that_hangs_costs_its_time_limit_and_no_mail(server, settings):
    speak_smtp(settings, server.port, timeout=0.2)
    server.mood = lambda _address: Mood.HANG
    for _ in range(3):
        owed()
    assert messaging.drain(EVERY_LANE) == 0
    assert server.received == []
    server.mood = lambda _address: Mood.TAKE
    make_due()
    assert messaging.drain(EVERY_LANE) == 3


def test_with_the_server_down_nothing_is_claimed_and_people_are_told(settings):
    with SmtpServer.running() as gone:
        port = gone.port
    speak_smtp(settings, port)
    message = owed()
    assert messaging.drain(EVERY_LANE) == 0
    message.refresh_from_db()
    assert message.attempts == 0
    assert message.claim is None
    assert "ConnectionRefusedError" in message.last_error
    assert "no responde" in message.sentence
    assert Message.objects.due(EVERY_LANE).get() == message


def test_everything_goes_out_at_once_when_the_server_is_back(settings):
    with SmtpServer.running() as gone:
        port = gone.port
    speak_smtp(settings, port)
    for _ in range(3):
        owed()
    messaging.drain(EVERY_LANE)
    with SmtpServer.running() as back:
        speak_smtp(settings, back.port)
        assert messaging.drain(EVERY_LANE) == 3
        assert len(back.received) == 3
    assert set(Message.objects.values_list("last_error", flat=True)) == {""}


def test_an_answer_lost_after_the_server_took_the_mail_repeats_it_under_the_same_identity(server):
    moody(server, Mood.TAKE_AND_DROP)
    owed(to="bad@example.org")
    messaging.relay(EVERY_LANE)
    server.mood = lambda _address: Mood.TAKE
    make_due()
    messaging.relay(EVERY_LANE)
    first, second = server.received
    assert first["Message-ID"] == second["Message-ID"]


def test_pauses_grow_with_each_attempt_and_are_shorter_in_the_urgent_lane(server):
    server.mood = lambda _address: Mood.LATER_AFTER_DATA
    pauses: dict[int, list[int]] = {}
    for lane in (messaging.Lane.URGENT, messaging.Lane.NORMAL):
        message = owed(lane)
        pauses[lane] = []
        for _ in range(5):
            make_due()
            messaging.relay([lane])
            message.refresh_from_db()
            pauses[lane].append(round((message.next_attempt_at - timezone.now()).total_seconds()))
    assert pauses[messaging.Lane.URGENT] == [5, 10, 20, 40, 60]
    assert pauses[messaging.Lane.NORMAL] == [10, 30, 120, 600, 3600]


def test_a_mail_put_off_too_often_is_given_up(server):
    server.mood = lambda _address: Mood.LATER_AFTER_DATA
    owed()
    Message.objects.update(attempts=MAX_ATTEMPTS - 2)
    messaging.relay(EVERY_LANE)
    assert Message.objects.in_state(messaging.State.RETRYING).exists()
    make_due()
    messaging.relay(EVERY_LANE)
    message = Message.objects.in_state(messaging.State.DEAD).get()
    assert message.last_error.startswith("451")


def test_a_mail_that_makes_the_server_hang_up_for_days_is_given_up(server):
    server.mood = lambda _address: Mood.DROP_BEFORE_ANSWER
    message = owed()
    Message.objects.update(queued_at=timezone.now() - GIVE_UP_AFTER)
    messaging.relay(EVERY_LANE)
    message.refresh_from_db()
    assert message.state == messaging.State.DEAD


def test_a_dead_mail_can_be_owed_again(server):
    message = owed()
    Message.objects.update(dead_at=timezone.now(), attempts=MAX_ATTEMPTS)
    assert messaging.relay(EVERY_LANE) == 0
    assert messaging.send_again(Message.objects.all()) == 1
    assert messaging.relay(EVERY_LANE) == 1
    message.refresh_from_db()
    assert message.state == messaging.State.ACCEPTED


def test_an_address_that_no_mail_can_have_is_refused_without_a_word_to_the_server(server):
    message = owed()
    Message.objects.update(to="not an address")
    messaging.relay(EVERY_LANE)
    message.refresh_from_db()
    assert message.state == messaging.State.REFUSED
    assert server.received == []


def test_a_password_that_the_server_refuses_keeps_everything_waiting(server, settings, monkeypatch):
    settings.MAILERS["default"]["OPTIONS"] |= {"username": "portal", "password": "wrong"}
    message = owed()
    assert messaging.relay(EVERY_LANE) == 0
    message.refresh_from_db()
    assert message.state == messaging.State.QUEUED
    assert message.attempts == 0


def test_another_backend_that_tells_no_answer_serves_too(settings, mailoutbox):
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
    assert not hasattr(EmailBackend, "answer")
    message = owed()
    messaging.relay(EVERY_LANE)
    message.refresh_from_db()
    assert message.state == messaging.State.ACCEPTED
    assert message.answer == ""
    assert len(mailoutbox) == 1
