"""What the list of areas says of the mails: the last one, a mailbox that returns them, and what waits."""

from datetime import timedelta

import pytest
from django.utils import timezone

from groundwork.messaging.models import Message
from groundwork.web import formats
from interests import mail
from interests.models import PendingAlert
from interests.services import alerts, matching
from tests.interests.factories import ROADS, AlertSubscriptionFactory, InterestFactory
from tests.messaging.factories import returned
from tests.procurement.factories import ProcessFactory

pytestmark = pytest.mark.django_db

LIST = "/intereses/"


@pytest.fixture
def interest(supplier, ana):
    made = InterestFactory(supplier=supplier)
    AlertSubscriptionFactory(interest=made, user=ana)
    return made


@pytest.fixture
def message(interest, ana) -> Message:
    """The last of Ana's alerts, which is owed."""
    alerts.tell(matching.match_processes([ProcessFactory(codes=(ROADS,), title="Placa huella").pk]).news)
    return Message.objects.get(recipient=ana, kind=mail.KIND)


def page(client) -> str:
    return " ".join(client.get(LIST).content.decode().split())


def test_who_was_told_nothing_yet_reads_nothing_of_it(as_ana, interest):
    assert "Su último aviso" not in page(as_ana)


def test_a_mail_that_waits_says_so(as_ana, message):
    assert "Su último aviso fue «Oportunidad: Placa huella». En cola: sale en unos segundos" in page(as_ana)


def test_a_mail_that_was_handed_over_says_when(as_ana, message):
    Message.objects.update(accepted_at=timezone.now())
    assert "Entregado al servidor de correo a la" in page(as_ana)


ENDS = [
    ({"refused_at": True}, "Rechazado por el servidor de correo"),
    ({"dead_at": True}, "No se pudo entregar"),
    ({"lapsed_at": True, "withheld": True}, "No se envió, porque ese buzón devolvió mensajes anteriores"),
]


@pytest.mark.parametrize(("ends", "says"), ENDS, ids=["refused", "dead", "withheld"])
def test_one_that_did_not_arrive_says_what_to_do(as_ana, message, ends, says):
    Message.objects.update(**{name: timezone.now() if name.endswith("_at") else value for name, value in ends.items()})
    content = page(as_ana)
    assert says in content
    assert "Confirme o cambie su dirección" in content


def test_a_mailbox_that_returns_mail_is_said_once(as_ana, ana, message):
    Message.objects.update(accepted_at=timezone.now(), bounced_at=timezone.now(), bounce_status="5.1.1")
    returned(ana.email)
    content = page(as_ana)
    assert "Su correo devuelve nuestros mensajes" in content
    assert content.count("Confirme o cambie su dirección") == 1


def test_one_that_was_taken_back_is_not_the_last(as_ana, ana, message):
    alerts.unsubscribe(ana)
    assert "Su último aviso" not in page(as_ana)


def test_nobody_reads_of_another_s_mails(as_ana, interest, reader, message):
    Message.objects.update(recipient=reader)
    assert "Su último aviso" not in page(as_ana)


def test_what_waits_for_a_digest_is_counted_with_its_hour(as_ana, ana, interest):
    due = timezone.now() + timedelta(hours=10)
    for number in (0, 1):
        PendingAlert.objects.create(
            user=ana, interest=interest, process=ProcessFactory(), due_at=due + timedelta(days=number)
        )
    PendingAlert.objects.create(user=ana, interest=InterestFactory(), process=ProcessFactory(), due_at=due)  # stopped
    hour = f"{formats.long_date(due)} {formats.at_clock(due)}".replace("\u00a0", " ").replace("\u202f", " ")
    content = page(as_ana).replace("\u00a0", " ").replace("\u202f", " ")
    assert f"Su próximo resumen sale el {hour}; esperan 2 procesos." in content
