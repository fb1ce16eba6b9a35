"""What the mails about opportunities say, gathered once for all the people of a batch."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from groundwork.web import formats
from interests.models import Interest, Opportunity, PendingAlert
from interests.queries import reasons
from interests.queries.changes import Differences
from interests.queries.reasons import Match, News, Reason
from onboarding.models import EDITING, Membership
from procurement.models import Process

KIND = "opportunities"
# More than these are counted, and seen on screen.
SHOWN = 20
Pair = tuple[int, int]


class Line(NamedTuple):
    """One process as every reader of one language and zone sees it."""

    path: str
    title: str
    who: str
    value: str
    closing: str


class Entry(NamedTuple):
    """One opportunity as a mail tells it, every word ready: a template's look-ups cost more than the rest."""

    opportunity: UUID
    path: str
    title: str
    who: str
    value: str
    closing: str
    changes: str
    facts: str
    also: Sequence[Reason]
    open: bool
    decides: bool


@dataclass(slots=True)
class Group:
    """What one area of interest found; its supplier's name when the reader has several."""

    area: str
    supplier: str
    entries: list[Entry] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Letter:
    """What one person is told: how many were found and how many changed, and those that are shown."""

    found: int
    changed: int
    groups: list[Group]
    first: Line

    @property
    def count(self) -> int:
        return self.found + self.changed

    @property
    def more(self) -> int:
        """How many are counted only."""
        return self.count - sum(len(group.entries) for group in self.groups)


class Gathered:
    """What some news speak of: six queries however many there are, and three more when something changed."""

    def __init__(self, news: Sequence[News]) -> None:
        processes = Process.objects.select_related("department", "municipality").defer("search", "description")
        self._processes = processes.in_bulk({one.process_id for one in news})
        areas = Interest.objects.select_related("supplier").only("name", "value_min", "value_max", "supplier__name")
        self._interests = areas.in_bulk({one.interest_id for one in news})
        self._titles = reasons.titles_of(code for one in news for code in reasons.shown_codes(one.codes))
        suppliers = {area.supplier_id for area in self._interests.values()}
        found = Opportunity.objects.filter(process__in=self._processes, supplier__in=suppliers)
        self._opportunities: Mapping[Pair, UUID] = {
            (process, supplier): code for process, supplier, code in found.values_list("process", "supplier", "code")
        }
        people = {one.user_id for one in news}
        editing = Membership.objects.filter(user__in=people, supplier__in=suppliers, role__in=EDITING)
        self._editing: set[Pair] = set(editing.values_list("user", "supplier"))
        self._differences = Differences(key for one in news for key in one.changes)
        self._lines: dict[tuple[int, str, str], Line] = {}
        self._now = timezone.now()

    def letter(self, user: User, news: Iterable[News]) -> Letter | None:
        """One person's, in the active language and zone, what closes first standing first.

        None when nothing of it is there any more.
        """
        told: dict[Pair, list[News]] = defaultdict(list)
        for one in news:
            area = self._interests.get(one.interest_id)
            if area and (one.process_id, area.supplier_id) in self._opportunities:
                told[one.process_id, area.supplier_id].append(one)
        new = {pair for pair, ones in told.items() if any(one.about == PendingAlert.About.FOUND for one in ones)}
        moved = {pair: self._moved(pair[0], ones) for pair, ones in told.items() if pair not in new}
        order = sorted(
            (pair for pair in told if pair in new or moved[pair]),
            key=lambda pair: (self._processes[pair[0]].open_until, pair),
        )
        if not order:
            return None
        several = len({supplier for _process, supplier in order}) > 1
        shown = {pair: (told[pair], moved.get(pair, "")) for pair in order[:SHOWN]}
        groups = self._groups(user, shown, several=several)
        return Letter(len(new), len(order) - len(new), groups, self._line(user, order[0][0]))

    def _groups(self, user: User, shown: Mapping[Pair, tuple[list[News], str]], *, several: bool) -> list[Group]:
        """By the first area that asks for each, in the order in which they come."""
        groups: dict[int, Group] = {}
        for (process, supplier), (ones, moved) in shown.items():
            ones.sort(key=lambda one: (self._interests[one.interest_id].name, one.interest_id))
            first = self._interests[ones[0].interest_id]
            group = groups.setdefault(first.pk, Group(first.name, first.supplier.name if several else ""))
            why = list({one.interest_id: self._reason(one) for one in ones}.values())
            entry = Entry(
                self._opportunities[process, supplier],
                *self._line(user, process),
                changes=moved,
                facts=why[0].facts,
                also=why[1:],
                open=self._processes[process].open_until > self._now,
                decides=(user.pk, supplier) in self._editing,
            )
            group.entries.append(entry)
        return list(groups.values())

    def _moved(self, process: int, ones: Sequence[News]) -> str:
        """What changed, in one line; empty when in the end nothing did."""
        changes = {key for one in ones for key in one.changes}
        return " · ".join(self._differences.words(changes, self._processes[process]))

    def _line(self, user: User, key: int) -> Line:
        """Made once for each language and zone."""
        reader = (key, user.language, user.time_zone)
        if reader not in self._lines:
            process = self._processes[key]
            places = dict.fromkeys(place.name for place in (process.municipality, process.department) if place)
            self._lines[reader] = Line(
                process.get_absolute_url(),
                process.title,
                " · ".join([process.buyer_name, *places]),
                formats.money(process.budget or None),
                formats.deadline(process.closes_at, hour_known=process.closing_hour_known) or _("sin fecha de cierre"),
            )
        return self._lines[reader]

    def _reason(self, one: News) -> Reason:
        area, process = self._interests[one.interest_id], self._processes[one.process_id]
        place = process.municipality or process.department
        match = Match(
            codes=one.codes,
            place=one.place,
            value=one.value,
            entity=one.entity,
            value_min=area.value_min,
            value_max=area.value_max,
            mipyme=one.mipyme,
            words=one.words,
        )
        return Reason(area.name, reasons.facts(match, self._titles, place.name if place else ""))
