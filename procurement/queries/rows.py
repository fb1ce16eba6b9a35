"""Processes as a list shows them: only the columns asked for, with those of what they point to, in one statement."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db import connection, models
from django.db.models.base import ModelState

from procurement.models import Process
from procurement.queries.statements import TABLE, Sql

# What a row of a list needs; the rest of a process (its search document, above all) stays in the database.
ROW = (
    "id", "code", "source", "is_sample", "title", "buyer_name", "modality", "budget", "published_at", "closes_at",
    "closing_hour_known", "open_until", "decision", "department_id", "department__name", "municipality_id",
    "municipality__name",
)  # fmt: skip


def processes_of(page: Sql, columns: Sequence[str] = ROW) -> list[Process]:
    """The processes of a query that yields their ids as "page", in the order of its "place".

    Whatever else that query yields is an attribute of theirs. A column of another table is "relation__column".
    """
    plan = _plan(tuple(columns))
    with connection.cursor() as cursor:
        cursor.execute(f"{page.text} {plan.text}", page.values)
        names = [column.name for column in cursor.description or ()]
        rows = cursor.fetchall()
    own, more = len(plan.own), names[plan.width :]
    found = []
    for row in rows:
        process = _loaded(Process, plan.own, row[:own])
        process.__dict__.update(zip(more, row[plan.width :], strict=True))
        found.append(process)
    for relation in plan.relations:
        relation.attach(found, rows)
    return found


@dataclass(frozen=True, slots=True)
class Relation:
    """A table that processes point to, with the columns that are wanted of it; its key is the process's own."""

    name: str
    model: type[models.Model]
    columns: tuple[str, ...]  # in the model's order, its key first
    first: int  # where they begin in a row

    def attach(self, processes: list[Process], rows: list[tuple[Any, ...]]) -> None:
        """Give each process the row that it points to; made once for all that point to it."""
        shared: dict[object, models.Model] = {}
        for process, row in zip(processes, rows, strict=True):
            values = row[self.first : self.first + len(self.columns)]
            key = values[0]
            if key is None:
                continue
            if key not in shared:
                shared[key] = _loaded(self.model, self.columns, values)
            setattr(process, self.name, shared[key])


@dataclass(frozen=True, slots=True)
class Plan:
    """How some columns are read: the statement after that of the page, and where in a row each of them stands."""

    text: str
    own: tuple[str, ...]  # in the model's order, as from_db wants them
    relations: tuple[Relation, ...]

    @property
    def width(self) -> int:
        """How many columns come before those of the page itself."""
        return len(self.own) + sum(len(relation.columns) for relation in self.relations)


@cache
def _plan(columns: tuple[str, ...]) -> Plan:
    wanted: dict[str, set[str]] = {}
    for name in columns:
        relation, far, column = name.partition("__")
        if far:
            wanted.setdefault(relation, set()).add(column)
    own = _in_order(Process, {name for name in columns if "__" not in name})
    selected = [f'process."{name}"' for name in own]
    joins = [f"JOIN {TABLE} process ON process.id = page.page_id"]
    relations = []
    for name, far_columns in wanted.items():
        model = _target(name)
        meta = model._meta  # noqa: SLF001  # documented API
        names = _in_order(model, {meta.pk.attname, *far_columns})
        relations.append(Relation(name, model, names, first=len(selected)))
        joins.append(f'LEFT JOIN {meta.db_table} {name} ON {name}."{meta.pk.column}" = process.{name}_id')
        selected += [f'{name}."{column}"' for column in names]
    text = f"SELECT {', '.join(selected)}, page.* FROM page {' '.join(joins)} ORDER BY place"  # noqa: S608  # our own names
    return Plan(text, own, tuple(relations))


def _loaded[M: models.Model](model: type[M], names: Sequence[str], values: Sequence[Any]) -> M:
    """What from_db makes of some of a row's columns, the rest deferred.

    Without its walk over every field of the model, signals and all, which cost as much as the query of the page.
    """
    made = model.__new__(model)
    made._state = ModelState()  # noqa: SLF001  # as from_db leaves it
    made._state.adding, made._state.db = False, connection.alias  # noqa: SLF001  # idem
    made.__dict__.update(zip(names, values, strict=True))
    return made


def _in_order(model: type[models.Model], names: set[str]) -> tuple[str, ...]:
    return tuple(field.attname for field in model._meta.concrete_fields if field.attname in names)  # noqa: SLF001  # documented API


def _target(name: str) -> type[models.Model]:
    model = Process._meta.get_field(name).related_model  # noqa: SLF001  # documented API
    if not (isinstance(model, type) and issubclass(model, models.Model)):
        raise TypeError(f"{name} is no foreign key.")
    return model
