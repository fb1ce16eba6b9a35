"""CSV with a heading: the API's names of the columns, or the titles of the export."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from io import BufferedReader

from django.utils.translation import gettext as _

from procurement.secop import columns
from procurement.secop.files.entry import LONGEST_ROW, BrokenFileError, Entry
from procurement.secop.values import RefusedRowError

DELIMITERS = ",;\t|"


@dataclass(frozen=True, slots=True)
class Form:
    """How a table is written: its delimiter, its headings and, for each one that is read, its place and name."""

    delimiter: str
    width: int
    read: tuple[tuple[int, str], ...]


def form_of(head: bytes) -> Form | None:
    """The form of a table that begins so; None if its first line is no UTF-8 or does not head the process's column."""
    try:
        first = head.lstrip().splitlines()[0].decode()
    except UnicodeDecodeError:
        return None
    for delimiter in DELIMITERS:
        headings = next(csv.reader([first], delimiter=delimiter))
        read = tuple((place, name) for place, heading in enumerate(headings) if (name := columns.named(heading)))
        if any(name == columns.PROCESS_ID for _place, name in read):
            return Form(delimiter, len(headings), read)
    return None


def entries(file: BufferedReader, form: Form) -> Iterator[Entry]:
    """One record or refusal a row. Raises BrokenFileError for a lacking column, or after a last row that was cut."""
    names = {name for _place, name in form.read}
    if lacking := [name for name in columns.INDISPENSABLE if name not in names]:
        raise BrokenFileError(_("Al CSV le faltan columnas: %(names)s.") % {"names": ", ".join(lacking)})
    if len(names) < len(form.read):
        raise BrokenFileError(_("El CSV repite una columna."))
    text = io.TextIOWrapper(file, encoding="utf-8", errors="surrogateescape", newline="")
    try:
        yield from _rows(text, form)
    finally:
        text.detach()  # whoever opened the file closes it


def _rows(text: io.TextIOWrapper, form: Form) -> Iterator[Entry]:
    csv.field_size_limit(LONGEST_ROW)
    rows = csv.reader(iter(lambda: text.readline(LONGEST_ROW), ""), delimiter=form.delimiter)
    while not next(rows):
        pass  # blank lines before the heading
    short = False
    while True:
        try:
            row = next(rows)
        except StopIteration:
            break
        except csv.Error:
            yield RefusedRowError(_("La fila del CSV está mal formada."))
            continue
        if row:
            short = len(row) < form.width
            yield _entry(row, form)
    if short:
        raise BrokenFileError(_("El archivo está cortado en su última fila."))


def _entry(row: list[str], form: Form) -> Entry:
    if len(row) != form.width:
        return RefusedRowError(
            _("La fila tiene %(found)d columnas y no %(expected)d.") % {"found": len(row), "expected": form.width}
        )
    record = {name: row[place] for place, name in form.read}
    try:
        "".join(record.values()).encode()
    except UnicodeEncodeError:
        return RefusedRowError(_("La fila no es texto UTF-8."))
    return record
