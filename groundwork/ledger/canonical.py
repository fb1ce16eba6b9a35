"""Canonical JSON: one content, one sequence of bytes, on any machine and in any language.

The rule, after RFC 8785 with fewer types:

- an object's keys are text, sorted by code point; no white space; UTF-8; nothing is escaped that JSON does
  not force to be (a quote, a backslash, control characters);
- text, true, false, null and whole numbers up to 2⁵³ - 1 in size are themselves; a longer number is written
  as text by whoever records it;
- an amount (Decimal) is text without exponent, its decimals as given: `Decimal("1.50")` is `"1.50"`;
- a moment is text in UTC with six decimals, `2026-11-24T22:00:00.000000Z`; a day is `2026-11-24`;
- a UUID is text in its usual form; an enumerated value is its value;
- floats, moments without a zone, bytes, sets and anything else are refused.
"""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import singledispatch
from typing import Any
from uuid import UUID

LARGEST_NUMBER = 2**53 - 1


def canonical(content: object) -> bytes:
    """The one way to write the content.

    Raises TypeError for a type outside the rule and ValueError for a value outside it.
    """
    text = json.dumps(_plain(content), ensure_ascii=False, allow_nan=False, separators=(",", ":"), sort_keys=True)
    return text.encode()


@singledispatch
def _plain(value: object) -> Any:
    """The value in JSON's own types."""
    raise TypeError(f"The record takes no {type(value).__name__}.")


@_plain.register
def _(value: bool | None) -> Any:
    return value


@_plain.register
def _(value: str) -> str:
    return str.__str__(value)


@_plain.register
def _(value: int) -> int:
    if abs(value) > LARGEST_NUMBER:
        raise ValueError("A whole number beyond 2⁵³ - 1 is recorded as text.")
    return int(value)


@_plain.register
def _(value: Decimal) -> str:
    if not value.is_finite():
        raise ValueError("The record takes no infinite amount.")
    return format(value, "f")


@_plain.register
def _(value: datetime) -> str:
    if value.tzinfo is None:
        raise ValueError("The record takes no moment without a zone.")
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


@_plain.register
def _(value: date) -> str:
    return value.isoformat()


@_plain.register
def _(value: UUID) -> str:
    return str(value)


@_plain.register
def _(value: Mapping) -> dict[str, Any]:  # type: ignore[type-arg]  # singledispatch takes the bare class only
    return {_key(key): _plain(item) for key, item in value.items()}


@_plain.register
def _(value: list | tuple) -> list[Any]:  # type: ignore[type-arg]
    return [_plain(item) for item in value]


def _key(key: object) -> str:
    if not isinstance(key, str):
        raise TypeError(f"The record takes text as a key, not {type(key).__name__}.")
    return str.__str__(key)
