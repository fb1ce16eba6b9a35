"""Tables that people give, pasted or as a CSV or XLSX file, read in memory into rows of plain text; never stored.

Nothing of a workbook is run or followed: a formula counts for the value that the sheet last showed, links to other
books are dropped, and a book with macros is refused. A number comes out with the decimal comma, a day as 2026-11-24.
"""

import csv
import io
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from xml.etree.ElementTree import ParseError

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

MOST_MEGABYTES = 2
MOST_ROWS = 1000
MOST_COLUMNS = 60
MOST_CHARACTERS = 1_000_000
MOST_UNPACKED = 8 * 1024 * 1024
MOST_TAGS = 600_000  # of one piece of a workbook: ten thousand rows of twelve cells have fewer
MOST_MEMBERS = 500
LONGEST_CELL = 100_000
MOST_SCANNED = 20_000  # rows of a sheet, empty ones too: a cell far below would have a million come before it

_SEPARATORS = "\t;,"
_PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ZIP, _OLD_OFFICE, _PDF = b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF"
# What a spreadsheet would take for a formula at the beginning of a cell.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")

Rows = list[list[str]]


def read_file(content: bytes) -> Rows:
    """The rows of a CSV or XLSX file, told apart by content. Raises ValidationError with what to do."""
    if content.startswith(_OLD_OFFICE):
        raise _old_office(content)
    if content.startswith(_PDF):
        raise ValidationError(_("Es un PDF. Guarde la tabla como .xlsx o .csv."), code="kind")
    if content.startswith(_ZIP):
        return _limited(_workbook_rows(content))
    return read_text(_decoded(content))


def read_text(text: str) -> Rows:
    """The rows of a text whose cells are parted by tabulators, semicolons or commas. Raises ValidationError."""
    if "\x00" in text:
        raise ValidationError(_("No es una tabla: guárdela como .xlsx o .csv."), code="kind")
    if len(text) > MOST_CHARACTERS:
        raise _too_long()
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text))
    try:
        rows = _limited([cell.strip() for cell in row] for row in reader)
    except csv.Error as error:
        raise _broken() from error
    # The reader's own limit is the whole process's, and an import may have raised it.
    if any(len(cell) > LONGEST_CELL for row in rows for cell in row):
        raise _broken()
    return rows


def _broken() -> ValidationError:
    return ValidationError(
        _("No pudimos separar las columnas: hay comillas sin cerrar o una celda demasiado larga."), code="broken"
    )


def write_text(rows: Iterable[Sequence[str]]) -> str:
    """The same for a text box: cells parted by tabulators, and read back as they were."""
    written = io.StringIO(newline="")
    csv.writer(written, delimiter="\t", lineterminator="\n").writerows(rows)
    return written.getvalue()


def write_csv(rows: Iterable[Sequence[str]]) -> bytes:
    """A CSV file that a spreadsheet in Spanish opens as it is; no cell of it can become a formula."""
    written = io.StringIO(newline="")
    csv.writer(written, delimiter=";").writerows([_harmless(cell) for cell in row] for row in rows)
    return written.getvalue().encode("utf-8-sig")


def without_guard(cell: str) -> str:
    """The cell without the apostrophe that write_csv, or a spreadsheet, put before what looks like a formula."""
    return cell[1:] if cell.startswith("'") and _tempts(cell) else cell


def _harmless(cell: str) -> str:
    return f"'{cell}" if _tempts(cell) else cell


def _tempts(cell: str) -> bool:
    """Whether it looks like a formula, however often it is guarded already: so reading gives back what was written."""
    return cell.lstrip("'").startswith(_FORMULA)


def _limited(rows: Iterable[Sequence[str]]) -> Rows:
    """Those with something in them, up to the limits; the first one is the heading and doesn't count."""
    kept: Rows = []
    characters = surplus = 0
    for row in rows:
        if not any(row):
            continue
        if len(kept) > MOST_ROWS:
            surplus += 1
            continue
        kept.append(list(row[:MOST_COLUMNS]))
        characters += sum(map(len, row))
        if characters > MOST_CHARACTERS:
            raise _too_long()
    if surplus:
        raise ValidationError(
            _("La tabla tiene %(rows)s filas y recibimos %(most)s cada vez. Divídala y súbala por partes."),
            code="rows",
            params={"rows": f"{MOST_ROWS + surplus:,}".replace(",", "."), "most": f"{MOST_ROWS:,}".replace(",", ".")},
        )
    return kept


def _too_long() -> ValidationError:
    return ValidationError(_("La tabla tiene demasiado texto. Divídala y súbala por partes."), code="long")


def _old_office(content: bytes) -> ValidationError:
    if "EncryptedPackage".encode("utf-16-le") in content:
        return ValidationError(_("El libro tiene contraseña. Quítesela, guárdelo y súbalo de nuevo."), code="locked")
    return ValidationError(_("Es un libro de Excel antiguo (.xls). Guárdelo como .xlsx o .csv."), code="kind")


def _decoded(content: bytes) -> str:
    """As spreadsheets write: UTF-8 with or without its mark, "Unicode text", or the older Windows encoding."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _separator(text: str) -> str:
    """The one that the heading has most of, outside quotes."""
    heading = next((line for line in text.splitlines() if line.strip()), "")
    bare = "".join(heading.split('"')[::2])
    return max(_SEPARATORS, key=bare.count)


def _workbook_rows(content: bytes) -> Iterator[list[str]]:
    """The rows of the first sheet; a generator, so that what is too long is never made whole."""
    _refuse_hostile(content)
    try:
        # Only read: no formulas, no styles kept, and links to other books are left out.
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        try:
            if not book.worksheets:
                raise ValidationError(_("El libro no tiene hojas con celdas."), code="empty")
            sheet = book.worksheets[0]
            sheet.reset_dimensions()
            for row in sheet.iter_rows(max_row=MOST_SCANNED, max_col=MOST_COLUMNS):
                cells = [_shown(cell.value, str(getattr(cell, "number_format", ""))) for cell in row]
                used = max((place for place, cell in enumerate(cells, start=1) if cell), default=0)
                yield cells[:used]
        finally:
            book.close()
    except (
        *(zipfile.BadZipFile, InvalidFileException, ParseError, KeyError, ValueError, TypeError, AttributeError),
        *(IndexError, OverflowError, SyntaxError, NotImplementedError, EOFError, OSError, AssertionError),
    ) as error:
        raise ValidationError(
            _("No pudimos leer el libro: está dañado. Ábralo, guárdelo de nuevo como .xlsx y súbalo."), code="broken"
        ) from error


def _refuse_hostile(content: bytes) -> None:
    """Unpacked within the limit, without macros, and XML that declares no entities of its own."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            names = [member.filename for member in members]
            if "xl/workbook.xml" not in names:
                raise ValidationError(_("No es un libro .xlsx. Guarde la tabla como .xlsx o .csv."), code="kind")
            if any("vbaproject" in name.lower() or "macrosheets" in name.lower() for name in names):
                raise ValidationError(_("El libro trae macros. Guárdelo como .xlsx, sin macros."), code="macros")
            if len(members) > MOST_MEMBERS or any(member.compress_type not in _PACKED for member in members):
                raise _bomb()
            left = MOST_UNPACKED
            for member in members:
                left -= _unpacked_size(archive, member, left)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise ValidationError(
            _("No pudimos leer el libro: está dañado o tiene contraseña. Guárdelo de nuevo como .xlsx y súbalo."),
            code="broken",
        ) from error


def _unpacked_size(archive: zipfile.ZipFile, member: zipfile.ZipInfo, left: int) -> int:
    """How many bytes it unpacks to, whatever its header says."""
    with archive.open(member) as packed:
        unpacked = packed.read(left + 1)
    if len(unpacked) > left or unpacked.count(b"<") > MOST_TAGS:
        raise _bomb()
    is_xml = member.filename.endswith((".xml", ".rels"))
    if is_xml and any(mark in unpacked for mark in (b"\x00", b"<!DOCTYPE", b"<!ENTITY")):
        raise ValidationError(
            _("No pudimos leer el libro: está dañado. Ábralo, guárdelo de nuevo como .xlsx y súbalo."), code="broken"
        )
    return len(unpacked)


def _bomb() -> ValidationError:
    return ValidationError(
        _("El libro es demasiado grande por dentro. Copie solo la tabla a un libro nuevo y súbalo."), code="unpacked"
    )


def _shown(value: object, number_format: str) -> str:
    """A cell's value as text: numbers in full, with the decimal comma, so that "125,125" is never 125.125."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "sí" if value else "no"
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | float | Decimal):
        return _number(value, percent="%" in number_format)
    return str(value).replace("\x00", "").strip()


def _number(value: float | Decimal, *, percent: bool) -> str:
    exact = Decimal(str(value))
    if not exact.is_finite():
        return ""
    text = f"{exact * 100 if percent else exact:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.replace(".", ",") + (" %" if percent else "")
