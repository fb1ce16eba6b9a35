"""The Gestor de Oportunidades: its tabs, and a page of one of them, in two statements (docs/adr/0072)."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from django.utils.functional import Promise

from accounts.models import User
from groundwork.web.formats import days_left, money, money_words, urgency
from groundwork.web.paging import Key, Page, Start, start
from interests.models import Opportunity, State
from interests.queries import reasons
from interests.queries.reasons import Reason
from onboarding.models import EDITING
from procurement.models import Modality

PAGE = 20


class Tab(StrEnum):
    """The parts of the list, by their name in the address."""

    NEW = "nuevas"
    SAVED = "guardadas"
    DISCARDED = "descartadas"
    CLOSED = "cerradas"


STATES = {Tab.NEW: State.NEW, Tab.SAVED: State.SAVED, Tab.DISCARDED: State.DISCARDED}
# What may still be presented stands by its closing; the rest, the newest first.
KEYS = {tab: (Key("open_until"), Key("id")) for tab in STATES} | {Tab.CLOSED: (Key("id", descending=True),)}

_MINE = "o.supplier_id IN (SELECT m.supplier_id FROM onboarding_membership AS m WHERE m.user_id = %(user)s)"
_OPEN = "o.state = %(state)s AND p.open_until > %(at)s"
# What was discarded and has closed is missed by nobody.
_CLOSED = "o.state <> 'discarded' AND p.open_until <= %(at)s"

_STANDING = f"""
    SELECT
        ARRAY(SELECT m.role FROM onboarding_membership AS m WHERE m.user_id = %(user)s),
        EXISTS (SELECT FROM interests_interest AS o WHERE {_MINE}),
        count(*) FILTER (WHERE o.state = 'new' AND p.open_until > %(at)s),
        count(*) FILTER (WHERE o.state = 'saved' AND p.open_until > %(at)s),
        count(*) FILTER (WHERE o.state = 'discarded' AND p.open_until > %(at)s),
        count(*) FILTER (WHERE {_CLOSED})
    FROM interests_opportunity AS o JOIN procurement_process AS p ON p.id = o.process_id
    WHERE {_MINE}
"""  # noqa: S608  # constants of this module

_ROWS = """
    SELECT
        o.id, p.open_until, o.code, o.state, p.code, p.title, p.buyer_name, p.modality, p.budget, p.closes_at,
        p.closing_hour_known, municipality.name, department.name, supplier.name,
        (
            SELECT json_agg(
                json_build_array(
                    interest.name, match.codes, match.place, match.value, match.entity,
                    interest.value_min::text, interest.value_max::text,
                    (
                        SELECT json_object_agg(c.code, c.title) FROM reference_commodity AS c
                        WHERE c.code = ANY (match.codes)
                    )
                ) ORDER BY interest.name, interest.id
            )::text
            FROM interests_opportunitymatch AS match
            JOIN interests_interest AS interest ON interest.id = match.interest_id
            WHERE match.process_id = o.process_id AND match.supplier_id = o.supplier_id
        )
    FROM interests_opportunity AS o
    JOIN procurement_process AS p ON p.id = o.process_id
    JOIN onboarding_supplier AS supplier ON supplier.id = o.supplier_id
    LEFT JOIN reference_municipality AS municipality ON municipality.code = p.municipality_id
    LEFT JOIN reference_department AS department ON department.code = p.department_id
    WHERE
"""


class Standing(NamedTuple):
    """What the person may see and do, and how many there are under each tab."""

    roles: list[str]
    has_areas: bool
    counts: dict[Tab, int]

    @property
    def may_decide(self) -> bool:
        """Whether they edit one of their suppliers."""
        return any(role in EDITING for role in self.roles)

    @property
    def several(self) -> bool:
        """Whether a row must say whose it is."""
        return len(self.roles) > 1


class Stored(NamedTuple):
    """One row of the statement."""

    id: int
    open_until: datetime
    code: UUID
    state: str
    process: str
    title: str
    buyer: str
    modality: str
    budget: Decimal | None
    closes_at: datetime | None
    hour_known: bool
    municipality: str | None
    department: str | None
    supplier: str
    why: str | None


class OpportunityRow(NamedTuple):
    """One opportunity as the list draws it, every word ready: a template's look-ups cost more than a page's queries."""

    code: UUID
    state: str
    process: str
    title: str
    who: str
    supplier: str
    why: list[Reason]
    value: str
    value_words: str
    left: str
    tone: str


def standing(user: User, *, at: datetime) -> Standing:
    """Roles and counts, in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_STANDING, {"user": user.pk, "at": at})
        roles, has_areas, *counts = cursor.fetchone()
    return Standing(roles, has_areas, dict(zip(Tab, counts, strict=True)))


def page(user: User, tab: Tab, *, at: datetime, cursor: str = "", several: bool = False) -> Page[OpportunityRow]:
    """One page of a tab with its reasons, in one statement. Raises BadCursorError for a cursor that is not ours."""
    here = start(KEYS[tab], cursor)
    conditions = [_MINE, _CLOSED if tab is Tab.CLOSED else _OPEN]
    beyond, order, values = _keyset(here)
    parameters = {"user": user.pk, "at": at, "state": STATES.get(tab), "size": PAGE + 1, **values}
    found = here.page(_stored([*conditions, *beyond], order, parameters), PAGE)
    modalities = {name: str(label) for name, label in Modality.choices}
    return Page([_row(one, modalities, several=several) for one in found.items], found.next, found.previous)


def row(opportunity: Opportunity, *, several: bool) -> OpportunityRow:
    """One opportunity alone, as the list draws it."""
    (found,) = _stored(["o.id = %(id)s"], "o.id", {"id": opportunity.pk, "size": 1})
    return _row(found, dict(Modality.choices), several=several)


def _keyset(here: Start) -> tuple[list[str], str, dict[str, Any]]:
    """What follows the start of a page: a condition, an order, and the values of its keys."""
    columns = ["p.open_until" if key.column == "open_until" else "o.id" for key in here.keys]
    downwards = here.keys[0].descending != here.backwards
    order = ", ".join(f"{column} {'DESC' if downwards else 'ASC'}" for column in columns)
    if here.values is None:
        return [], order, {}
    names = [f"key_{number}" for number in range(len(columns))]
    placeholders = ", ".join(f"%({name})s" for name in names)
    condition = f"({', '.join(columns)}) {'<' if downwards else '>'} ({placeholders})"
    return [condition], order, dict(zip(names, here.values, strict=True))


def _stored(conditions: Sequence[str], order: str, parameters: dict[str, Any]) -> list[Stored]:
    statement = f"{_ROWS} {' AND '.join(conditions)} ORDER BY {order} LIMIT %(size)s"
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return [Stored(*found) for found in cursor.fetchall()]


def _row(one: Stored, modalities: Mapping[str, str | Promise], *, several: bool) -> OpportunityRow:
    place = one.municipality or one.department or ""
    where = _joined(dict.fromkeys([one.municipality, one.department]), ", ")
    return OpportunityRow(
        code=one.code,
        state=one.state,
        process=one.process,
        title=one.title,
        who=_joined([one.buyer, where, str(modalities[one.modality])], " · "),
        supplier=one.supplier if several else "",
        why=[_reason(why, place) for why in json.loads(one.why or "[]")],
        value=money(one.budget or None),
        value_words=money_words(one.budget) if one.budget else "",
        left=days_left(one.closes_at, hour_known=one.hour_known),
        tone=urgency(one.closes_at, hour_known=one.hour_known),
    )


def _reason(why: Sequence[Any], place: str) -> Reason:
    area, codes, place_fit, value_fit, entity_fit, least, most, titles = why
    match = reasons.Match(codes, place_fit, value_fit, entity_fit, least and Decimal(least), most and Decimal(most))
    return Reason(area, reasons.facts(match, titles or {}, place))


def _joined(parts: Iterable[str | None], joint: str) -> str:
    """Those that are known."""
    return joint.join(part for part in parts if part)
