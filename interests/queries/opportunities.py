"""The Gestor de Oportunidades: its tabs, and a page of one of them, in two statements (docs/adr/0072)."""

import json
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from django.db import connection
from django.utils import timezone
from django.utils.translation import get_language

from accounts.models import User
from groundwork.web.paging import Page, Start, start
from interests.models import Opportunity
from interests.queries.narrowing import COLUMNS, MINE, RECENT, SILENCED, STATES, Filters, Order, Tab, keys
from interests.queries.opportunity_rows import OpportunityRow, Stored, drawn
from onboarding.models import EDITING
from procurement.models import Modality

PAGE = 20
NOTHING = Filters()

# Where each opportunity stands for the person. What was discarded and has closed is missed by nobody.
_PLACES = {
    **{tab: f"found.state = '{state.value}' AND is_open AND NOT is_silenced" for tab, state in STATES.items()},
    Tab.CLOSED: "found.state <> 'discarded' AND NOT is_open AND NOT is_silenced",
}
_COUNTS = ", ".join(f"count(*) FILTER (WHERE {place})" for place in _PLACES.values())
_STANDING = f"""
    SELECT
        ARRAY(SELECT m.role FROM onboarding_membership AS m WHERE m.user_id = %(user)s),
        (
            SELECT json_agg(json_build_array(o.code, o.name) ORDER BY o.name, o.id)::text
            FROM interests_interest AS o WHERE {MINE}
        ),
        (
            SELECT json_agg(json_build_array(person.code, person.full_name) ORDER BY person.full_name)::text
            FROM accounts_user AS person
            WHERE person.is_active AND person.id IN (SELECT o.user_id FROM onboarding_membership AS o WHERE {MINE})
        ),
        (
            SELECT json_agg(json_build_array(place.code, place.name) ORDER BY place.sort_name)::text
            FROM reference_department AS place WHERE place.code = ANY (array_agg(DISTINCT found.department_id))
        ),
        {_COUNTS}, count(*) FILTER (WHERE is_silenced AND is_open = %(open)s)
"""  # noqa: S608  # constants of this module
_MINE = f"""
    SELECT
        o.state, p.department_id, p.open_until > %(at)s AS is_open, {SILENCED} AS is_silenced,
        {{asked}} AS is_asked
    FROM interests_opportunity AS o JOIN procurement_process AS p ON p.id = o.process_id
    WHERE {MINE}
"""  # noqa: S608  # constants of this module

_ROWS = """
    SELECT
        o.id, p.open_until, COALESCE(NULLIF(p.budget, 0), -1), o.code, o.state, p.code, p.title, p.buyer_name,
        p.modality, p.budget, p.closes_at, p.closing_hour_known, municipality.name, department.name, supplier.name,
        p.main_code, main.title, o.assigned_to_id = %(user)s, person.full_name,
        (SELECT count(*) FROM interests_opportunitynote AS note WHERE note.opportunity_id = o.id),
        ARRAY(
            SELECT DISTINCT jsonb_object_keys(change.after) FROM procurement_processchange AS change
            WHERE change.process_id = o.process_id AND change.at > %(recent)s
        ),
        (
            SELECT json_agg(
                json_build_array(
                    interest.name, match.codes, match.place, match.value, match.entity, match.mipyme, match.words,
                    interest.value_min::text, interest.value_max::text,
                    (
                        SELECT json_object_agg(c.code, c.title) FROM reference_commodity AS c
                        WHERE c.code = ANY (
                            match.codes || ARRAY(SELECT left(one, 2) || '000000' FROM unnest(match.codes) AS one)
                        )
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
    LEFT JOIN reference_commodity AS main ON main.code = p.main_code
    LEFT JOIN accounts_user AS person ON person.id = o.assigned_to_id
    WHERE
"""


class Named(NamedTuple):
    """Something to choose, by its code."""

    code: str
    name: str


class Standing(NamedTuple):
    """What the person may see and do, what there is to choose from, and how many stand under each tab."""

    roles: list[str]
    areas: list[Named]
    people: list[Named]
    departments: list[Named]
    counts: dict[Tab, int]
    hidden: int
    found: int

    @property
    def may_decide(self) -> bool:
        """Whether they edit one of their suppliers."""
        return any(role in EDITING for role in self.roles)

    @property
    def several(self) -> bool:
        """Whether a row must say whose it is."""
        return len(self.roles) > 1


def standing(user: User, tab: Tab = Tab.NEW, filters: Filters = NOTHING, *, at: datetime) -> Standing:
    """Roles, choices and counts, in one statement."""
    asked = " AND ".join(filters.conditions()) or "TRUE"
    found = f"count(*) FILTER (WHERE is_asked AND {_PLACES[tab]})"
    values = {**filters.values(at=at), "user": user.pk, "open": tab is not Tab.CLOSED}
    with connection.cursor() as cursor:
        cursor.execute(f"{_STANDING}, {found} FROM ({_MINE.format(asked=asked)}) AS found", values)
        roles, areas, people, departments, *counts, hidden, of_filters = cursor.fetchone()
    by_tab = dict(zip(_PLACES, counts, strict=True))
    return Standing(roles, _named(areas), _named(people), _named(departments), by_tab, hidden, of_filters)


def page(
    user: User,
    tab: Tab,
    filters: Filters = NOTHING,
    *,
    order: Order = Order.CLOSING,
    at: datetime,
    cursor: str = "",
    several: bool = False,
) -> Page[OpportunityRow]:
    """One page of a tab with its reasons, in one statement. Raises BadCursorError for a cursor that is not ours."""
    here = start(keys(tab, order), cursor)
    beyond, ordered, values = _keyset(here)
    conditions = [MINE, *_standing_in(tab), *filters.conditions(), *beyond]
    parameters = {**filters.values(at=at), "user": user.pk, "size": PAGE + 1, **values}
    found = here.page(_stored(conditions, ordered, parameters), PAGE)
    modalities = _modalities(get_language() or "")
    return Page([drawn(one, modalities, several=several) for one in found.items], found.next, found.previous)


def row(opportunity: Opportunity, user: User, *, several: bool) -> OpportunityRow:
    """One opportunity alone, as the list draws it."""
    parameters = {"id": opportunity.pk, "user": user.pk, "recent": timezone.now() - RECENT, "size": 1}
    (found,) = _stored(["o.id = %(id)s"], "o.id", parameters)
    return drawn(found, _modalities(get_language() or ""), several=several)


def newest(user: User, *, at: datetime, size: int) -> list[Opportunity]:
    """The new ones that still receive proposals, the latest found first, in two statements."""
    statement = f"""
        SELECT o.id FROM interests_opportunity AS o JOIN procurement_process AS p ON p.id = o.process_id
        WHERE {MINE} AND {" AND ".join(_standing_in(Tab.NEW))} ORDER BY o.id DESC LIMIT %(size)s
    """  # noqa: S608  # constants of this room
    with connection.cursor() as cursor:
        cursor.execute(statement, {"user": user.pk, "at": at, "size": size})
        found = [key for (key,) in cursor.fetchall()]
    rows = Opportunity.objects.filter(pk__in=found).select_related("process__department", "process__municipality")
    return list(rows.defer("process__search", "process__description").order_by("-pk"))


@cache  # two languages
def _modalities(language: str) -> dict[str, str]:  # the language is the active one
    return {name: str(label) for name, label in Modality.choices}


def _named(pairs: str | None) -> list[Named]:
    return [Named(*pair) for pair in json.loads(pairs or "[]")]


def _standing_in(tab: Tab) -> list[str]:
    """The same places as those that are counted, for a page."""
    if tab is Tab.CLOSED:
        return ["o.state <> 'discarded'", "p.open_until <= %(at)s", f"NOT {SILENCED}"]
    silenced = [f"NOT {SILENCED}"] if tab is Tab.NEW else []
    return [f"o.state = '{STATES[tab].value}'", "p.open_until > %(at)s", *silenced]


def _keyset(here: Start) -> tuple[list[str], str, dict[str, Any]]:
    """What follows the start of a page: a condition, an order, and the values of its keys."""
    columns = [COLUMNS[key.column] for key in here.keys]
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
