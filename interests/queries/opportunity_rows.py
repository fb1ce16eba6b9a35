"""A row of the Gestor de Oportunidades: what the statement gives, and what the list draws of it."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from django.utils.translation import gettext as _

from groundwork.reference.codes import ancestors_of
from groundwork.web.formats import days_left, money, money_words, urgency
from interests.queries import reasons
from interests.queries.reasons import Reason
from procurement.queries.changes import LABELS

# As much of a code's path as a row has room for; beyond it the code stands alone.
SHORT_PATH = 90


class Stored(NamedTuple):
    """One row of the statement."""

    id: int
    open_until: datetime
    worth: Decimal
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
    main_code: str
    main_title: str | None
    is_mine: bool | None
    in_charge: str | None
    notes: int
    changed: list[str]
    why: str | None


class OpportunityRow(NamedTuple):
    """One opportunity as the list draws it, every word ready: a template's look-ups cost more than a page's queries."""

    code: str
    state: str
    process: str
    title: str
    who: str
    supplier: str
    why: list[Reason]
    changed: str
    in_charge: str
    notes: int
    value: str
    value_words: str
    left: str
    tone: str
    main_code: str
    buyer: str
    modality: str


def drawn(one: Stored, modalities: Mapping[str, str], *, several: bool) -> OpportunityRow:
    """The row of the list; with `several` suppliers it says whose it is."""
    place = one.municipality or one.department or ""
    where = _joined(dict.fromkeys([one.municipality, one.department]), ", ")
    modality = modalities[one.modality]
    return OpportunityRow(
        code=str(one.code),
        state=one.state,
        process=one.process,
        title=one.title,
        who=_joined([one.buyer, where, modality], " · "),
        supplier=one.supplier if several else "",
        why=[_reason(why, place) for why in json.loads(one.why or "[]")],
        changed=_changed(one.changed),
        in_charge=_in_charge(one),
        notes=one.notes,
        value=money(one.budget or None),
        value_words=money_words(one.budget) if one.budget else "",
        left=days_left(one.closes_at, hour_known=one.hour_known),
        tone=urgency(one.closes_at, hour_known=one.hour_known),
        main_code=f"{one.main_code} {one.main_title or ''}".strip(),
        buyer=one.buyer,
        modality=modality,
    )


def _changed(fields: Sequence[str]) -> str:
    """ "Cambió: cierre, valor"; empty for no fields."""
    if not fields:
        return ""
    what = ", ".join(str(label).lower() for name, label in LABELS.items() if name in fields)
    return _("Cambió: %(what)s") % {"what": what} if what else _("Cambió")


def _in_charge(one: Stored) -> str:
    if one.is_mine:
        return _("a su cargo")
    return _("a cargo de %(person)s") % {"person": one.in_charge} if one.in_charge else ""


def _reason(why: Sequence[Any], place: str) -> Reason:
    area, codes, place_fit, value_fit, entity_fit, mipyme, words, least, most, titles = why
    worth = (least and Decimal(least), most and Decimal(most))
    match = reasons.Match(codes, place_fit, value_fit, entity_fit, *worth, mipyme, words)
    return Reason(area, reasons.facts(match, _paths(codes, titles or {}), place))


def _paths(codes: Sequence[str], titles: Mapping[str, str]) -> dict[str, str]:
    """The title of each code a reason names, after its segment's where both are short."""
    named = {}
    for code in reasons.shown_codes(codes):
        title = titles.get(code, "")
        above = ancestors_of(code)
        segment = titles.get(above[0], "") if above else ""
        path = f"{segment} › {'… › ' if len(above) > 1 else ''}{title}"
        named[code] = path if segment and title and len(path) <= SHORT_PATH else title
    return named


def _joined(parts: Iterable[str | None], joint: str) -> str:
    """Those that are known."""
    return joint.join(part for part in parts if part)
