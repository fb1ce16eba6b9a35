"""Pieces of SQL with their values, and how they are put together and run.

The search writes its SQL itself: its plans read one query's rows in another, which Django's querysets cannot say,
and building them as querysets cost more than running them (ADR 65). Values always travel apart from the text.
"""

from collections.abc import Iterable
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
    """How many rows the planner expects to meet a condition, and to be in the table; nothing is read for it."""

    matches: int
    table: int

    @property
    def density(self) -> float:
        """The share of the table that is expected to match."""
        return self.matches / max(self.table, 1)


def expected(condition: Sql) -> Expectation:
    """What the planner says from its statistics: good enough to choose a plan by, and never to count by."""
    text = f"EXPLAIN (FORMAT JSON) SELECT FROM {TABLE} WHERE {condition.text} UNION ALL SELECT FROM {TABLE}"  # noqa: S608  # our own conditions
    (((plan,),),) = fetch(Sql(text, condition.values))
    branches = plan["Plan"].get("Plans")
    if branches is None or len(branches) < len(Expectation._fields):
        return Expectation(0, int(plan["Plan"]["Plan Rows"]))  # a condition that cannot be met leaves one branch
    return Expectation(*(int(branch["Plan Rows"]) for branch in branches))
