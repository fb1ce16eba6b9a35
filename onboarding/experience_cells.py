"""The columns of a table of experience: how each is headed, and how its cells are read. Pure.

Headings are understood with accents or without, under the names that people use.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from groundwork.reference.codes import parse_code
from groundwork.reference.text import compact
from groundwork.web.components import Text
from groundwork.web.fields import DateField, MoneyField, PercentField
from onboarding.models.experience import COUNTERPARTY_LENGTH, NUMBER_LENGTH, SUBJECT_LENGTH

MOST_CODES_OF_A_CONTRACT = 100
_EXCEL_ZERO = date(1899, 12, 30)
_SERIAL = re.compile(r"[1-9]\d{4}(?:[.,]0+)?", re.ASCII)
_SCIENTIFIC = re.compile(r"-?\d+(?:[.,]\d+)?e[+-]?\d+", re.IGNORECASE | re.ASCII)
_SHEET_ERROR = re.compile(r"#(?:REF|VALUE|VALOR|N/?A|DIV/0|¡DIV/0|¡REF|¡VALOR|NAME|NOMBRE|NUM|NULL|NULO)[!?]*")
BETWEEN_CODES = re.compile(r"[,;|/\s]+")
_PARENTHESES = re.compile(r"\([^)]*\)")

_MONEY = MoneyField(min_value=Decimal("0.01"), max_digits=18)
_DATE = DateField()
_SHARE = PercentField()
_PUBLIC = frozenset(["publico", "publica", "sectorpublico", "estatal", "entidadestatal", "si", "s", "x", "public"])
_PRIVATE = frozenset(["privado", "privada", "sectorprivado", "particular", "no", "n", "private"])


def _text(most: int, *, required: bool = True) -> Callable[[str], str]:
    return forms.CharField(max_length=most, required=required).clean


def _sector(text: str) -> bool:
    word = compact(text)
    if word in _PUBLIC or word in _PRIVATE:
        return word in _PUBLIC
    raise ValidationError(_("Escriba «público» o «privado»."))


def _codes(text: str) -> list[str]:
    pieces = [piece for piece in BETWEEN_CODES.split(text) if piece]
    if not pieces:
        raise ValidationError(_("Escriba al menos un código UNSPSC."))
    if len(pieces) > MOST_CODES_OF_A_CONTRACT:
        raise ValidationError(_("Escriba a lo sumo %(most)s códigos.") % {"most": MOST_CODES_OF_A_CONTRACT})
    parsed = {piece: parse_code(piece) for piece in pieces}
    if wrong := [piece for piece, code in parsed.items() if code is None]:
        raise ValidationError(_("«%(code)s» no es un código UNSPSC.") % {"code": wrong[0][:40]})
    return sorted({code for code in parsed.values() if code})


def _money(text: str) -> Decimal:
    if _SCIENTIFIC.fullmatch(text):
        raise ValidationError(_("Está en notación científica y perdió cifras: escriba el valor completo."))
    amount: Decimal = _MONEY.clean(text)
    return amount


def _day(text: str) -> date:
    if _SERIAL.fullmatch(text):  # how a spreadsheet counts days
        return _EXCEL_ZERO + timedelta(days=int(re.split(r"[.,]", text)[0]))
    day: date = _DATE.clean(text)
    return day


def _share(text: str) -> Decimal:
    share: Decimal = _SHARE.clean(text) if text else Decimal(100)
    return share


@dataclass(frozen=True, slots=True)
class Column:
    """One fact of a contract: how its column is headed, and how its cell is read."""

    name: str  # of the field of PastContract
    heading: str  # in the template and in what is exported: always in Spanish
    label: Text
    read: Callable[[str], Any]
    aliases: frozenset[str]
    required: bool = True

    def is_headed(self, heading: str) -> bool:
        """Whether the heading, however it is written, is one of its names."""
        return bare_heading(heading) in {*self.aliases, bare_heading(self.heading)}

    def take(self, text: str) -> Any:
        """What the cell says. Raises ValidationError with why it cannot be taken, and nothing else."""
        if _SHEET_ERROR.fullmatch(text):
            raise ValidationError(_("La hoja muestra un error en esta celda."))
        try:
            return self.read(text)
        except OverflowError as error:
            raise ValidationError(_("Escriba una fecha que exista, por ejemplo 24/11/2026.")) from error


def bare_heading(heading: str) -> str:
    """A heading made comparable: without accents, marks, or what stands in parentheses."""
    return compact(_PARENTHESES.sub(" ", heading))


COLUMNS = (
    Column(
        "counterparty",
        "Contratante",
        gettext_lazy("Contratante"),
        _text(COUNTERPARTY_LENGTH),
        frozenset(["entidadcontratante", "entidad", "cliente", "nombredelcontratante", "empresacontratante"]),
    ),
    Column(
        "is_public",
        "Sector",
        gettext_lazy("Sector (público o privado)"),
        _sector,
        frozenset(["publicooprivado", "publico", "tipodecontratante", "tipodeentidad", "tipo", "naturaleza"]),
    ),
    Column(
        "number",
        "Número del contrato",
        gettext_lazy("Número del contrato"),
        _text(NUMBER_LENGTH, required=False),
        frozenset(["numerodecontrato", "numero", "nocontrato", "ncontrato", "contrato", "contratono", "no"]),
        required=False,
    ),
    Column(
        "subject",
        "Objeto",
        gettext_lazy("Objeto"),
        _text(SUBJECT_LENGTH),
        frozenset(["objetodelcontrato", "objetocontrato"]),
    ),
    Column(
        "commodities",
        "Códigos UNSPSC",
        gettext_lazy("Códigos UNSPSC"),
        _codes,
        frozenset(["codigounspsc", "unspsc", "codigos", "codigo", "clasificadorunspsc", "codigosdelclasificador"]),
    ),
    Column(
        "value",
        "Valor en pesos",
        gettext_lazy("Valor en pesos"),
        _money,
        frozenset(["valor", "valortotal", "valordelcontrato", "valorcontrato", "valorcop", "cuantia", "monto"]),
    ),
    Column(
        "started_on",
        "Fecha de inicio",
        gettext_lazy("Fecha de inicio"),
        _day,
        frozenset(["inicio", "fechainicio", "fechainicial", "desde"]),
    ),
    Column(
        "ended_on",
        "Fecha de terminación",
        gettext_lazy("Fecha de terminación"),
        _day,
        frozenset(["terminacion", "fechaterminacion", "fechafinal", "fechadefin", "fechafin", "fin", "hasta"]),
    ),
    Column(
        "share",
        "Participación (%)",
        gettext_lazy("Participación (%)"),
        _share,
        frozenset(["porcentajedeparticipacion", "porcentaje", "departicipacion"]),
        required=False,
    ),
)
HEADINGS = [column.heading for column in COLUMNS]
