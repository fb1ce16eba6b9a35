"""JSON arrays of objects, one or several in a row (pages joined together)."""

from collections.abc import Iterator
from io import BufferedReader

import ijson
from django.utils.translation import gettext as _

from procurement.secop.files.entry import LONGEST_ROW, BrokenFileError, Entry
from procurement.secop.values import RefusedRowError

PIECE = 64 * 1024
# Names of nested places take memory by the square of their depth. A piece holds some 24 rows, of 2 brackets each.
MOST_BRACKETS = 4_000


class _Metered:
    """A file that refuses to go on when one element does not end."""

    def __init__(self, file: BufferedReader) -> None:
        self._file = file
        self.since_last = 0
        self.brackets = 0

    def read(self, size: int) -> bytes:
        piece = self._file.read(size)
        self.since_last += len(piece)
        self.brackets += piece.count(b"[") + piece.count(b"{")
        if self.since_last > LONGEST_ROW or self.brackets > MOST_BRACKETS:
            raise BrokenFileError(_("Un elemento del arreglo JSON no termina."))
        return piece

    def start(self) -> None:
        """Measure from here: an element has ended."""
        self.since_last = self.brackets = 0


def entries(file: BufferedReader) -> Iterator[Entry]:
    """One record or refusal an element. Raises BrokenFileError where the JSON stops being well formed."""
    metered = _Metered(file)
    try:
        for element in ijson.items(metered, "item", multiple_values=True, buf_size=PIECE):
            metered.start()
            if isinstance(element, dict):
                yield element
            else:
                yield RefusedRowError(_("El elemento no es un objeto JSON."))
    except ijson.JSONError as error:
        raise BrokenFileError(_("El arreglo JSON está cortado o mal formado.")) from error
