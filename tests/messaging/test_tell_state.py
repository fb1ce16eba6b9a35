from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from groundwork.messaging import services as messaging
from groundwork.messaging.models import Message
from tests.messaging.factories import owed

pytestmark = pytest.mark.django_db
CLAIM = "11111111-1111-4111-8111-111111111111"
NOW = datetime(2026, 11, 24, 15, 42, tzinfo=UTC)


def facts(state: messaging.State) -> dict[str, object]:
    """What a message in this state holds."""
    now = timezone.now()
    return {
        messaging.State.QUEUED: {},
        messaging.State.SENDING: {"attempts": 1, "claim": CLAIM, "lease_until": now + timedelta(minutes=1)},
        messaging.State.RETRYING: {"attempts": 1, "next_attempt_at": now + timedelta(minutes=1)},
        messaging.State.ACCEPTED: {"attempts": 1, "accepted_at": now},
        messaging.State.BOUNCED: {"attempts": 1, "accepted_at": now, "bounced_at": now, "bounce_status": "5.1.1"},
        messaging.State.REFUSED: {"attempts": 1, "refused_at": now},
        messaging.State.DEAD: {"attempts": 30, "dead_at": now},
        messaging.State.LAPSED: {"attempts": 1, "lapsed_at": now},
        messaging.State.WITHHELD: {"lapsed_at": now, "withheld": True},
    }[state]


@pytest.mark.parametrize("state", messaging.State)
def test_the_page_and_the_list_agree_on_every_state(state):
    message = owed()
    for other in messaging.State:
        if other != state:
            Message.objects.filter(pk=owed().pk).update(**facts(other))
    Message.objects.filter(pk=message.pk).update(**facts(state))
    message.refresh_from_db()
    assert message.state == state
    assert Message.objects.in_state(state).get() == message


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({}, "En cola: sale en unos segundos"),
        ({"last_error": "ConnectionRefusedError"}, "En cola: el servidor de correo no responde; se sigue intentando"),
        ({"accepted_at": NOW}, "Entregado al servidor de correo a las 10:42 a. m."),
        ({"accepted_at": NOW + timedelta(hours=3)}, "Entregado al servidor de correo a la 1:42 p. m."),
        (
            {"accepted_at": NOW - timedelta(days=1)},
            "Entregado al servidor de correo a las 10:42 a. m. del lunes 23 de noviembre de 2026",
        ),
        ({"next_attempt_at": NOW + timedelta(hours=8)}, "En cola: sale a las 6:42 p. m."),
        ({"refused_at": NOW}, "Rechazado por el servidor de correo a las 10:42 a. m.: revise la dirección"),
        ({"lapsed_at": NOW}, "Venció antes de poder enviarse"),
        ({"dead_at": NOW}, "No se pudo entregar y ya no se intentará más"),
        (
            {"attempts": 1, "next_attempt_at": NOW + timedelta(minutes=2)},
            "El servidor de correo no lo ha recibido; se intentará de nuevo a las 10:44 a. m.",
        ),
        (
            {"attempts": 1, "claim": CLAIM, "lease_until": NOW + timedelta(minutes=1)},
            "Saliendo hacia el servidor de correo",
        ),
    ],
)
def test_people_are_told_what_is_known_and_no_more(fields, sentence):
    message = owed()
    message.next_attempt_at = NOW
    for name, value in fields.items():
        setattr(message, name, value)
    with time_machine.travel(NOW, tick=False):
        assert " ".join(message.sentence.split()) == sentence


def test_a_message_ends_once():
    Message.objects.filter(pk=owed().pk).update(accepted_at=timezone.now())
    with pytest.raises(IntegrityError, match="message_ends_once"), transaction.atomic():
        Message.objects.update(refused_at=timezone.now())


def test_a_lease_has_a_holder():
    owed()
    with pytest.raises(IntegrityError, match="message_lease_has_a_holder"), transaction.atomic():
        Message.objects.update(lease_until=timezone.now())


def test_what_was_not_sent_on_purpose_has_ended():
    owed()
    with pytest.raises(IntegrityError, match="message_withheld_has_ended"), transaction.atomic():
        Message.objects.update(withheld=True)
