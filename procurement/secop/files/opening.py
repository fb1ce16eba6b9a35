"""What a file is, by its content and never by its name."""

import gzip
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from io import BufferedReader
from pathlib import Path

from django.utils.translation import gettext as _

from procurement.secop.files import arrays, lines, tables
from procurement.secop.files.entry import BrokenFileError, Entry

GZIP = b"\x1f\x8b"
BOM = b"\xef\xbb\xbf"
HEAD = 64 * 1024


def entries(path: Path) -> Iterator[Entry]:
    """The file's records in order, with a refusal at the place of each one that is damaged.

    Raises BrokenFileError where it cannot be read, at once or after what could be read.
    """
    try:
        if not path.is_file():
            raise BrokenFileError(_("No existe, o no es un archivo."))
        with _opened(path) as file:
            head = file.read(HEAD)
        with _opened(path) as file:
            yield from _records(file, head)
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise BrokenFileError(_("El archivo comprimido está cortado o dañado.")) from error
    except OSError as error:
        raise BrokenFileError(_("No se puede leer: %(why)s.") % {"why": error.strerror or error}) from error


@contextmanager
def _opened(path: Path) -> Iterator[BufferedReader]:
    """The file's content, unpacked and without its byte order mark."""
    with ExitStack() as stack:
        file = stack.enter_context(path.open("rb"))
        if file.peek(len(GZIP))[: len(GZIP)] == GZIP:
            file = stack.enter_context(BufferedReader(gzip.GzipFile(fileobj=file), HEAD))
        if file.peek(len(BOM))[: len(BOM)] == BOM:
            file.read(len(BOM))
        yield file


def _records(file: BufferedReader, head: bytes) -> Iterator[Entry]:
    start = head.lstrip()
    if not start:
        raise BrokenFileError(_("El archivo está vacío."))
    if b"\x00" in head:
        raise BrokenFileError(_("El archivo es binario, no texto UTF-8."))
    if start.startswith(b"["):
        return arrays.entries(file)
    if not start.startswith(b"{") and (form := tables.form_of(head)):
        return tables.entries(file, form)
    if any(line.startswith(b"{") for line in start.splitlines()):
        return lines.entries(file)
    raise BrokenFileError(
        _("El contenido no es JSON, ni JSON por líneas, ni CSV en UTF-8 con las columnas de p6dx-8zbt.")
    )
