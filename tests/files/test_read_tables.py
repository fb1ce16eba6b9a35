"""Tables read from what people paste and upload: honest ones whole, hostile ones refused with words."""

import io
import zipfile
from collections.abc import Sequence
from contextlib import suppress
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from groundwork.files import tables

# What openpyxl misses in a damaged book.
pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:openpyxl")

HEADING = ["Objeto", "Valor"]


def book(*rows: Sequence[object], percent_column: str = "") -> bytes:
    """An honest workbook."""
    made = Workbook()
    sheet = made.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    if percent_column:
        for cell in sheet[percent_column]:
            cell.number_format = "0.00%"
    content = io.BytesIO()
    made.save(content)
    return content.getvalue()


def altered(content: bytes, **members: bytes) -> bytes:
    """The same workbook with other members, by their names with "__" for "/"."""
    changed = {name.replace("__", "/"): data for name, data in members.items()}
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            if info.filename not in changed:
                new.writestr(info.filename, old.read(info))
        for name, data in changed.items():
            new.writestr(name, data)
    return made.getvalue()


def refusal(content: bytes) -> str:
    with pytest.raises(ValidationError) as refused:
        tables.read_file(content)
    return str(refused.value.code)


@pytest.mark.parametrize("separator", ["\t", ";", ","], ids=["tabulator", "semicolon", "comma"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_text_is_read_whatever_its_separator_and_encoding(separator, encoding):
    text = f'Objeto{separator}Valor\r\n"Señalización; vías, y puentes\ten Ibagué"{separator}1250\r\n'
    assert tables.read_file(text.encode(encoding)) == [HEADING, ["Señalización; vías, y puentes\ten Ibagué", "1250"]]


def test_empty_rows_are_left_out():
    assert tables.read_text("Objeto\tValor\n\n \t \nUno\t1\n") == [HEADING, ["Uno", "1"]]


def test_a_workbook_gives_its_values_as_text():
    content = book(
        ["Texto", "Entero", "Decimal", "Engañoso", "Fecha", "Sí", "Nada"],
        ["Vías", 80111600, 1250000.5, 125.125, date(2025, 11, 24), True, None],
    )
    assert tables.read_file(content)[1] == ["Vías", "80111600", "1250000,5", "125,125", "2025-11-24", "sí"]


def test_a_percentage_is_what_the_sheet_shows():
    assert tables.read_file(book(["Parte"], [0.3333], percent_column="A"))[1] == ["33,33 %"]


def test_a_formula_is_never_run_and_without_a_shown_value_says_nothing():
    content = book(HEADING, ["Vías", '=HYPERLINK("http://example.com","x")'])
    assert tables.read_file(content)[1] == ["Vías"]


@pytest.mark.parametrize("rows", [1001, 10_000])
def test_too_many_rows_are_refused_with_how_many(rows):
    with pytest.raises(ValidationError, match=r"recibimos 1\.000 cada vez"):
        tables.read_text("Objeto\tValor\n" + "Uno\t1\n" * rows)
    with pytest.raises(ValidationError, match=f"{rows:,}".replace(",", r"\.")):
        tables.read_file(book(HEADING, *[["Uno", 1]] * rows))


def test_a_thousand_rows_are_taken():
    assert len(tables.read_file(book(HEADING, *[["Uno", 1]] * 1000))) == 1001


def test_a_book_with_macros_is_refused():
    assert refusal(altered(book(HEADING), xl__vbaProject_bin=b"x").replace(b"vbaProject_bin", b"vbaProject.bin")) == (
        "macros"
    )


def test_a_book_that_unpacks_to_too_much_is_refused():
    bomb = altered(book(HEADING), **{"xl__worksheets__sheet1.xml": b" " * (tables.MOST_UNPACKED + 1)})
    assert len(bomb) < 200_000
    assert refusal(bomb) == "unpacked"


def test_a_row_of_endless_cells_is_refused_before_they_are_made():
    row = b'<worksheet xmlns="x"><sheetData><row>' + b"<c/>" * tables.MOST_TAGS + b"</row></sheetData></worksheet>"
    assert len(row) < tables.MOST_UNPACKED
    assert refusal(altered(book(HEADING), **{"xl__worksheets__sheet1.xml": row})) == "unpacked"


def test_a_book_of_too_many_pieces_is_refused():
    assert refusal(altered(book(HEADING), **{f"xl__media__{n}.bin": b"" for n in range(600)})) == "unpacked"


@pytest.mark.parametrize("declared", [b"<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>", "<x/>".encode("utf-16")])
def test_xml_that_declares_entities_or_hides_in_another_encoding_is_refused(declared):
    assert refusal(altered(book(HEADING), **{"xl__worksheets__sheet1.xml": declared})) == "broken"


def test_links_to_other_books_are_not_followed():
    linked = altered(
        book(HEADING, ["Vías", 1]),
        **{
            "xl__externalLinks__externalLink1.xml": b'<externalLink xmlns="x"><a href="file:///etc/passwd"/></externalLink>'
        },
    )
    assert tables.read_file(linked) == [HEADING, ["Vías", "1"]]


def test_a_cell_far_below_does_not_make_a_million_rows():
    far = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        b'<row r="1"><c r="A1" t="inlineStr"><is><t>Objeto</t></is></c></row>'
        b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'
    )
    assert tables.read_file(altered(book(HEADING), **{"xl__worksheets__sheet1.xml": far})) == [["Objeto"]]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "locked"),
        (b"\xd0\xcf\x11\xe0 an old book", "kind"),
        (b"%PDF-1.7", "kind"),
        (b"PK\x03\x04 cut short", "broken"),
        (b"Objeto\x00Valor", "kind"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "kind"),
        (b"a;b\n" + b"x" * 200_000, "broken"),
    ],
    ids=["with a password", "xls", "pdf", "cut", "nulls", "picture", "endless cell"],
)
def test_what_is_no_table_is_refused_with_what_to_do(content, code):
    assert refusal(content) == code


def test_an_archive_that_is_no_workbook_is_refused():
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
    assert refusal(made.getvalue()) == "kind"


@given(st.binary(max_size=400))
def test_no_bytes_raise_anything_but_a_refusal(content):
    for given_bytes in (content, b"PK\x03\x04" + content):
        try:
            rows = tables.read_file(given_bytes)
        except ValidationError:
            continue
        assert all(isinstance(cell, str) for row in rows for cell in row)


@given(st.integers(min_value=0, max_value=6000), st.binary(min_size=1, max_size=8))
def test_no_damaged_workbook_raises_anything_but_a_refusal(place, damage):
    content = bytearray(BOOK)
    place %= len(content)
    content[place : place + len(damage)] = damage
    with suppress(ValidationError):
        tables.read_file(bytes(content))


CELLS = st.text(st.sampled_from("'=+-@ab\t\n\";"), max_size=6).map(str.strip) | st.text(
    st.characters(codec="utf-8", exclude_characters="\x00", exclude_categories=["Cs"]), max_size=30
).map(str.strip)


@given(st.lists(st.tuples(CELLS, CELLS).map(list), min_size=1, max_size=5))
def test_what_is_written_reads_back_and_no_cell_can_become_a_formula(rows):
    rows = [["Objeto", "Valor"], *(row for row in rows if any(row))]
    content = tables.write_csv(rows)
    read = tables.read_file(content)
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in read for cell in row)
    assert [[tables.without_guard(cell) for cell in row] for row in read] == rows
    assert tables.read_text(tables.write_text(rows)) == rows


BOOK = book(HEADING, ["Vías", 1])
