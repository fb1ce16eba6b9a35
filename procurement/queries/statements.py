"""Pieces of SQL with their values, and how they are put together and run.

The search writes its SQL itself: its plans read one query's rows in another, which Django's querysets cannot say,
and building them as querysets cost more than running them (ADR 65). Values always travel apart from the text.
"""

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db import connection

from procurement.models import Process

TABLE = Process._meta.db_table  # noqa: SLF001  # Django's documented Meta API
# How many rows the table has, as of its last ANALYZE.
TABLE_ROWS = f"(SELECT GREATEST(reltuples, 0)::bigint FROM pg_class WHERE oid = '{TABLE}'::regclass)"  # noqa: S608  # our own table


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


def planned_rows(condition: Sql) -> int:
    """How many processes the planner expects to meet the condition, from its statistics; nothing is read."""
    text = f"EXPLAIN (FORMAT JSON) SELECT 1 FROM {TABLE} WHERE {condition.text}"  # noqa: S608  # our own conditions
    (((plan,),),) = fetch(Sql(text, condition.values))
    return int(plan["Plan"]["Plan Rows"])
