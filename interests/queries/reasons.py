"""Why a process is an opportunity, in words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from django.utils.translation import gettext as _

from groundwork.reference.codes import level_of
from groundwork.reference.models import Commodity
from groundwork.web.formats import money_words
from interests.models import Cadence, Fit, PendingAlert

# The most specific ones that a reason names; the rest are counted.
SHOWN_CODES = 2


@dataclass(frozen=True, slots=True)
class News:
    """One thing to tell one person: a process that one of their areas has found, and why."""

    user_id: int
    process_id: int
    interest_id: int
    codes: list[str]
    place: str
    value: str
    entity: str
    mipyme: str = Fit.ANY
    words: str = Fit.ANY
    cadence: str = Cadence.AT_ONCE
    hour: int = 7
    weekday: int = 0
    about: str = PendingAlert.About.FOUND
    # Keys of the ProcessChange rows that are told, of what changed.
    changes: tuple[int, ...] = ()


class Match(NamedTuple):
    """The facts of an OpportunityMatch, with the range that its area asks for."""

    codes: Sequence[str]
    place: str
    value: str
    entity: str
    value_min: Decimal | None
    value_max: Decimal | None
    mipyme: str = Fit.ANY
    words: str = Fit.ANY


class Reason(NamedTuple):
    """One area of interest that an opportunity fits, and what fitted."""

    area: str
    facts: str


def titles_of(codes: Iterable[str]) -> dict[str, str]:
    """The titles of those codes, in one query; none without codes."""
    wanted = set(codes)
    return dict(Commodity.objects.filter(code__in=wanted).values_list("code", "title")) if wanted else {}


def shown_codes(codes: Sequence[str]) -> list[str]:
    """Those that a reason names: the most specific."""
    return sorted(codes, key=lambda code: (-level_of(code), code))[:SHOWN_CODES]


def facts(match: Match, titles: Mapping[str, str], place: str) -> str:
    """What fitted, in one line: "72141100 Construcción de vías · Cundinamarca · valor desde 20 millones".

    `place` is the process's own.
    """
    parts = [f"{code} {titles.get(code, '')}".strip() for code in shown_codes(match.codes)]
    if more := len(match.codes) - len(parts):
        parts.append(_("y otros %(count)d códigos") % {"count": more} if more > 1 else _("y otro código"))
    if match.place == Fit.MATCHED:
        parts.append(place)
    elif match.place == Fit.UNKNOWN:
        parts.append(_("lugar sin informar"))
    if match.value == Fit.MATCHED:
        parts.append(_range(match.value_min, match.value_max))
    elif match.value == Fit.UNKNOWN:
        parts.append(_("valor sin informar"))
    if match.entity == Fit.MATCHED:
        parts.append(_("entidad elegida"))
    if match.words == Fit.MATCHED:
        parts.append(_("sus palabras"))
    if match.mipyme == Fit.MATCHED:
        parts.append(_("MiPyme, como lo pidió"))
    elif match.mipyme == Fit.UNKNOWN:
        parts.append(_("no informa si se limita a MiPyme"))
    return " · ".join(parts)


def _range(value_min: Decimal | None, value_max: Decimal | None) -> str:
    if value_min is None:
        return _("valor hasta %(most)s") % {"most": money_words(value_max)}
    if value_max is None:
        return _("valor desde %(least)s") % {"least": money_words(value_min)}
    return _("valor entre %(least)s y %(most)s") % {"least": money_words(value_min), "most": money_words(value_max)}
