"""Pages of a list by keyset: each page is one query that starts where the last one ended, however deep it is."""

import base64
import binascii
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

from django.core import signing
from django.core.exceptions import BadRequest
from django.db.models import F, Lookup, Model, Q, QuerySet
from django.db.models.expressions import OrderBy
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan, TupleLessThan
from django.utils.translation import gettext as _

from groundwork.web import formats

CURSOR_PARAMETER = "desde"
Direction = Literal["next", "previous"]


class BadCursorError(BadRequest):
    """An address that was cut, changed, or belongs to another order of the list. Answered with 400."""


@dataclass(frozen=True, slots=True)
class Key:
    """One column of the order. Nulls come last, in either direction."""

    column: str
    descending: bool = False
    nullable: bool = False


@dataclass(frozen=True, slots=True)
class Page[Row]:
    """Some rows of a list, in its order, and the cursors of its neighbours (empty where there is none)."""

    items: list[Row]
    next: str
    previous: str

    def __len__(self) -> int:
        return len(self.items)


@dataclass(frozen=True, slots=True)
class CappedCount:
    """How many there are, counted up to a cap: "más de 1.000" beyond it."""

    number: int
    capped: bool

    def __str__(self) -> str:
        number = formats.whole_number(self.number)
        return _("más de %(number)s") % {"number": number} if self.capped else number


@dataclass(frozen=True, slots=True)
class Start:
    """Where a page of a list begins, in the order of its keys, and in which direction it is read."""

    keys: Sequence[Key]
    values: Sequence[Any] | None = None
    backwards: bool = False

    def order(self) -> list[OrderBy]:
        """For order_by()."""
        return [_order(key, reverse=self.backwards) for key in self.keys]

    def beyond(self) -> Q | Lookup[Any]:
        """The condition on the rows that are still to come; empty at the start of the list."""
        return Q() if self.values is None else _beyond(self.keys, self.values, reverse=self.backwards)

    def page[Row](self, found: Sequence[Row], size: int) -> Page[Row]:
        """The page, from the first rows beyond, one more than its size if there are so many."""
        items = list(found[:size])
        has_more = len(found) > size
        if self.backwards:
            items.reverse()
        if not items:
            return Page([], "", "")
        has_next, has_previous = (True, has_more) if self.backwards else (has_more, self.values is not None)
        return Page(
            items,
            _write("next", self.keys, items[-1]) if has_next else "",
            _write("previous", self.keys, items[0]) if has_previous else "",
        )


def start(keys: Sequence[Key], cursor: str = "") -> Start:
    """The start that a cursor tells, or that of the whole list.

    The last key must be unique and not null. Raises BadCursorError for a cursor that this list did not give.
    """
    if not cursor:
        return Start(keys)
    direction, values = _read(cursor, keys)
    return Start(keys, values, backwards=direction == "previous")


def page_of[M: Model, Row](
    queryset: QuerySet[M, Row], keys: Sequence[Key], *, cursor: str = "", size: int = 20
) -> Page[Row]:
    """One page of the queryset in the order of the keys, in one query; see start().

    The queryset may yield models, values() or named tuples that carry the keys' columns.
    """
    here = start(keys, cursor)
    rows = queryset.order_by(*here.order()).filter(here.beyond())
    return here.page(list(rows[: size + 1]), size)


def capped_count(queryset: QuerySet[Any, Any], cap: int = 1000) -> CappedCount:
    """Count no further than the cap, in one query."""
    found = queryset.order_by()[: cap + 1].count()
    return CappedCount(min(found, cap), found > cap)


def _order(key: Key, *, reverse: bool) -> OrderBy:
    column = F(key.column)
    if not key.nullable:
        return column.desc() if key.descending != reverse else column.asc()
    last, first = (None, True) if reverse else (True, None)
    if key.descending != reverse:
        return column.desc(nulls_first=first, nulls_last=last)
    return column.asc(nulls_first=first, nulls_last=last)


def _beyond(keys: Sequence[Key], values: Sequence[Any], *, reverse: bool) -> Q | Lookup[Any]:
    """The rows strictly after those values in the order (before them, if reversed)."""
    if not any(key.nullable for key in keys) and len({key.descending for key in keys}) == 1:
        # One comparison of whole rows: an index on the columns goes straight to it, however many rows are tied.
        comparison = TupleLessThan if keys[0].descending != reverse else TupleGreaterThan
        return comparison(Tuple(*(F(key.column) for key in keys)), tuple(values))
    return _beyond_mixed(keys, values, reverse=reverse)


def _beyond_mixed(keys: Sequence[Key], values: Sequence[Any], *, reverse: bool) -> Q:
    """The same where the columns differ in direction or may be null, column by column."""
    key, value, rest = keys[0], values[0], keys[1:]
    comparison = "lt" if key.descending != reverse else "gt"
    if value is None:
        # Nulls are last: after one come only other nulls, before one comes everything that is not.
        after = Q(**{f"{key.column}__isnull": False}) if reverse else None
        tied = Q(**{f"{key.column}__isnull": True})
    else:
        after = Q(**{f"{key.column}__{comparison}": value})
        if key.nullable and not reverse:
            after |= Q(**{f"{key.column}__isnull": True})
        tied = Q(**{key.column: value})
    if rest:
        tied &= _beyond_mixed(rest, values[1:], reverse=reverse)
        after = tied if after is None else after | tied
    return after or tied


def _write(direction: Direction, keys: Sequence[Key], row: Any) -> str:
    content = [direction, _shape(keys), [_packed(_value(row, key.column)) for key in keys]]
    text = json.dumps(content, separators=(",", ":")).encode()
    return _signer().sign(base64.urlsafe_b64encode(text).decode().rstrip("="))


def _read(cursor: str, keys: Sequence[Key]) -> tuple[Direction, list[Any]]:
    try:
        text = _signer().unsign(cursor)
        direction, shape, packed = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (signing.BadSignature, binascii.Error, ValueError) as error:
        raise BadCursorError(_("La dirección de esta página de la lista está incompleta o cambiada.")) from error
    if shape != _shape(keys):
        raise BadCursorError(_("Esta página era de la lista en otro orden. Vuelva al comienzo de la lista."))
    return direction, [_unpacked(value) for value in packed]


def _signer() -> signing.Signer:
    return signing.Signer(sep=".", salt="groundwork.web.paging")


def _shape(keys: Sequence[Key]) -> str:
    return " ".join(f"{'-' if key.descending else ''}{key.column}" for key in keys)


def _value(row: Any, column: str) -> Any:
    if isinstance(row, Mapping):
        return row[column]
    for name in column.split("__"):
        row = getattr(row, name)
    return row


def _packed(value: Any) -> Any:
    """JSON's own types as they are; the others as [type, text]."""
    match value:
        case None | bool() | int() | float() | str():
            return value
        case datetime():
            return ["t", value.isoformat()]
        case date():
            return ["d", value.isoformat()]
        case Decimal():
            return ["n", str(value)]
        case UUID():
            return ["u", str(value)]
    raise TypeError(f"A list cannot be paged by a {type(value).__name__}.")


def _unpacked(value: Any) -> Any:
    match value:
        case ["t", text]:
            return datetime.fromisoformat(text)
        case ["d", text]:
            return date.fromisoformat(text)
        case ["n", text]:
            return Decimal(text)
        case ["u", text]:
            return UUID(text)
    return value
