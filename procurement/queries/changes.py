"""What changed in a published process, in words: what it said and what it says instead."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.functional import Promise
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from groundwork.reference.codes import ancestors_of
from groundwork.reference.models import Department, Municipality
from groundwork.web import formats
from procurement.models import Decision, Entity, Modality, Process, ProcessChange

SHOWN = 20
TEXT_LENGTH = 300
# By what a reader calls them, what matters most first. The main code is among the codes.
LABELS: dict[str, str | Promise] = {
    "decision": gettext_lazy("Decisión"),
    "closes_at": gettext_lazy("Cierre"),
    "said_closed": gettext_lazy("Recibe propuestas"),
    "budget": gettext_lazy("Valor"),
    "modality": gettext_lazy("Modalidad"),
    "code_paths": gettext_lazy("Códigos"),
    "department_id": gettext_lazy("Departamento"),
    "municipality_id": gettext_lazy("Municipio"),
    "entity": gettext_lazy("Entidad"),
    "published_at": gettext_lazy("Publicación"),
    "title": gettext_lazy("Nombre"),
    "description": gettext_lazy("Descripción"),
}


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that changed."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Change:
    """What changed at once, and when."""

    at: datetime
    facts: list[Fact]


def changes_of(process: Process) -> list[Change]:
    """What a reader can see of the latest changes, the newest first: one query, and those for the names."""
    rows = list(ProcessChange.objects.filter(process=process).order_by("-at", "-pk")[:SHOWN])
    words = _Words(process, rows)
    told = (Change(row.at, words.facts(row)) for row in rows)
    return [change for change in told if change.facts]


class _Words:
    """The words for the values of some changes, with the names that they need read once for all of them."""

    def __init__(self, process: Process, rows: Sequence[ProcessChange]) -> None:
        self._hour_known = process.closing_hour_known
        self._names = {
            "department_id": _names(Department, _values(rows, "department_id")),
            "municipality_id": _names(Municipality, _values(rows, "municipality_id")),
            "entity": _names(Entity, _values(rows, "entity")),
        }

    def facts(self, row: ProcessChange) -> list[Fact]:
        told = (
            Fact(str(label), self._said(name, row.before), self._said(name, row.after))
            for name, label in LABELS.items()
            if name in row.after
        )
        return [fact for fact in told if fact.before != fact.after]

    def _said(self, name: str, side: Mapping[str, Any]) -> str:
        value = side.get(name)
        if name in self._names:
            return self._names[name].get(value, value) if value else _("Sin informar")
        if name == "closes_at":
            moment = parse_datetime(value) if value else None
            return formats.deadline(moment, hour_known=self._hour_known) if moment else _("Sin informar")
        return _PLAIN[name](value)


def _published(value: str | None) -> str:
    return formats.long_date(parse_datetime(value)) if value else _("Sin informar")


def _money(value: str | None) -> str:
    return formats.money(Decimal(value) if value is not None else None)


def _modality(value: str | None) -> str:
    return str(Modality(value).label) if value in Modality.values else str(value)


def _decision(value: str | None) -> str:
    return str(Decision(value).label) if value in Decision.values else str(value)


def _receives(closed: bool | None) -> str:  # the value of a field
    return _("No") if closed else _("Sí")


def _codes(paths: Iterable[str] | None) -> str:
    """Without those that only stand above another."""
    named = set(paths or ())
    above = {higher for code in named for higher in ancestors_of(code)}
    return ", ".join(sorted(named - above)) or _("Sin informar")


def _text(value: str | None) -> str:
    return Truncator(value or "").chars(TEXT_LENGTH) or _("Sin informar")


_PLAIN: dict[str, Callable[[Any], str]] = {
    "decision": _decision,
    "said_closed": _receives,
    "budget": _money,
    "modality": _modality,
    "code_paths": _codes,
    "published_at": _published,
    "title": _text,
    "description": _text,
}


def _values(rows: Sequence[ProcessChange], name: str) -> set[str]:
    return {side[name] for row in rows for side in (row.before, row.after) if side.get(name)}


def _names(model: type[Department | Municipality | Entity], codes: set[str]) -> dict[str, str]:
    """Their names; no query when there is nothing to name."""
    if not codes:
        return {}
    found = model._default_manager.filter(code__in=codes)  # noqa: SLF001  # Django's documented API
    return dict(found.values_list("code", "name"))
