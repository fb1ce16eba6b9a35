"""What an import never lets in: columns that are not read, and the names and numbers of natural persons."""

import io
import json
import logging

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection

from procurement.secop import columns
from tests.procurement.secop_rows import as_array, as_lines, as_table, awarded, row, save
from tests.reference.shared import SHARED, with_shared_data

pytestmark = pytest.mark.django_db
CANARY = "CANARIO-31456789"


def unread():
    """Every column of the dataset that is not on the allow-list, and some that it never had."""
    known = {
        "codigo_pci", "ppi", "fecha_de_apertura_efectiva", "proveedores_invitados", "proveedores_con_invitacion",
        "visualizaciones_del", "proveedores_que_manifestaron", "respuestas_externas",
        "conteo_de_respuestas_a_ofertas", "proveedores_unicos_con", "id_estado_del_procedimiento", "codigoproveedor",
        "departamento_proveedor", "ciudad_proveedor", "nombre_del_adjudicador", "subtipo_de_contrato",
    }  # fmt: skip
    assert not known & columns.NAMES
    return known | {"cedula", "correo_electronico", CANARY}


def everything():
    """All that the database holds, as text."""
    found = []
    with connection.cursor() as cursor:
        for table in {model._meta.db_table for model in apps.get_models(include_auto_created=True)}:
            cursor.execute(f'SELECT t::text FROM "{table}" t')  # noqa: S608  # our own tables
            found += [line for (line,) in cursor.fetchall()]
    return "\n".join(found)


@with_shared_data
def test_the_columns_that_are_read_and_those_that_are_not_are_all_that_the_dataset_has():
    listed = json.loads((SHARED / "secop" / "columnas_procesos_p6dx-8zbt.json").read_text(encoding="utf-8"))["columns"]
    titles = {column["fieldName"]: column["name"] for column in listed}
    assert {column.name: column.title for column in columns.COLUMNS}.items() <= titles.items()
    assert set(titles) - columns.NAMES == unread() - {"cedula", "correo_electronico", CANARY}


@pytest.mark.parametrize("form", [as_array, as_lines, as_table])
def test_a_canary_in_every_column_that_is_not_read_is_found_nowhere(tmp_path, form, caplog, capfd):
    canaries = {name: f"{CANARY}-{number}" for number, name in enumerate(sorted(unread()))}
    rows = [
        row() | canaries,
        awarded() | canaries,
        row(precio_base="mucho") | canaries,
        row(id_del_proceso=None) | canaries,
        row(id_del_proceso=CANARY) | canaries,
        row(entidad=None) | canaries,
    ]
    content = form(rows)
    if form is as_lines:
        content += f'{{"nombre_del_adjudicador": "{CANARY}\n'.encode()
    rejects = tmp_path / "rejects.csv"
    out, errors = io.StringIO(), io.StringIO()
    with caplog.at_level(logging.DEBUG):
        call_command(
            "import_secop", str(save(tmp_path / "f", content)), rejects=str(rejects), stdout=out, stderr=errors
        )
    assert json.loads(out.getvalue())["created"] == 2
    for place in (everything(), rejects.read_text(encoding="utf-8"), out.getvalue(), errors.getvalue(), caplog.text):
        assert "CANARIO" not in place
    assert "CANARIO" not in "".join(capfd.readouterr())


def test_a_canary_that_is_read_would_be_found(tmp_path):
    call_command("import_secop", str(save(tmp_path / "f", as_lines([row(entidad=CANARY)]))), stdout=io.StringIO())
    assert CANARY in everything()


def test_a_natural_persons_name_and_number_never_reach_the_database(tmp_path):
    people = [
        awarded(nit_del_proveedor_adjudicado=number, nombre_del_proveedor=CANARY)
        for number in ("31456789", "1045678901", "801234564", "80123456", "No Definido", "CE 31456789", None)
    ]
    call_command("import_secop", str(save(tmp_path / "f", as_lines(people))), stdout=io.StringIO())
    held = everything()
    for secret in ("CANARIO", "31456789", "1045678901", "801234564", "80123456"):
        assert secret not in held
