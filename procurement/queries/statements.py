"""Statements put together from queries of Process, and what the planner expects of one."""

from typing import Any

from django.db import connection
from django.db.models import QuerySet

from procurement.models import Process

TABLE = Process._meta.db_table  # noqa: SLF001  # Django's documented Meta API
# How many rows the table has, as of its last ANALYZE.
TABLE_ROWS = f"(SELECT GREATEST(reltuples, 0)::bigint FROM pg_class WHERE oid = '{TABLE}'::regclass)"  # noqa: S608  # our own table

type Sql = tuple[str, tuple[Any, ...]]


def sql_of(queryset: QuerySet[Process, Any]) -> Sql:
    """The query as PostgreSQL gets it."""
    sql, params = queryset.query.sql_with_params()
    return sql, tuple(params)


def shadowed(inner: Sql, outer: QuerySet[Process, Any], *, materialized: bool = False) -> Sql:
    """The outer query, reading the rows of the inner one in place of the table of processes."""
    outer_sql, outer_params = sql_of(outer)
    kind = "MATERIALIZED " if materialized else ""
    return f"WITH {connection.ops.quote_name(TABLE)} AS {kind}({inner[0]}) {outer_sql}", (*inner[1], *outer_params)


def fetch(statement: Sql) -> list[dict[str, Any]]:
    """The rows of the statement, by their columns' names."""
    with connection.cursor() as cursor:
        cursor.execute(*statement)
        names = [column.name for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def planned_rows(queryset: QuerySet[Process, Any]) -> int:
    """How many rows the planner expects of the query, from its statistics; nothing is read."""
    sql, params = sql_of(queryset.order_by())
    (row,) = fetch((f"EXPLAIN (FORMAT JSON) {sql}", params))
    (plan,) = row["QUERY PLAN"]
    return int(plan["Plan"]["Plan Rows"])
