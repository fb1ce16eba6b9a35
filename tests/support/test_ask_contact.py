"""Asking for help: once, complete, promised by a day, without leaking anything."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from groundwork.files.models import StoredFile
from groundwork.ledger.models import Entry, Evidence
from groundwork.reference.models import Parameter
from support.models import Kind, RelatedSystem, State, Ticket, TicketMessage
from tests.accounts.factories import UserFactory, sign_in
from tests.files import makers
from tests.support.asking import CONTACT, EMAIL, SENT, TEXT, facts, queries_of, send

pytestmark = pytest.mark.django_db


def upload(content: bytes, name: str = "pantalla.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="application/pdf")


def test_a_visitor_asks_and_is_told_the_code_and_the_day(client, mailbox):
    response = send(client)
    ticket = Ticket.objects.get()
    assert response.url == SENT
    page = client.get(SENT).content.decode()
    assert re.findall(r"[2-9A-Z]{4} [2-9A-Z]{4} [2-9A-Z]{4} [2-9A-Z]{4}", page)[0] == ticket.shown_code
    assert f'href="/ayuda/seguimiento/{ticket.code}/"' in page
    assert (ticket.name, ticket.document_number, ticket.phone) == ("Marta Peña Ruiz", "1032456789", "+576013344080")
    assert (ticket.kind, ticket.system, ticket.page, ticket.browser) == (
        "help",
        "portal",
        "/procesos/",
        "Firefox en Linux",
    )
    assert ticket.happened_at == datetime(2026, 11, 24, 20, 30, tzinfo=UTC)
    assert (ticket.state, ticket.user, ticket.messages.get().text) == (State.OPEN, None, TEXT)
    assert mailbox.subjects(EMAIL) == ["Recibimos su solicitud de ayuda"]


def test_the_mail_has_the_link_and_nothing_that_was_written(client, mailbox):
    send(client)
    ticket = Ticket.objects.get()
    text = mailbox.text(EMAIL)
    html = mailbox.last(EMAIL).get_body(("html",)).get_content()
    for body in (text, html):
        assert f"/ayuda/seguimiento/{ticket.code}/" in body
        for absent in ("Marta", "1032456789", "3344080", TEXT[:20], "/procesos/"):
            assert absent not in body


def test_what_tells_who_asks_is_encrypted_in_the_database(client):
    send(client)
    with connection.cursor() as cursor:
        cursor.execute("SELECT t::text || m::text FROM support_ticket t JOIN support_ticketmessage m ON true")
        [row] = cursor.fetchone()
    for absent in ("Marta", "1032456789", "3344080", TEXT[:20]):
        assert absent not in row


def test_a_form_that_is_sent_twice_is_one_request(client, mailbox, settings):
    form = facts()
    first = client.post(CONTACT, {**form, "files": upload(makers.pdf())})
    again = client.post(CONTACT, {**form, "files": upload(makers.pdf())})
    assert first["Location"] == again["Location"] == SENT
    assert Ticket.objects.count() == TicketMessage.objects.count() == StoredFile.objects.count() == 1
    assert len(mailbox.messages(EMAIL)) == 1


def test_the_page_of_the_code_is_for_the_browser_that_sent_it():
    sender, other = Client(), Client()
    send(sender)
    assert other.get(SENT)["Location"] == CONTACT
    assert "no-store" in sender.get(SENT)["Cache-Control"]


def test_the_form_knows_who_is_signed_in_and_the_request_is_theirs(client):
    ana = UserFactory(full_name="Ana Peña", email="ana@example.com", time_zone="Europe/Madrid")
    sign_in(client, ana)
    form = client.get(CONTACT, headers={"user-agent": "Mozilla/5.0 (X11; Linux) Firefox/140"}).context["form"]
    assert [form[name].value() for name in ("name", "email", "phone", "browser")] == [
        "Ana Peña",
        "ana@example.com",
        "+57 601 3344080",
        "Firefox en Linux",
    ]
    assert timezone.now() - form["happened_at"].value().astimezone(UTC) < timedelta(minutes=2)
    send(client)
    assert Ticket.objects.get().user == ana
    assert Ticket.objects.get().time_zone == "Europe/Madrid"


def test_the_address_fills_the_form_in(client):
    query = {"tipo": "suspicious", "sistema": "portal", "pagina": "/procesos/?q=x", "asunto": "Un correo raro"}
    form = client.get(CONTACT, query).context["form"]
    assert [form[name].value() for name in ("kind", "system", "page", "text")] == [
        "suspicious",
        "portal",
        "/procesos/",
        "Un correo raro",
    ]


@pytest.mark.parametrize(
    "page", ["//evil.example/", "https://evil.example/", "javascript:alert(1)", "/no/existe/", "x"]
)
def test_an_address_that_is_no_page_of_ours_fills_nothing_in(client, page):
    assert (
        client.get(CONTACT, {"pagina": page, "tipo": "nada", "sistema": "nada"}).context["form"]["page"].value() == ""
    )


def test_the_page_that_the_person_comes_from_is_added_but_no_key(client):
    def page_from(path: str) -> str:
        response = client.get(CONTACT, headers={"referer": f"http://testserver{path}"})
        return str(response.context["form"]["page"].value())

    assert page_from("/ayuda/terminos/?x=1") == "/ayuda/terminos/"
    assert page_from("/ayuda/seguimiento/ABCDEFGH23456789/") == ""
    assert page_from("/consulta/alerta/baja/abc.def/") == ""
    assert (
        client.get(CONTACT, headers={"referer": "http://evil.example/procesos/"}).context["form"]["page"].value() == ""
    )


def test_what_the_portal_adds_can_be_taken_out(client):
    send(client, page="", happened_at="", browser="")
    ticket = Ticket.objects.get()
    assert (ticket.page, ticket.happened_at, ticket.browser) == ("", None, "")


def test_a_matter_of_another_system_is_led_to_its_support_and_not_sent(client):
    RelatedSystem.objects.filter(slug="sigep-ii").update(
        support_email="soporte@example.org", support_asks_es="Su nombre\nUna imagen de la pantalla"
    )
    page = client.get(CONTACT, {"sistema": "sigep-ii"}).content.decode()
    assert "mailto:soporte@example.org" in page
    assert "Una imagen de la pantalla" in page
    held = send(client, system="sigep-ii")
    assert held.status_code == 200
    assert "mailto:soporte@example.org" in held.content.decode()
    assert TEXT in held.content.decode()
    assert not Ticket.objects.exists()
    assert send(client, system="sigep-ii", anyway="1").url == SENT
    assert Ticket.objects.get().system == "sigep-ii"


def test_a_report_is_heard_whatever_system_it_names(client):
    assert send(client, kind="suspicious", system="sigep-ii").url == SENT


@pytest.mark.parametrize(
    ("kind", "day"),
    [
        (Kind.HELP, date(2026, 12, 9)),
        (Kind.SUSPICIOUS, date(2026, 12, 7)),
        (Kind.ABUSE, date(2026, 12, 7)),
        (Kind.DATA_ACCESS, date(2026, 12, 21)),
        (Kind.DATA_CORRECTION, date(2026, 12, 29)),
        (Kind.DATA_DELETION, date(2026, 12, 29)),
    ],
    ids=str,
)
@time_machine.travel(datetime(2026, 12, 5, 15, tzinfo=UTC), tick=False)
def test_each_kind_has_its_promise_in_business_days(client, kind, day):
    """From a Saturday on; Tuesday 8 and Friday 25 December are holidays."""
    send(client, kind=kind.value)
    assert Ticket.objects.get().due_day == day


@time_machine.travel(datetime(2027, 3, 1, 15, tzinfo=UTC), tick=False)
def test_a_promise_that_changes_counts_from_its_day(client):
    Parameter.objects.create(
        key="support_answer_days", value=4, unit="business_days", valid_from=date(2027, 3, 1), source="x"
    )
    send(client)
    assert Ticket.objects.get().due_day == date(2027, 3, 5)


def test_a_request_about_personal_data_is_in_the_record_without_the_key_to_it(client):
    ana = UserFactory()
    sign_in(client, ana)
    send(client, kind="data_deletion")
    ticket = Ticket.objects.get()
    entry = Entry.objects.get(verb="support.data_requested")
    content = Evidence.objects.get(entry=entry).content
    assert entry.subject == ticket.messages.get().code
    assert str(ana.code) in content
    for absent in (ticket.code, "Marta", EMAIL, "1032456789"):
        assert absent not in content + entry.subject


def test_help_leaves_the_record_alone(client):
    send(client)
    assert not Entry.objects.filter(verb__startswith="support").exists()


def test_the_page_says_what_one_can_do_alone_and_by_law(client):
    page = client.get(CONTACT).content.decode()
    assert f'href="{reverse("desk:my_data")}"' in page
    assert "Por ley, en 10 días hábiles." in page
    assert "Por ley, en 15 días hábiles." in page


@pytest.mark.parametrize("missing", ["document_type", "document_number", "phone", "name", "email", "text"])
def test_help_asks_who_one_is(client, missing):
    response = send(client, **{missing: ""})
    assert missing in response.context["form"].errors
    assert not Ticket.objects.exists()


def test_a_warning_needs_neither_document_nor_phone(client):
    assert send(client, kind="abuse", document_type="", document_number="", phone="").url == SENT


@pytest.mark.parametrize(
    ("kind", "number", "words"),
    [
        ("nit", "901234567-2", "Ese NIT termina en 7"),
        ("cc", "12ab", "Una cédula tiene entre 4 y 10 números"),
        ("passport", "¿?", "Un pasaporte tiene entre 5 y 15"),
        ("", "1032456789", "Elija"),
    ],
)
def test_a_number_that_cannot_be_is_said_to_be_so(client, kind, number, words):
    response = send(client, document_type=kind, document_number=number)
    errors = response.context["form"].errors
    assert words in str(errors)
    assert not Ticket.objects.exists()


def test_html_is_shown_as_text(client):
    send(client, text="<script>alert(1)</script> <b>hola</b>")
    page = client.get(f"/ayuda/seguimiento/{Ticket.objects.get().code}/").content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &lt;b&gt;hola&lt;/b&gt;" in page
    assert "<script>alert" not in page


def test_what_cannot_be_seen_is_taken_out_and_paragraphs_stay(client):
    send(client, text="Ho\x00la\u202e al\u200b revés\r\n\r\nDos \U0001f469\u200d\U0001f527", page="/x\u202e\x00/")
    ticket = Ticket.objects.get()
    assert ticket.messages.get().text == "Hola al revés\n\nDos \U0001f469\u200d\U0001f527"
    assert ticket.page == "/x/"


@pytest.mark.parametrize("name", ["Ana\u202eañeP", "A\u200bna", "Ana\x00", "<b>Ana</b>", "Аna"])
def test_a_name_that_hides_something_is_refused_in_the_form(client, name):
    response = send(client, name=name)
    assert "name" in response.context["form"].errors
    assert TEXT in response.content.decode()


def test_a_word_of_ten_thousand_letters_is_refused_and_kept(client):
    response = send(client, text="á" * 10_000)
    assert "Lleva 10.000 letras y caben 5.000" in str(response.context["form"].errors["text"])
    assert "á" * 10_000 in response.content.decode()


@pytest.mark.parametrize("encoding", ["multipart", "urlencoded"])
def test_twenty_megabytes_pasted_are_told_what_to_do(client, encoding):
    pasted = facts(text="x" * 20_000_000)
    if encoding == "multipart":
        response = client.post(CONTACT, pasted)
    else:
        body = "&".join(f"{name}={value}" for name, value in pasted.items())
        response = client.post(CONTACT, body, content_type="application/x-www-form-urlencoded")
    assert response.status_code == 413
    page = response.content.decode()
    assert "hasta 2,5 MB" in page
    assert "Vuelva atrás en su navegador" in page
    assert not Ticket.objects.exists()


def test_a_flood_from_one_address_is_stopped_with_the_hour_and_the_text_kept(client):
    for number in range(5):
        assert send(client, email=f"p{number}@example.com").url == SENT
    refused = send(client, email="otra@example.com", text="Esto no se pierde")
    assert refused.status_code == 429
    assert int(refused["Retry-After"]) > 0
    page = refused.content.decode()
    assert "Esto no se pierde" in page
    assert re.search(r"envíelo a las? \d", page)
    assert Ticket.objects.count() == 5
    assert send(Client(REMOTE_ADDR="198.51.100.7"), email="otra@example.com").url == SENT


def test_a_flood_of_one_mailbox_is_stopped_from_wherever_it_comes(client):
    for number in range(5):
        send(Client(REMOTE_ADDR=f"198.51.100.{number}"), email=EMAIL.upper())
    refused = send(client, text="Esto no se pierde")
    assert refused.status_code == 429
    assert "Esto no se pierde" in refused.content.decode()
    assert Ticket.objects.count() == 5
    Ticket.objects.update(asked_at=timezone.now() - timedelta(days=1, minutes=1))
    assert send(client).url == SENT


def test_one_person_is_stopped_whatever_mailboxes_they_write(client):
    sign_in(client, UserFactory())
    for number in range(10):
        send(client, email=f"p{number}@example.com")
    assert send(client, email="otra@example.com").status_code == 429
    assert Ticket.objects.count() == 10


def test_a_session_that_ended_loses_nothing(client):
    sign_in(client, UserFactory())
    form = facts()
    client.get(CONTACT)
    session = client.session
    session["last_activity"] = session["started_at"] = session["seen_at"] = 0
    session.save()
    with time_machine.travel(timezone.now() + timedelta(hours=13)):
        assert client.post(CONTACT, form).url == SENT
    assert (Ticket.objects.get().messages.get().text, Ticket.objects.get().user) == (TEXT, None)


def test_the_page_costs_the_same_however_many_requests_there_are(client):
    sign_in(client, UserFactory())
    first = queries_of(client, CONTACT)
    for _each in range(2):
        send(client)
    assert queries_of(client, CONTACT) == first <= 8
