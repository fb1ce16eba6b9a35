"""Experience as a table: its headings found in any order, and the reason beside each cell that cannot be taken. Pure.

Nothing here reads the database: what is known of codes, wages and the contracts that are there already is given.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from groundwork.files.tables import without_guard
from groundwork.reference.codes import parse_code
from groundwork.reference.text import fold
from onboarding.experience_cells import BETWEEN_CODES, COLUMNS, HEADINGS, Column
from onboarding.smmlv import MinimumWages

_HEADING_WITHIN = 15  # rows: a title may stand above the table
_LEAST_HEADINGS = 3


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a table in the order of COLUMNS, and the headings that nothing is made of."""

    rows: list[list[str]]
    unused: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a cell, and why it cannot be taken; no reason when it can."""

    column: Column
    text: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class JudgedRow:
    """A row with its reasons; its values when every cell can be taken."""

    number: int  # as people count them, from 1
    cells: list[Cell]
    values: Mapping[str, Any] | None
    is_there: bool = False  # an equal contract is in the list already

    @property
    def is_good(self) -> bool:
        """Whether it can be saved: taken whole, and not there yet."""
        return self.values is not None and not self.is_there


def arrange(given: Sequence[Sequence[str]]) -> Table:
    """Find the headings and put the cells in the order of COLUMNS.

    Raises ValidationError when there are no headings, one that is needed is missing, or nothing stands below them.
    """
    at, places = _headings(given)
    missing = [column.heading for column in COLUMNS if column.required and column.name not in places]
    if len(places) < _LEAST_HEADINGS:
        raise ValidationError(
            _("No encontramos los títulos. La primera fila debe decir: %(headings)s."),
            code="headings",
            params={"headings": ", ".join(HEADINGS)},
        )
    if missing:
        raise ValidationError(
            _("Falta una columna o tiene otro título: %(missing)s."),
            code="headings",
            params={"missing": ", ".join(missing)},
        )
    rows = [[_cell(row, places.get(column.name)) for column in COLUMNS] for row in given[at + 1 :]]
    rows = [row for row in rows if any(row)]
    if not rows:
        raise ValidationError(_("Debajo de los títulos no hay filas."), code="empty")
    used = set(places.values())
    return Table(rows, [heading for place, heading in enumerate(given[at]) if heading and place not in used])


def judge(
    rows: Iterable[Sequence[str]],
    *,
    known_codes: Collection[str],
    wages: MinimumWages,
    today: date,
    there: Collection[tuple[Any, ...]] = (),
) -> list[JudgedRow]:
    """Each row with the reason beside each cell that cannot be taken; never raises, whatever stands in them."""
    seen: dict[tuple[Any, ...], int] = {}
    judged = []
    for number, row in enumerate(rows, start=1):
        values, reasons = _read(row, known_codes)
        reasons |= {
            name: reason
            for name, reason in date_reasons(
                values.get("started_on"), values.get("ended_on"), wages=wages, today=today
            ).items()
            if name not in reasons
        }
        key = identity(values) if not reasons else None
        if key in seen:
            reasons["counterparty"] = _("Es igual a la fila %(number)s.") % {"number": seen[key]}
        elif key:
            seen[key] = number
        cells = [Cell(column, text, reasons.get(column.name, "")) for column, text in zip(COLUMNS, row, strict=True)]
        judged.append(JudgedRow(number, cells, None if reasons else values, key in there if key else False))
    return judged


def date_reasons(started_on: date | None, ended_on: date | None, *, wages: MinimumWages, today: date) -> dict[str, str]:
    """Why the days of a contract cannot stand, by the field that each reason is about."""
    if ended_on is None:
        return {}
    if ended_on > today:
        return {"ended_on": _("Es una fecha que todavía no llega: la experiencia es de contratos terminados.")}
    if started_on is not None and ended_on < started_on:
        return {"ended_on": _("Termina el día en que empieza o después.")}
    try:
        wages.on(ended_on)
    except ValidationError as refusal:
        return {"ended_on": " ".join(refusal.messages)}
    return {}


def identity(values: Mapping[str, Any]) -> tuple[Any, ...]:
    """What makes two contracts the same one, however their words are written."""
    words = (fold(values[name]) for name in ("counterparty", "number", "subject"))
    return (*words, *(values[name] for name in ("value", "started_on", "ended_on", "share")))


def parsed_codes(rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Every code that the rows name, so that all can be looked up at once."""
    place = next(place for place, column in enumerate(COLUMNS) if column.name == "commodities")
    for row in rows:
        for piece in BETWEEN_CODES.split(row[place]):
            if code := parse_code(piece):
                yield code


def written(values: Mapping[str, Any]) -> list[str]:
    """A contract as a row of the table, which reads back as the same."""
    return [_written(column.name, values[column.name]) for column in COLUMNS]


def _written(name: str, value: Any) -> str:
    if name == "is_public":
        return "público" if value else "privado"
    if name == "commodities":
        return " ".join(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        text = f"{value:f}"
        return (text.rstrip("0").rstrip(".") if "." in text else text).replace(".", ",")
    return str(value)


def _headings(given: Sequence[Sequence[str]]) -> tuple[int, dict[str, int]]:
    """The row with most headings, and where each column stands in it."""
    best: tuple[int, dict[str, int]] = (0, {})
    for at, row in enumerate(given[:_HEADING_WITHIN]):
        places: dict[str, int] = {}
        for place, text in enumerate(row):
            column = next((column for column in COLUMNS if column.is_headed(text)), None)
            if column is not None:
                places.setdefault(column.name, place)
        if len(places) > len(best[1]):
            best = at, places
    return best


def _cell(row: Sequence[str], place: int | None) -> str:
    return without_guard(row[place].strip()) if place is not None and place < len(row) else ""


def _read(row: Sequence[str], known_codes: Collection[str]) -> tuple[dict[str, Any], dict[str, str]]:
    values: dict[str, Any] = {}
    reasons: dict[str, str] = {}
    for column, text in zip(COLUMNS, row, strict=True):
        try:
            values[column.name] = column.take(text)
        except ValidationError as refusal:
            reasons[column.name] = " ".join(refusal.messages)
    if unknown := [code for code in values.get("commodities", ()) if code not in known_codes]:
        reasons["commodities"] = _("El código %(code)s no existe en el clasificador vigente.") % {"code": unknown[0]}
    return values, reasons
