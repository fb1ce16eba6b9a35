"""Readers of the official files: the classifier's workbook and DIVIPOLA's tables.

Each reads the file whole and raises DamagedFileError, with the number of every damaged row, before giving anything.
"""

import csv
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path

from django.utils.translation import gettext as _
from python_calamine import CalamineError, load_workbook

from groundwork.reference import codes
from groundwork.reference.editions import DamagedFileError, PlaceRow, Places
from groundwork.reference.text import fold, place_title

LONGEST_TITLE = 300
LONGEST_NAME = 80

_LEVELS = ("segmento", "familia", "clase", "producto")
_COLUMNS = [f"{kind} {level}" for level in _LEVELS for kind in ("codigo", "nombre")]
_DEPARTMENT_COLUMNS = ["codigo", "nombre"]
_MUNICIPALITY_COLUMNS = ["codigo_departamento", "departamento", "codigo", "nombre"]

type Row = tuple[object, ...]


class DamagedRowError(ValueError):
    """What is wrong with one row, in words for the person who has the file."""


def read_classifier(path: Path) -> dict[str, str]:
    """Titles by code of the official workbook; a heading spelled in two ways takes the more common one."""
    rows = _workbook_rows(path)
    header = [fold(str(cell)) for cell in next(rows, (0, ()))[1]]
    if not set(_COLUMNS) <= set(header):
        raise DamagedFileError([_("Fila 1: faltan las columnas del clasificador (código y nombre de cada nivel).")])
    positions = [header.index(column) for column in _COLUMNS]
    spellings: defaultdict[str, Counter[str]] = defaultdict(Counter)
    first_rows: dict[str, int] = {}
    problems: list[str] = []
    for number, row in rows:
        try:
            headings = _headings(tuple(row[position] for position in positions))
            product, title = headings[-1]
            _check_same(product, title, spellings, first_rows)
        except DamagedRowError as damage:
            problems.append(_("Fila %(row)s: %(problem)s") % {"row": number, "problem": damage})
            continue
        first_rows.setdefault(product, number)
        for code, title in headings:
            spellings[code][title] += 1
    if not spellings and not problems:
        problems.append(_("El archivo no tiene filas."))
    if problems:
        raise DamagedFileError(problems)
    return {code: counted.most_common(1)[0][0] for code, counted in sorted(spellings.items())}


def _check_same(code: str, title: str, known: Mapping[str, Counter[str]], first_rows: Mapping[str, int]) -> None:
    """A product may come twice, but only with one name: which of two is right is not for us to say."""
    if code in known and title not in known[code]:
        raise DamagedRowError(
            _("el producto %(code)s ya está en la fila %(row)s con otro nombre.")
            % {"code": code, "row": first_rows[code]}
        )


def _workbook_rows(path: Path) -> Iterator[tuple[int, Row]]:
    """The rows of the first sheet that hold anything, with the numbers that a spreadsheet shows."""
    try:
        with path.open("rb") as file, load_workbook(file) as workbook:
            for number, row in enumerate(workbook.get_sheet_by_index(0).iter_rows(), start=1):
                if any(cell != "" for cell in row):
                    yield number, tuple(row)
    except CalamineError as error:
        raise DamagedFileError([_("El archivo no es un libro de Excel (.xlsx) legible.")]) from error


def _headings(cells: Row) -> list[tuple[str, str]]:
    """Code and title of the four headings of a row, from segment to product."""
    above = _headings_above(*cells[:-2])
    written, name = cells[-2:]
    return [*above, _heading(written, name, level=codes.PRODUCT, parent=above[-1][0])]


@lru_cache(maxsize=256)
def _headings_above(*cells: object) -> tuple[tuple[str, str], ...]:
    """Segment, family and class; the rows of a class follow one another and say the same."""
    headings: list[tuple[str, str]] = []
    parent = ""
    for level, (written, name) in enumerate(zip(cells[::2], cells[1::2], strict=True), start=codes.SEGMENT):
        headings.append(_heading(written, name, level=level, parent=parent))
        parent = headings[-1][0]
    return tuple(headings)


def _heading(written: object, name: object, *, level: int, parent: str) -> tuple[str, str]:
    # A workbook's numbers are all fractions: 10.0 is the code 10.
    digits = f"{written:.0f}" if isinstance(written, float) and written.is_integer() else str(written).strip()
    code = digits.ljust(codes.LENGTH, "0")
    if len(digits) != 2 * level or codes.parse_code(digits) != code or codes.level_of(code) != level:
        raise DamagedRowError(
            _("«%(code)s» no es un código de %(level)s.") % {"code": digits, "level": _LEVELS[level - 1]}
        )
    if parent and codes.parent_of(code) != parent:
        raise DamagedRowError(_("el código %(code)s no está dentro de %(parent)s.") % {"code": code, "parent": parent})
    return code, _title(name, LONGEST_TITLE)


def _title(cell: object, longest: int) -> str:
    title = " ".join(cell.split()) if isinstance(cell, str) else ""
    if not any(letter.isalpha() for letter in title) or title.startswith("#"):
        raise DamagedRowError(_("falta un nombre o no es texto."))
    if len(title) > longest:
        raise DamagedRowError(_("un nombre tiene más de %(longest)s letras.") % {"longest": longest})
    return title


def read_places(paths: list[Path]) -> Places:
    """What DIVIPOLA's tables say together; the departments come from their own table where there is one."""
    departments: dict[str, str] = {}
    parents: dict[str, str] = {}
    municipalities: dict[str, str] = {}
    problems: list[str] = []
    own_table = False
    for path in paths:
        header, rows = _table(path)
        own_table |= header == _DEPARTMENT_COLUMNS
        for number, row in rows:
            try:
                if header == _DEPARTMENT_COLUMNS:
                    _note(departments, row, digits=2)
                else:
                    _note(parents, row[:2], digits=2)
                    _note(municipalities, row[2:], digits=5, inside=row[0])
            except DamagedRowError as damage:
                problems.append(
                    _("%(file)s, fila %(row)s: %(problem)s") % {"file": path.name, "row": number, "problem": damage}
                )
    known = departments if own_table else parents
    strays = sorted(parents.keys() - known.keys())
    problems += [
        _("El departamento %(code)s no está en la tabla de departamentos.") % {"code": code} for code in strays
    ]
    if not known and not problems:
        problems.append(_("Los archivos no tienen filas."))
    if problems:
        raise DamagedFileError(problems)
    return Places(_rows(known), _rows(municipalities) if municipalities else None)


def _table(path: Path) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """The columns of interest of a CSV file and its rows, with their numbers."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            reader = csv.reader(lines, strict=True)
            header = [fold(cell) for cell in next(reader, [])]
            wanted = _MUNICIPALITY_COLUMNS if _MUNICIPALITY_COLUMNS[0] in header else _DEPARTMENT_COLUMNS
            if not set(wanted) <= set(header):
                raise DamagedFileError([_("%(file)s, fila 1: no son las columnas de DIVIPOLA.") % {"file": path.name}])
            positions = [header.index(column) for column in wanted]
            return wanted, [
                # A short row is completed with nothing, and then refused for what it lacks.
                (reader.line_num, [(row + [""] * len(header))[position].strip() for position in positions])
                for row in reader
                if row
            ]
    except UnicodeDecodeError as error:
        raise DamagedFileError([_("%(file)s no está en UTF-8.") % {"file": path.name}]) from error
    except csv.Error as error:
        raise DamagedFileError([_("%(file)s no es un CSV legible.") % {"file": path.name}]) from error


def _note(names: dict[str, str], row: list[str], *, digits: int, inside: str = "") -> None:
    """Keep the code and name of a row, or refuse them."""
    code, written = row
    if not (code.isascii() and code.isdigit() and len(code) == digits):
        raise DamagedRowError(
            _("«%(code)s» no es un código DANE de %(digits)s dígitos.") % {"code": code, "digits": digits}
        )
    if not code.startswith(inside):
        raise DamagedRowError(_("el municipio %(code)s no es de ese departamento.") % {"code": code})
    name = place_title(_title(written, LONGEST_NAME))
    if names.setdefault(code, name) != name:
        raise DamagedRowError(_("el código %(code)s ya está con otro nombre.") % {"code": code})


def _rows(names: dict[str, str]) -> list[PlaceRow]:
    return [PlaceRow(code, name) for code, name in sorted(names.items())]
