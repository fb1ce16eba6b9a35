"""Files of a request: checked like all others, limited, and shown to staff only once they passed."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pikepdf import Encryption

from groundwork.files.models import StoredFile
from support.models import Ticket, TicketFile, TicketMessage
from tests.accounts.factories import UserFactory, sign_in
from tests.files import makers
from tests.files.factories import StoredFileFactory
from tests.support.asking import CONTACT, EMAIL, SENT, attend_page, facts, page_of, staff, ticket_of

pytestmark = pytest.mark.django_db(transaction=True)

MEGABYTE = 1024 * 1024


def upload(content: bytes, name: str = "pantalla.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="application/pdf")


def test_an_honest_file_is_checked_and_can_be_downloaded_by_both_sides(client):
    assert client.post(CONTACT, facts(files=[upload(makers.pdf())])).url == SENT
    ticket, given = Ticket.objects.get(), TicketFile.objects.get()
    assert (given.file.state, given.file.owner) == (StoredFile.State.PASSED, f"ticket:{ticket.code}")
    theirs = client.get(f"{page_of(ticket)}archivo/{given.file.code}/")
    assert b"".join(theirs.streaming_content).startswith(b"%PDF-")
    assert theirs["Content-Disposition"].startswith("attachment")
    boss = Client()
    staff(boss)
    assert "pantalla.pdf" in boss.get(attend_page(ticket)).content.decode()
    assert boss.get(f"{attend_page(ticket)}archivo/{given.file.code}/").status_code == 200


@pytest.mark.parametrize("hostile", ["encrypted", "eicar", "script"])
def test_a_hostile_file_is_refused_and_the_request_is_not_lost(client, hostile):
    content = {
        "encrypted": makers.pdf(encryption=Encryption(owner="x", user="x")),
        "eicar": makers.EICAR,
        "script": b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
    }[hostile]
    response = client.post(CONTACT, facts(files=[upload(content, "contrato.pdf")]), follow=True)
    assert "«contrato.pdf» no se adjuntó." in response.content.decode()
    ticket = Ticket.objects.get()
    assert "No se recibió." in client.get(page_of(ticket)).content.decode()
    given = TicketFile.objects.get()
    assert client.get(f"{page_of(ticket)}archivo/{given.file.code}/").status_code == 404
    boss = Client()
    staff(boss)
    page = boss.get(attend_page(ticket)).content.decode()
    assert "contrato.pdf" not in page
    assert "1 archivo no se muestra" in page
    assert boss.get(f"{attend_page(ticket)}archivo/{given.file.code}/").status_code == 404


def test_what_waits_for_its_checks_is_not_given_out(client):
    ticket = ticket_of()
    stored = StoredFileFactory(checking=True)
    TicketFile.objects.create(message=ticket.messages.get(), file=stored)
    staff(client)
    assert stored.name not in client.get(attend_page(ticket)).content.decode()
    assert client.get(f"{attend_page(ticket)}archivo/{stored.code}/").status_code == 404


def test_a_file_of_another_request_is_not_there(client):
    mine, other = ticket_of(), ticket_of()
    stored = StoredFileFactory(content=b"%PDF-")
    TicketFile.objects.create(message=other.messages.get(), file=stored)
    assert client.get(f"{page_of(mine)}archivo/{stored.code}/").status_code == 404
    assert client.get(f"{page_of(other)}archivo/{stored.code}/").status_code == 200


def test_a_visitor_gives_three_files_of_five_megabytes_at_most(client):
    big = upload(b"%PDF-" + b"x" * 5 * MEGABYTE)
    too_big = client.post(CONTACT, facts(files=[big]))
    assert "pesa más de 5 MB" in str(too_big.context["form"].errors["files"])
    too_many = client.post(CONTACT, facts(files=[upload(makers.pdf()) for _each in range(4)]))
    assert "Elija hasta 3 archivos." in str(too_many.context["form"].errors["files"])
    assert "elíjalos otra vez" in too_many.content.decode()
    assert not StoredFile.objects.exists()


def test_who_has_an_account_gives_larger_ones(client):
    sign_in(client, UserFactory())
    assert client.post(CONTACT, facts(files=[upload(b"%PDF-" + b"x" * 5 * MEGABYTE)])).url == SENT


def test_an_answer_brings_files_up_to_those_that_fit(client):
    ticket = ticket_of()
    for _each in range(20):
        TicketFile.objects.create(message=ticket.messages.get(), file=StoredFileFactory())
    form = {"text": "Otro", "once": facts()["once"], "files": [upload(makers.pdf())]}
    page = client.post(page_of(ticket), form)
    assert "ya tiene todos los archivos que caben" in page.content.decode()
    assert ticket.messages.count() == 1


def answered(client: Client, ticket: Ticket, *files: SimpleUploadedFile) -> str:
    """The page after an answer of the staff with those files."""
    form = {"do": "answer", "answer-text": "Ya quedó", "answer-once": facts()["once"], "answer-seen": 1}
    return client.post(attend_page(ticket), {**form, "answer-files": files}, follow=True).content.decode()


def test_staff_answer_with_a_file_that_the_person_downloads(client, mailbox):
    boss, ticket = Client(), ticket_of()
    staff(boss)
    assert "Respuesta enviada." in answered(boss, ticket, upload(makers.pdf(), "sus-datos.pdf"))
    given = TicketFile.objects.get()
    assert given.message.side == TicketMessage.Side.STAFF
    assert "sus-datos.pdf" in client.get(page_of(ticket)).content.decode()
    theirs = client.get(f"{page_of(ticket)}archivo/{given.file.code}/")
    assert b"".join(theirs.streaming_content).startswith(b"%PDF-")
    assert "sus-datos" not in mailbox.text(EMAIL)


def test_a_file_of_the_staff_that_does_not_pass_leaves_the_answer_sent(client):
    ticket = ticket_of()
    staff(client)
    page = answered(client, ticket, upload(makers.EICAR, "guia.pdf"))
    assert "«guia.pdf» no se adjuntó." in page
    assert "Su respuesta sí se envió" in page
    assert "Ya quedó" in Client().get(page_of(ticket)).content.decode()


def test_an_answer_whose_files_do_not_fit_is_not_sent_and_keeps_its_words(client):
    ticket = ticket_of()
    for _each in range(20):
        TicketFile.objects.create(message=ticket.messages.get(), file=StoredFileFactory())
    staff(client)
    page = answered(client, ticket, upload(makers.pdf()))
    assert "ya tiene todos los archivos que caben" in page
    assert "Ya quedó" in page
    assert ticket.messages.count() == 1


def test_an_empty_file_is_said_to_be_so(client):
    response = client.post(CONTACT, facts(files=[upload(b"", "vacio.pdf")]))
    assert "files" in response.context["form"].errors
