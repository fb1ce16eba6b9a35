"""What a search of processes asks for, and the condition that each part of it sets.

The conditions on dates and values use the expressions that the table's indexes are made of, so that an index
can serve them.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from procurement.models import Decision
from procurement.queries.statements import ANYTHING, Sql, joined

BOGOTA = ZoneInfo("America/Bogota")
# models.search.VALUE_KEY and CLOSING_KEY, as the indexes have them: what is not known comes last.
VALUE_KEY = "COALESCE(budget, -1)"
CLOSING_KEY = "COALESCE(closes_at, '1900-01-01 00:00:00+00'::timestamptz)"
FIRST_CLOSING = datetime(1901, 1, 1, tzinfo=BOGOTA)  # later than the key of what has no closing
NO_VALUE = Decimal(-1)


class State(TextChoices):
    OPEN = "abiertos", _("Abiertos")
    CLOSED = "cerrados", _("Cerrados")
    AWARDED = "adjudicados", _("Adjudicados")
    ALL = "todos", _("Todos")


class Order(TextChoices):
    NEWEST = "recientes", _("Más recientes")
    CLOSING = "cierre", _("Fecha de cierre")
    VALUE = "valor", _("Mayor valor")
    RELEVANCE = "relevancia", _("Relevancia")


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """One search: what is empty does not restrict. Days are Colombia's, both ends included."""

    tsquery: str = ""  # from words.parse
    state: State = State.OPEN
    codes: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()
    municipalities: tuple[str, ...] = ()
    entities: tuple[int, ...] = ()
    modalities: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    value_min: Decimal | None = None
    value_max: Decimal | None = None
    closes_from: date | None = None
    closes_to: date | None = None
    order: Order = Order.NEWEST

    def without(self, part: str) -> "Search":
        """The same search with one part of it not restricting."""
        empty: Any = State.ALL if part == "state" else ()
        return replace(self, **{part: empty})


def conditions(search: Search, *, at: datetime) -> dict[str, Sql]:
    """The parts of the search that restrict it, by name, at that time."""
    parts = {
        "words": Sql("search @@ %s::tsquery", (search.tsquery,)) if search.tsquery else None,
        "state": _state(search.state, at),
        "codes": Sql("code_paths && %s::varchar[]", (list(search.codes),)) if search.codes else None,
        "departments": _one_of("department_id", search.departments),
        "municipalities": _one_of("municipality_id", search.municipalities),
        "entities": _one_of("entity_id", search.entities),
        "modalities": _one_of("modality", search.modalities),
        "sources": _one_of("source", search.sources),
        "value": value_range(search),
        "closing": closing_range(search, CLOSING_KEY),
    }
    return {name: part for name, part in parts.items() if part is not None}


def all_of(parts: dict[str, Sql], *, unindexed: frozenset[str] = frozenset()) -> Sql:
    """The condition of the whole search; some parts may be written so that no index serves them, and only filter."""
    written = (
        Sql(f"({part.text}) IS TRUE", part.values) if name in unindexed else part for name, part in parts.items()
    )
    return joined(" AND ", list(written) or [ANYTHING])


def value_range(search: Search) -> Sql | None:
    """The condition on the value; a process without a value is in no range."""
    low, high = search.value_min, search.value_max
    parts = [
        Sql(f"{VALUE_KEY} >= %s", (low,)) if low is not None else None,
        Sql(f"{VALUE_KEY} <= %s AND {VALUE_KEY} > %s", (high, NO_VALUE)) if high is not None else None,
    ]
    return _all(parts)


def closing_range(search: Search, key: str) -> Sql | None:
    """The condition on the closing, by the column or expression given; one without a closing is in no range."""
    first, last = search.closes_from, search.closes_to
    parts = [
        Sql(f"{key} >= %s", (_midnight(first),)) if first else None,
        Sql(f"{key} < %s AND {key} >= %s", (_midnight(last + timedelta(days=1)), FIRST_CLOSING)) if last else None,
    ]
    return _all(parts)


def _all(parts: list[Sql | None]) -> Sql | None:
    kept = [part for part in parts if part is not None]
    return joined(" AND ", kept) if kept else None


def _one_of(column: str, values: tuple[str, ...] | tuple[int, ...]) -> Sql | None:
    if not values:
        return None
    return Sql(f"{column} IN ({', '.join(['%s'] * len(values))})", values)


def _state(state: State, at: datetime) -> Sql | None:
    match state:
        case State.OPEN:
            return Sql("open_until > %s", (at,))
        case State.CLOSED:
            return Sql("open_until <= %s", (at,))
        case State.AWARDED:
            return Sql(f"decision = '{Decision.AWARDED}'")
        case State.ALL:
            return None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), BOGOTA)
