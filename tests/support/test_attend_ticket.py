"""The staff's side: who gets in, the queue, one person at a time, answers, last words, figures."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.utils import timezone

from groundwork.ledger.models import Entry, Evidence
from groundwork.messaging.models import Message
from groundwork.web.actor import Actor
from support.models import AnswerTemplate, Kind, State, Ticket, TicketFile
from support.queries.tickets import statistics
from support.services.tickets import attending
from support.services.tickets.attending import Ending, Saying
from tests.accounts.factories import UserFactory, sign_in
from tests.files.factories import StoredFileFactory
from tests.support.asking import EMAIL, FIGURES, QUEUE, attend_page, page_of, queries_of, say, staff, ticket_of

pytestmark = pytest.mark.django_db


def saying(text="Ya quedó", seen=1) -> Saying:
    return Saying(text, uuid4(), seen)


def helper(**facts) -> Actor:
    """Somebody else of the staff."""
    return Actor(UserFactory(is_staff=True, is_superuser=True, **facts), {})


def act(client, ticket, do, **form):
    return client.post(attend_page(ticket), {"do": do, **form})


def answer(client, ticket, text="Ya quedó", **form):
    seen = ticket.messages.exclude(side="note").count()
    fields = {"answer-text": text, "answer-once": str(uuid4()), "answer-seen": seen, **form}
    return act(client, ticket, "answer", **fields)


@pytest.mark.parametrize("address", ["", "cifras/", "code", "code/file"])
def test_only_staff_with_a_strong_factor_and_the_permission_get_in(client, address):
    ticket = ticket_of()
    page = QUEUE + address.replace("code", f"{ticket.code}/").replace("//file", f"/archivo/{uuid4()}/")
    assert client.get(page).status_code == 302
    sign_in(client, UserFactory())
    assert client.get(page).status_code == 302
    weak = Client()
    sign_in(weak, UserFactory(is_staff=True, is_superuser=True))
    assert weak.get(page).status_code == 302
    without = Client()
    staff(without, is_superuser=False)
    assert without.get(page).status_code == 403
    assert without.post(page, {"do": "take"}).status_code in {403, 405}
    allowed = Client()
    boss = staff(allowed, is_superuser=False)
    boss.user_permissions.add(Permission.objects.get(codename="change_ticket"))
    assert allowed.get(page).status_code == (404 if address.endswith("file") else 200)


def test_services_ask_too_whoever_calls_them():
    ticket = ticket_of()
    nobody = Actor(UserFactory(), {})
    for service in (attending.take, attending.release, attending.open_again, attending.reveal_document):
        with pytest.raises(PermissionDenied):
            service(ticket, by=nobody)


def test_the_queue_has_the_oldest_promise_first_and_marks_the_late(client):
    staff(client)
    later = ticket_of(due_in=timedelta(days=2))
    late = ticket_of(due_in=timedelta(hours=-1))
    ticket_of(state=State.ANSWERED)
    response = client.get(QUEUE)
    assert [(row.code, row.is_late) for row in response.context["page"].items] == [
        (late.code, True),
        (later.code, False),
    ]
    assert response.context["counts"] == (2, 1, 0)
    assert "Tarde" in response.content.decode()


def test_each_filter_narrows_and_stays_in_the_address(client):
    boss = staff(client)
    plain = ticket_of()
    report = ticket_of(kind=Kind.ABUSE, assigned_to=boss)
    other = ticket_of(system="sigep-ii", due_in=timedelta(hours=-1))
    done = ticket_of(state=State.CLOSED, closed_at=timezone.now())

    def shown(**query):
        return {row.code for row in client.get(QUEUE, query).context["page"].items}

    waiting = {plain.code, report.code, other.code}
    assert shown() == waiting
    assert shown(estado="todas") == {*waiting, done.code}
    assert shown(estado="closed") == {done.code}
    assert shown(clase="abuse") == {report.code}
    assert shown(sistema="sigep-ii") == {other.code}
    assert shown(ver="mias") == {report.code}
    assert shown(ver="tarde") == {other.code}
    assert shown(estado="x", clase="y", ver="z", sistema="w") == waiting
    assert "?clase=abuse&amp;ver=tarde" in client.get(QUEUE, {"clase": "abuse"}).content.decode()


def test_the_queue_is_read_page_by_page(client):
    staff(client)
    for number in range(25):
        ticket_of(due_in=timedelta(hours=number + 1))
    first = client.get(QUEUE).context["page"]
    second = client.get(QUEUE, {"desde": first.next}).context["page"]
    codes = [row.code for row in (*first.items, *second.items)]
    assert len(set(codes)) == 25
    assert codes == list(Ticket.objects.order_by("due_at").values_list("code", flat=True))


def test_one_is_found_by_its_code_or_its_mailbox_and_no_address_carries_it(client):
    staff(client)
    ticket = ticket_of(email="ines@example.com")
    ticket_of()
    assert client.post(QUEUE, {"q": ticket.shown_code}).url == attend_page(ticket)
    found = client.post(QUEUE, {"q": "INES@example.com"}).context["found"]
    assert [row.code for row in found] == [ticket.code]
    assert "Ninguna tiene ese código" in client.post(QUEUE, {"q": "nadie@example.com"}).content.decode()


def test_an_answer_reaches_the_person_by_a_link_alone(client, mailbox):
    boss = staff(client)
    ticket = ticket_of(due_in=timedelta(hours=-1))
    assert answer(client, ticket, "Borre la memoria del navegador").url == attend_page(ticket)
    ticket.refresh_from_db()
    assert (ticket.state, ticket.assigned_to, ticket.answered_late) == (State.ANSWERED, boss, True)
    assert mailbox.subjects(EMAIL) == ["Hay una respuesta a su solicitud de ayuda"]
    assert "memoria" not in mailbox.text(EMAIL)
    assert page_of(ticket) in mailbox.text(EMAIL)
    assert "Borre la memoria del navegador" in Client().get(page_of(ticket)).content.decode()


def test_an_answer_that_is_sent_twice_is_one(client):
    staff(client)
    ticket, once = ticket_of(), str(uuid4())
    for _twice in range(2):
        answer(client, ticket, **{"answer-once": once, "answer-seen": 1})
    assert ticket.messages.count() == 2
    assert Message.objects.filter(kind="support").count() == 1


def test_nobody_answers_without_having_read_the_last(client):
    staff(client)
    ticket = ticket_of()
    say(ticket, "Ya no hace falta")
    refused = answer(client, ticket, "Haga esto", **{"answer-seen": 1})
    page = refused.content.decode()
    assert "Llegó algo más mientras usted escribía" in page
    assert "Ya no hace falta" in page
    assert "Haga esto" in page
    assert 'name="answer-seen" value="2"' in page
    assert ticket.messages.count() == 2


def test_two_of_the_staff_do_not_attend_the_same_one(client):
    staff(client)
    eva, ticket = helper(full_name="Eva Ríos"), ticket_of()
    attending.take(ticket, by=eva)
    assert (
        "La atiende Eva Ríos"
        in act(client, ticket, "take", follow=True).client.get(attend_page(ticket)).content.decode()
    )
    refused = answer(client, ticket, "No se pierde")
    assert "La atiende Eva Ríos." in str(refused.context["answer"].errors)
    assert "No se pierde" in refused.content.decode()
    assert ticket.messages.count() == 1
    ticket.refresh_from_db()
    assert ticket.assigned_to == eva.user


def test_it_is_taken_given_back_handed_over_and_claimed(client):
    boss, eva, ticket = staff(client), helper(), ticket_of()

    def holder():
        ticket.refresh_from_db()
        return ticket.assigned_to

    act(client, ticket, "take")
    assert holder() == boss
    act(client, ticket, "release")
    assert holder() is None
    act(client, ticket, "hand_over", person=str(eva.user.code))
    assert holder() == eva.user
    act(client, ticket, "release")
    assert holder() == eva.user, "nobody gives back what another has"
    act(client, ticket, "claim")
    assert holder() == boss


def test_it_is_handed_over_to_staff_alone(client):
    staff(client)
    ticket, stranger = ticket_of(), UserFactory()
    assert "person" in act(client, ticket, "hand_over", person=str(stranger.code)).context["hand_over"].errors
    with pytest.raises(ValidationError, match="no atiende"):
        attending.hand_over(ticket, stranger, by=helper())


def test_a_note_is_for_staff_and_changes_nothing(client, mailbox):
    staff(client)
    ticket, once = ticket_of(), str(uuid4())
    for _twice in range(2):
        act(client, ticket, "note", **{"note-text": "Es la tercera vez", "note-once": once})
    assert ticket.messages.filter(side="note").count() == 1
    ticket.refresh_from_db()
    assert (ticket.state, ticket.first_answer_at) == (State.OPEN, None)
    assert mailbox.subjects(EMAIL) == []
    assert "Es la tercera vez" in client.get(attend_page(ticket)).content.decode()


def test_an_answer_starts_from_a_template_in_the_persons_language(client):
    staff(client)
    template = AnswerTemplate.objects.create(
        name="Prueba", name_en="Test", text_es="Texto español", text_en="English text"
    )
    for language, words in (("es-co", "Texto español"), ("en", "English text")):
        page = client.get(attend_page(ticket_of(language=language)), {"plantilla": template.pk})
        assert page.context["answer"]["text"].value() == words
    assert client.get(attend_page(ticket_of()), {"plantilla": "x"}).context["answer"]["text"].value() == ""


def test_every_template_that_ships_is_whole_in_both_languages():
    assert AnswerTemplate.objects.count() >= 5
    assert all(one.name_en and one.text_es and one.text_en for one in AnswerTemplate.objects.all())


def test_a_closed_one_says_what_was_done_and_opens_again(client, mailbox):
    staff(client)
    ticket = ticket_of()
    empty = act(client, ticket, "close", **{"close-words": "", "close-once": str(uuid4())})
    assert "words" in empty.context["close"].errors
    once = str(uuid4())
    for _twice in range(2):
        act(client, ticket, "close", **{"close-words": "Era el filtro", "close-once": once})
    ticket.refresh_from_db()
    assert (ticket.state, ticket.answered_late, ticket.messages.count()) == (State.CLOSED, False, 2)
    assert mailbox.subjects(EMAIL) == ["Cerramos su solicitud de ayuda"]
    with pytest.raises(ValidationError, match="Está cerrada"):
        attending.answer(ticket, saying(seen=2), by=helper_of(ticket))
    with pytest.raises(ValidationError, match="Cerrada"):
        attending.close(ticket, Ending("Otra vez"), once=uuid4(), by=helper_of(ticket))
    act(client, ticket, "reopen")
    ticket.refresh_from_db()
    assert (ticket.state, ticket.closed_at) == (State.OPEN, None)


def helper_of(ticket) -> Actor:
    """Who has it in their charge."""
    ticket.refresh_from_db()
    return Actor(ticket.assigned_to, {})


def test_a_deletion_says_what_was_deleted_and_what_the_law_keeps(client):
    boss = staff(client)
    ticket = ticket_of(kind=Kind.DATA_DELETION)
    first = ticket.messages.get()
    missing = act(client, ticket, "close", **{"close-words": "Listo", "close-once": str(uuid4())})
    assert set(missing.context["close"].errors) == {"deleted", "kept"}
    assert missing.context["form"] is missing.context["close"]
    form = {"close-words": "", "close-deleted": "El perfil", "close-kept": "El registro", "close-once": str(uuid4())}
    act(client, ticket, "close", **form)
    page = Client().get(page_of(ticket)).content.decode()
    assert "Qué borramos: El perfil" in page
    assert "Qué nos hace conservar la ley: El registro" in page
    entry = Entry.objects.get(verb="support.data_answered")
    content = Evidence.objects.get(entry=entry).content
    assert entry.subject == first.code
    assert str(boss.code) in content
    assert ticket.code not in content
    assert "perfil" not in content


def test_the_number_of_a_document_is_shown_to_who_asks_and_that_is_written_down(client):
    boss = staff(client)
    ticket = ticket_of()
    assert "1032456789" not in client.get(attend_page(ticket)).content.decode()
    assert not LogEntry.objects.exists()
    assert "1032456789" in act(client, ticket, "reveal").content.decode()
    [entry] = LogEntry.objects.all()
    assert (entry.user, entry.object_id) == (boss, str(ticket.pk))
    assert "1032456789" not in entry.change_message


def test_what_requests_say_is_never_edited_by_hand(client):
    staff(client)
    ticket = ticket_of()
    assert client.get(f"{QUEUE}{ticket.pk}/change/").url == attend_page(ticket)
    assert client.post(f"{QUEUE}{ticket.pk}/delete/").status_code == 403
    assert client.get(f"{QUEUE}add/").status_code == 404
    assert client.get(attend_page(ticket).replace(ticket.code, "A" * 16)).status_code == 404


def test_the_figures_of_each_day(client):
    now = datetime(2026, 11, 24, 20, tzinfo=UTC)
    for hours, late in ((1, False), (3, True), (8, False)):
        asked = now - timedelta(hours=hours)
        ticket_of(state=State.ANSWERED, asked_at=asked, first_answer_at=now, answered_late=late)
    ticket_of(asked_at=now - timedelta(days=1))
    figures = statistics.by_day(days=7, at=now)
    assert [one.received for one in figures] == [0, 0, 0, 0, 0, 1, 3]
    assert figures[-1][1:] == (3, 3, 1, timedelta(hours=3))
    chart = statistics.chart(figures)
    assert chart.description == "3 solicitudes respondidas, 1 de ellas tarde, en 7 días."
    assert chart.bars[-1].good_height == pytest.approx(2 * chart.bars[-1].bad_height, abs=0.2)
    staff(client)
    ticket_of(state=State.ANSWERED, first_answer_at=timezone.now())
    page = client.get(FIGURES, {"dias": "7"}).content.decode()
    assert "chart__drawing" in page
    assert page.count("<tr") == 8


def test_days_without_requests_say_so(client):
    staff(client)
    assert "no llegó ni se respondió ninguna solicitud" in client.get(FIGURES).content.decode()


def test_the_pages_cost_the_same_queries_however_much_there_is(client):
    staff(client)
    ticket = ticket_of()
    costs = []
    for _twice in range(2):
        TicketFile.objects.create(message=say(ticket, "x", side="staff"), file=StoredFileFactory())
        ticket_of(assigned_to=helper().user)
        costs.append([queries_of(client, page) for page in (QUEUE, attend_page(ticket), FIGURES)])
        for _each in range(2):
            ticket_of(assigned_to=helper().user, kind=Kind.ABUSE, system="dian")
            TicketFile.objects.create(message=say(ticket, "y", side="note"), file=StoredFileFactory())
    assert costs[0] == costs[1]
    assert max(costs[0]) <= 14
