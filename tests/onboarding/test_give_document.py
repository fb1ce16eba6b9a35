"""Giving a paper, replacing it and taking it out: the owner, others, bad dates, bad files, twice."""

import json
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from groundwork.files import scanner
from groundwork.ledger.models import Entry
from groundwork.reference.business_days import colombian_today
from onboarding.models import Document, DocumentRule, DocumentType, DocumentVersion, DocumentView, PersonType
from onboarding.queries.documents import State, paper
from onboarding.services import documents
from tests.accounts.factories import UserFactory, sign_in
from tests.files import makers
from tests.files.factories import StoredFileFactory
from tests.onboarding.factories import (
    DocumentFactory,
    DocumentTypeFactory,
    DocumentVersionFactory,
    MembershipFactory,
    OfficerFactory,
    SupplierFactory,
)

pytestmark = pytest.mark.django_db

JSON = {"headers": {"Accept": "application/json"}}


def day() -> date:
    return colombian_today(timezone.now())


def upload(content: bytes | None = None, name: str = "papel.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, makers.pdf() if content is None else content)


def kind(slug: str) -> DocumentType:
    return DocumentType.objects.get(slug=slug)


def address(supplier, slug: str, **more: object) -> str:
    query = "".join(f"&{name}={value}" for name, value in more.items())
    return f"{reverse('onboarding:document_new')}?proveedor={supplier.code}&tipo={slug}{query}"


def fields(*files: SimpleUploadedFile, **more: object) -> dict[str, object]:
    return {"files": list(files), "entire": "1", **more}


@pytest.fixture
def person():
    """A natural person without accounts: identification and a statement of one's own."""
    return SupplierFactory(person_type=PersonType.NATURAL_NO_ACCOUNTS, name="Ana Peña")


@pytest.fixture
def ana(client, person) -> User:
    user = MembershipFactory(supplier=person).user
    sign_in(client, user)
    return user


def test_a_paper_is_checked_at_once_and_waits_for_its_reviewer(client, person, ana):
    response = client.post(address(person, "no-accounts-statement"), fields(upload()))
    assert response.url == person.page("documents")
    version = DocumentVersion.objects.get()
    assert (version.document.supplier, version.number, version.uploaded_by) == (person, 1, ana)
    assert version.ready_at is not None
    assert version.file.owner == person.file_owner
    assert version in DocumentVersion.objects.waiting()
    shown = client.get(response.url).content.decode()
    assert "papel.pdf: Recibido y en revisión." in shown
    assert "En revisión" in shown


def test_both_sides_of_an_identity_document_are_given_at_once_and_marked(client, person, ana):
    sides = upload(makers.jpeg(), "frente.jpg"), upload(makers.png(), "reverso.png")
    client.post(address(person, "identification"), fields(*sides))
    versions = DocumentVersion.objects.all()
    assert [version.document.document_type.slug for version in versions] == ["identification"] * 2
    marks = {version.file.mark for version in versions}
    assert marks == {f"Uso exclusivo para registro · Ana Peña · {day():%d/%m/%Y}"}


def test_more_files_than_the_paper_takes_are_not_taken(client, person, ana):
    response = client.post(address(person, "identification"), fields(upload(), upload(), upload()))
    assert "Elija hasta 2 archivos" in response.content.decode()
    assert not DocumentVersion.objects.exists()


@pytest.mark.parametrize(
    ("slug", "field", "days", "words"),
    [
        ("existence-certificate", "issued_on", 1, "todavía no llega"),
        ("existence-certificate", "issued_on", -31, "Lo expidieron hace 31 días"),
        ("existence-certificate", "issued_on", None, "Escriba la fecha en que lo expidieron"),
        ("statements-certified", "cut_off_on", None, "Escriba la fecha de corte"),
        ("statements-certified", "cut_off_on", 1, "todavía no llega"),
    ],
    ids=["issued tomorrow", "too old", "no date", "no cut-off", "cut off tomorrow"],
)
def test_a_date_that_cannot_be_is_said_beside_its_field(client, slug, field, days, words):
    firm = SupplierFactory()
    sign_in(client, MembershipFactory(supplier=firm).user)
    given = {} if days is None else {field: day() + timedelta(days=days)}
    response = client.post(address(firm, slug), fields(upload(), **given))
    assert words in " ".join(response.context["form"].errors[field])
    assert not DocumentVersion.objects.exists()


def test_statements_of_the_wrong_year_are_refused_in_form_and_service(client):
    firm = SupplierFactory()
    boss = MembershipFactory(supplier=firm).user
    sign_in(client, boss)
    wrong = date(day().year - 2, 12, 31)
    response = client.post(address(firm, "statements-certified"), fields(upload(), cut_off_on=wrong))
    assert "Son de otro año" in response.content.decode()
    with pytest.raises(ValidationError, match="Son de otro año"):
        documents.add(firm, kind("statements-certified"), upload(), by=boss, cut_off_on=wrong)
    right = date(day().year - 1, 12, 31)
    version = documents.add(firm, kind("statements-certified"), upload(), by=boss, cut_off_on=right)
    assert version.expires_on == date(day().year, 12, 31)


def test_a_certificate_ends_so_many_days_after_its_issue(client):
    firm = SupplierFactory()
    by = MembershipFactory(supplier=firm).user
    issued = day() - timedelta(days=30)
    version = documents.add(firm, kind("existence-certificate"), upload(), by=by, issued_on=issued)
    assert version.expires_on == day()
    assert version.state_on(day()) != DocumentVersion.State.EXPIRED
    assert version.state_on(day() + timedelta(days=1)) == DocumentVersion.State.EXPIRED


def test_a_file_that_is_not_taken_says_why_and_another_takes_its_place(client, person, ana):
    client.post(address(person, "no-accounts-statement"), fields(upload(makers.encrypted_pdf())))
    shown = client.get(person.page("documents")).content.decode()
    assert "Este PDF tiene contraseña" in shown
    assert "No se recibió" in shown
    client.post(address(person, "no-accounts-statement"), fields(upload()))
    document = Document.objects.get()
    assert paper(document, day()).state == State.IN_REVIEW
    assert [version.number for version in document.versions.order_by("number")] == [1, 2]


def test_the_version_before_stands_again_when_the_next_file_is_refused(client, person, ana):
    client.post(address(person, "no-accounts-statement"), fields(upload()))
    document = Document.objects.get()
    replace = reverse("onboarding:document_replace", args=[document.code])
    client.post(replace, fields(upload(makers.encrypted_pdf())))
    found = paper(document, day())
    assert found.state == State.IN_REVIEW
    assert found.current
    assert found.current.number == 1
    assert found.refused_since
    assert found.refused_since.number == 2
    assert "sigue contando el anterior" in client.get(person.page("documents")).content.decode()


def test_a_scanner_that_is_away_keeps_the_file_waiting(client, person, ana, settings, monkeypatch):
    settings.CLAMD_URL = "tcp://127.0.0.1:9"

    def away(*_args: object) -> bool:
        raise scanner.AwayError("down")

    monkeypatch.setattr(scanner.Clamd, "finds", away)
    client.post(address(person, "no-accounts-statement"), fields(upload()))
    version = DocumentVersion.objects.get()
    assert version.ready_at is None
    assert paper(version.document, day()).state == State.SCANNER
    assert "El antivirus no responde" in client.get(person.page("documents")).content.decode()


def test_the_same_file_twice_is_noticed_and_kept_once(client, person, ana):
    content = makers.pdf()
    client.post(address(person, "no-accounts-statement"), fields(upload(content)))
    document = Document.objects.get()
    replace = reverse("onboarding:document_replace", args=[document.code])
    response = client.post(replace, fields(upload(content, "otro nombre.pdf")))
    assert "Ese archivo ya está en este documento" in response.content.decode()
    assert document.versions.count() == 1
    both = fields(upload(makers.jpeg(), "a.jpg"), upload(makers.jpeg(), "b.jpg"))
    client.post(address(person, "identification"), both)
    assert Document.objects.filter(document_type__slug="identification").count() == 1


def test_a_replaced_paper_keeps_its_history_and_only_the_newest_waits(client, person, ana):
    client.post(address(person, "no-accounts-statement"), fields(upload(makers.pdf(text="uno"), "uno.pdf")))
    document = Document.objects.get()
    replace = reverse("onboarding:document_replace", args=[document.code])
    assert client.get(replace).status_code == 200
    client.post(replace, fields(upload(makers.pdf(text="dos"), "dos.pdf")))
    assert [version.number for version in DocumentVersion.objects.waiting()] == [2]
    history = client.get(reverse("onboarding:document", args=[document.code])).content.decode()
    assert "uno.pdf" in history
    assert "dos.pdf" in history
    assert ana.full_name in history


def test_an_upload_that_was_cut_is_not_taken(client, person, ana):
    whole = fields(upload())
    whole.pop("entire")
    response = client.post(address(person, "no-accounts-statement"), whole)
    assert "La subida se cortó" in response.content.decode()
    assert not DocumentVersion.objects.exists()


def test_nothing_chosen_and_an_empty_file_are_said(client, person, ana):
    page = address(person, "no-accounts-statement")
    assert "Elija el archivo" in client.post(page, {"entire": "1"}).content.decode()
    assert "0 bytes" in client.post(page, fields(upload(b""))).content.decode()
    assert not DocumentVersion.objects.exists()


def test_the_script_is_told_of_each_file_as_data(client, person, ana):
    page = address(person, "no-accounts-statement")
    refused = client.post(page, fields(upload(makers.encrypted_pdf())), **JSON)
    assert refused.status_code == 422
    assert json.loads(refused.content)["state"] == "refused"
    assert "contraseña" in json.loads(refused.content)["words"]
    taken = client.post(page, fields(upload()), **JSON)
    assert taken.status_code == 200
    assert json.loads(taken.content) | {"words": ""} == {
        "state": "passed",
        "words": "",
        "errors": {},
        "next": person.page("documents"),
    }
    empty = client.post(address(person, "identification"), {"entire": "1"}, **JSON)
    assert json.loads(empty.content)["errors"]["files"] == ["Elija el archivo, o tome una foto."]


def test_a_photo_of_the_camera_counts_as_a_file(client, person, ana):
    photo = upload(makers.jpeg(), "foto.jpg")
    client.post(address(person, "identification"), {"photo": photo, "entire": "1"})
    assert DocumentVersion.objects.get().ready_at


def test_a_paper_about_a_representative_is_that_persons(client):
    firm = SupplierFactory()
    sign_in(client, MembershipFactory(supplier=firm).user)
    who = OfficerFactory(supplier=firm)
    client.post(address(firm, "identification", de=who.code), fields(upload()))
    assert Document.objects.get().officer == who
    foreign = OfficerFactory()
    assert client.get(address(firm, "identification", de=foreign.code)).status_code == 404
    assert client.get(address(firm, "identification", de="nadie")).status_code == 404
    with pytest.raises(ValueError, match="another supplier"):
        documents.add(firm, kind("identification"), upload(), by=UserFactory(), officer=foreign)


def test_a_paper_that_no_rule_asks_for_can_still_be_kept(client, person, ana):
    other = DocumentTypeFactory()
    client.post(address(person, other.slug), fields(upload()))
    assert Document.objects.get().document_type == other
    assert client.get(address(person, "no-such-paper")).status_code == 404


def test_the_page_leads_back_only_inside_the_portal(client, person, ana):
    page = address(person, "no-accounts-statement")
    assert client.post(page, fields(upload(), next="/inicio/")).url == "/inicio/"
    document = Document.objects.get()
    replace = reverse("onboarding:document_replace", args=[document.code])
    elsewhere = client.post(replace, fields(upload(makers.pdf(text="dos")), next="https://malo.example/"))
    assert elsewhere.url == person.page("documents")


def test_a_reader_looks_and_changes_nothing(client, supplier, reader):
    document = DocumentVersionFactory(document__supplier=supplier).document
    sign_in(client, reader)
    assert client.get(reverse("onboarding:document", args=[document.code])).status_code == 200
    pages = [
        address(supplier, "existence-certificate"),
        reverse("onboarding:document_replace", args=[document.code]),
        reverse("onboarding:document_remove", args=[document.code]),
    ]
    for page in pages:
        assert client.get(page).status_code == 403
        assert client.post(page, fields(upload())).status_code == 403
    document.refresh_from_db()
    assert document.removed_at is None
    assert DocumentVersion.objects.count() == 1


def test_a_stranger_finds_nothing(client, supplier, stranger):
    version = DocumentVersionFactory(document__supplier=supplier)
    sign_in(client, stranger)
    code = version.document.code
    for name in ("document", "document_replace", "document_remove"):
        assert client.get(reverse(f"onboarding:{name}", args=[code])).status_code == 404
    assert client.get(reverse("onboarding:document_download", args=[version.code])).status_code == 404
    assert client.get(address(supplier, "existence-certificate")).status_code == 404
    assert client.get(supplier.page("documents")).status_code == 404


def test_who_has_no_supplier_registers_one_first(client):
    sign_in(client, UserFactory())
    response = client.get(reverse("onboarding:documents"))
    assert response.url == f"{reverse('onboarding:supplier_new')}?next=%2Fproveedor%2Fdocumentos%2F"


def test_a_paper_taken_out_stays_as_history_and_goes_once(client, person, ana):
    version = DocumentVersionFactory(document__supplier=person)
    page = reverse("onboarding:document_remove", args=[version.document.code])
    assert "¿Quitar este documento" in client.get(page).content.decode()
    client.post(page)
    client.post(page)
    version.refresh_from_db()
    assert version.withdrawn_at is not None
    assert version not in DocumentVersion.objects.waiting()
    assert [entry.verb for entry in Entry.objects.filter(subject=str(version.document.code))] == ["document.removed"]
    assert client.get(reverse("onboarding:document", args=[version.document.code])).status_code == 200
    assert client.get(reverse("onboarding:document_replace", args=[version.document.code])).status_code == 404
    with pytest.raises(ValidationError, match="se quitó del expediente"):
        documents.replace(version.document, upload(), by=ana)


def test_a_copy_of_an_identity_document_is_written_down(client, person, ana):
    client.post(address(person, "identification"), fields(upload(makers.jpeg(), "cedula.jpg")))
    client.post(address(person, "no-accounts-statement"), fields(upload()))
    identity, other = DocumentVersion.objects.order_by("pk")
    response = client.get(reverse("onboarding:document_download", args=[identity.code]))
    assert "attachment" in response["Content-Disposition"]
    assert b"".join(response.streaming_content).startswith(b"%PDF")
    client.get(reverse("onboarding:document_download", args=[other.code]))
    view = DocumentView.objects.get()
    assert (view.version, view.viewer, view.what) == (identity, ana, "download")


def test_what_has_not_passed_is_not_given_out(client, person, ana):
    version = DocumentVersionFactory(document__supplier=person, checking=True)
    assert client.get(reverse("onboarding:document_download", args=[version.code])).status_code == 404


def test_the_rule_in_force_that_day_decides(person):
    rule = DocumentRule.objects.get(person_type=person.person_type, document_type__slug="no-accounts-statement")
    rule.freshness_days = 10
    rule.save()
    with pytest.raises(ValidationError) as refusal:
        documents.add(person, rule.document_type, upload(), by=UserFactory())
    assert set(refusal.value.message_dict) == {"issued_on"}


def test_no_more_papers_of_a_kind_than_its_rule_says(person):
    by = UserFactory()
    for text in ("uno", "dos"):
        documents.add(person, kind("identification"), upload(makers.pdf(text=text)), by=by)
    with pytest.raises(ValidationError, match="Ya hay 2 archivos"):
        documents.add(person, kind("identification"), upload(makers.pdf(text="tres")), by=by)


def test_the_next_upload_of_a_single_paper_is_its_next_version(person):
    by = UserFactory()
    DocumentFactory(supplier=person, document_type=kind("no-accounts-statement"), removed_at=timezone.now())
    first = documents.add(person, kind("no-accounts-statement"), upload(makers.pdf(text="uno")), by=by)
    second = documents.add(person, kind("no-accounts-statement"), upload(makers.pdf(text="dos")), by=by)
    assert second.document == first.document
    assert (first.number, second.number) == (1, 2)
    first.refresh_from_db()
    assert first.superseded_at is not None


def test_what_the_pipeline_says_twice_changes_nothing_the_second_time(person):
    version = documents.add(person, kind("no-accounts-statement"), upload(), by=UserFactory())
    documents.check(version)
    version.refresh_from_db()
    first = version.ready_at
    version.file.refresh_from_db()
    documents.on_checked(version.file)
    version.refresh_from_db()
    assert version.ready_at == first


def test_a_refusal_heard_twice_puts_back_the_last_version_that_passed(person):
    by = UserFactory()
    good = documents.add(person, kind("no-accounts-statement"), upload(), by=by)
    documents.check(good)
    bad = documents.add(person, kind("no-accounts-statement"), upload(makers.encrypted_pdf()), by=by)
    stored = documents.check(bad)
    documents.on_checked(stored)
    assert list(DocumentVersion.objects.filter(superseded_at=None)) == [good]


def test_a_file_that_is_no_papers_is_left_alone():
    documents.on_checked(StoredFileFactory())
    assert not DocumentVersion.objects.exists()
