"""JSON Lines: one object a line."""

from collections.abc import Iterator
from io import BufferedReader
from typing import Any

import orjson
from django.utils.translation import gettext as _

from procurement.secop.files.entry import LONGEST_ROW, BrokenFileError, Entry
from procurement.secop.values import RefusedRowError


def entries(file: BufferedReader) -> Iterator[Entry]:
    """One record or refusal a line that is not blank. Raises BrokenFileError after a last line that was cut."""
    while line := file.readline(LONGEST_ROW):
        if len(line) == LONGEST_ROW and not line.endswith(b"\n"):
            _skip_rest(file)
            yield RefusedRowError(_("La línea es demasiado larga."))
            continue
        if not line.strip():
            continue
        entry = _entry(line)
        yield entry
        if isinstance(entry, RefusedRowError) and not line.endswith(b"\n"):
            raise BrokenFileError(_("El archivo está cortado en su última línea."))


def _entry(line: bytes) -> Entry:
    try:
        read: Any = orjson.loads(line)
    except orjson.JSONDecodeError:
        return RefusedRowError(_("La línea no es JSON bien formado."))
    return read if isinstance(read, dict) else RefusedRowError(_("La línea no es un objeto JSON."))


def _skip_rest(file: BufferedReader) -> None:
    while (piece := file.readline(LONGEST_ROW)) and not piece.endswith(b"\n"):
        pass
