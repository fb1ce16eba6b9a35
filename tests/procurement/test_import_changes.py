"""What an import keeps of the processes that it changes."""

import io
from datetime import datetime, timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from groundwork.reference.models import Department, Municipality
from procurement.models import Process, ProcessChange
from procurement.services.imports import running
from tests.procurement.secop_rows import as_lines, awarded, row, save

pytestmark = pytest.mark.django_db


def run(*files):
    call_command("import_secop", *map(str, files), stdout=io.StringIO(), stderr=io.StringIO())


def test_what_a_process_said_and_says_instead_is_kept_by_field(tmp_path):
    Department.objects.create(code="76", name="Valle del Cauca")
    Municipality.objects.create(code="76520", name="Palmira", department_id="76")
    Municipality.objects.create(code="76001", name="Cali", department_id="76")
    record = row(precio_base="8800000.55")
    path = save(tmp_path / "f", as_lines([record]))
    run(path)
    assert not ProcessChange.objects.exists(), "a new process has not changed"
    record |= {
        "precio_base": "9900000",
        "fecha_de_recepcion_de": "2026-07-25T00:00:00.000",
        "codigo_principal_de_categoria": "V1.44121700",
        "ciudad_entidad": "Cali",
        "ciudad_de_la_unidad_de": "Cali",
        "codigo_entidad": "700088017",
        "respuestas_al_procedimiento": "7",
    }
    run(save(tmp_path / "f", as_lines([record])))
    change = ProcessChange.objects.get()
    assert change.before == {
        "budget": "8800000.55",
        "closes_at": change.before["closes_at"],
        "main_code": "44121600",
        "code_paths": ["44000000", "44120000", "44121600"],
        "municipality_id": "76520",
        "entity": "700088016",
    }
    assert change.after == {
        "budget": "9900000.00",
        "closes_at": change.after["closes_at"],
        "main_code": "44121700",
        "code_paths": ["44000000", "44120000", "44121700"],
        "municipality_id": "76001",
        "entity": "700088017",
    }
    process = Process.objects.get(code=record["id_del_proceso"])
    assert datetime.fromisoformat(change.after["closes_at"]) == process.closes_at
    assert process.closes_at - datetime.fromisoformat(change.before["closes_at"]) == timedelta(days=5)


def test_what_concerns_nobody_leaves_no_change_nor_does_the_same_file_again(tmp_path):
    records = [row(), awarded(), row()]
    path = save(tmp_path / "f", as_lines(records))
    run(path)
    run(path)
    records[0]["respuestas_al_procedimiento"] = "7"
    records[0]["fase"] = "Evaluación"
    run(save(tmp_path / "f", as_lines(records)))
    assert not ProcessChange.objects.exists()


def test_an_award_changes_the_decision_once(tmp_path):
    record = row(id_del_proceso="CO1.REQ.5")
    run(save(tmp_path / "f", as_lines([record])))
    won = awarded(
        id_del_proceso="CO1.REQ.5", id_del_portafolio=record["id_del_portafolio"], urlproceso=record["urlproceso"]
    )
    run(save(tmp_path / "f", as_lines([won])))
    change = ProcessChange.objects.get()
    assert (change.before, change.after) == ({"decision": ""}, {"decision": "awarded"})
    # A later lot without an award does not take the decision back.
    record["numero_de_lotes"] = "2"
    run(save(tmp_path / "f", as_lines([record])))
    assert Process.objects.get().decision == "awarded"
    assert ProcessChange.objects.count() == 1


def test_changes_are_written_in_a_fixed_number_of_statements(tmp_path, monkeypatch):
    monkeypatch.setattr(running, "BATCH", 50)
    costs = []
    for number in (1, 30):
        records = [row() for _ in range(number)]
        run(save(tmp_path / "f", as_lines(records)))
        for record in records:
            record["precio_base"] = "9900000"
        with CaptureQueriesContext(connection) as queries:
            run(save(tmp_path / "f", as_lines(records)))
        costs.append(len(queries))
    assert ProcessChange.objects.count() == 31
    assert costs[0] == costs[1]
