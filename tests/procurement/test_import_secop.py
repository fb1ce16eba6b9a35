"""manage.py import_secop: what it makes of files, once, twice and shifted."""

import csv
import io
import json
from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bench import importing
from groundwork.ledger.models import Entry
from groundwork.messaging import services as messaging
from groundwork.messaging.models import Work
from groundwork.messaging.services import announcements
from groundwork.reference.models import Department, Municipality
from procurement.models import Award, Entity, ImportRun, Process, ProcessChange
from procurement.secop.values import BOGOTA
from procurement.services.imports import running
from tests.procurement.secop_rows import as_array, as_lines, as_table, awarded, row, save
from tests.reference.shared import SECOP, with_shared_data

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def consumers(monkeypatch):
    """One consumer of each topic, whichever rooms are there."""
    monkeypatch.setattr(announcements, "_consumers", {})
    messaging.register("process.published", "reader")
    messaging.register("process.changed", "reader")


@pytest.fixture(autouse=True)
def small_batches(monkeypatch):
    """Three rows make a batch, so that every test crosses from one to the next."""
    monkeypatch.setattr(running, "BATCH", 3)


def run(*files, **options):
    """The command's counts; it must end well."""
    out = io.StringIO()
    call_command("import_secop", *map(str, files), stdout=out, stderr=io.StringIO(), **options)
    return json.loads(out.getvalue().splitlines()[-1])


def fail(*files, **options):
    """The command's counts and its last words, when it must end badly."""
    out = io.StringIO()
    with pytest.raises(CommandError) as failure:
        call_command("import_secop", *map(str, files), stdout=out, stderr=io.StringIO(), **options)
    return json.loads(out.getvalue().splitlines()[-1]), str(failure.value)


def counts(read=0, created=0, updated=0, unchanged=0, rejected=0):
    return {"read": read, "created": created, "updated": updated, "unchanged": unchanged, "rejected": rejected}


def state():
    """Everything that an import may touch, but for the record of runs."""
    return [
        list(model.objects.order_by("pk").values()) for model in (Entity, Process, ProcessChange, Award, Work, Entry)
    ]


@with_shared_data
def test_every_real_row_is_created_and_a_second_run_changes_nothing(monkeypatch):
    monkeypatch.setattr(running, "BATCH", 500)
    assert run(*SECOP) == counts(read=1700, created=1700)
    assert Process.objects.count() == Award.objects.count() == 1700
    assert Work.objects.filter(topic="process.published").count() == 1700
    assert Award.objects.exclude(code="").count() == 9
    before = state()
    assert run(*SECOP) == counts(read=1700, unchanged=1700)
    assert state() == before


@with_shared_data
def test_real_rows_can_be_tried_as_if_they_were_new():
    run(SECOP[0])
    with time_machine.travel(datetime(2026, 11, 24, 22, tzinfo=BOGOTA), tick=False):
        assert run(SECOP[0], shift_to="hoy") == counts(read=200, updated=200)
    newest = Process.objects.latest("published_at")
    assert newest.published_at.astimezone(BOGOTA).date() == date(2026, 11, 24)
    assert not Process.objects.filter(is_sample=False).exists()
    assert run(SECOP[0], shift_to="2026-11-24") == counts(read=200, unchanged=200)
    assert run(SECOP[0], shift_to="2026-11-25") == counts(read=200, updated=200)
    assert run(SECOP[0]) == counts(read=200, updated=200)
    assert not Process.objects.filter(is_sample=True).exists()
    assert not ProcessChange.objects.exists(), "moving the days of rows is no change of what they say"


def test_a_file_of_each_form_makes_the_same_processes(tmp_path):
    rows = [row(), row(), awarded()]
    assert run(save(tmp_path / "a", as_array(rows))) == counts(read=3, created=3)
    for number, content in enumerate((as_lines(rows), as_table(rows), as_table(rows, delimiter=";"))):
        assert run(save(tmp_path / f"{number}", content, packed=number % 2 == 1)) == counts(read=3, unchanged=3)


def test_a_row_makes_its_process_its_entity_and_its_child(tmp_path):
    Department.objects.create(code="76", name="Valle del Cauca")
    Municipality.objects.create(code="76520", name="Palmira", department_id="76")
    run(save(tmp_path / "f", as_lines([awarded(id_del_proceso="CO1.REQ.5")])))
    process = Process.objects.select_related("entity").get(code="CO1.REQ.5")
    assert (process.source, process.decision, process.municipality_id) == ("secop", "awarded", "76520")
    assert (process.entity.code, process.entity.nit, process.entity.department_id) == ("700088016", "891380007", "76")
    assert process.code_paths == ["44000000", "44120000", "44121600"]
    child = process.awards.get()
    assert (child.code, child.supplier_name, child.supplier_nit) == (
        "CO1.AWD.2635218",
        "PAPELES DEL VALLE S.A.S.",
        "901807734",
    )


def test_only_what_differs_is_updated_and_only_what_matters_is_announced(tmp_path):
    rows = [row() for _ in range(4)]
    run(save(tmp_path / "f", as_lines(rows)))
    Work.objects.all().delete()
    rows[1]["precio_base"] = "9900000"
    rows[3]["respuestas_al_procedimiento"] = "7"
    assert run(save(tmp_path / "f", as_lines(rows))) == counts(read=4, updated=2, unchanged=2)
    assert Process.objects.get(code=rows[1]["id_del_proceso"]).budget == 9900000
    assert Process.objects.get(code=rows[3]["id_del_proceso"]).responses == 7
    changed = Process.objects.get(code=rows[1]["id_del_proceso"]).pk
    assert list(Work.objects.values_list("topic", "subject_id")) == [("process.changed", changed)]


def test_of_rows_that_repeat_the_last_counts_however_far_apart(tmp_path):
    first, last = row(precio_base="100"), row(precio_base="200")
    last["id_del_proceso"] = first["id_del_proceso"]
    others = [row() for _ in range(7)]
    path = save(tmp_path / "f", as_lines([first, *others, last]))
    assert run(path) == counts(read=8, created=8)
    assert Process.objects.get(code=first["id_del_proceso"]).budget == 200
    assert run(path) == counts(read=8, unchanged=8)
    assert run(path, path) == counts(read=8, unchanged=8)


def test_a_last_row_that_is_refused_does_not_hide_the_good_one_before_it(tmp_path):
    good = row()
    bad = good | {"precio_base": "mucho"}
    assert run(save(tmp_path / "f", as_lines([good, bad]))) == counts(read=2, created=1, rejected=1)


def test_each_award_of_a_process_is_a_row_and_a_second_run_changes_nothing(tmp_path):
    shared = {"id_del_proceso": "CO1.REQ.6"}
    rows = [awarded(id_adjudicacion=f"CO1.AWD.{n}", precio_base=str(n), **shared) for n in range(1, 8)]
    path = save(tmp_path / "f", as_lines(rows))
    assert run(path) == counts(read=7, created=7)
    process = Process.objects.get()
    assert process.budget == 7
    assert process.awards.count() == 7
    before = state()
    assert run(path) == counts(read=7, unchanged=7)
    assert state() == before


@pytest.mark.parametrize("award_first", [True, False])
@pytest.mark.parametrize("apart", [0, 5])
def test_a_real_award_replaces_the_child_without_one_in_any_order(tmp_path, award_first, apart):
    real = awarded()
    blank = row(id_del_proceso=real["id_del_proceso"])
    between = [row() for _ in range(apart)]
    pair = [real, blank] if award_first else [blank, real]
    path = save(tmp_path / "f", as_lines([pair[0], *between, pair[1]]))
    first = run(path)
    assert first["read"] == apart + 2
    assert first["rejected"] == 0
    process = Process.objects.get(code=real["id_del_proceso"])
    assert [child.code for child in process.awards.all()] == [real["id_adjudicacion"]]
    assert (process.decision, process.decided_at) == ("awarded", datetime(2026, 7, 28, tzinfo=BOGOTA))
    before = state()
    assert run(path) == counts(read=apart + 2, unchanged=apart + 2)
    assert state() == before


def test_a_real_award_replaces_the_child_of_an_earlier_import_and_stays(tmp_path):
    blank = row()
    real = awarded(id_del_proceso=blank["id_del_proceso"])
    run(save(tmp_path / "f", as_lines([blank])))
    assert run(save(tmp_path / "g", as_lines([real]))) == counts(read=1, updated=1)
    assert Award.objects.get().code == "CO1.AWD.2635218"
    assert run(save(tmp_path / "f", as_lines([blank]))) == counts(read=1, updated=1)
    process = Process.objects.get()
    assert (process.decision, process.decided_at) == ("awarded", datetime(2026, 7, 28, tzinfo=BOGOTA))
    assert Award.objects.get().code == "CO1.AWD.2635218"


def test_an_entity_is_one_whatever_its_rows_call_it_and_keeps_what_a_row_does_not_know(tmp_path):
    rows = [row(), row(entidad="MUNICIPIO DE PALMIRA", nit_entidad="No Definido")]
    run(save(tmp_path / "f", as_lines(rows)))
    entity = Entity.objects.get()
    assert (entity.name, entity.nit) == ("ALCALDÍA MUNICIPIO DE PALMIRA", "891380007")
    assert set(Process.objects.values_list("buyer_name", flat=True)) == {
        "ALCALDÍA MUNICIPIO DE PALMIRA",
        "MUNICIPIO DE PALMIRA",
    }
    run(save(tmp_path / "f", as_lines([row()])))
    run(save(tmp_path / "f", as_lines([row(nit_entidad="No Definido", ordenentidad=None)])))
    entity.refresh_from_db()
    assert (entity.nit, entity.order) == ("891380007", "Territorial")


def test_refused_rows_are_listed_with_place_process_and_reason(tmp_path):
    rows = [row(), row(precio_base="mucho"), row(id_del_proceso="../../x"), row()]
    path = save(tmp_path / "f.jsonl", as_lines(rows) + b"{\n")
    rejects = tmp_path / "rejects.csv"
    assert run(path, rejects=str(rejects)) == counts(read=5, created=2, rejected=3)
    listed = list(csv.reader(rejects.read_text(encoding="utf-8").splitlines()))
    assert listed[0] == ["archivo", "fila", "proceso", "motivo"]
    assert [line[:3] for line in listed[1:]] == [
        ["f.jsonl", "2", rows[1]["id_del_proceso"]],
        ["f.jsonl", "3", ""],
        ["f.jsonl", "5", ""],
    ]
    assert all(line[3] for line in listed)


def test_without_a_path_the_rejects_lie_in_the_portals_folder_and_the_path_is_told(tmp_path, settings):
    settings.PORTAL_DIR = tmp_path
    errors = io.StringIO()
    call_command(
        "import_secop", save(tmp_path / "f", as_lines([row(entidad=None)])), stdout=io.StringIO(), stderr=errors
    )
    (made,) = (tmp_path / "imports").iterdir()
    assert str(made) in errors.getvalue()
    run(save(tmp_path / "f", as_lines([row()])))
    assert list((tmp_path / "imports").iterdir()) == [made]


def test_a_cut_file_keeps_what_came_before_and_the_other_files_are_read(tmp_path):
    content = as_array([row() for _ in range(10)])
    cut = save(tmp_path / "cut.json", content[: len(content) // 2])
    whole = save(tmp_path / "whole.json", as_array([row(), row()]))
    done, words = fail(cut, tmp_path / "missing.json", whole)
    assert done["created"] == done["read"] == Process.objects.count() >= 6
    assert "cut.json" in words
    assert "missing.json" in words


@pytest.mark.parametrize("shift_to", ["ayer", "2026-02-30", "1066-01-01"])
def test_a_day_that_is_none_is_refused_before_anything_is_read(tmp_path, shift_to):
    with pytest.raises(CommandError):
        call_command("import_secop", str(save(tmp_path / "f", as_lines([row()]))), "--shift-to", shift_to)
    assert not ImportRun.objects.exists()


def test_a_shift_counts_from_the_latest_publication_of_all_the_files(tmp_path):
    old = save(tmp_path / "old", as_lines([row(fecha_de_publicacion_del="2026-01-01", fecha_de_recepcion_de=None)]))
    new = save(tmp_path / "new", as_lines([row(fecha_de_publicacion_del="2026-01-31"), row(entidad=None)]))
    run(old, new, shift_to="2026-11-24")
    days = [
        moment.astimezone(BOGOTA).date()
        for moment in Process.objects.order_by("pk").values_list("published_at", flat=True)
    ]
    assert days == [date(2026, 11, 24) - timedelta(days=30), date(2026, 11, 24)]
    assert ImportRun.objects.get().shifted_days == (date(2026, 11, 24) - date(2026, 1, 31)).days


def test_a_batch_that_changes_something_leaves_one_entry_in_the_record(tmp_path):
    path = save(tmp_path / "f", as_lines([row() for _ in range(7)]))
    run(path)
    assert list(Entry.objects.values_list("verb", flat=True)) == ["process.imported"] * 3
    assert {entry.subject for entry in Entry.objects.all()} == {str(ImportRun.objects.get().code)}
    run(path)
    assert Entry.objects.count() == 3


def test_each_run_is_written_down(tmp_path):
    path = save(tmp_path / "f.jsonl", as_lines([row(), row(entidad=None)]))
    run(path)
    written = ImportRun.objects.get()
    assert written.files == ["f.jsonl"]
    assert (written.read, written.created, written.rejected) == (2, 1, 1)
    assert written.finished_at


def test_a_process_of_the_portal_is_never_overwritten(tmp_path):
    record = row()
    run(save(tmp_path / "f", as_lines([record])))
    Process.objects.update(source="portal", title="Propio")
    record["precio_base"] = "1"
    assert run(save(tmp_path / "f", as_lines([record]))) == counts(read=1, unchanged=1)
    assert Process.objects.get().title == "Propio"


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_progress_is_told_on_a_terminal_and_nowhere_else(tmp_path):
    path = save(tmp_path / "f", as_lines([row() for _ in range(8)]))
    errors: dict[type[io.StringIO], str] = {}
    for kind in (Terminal, io.StringIO):
        stream = kind()
        call_command("import_secop", str(path), stdout=io.StringIO(), stderr=stream)
        errors[kind] = stream.getvalue()
    assert "Importadas 8 de 8 filas" in errors[Terminal]
    assert errors[io.StringIO] == ""


def test_the_bench_measures_a_whole_import_beside_a_copy():
    (line,) = importing.measure(20)
    assert (line["name"], line["n"], line["unit"]) == ("import", 20, "s")
    assert min(line["ours"], line["ratio"]) > 0
    assert not Process.objects.exists()


def test_a_batch_takes_the_same_queries_whatever_its_size(tmp_path, monkeypatch):
    monkeypatch.setattr(running, "BATCH", 100)
    taken = []
    for size in (1, 50):
        path = save(tmp_path / "f", as_lines([row() for _ in range(size)]))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            run(path)
        taken.append(len(queries))
    assert taken[0] == taken[1]
