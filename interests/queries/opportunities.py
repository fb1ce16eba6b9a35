"""The Gestor de Oportunidades: its tabs, and a page of one of them in a fixed number of queries."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, F, OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject

from accounts.models import User
from groundwork.web.formats import days_left, money, money_words, urgency
from groundwork.web.paging import Key, Page, page_of
from interests.models import Opportunity, OpportunityMatch, State
from interests.queries import reasons
from interests.queries.reasons import Reason
from procurement.models import Modality

PAGE = 20
# Those that may still be presented stand by their closing; the rest, the newest first.
BY_CLOSING = (Key("process__open_until"), Key("id"))
BY_NEWEST = (Key("id", descending=True),)
_COLUMNS = (
    "id",
    "code",
    "state",
    "process__code",
    "process__title",
    "process__buyer_name",
    "process__modality",
    "process__budget",
    "process__closes_at",
    "process__closing_hour_known",
    "process__open_until",
    "process__municipality__name",
    "process__department__name",
    "supplier__name",
)


class Tab(StrEnum):
    """The parts of the list, by their name in the address."""

    NEW = "nuevas"
    SAVED = "guardadas"
    DISCARDED = "descartadas"
    CLOSED = "cerradas"


STATES = {Tab.NEW: State.NEW, Tab.SAVED: State.SAVED, Tab.DISCARDED: State.DISCARDED}


@dataclass(frozen=True, slots=True)
class OpportunityRow:
    """One opportunity as the list draws it, every word ready."""

    code: UUID
    state: str
    process_code: str
    title: str
    who: str
    supplier: str
    reasons: list[Reason]
    value: str
    value_words: str
    has_value: bool
    left: str
    urgency: str


def counts(user: User, *, at: datetime) -> dict[str, int]:
    """How many there are under each tab, in one query."""
    is_open, is_closed = Q(process__open_until__gt=at), Q(process__open_until__lte=at)
    filters = {tab.value: Q(state=state) & is_open for tab, state in STATES.items()}
    filters[Tab.CLOSED] = ~Q(state=State.DISCARDED) & is_closed
    return Opportunity.objects.of(user).aggregate(**{name: Count("pk", filter=part) for name, part in filters.items()})


def page(user: User, tab: Tab, *, at: datetime, cursor: str = "", show_supplier: bool = False) -> Page[OpportunityRow]:
    """One page of a tab: a query for the rows with their reasons, one for the titles of the codes."""
    mine = Opportunity.objects.of(user)
    chosen = mine.closed(at=at) if tab is Tab.CLOSED else mine.open(at=at).filter(state=STATES[tab])
    found = page_of(_with_reasons(chosen), BY_NEWEST if tab is Tab.CLOSED else BY_CLOSING, cursor=cursor, size=PAGE)
    return Page(_rows(found.items, show_supplier=show_supplier), found.next, found.previous)


def row(opportunity: Opportunity, *, show_supplier: bool) -> OpportunityRow:
    """One opportunity alone, as the list draws it."""
    found = list(_with_reasons(Opportunity.objects.filter(pk=opportunity.pk)))
    return _rows(found, show_supplier=show_supplier)[0]


def _with_reasons(opportunities: QuerySet[Opportunity]) -> QuerySet[Opportunity, dict[str, Any]]:
    matches = OpportunityMatch.objects.filter(process=OuterRef("process"), supplier=OuterRef("supplier"))
    facts = JSONObject(
        area=F("interest__name"),
        codes=F("codes"),
        place=F("place"),
        value=F("value"),
        entity=F("entity"),
        value_min=F("interest__value_min"),
        value_max=F("interest__value_max"),
    )
    why = ArraySubquery(matches.order_by("interest__name", "interest_id").values_list(facts, flat=True))
    rows: QuerySet[Opportunity, dict[str, Any]] = opportunities.annotate(why=why).values(*_COLUMNS, "why")
    return rows


def _rows(found: list[dict[str, Any]], *, show_supplier: bool) -> list[OpportunityRow]:
    titles = reasons.titles_of(
        code for one in found for match in one["why"] for code in reasons.shown_codes(match["codes"])
    )
    return [_row(one, titles, show_supplier=show_supplier) for one in found]


def _row(one: Mapping[str, Any], titles: Mapping[str, str], *, show_supplier: bool) -> OpportunityRow:
    place = one["process__municipality__name"] or one["process__department__name"] or ""
    modality = str(Modality(one["process__modality"]).label)
    closes_at, hour_known = one["process__closes_at"], one["process__closing_hour_known"]
    budget = one["process__budget"]
    return OpportunityRow(
        code=one["code"],
        state=one["state"],
        process_code=one["process__code"],
        title=one["process__title"],
        who=" · ".join(filter(None, [one["process__buyer_name"], _place(one), modality])),
        supplier=one["supplier__name"] if show_supplier else "",
        reasons=[Reason(match["area"], reasons.facts(match, titles, place)) for match in one["why"]],
        value=money(budget or None),
        value_words=money_words(budget) if budget else "",
        has_value=bool(budget),
        left=days_left(closes_at, hour_known=hour_known),
        urgency=urgency(closes_at, hour_known=hour_known),
    )


def _place(one: Mapping[str, Any]) -> str:
    """ "Supatá, Cundinamarca", as far as it is known."""
    return ", ".join(
        dict.fromkeys(filter(None, [one["process__municipality__name"], one["process__department__name"]]))
    )
