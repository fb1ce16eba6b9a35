"""The page of one document: what to compare, what was said before, where else the file is, and who looked."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from groundwork.files.services import checking, reading, receiving
from onboarding.models import DocumentVersion, DocumentView, Escalation, ReturnReason, Review
from onboarding.queries.review import document as queries
from tests.accounts.factories import UserFactory
from tests.files import makers
from tests.onboarding.factories import (
    DocumentFactory,
    DocumentRuleFactory,
    DocumentTypeFactory,
    DocumentVersionFactory,
    OfficerFactory,
    SupplierFactory,
)
from tests.onboarding.reviewing import another_reviewer, follow, hold, rut, url, waiting

pytestmark = pytest.mark.django_db

PICTURE = b"\x89PNG picture"


@pytest.fixture
def drawn(monkeypatch) -> None:
    """Pages are drawn by a process of their own; here, at once."""
    monkeypatch.setattr(reading, "page_picture", lambda *_given, **_wanted: PICTURE)


@pytest.fixture
def identity(supplier) -> DocumentVersion:
    """The identity document of a representative, of two pages."""
    officer = OfficerFactory(supplier=supplier, full_name="Inés Mar", identity_number="52999111", powers="Sin límite.")
    kind = DocumentTypeFactory(is_identity=True, name="Cédula de prueba")
    document = DocumentFactory(supplier=supplier, officer=officer, document_type=kind)
    return DocumentVersionFactory(document=document, file__pages=2)


def received(supplier, content: bytes):
    """A file that went through the pipeline."""
    upload = SimpleUploadedFile("documento.pdf", content, content_type="application/pdf")
    stored = checking.check(receiving.receive(upload, owner=supplier.file_owner, by=UserFactory()))
    assert stored.passed_at
    return stored


def text_of(client, version) -> str:
    response = client.get(url("document", version))
    assert response.status_code == 200
    return response.content.decode()


def test_the_reviewer_compares_with_what_the_supplier_says(as_reviewer, identity):
    page = text_of(as_reviewer, identity)
    for fact in (
        "Vías del Sur S. A. S.",
        "999.000.001-2",
        "Inés Mar",
        "52999111",
        "Representante legal",
        "Sin límite.",
    ):
        assert fact in page


def test_dates_are_shown_and_those_outside_the_rule_are_pointed_out(as_reviewer):
    kind = DocumentTypeFactory(register_url="https://registro.example/consulta")
    DocumentRuleFactory(document_type=kind, freshness_days=30, signer="accountant", checks=["Se lee."])
    today = timezone.localdate()
    version = waiting(document__document_type=kind, issued_on=today - timedelta(days=45))
    page = text_of(as_reviewer, version)
    assert "Se expidió hace 45 días y se acepta hasta de 30." in page
    assert "contador y representante legal" in page
    assert 'href="https://registro.example/consulta"' in page
    DocumentVersion.objects.update(issued_on=today - timedelta(days=3))
    assert "se acepta hasta" not in text_of(as_reviewer, version)


@pytest.mark.parametrize(
    ("dates", "words"),
    [
        ({"expires_on": date(2026, 1, 1)}, ["Según las fechas que escribieron, ya venció."]),
        ({"issued_on": date(2027, 1, 1)}, ["La fecha de expedición está en el futuro."]),
        ({"cut_off_on": date(2024, 12, 31)}, ["El corte no es el miércoles 31 de diciembre de 2025"]),
        ({"cut_off_on": date(2025, 12, 31)}, []),
    ],
    ids=["expired", "to come", "another year", "right"],
)
def test_doubts_about_dates_are_put_in_words(dates, words):
    version = waiting(**dates)
    rule = DocumentRuleFactory(cut_off_last_year=True)
    found = queries.doubts(version, rule, on=date(2026, 11, 24))
    assert len(found) == len(words)
    assert all(found[0].startswith(word) for word in words)


def test_history_says_what_changed_and_what_was_said_before(as_reviewer):
    first = waiting(file__pages=1, file__size=1000, issued_on=date(2026, 1, 5))
    reason = ReturnReason.objects.create(slug="falta-reverso", text="Falta el reverso")
    Review.objects.create(
        version=first,
        reviewer=another_reviewer(full_name="Berta Sol"),
        approved=False,
        reasons=[reason.slug],
        words="Solo vino el frente.",
    )
    DocumentVersion.objects.update(decided_at=timezone.now(), approved=False)
    Escalation.objects.create(
        version=first, raised_by=another_reviewer(full_name="Carla Ríos"), words="El sello parece pegado."
    )
    second = follow(first, file__pages=2, file__size=2000, issued_on=date(2026, 2, 5))
    page = text_of(as_reviewer, second)
    for part in (
        "Páginas: 1 → 2",
        "Tamaño: ",
        "Fecha de expedición: 5\u00a0ene\u00a02026 → 5\u00a0feb\u00a02026",
        "Falta el reverso",
    ):
        assert part in page
    for part in ("Solo vino el frente.", "Berta Sol", "El sello parece pegado.", "Sospecha abierta", "2 versiones"):
        assert part in page
    assert url("document", first) in page
    assert "Reemplazado" not in page


def test_the_very_same_file_again_is_said_to_be_so(as_reviewer):
    first = waiting(file__sha256="a" * 64)
    second = follow(first, file__sha256="a" * 64)
    page = text_of(as_reviewer, second)
    assert "Es exactamente el mismo archivo que la versión anterior." in page
    assert "Reemplazado sin revisar" in page


def test_the_same_file_elsewhere_is_counted_and_nobody_is_named(as_reviewer, supplier):
    same: dict[str, Any] = {"file__sha256": "b" * 64}
    version = waiting(document__supplier=supplier, **same)
    pila, bank = DocumentTypeFactory(name="PILA"), DocumentTypeFactory(name="Certificado bancario")
    waiting(document__supplier=SupplierFactory(name="Copiones Ltda."), document__document_type=pila, **same)
    waiting(document__supplier=SupplierFactory(name="Imitadores S. A."), document__document_type=pila, **same)
    waiting(document__supplier=supplier, document__document_type=bank, **same)
    page = text_of(as_reviewer, version)
    assert "otros 2 proveedores: PILA (2)." in page
    assert "Este proveedor dio el mismo archivo también como: Certificado bancario." in page
    assert "Copiones" not in page
    assert "Imitadores" not in page


def test_a_file_that_is_nowhere_else_is_said_to_be_so(as_reviewer):
    waiting()
    assert "No está en ninguna otra parte del portal." in text_of(as_reviewer, waiting())


def test_each_page_of_an_identity_document_that_is_seen_is_written_down(as_reviewer, reviewer, identity, drawn):
    as_reviewer.get(url("document", identity))
    assert not DocumentView.objects.exists()
    for number in (1, 2):
        response = as_reviewer.get(url("page", identity, number))
        assert response.content == PICTURE
        assert response["Content-Type"] == "image/png"
        assert "no-store" in response["Cache-Control"]
    seen = DocumentView.objects.order_by("pk").values_list("version", "viewer", "what")
    assert list(seen) == [(identity.pk, reviewer.pk, "page 1"), (identity.pk, reviewer.pk, "page 2")]


def test_looking_at_what_identifies_nobody_is_not_written_down(as_reviewer, drawn):
    assert as_reviewer.get(url("page", waiting(), 1)).status_code == 200
    assert not DocumentView.objects.exists()


def test_a_page_is_drawn_from_the_file_itself(as_reviewer, supplier):
    version = waiting(document__supplier=supplier, file=received(supplier, makers.pdf(pages=2)))
    response = as_reviewer.get(url("page", version, 2))
    assert response.content.startswith(b"\x89PNG")
    assert as_reviewer.get(url("page", version, 3)).status_code == 404
    assert "Página 1 de 2" in text_of(as_reviewer, version)


@pytest.mark.parametrize("method", ["page", "download"])
def test_pages_and_files_are_for_reviewers_only(client, boss, stranger, identity, drawn, method):
    address = url("page", identity, 1) if method == "page" else url("download", identity)
    assert client.get(address).status_code == 302
    for person in (boss, stranger):
        client.force_login(person)
        assert client.get(address).status_code == 403
    assert not DocumentView.objects.exists()


def test_a_signed_pdf_is_only_downloaded_and_that_is_written_down(as_reviewer, identity, drawn):
    content = makers.signed_pdf()
    identity.file = received(identity.document.supplier, content)
    identity.save()
    assert identity.file.is_signed
    page = text_of(as_reviewer, identity)
    assert url("download", identity) in page
    assert "<img" not in page
    assert as_reviewer.get(url("page", identity, 1)).status_code == 404
    response = as_reviewer.get(url("download", identity))
    assert response["Content-Disposition"].startswith("attachment")
    assert b"".join(response.streaming_content) == content
    assert list(DocumentView.objects.values_list("what", flat=True)) == ["download"]


def test_what_is_not_signed_is_not_downloaded(as_reviewer, identity):
    assert as_reviewer.get(url("download", identity)).status_code == 404
    assert not DocumentView.objects.exists()


def test_an_erased_file_shows_nothing(as_reviewer, identity, drawn):
    identity.file.erased_at = timezone.now()
    identity.file.save()
    assert "El archivo ya se borró." in text_of(as_reviewer, identity)
    assert as_reviewer.get(url("page", identity, 1)).status_code == 404


def test_what_is_still_being_checked_is_not_there(as_reviewer):
    version = waiting(checking=True)
    assert as_reviewer.get(url("document", version)).status_code == 404
    assert as_reviewer.get(url("page", version, 1)).status_code == 404


@pytest.mark.parametrize("wanted", ["0", "99", "x", "²"])
def test_a_page_that_is_not_there_is_the_nearest(as_reviewer, identity, wanted):
    number = as_reviewer.get(f"{url('document', identity)}?pagina={wanted}").context["number"]
    assert number == (2 if wanted == "99" else 1)


def test_checks_are_read_in_the_language_of_the_page(as_reviewer, reviewer):
    version = hold(waiting(document__document_type=rut()), reviewer)
    as_reviewer.cookies["django_language"] = "en"
    page = text_of(as_reviewer, version)
    assert "It is legible." in page
    assert 'value="Se lee completo."' in page


def test_the_page_costs_the_same_queries_however_many_versions(as_reviewer, reviewer, django_assert_num_queries):
    version = hold(waiting(), reviewer)
    as_reviewer.get(url("document", version))

    def cost(number: int) -> None:
        with django_assert_num_queries(number):
            assert as_reviewer.get(url("document", version)).status_code == 200

    cost(16)
    for _again in range(2):
        Review.objects.create(version=version, reviewer=another_reviewer(), approved=False, words="No.")
        DocumentVersion.objects.filter(pk=version.pk).update(claimed_by=None, claimed_until=None)
        version = hold(follow(version), reviewer)
    cost(16)
