"""How one value of the open data is read: to a fact, to "no data", or to a refusal of its row.

Three outcomes, and nothing is guessed:

- what the source says in words for null ("No Definido") or in figures (a budget of 0) is no data;
- what can be read but cannot be true (a date before 1990 or after 2099, a negative count) is no data;
- what cannot be read as its column's kind, or does not fit, refuses the row, with a reason that names the
  column and never repeats the value.
"""

import re
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from stdnum.co import nit as nit_number

from groundwork.reference.codes import ancestors_of, parse_code

BOGOTA = ZoneInfo("America/Bogota")
EARLIEST, LATEST = 1990, 2099
MONEY_LIMIT = Decimal(10) ** 18
COUNT_LIMIT = 2**31 - 1
END_OF_DAY = time(23, 59, 59, 999999)

NO_DATA = frozenset(
    [
        "",
        "n/a",
        "no adjudicado",
        "no aplica",
        "no defenido",  # as the source misspells it
        "no definida",
        "no definido",
        "no especificada",
        "no especificado",
        "no registra",
        "null",
        "unspecified",
    ]
)
_LONGEST_NO_DATA = max(map(len, NO_DATA))
# Control characters mean nothing in these texts, and neither the database nor XML takes all of them.
_CONTROLS = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 127, 0xFFFE, 0xFFFF])
_NUMBER = re.compile(r"-?\d{1,40}(?:\.\d{1,40})?(?:[eE][+-]?\d{1,3})?", re.ASCII)
_DATE = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?(?:Z|[+-]\d\d:\d\d)?)?", re.ASCII)
# The CSV export writes dates as in the United States, month first.
_EXPORTED = re.compile(r"(\d\d?)/(\d\d?)/(\d{4})(?: (\d\d?):(\d\d)(?::(\d\d))? ([AP])M)?", re.ASCII)
# The main code is "V1.80111600", the additional ones are "V180111600".
_GLUED_VERSION = re.compile(r"\AV1(?=\d{8}\Z)", re.ASCII)
_BETWEEN_CODES = re.compile(r"[,;|\s]+")

NIT_LENGTH = 9
COMPANY_NIT = re.compile(r"[89]\d{8}", re.ASCII)
# An eight-digit identity card of a person with its check digit glued on looks like a company's NIT.
LEGAL_FORMS = re.compile(
    r"\b(?:S\.?\s?A\.?(?:\s?S)?\.?|LTDA|LIMITADA|E\.?S\.?P|E\.?S\.?E|E\.?U|S\.? ?EN ?C|SOCIEDAD|CIA|"
    r"COMPA[NÑ][IÍ]A|EMPRESA|FUNDACI[OÓ]N|CORPORACI[OÓ]N|ASOCIACI[OÓ]N|COOPERATIVA|CONSORCIO|UNI[OÓ]N TEMPORAL|"
    r"UNIVERSIDAD|INSTITUTO|BANCO|SEGUROS|ASEGURADORA|MUNICIPIO|DEPARTAMENTO|HOSPITAL|CL[IÍ]NICA|FONDO|CAJA|CLUB|"
    r"COLEGIO)(?!\w)",
    re.IGNORECASE,
)

PUBLICATION_PREFIX = "https://community.secop.gov.co/Public/"
_URL = re.compile(re.escape(PUBLICATION_PREFIX) + r"(?!.*\.\.)[\w.~:/?#\[\]@!$&'()*+,;=%-]+", re.ASCII)
URL_LENGTH = 500


class RefusedRowError(ValueError):
    """A row that cannot become facts; its message is the reason, without any of the row's values."""


def text(value: object, column: str, limit: int | None = None) -> str:
    """The text without control characters and outer spaces; "" for no data. Refused beyond its limit."""
    if value is None:
        return ""
    if not isinstance(value, str):
        if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
            raise RefusedRowError(_("La columna %(column)s no es un texto.") % {"column": column})
        value = str(value)
    value = value.strip() if value.isprintable() else value.translate(_CONTROLS).strip()
    if len(value) <= _LONGEST_NO_DATA and value.lower() in NO_DATA:
        return ""
    if limit is not None and len(value) > limit:
        raise RefusedRowError(
            _("La columna %(column)s pasa de %(limit)d caracteres.") % {"column": column, "limit": limit}
        )
    return value


def line(value: object, column: str, limit: int | None = None) -> str:
    """A text on one line, with one space between its words."""
    read = " ".join(text(value, column).split())
    return text(read, column, limit)


def _number(value: object, column: str) -> Decimal | None:
    written = text(value, column)
    if not written:
        return None
    if _NUMBER.fullmatch(written) is None:
        raise RefusedRowError(_("La columna %(column)s no es un número.") % {"column": column})
    return Decimal(written)


def money(value: object, column: str) -> Decimal | None:
    """Pesos with their cents; zero means that the source does not know."""
    amount = _number(value, column)
    if amount is None or not amount:
        return None
    if amount < 0:
        raise RefusedRowError(_("La columna %(column)s es negativa.") % {"column": column})
    if amount >= MONEY_LIMIT:
        raise RefusedRowError(_("La columna %(column)s es demasiado grande.") % {"column": column})
    return amount.quantize(Decimal("0.01")) or None


def count(value: object, column: str) -> int | None:
    """A whole number from 1; zero, a fraction, a negative and an impossible one are no data."""
    number = _number(value, column)
    if number is None or not 0 < number <= COUNT_LIMIT or number != number.to_integral_value():
        return None
    return int(number)


@lru_cache(maxsize=10_000)
def _moment(written: str) -> datetime | None:
    """The moment so written; None if it is no date. Raises ValueError for the 30th of February."""
    if _DATE.fullmatch(written):
        moment = datetime.fromisoformat(written)
        return moment.astimezone(BOGOTA) if moment.tzinfo else moment.replace(tzinfo=BOGOTA)
    if (exported := _EXPORTED.fullmatch(written)) is None:
        return None
    month, day, year, hour, minute, second = (int(part or 0) for part in exported.groups()[:6])
    if exported[7] and not 1 <= hour <= 12:  # noqa: PLR2004  # a clock of twelve hours
        return None
    hour = hour % 12 + (12 if exported[7] == "P" else 0)
    return datetime(year, month, day, hour, minute, second, tzinfo=BOGOTA)


def moment(value: object, column: str) -> datetime | None:
    """The moment, in Bogotá's time where it names no zone; a date out of 1990 to 2099 is no data."""
    written = text(value, column)
    if not written:
        return None
    try:
        read = _moment(written)
    except (ValueError, OverflowError):
        read = None
    if read is None:
        raise RefusedRowError(_("La columna %(column)s no es una fecha.") % {"column": column})
    return read if EARLIEST <= read.year <= LATEST else None


def closing(value: object, column: str) -> tuple[datetime | None, bool]:
    """When the process closes, and whether the hour is known.

    The open data gives days: midnight stands for the last instant of that day in Bogotá, hour unknown.
    """
    read = moment(value, column)
    if read is None or read.timetz().replace(tzinfo=None) != time():
        return read, True
    return datetime.combine(read.date(), END_OF_DAY, tzinfo=BOGOTA), False


def shifted(read: datetime | None, by: timedelta) -> datetime | None:
    """The same hour so many days later, as UTC; Colombia has no summer time."""
    return None if read is None else (read + by).astimezone(UTC)


@lru_cache(maxsize=10_000)
def commodity(written: str) -> str:
    """The eight digits of a UNSPSC code; "" for what is none ("UNSPECIFIED")."""
    return parse_code(_GLUED_VERSION.sub("", written)) or ""


@lru_cache(maxsize=10_000)
def paths(main: str, others: str) -> tuple[str, ...]:
    """The codes of a process, each with every code above it, in order."""
    found = {main, *map(commodity, _BETWEEN_CODES.split(others) if others else ())} - {""}
    return tuple(sorted(found.union(*map(ancestors_of, found))))


def nit(value: object, column: str) -> str:
    """The NIT's own digits: a ten-digit one whose last is its check digit loses it; "" for what is no NIT."""
    written = nit_number.compact(text(value, column))
    if not written.isdecimal() or not written.isascii():
        return ""
    if len(written) == NIT_LENGTH + 1 and nit_number.is_valid(written):
        return written[:-1]
    return written if len(written) <= NIT_LENGTH + 1 else ""


def is_legal_person(number: str, name: str) -> bool:
    """Whether the NIT can only be a company's: nine digits from 8 or 9, and no person's card in disguise."""
    if COMPANY_NIT.fullmatch(number) is None:
        return False
    return not nit_number.is_valid(number) or LEGAL_FORMS.search(name) is not None


def publication_url(value: object) -> str:
    """The address of the official publication; "" for a sign-in page, another site or anything else."""
    if isinstance(value, dict):
        value = value.get("url")
    if not isinstance(value, str) or len(value) > URL_LENGTH:
        return ""
    value = value.strip()
    return value if _URL.fullmatch(value) else ""


def day(written: str) -> date:
    """The date that a person asks for in the command; raises ValueError."""
    if written.lower() in {"hoy", "today"}:
        return datetime.now(BOGOTA).date()
    return date.fromisoformat(written)
