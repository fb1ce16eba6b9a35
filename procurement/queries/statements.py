"""Pieces of SQL with their values, and how they are put together and run.

The search writes its SQL itself: its plans read one query's rows in another, which Django's querysets cannot say,
and building them as querysets cost more than running them (ADR 65). Values always travel apart from the text.
"""

from collections.abc import Iterable
from math import prod
from typing import Any, NamedTuple

from django.db import connection

from procurement.models import Process

TABLE = Process._meta.db_table  # noqa: SLF001  # Django's documented Meta API


class Sql(NamedTuple):
    """Text, and the values of its placeholders in their order."""

    text: str
    values: tuple[Any, ...] = ()


ANYTHING = Sql("true")


def joined(glue: str, pieces: Iterable[Sql]) -> Sql:
    """The pieces as one, with the glue between them."""
    kept = list(pieces)
    return Sql(glue.join(piece.text for piece in kept), tuple(value for piece in kept for value in piece.values))


def put(template: str, **pieces: Sql) -> Sql:
    """The template with each {name} replaced by that piece; the values follow the order in the text."""
    values: list[Any] = []
    texts: dict[str, str] = {}
    for name in sorted(pieces, key=lambda name: template.index(f"{{{name}}}")):
        texts[name] = pieces[name].text
        values += pieces[name].values
    return Sql(template.format(**texts), tuple(values))


def fetch(statement: Sql) -> list[tuple[Any, ...]]:
    """The rows of the statement."""
    with connection.cursor() as cursor:
        cursor.execute(*statement)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


class Expectation(NamedTuple):
    """How many rows the planner expects to meet a condition, and to be in the table."""

    matches: float
    table: int

    @property
    def density(self) -> float:
        """The share of the table that is expected to match."""
        return self.matches / max(self.table, 1)


class Expectations(NamedTuple):
    """How many rows the planner expects to meet each part of a search, and to be in the table."""

    parts: dict[str, int]
    table: int

    def of(self, parts: Iterable[str]) -> Expectation:
        """Of those parts together, as if none told anything of another: what the planner itself supposes."""
        share = prod(self.parts[part] / max(self.table, 1) for part in parts)
        return Expectation(share * self.table, self.table)


def expected(parts: dict[str, Sql]) -> Expectations:
    """What the planner says from its statistics; nothing is read for it.

    Good enough to choose a plan by, and never to count by.
    """
    branches = [Sql(f"SELECT FROM {TABLE} WHERE {part.text}", part.values) for part in parts.values()]
    statement = joined(" UNION ALL ", [*branches, Sql(f"SELECT FROM {TABLE}")])
    (((answer,),),) = fetch(Sql(f"EXPLAIN (FORMAT JSON) {statement.text}", statement.values))
    plan = answer["Plan"]
    *matches, table = (int(branch["Plan Rows"]) for branch in (plan["Plans"] if parts else [plan]))
    return Expectations(dict(zip(parts, matches, strict=True)), table)
