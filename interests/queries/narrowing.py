"""Which opportunities one look at the Gestor asks for: the tab, the order and the filters, as conditions of SQL."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from groundwork.reference.text import fold
from groundwork.web.paging import Key
from interests.models import State
from interests.queries.mutes import muted
from procurement.models.search import ACCENTED, PLAIN

# For how long a change of a process is told beside it.
RECENT = timedelta(days=7)


class Tab(StrEnum):
    """The parts of the list, by their name in the address."""

    NEW = "nuevas"
    SAVED = "guardadas"
    PREPARING = "preparacion"
    DISCARDED = "descartadas"
    CLOSED = "cerradas"


STATES = {Tab.NEW: State.NEW, Tab.SAVED: State.SAVED, Tab.PREPARING: State.PREPARING, Tab.DISCARDED: State.DISCARDED}


class Order(StrEnum):
    """What stands first, by its name in the address."""

    CLOSING = "cierre"
    NEWEST = "recientes"
    VALUE = "valor"


_NEWEST = Key("id", descending=True)
_KEYS = {
    Order.CLOSING: (Key("open_until"), Key("id")),
    Order.NEWEST: (_NEWEST,),
    Order.VALUE: (Key("worth", descending=True), _NEWEST),
}
_CLOSED_LAST_FIRST = (Key("open_until", descending=True), _NEWEST)


def keys(tab: Tab, order: Order) -> tuple[Key, ...]:
    """The order of a page: what closes first stands first, unless it has closed."""
    return _CLOSED_LAST_FIRST if tab is Tab.CLOSED and order is Order.CLOSING else _KEYS[order]


def usual_order(tab: Tab) -> Order:
    """That of a tab when nobody asks for one."""
    return Order.NEWEST if tab is Tab.CLOSED else Order.CLOSING


# What a key is called in the statements; a value that is not told comes after all that are.
COLUMNS = {"open_until": "p.open_until", "id": "o.id", "worth": "COALESCE(NULLIF(p.budget, 0), -1)"}

MINE = "o.supplier_id IN (SELECT m.supplier_id FROM onboarding_membership AS m WHERE m.user_id = %(user)s)"
# A mute hides what nobody has decided about; what the team saved or discarded stays where it was put. Most people
# have muted nothing, which is asked once, not for each row.
SILENCED = f"""(
    o.state = 'new' AND EXISTS (SELECT FROM interests_mute AS own WHERE own.user_id = %(user)s)
    AND {muted("p", user="%(user)s", supplier="o.supplier_id")}
)"""
RECENTLY = """EXISTS (
    SELECT FROM procurement_processchange AS change WHERE change.process_id = p.id AND change.at > %(recent)s
)"""
_FOUND_BY = """EXISTS (
    SELECT FROM interests_opportunitymatch AS match JOIN interests_interest AS area ON area.id = match.interest_id
    WHERE match.process_id = o.process_id AND match.supplier_id = o.supplier_id AND area.code = %(area)s
)"""
_IN = "translate(lower({}), %(accented)s, %(plain)s) LIKE ALL (%({})s)"


@dataclass(frozen=True, slots=True)
class Filters:
    """What is asked of the opportunities of a tab; nothing by default."""

    area: UUID | None = None
    words: str = ""
    department: str = ""
    entity: str = ""
    mine: bool = False
    changed: bool = False
    within: int = 0

    def __bool__(self) -> bool:
        """Whether anything is asked."""
        return self != Filters()

    def conditions(self) -> list[str]:
        """All of them must hold, in the words of values()."""
        asked = {
            _FOUND_BY: self.area,
            _IN.format("p.title", "words"): self.words,
            "p.department_id = %(department)s": self.department,
            _IN.format("p.buyer_name", "entity"): self.entity,
            "o.assigned_to_id = %(user)s": self.mine,
            RECENTLY: self.changed,
            "p.open_until <= %(until)s": self.within,
        }
        return [condition for condition, value in asked.items() if value]

    def values(self, *, at: datetime) -> dict[str, Any]:
        """What the conditions name, the person aside."""
        return {
            "at": at,
            "recent": at - RECENT,
            "area": self.area,
            "words": _patterns(self.words),
            "department": self.department,
            "entity": _patterns(self.entity),
            "until": at + timedelta(days=self.within),
            "accented": ACCENTED,
            "plain": PLAIN,
        }


def _patterns(words: str) -> list[str]:
    """For LIKE: each word wherever it stands, in any order."""
    plain = fold(words).replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
    return [f"%{word}%" for word in plain.split()]
