"""Editions of reference data as read from files: plain rows, checked whole before anything is written."""

import csv
import lzma
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from django.utils.translation import gettext as _

from groundwork.reference.text import fold

DATA = Path(__file__).resolve().parent / "data"
BUILT_IN = "portal"
_DEPARTMENT_DIGITS = 2


class DamagedFileError(Exception):
    """A file that can't be loaded: each problem says in which row it is, and nothing of the file is used."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(f"{len(problems)} problems; the first: {problems[0]}")
        self.problems = problems

    def report(self, longest: int = 20) -> str:
        """The problems for the person who has the file, the first ones when there are many."""
        lines = [_("No se cargó nada."), *self.problems[:longest]]
        if len(self.problems) > longest:
            lines.append(_("… y %(count)s filas más con problemas.") % {"count": len(self.problems) - longest})
        return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A department (two digits) or a municipality (five), with other spellings of its name."""

    code: str
    name: str
    spellings: tuple[str, ...] = ()


class Places(NamedTuple):
    """The departments and the municipalities of an edition; None for a kind that it does not speak of."""

    departments: list[PlaceRow] | None
    municipalities: list[PlaceRow] | None


@dataclass(frozen=True, slots=True)
class ParameterRow:
    """One dated legal figure."""

    key: str
    bracket: Decimal
    value: Decimal
    unit: str
    valid_from: date
    source: str
    note: str


def built_in_commodities() -> dict[str, str]:
    """Titles by code, as the project ships them."""
    with lzma.open(DATA / "commodities.tsv.xz", "rt", encoding="utf-8", newline="") as lines:
        return {row[0]: row[1] for row in csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)}


def built_in_places() -> Places:
    """Departments and municipalities, as the project ships them."""
    rows = [
        PlaceRow(code, name, tuple(spellings.split("|")) if spellings else ())
        for code, name, spellings in _table("places.tsv")
    ]
    return Places(
        [row for row in rows if len(row.code) == _DEPARTMENT_DIGITS],
        [row for row in rows if len(row.code) > _DEPARTMENT_DIGITS],
    )


def built_in_parameters() -> list[ParameterRow]:
    """Legal figures, as the project ships them."""
    return [
        ParameterRow(key, Decimal(bracket), Decimal(value), unit, date.fromisoformat(valid_from), source, note)
        for key, bracket, value, unit, valid_from, source, note in _table("parameters.tsv")
    ]


def synonyms() -> dict[str, list[str]]:
    """For a word that people use, folded, the words of the titles to try too."""
    return {fold(word): fold(others).split() for word, others in _table("synonyms.tsv")}


def _table(name: str) -> Iterator[list[str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as lines:
        for row in csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            if row and not row[0].startswith("#"):
                yield row
