"""What the components of templates/components/ are given: small, immutable, ready to draw."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal, NamedTuple, Protocol
from urllib.parse import quote

from django.urls import reverse
from django.utils.functional import Promise

from groundwork.web import formats

Text = str | Promise
Colour = Literal["", "grey", "green", "yellow", "red", "blue"]


@dataclass(frozen=True, slots=True)
class Crumb:
    """One page above this one (breadcrumbs.html)."""

    label: Text
    url: str


@dataclass(frozen=True, slots=True)
class SummaryRow:
    """A fact, and the link that changes it if there is one (summary_list.html)."""

    key: Text
    value: object
    url: str = ""
    action: Text = ""


@dataclass(frozen=True, slots=True)
class Task:
    """One section to complete (task_list.html); a finished one has no tag, so that what is left stands out."""

    title: Text
    status: Text
    url: str = ""
    hint: Text = ""
    tag: Colour = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One moment of a timeline (timeline.html)."""

    title: Text
    when: Text = ""
    state: Literal["done", "now", "next"] = "next"
    note: Text = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table (table.html); numeric ones stand to the right."""

    title: Text
    numeric: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell that knows its column, since on a phone it stands alone."""

    column: Column
    text: object


def cells(columns: Sequence[Column], *rows: Sequence[object]) -> list[list[Cell]]:
    """The rows of a table, each value with its column."""
    return [[Cell(column, text) for column, text in zip(columns, row, strict=True)] for row in rows]


class Named(Protocol):
    """A department or a municipality."""

    @property
    def name(self) -> str: ...


class ListedProcess(Protocol):
    """What a row of process_list.html reads of a process; a reason too, where it has one."""

    code: str
    title: str
    buyer_name: str
    budget: Decimal | None
    closes_at: datetime | None
    closing_hour_known: bool

    @property
    def department(self) -> Named | None: ...

    @property
    def municipality(self) -> Named | None: ...

    def get_modality_display(self) -> str: ...


class ProcessRow(NamedTuple):
    """A row ready to draw. A template looks up a name far faster than a path of attributes, and lists are long."""

    url: str
    title: str
    who: str
    reason: str
    value: str
    words: str
    tone: formats.Urgency
    left: str


def process_rows(processes: Iterable[ListedProcess]) -> list[ProcessRow]:
    """The rows of process_list.html."""
    above = reverse("procurement:process_list")
    return [_process_row(process, above) for process in processes]


def _process_row(process: ListedProcess, above: str) -> ProcessRow:
    known = process.closing_hour_known
    # Bogotá is a municipality and a department at once: said once.
    places = dict.fromkeys(place.name for place in (process.municipality, process.department) if place)
    return ProcessRow(
        url=f"{above}{quote(process.code)}/",
        title=process.title,
        who=" · ".join((process.buyer_name, *places, process.get_modality_display())),
        reason=getattr(process, "reason", ""),
        value=formats.money(process.budget),
        words="" if process.budget is None else formats.money_words(process.budget),
        tone=formats.urgency(process.closes_at, hour_known=known),
        left=formats.days_left(process.closes_at, hour_known=known),
    )
