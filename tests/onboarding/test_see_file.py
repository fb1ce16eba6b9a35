"""The supplier's file as a task list, and its library: states in words, one next step, constant queries."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from groundwork.reference.business_days import colombian_today
from onboarding.models import Document, DocumentType, FinancialStatement, PersonType, ReturnReason, Review, Role
from onboarding.queries.documents import library
from onboarding.queries.file import file_of
from tests.accounts.factories import UserFactory, sign_in
from tests.onboarding.factories import (
    DocumentFactory,
    DocumentTypeFactory,
    DocumentVersionFactory,
    MembershipFactory,
    OfficerFactory,
    SupplierFactory,
)
from tests.reference.factories import DepartmentFactory, MunicipalityFactory

pytestmark = pytest.mark.django_db

FILE = reverse("onboarding:supplier")


def day():
    return colombian_today(timezone.now())


def kind(slug: str) -> DocumentType:
    return DocumentType.objects.get(slug=slug)


def given(supplier, slug: str, **facts):
    officer = facts.pop("officer", None)
    document = DocumentFactory(supplier=supplier, document_type=kind(slug), officer=officer)
    return DocumentVersionFactory(document=document, **facts)


def fill(supplier):
    """Its data, whole."""
    DepartmentFactory()
    supplier.municipality = MunicipalityFactory()
    if supplier.is_natural:
        supplier.identity_type, supplier.identity_number = "cc", "52000111"
    supplier.address, supplier.email, supplier.phone = "Calle 1", "ventas@example.com", "+576013344080"
    supplier.save()
    return supplier


@pytest.fixture
def person():
    return SupplierFactory(person_type=PersonType.NATURAL_NO_ACCOUNTS, name="Ana Peña")


@pytest.fixture
def ana(client, person):
    user = MembershipFactory(supplier=person).user
    sign_in(client, user)
    return user


def step(client):
    return client.get(FILE).context["step"]


def text(response) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def test_the_next_step_goes_from_the_data_to_each_paper_and_ends(client, person, ana):
    assert step(client).title == "Complete sus datos"
    assert "número de identificación, municipio, dirección" in step(client).text
    fill(person)
    assert step(client).title == "Suba: Documento de identidad"
    assert "tipo=identification" in step(client).url
    given(person, "identification")
    assert step(client).title.startswith("Suba: Constancia de no estar obligado")
    last = given(person, "no-accounts-statement")
    assert step(client).title == "Su expediente está completo"
    assert "2 documentos están en revisión" in step(client).text
    for version in (last, last.document.supplier.documents.first().versions.get()):
        version.approved, version.decided_at = True, timezone.now()
        version.save()
    assert step(client).title == "Su expediente está completo y revisado"


def test_what_came_back_is_the_next_step_with_its_reason_and_remedy(client, person, ana):
    version = given(person, "identification", approved=False)
    reason = ReturnReason.objects.get(slug="illegible")
    Review.objects.create(
        version=version, reviewer=UserFactory(), approved=False, reasons=["illegible"], words="Repita la segunda cara."
    )
    assert step(client).title == "Corrija lo que le devolvieron: Documento de identidad"
    assert reason.text in step(client).text
    assert reason.remedy in step(client).text
    shown = text(client.get(person.page("documents")))
    assert "Devuelto" in shown
    assert "Repita la segunda cara." in shown


def test_what_ended_is_renewed_first_and_said_with_its_day(client, person, ana):
    given(person, "bank-certificate", approved=True, expires_on=day() - timedelta(days=1))
    assert step(client).title == "Renueve lo que venció: Certificación bancaria"
    assert "venció el" in text(client.get(person.page("documents")))


def test_progress_counts_what_leaves_nothing_to_do(client, person, ana):
    fill(person)
    given(person, "identification")
    response = client.get(FILE)
    assert (response.context["done"], response.context["total"]) == (2, 3)
    assert "Listo en su expediente: 2 de 3" in text(response)


def test_a_firm_says_who_represents_it_and_writes_its_figures(client, supplier, as_boss):
    fill(supplier)
    assert step(as_boss).title == "Diga quién representa la empresa"
    shown = text(as_boss.get(supplier.page("documents")))
    assert "Uno por representante legal" in shown
    assert "Uno por miembro de junta directiva" in shown
    who = OfficerFactory(supplier=supplier)
    supplier.has_board = False
    supplier.save()
    assert step(as_boss).title == f"Suba: Documento de identidad · {who.full_name}"
    given(supplier, "identification", officer=who)
    given(supplier, "existence-certificate")
    assert step(as_boss).title == "Suba sus estados financieros"
    given(supplier, "statements-opening")
    assert step(as_boss).title == "Escriba sus cifras financieras"
    statement = dict.fromkeys(("current_liabilities", "total_liabilities", "operating_profit", "interest_expense"), 0)
    FinancialStatement.objects.create(
        supplier=supplier, kind="opening", cut_off_on=day(), current_assets=1, total_assets=1, equity=1, **statement
    )
    assert step(as_boss).title == "Su expediente está completo"
    whole = file_of(supplier, day())
    assert all(whole.steps)


def test_a_joint_bidder_is_formed_and_gives_its_agreement(client):
    joint = fill(SupplierFactory(person_type=PersonType.JOINT, joint_kind="consortium"))
    sign_in(client, MembershipFactory(supplier=joint).user)
    assert step(client).title == "Conforme el proponente plural"
    joint.formed_at = timezone.now()
    joint.save()
    assert step(client).title == "Suba: Documento de conformación del proponente plural"


def test_every_link_of_the_file_leads_somewhere(client, supplier, as_boss):
    OfficerFactory(supplier=supplier)
    for address in set(re.findall(r'href="(/proveedor/[^"]*)"', as_boss.get(FILE).content.decode())):
        assert as_boss.get(address.replace("&amp;", "&")).status_code == 200, address


def test_a_reader_sees_the_file_and_nothing_to_change(client, supplier, reader):
    given(supplier, "existence-certificate")
    sign_in(client, reader)
    assert step(client).url == ""
    shown = text(client.get(supplier.page("documents")))
    assert "Reemplazar" not in shown
    assert ">Subir" not in shown
    assert "Descargar" in shown


def test_the_others_are_there_to_switch_to(client, person, ana):
    other = MembershipFactory(user=ana, supplier__name="Zapatos del Sur").supplier
    assert "Zapatos del Sur" in text(client.get(FILE))
    assert client.get(f"{FILE}?proveedor={other.code}").context["mine"].supplier == other
    assert client.get(FILE).context["mine"].supplier == other
    assert client.get(f"{FILE}?proveedor={SupplierFactory().code}").status_code == 404


def test_the_library_shows_alternatives_others_and_what_was_taken_out_no_more(client, supplier, as_boss):
    odd = DocumentVersionFactory(
        document__supplier=supplier, document__document_type=DocumentTypeFactory(name="Póliza")
    )
    gone = given(supplier, "existence-certificate")
    Document.objects.filter(pk=gone.document_id).update(removed_at=timezone.now())
    response = as_boss.get(supplier.page("documents"))
    shown = text(response)
    assert "Uno de estos documentos" in shown
    assert "Otros de su biblioteca" in shown
    assert "Póliza" in shown
    assert "En su biblioteca hay 1 documento." in shown
    assert [paper.document for paper in library(supplier, day())] == [odd.document]


def test_an_approved_paper_that_ends_soon_says_so_and_counts(client, person, ana):
    uploaded = timezone.now() - timedelta(days=300)
    given(person, "identification", approved=True, expires_on=day() + timedelta(days=20), uploaded_at=uploaded)
    shown = text(client.get(person.page("documents")))
    assert "Vence pronto" in shown
    assert "faltan 20 días" in shown
    assert file_of(person, day()).tasks.done == 1


def test_in_english_papers_and_reasons_are_english(client, person, ana):
    client.cookies["django_language"] = "en"
    shown = text(client.get(person.page("documents")))
    assert "Identity document" in shown
    assert "Documento de identidad" not in shown


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("page", ["supplier", "documents"])
def test_the_file_and_its_library_cost_the_same_queries_however_much_they_hold(
    client, supplier, as_boss, rows, page, django_assert_max_num_queries
):
    for number in range(rows):
        MembershipFactory(user=supplier.memberships.get(role=Role.ADMINISTRATOR).user)
        who = OfficerFactory(supplier=supplier)
        version = given(supplier, "identification", officer=who, approved=False)
        Review.objects.create(version=version, reviewer=UserFactory(), approved=False, reasons=["illegible"])
        given(supplier, "experience-certificate", number=number + 1)
    with django_assert_max_num_queries(19):
        response = as_boss.get(supplier.page(page))
    assert response.status_code == 200


def test_a_papers_history_costs_the_same_queries_with_one_version_or_three(
    client, person, ana, django_assert_max_num_queries
):
    for versions in (1, 3):
        document = DocumentFactory(supplier=person, document_type=kind("rut"))
        for number in range(1, versions + 1):
            superseded = None if number == versions else timezone.now()
            DocumentVersionFactory(document=document, number=number, superseded_at=superseded)
        with django_assert_max_num_queries(14):
            response = client.get(reverse("onboarding:document", args=[document.code]))
        assert len(response.context["history"]) == versions


def test_the_nit_is_written_as_people_write_it(client):
    supplier = SupplierFactory(nit="9990000012")
    sign_in(client, MembershipFactory(supplier=supplier).user)
    assert "NIT 999.000.001-2" in client.get(FILE).content.decode()
