"""Answering an invitation: read, accept, decline; a draft at every pause; sent once, replaced until the date."""

import threading
from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from groundwork.files.models import StoredFile
from groundwork.ledger.models import Entry
from groundwork.web.actor import FACTOR, PROVED_AT, Actor, RecentAuthenticationRequiredError
from interests.models import Invitee, Quote, QuoteDocument
from interests.queries.quotes.totals import totals
from interests.services.quotes import accepting, sending
from onboarding.models import Document, DocumentView, Role
from tests.accounts.factories import UserFactory, sign_in
from tests.files.makers import pdf
from tests.interests.factories import InvitationFactory, InvitationItemFactory, InviteeFactory, QuoteFactory, priced
from tests.onboarding.conftest import prove_long_ago
from tests.onboarding.factories import DocumentVersionFactory, MembershipFactory, SupplierFactory

pytestmark = pytest.mark.django_db

LIST = "/invitaciones/"


@pytest.fixture
def invitee(supplier, ana) -> Invitee:
    """The part of Ana's supplier in an invitation of two items, open for a week."""
    invitation = InvitationFactory(title="Papelería")
    InvitationItemFactory(invitation=invitation, description="Resma", quantity=Decimal(10))
    InvitationItemFactory(invitation=invitation, description="Tóner", quantity=Decimal("2.5"), unit="unidad")
    made: Invitee = InviteeFactory(invitation=invitation, supplier=supplier)
    return made


def address(invitee, verb="detail", *more) -> str:
    return reverse(f"interests:quote_{verb}", args=[invitee.code, *more])


def page(client, invitee, verb="detail") -> str:
    return client.get(address(invitee, verb)).content.decode()


def answer(**more):
    """What the page of the answer sends."""
    valid = (timezone.localdate() + timedelta(days=30)).isoformat()
    sent = {
        "price-1-unit_price": "20.000",
        "price-1-vat": "19",
        "price-2-unit_price": "",
        "price-2-vat": "19",
        "valid_until": valid,
        "delivery": "15 días",
        "notes": "",
        "do": "check",
    }
    return sent | more


def submit(client, invitee):
    """Look the draft over and send it."""
    seen = client.get(address(invitee, "check")).context
    return client.post(address(invitee, "check"), {"quote": str(seen["quote"].code), "seen": seen["seen"]})


def actor(user, *, age: float = 0) -> Actor:
    return Actor(user, {PROVED_AT: timezone.now().timestamp() - age, FACTOR: "email"})


def close(invitee, **ago) -> None:
    invitation = invitee.invitation
    invitation.answers_by = timezone.now() - timedelta(**(ago or {"seconds": 1}))
    invitation.save()


def test_opening_it_is_noted_once_and_says_whose_market_study_it_is(as_ana, invitee):
    content = page(as_ana, invitee)
    assert "no es oferta ni obliga" in content
    assert invitee.invitation.entity.name in content
    invitee.refresh_from_db()
    first = invitee.seen_at
    page(as_ana, invitee)
    invitee.refresh_from_db()
    assert invitee.seen_at == first


def test_nobody_learns_who_else_was_invited_or_reads_their_answer(as_ana, invitee):
    other = InviteeFactory(invitation=invitee.invitation, supplier=SupplierFactory(name="Rival S. A. S."))
    theirs = priced(QuoteFactory(invitee=other), 777, None)
    paper = DocumentVersionFactory(document__supplier=other.supplier, file__content=b"%PDF-")
    QuoteDocument.objects.create(quote=theirs, version=paper)
    for verb in ("detail", "edit", "check"):
        assert "Rival" not in as_ana.get(address(invitee, verb), follow=True).content.decode()
        assert as_ana.get(address(other, verb)).status_code == 404
    assert as_ana.get(address(invitee, "receipt", theirs.code)).status_code == 404
    assert as_ana.get(address(invitee, "document", paper.file.code)).status_code == 404
    assert as_ana.post(address(invitee, "check"), {"quote": str(theirs.code), "seen": ""}).status_code == 404


def test_a_stranger_and_an_unsent_invitation_are_not_there(client, invitee, stranger):
    sign_in(client, stranger)
    for verb in ("detail", "decline", "edit", "check"):
        assert client.get(address(invitee, verb)).status_code == 404
    assert client.get(LIST).context["total"] == 0
    mine = InviteeFactory(invitation=InvitationFactory(draft=True), supplier=stranger.suppliers.get())
    assert client.get(address(mine)).status_code == 404


def test_a_reader_reads_and_does_nothing(client, invitee, reader):
    sign_in(client, reader)
    assert "La responde quien edita el expediente" in page(client, invitee)
    for verb in ("decline", "edit", "check"):
        assert client.get(address(invitee, verb)).status_code == 403
    for verb in ("accept", "decline", "ask", "edit"):
        assert client.post(address(invitee, verb)).status_code == 403


def test_accepting_and_declining_with_a_reason_and_changing_ones_mind(as_ana, invitee):
    as_ana.post(address(invitee, "accept"))
    as_ana.post(address(invitee, "accept"))
    assert "la entidad leerá el motivo" in as_ana.post(address(invitee, "decline"), {"reason": " "}).content.decode()
    for _again in range(2):
        as_ana.post(address(invitee, "decline"), {"reason": "No tenemos existencias."})
    invitee.refresh_from_db()
    assert (invitee.accepted_at, invitee.decline_reason) == (None, "No tenemos existencias.")
    as_ana.post(address(invitee, "accept"))
    invitee.refresh_from_db()
    assert (invitee.declined_at, invitee.decline_reason) == (None, "")
    verbs = Entry.objects.filter(subject=str(invitee.code)).order_by("sequence").values_list("verb", flat=True)
    assert [verb.removeprefix("quote_invitation.") for verb in verbs] == ["accepted", "declined", "accepted"]


def test_who_declined_does_not_answer_and_who_answered_does_not_decline(invitee, ana):
    accepting.decline(invitee, "No", by=ana)
    draft = priced(QuoteFactory(invitee=invitee, draft=True), 10, 10)
    with pytest.raises(ValidationError, match="Acepte primero"):
        sending.submit(draft, seen=sending.fingerprint(draft), by=actor(ana))
    accepting.accept(invitee, by=ana)
    sending.submit(draft, seen=sending.fingerprint(draft), by=actor(ana))
    with pytest.raises(ValidationError, match="Retírela primero"):
        accepting.decline(invitee, "No", by=ana)


def test_each_pause_saves_what_is_right_and_says_what_is_not(as_ana, invitee):
    half = answer(**{"price-2-unit_price": "mucho", "do": ""})
    response = as_ana.post(address(invitee, "edit"), half, headers={"HX-Request": "true"})
    content = response.content.decode()
    assert "<h1" not in content
    assert "Guardado" in content
    assert "No se guardó el precio de los ítems: 2." in content
    assert "238.000" in content  # 10 × 20.000 with its VAT
    draft = Quote.objects.get()
    assert [(price.item.position, price.unit_price) for price in draft.prices.all()] == [(1, Decimal(20000))]
    assert (draft.delivery, draft.submitted_at) == ("15 días", None)
    assert 'value="20.000"' in page(as_ana, invitee, "edit")
    as_ana.post(address(invitee, "edit"), answer(**{"price-1-unit_price": ""}), headers={"HX-Request": "true"})
    assert not draft.prices.exists()


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"price-1-unit_price": "0"}, "El precio es mayor que cero."),
        ({"price-1-unit_price": "-5"}, "El precio es mayor que cero."),
        ({"price-1-unit_price": "9" * 17}, "demasiado grande"),
        ({"price-1-unit_price": "9" * 40}, "demasiado grande"),
        ({"price-1-unit_price": "1e5"}, "solo con números"),
        ({"price-1-unit_price": "7,5555"}, "dos decimales"),
        ({"price-1-unit_price": "abc"}, "solo con números"),
        ({"price-1-vat": "101"}, "El IVA está entre 0 y 100."),
        ({"price-1-vat": "-1"}, "El IVA está entre 0 y 100."),
        ({"price-1-vat": ""}, "Escriba el IVA"),
        ({"valid_until": "31/02/2026"}, "una fecha que exista"),
    ],
    ids=[
        "zero",
        "negative",
        "huge",
        "forty digits",
        "scientific",
        "four decimals",
        "words",
        "much VAT",
        "negative VAT",
        "no VAT",
        "no date",
    ],
)
def test_what_is_wrong_is_said_and_the_rest_is_kept(as_ana, invitee, wrong, words):
    response = as_ana.post(address(invitee, "edit"), answer(**{"price-2-unit_price": "7"} | wrong))
    assert words in response.content.decode()
    draft = Quote.objects.get()
    assert draft.delivery == "15 días"
    assert draft.prices.get(item__position=2).unit_price == 7


def test_what_would_add_up_to_more_than_can_be_added_is_refused(as_ana, invitee):
    invitee.invitation.items.filter(position=1).update(quantity=Decimal("999999999999.99"))
    response = as_ana.post(address(invitee, "edit"), answer(**{"price-1-unit_price": "999.999.999.999.999,99"}))
    assert "el total del ítem es demasiado grande" in response.content.decode()
    as_ana.post(address(invitee, "edit"), answer(**{"price-1-unit_price": "1.000.000"}))
    assert "1.189.999.999.999.988.100" in page(as_ana, invitee, "check")


def test_decimals_are_written_with_a_comma(as_ana, invitee):
    as_ana.post(address(invitee, "edit"), answer(**{"price-1-unit_price": "1.250,5", "price-1-vat": "5,5"}))
    price = Quote.objects.get().prices.get()
    assert (price.unit_price, price.vat) == (Decimal("1250.50"), Decimal("5.50"))


def test_a_date_that_is_taken_out_is_out_and_a_wrong_one_leaves_the_last(as_ana, invitee):
    as_ana.post(address(invitee, "edit"), answer())
    kept = Quote.objects.get().valid_until
    headers = {"HX-Request": "true"}
    wrong = as_ana.post(address(invitee, "edit"), answer(valid_until="31/02/2026"), headers=headers)
    assert "Por corregir: Válida hasta." in wrong.content.decode()
    assert Quote.objects.get().valid_until == kept
    as_ana.post(address(invitee, "edit"), answer(valid_until=""))
    assert Quote.objects.get().valid_until is None


def test_too_many_files_at_once_are_refused_and_the_rest_is_kept(as_ana, invitee):
    several = [SimpleUploadedFile(f"{n}.pdf", pdf(), content_type="application/pdf") for n in range(6)]
    response = as_ana.post(address(invitee, "edit"), answer(files=several))
    assert "Elija hasta 5 archivos a la vez." in response.content.decode()
    assert Quote.objects.get().delivery == "15 días"
    assert not QuoteDocument.objects.exists()


def test_the_largest_price_is_kept_exactly(as_ana, invitee):
    as_ana.post(address(invitee, "edit"), answer(**{"price-1-unit_price": "999.999.999.999.999,99"}))
    assert Quote.objects.get().prices.get().unit_price == Decimal("999999999999999.99")


def test_lines_are_rounded_to_cents_half_up_and_added(invitee):
    quote = priced(QuoteFactory(invitee=invitee), "0.05", "33.33", vat=19)
    found = totals(list(invitee.invitation.items.all()), quote.prices.all())
    assert [(line.net, line.tax) for line in found.lines] == [
        (Decimal("0.50"), Decimal("0.10")),  # 0.095 goes up
        (Decimal("83.33"), Decimal("15.83")),  # 83.325 goes up, 15.8327 down
    ]
    assert found.gross == Decimal("99.76")


def test_the_answer_is_sent_with_a_receipt_and_the_team_hears_of_it_once(as_ana, ana, invitee, mailbox):
    assert as_ana.post(address(invitee, "edit"), answer()).url == address(invitee, "check")
    check = page(as_ana, invitee, "check")
    assert "No le puso precio a 1 ítem" in check
    assert "$\u00a0238.000" in check
    response = submit(as_ana, invitee)
    quote = Quote.objects.get()
    assert response.url == address(invitee, "receipt", quote.code)
    assert (quote.submitted_by, quote.submitted_at is not None) == (ana, True)
    entry = Entry.objects.get(verb="quote.submitted")
    receipt = as_ana.get(response.url).content.decode()
    assert bytes(entry.digest).hex() in receipt
    assert mailbox.subjects(ana.email) == [f"Recibimos la respuesta de {invitee.supplier}: Papelería"]
    assert "238.000" not in mailbox.text(ana.email)
    invitee.refresh_from_db()
    assert invitee.accepted_at


def test_sending_the_same_draft_again_changes_nothing(invitee, ana, mailbox):
    draft = priced(QuoteFactory(invitee=invitee, draft=True), 10, 10)
    seen = sending.fingerprint(draft)
    first = sending.submit(draft, seen=seen, by=actor(ana))
    second = sending.submit(draft, seen=seen, by=actor(ana))
    assert first.submitted_at == second.submitted_at
    assert Entry.objects.filter(verb="quote.submitted").count() == 1
    assert len(mailbox.messages(ana.email)) == 1


def test_only_who_binds_the_supplier_sends_it_and_with_a_fresh_proof(client, invitee, supplier, ana):
    draft = priced(QuoteFactory(invitee=invitee, draft=True), 10, 10)
    editor = MembershipFactory(supplier=supplier, role=Role.EDITOR).user
    signer = MembershipFactory(supplier=supplier, role=Role.SIGNER).user
    with pytest.raises(PermissionDenied):
        sending.submit(draft, seen=sending.fingerprint(draft), by=actor(editor))
    with pytest.raises(RecentAuthenticationRequiredError):
        sending.submit(draft, seen=sending.fingerprint(draft), by=actor(signer, age=3600))
    sign_in(client, editor)
    assert "pídale que la revise aquí" in page(client, invitee, "check")
    sign_in(client, signer)
    assert client.get(address(invitee, "edit")).status_code == 403
    prove_long_ago(client)
    assert client.get(address(invitee, "check")).url.startswith("/ingresar/confirmar/")
    sign_in(client, signer)
    submit(client, invitee)
    assert Quote.objects.get().submitted_by == signer


def test_what_changed_since_it_was_looked_over_is_not_sent(invitee, ana):
    draft = priced(QuoteFactory(invitee=invitee, draft=True), 10, 10)
    seen = sending.fingerprint(draft)
    draft.prices.filter(item__position=1).update(unit_price=1)
    with pytest.raises(ValidationError, match="Alguien cambió la respuesta"):
        sending.submit(draft, seen=seen, by=actor(ana))


def test_an_unfinished_answer_is_not_sent_and_says_what_it_lacks(as_ana, invitee):
    as_ana.post(address(invitee, "edit"), answer(**{"price-1-unit_price": "", "valid_until": "", "delivery": ""}))
    response = submit(as_ana, invitee)
    assert response.context["refused"] == [
        "Escriba el precio de al menos un ítem.",
        "Diga hasta cuándo es válida.",
        "Escriba el plazo de entrega.",
    ]
    as_ana.post(address(invitee, "edit"), answer(valid_until=timezone.localdate().isoformat()))
    assert "válida al menos hasta la fecha" in page(as_ana, invitee, "check")


def test_an_answer_is_replaced_until_the_date_and_the_older_one_is_kept(as_ana, invitee):
    as_ana.post(address(invitee, "edit"), answer())
    submit(as_ana, invitee)
    assert 'value="20.000"' in page(as_ana, invitee, "edit")  # the new draft begins as the answer in force
    as_ana.post(address(invitee, "edit"), answer(**{"price-1-unit_price": "19.000"}))
    assert Quote.objects.in_force().get().number == 1
    submit(as_ana, invitee)
    old, new = Quote.objects.order_by("number")
    assert old.superseded_at
    assert [quote.prices.get().unit_price for quote in (old, new)] == [20000, 19000]
    assert list(Quote.objects.in_force()) == [new]
    assert "Respuesta reemplazada" in as_ana.get(address(invitee, "receipt", old.code)).content.decode()


@pytest.mark.parametrize(("late", "taken"), [(-1, True), (0, False)], ids=["a second before", "at the very second"])
def test_the_date_is_exact_to_the_second(invitee, ana, late, taken):
    draft = priced(QuoteFactory(invitee=invitee, draft=True), 10, 10)
    seen = sending.fingerprint(draft)
    with time_machine.travel(invitee.invitation.answers_by + timedelta(seconds=late), tick=False):
        if taken:
            sending.submit(draft, seen=seen, by=actor(ana))
        else:
            with pytest.raises(ValidationError, match="dejó de recibir respuestas"):
                sending.submit(draft, seen=seen, by=actor(ana))
    assert Quote.objects.in_force().exists() is taken


def test_after_the_date_nothing_is_taken_and_the_draft_stays(as_ana, invitee):
    as_ana.post(address(invitee, "edit"), answer())
    close(invitee)
    assert "dejó de recibir respuestas" in as_ana.get(address(invitee, "edit"), follow=True).content.decode()
    assert "El borrador se conserva" in page(as_ana, invitee, "check")
    assert submit(as_ana, invitee).context["refused"]
    for verb, data in (("accept", {}), ("decline", {"reason": "x"}), ("ask", {"text": "x"}), ("edit", answer())):
        content = as_ana.post(address(invitee, verb), data, follow=True).content.decode()
        assert "dejó de recibir respuestas" in content, verb
    typed = as_ana.post(address(invitee, "edit"), answer(notes="Escrito tarde"))
    assert "Escrito tarde" in typed.content.decode()
    pause = as_ana.post(address(invitee, "edit"), answer(), headers={"HX-Request": "true"}).content.decode()
    assert "dejó de recibir respuestas" in pause
    assert "<h1" not in pause
    assert Quote.objects.get().submitted_at is None


def test_what_was_cancelled_meanwhile_takes_nothing_and_says_so(as_ana, invitee):
    as_ana.post(address(invitee, "edit"), answer())
    seen = as_ana.get(address(invitee, "check")).context
    invitation = invitee.invitation
    invitation.cancelled_at, invitation.cancel_reason = timezone.now(), "Se aplazó"
    invitation.save()
    response = as_ana.post(address(invitee, "check"), {"quote": str(seen["quote"].code), "seen": seen["seen"]})
    assert response.context["refused"] == ["Esta invitación se canceló."]
    assert "Se aplazó" in page(as_ana, invitee)
    assert Quote.objects.get().submitted_at is None


def test_papers_of_the_library_go_along_in_the_version_of_that_moment(as_ana, invitee, supplier):
    version = DocumentVersionFactory(document__supplier=supplier, file__content=b"%PDF-", document__title="RUT")
    waiting = DocumentVersionFactory(document__supplier=supplier, checking=True)
    foreign = DocumentVersionFactory()
    assert "RUT" in page(as_ana, invitee, "edit")
    refused = as_ana.post(address(invitee, "edit"), answer(versions=[str(version.pk), str(foreign.pk)]))
    assert "Escoja documentos de su biblioteca." in refused.content.decode()
    as_ana.post(address(invitee, "edit"), answer(versions=[str(version.pk)]))
    submit(as_ana, invitee)
    newer = DocumentVersionFactory(document=version.document, number=2, superseded_at=timezone.now())
    assert [document.version for document in QuoteDocument.objects.all()] == [version]
    assert newer.file.code != version.file.code
    assert as_ana.get(address(invitee, "document", version.file.code)).status_code == 200
    assert as_ana.get(address(invitee, "document", waiting.file.code)).status_code == 404


def test_looking_at_an_identity_document_of_an_answer_is_written_down(as_ana, ana, invitee, supplier):
    version = DocumentVersionFactory(document__supplier=supplier, file__content=b"%PDF-")
    Document.objects.filter(pk=version.document_id).update(title="Cédula")
    kind = version.document.document_type
    kind.is_identity = True
    kind.save()
    QuoteDocument.objects.create(quote=QuoteFactory(invitee=invitee), version=version)
    as_ana.get(address(invitee, "document", version.file.code))
    assert DocumentView.objects.get().viewer == ana


def test_new_files_are_checked_and_a_refused_one_keeps_the_rest(as_ana, invitee, supplier):
    good = SimpleUploadedFile("oferta.pdf", pdf(), content_type="application/pdf")
    as_ana.post(address(invitee, "edit"), answer(files=good))
    kept = QuoteDocument.objects.get()
    assert (kept.stored.owner, bool(kept.stored.passed_at)) == (supplier.file_owner, True)
    bad = SimpleUploadedFile("malo.svg", b"<svg/>", content_type="image/svg+xml")
    response = as_ana.post(address(invitee, "edit"), answer(files=bad, delivery="20 días"))
    assert response.url == address(invitee, "edit")
    assert Quote.objects.get().delivery == "20 días"
    refused = QuoteDocument.objects.exclude(pk=kept.pk).get()
    assert "no se recibió" in page(as_ana, invitee, "check")
    as_ana.post(address(invitee, "edit"), answer(dropped=[str(refused.stored.code)]))
    assert list(QuoteDocument.objects.all()) == [kept]
    assert StoredFile.objects.get(pk=refused.stored.pk).erased_at
    submit(as_ana, invitee)
    # Out of the new draft, not of what was sent.
    as_ana.post(address(invitee, "edit"), answer(dropped=[str(kept.stored.code)]))
    assert list(QuoteDocument.objects.all()) == [kept]
    assert StoredFile.objects.get(pk=kept.stored.pk).erased_at is None


def test_the_date_stands_in_the_teams_calendar_until_it_is_answered(as_ana, invitee):
    assert "Cotizar: Papelería" in as_ana.get("/calendario/").content.decode()
    QuoteFactory(invitee=invitee)
    assert "Cotizar: Papelería" not in as_ana.get("/calendario/").content.decode()


@pytest.mark.parametrize(
    ("tab", "prepare"),
    [
        ("por-responder", lambda _invitee: None),
        ("respondidas", lambda invitee: QuoteFactory(invitee=invitee)),
        ("no-aceptadas", lambda _invitee: Invitee.objects.update(declined_at=timezone.now(), decline_reason="No")),
        ("cerradas", close),
    ],
    ids=["waiting", "answered", "declined", "closed"],
)
def test_each_state_has_its_tab_with_its_number(as_ana, invitee, tab, prepare):
    prepare(invitee)
    context = as_ana.get(f"{LIST}?estado={tab}").context
    assert context["page"].items == [invitee]
    assert {name: count for name, _label, count in context["tabs"] if count} == {tab: 1}


def test_the_list_tells_how_to_be_found_when_there_is_nothing(as_ana):
    assert "visible para entidades" in as_ana.get(LIST).content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_pages_cost_the_same_queries_however_many(as_ana, supplier, rows, django_assert_num_queries):
    for _row in range(rows):
        invitee = InviteeFactory(invitation=InvitationFactory(), supplier=supplier, seen_at=timezone.now())
    for _row in range(rows):
        InvitationItemFactory(invitation=invitee.invitation)
    priced(QuoteFactory(invitee=invitee), *[5] * rows)
    with django_assert_num_queries(7):
        as_ana.get(LIST)
    with django_assert_num_queries(14):
        as_ana.get(address(invitee))


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("own_database")
def test_two_members_who_send_at_once_send_one_answer():
    invitation = InvitationFactory()
    InvitationItemFactory(invitation=invitation)
    supplier = SupplierFactory()
    invitee = InviteeFactory(invitation=invitation, supplier=supplier)
    draft = priced(QuoteFactory(invitee=invitee, draft=True), 10)
    seen = sending.fingerprint(draft)
    people: list[User] = [MembershipFactory(supplier=supplier, user=UserFactory()).user for _person in range(2)]
    ready, sent = threading.Barrier(2), []

    def send(person: User) -> None:
        ready.wait()
        sent.append(sending.submit(Quote.objects.get(pk=draft.pk), seen=seen, by=actor(person)).submitted_by)
        connection.close()

    threads = [threading.Thread(target=send, args=[person]) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(sent) == 2
    assert len(set(sent)) == 1
    assert Quote.objects.in_force().count() == 1
    assert Entry.objects.filter(verb="quote.submitted").count() == 1


def test_a_visitor_signs_in_first(invitee):
    assert Client().get(address(invitee))["Location"].startswith(reverse("account_login"))
