"""Everything that the portal keeps about a person, from every room, for machines and for people."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from types import ModuleType
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import personal_data as accounts
from accounts.models import Activity, User
from accounts.personal_data import Section
from accounts.services import activity
from accounts.services.activity import Origin
from groundwork.files import pdf
from groundwork.web import formats
from groundwork.web.actor import Actor
from groundwork.web.components import Column, cells
from interests import personal_data as interests
from onboarding import personal_data as onboarding
from procurement import personal_data as procurement
from support import personal_data as support

# Each with its SECTIONS and its `forget`, the lowest first; tests/desk/test_export.py fails when a table about
# people is in none.
ROOMS: tuple[ModuleType, ...] = (accounts, onboarding, procurement, interests, support)
# A page of paper has an end; the other format has everything.
ROWS_ON_PAPER = 200


@dataclass(frozen=True, slots=True)
class Table:
    """A section as paper shows it: how many rows there are, and the first of them, each a list of cells."""

    section: Section
    number: int
    columns: list[Column]
    rows: list[list[Any]]


def sections() -> list[Section]:
    """What is kept, room by room; nothing is read."""
    return [section for room in ROOMS for section in room.SECTIONS]


@transaction.atomic
def as_data(by: Actor, *, origin: Origin) -> dict[str, Any]:
    """Everything, complete, as JSON's own types and those that `Encoder` knows; it is written in the activity."""
    by.require_recent_authentication()
    _note(by.user, origin, "JSON")
    return {
        "portal": settings.PORTAL_URL,
        "law": "Ley 1581 de 2012, artículo 8, literal a",
        "generated_at": timezone.now(),
        "sections": {section.key: _as_data(section, by.user) for section in sections()},
    }


def as_pdf(by: Actor, *, origin: Origin) -> bytes:
    """The same on paper, the newest rows of each section; ValidationError where the server cannot make a PDF."""
    by.require_recent_authentication()
    tables = [_as_table(section, by.user) for section in sections()]
    context = {"person": by.user, "tables": tables, "at": timezone.now(), "portal_url": settings.PORTAL_URL}
    document = pdf.render(render_to_string("desk/my_data_pdf.html", context))
    _note(by.user, origin, "PDF")
    return document


class Encoder(DjangoJSONEncoder):
    """Moments in UTC, amounts as text, and words in the language of whoever asks."""


def _note(user: User, origin: Origin, kind: str) -> None:
    activity.record(user, Activity.Kind.DATA_EXPORTED, origin, detail=kind)


def _as_data(section: Section, user: User) -> dict[str, Any]:
    return {
        "title": str(section.title),
        "purpose": str(section.purpose),
        "kept": str(section.kept),
        "rows": [dict(zip(section.columns, row, strict=True)) for row in section.rows(user)],
    }


def _as_table(section: Section, user: User) -> Table:
    rows = list(section.rows(user))
    columns = [Column(title) for title in section.columns.values()]
    shown: Iterable[list[str]] = ([_in_words(value) for value in row] for row in rows[:ROWS_ON_PAPER])
    return Table(section, len(rows), columns, cells(columns, *shown))


def _in_words(value: object) -> str:
    match value:
        case None | "":
            return "–"
        case bool():
            return _("Sí") if value else _("No")
        case datetime():
            return f"{formats.short_date(value)}, {formats.clock_time(value)}"
        case date():
            return formats.short_date(value)
        case Decimal():
            return formats.money(value)
        case _other:
            return str(value)
