"""Experience by hand: added, listed, narrowed, corrected, taken out, exported."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from groundwork.files.tables import read_file
from groundwork.reference.models import Commodity
from onboarding.models import DocumentType, PastContract, PersonType
from onboarding.services import experience
from tests.accounts.factories import UserFactory, sign_in
from tests.onboarding.factories import (
    DocumentFactory,
    DocumentTypeFactory,
    JointMemberFactory,
    MembershipFactory,
    PastContractFactory,
    SupplierFactory,
)
from tests.onboarding.reference import ROADS, reference_data

pytestmark = pytest.mark.django_db

LIST = "/proveedor/experiencia/"
NEW = "/proveedor/experiencia/nueva/"
TYPED = {
    "counterparty": "Alcaldía de Ejemplo",
    "sector": "publico",
    "number": "012-2024",
    "subject": "Mantenimiento de la red vial",
    "codes": [ROADS],
    "code_search": "",
    "value": "2.600.000.000",
    "started_on": "2024-02-01",
    "ended_on": "30/11/2024",
    "share": "33,33",
    "certificate": "",
    "do": "save",
}


@pytest.fixture(autouse=True)
def today():
    reference_data()
    with time_machine.travel("2026-11-24 12:00 -0500", tick=False):
        yield


def errors(response) -> dict[str, list[str]]:
    return {name: list(found) for name, found in response.context["form"].errors.items()}


def address(verb: str, contract: PastContract) -> str:
    return reverse(f"onboarding:experience_{verb}", args=[contract.code])


def test_a_contract_is_kept_in_pesos_and_in_wages_of_the_year_of_its_end(as_boss, supplier):
    page = as_boss.post(NEW, TYPED, follow=True).content.decode()
    contract = supplier.past_contracts.get()
    assert (contract.value, contract.value_smmlv, contract.share) == (2_600_000_000, 2000, Decimal("33.33"))
    assert (contract.commodities, contract.is_public, contract.origin) == ([ROADS], True, "typed")
    assert "2.000,00 SMMLV de 2024" in page
    assert "666,60 SMMLV en total" in page


def test_the_same_contract_sent_twice_is_kept_once(as_boss, supplier):
    for _delivery in range(2):
        assert as_boss.post(NEW, TYPED).status_code == 302
    assert supplier.past_contracts.count() == 1


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"ended_on": "2026-11-25"}, "ended_on", "todavía no llega"),
        ({"ended_on": "2024-01-31"}, "ended_on", "en que empieza o después"),
        ({"started_on": "1998-01-01", "ended_on": "1999-01-01"}, "ended_on", "desde 2000"),
        ({"value": "0"}, "value", "mayor que cero"),
        ({"share": "100,01"}, "share", "entre 0,01 y 100"),
        ({"codes": []}, "code_search", "al menos un código"),
        ({"codes": ["99999999"]}, "codes", "no existe"),
        ({"sector": ""}, "sector", "entidad estatal o un privado"),
    ],
    ids=["not ended", "backwards", "too old", "no value", "share", "no codes", "unknown code", "no sector"],
)
def test_what_cannot_be_is_refused_beside_its_field_and_nothing_typed_is_lost(as_boss, supplier, changes, field, words):
    response = as_boss.post(NEW, {**TYPED, **changes})
    assert words in errors(response)[field][0]
    assert 'value="012-2024"' in response.content.decode()
    assert not supplier.past_contracts.exists()


def test_codes_are_looked_for_with_words_without_judging_the_rest(as_boss, supplier):
    response = as_boss.post(NEW, {"counterparty": "Una", "code_search": "carreteras", "do": "codes"})
    assert [choice.value for choice in response.context["pickers"].found_codes] == [ROADS]
    assert 'value="Una"' in response.content.decode()
    assert "Revise lo siguiente" not in response.content.decode()
    fragment = as_boss.post(NEW, {"code_search": "carreteras", "do": "codes"}, headers={"HX-Request": "true"})
    assert "<h1" not in fragment.content.decode()


def test_pasted_codes_are_taken(as_boss, supplier):
    as_boss.post(NEW, {**TYPED, "codes": [], "code_search": "721410"})
    assert supplier.past_contracts.get().commodities == [ROADS]


def test_its_certificate_is_one_of_the_suppliers_own_papers_of_experience(as_boss, supplier):
    kind = DocumentTypeFactory(group=DocumentType.Group.EXPERIENCE)
    mine = DocumentFactory(supplier=supplier, document_type=kind)
    for foreign in (DocumentFactory(document_type=kind), DocumentFactory(supplier=supplier)):
        response = as_boss.post(NEW, {**TYPED, "certificate": str(foreign.code)})
        assert errors(response)["certificate"] == ["Escoja uno de los documentos de su biblioteca."]
    as_boss.post(NEW, {**TYPED, "certificate": str(mine.code)})
    contract = supplier.past_contracts.get()
    assert contract.certificate == mine
    assert f'value="{mine.code}" selected' in as_boss.get(address("edit", contract)).content.decode()


def test_a_contract_is_corrected_and_its_wages_computed_again(as_boss, supplier):
    contract = PastContractFactory(supplier=supplier)
    page = as_boss.get(address("edit", contract)).content.decode()
    assert 'value="142.350.000"' in page
    assert as_boss.post(address("edit", contract), TYPED).status_code == 302
    contract.refresh_from_db()
    assert (contract.value_smmlv, contract.ended_on) == (Decimal(2000), date(2024, 11, 30))


def test_a_contract_is_taken_out_after_asking_and_its_certificate_stays(as_boss, supplier):
    paper = DocumentFactory(supplier=supplier)
    contract = PastContractFactory(supplier=supplier, certificate=paper)
    assert "¿Quitar este contrato?" in as_boss.get(address("remove", contract)).content.decode()
    assert supplier.past_contracts.exists()
    as_boss.post(address("remove", contract))
    assert not supplier.past_contracts.exists()
    assert supplier.documents.kept().get() == paper
    assert as_boss.post(address("remove", contract)).status_code == 404


def test_what_the_portal_wrote_down_is_not_changed_by_hand(as_boss, supplier):
    contract = PastContractFactory(supplier=supplier, origin=PastContract.Origin.PORTAL, carried_out=uuid4())
    for verb in ("edit", "remove"):
        assert as_boss.get(address(verb, contract)).status_code == 404
        assert as_boss.post(address(verb, contract), TYPED).status_code == 404
    assert "Corregir" not in as_boss.get(LIST).content.decode()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"Una", "Otra", "Tercera"}),
        ("codigo=7214", {"Una", "Otra"}),
        ("codigo=72141001", {"Una", "Otra"}),
        ("codigo=72141099", {"Una"}),
        ("codigo=43", {"Tercera"}),
        ("sector=privado", {"Otra"}),
        ("sector=publico&codigo=72", {"Una"}),
        ("codigo=90", set()),
    ],
)
def test_the_list_is_narrowed_by_any_level_of_code_and_by_sector(as_boss, supplier, query, found):
    PastContractFactory(supplier=supplier, counterparty="Una", commodities=[ROADS])
    PastContractFactory(supplier=supplier, counterparty="Otra", commodities=["72141001"], is_public=False)
    PastContractFactory(supplier=supplier, counterparty="Tercera", commodities=["43210000"])
    PastContractFactory(counterparty="De otro proveedor")
    response = as_boss.get(f"{LIST}?{query}")
    assert {contract.counterparty for contract in response.context["page"].items} == found
    assert response.context["totals"].count == len(found)
    assert response.context["totals"].smmlv == 100 * len(found)


def test_a_code_that_is_none_is_said_and_the_list_waits(as_boss, supplier):
    PastContractFactory(supplier=supplier)
    response = as_boss.get(f"{LIST}?codigo=vías")
    assert "Escriba un código de dos a ocho números" in response.content.decode()


def test_long_lists_come_in_pages_and_their_filters_stay(as_boss, supplier):
    for day in range(1, 26):
        PastContractFactory(supplier=supplier, ended_on=date(2025, 12, day))
    first = as_boss.get(f"{LIST}?sector=publico")
    assert [contract.ended_on.day for contract in first.context["page"].items] == list(range(25, 5, -1))
    second = as_boss.get(LIST, {"sector": "publico", "desde": first.context["page"].next})
    assert [contract.ended_on.day for contract in second.context["page"].items] == list(range(5, 0, -1))
    assert second.context["totals"].count == 25
    assert "sector=publico" in first.content.decode()


def test_the_list_is_exported_whole_and_reads_back(as_boss, supplier):
    PastContractFactory(supplier=supplier, subject="=HYPERLINK(1)", counterparty="Una")
    response = as_boss.get("/proveedor/experiencia/experiencia.csv")
    assert response["Content-Disposition"] == 'attachment; filename="experiencia.csv"'
    assert response.content.startswith(b"\xef\xbb\xbf")
    headings, row = read_file(response.content)
    assert headings[0] == "Contratante"
    assert row[:4] == ["Una", "público", "", "'=HYPERLINK(1)"]


def test_an_empty_list_offers_the_next_step_to_who_edits_and_not_to_who_reads(client, boss, reader):
    sign_in(client, boss)
    assert "Traer de una hoja de cálculo" in client.get(LIST).content.decode()
    sign_in(client, reader)
    page = client.get(LIST).content.decode()
    assert "Quien edita el expediente puede escribirlos." in page
    assert "Traer de una hoja de cálculo" not in page


def test_a_stranger_cannot_tell_that_a_contract_exists(client, stranger, supplier):
    contract = PastContractFactory(supplier=supplier)
    sign_in(client, stranger)
    for verb in ("edit", "remove"):
        assert client.get(address(verb, contract)).status_code == 404
        assert client.post(address(verb, contract), TYPED).status_code == 404
    for name in ("experience", "experience_new", "experience_import", "experience_export"):
        assert client.get(supplier.page(name)).status_code == 404
    assert PastContract.objects.get() == contract


def test_a_member_who_only_reads_changes_nothing(client, reader, supplier):
    contract = PastContractFactory(supplier=supplier, counterparty="Una")
    sign_in(client, reader)
    page = client.get(LIST).content.decode()
    assert "Una" in page
    assert "Corregir" not in page
    for path in (NEW, address("edit", contract), address("remove", contract), "/proveedor/experiencia/importar/"):
        assert client.get(path).status_code == 403
        assert client.post(path, TYPED).status_code == 403
    with pytest.raises(PermissionDenied):
        experience.remove(contract, by=reader)
    assert supplier.past_contracts.get() == contract


def test_whoever_belongs_to_no_supplier_begins_there(client):
    sign_in(client, UserFactory())
    for path in (LIST, NEW, "/proveedor/experiencia/importar/", "/proveedor/experiencia/experiencia.csv"):
        assert client.get(path)["Location"].startswith("/proveedor/nuevo/?next=")


def test_the_experience_of_a_joint_bidder_is_that_of_its_members(client, boss):
    joint = SupplierFactory(person_type=PersonType.JOINT)
    MembershipFactory(supplier=joint, user=boss)
    part = JointMemberFactory(joint=joint, accepted_at=timezone.now(), accepted_by=boss)
    PastContractFactory(supplier=part.member, share=50)
    sign_in(client, boss)
    response = client.get(joint.page("experience"))
    assert part.member.name in response.content.decode()
    assert [(found.count, found.smmlv) for _part, found in response.context["members"]] == [(1, 50)]
    assert client.get(joint.page("experience_new")).status_code == 404


def test_the_list_asks_the_database_as_often_for_three_contracts_as_for_one(
    as_boss, supplier, django_assert_max_num_queries, django_assert_num_queries
):
    kind = DocumentTypeFactory(group=DocumentType.Group.EXPERIENCE)

    def add() -> None:
        PastContractFactory(supplier=supplier, certificate=DocumentFactory(supplier=supplier, document_type=kind))

    add()
    as_boss.get(LIST)
    with django_assert_max_num_queries(30) as one:
        as_boss.get(f"{LIST}?codigo=72")
    add()
    add()
    with django_assert_num_queries(len(one)):
        as_boss.get(f"{LIST}?codigo=72")


def test_the_titles_of_codes_are_shown(as_boss, supplier):
    PastContractFactory(supplier=supplier, commodities=[ROADS])
    assert f"{ROADS} {Commodity.objects.get(code=ROADS).title}" in as_boss.get(LIST).content.decode()
