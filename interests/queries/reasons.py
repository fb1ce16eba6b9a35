"""Why a process is an opportunity, in words."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from django.utils.translation import gettext as _

from groundwork.reference.codes import level_of
from groundwork.reference.models import Commodity
from groundwork.web.formats import money_words
from interests.models import Fit, Interest
from procurement.models import Process

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


class Match(NamedTuple):
    """The facts of an OpportunityMatch, with the range that its area asks for."""

    codes: Sequence[str]
    place: str
    value: str
    entity: str
    value_min: Decimal | None
    value_max: Decimal | None


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
    return " · ".join(parts)


def _range(value_min: Decimal | None, value_max: Decimal | None) -> str:
    if value_min is None:
        return _("valor hasta %(most)s") % {"most": money_words(value_max)}
    if value_max is None:
        return _("valor desde %(least)s") % {"least": money_words(value_min)}
    return _("valor entre %(least)s y %(most)s") % {"least": money_words(value_min), "most": money_words(value_max)}


@dataclass(frozen=True, slots=True)
class Entry:
    """One process to tell about, with every reason."""

    process: Process
    reasons: list[Reason]


@dataclass(frozen=True, slots=True)
class Gathered:
    """What the mails of one batch need, read once for all of them."""

    processes: Mapping[int, Process]
    interests: Mapping[int, Interest]
    titles: Mapping[str, str]

    def entries(self, news: Sequence[News]) -> list[Entry]:
        """One person's news by process, what closes first standing first."""
        by_process: dict[int, list[News]] = defaultdict(list)
        for one in news:
            by_process[one.process_id].append(one)
        entries = [
            Entry(self.processes[process], [self._reason(one) for one in ones]) for process, ones in by_process.items()
        ]
        return sorted(entries, key=lambda entry: (entry.process.open_until, entry.process.pk))

    def _reason(self, one: News) -> Reason:
        interest, process = self.interests[one.interest_id], self.processes[one.process_id]
        place = process.municipality or process.department
        match = Match(one.codes, one.place, one.value, one.entity, interest.value_min, interest.value_max)
        return Reason(interest.name, facts(match, self.titles, place.name if place else ""))


def gather(news: Sequence[News]) -> Gathered:
    """Read the processes, areas and titles that some news speak of: three queries, however many there are."""
    processes = Process.objects.select_related("department", "municipality").defer("search", "description")
    return Gathered(
        processes.in_bulk({one.process_id for one in news}),
        Interest.objects.in_bulk({one.interest_id for one in news}),
        titles_of(code for one in news for code in shown_codes(one.codes)),
    )
