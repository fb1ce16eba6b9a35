"""Three invented requests for help: one that waits, one that was answered, one about personal data."""

import uuid
from datetime import timedelta

from django.utils import timezone

from accounts.models import User
from support.models import Kind, State, Ticket, TicketMessage
from support.queries.tickets import promises

DOCUMENT = "1000000001"


def create() -> None:
    """As they would stand after some days; nobody is written to about them."""
    person = User.objects.get(email="natural@demo.example")
    _ask(person, Kind.HELP, "Subí el RUT y la página dice que el archivo tiene contraseña. ¿Cómo se la quito?", hours=3)
    answered = _ask(
        person, Kind.SUSPICIOUS, "Me llegó un correo que pide pagar para inscribirme. ¿Es de ustedes?", hours=50
    )
    _say(
        answered,
        TicketMessage.Side.STAFF,
        "No es nuestro: el portal es gratuito. Gracias por avisarnos; no abra sus enlaces.",
        hours=44,
    )
    answered.state, answered.first_answer_at = State.ANSWERED, timezone.now() - timedelta(hours=44)
    answered.save(update_fields=["state", "first_answer_at"])
    _ask(person, Kind.DATA_ACCESS, "Quiero saber qué datos míos guardan y para qué los usan.", hours=20)


def _ask(person: User, kind: Kind, text: str, *, hours: int) -> Ticket:
    at = timezone.now() - timedelta(hours=hours)
    ticket = Ticket.objects.create(
        kind=kind,
        user=person,
        name=person.full_name,
        document_type="cc",
        document_number=DOCUMENT,
        phone=str(person.phone),
        email=person.email,
        language=person.language,
        time_zone=person.time_zone,
        system="portal",
        page="/proveedor/documentos/" if kind == Kind.HELP else "",
        browser="Firefox en Windows",
        asked_at=at,
        due_at=promises.due_at(kind, at=at),
        sent_once=uuid.uuid4(),
    )
    _say(ticket, TicketMessage.Side.PERSON, text, hours=hours)
    return ticket


def _say(ticket: Ticket, side: TicketMessage.Side, text: str, *, hours: int) -> None:
    at = timezone.now() - timedelta(hours=hours)
    author = ticket.user if side == TicketMessage.Side.PERSON else None
    TicketMessage.objects.create(ticket=ticket, side=side, author=author, text=text, at=at, sent_once=uuid.uuid4())
