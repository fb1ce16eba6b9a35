import json
import time
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from openpyxl import Workbook

from groundwork.reference.models import Commodity, Revision
from groundwork.reference.services import classifier
from tests.reference.shared import CLASSIFIER, with_shared_data

pytestmark = pytest.mark.django_db

HEADER = [f"{kind} {level}" for level in ("Segmento", "Familia", "Clase", "Producto") for kind in ("Código", "Nombre")]
CATS = [10, "Material vivo", 1010, "Animales vivos", 101015, "Animales de granja", 10101501, "Gatos"]
DOGS = [*CATS[:6], 10101502, "Perros"]


def workbook(folder: Path, *rows: list[Any], header: list[str] = HEADER) -> Path:
    book = Workbook()
    assert book.active is not None
    for row in (header, *rows):
        book.active.append(row)
    path = folder / "clasificador_v99.xlsx"
    book.save(path)
    return path


def load(capsys, path: Path) -> dict[str, Any]:
    call_command("load_classifier", str(path))
    counts: dict[str, Any] = json.loads(capsys.readouterr().out.splitlines()[-1])
    return counts


def test_a_workbook_makes_the_four_levels(tmp_path, capsys):
    counts = load(capsys, workbook(tmp_path, CATS, DOGS))
    assert counts == {
        "segment": 1,
        "family": 1,
        "class": 1,
        "product": 2,
        "created": 5,
        "updated": 0,
        "retired": 0,
        "unchanged": 0,
    }
    cats = Commodity.objects.get(code="10101501")
    assert (cats.title, cats.level, cats.parent_id, cats.source) == ("Gatos", 4, "10101500", "clasificador_v99")


def test_loading_twice_changes_nothing(tmp_path, capsys):
    path = workbook(tmp_path, CATS, DOGS)
    load(capsys, path)
    stamp = Revision.objects.get().stamp
    assert load(capsys, path)["unchanged"] == 5
    assert Revision.objects.get().stamp == stamp


def test_official_titles_replace_ours_and_codes_without_a_place_are_retired(tmp_path, capsys):
    ours = {"10000000": "Nuestro", "10100000": "Animales vivos", "10110000": "Domésticos"}
    classifier.load(ours, source="portal", official=False)
    counts = load(capsys, workbook(tmp_path, CATS))
    assert (counts["created"], counts["updated"], counts["retired"]) == (2, 2, 1)
    assert Commodity.objects.get(code="10000000").title == "Material vivo"
    assert Commodity.objects.get(code="10110000").retired
    assert "10110000" not in Commodity.objects.current().values_list("code", flat=True)


def test_a_retired_code_comes_back_with_an_edition_that_has_it(tmp_path, capsys):
    load(capsys, workbook(tmp_path, CATS, DOGS))
    load(capsys, workbook(tmp_path, CATS))
    assert Commodity.objects.get(code="10101502").retired
    assert load(capsys, workbook(tmp_path, CATS, DOGS))["updated"] == 1
    assert not Commodity.objects.get(code="10101502").retired


def test_the_built_in_data_never_covers_an_official_edition(tmp_path, capsys):
    load(capsys, workbook(tmp_path, CATS))
    call_command("load_reference")
    assert Commodity.objects.count() == 4


def test_double_spaces_and_two_spellings_of_a_heading_are_put_right(tmp_path, capsys):
    misspelt = ["10", "Material bibo", *CATS[2:6], 10101503.0, " Gatos   de  angora "]
    load(capsys, workbook(tmp_path, misspelt, CATS, DOGS))
    assert Commodity.objects.get(code="10000000").title == "Material vivo"
    assert Commodity.objects.get(code="10101503").title == "Gatos de angora"


@pytest.mark.parametrize(
    ("damaged", "problem"),
    [
        ([*CATS[:6], "1010150X", "Perros"], "no es un código de producto"),
        ([*CATS[:6], 10101502, None], "falta un nombre"),
        ([*CATS[:6], 10101502, "#REF!"], "falta un nombre"),
        ([*CATS[:6], 10101502, "a" * 301], "más de 300 letras"),
        ([*CATS[:6], 20101502, "Perros"], "no está dentro de 10101500"),
        ([None, *CATS[1:]], "no es un código de segmento"),
        ([*CATS[:6]], "no es un código de producto"),
        ([*CATS[:6], 10101501, "Tigres"], "ya está en la fila 2 con otro nombre"),
        ([*CATS[:6], 10101500, "Perros"], "no es un código de producto"),
    ],
)
def test_a_damaged_row_is_named_and_nothing_of_the_file_stays(damaged, problem, tmp_path):
    classifier.load({"80000000": "Servicios"}, source="portal", official=False)
    before = list(Commodity.objects.values())
    with pytest.raises(CommandError) as refusal:
        call_command("load_classifier", str(workbook(tmp_path, CATS, damaged, DOGS)))
    assert "Fila 3: " in str(refusal.value)
    assert problem in str(refusal.value)
    assert list(Commodity.objects.values()) == before


def test_every_damaged_row_is_named_up_to_twenty(tmp_path):
    damaged = [[*CATS[:6], 10101502, None]] * 25
    with pytest.raises(CommandError) as refusal:
        call_command("load_classifier", str(workbook(tmp_path, CATS, *damaged)))
    assert "Fila 22: " in str(refusal.value)
    assert "Fila 23: " not in str(refusal.value)
    assert "5 filas más" in str(refusal.value)


def test_a_row_keeps_its_number_after_blank_ones(tmp_path):
    with pytest.raises(CommandError, match=r"Fila 5: "):
        call_command("load_classifier", str(workbook(tmp_path, CATS, [None], [None], [*CATS[:7], None])))


def test_a_file_that_is_no_workbook_is_refused_in_one_sentence(tmp_path):
    path = tmp_path / "clasificador.xlsx"
    path.write_text("código,nombre")
    with pytest.raises(CommandError, match="no es un libro de Excel"):
        call_command("load_classifier", str(path))


def test_half_a_workbook_is_refused(tmp_path):
    whole = workbook(tmp_path, CATS, DOGS).read_bytes()
    path = tmp_path / "cut.xlsx"
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(CommandError, match="no es un libro de Excel"):
        call_command("load_classifier", str(path))


def test_other_columns_and_missing_files_are_refused(tmp_path):
    with pytest.raises(CommandError, match="faltan las columnas"):
        call_command("load_classifier", str(workbook(tmp_path, CATS, header=list("abcdefgh"))))
    with pytest.raises(CommandError, match="no tiene filas"):
        call_command("load_classifier", str(workbook(tmp_path)))
    with pytest.raises(CommandError, match="No such file"):
        call_command("load_classifier", str(tmp_path / "nowhere.xlsx"))


@with_shared_data
def test_the_official_edition_loads_over_ours_in_ten_seconds(capsys):
    call_command("load_reference")
    started = time.monotonic()
    counts = load(capsys, CLASSIFIER)
    assert time.monotonic() - started < 10
    assert [counts[level] for level in ("segment", "family", "class", "product")] == [56, 420, 3818, 49_022]
    assert Commodity.objects.get(code="70000000").title.startswith("Servicios de Contratación")
    assert not Commodity.objects.filter(title__contains="  ").exists()
    assert Commodity.objects.get(code="64000000").retired
    again = load(capsys, CLASSIFIER)
    assert (again["created"], again["updated"], again["retired"]) == (0, 0, 0)
