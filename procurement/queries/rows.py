"""Processes as a list shows them: only the columns asked for, with those of what they point to, in one statement."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from django.db import models

from procurement.models import Process
from procurement.queries.statements import TABLE, Sql, put

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
    selected, joins = _from(tuple(columns))
    statement = put(f"{{page}} SELECT {selected}, page.* FROM page {joins} ORDER BY place", page=page)  # noqa: S608  # our own names
    found: list[Process] = list(Process.objects.raw(*statement))
    for relation in _relations(tuple(columns)):
        shared: dict[object, models.Model] = {}
        for process in found:
            relation.attach(process, shared)
    return found


@dataclass(frozen=True, slots=True)
class Relation:
    """A table that processes point to, with the columns that are wanted of it; its key is the process's own."""

    name: str
    model: type[models.Model]
    columns: tuple[str, ...]

    def attach(self, process: Process, shared: dict[object, models.Model]) -> None:
        """Give the process the row that it points to, from the columns that came along; made once for all of them."""
        known = {column: process.__dict__.pop(f"{self.name}__{column}") for column in self.columns}
        key = getattr(process, f"{self.name}_id")
        if key is None:
            return
        if key not in shared:
            known[self.model._meta.pk.attname] = key  # noqa: SLF001  # documented API
            names = [field.attname for field in self.model._meta.concrete_fields if field.attname in known]  # noqa: SLF001  # idem
            shared[key] = self.model.from_db(process._state.db, names, [known[name] for name in names])  # noqa: SLF001  # idem
        setattr(process, self.name, shared[key])


@cache
def _relations(columns: tuple[str, ...]) -> list[Relation]:
    wanted: dict[str, list[str]] = {}
    for name in columns:
        relation, far, column = name.partition("__")
        if far:
            wanted.setdefault(relation, []).append(column)
    return [Relation(name, _target(name), tuple(columns)) for name, columns in wanted.items()]


def _target(name: str) -> type[models.Model]:
    model = Process._meta.get_field(name).related_model  # noqa: SLF001  # documented API
    if model is None:
        raise ValueError(f"{name} is no foreign key.")
    return model


@cache
def _from(columns: tuple[str, ...]) -> tuple[str, str]:
    """The columns as SQL selects them, and the tables to join."""
    selected = [f'process."{name}"' for name in columns if "__" not in name]
    joins = [f"JOIN {TABLE} process ON process.id = page.page_id"]
    for relation in _relations(columns):
        meta, name = relation.model._meta, relation.name  # noqa: SLF001  # documented API
        joins.append(f'LEFT JOIN {meta.db_table} {name} ON {name}."{meta.pk.column}" = process.{name}_id')
        selected += [f'{name}."{column}" AS "{name}__{column}"' for column in relation.columns]
    return ", ".join(selected), " ".join(joins)
