"""What a search of processes asks for, and the condition that each part of it sets.

The conditions on dates and values use the expressions that the table's indexes are made of, so that an index
can serve them.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.db.models import Q, TextChoices
from django.utils.translation import gettext_lazy as _

from procurement.models import Decision, Process
from procurement.models.process import ProcessQuerySet
from procurement.models.search import CLOSING_KEY, VALUE_KEY
from procurement.queries.words import NO_WORDS, Matches, Words

BOGOTA = ZoneInfo("America/Bogota")
# The expressions that two of the orders and two of the filters share with their indexes.
KEYS = {"value_key": VALUE_KEY, "closing_key": CLOSING_KEY}


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

    words: Words = NO_WORDS
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


def matching(search: Search, *, at: datetime, without: str = "") -> ProcessQuerySet:
    """The processes that the search asks for at that time, in no order; one part of it may be left out."""
    found = Process.objects.alias(**KEYS)
    for part, condition in conditions(search, at=at).items():
        if part != without:
            found = found.filter(condition)
    return found


def conditions(search: Search, *, at: datetime) -> dict[str, Q | Matches]:
    """The parts of the search that restrict it, by name."""
    parts: dict[str, Q | Matches] = {}
    if search.words:
        parts["words"] = Matches(search.words)
    if state := _state(search.state, at):
        parts["state"] = state
    if search.codes:
        parts["codes"] = Q(code_paths__overlap=list(search.codes))
    for part, column, values in (
        ("departments", "department", search.departments),
        ("municipalities", "municipality", search.municipalities),
        ("entities", "entity", search.entities),
        ("modalities", "modality", search.modalities),
        ("sources", "source", search.sources),
    ):
        if values:
            parts[part] = Q(**{f"{column}__in": values})
    if values_asked := value_range(search):
        parts["value"] = values_asked
    if days_asked := closing_range(search, "closing_key"):
        parts["closing"] = days_asked
    return parts


def value_range(search: Search) -> Q:
    """The condition on the value; empty without one. A process without a value is in no range."""
    condition = Q()
    if search.value_min is not None:
        condition &= Q(value_key__gte=search.value_min)
    if search.value_max is not None:
        condition &= Q(value_key__gte=0, value_key__lte=search.value_max)
    return condition


def closing_range(search: Search, column: str) -> Q:
    """The condition on the closing, by the column or key named; empty without one."""
    condition = Q()
    if search.closes_from is not None:
        condition &= Q(**{f"{column}__gte": _midnight(search.closes_from)})
    if search.closes_to is not None:
        first = datetime.min.replace(year=1901, tzinfo=BOGOTA)  # the key of what has no closing is before
        condition &= Q(**{f"{column}__gte": first, f"{column}__lt": _midnight(search.closes_to + timedelta(days=1))})
    return condition


def _state(state: State, at: datetime) -> Q:
    match state:
        case State.OPEN:
            return Q(open_until__gt=at)
        case State.CLOSED:
            return Q(open_until__lte=at)
        case State.AWARDED:
            return Q(decision=Decision.AWARDED)
        case State.ALL:
            return Q()


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), BOGOTA)
