"""Experience from a spreadsheet: shown before it is saved, corrected in place, saved once."""

import io
import json
from decimal import Decimal

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from accounts.models import User
from groundwork.files.models import StoredFile
from groundwork.files.tables import read_file
from onboarding.experience_cells import HEADINGS
from onboarding.models import PersonType
from onboarding.services import experience
from onboarding.views import experience_import
from tests.accounts.factories import sign_in
from tests.onboarding.factories import MembershipFactory, PastContractFactory, SupplierFactory
from tests.onboarding.reference import ROADS, reference_data

pytestmark = pytest.mark.django_db

IMPORT = "/proveedor/experiencia/importar/"
GOOD = ["Alcaldía de Ejemplo", "público", "012", "Vías", ROADS, "2.600.000.000", "01/02/2024", "30/11/2024", ""]
BAD = ["Una Empresa S. A. S.", "privado", "7", "Puentes", ROADS, "mucho", "01/02/2024", "30/11/2024", "50"]


@pytest.fixture(autouse=True)
def today():
    reference_data()
    with time_machine.travel("2026-11-24 12:00 -0500", tick=False):
        yield


def text(*rows: list[str], headings: list[str] = HEADINGS) -> str:
    return "\n".join("\t".join(row) for row in (headings, *rows))


def paste(client, *rows: list[str]):
    return client.post(IMPORT, {"text": text(*rows)})


def send(client, content: bytes, name: str = "tabla.xlsx"):
    return client.post(IMPORT, {"file": SimpleUploadedFile(name, content)})


def again(client, response, do: str, **typed: str):
    """Post the preview with some of its cells typed again."""
    return client.post(IMPORT, {"table": response.context["carried"], "do": do, **typed})


def test_nothing_is_saved_before_it_is_confirmed_and_a_bad_cell_says_why(as_boss, supplier):
    response = paste(as_boss, GOOD, BAD)
    assert (response.context["good_count"], response.context["bad_count"]) == (1, 1)
    content = response.content.decode()
    assert 'id="r1-value" name="r1-value" value="mucho" autocomplete="off" aria-invalid="true"' in content
    assert 'aria-describedby="r1-value-error"' in content
    assert "Escriba el valor en pesos, solo con números." in content
    assert not supplier.past_contracts.exists()


def test_good_rows_are_saved_while_bad_ones_are_corrected_in_place(as_boss, supplier):
    first = paste(as_boss, GOOD, BAD)
    left = again(as_boss, first, "save", **{"r1-number": "008"})
    assert [contract.counterparty for contract in supplier.past_contracts.all()] == ["Alcaldía de Ejemplo"]
    assert "Guardamos 1 contrato." in left.content.decode()
    assert (left.context["good_count"], left.context["bad_count"]) == (0, 1)
    assert 'value="008"' in left.content.decode()
    checked = again(as_boss, left, "check", **{"r0-value": "1.300.000.000"})
    assert (checked.context["good_count"], checked.context["bad_count"]) == (1, 0)
    assert supplier.past_contracts.count() == 1
    done = again(as_boss, checked, "save")
    assert done.status_code == 302
    saved = supplier.past_contracts.get(number="008")
    assert (saved.value_smmlv, saved.share, saved.origin, saved.is_public) == (1000, Decimal(50), "pasted", False)


def test_what_is_corrected_and_saved_at_once_is_saved(as_boss, supplier):
    assert again(as_boss, paste(as_boss, GOOD, BAD), "save", **{"r1-value": "1000000"}).status_code == 302
    assert supplier.past_contracts.count() == 2


def test_saved_twice_is_saved_once(as_boss, supplier):
    first = paste(as_boss, GOOD)
    for _delivery in range(2):
        assert again(as_boss, first, "save").status_code == 302
    assert supplier.past_contracts.count() == 1
    assert paste(as_boss, GOOD).context["there_count"] == 1


def test_what_is_typed_by_hand_and_pasted_is_kept_once(as_boss, supplier):
    PastContractFactory(
        supplier=supplier,
        counterparty="ALCALDIA DE EJEMPLO",
        number="012",
        subject="Vías",
        value=2_600_000_000,
        started_on="2024-02-01",
        ended_on="2024-11-30",
    )
    assert again(as_boss, paste(as_boss, GOOD), "save").status_code == 302
    assert supplier.past_contracts.count() == 1


def test_a_row_can_be_left_out(as_boss, supplier):
    response = again(as_boss, paste(as_boss, GOOD, BAD), "check", **{"r1-drop": "1"})
    assert (response.context["total"], response.context["bad_count"]) == (1, 0)


def test_a_formula_is_kept_as_plain_text_and_shown_as_such(as_boss, supplier):
    row = [*GOOD[:3], "=cmd|' /C calc'!A0", *GOOD[4:]]
    again(as_boss, paste(as_boss, row), "save")
    assert supplier.past_contracts.get().subject == "=cmd|' /C calc'!A0"
    exported = as_boss.get("/proveedor/experiencia/experiencia.csv").content.decode("utf-8-sig")
    assert ";'=cmd|" in exported


def test_a_workbook_is_read_and_never_stored(as_boss, supplier):
    made = Workbook()
    sheet = made.active
    assert sheet is not None
    sheet.append(HEADINGS)
    sheet.append([*GOOD[:4], int(ROADS), 1300000.5, *GOOD[6:]])
    content = io.BytesIO()
    made.save(content)
    response = send(as_boss, content.getvalue())
    assert response.context["good"][0].values["value"] == Decimal("1300000.50")
    assert again(as_boss, response, "save").status_code == 302
    assert not StoredFile.objects.exists()


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252"])
def test_a_csv_of_a_spreadsheet_in_spanish_is_read(as_boss, encoding):
    content = text(GOOD).replace("\t", ";").encode(encoding)
    response = send(as_boss, content, "tabla.csv")
    assert response.context["good"][0].values["counterparty"] == "Alcaldía de Ejemplo"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"%PDF-1.7", "Es un PDF."),
        (b"", "Está vacío."),
        (b"x" * (2 * 1024 * 1024 + 1), "Pesa más de 2 MB."),
        (("a\n" * 10_001).encode(), r"recibimos 1.000 cada vez"),
    ],
    ids=["pdf", "empty", "too big", "ten thousand rows"],
)
def test_a_file_that_cannot_be_taken_says_what_to_do(as_boss, content, words):
    response = send(as_boss, content)
    assert any(words in error for error in response.context["form"].errors["file"])


def test_text_without_headings_stays_in_its_box(as_boss):
    response = as_boss.post(IMPORT, {"text": "uno\tdos\n1\t2"})
    assert "No encontramos los títulos" in response.context["form"].errors["text"][0]
    assert "uno\tdos" in response.content.decode()


def test_a_file_without_headings_comes_back_as_text_to_mend(as_boss):
    response = send(as_boss, b"uno;dos\n1;2\n", "tabla.csv")
    assert "No encontramos los títulos" in response.context["form"].errors["file"][0]
    assert "uno\tdos\n1\t2" in response.content.decode()


def test_nothing_given_is_said(as_boss):
    assert as_boss.post(IMPORT, {}).context["form"].errors["text"] == ["Pegue las filas o escoja un archivo."]


@pytest.mark.parametrize(
    "table",
    ["", "null", "[[1]]", '[["a"]]', "[" * 5000, json.dumps([[["x"]] * 9]), json.dumps([[""] * 9] * 1001)],
    ids=["empty", "null", "number", "short row", "deep", "not text", "too many"],
)
def test_a_table_that_no_page_sent_is_refused(as_boss, table):
    assert as_boss.post(IMPORT, {"table": table, "do": "save"}).status_code == 400


def test_many_bad_rows_come_a_few_at_a_time_within_what_a_form_may_carry(as_boss, supplier):
    rows = [[*BAD[:2], str(number), *BAD[3:]] for number in range(60)]
    response = paste(as_boss, *rows)
    assert (len(response.context["corrections"]), response.context["bad_more"]) == (40, 20)
    typed = {
        control.name: "1.000.000" if control.name.endswith("value") else control.text
        for row in response.context["corrections"]
        for control in row.controls
    }
    second = again(as_boss, response, "save", **typed)
    assert second.status_code == 200
    assert supplier.past_contracts.count() == 40
    assert (len(second.context["corrections"]), second.context["bad_more"]) == (20, 0)


def test_more_than_a_list_admits_is_refused_and_nothing_is_lost(as_boss, supplier, monkeypatch):
    monkeypatch.setattr(experience, "MOST_CONTRACTS", 1)
    PastContractFactory(supplier=supplier)
    response = again(as_boss, paste(as_boss, GOOD), "save")
    assert "Una lista admite 1 contratos." in response.content.decode()
    assert response.context["good_count"] == 1
    assert supplier.past_contracts.count() == 1


def test_a_thousand_rows_are_judged_and_saved_with_as_many_queries_as_one(
    as_boss, supplier, django_assert_max_num_queries, django_assert_num_queries
):
    def rows(count: int) -> list[list[str]]:
        return [[*GOOD[:2], str(number), *GOOD[3:]] for number in range(count)]

    paste(as_boss, *rows(1))
    with django_assert_max_num_queries(25) as one:
        paste(as_boss, *rows(1))
    with django_assert_num_queries(len(one)):
        response = paste(as_boss, *rows(1000))
    assert response.context["good_count"] == 1000
    with django_assert_max_num_queries(40):
        assert again(as_boss, response, "save").status_code == 302
    assert supplier.past_contracts.count() == 1000


def test_tables_without_end_are_made_to_wait(as_boss, monkeypatch):
    monkeypatch.setattr(experience_import, "TABLES_AN_HOUR", 1)
    assert paste(as_boss, GOOD).status_code == 200
    assert paste(as_boss, GOOD).status_code == 429


def test_the_template_is_understood_as_it_comes(as_boss):
    response = as_boss.get("/proveedor/experiencia/plantilla.csv")
    assert read_file(response.content) == [HEADINGS]


def test_a_joint_bidder_brings_none(client, boss: User):
    joint = SupplierFactory(person_type=PersonType.JOINT)
    MembershipFactory(supplier=joint, user=boss)
    sign_in(client, boss)
    assert client.post(joint.page("experience_import"), {"text": text(GOOD)}).status_code == 404


def test_who_only_reads_and_strangers_save_nothing(client, boss, reader, stranger, supplier):
    sign_in(client, boss)
    carried = paste(client, GOOD).context["carried"]
    sign_in(client, reader)
    assert client.post(IMPORT, {"table": carried, "do": "save"}).status_code == 403
    sign_in(client, stranger)
    refused = client.post(f"{IMPORT}?proveedor={supplier.code}", {"table": carried, "do": "save"})
    assert refused.status_code == 404
    assert not supplier.past_contracts.exists()
