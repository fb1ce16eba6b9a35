"""What is kept of requests and until when; what staff are told each day; what the person takes and leaves."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from desk.services import closing, export
from groundwork.files.models import StoredFile
from groundwork.messaging.models import Message
from groundwork.messaging.services import drain
from groundwork.web.actor import PROVED_AT, Actor
from support import tasks
from support.models import Kind, State, StatusSubscription, Ticket, TicketFile
from support.queries.tickets import statistics
from support.services.tickets import retention, telling
from support.services.tickets.asking import Asking, ask
from tests.accounts.factories import UserFactory
from tests.files.factories import StoredFileFactory
from tests.support.asking import EMAIL, TEXT, facts, page_of, say, ticket_of

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 11, 23, 15, tzinfo=UTC)


def closed(days_ago: float, **changed) -> Ticket:
    at = timezone.now() - timedelta(days=days_ago)
    return ticket_of(state=State.CLOSED, closed_at=at, days_ago=days_ago, first_answer_at=at, **changed)


def test_two_years_after_it_was_closed_nobody_knows_who_asked_or_what(client):
    old, recent, open_ = closed(731), closed(729), ticket_of(days_ago=900)
    stored = StoredFileFactory(content=b"%PDF-")
    TicketFile.objects.create(message=old.messages.get(), file=stored)
    assert tasks.forget_tickets() == 1
    assert tasks.forget_tickets() == 0
    stored.refresh_from_db()
    assert stored.state == StoredFile.State.ERASED
    old.refresh_from_db()
    assert (old.name, old.document_number, old.phone, old.page, old.browser) == ("",) * 5
    assert old.email.endswith(".invalid")
    assert old.messages.get().text == ""
    assert client.get(page_of(old)).status_code == 404
    for kept in (recent, open_):
        kept.refresh_from_db()
        assert kept.name
    figures = statistics.by_day(days=1000, at=timezone.now())
    assert sum(one.received for one in figures) == 3, "what was erased is counted for ever"


def test_its_mails_forget_the_address_too(mailbox):
    given = {name: value for name, value in facts().items() if name not in {"text", "once"}}
    given["happened_at"] = None
    ticket = ask(Asking(TEXT, given, "es-co", facts()["once"]), by=None).ticket
    drain([0, 1, 2])
    Ticket.objects.update(state=State.CLOSED, closed_at=timezone.now() - timedelta(days=800))
    assert ticket.email == EMAIL
    assert retention.forget_old(at=timezone.now()) == 1
    message = Message.objects.get(kind="support")
    assert (message.to, message.text) == ("olvidado@portal.invalid", "")


def test_an_answer_without_reaction_is_closed_after_thirty_days():
    silent, lately, waiting = (ticket_of(state=state, days_ago=60) for state in ("answered", "answered", "open"))
    say(silent, "x", side="staff", days_ago=31)
    say(lately, "x", side="staff", days_ago=29)
    tasks.forget_tickets()
    states = {ticket.pk: ticket.state for ticket in Ticket.objects.all()}
    assert states == {silent.pk: State.CLOSED, lately.pk: State.ANSWERED, waiting.pk: State.OPEN}


def test_who_closes_their_account_takes_their_requests_with_them():
    ana = UserFactory(email="ana@example.com")
    help_, gone, data = ticket_of(user=ana), closed(3, user=ana), ticket_of(user=ana, kind=Kind.DATA_DELETION)
    others, held = ticket_of(), ticket_of(assigned_to=ana)
    StatusSubscription.objects.create(email="ana@example.com", language="en")
    closing.close(Actor(ana, {PROVED_AT: timezone.now().timestamp()}))
    for erased in (help_, gone):
        erased.refresh_from_db()
        assert (erased.name, erased.user, erased.state) == ("", None, State.CLOSED)
        assert erased.erased_at
    for row in (data, others, held):
        row.refresh_from_db()
        assert (row.user, row.assigned_to, row.state) == (None, None, State.OPEN)
        assert row.name
    assert not StatusSubscription.objects.exists()


def test_the_export_has_the_persons_requests_and_what_they_answered_for_others():
    ana, boss = UserFactory(), UserFactory(is_staff=True)
    ticket = ticket_of(user=ana)
    ticket_of(user=UserFactory(), text="De otra persona")
    say(ticket, "Una nota del equipo", side="note")
    reply = say(ticket, "Ya quedó", side="staff")
    reply.author = boss
    reply.save()

    def rows(user):
        return {
            section.key: list(section.rows(user)) for section in export.sections() if section.key.startswith("support")
        }

    theirs = rows(ana)
    assert theirs["support_requests"][0][0] == "Necesito ayuda"
    assert {row[1] for row in theirs["support_messages"]} == {TEXT, "Ya quedó"}
    assert [row[1] for row in rows(boss)["support_answers"]] == ["Ya quedó"]
    assert rows(boss)["support_requests"] == []


def test_staff_get_one_line_a_business_day_and_only_when_something_waits(mailbox):
    boss = UserFactory(email="jefa@example.com", is_staff=True, is_superuser=True)
    UserFactory(is_staff=True)
    assert telling.tell_staff(at=MONDAY) == 0
    ticket_of(due_at=MONDAY - timedelta(days=1))
    ticket_of(due_at=MONDAY + timedelta(hours=2))
    ticket_of(due_at=MONDAY + timedelta(days=3))
    assert telling.tell_staff(at=MONDAY - timedelta(days=1)) == 0
    for _twice in range(2):
        telling.tell_staff(at=MONDAY)
    [message] = mailbox.messages()
    assert str(message["To"]) == boss.email
    text = mailbox.text(boss.email)
    assert "3 solicitudes de ayuda esperan respuesta" in text
    assert "Fuera de plazo: 1. Vencen hoy: 1." in text
    assert "Marta" not in text


def test_an_erased_row_says_nothing_in_the_database():
    closed(800)
    tasks.forget_tickets()
    with connection.cursor() as cursor:
        cursor.execute("SELECT t::text FROM support_ticket t")
        [[row]] = cursor.fetchall()
    assert "example.com" not in row
