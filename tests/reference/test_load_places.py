import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from groundwork.reference.models import Department, Municipality, PlaceAlias
from groundwork.reference.queries.places import PlaceResolver
from tests.reference.shared import PLACES, with_shared_data

pytestmark = pytest.mark.django_db

MUNICIPALITIES = "codigo_departamento,departamento,codigo,nombre,tipo,latitud,longitud\r\n"
MEDELLIN = "05,ANTIOQUIA,05001,MEDELLÍN,MUNICIPIO,6.25,-75.57\r\n"


def table(folder: Path, text: str, name: str = "municipios.csv") -> str:
    path = folder / name
    path.write_bytes(text.encode())
    return str(path)


def load(capsys, *paths: object) -> dict[str, Any]:
    call_command("load_places", *map(str, paths))
    counts: dict[str, Any] = json.loads(capsys.readouterr().out.splitlines()[-1])
    return counts


def test_a_table_of_municipalities_brings_their_departments(tmp_path, capsys):
    counts = load(capsys, table(tmp_path, MUNICIPALITIES + MEDELLIN))
    assert (counts["departments"], counts["municipalities"], counts["created"]) == (1, 1, 2)
    town = Municipality.objects.select_related("department").get()
    assert (town.name, town.department.name, town.sort_name) == ("Medellín", "Antioquia", "medellin")


def test_loading_twice_changes_nothing(tmp_path, capsys):
    path = table(tmp_path, MUNICIPALITIES + MEDELLIN)
    load(capsys, path)
    again = load(capsys, path)
    assert (again["created"], again["updated"], again["retired"], again["unchanged"]) == (0, 0, 0, 2)


def test_a_name_given_up_still_finds_its_place(tmp_path, capsys):
    load(capsys, table(tmp_path, MUNICIPALITIES + MEDELLIN.replace("MEDELLÍN", "VILLA DE LA CANDELARIA")))
    load(capsys, table(tmp_path, MUNICIPALITIES + MEDELLIN))
    assert PlaceResolver().resolve("Antioquia", "Villa de la Candelaria") == ("05", "05001")
    assert PlaceResolver().resolve("Antioquia", "Medellin") == ("05", "05001")


def test_a_place_that_the_table_lacks_is_kept_as_retired(tmp_path, capsys):
    load(capsys, table(tmp_path, MUNICIPALITIES + MEDELLIN + MEDELLIN.replace("05001,MEDELLÍN", "05002,ABEJORRAL")))
    assert load(capsys, table(tmp_path, MUNICIPALITIES + MEDELLIN))["retired"] == 1
    assert Municipality.objects.get(code="05002").retired


def test_a_table_of_departments_alone_leaves_the_municipalities(tmp_path, capsys):
    load(capsys, table(tmp_path, MUNICIPALITIES + MEDELLIN))
    counts = load(capsys, table(tmp_path, "codigo,nombre\r\n05,ANTIOQUIA\r\n08,ATLÁNTICO\r\n", "departamentos.csv"))
    assert (counts["departments"], counts["municipalities"], counts["retired"]) == (2, 1, 0)


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("05,ANTIOQUIA,5002,ABEJORRAL\r\n", "no es un código DANE de 5 dígitos"),
        ("05,ANTIOQUIA,08002,ABEJORRAL\r\n", "no es de ese departamento"),
        ("05,ANTIOQUIA,05002,\r\n", "falta un nombre"),
        ("05,ANTIOQUIA\r\n", "no es un código DANE de 5 dígitos"),
        ("5,ANTIOQUIA,05002,ABEJORRAL\r\n", "no es un código DANE de 2 dígitos"),
        ("05,BOYACÁ,05002,ABEJORRAL\r\n", "el código 05 ya está con otro nombre"),
        ("05,ANTIOQUIA,05001,BOGOTÁ\r\n", "el código 05001 ya está con otro nombre"),
    ],
)
def test_a_damaged_row_is_named_and_nothing_of_the_files_stays(row, problem, tmp_path):
    departments = table(tmp_path, "codigo,nombre\r\n05,ANTIOQUIA\r\n", "departamentos.csv")
    with pytest.raises(CommandError) as refusal:
        call_command("load_places", departments, table(tmp_path, MUNICIPALITIES + MEDELLIN + row))
    assert "municipios.csv, fila 3: " in str(refusal.value)
    assert problem in str(refusal.value)
    assert not Department.objects.exists()


def test_a_municipality_of_a_department_that_the_other_table_lacks_is_refused(tmp_path):
    departments = table(tmp_path, "codigo,nombre\r\n08,ATLÁNTICO\r\n", "departamentos.csv")
    with pytest.raises(CommandError, match="El departamento 05 no está"):
        call_command("load_places", departments, table(tmp_path, MUNICIPALITIES + MEDELLIN))
    assert not Department.objects.exists()


def test_other_files_are_refused_in_one_sentence(tmp_path):
    with pytest.raises(CommandError, match="no son las columnas"):
        call_command("load_places", table(tmp_path, "a,b\r\n1,2\r\n"))
    (tmp_path / "latin.csv").write_bytes("codigo,nombre\r\n15,BOYACÁ\r\n".encode("latin-1"))
    with pytest.raises(CommandError, match=r"latin.csv no está en UTF-8"):
        call_command("load_places", str(tmp_path / "latin.csv"))
    with pytest.raises(CommandError, match="no es un CSV legible"):
        call_command("load_places", table(tmp_path, 'codigo,nombre\r\n05,"ANTIO"QUIA\r\n'))
    with pytest.raises(CommandError, match="no tienen filas"):
        call_command("load_places", table(tmp_path, MUNICIPALITIES))
    with pytest.raises(CommandError, match="No such file"):
        call_command("load_places", str(tmp_path / "nowhere.csv"))


@with_shared_data
def test_the_official_tables_load_over_ours(capsys):
    call_command("load_reference")
    capsys.readouterr()
    aliases = PlaceAlias.objects.count()
    counts = load(capsys, *PLACES)
    assert (counts["departments"], counts["municipalities"]) == (33, 1122)
    assert (counts["created"], counts["retired"]) == (0, 0)
    assert PlaceAlias.objects.count() == aliases + counts["aliases"]
    again = load(capsys, *PLACES)
    assert (again["created"], again["updated"], again["retired"], again["aliases"]) == (0, 0, 0, 0)
