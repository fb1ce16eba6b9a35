"""A mail server that is down, hangs, refuses and drops, with real workers: everything arrives once it is back."""

import time
from collections import Counter

import pytest

from groundwork.messaging import services as messaging
from groundwork.messaging.models import Message
from tests.messaging.factories import a_mail
from tests.messaging.smtp_server import Mood, SmtpServer
from tests.messaging.workers import workers

MAILS = 2_000
SECONDS_A_MOOD = 6
MOODS = [
    *(Mood.TAKE, Mood.HANG, Mood.LATER_AFTER_DATA, Mood.DROP_BEFORE_ANSWER, Mood.TAKE_AND_DROP),
    *(Mood.LATER_AT_RECIPIENT, Mood.CLOSE_AT_RECIPIENT),
]
LIMIT = 400


@pytest.mark.long_drill
@pytest.mark.django_db(transaction=True)
def test_everything_arrives_once_the_server_is_back(figures):
    messaging.send_many((a_mail(), f"alert:{number}") for number in range(MAILS))
    left: dict[str, int] = {}
    with SmtpServer.running() as server:
        port = server.port
        server.mood = lambda _recipient: Mood.HANG
        with workers(port, timeout=2) as pids:
            next(pids)
            for mood in MOODS:
                server.mood = lambda _recipient, mood=mood: mood  # type: ignore[misc]  # bound now
                time.sleep(1 if mood is Mood.TAKE else SECONDS_A_MOOD)
                left[mood.name.lower()] = Message.objects.open().count()
            taken, answers_lost = list(server.received), server.answers_lost
            server.released.set()
            server.shutdown()
            server.server_close()
            time.sleep(SECONDS_A_MOOD)
            with SmtpServer.running(port) as back:
                begun = time.monotonic()
                while waiting := Message.objects.open().count():
                    assert time.monotonic() - begun < LIMIT, f"{waiting} are still owed"
                    time.sleep(0.1)
                took = time.monotonic() - begun
                taken += back.received
    assert Message.objects.in_state(messaging.State.ACCEPTED).count() == MAILS
    times = Counter(str(message["Message-ID"]) for message in taken)
    assert len(times) == MAILS, "each arrived"
    assert times.total() - MAILS <= answers_lost, "twice came only what the server took without saying so"
    figures(
        f"{MAILS} mails through {len(MOODS)} moods and an outage (still owed after each: {left}): all delivered"
        f" {took:.0f} s after it was back, {times.total() - MAILS} twice for {answers_lost} lost answers"
    )
