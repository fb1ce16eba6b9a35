"""Following a request by its code: read, answered, closed, opened again; the code is the key."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from support.models import State, Ticket, TicketFile, TicketMessage
from support.models.ticket import CODE_LENGTH, LETTERS
from support.queries.tickets import following as queries
from tests.accounts.factories import UserFactory, sign_in
from tests.files.factories import StoredFileFactory
from tests.support.asking import FOLLOW, page_of, queries_of, say, ticket_of

pytestmark = pytest.mark.django_db

UNKNOWN = "No encontramos una solicitud con ese código."


def write(client, ticket, **form):
    return client.post(page_of(ticket), {"text": "Sigue igual", "once": str(uuid4()), **form})


def test_the_code_opens_it_however_it_is_typed(client):
    ticket = ticket_of()
    for typed in (ticket.code, ticket.shown_code, ticket.shown_code.lower(), ticket.shown_code.replace(" ", "-")):
        assert client.post(FOLLOW, {"code": typed}).url == page_of(ticket)


def test_a_code_is_long_and_without_letters_that_are_taken_for_others():
    codes = {ticket_of().code for _each in range(20)}
    assert len(codes) == 20
    assert all(len(code) == CODE_LENGTH and set(code) <= set(LETTERS) for code in codes)
    assert not set("01OIL") & set(LETTERS)


@pytest.mark.parametrize("code", ["A" * 16, "a", "%00", "<script>", "9" * 300])
def test_a_code_that_is_nobodys_gets_the_same_refusal(client, code):
    ticket_of()
    for response in (client.get(f"{FOLLOW}{code}/"), client.post(f"{FOLLOW}{code}/", {"do": "close"})):
        assert response.status_code == 404
        assert UNKNOWN in response.content.decode()
    assert Ticket.objects.get().state == State.OPEN


def test_typed_it_is_refused_beside_the_field(client):
    page = client.post(FOLLOW, {"code": "2345 6789 ABCD EFGH"})
    assert UNKNOWN in str(page.context["form"].errors["code"])


def test_whoever_guesses_is_stopped_whatever_they_guess_next(client):
    ticket = ticket_of()
    for number in range(30):
        assert client.get(f"{FOLLOW}{number:016}/").status_code == 404
    for refused in (client.get(page_of(ticket)), client.post(FOLLOW, {"code": ticket.code})):
        assert refused.status_code == 429
        assert int(refused["Retry-After"]) > 0
    assert Client(REMOTE_ADDR="198.51.100.9").get(page_of(ticket)).status_code == 200


def test_the_page_shows_who_asks_only_in_part(client):
    page = client.get(page_of(ticket_of())).content.decode()
    for absent in ("Peña", "Ruiz", "1032456789", "marta@example.com", "3344080"):
        assert absent not in page
    for shown in ("Marta P.", "•••789", "m•••a@example.com"):
        assert shown in page


def test_the_address_is_told_to_nobody(client):
    ticket = ticket_of()
    for address in (page_of(ticket), FOLLOW, f"{FOLLOW}XXXX/"):
        response = client.get(address)
        assert response["Referrer-Policy"] == "strict-origin"
        assert "no-store" in response["Cache-Control"]
        assert response["X-Robots-Tag"] == "noindex"


def test_a_form_of_the_page_passes_the_check_of_where_it_comes_from():
    client, ticket = Client(enforce_csrf_checks=True), ticket_of()
    token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', client.get(page_of(ticket)).content.decode())
    assert token
    form = {"text": "Sigue", "once": str(uuid4()), "csrfmiddlewaretoken": token[1]}
    assert client.post(page_of(ticket), form, headers={"origin": "http://testserver"}).status_code == 302
    assert ticket.messages.count() == 2


def test_notes_and_names_of_staff_are_not_the_persons_to_read(client):
    ticket, boss = ticket_of(), UserFactory(full_name="Beatriz Ruano")
    for side, text in (("note", "Parece un duplicado"), ("staff", "Ya lo miramos")):
        TicketMessage.objects.create(ticket=ticket, side=side, text=text, author=boss, sent_once=uuid4())
    page = client.get(page_of(ticket)).content.decode()
    assert "Ya lo miramos" in page
    assert "Parece un duplicado" not in page
    assert "Beatriz" not in page


def test_an_answer_of_the_person_waits_again_with_a_new_promise(client):
    ticket = ticket_of(state=State.ANSWERED, due_in=timedelta(days=-3))
    assert write(client, ticket).url == page_of(ticket)
    ticket.refresh_from_db()
    assert ticket.state == State.OPEN
    assert ticket.due_at > timezone.now()
    assert [one.text for one in ticket.messages.all()][-1] == "Sigue igual"


def test_what_is_added_while_it_waits_does_not_move_the_promise(client):
    ticket = ticket_of()
    write(client, ticket)
    assert Ticket.objects.get().due_at == ticket.due_at


def test_a_message_that_is_sent_twice_is_one(client):
    ticket, once = ticket_of(), str(uuid4())
    for _twice in range(2):
        assert write(client, ticket, once=once).url == page_of(ticket)
    assert ticket.messages.count() == 2


def test_it_is_closed_as_solved_and_opened_again(client):
    ticket = ticket_of(state=State.ANSWERED)
    for _twice in range(2):
        client.post(page_of(ticket), {"do": "close"})
        ticket.refresh_from_db()
        assert (ticket.state, ticket.closed_at is not None) == (State.CLOSED, True)
    for _twice in range(2):
        client.post(page_of(ticket), {"do": "reopen"})
        ticket.refresh_from_db()
        assert (ticket.state, ticket.closed_at) == (State.OPEN, None)


def test_writing_in_a_closed_one_opens_it_again(client):
    ticket = ticket_of(state=State.CLOSED, closed_at=timezone.now())
    write(client, ticket)
    assert Ticket.objects.get().state == State.OPEN


def test_a_full_one_takes_no_more_and_says_what_to_do(client):
    ticket = ticket_of()
    for _each in range(99):
        say(ticket, "x")
    page = write(client, ticket)
    assert "Haga una nueva" in page.content.decode()
    assert ticket.messages.count() == 100


def test_a_flood_of_messages_is_stopped_and_the_text_kept(client):
    ticket = ticket_of()
    for _each in range(20):
        write(client, ticket)
    refused = write(client, ticket, text="Esto no se pierde")
    assert refused.status_code == 429
    assert "Esto no se pierde" in refused.content.decode()
    assert ticket.messages.count() == 21


def test_an_empty_message_is_refused(client):
    ticket = ticket_of()
    assert "text" in write(client, ticket, text=" \u200b ").context["form"].errors
    assert ticket.messages.count() == 1


def test_an_erased_one_is_as_if_it_had_never_been(client):
    ticket = ticket_of(state=State.CLOSED, closed_at=timezone.now(), erased_at=timezone.now())
    assert client.get(page_of(ticket)).status_code == 404


@pytest.mark.parametrize(
    ("state", "due_in", "words"),
    [
        (State.OPEN, 1, "a más tardar el"),
        (State.OPEN, -1, "ya debimos darla"),
        (State.ANSWERED, 1, "Le respondimos"),
        (State.CLOSED, 1, "Está cerrada"),
    ],
    ids=["waits", "late", "answered", "closed"],
)
def test_where_it_stands_is_one_sentence(client, state, due_in, words):
    closed = timezone.now() if state == State.CLOSED else None
    ticket = ticket_of(state=state, due_in=timedelta(days=due_in), closed_at=closed)
    assert words in client.get(page_of(ticket)).context["standing"]


def test_somebody_signed_in_sees_their_own_and_no_others(client):
    ana = UserFactory()
    mine, other = ticket_of(user=ana), ticket_of(user=UserFactory())
    sign_in(client, ana)
    page = client.get(FOLLOW).content.decode()
    assert page_of(mine) in page
    assert page_of(other) not in page


def test_nobody_signed_in_sees_no_list(client):
    ticket = ticket_of()
    page = client.get(FOLLOW).content.decode()
    assert ticket.code not in page
    assert "Sus solicitudes" not in page


def test_a_list_without_any_offers_the_next_step(client):
    sign_in(client, UserFactory())
    assert "No ha hecho ninguna solicitud con su cuenta" in client.get(FOLLOW).content.decode()


@pytest.mark.parametrize(
    ("name", "shown"), [("Marta Peña Ruiz", "Marta P."), ("Ana", "Ana"), ("", "•••"), ("(x)", "•••")]
)
def test_a_name_is_masked(name, shown):
    assert queries.masked_name(name) == shown


def test_the_pages_cost_the_same_queries_however_much_there_is(client):
    ana = UserFactory()
    sign_in(client, ana)
    ticket = ticket_of(user=ana)
    costs = []
    for _twice in range(2):
        say(ticket, "x", side="staff")
        costs.append([queries_of(client, FOLLOW), queries_of(client, page_of(ticket))])
        for _each in range(2):
            ticket_of(user=ana)
            stored = StoredFileFactory()
            TicketFile.objects.create(message=say(ticket, "y"), file=stored)
    assert costs[0] == costs[1]
    assert max(costs[0]) <= 16  # among them those of the cache in the database
