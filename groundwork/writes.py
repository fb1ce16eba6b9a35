"""Several writes as one statement: one journey to the database, and the shorter its locks are held."""

from typing import Any, cast

from django.core.exceptions import EmptyResultSet
from django.db import connection, models
from django.db.models.constants import OnConflict
from django.db.models.expressions import RawSQL
from django.db.models.sql import DeleteQuery, InsertQuery, UpdateQuery


class Writes:
    """Rows to insert, change and delete together: all of them or none, in the caller's transaction.

    PostgreSQL runs the parts on one snapshot and in no order that counts (its data-modifying WITH). So none sees
    what another did, and no two may touch the same row. A row may point to one that is inserted before it. Deleting
    takes nothing else with it.
    """

    def __init__(self) -> None:
        self._touched: list[int] = []
        self._parts: list[tuple[str, tuple[Any, ...]]] = []
        self._pointing: list[tuple[models.Model, models.ForeignKey[Any, Any], models.Model]] = []
        self._new: list[tuple[models.Model, int]] = []
        self._reads: list[tuple[str, tuple[Any, ...]]] = []
        self._read: list[list[Any]] = []

    def insert(self, row: models.Model, *, ignore_conflicts: bool = False) -> None:
        """A new row; with `ignore_conflicts` none, when one of its unique values is taken."""
        self._point(row)
        pk = row._meta.pk  # noqa: SLF001  # Django's documented API, here and below
        fields = [field for field in row._meta.concrete_fields if field is not pk or row.pk is not None]  # noqa: SLF001
        query = InsertQuery(type(row), on_conflict=OnConflict.IGNORE if ignore_conflicts else None)
        query.insert_values(fields, [row])
        compiler = query.get_compiler(connection=connection)
        compiler.returning_fields = [pk]
        ((sql, params),) = compiler.as_sql()
        self._new.append((row, self._add(sql, params)))

    def update(self, rows: "models.QuerySet[Any]", **values: Any) -> int:
        """New values for the rows; returns the number of this part, for `touched`."""
        query = cast("UpdateQuery", rows.query.chain(UpdateQuery))
        query.add_update_values(values)
        return self._change(query)

    def delete(self, rows: "models.QuerySet[Any]") -> int:
        """The rows go, and nothing that points to them; returns the number of this part, for `touched`."""
        return self._change(cast("DeleteQuery", rows.query.chain(DeleteQuery)))

    def read(self, values: "models.QuerySet[Any, Any]") -> int:
        """What a query of one column finds before the writes; returns its number, for `found`."""
        self._reads.append(values.query.sql_with_params())
        return len(self._reads) - 1

    def execute(self) -> None:
        """Write it all, and give the new rows their keys."""
        if not self._parts:
            return
        parts = ", ".join(f"part{n} AS ({sql})" for n, (sql, _params) in enumerate(self._parts))
        columns = [_of_part(n, "count(*)") for n in range(len(self._parts))]
        columns += [_of_part(n, _key(row)) for row, n in self._new]
        columns += [f"ARRAY({sql})" for sql, _params in self._reads]
        with connection.cursor() as cursor:
            cursor.execute(
                f"WITH {parts} SELECT {', '.join(columns)}",  # the parts are Django's own SQL
                [value for _sql, params in (*self._parts, *self._reads) for value in params],
            )
            answer = list(cursor.fetchone())
        counts, rest = answer[: len(self._parts)], answer[len(self._parts) :]
        keys, self._read = rest[: len(self._new)], rest[len(self._new) :]
        for (row, _n), key in zip(self._new, keys, strict=True):
            if key is not None:
                row.pk, row._state.adding, row._state.db = key, False, connection.alias  # noqa: SLF001
        for row, field, target in self._pointing:
            setattr(row, field.name, target)
        self._touched = counts

    def touched(self, part: int) -> int:
        """How many rows that part changed or took away, once it is executed."""
        return self._touched[part]

    def found(self, number: int) -> list[Any]:
        """What that query found, once it is executed."""
        return self._read[number]

    def _add(self, sql: str, params: tuple[Any, ...]) -> int:
        self._parts.append((sql, params))
        return len(self._parts) - 1

    def _change(self, query: "UpdateQuery | DeleteQuery") -> int:
        try:
            sql, params = query.get_compiler(connection=connection).as_sql()
        except EmptyResultSet:  # how Django says that a queryset can hold nothing
            sql, params = "SELECT 1 WHERE false", ()
            return self._add(sql, params)
        return self._add(f"{sql} RETURNING 1", tuple(params))

    def _point(self, row: models.Model) -> None:
        """Have the row's keys to rows without one yet be those that their own parts give."""
        for field in row._meta.concrete_fields:  # noqa: SLF001
            if not isinstance(field, models.ForeignKey) or getattr(row, field.attname) is not None:
                continue
            target = field.get_cached_value(row, default=None)
            number = next((n for unsaved, n in self._new if unsaved is target), None)
            if target is not None and number is not None:
                setattr(row, field.attname, RawSQL(_of_part(number, _key(target)), ()))  # noqa: S611  # names of ours
                self._pointing.append((row, field, target))


def _key(row: models.Model) -> str:
    """The column of its primary key."""
    return connection.ops.quote_name(str(row._meta.pk.column))  # noqa: SLF001


def _of_part(number: int, column: str) -> str:
    """What a part gave, as a value."""
    return f"(SELECT {column} FROM part{number})"  # noqa: S608  # a number and a column's name
