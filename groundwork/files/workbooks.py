"""Writing a workbook that people download: figures stay figures, and no text of it can become a formula."""

import io
from collections.abc import Iterable, Sequence
from decimal import Decimal

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

LONGEST_TITLE = 31
_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\", " "))


def write_workbook(rows: Iterable[Sequence[str | Decimal | None]], *, title: str) -> bytes:
    """One sheet with these rows. A text that begins like a formula is kept as text, marked so for the program."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title.translate(_FORBIDDEN)[:LONGEST_TITLE])
    for row in rows:
        cells = []
        for value in row:
            cell = WriteOnlyCell(sheet, value=None)
            if isinstance(value, str):
                cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)
                cell.data_type = "s"
                cell.quotePrefix = True
            else:
                cell.value = value
            cells.append(cell)
        sheet.append(cells)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()
