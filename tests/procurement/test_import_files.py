"""The forms that a file of open data may have, and the ways in which it may be broken."""

import json
import tracemalloc
from typing import Any

import ijson
import pytest

from procurement.secop.columns import COLUMNS
from procurement.secop.files import BrokenFileError, entries
from procurement.secop.values import RefusedRowError
from tests.procurement.secop_rows import as_array, as_lines, as_table, awarded, row, save

TITLES = {column.name: column.title for column in COLUMNS}
TEXTS = ("id_del_proceso", "nombre_del_procedimiento", "descripci_n_del_procedimiento", "fecha_de_publicacion_del")


def read(path):
    """The records, the reasons of the damaged ones, and the problem of the file."""
    records: list[dict[str, Any]] = []
    reasons: list[RefusedRowError] = []
    try:
        for entry in entries(path):
            if isinstance(entry, RefusedRowError):
                reasons.append(entry)
            else:
                records.append(entry)
    except BrokenFileError as problem:
        return records, list(map(str, reasons)), str(problem)
    return records, list(map(str, reasons)), ""


FORMS = {
    "array": as_array,
    "lines": as_lines,
    "csv": as_table,
    "csv with titles": lambda rows: as_table(rows, TITLES),
    "csv with semicolons": lambda rows: as_table(rows, delimiter=";"),
    "array with a mark": lambda rows: b"\xef\xbb\xbf" + as_array(rows),
    "lines with a mark": lambda rows: b"\xef\xbb\xbf" + as_lines(rows),
    "csv with a mark": lambda rows: b"\xef\xbb\xbf" + as_table(rows),
    "lines of Windows": lambda rows: as_lines(rows).replace(b"\n", b"\r\n"),
    "two pages joined": lambda rows: as_array(rows[:1]) + b"\n" + as_array(rows[1:]),
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("packed", [False, True])
def test_each_form_gives_the_same_rows_whatever_the_file_is_called(tmp_path, form, packed):
    rows = [
        row(nombre_del_procedimiento='«Niños», "comillas"; y comas,', descripci_n_del_procedimiento="dos\nlíneas"),
        awarded(),
        row(fecha_de_recepcion_de=None),
    ]
    records, reasons, problem = read(save(tmp_path / "file.bin", FORMS[form](rows), packed=packed))
    assert not reasons
    assert not problem
    assert [[record[name] for name in TEXTS] for record in records] == [
        [record[name] for name in TEXTS] for record in rows
    ]


def test_arrays_are_read_by_the_fast_parser():
    assert ijson.backend == "yajl2_c"


def test_a_broken_line_is_one_damaged_row(tmp_path):
    good = [row(), row()]
    first, second = as_lines(good).splitlines(keepends=True)
    content = first + b'{"id_del_proceso": \n' + b"[1]\n\n" + b"\xff\xfe{}\n" + second
    records, reasons, problem = read(save(tmp_path / "f", content))
    assert records == good
    assert len(reasons) == 3
    assert not problem


def test_an_element_that_is_no_object_is_one_damaged_row(tmp_path):
    records, reasons, problem = read(save(tmp_path / "f", json.dumps([1, row(), None, [row()], "x"]).encode()))
    assert (len(records), len(reasons), problem) == (1, 4, "")


@pytest.mark.parametrize("form", ["array", "lines", "csv"])
def test_a_file_cut_in_the_middle_gives_what_came_before_and_says_so(tmp_path, form):
    content = FORMS[form]([row() for _ in range(50)])
    records, _reasons, problem = read(save(tmp_path / "f", content[: len(content) // 2 + 7]))
    assert 20 <= len(records) <= 26
    assert "cortado" in problem


def test_a_packed_file_cut_in_the_middle_gives_what_came_before_and_says_so(tmp_path):
    path = save(
        tmp_path / "f", as_lines(row(descripci_n_del_procedimiento=str(n) * 99) for n in range(2000)), packed=True
    )
    path.write_bytes(path.read_bytes()[: path.stat().st_size * 3 // 4])
    records, _reasons, problem = read(path)
    assert 500 < len(records) < 2000
    assert "comprimido" in problem


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "vacío"),
        (b"  \n \n", "vacío"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "binario"),
        ("entidad,id_del_proceso\n".encode("utf-16"), "binario"),
        (b"a,b,c\n1,2,3\n", "no es JSON"),
        (b"hola", "no es JSON"),
        (b"<html><body>429</body></html>", "no es JSON"),
        (b"id_del_proceso,entidad\nCO1.REQ.1,x\n", "codigo_entidad"),
        (b"id_del_proceso,id_del_proceso,codigo_entidad,entidad,nombre_del_procedimiento\n", "repite"),
        (b"\x1f\x8b\x08\x00garbage", "comprimido"),
    ],
)
def test_what_is_no_open_data_is_refused_with_the_reason(tmp_path, content, words):
    records, _reasons, problem = read(save(tmp_path / "f", content))
    assert not records
    assert words in problem


def test_a_missing_file_and_a_folder_are_refused(tmp_path):
    assert "No existe" in read(tmp_path / "none")[2]
    assert "No existe" in read(tmp_path)[2]


def test_an_empty_answer_of_the_api_has_no_rows_and_no_problem(tmp_path):
    assert read(save(tmp_path / "f", b"[]")) == ([], [], "")
    assert read(save(tmp_path / "g", as_table([row()]).splitlines(keepends=True)[0])) == ([], [], "")


def test_an_error_of_the_api_is_a_damaged_row(tmp_path):
    records, _reasons, _problem = read(save(tmp_path / "f", b'{"error": true, "message": "throttled"}'))
    assert [record.get("id_del_proceso") for record in records] == [None]


def test_rows_of_a_table_with_too_few_or_too_many_columns_or_other_letters_are_damaged(tmp_path):
    head, line = as_table([row(descripci_n_del_procedimiento="x")]).splitlines(keepends=True)
    content = head + b"CO1.REQ.1,corta\n" + line.strip() + b",de,mas\n" + line.replace(b"SUMINISTRO", b"\xff") + line
    records, reasons, problem = read(save(tmp_path / "f", content))
    assert (len(records), len(reasons), problem) == (1, 3, "")


@pytest.mark.parametrize(
    "content",
    [
        as_lines([row()]) + b'{"x": "' + b"y" * 20_000_000 + b'"}\n' + as_lines([row()]),
        b'[{"x": "' + b"y" * 20_000_000 + b'"}]',
        b"[" * 20_000_000,
        as_table([row()]) + b'"' + b"y" * 20_000_000,
        as_table([row()]) + b'"' + (b"y" * 9_999 + b"\n") * 2_000,
    ],
    ids=["line", "element", "depth", "field", "open quote"],
)
def test_what_never_ends_never_fills_the_memory(tmp_path, content):
    path = save(tmp_path / "f", content)
    del content
    tracemalloc.start()
    records, reasons, problem = read(path)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(records) <= 2
    assert reasons or problem
    assert peak < 30_000_000
