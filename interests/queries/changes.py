"""What changed in a process, in words; which changes those who follow it are told of."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from groundwork.reference.codes import ancestors_of
from groundwork.reference.models import Department, Municipality
from groundwork.web import formats
from interests.models import State, Status
from procurement.models import Decision, Modality, Process, ProcessChange

# A correction in the title or the description is no news.
TOLD = frozenset({"decision", "closes_at", "budget", "department_id", "municipality_id", "code_paths", "modality"})
# What is told of a process that no longer receives proposals, and to whom.
ENDING = frozenset({"decision", "closes_at"})
CARING = (State.SAVED, State.PREPARING)

Side = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Difference:
    """What a process said before and after some changes of it, as one: only what differs and is told."""

    before: Side
    after: Side

    @property
    def ends(self) -> bool:
        """Whether it is told even when the process no longer receives proposals."""
        return not ENDING.isdisjoint(self.after)


def difference(changes: Iterable[ProcessChange]) -> Difference:
    """Several changes of one process, oldest first, as one; empty when nothing that is told differs in the end."""
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    for change in changes:
        for name in TOLD.intersection(change.after):
            before.setdefault(name, change.before.get(name))
            after[name] = change.after[name]
    moved = [name for name in after if before[name] != after[name]]
    return Difference({name: before[name] for name in moved}, {name: after[name] for name in moved})


class Differences:
    """Changes by their keys, with the names of the places that they speak of: at most three queries."""

    def __init__(self, changes: Iterable[int]) -> None:
        wanted = set(changes)
        self._changes = ProcessChange.objects.in_bulk(wanted) if wanted else {}
        places = {
            side[name]
            for change in self._changes.values()
            for side in (change.before, change.after)
            for name in ("department_id", "municipality_id")
            if side.get(name)
        }
        self._places: dict[str, str] = {}
        if places:
            for kind in (Department, Municipality):
                self._places |= dict(kind._default_manager.filter(code__in=places).values_list("code", "name"))  # noqa: SLF001  # Django's documented API

    def words(self, changes: Iterable[int], process: Process) -> list[str]:
        """What changed, a phrase each: "cierre 5 dic 2026 → 12 dic 2026"; what ends the process first."""
        known = [self._changes[key] for key in sorted(set(changes)) if key in self._changes]
        told = difference(known)
        phrases = [
            _decision(told),
            _closing(told, hour_known=process.closing_hour_known),
            _value(told),
            self._place(told, process),
            _modality(told),
            *_codes(told),
        ]
        return [phrase for phrase in phrases if phrase]

    def _place(self, told: Difference, process: Process) -> str:
        if told.after.keys().isdisjoint({"department_id", "municipality_id"}):
            return ""
        names = []
        for side in (told.before, told.after):
            codes = [
                side.get("municipality_id", process.municipality_id),
                side.get("department_id", process.department_id),
            ]
            names.append(next((self._named(code, process) for code in codes if code), _("sin informar")))
        return _moved(_("lugar"), *names)

    def _named(self, code: str, process: Process) -> str:
        known = {place.code: place.name for place in (process.municipality, process.department) if place}
        return self._places.get(code) or known.get(code, code)


def _decision(told: Difference) -> str:
    if "decision" not in told.after:
        return ""
    said = {
        Decision.NONE: _("el proceso volvió a quedar sin decidir"),
        Decision.CANCELLED: _("el proceso fue cancelado"),
        Decision.AWARDED: _("el proceso fue adjudicado"),
        Decision.VOID: _("el proceso se declaró desierto"),
    }
    return said[Decision(told.after["decision"])]


def _closing(told: Difference, *, hour_known: bool) -> str:
    if "closes_at" not in told.after:
        return ""
    before, after = (_moment(side["closes_at"]) for side in (told.before, told.after))
    days = [_day(moment, hour_known=hour_known) for moment in (before, after)]
    if days[0] == days[1] and before and after:  # the hour alone
        days = [formats.clock_time(moment) for moment in (before, after)]
    return _moved(_("cierre"), *days)


def _day(moment: datetime | None, *, hour_known: bool) -> str:
    """Its day in the person's zone; without an hour the moment is the end of the day in Bogotá."""
    if moment is None:
        return _("sin fecha")
    if hour_known:
        return formats.short_date(moment)
    return formats.short_date((timezone.localtime(moment, formats.BOGOTA) - timedelta(microseconds=1)).date())


def _value(told: Difference) -> str:
    if "budget" not in told.after:
        return ""
    amounts = [side["budget"] for side in (told.before, told.after)]
    return _moved(
        _("valor"), *(formats.money(Decimal(str(amount))) if amount else _("sin informar") for amount in amounts)
    )


def _modality(told: Difference) -> str:
    if "modality" not in told.after:
        return ""
    labels = dict(Modality.choices)
    return _moved(_("modalidad"), *(str(labels.get(side["modality"], "")) for side in (told.before, told.after)))


def _codes(told: Difference) -> list[str]:
    if "code_paths" not in told.after:
        return []
    before, after = (_most_specific(side["code_paths"] or []) for side in (told.before, told.after))
    phrases = []
    if added := sorted(after - before):
        phrases.append(_("se agregó el código %(codes)s") % {"codes": ", ".join(added)})
    if gone := sorted(before - after):
        phrases.append(_("se quitó el código %(codes)s") % {"codes": ", ".join(gone)})
    return phrases


def _most_specific(paths: Sequence[str]) -> set[str]:
    """The codes without those that are only there because something below them is."""
    return set(paths) - {above for code in paths for above in ancestors_of(code)}


def _moment(value: str | None) -> datetime | None:
    return parse_datetime(value) if value else None


def _moved(what: str, before: str, after: str) -> str:
    return f"{what} {before} → {after}"


def concerned(ends: str) -> str:
    """SQL: whether a supplier's people are to be told of a process, `ends` being whether it is news when it is over.

    One that is open is told to whoever has not discarded it, by the areas that are active; one that is over only to
    those who saved or prepare it. Speaks of the aliases process, opportunity and interest, and of %(at)s.
    """
    caring = ", ".join(f"'{state}'" for state in CARING)
    return f"""(
        process.open_until > %(at)s AND opportunity.state <> '{State.DISCARDED}'
            AND (interest.status = '{Status.ACTIVE}' OR opportunity.state IN ({caring}))
        OR {ends} AND opportunity.state IN ({caring})
    )"""
