"""Loads an edition of the departments and municipalities over the one in force."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Manager

from groundwork.reference.editions import PlaceRow, Places
from groundwork.reference.models import Department, Municipality, PlaceAlias, Revision
from groundwork.reference.services import revisions
from groundwork.reference.text import compact

_DEPARTMENT_DIGITS = 2


@dataclass(slots=True)
class Outcome:
    """How many places and spellings a load wrote; the rest was already there."""

    created: int = 0
    updated: int = 0
    retired: int = 0
    unchanged: int = 0
    aliases: int = 0


@transaction.atomic
def load(edition: Places, *, source: str, official: bool) -> Outcome:
    """Put an edition in force: its names replace those of its codes; codes that it lacks are kept as retired.

    A kind that the edition does not speak of stays as it is. A name that changes stays as another spelling of its
    place, because open data goes on using it. Loading the same edition twice changes nothing.
    """
    revision = revisions.locked(Revision.Subject.PLACES)
    outcome = Outcome()
    spellings: set[tuple[str, str]] = set()
    if edition.departments is not None:
        spellings |= _replace(Department.objects, edition.departments, _department, outcome)
    if edition.municipalities is not None:
        spellings |= _replace(Municipality.objects, edition.municipalities, _municipality, outcome)
    outcome.aliases = _add_aliases(spellings)
    written = outcome.created or outcome.updated or outcome.retired or outcome.aliases
    if written or not revision.is_of(source, official=official):
        revisions.mark(revision, source=source, official=official)
    return outcome


def _department(row: PlaceRow) -> Department:
    return Department(code=row.code, name=row.name)


def _municipality(row: PlaceRow) -> Municipality:
    return Municipality(code=row.code, department_id=row.code[:_DEPARTMENT_DIGITS], name=row.name)


def _replace[Place: (Department, Municipality)](
    manager: Manager[Place], rows: list[PlaceRow], make: Callable[[PlaceRow], Place], outcome: Outcome
) -> set[tuple[str, str]]:
    """Write what differs; returns by code the names that were given up and the other spellings of the rows."""
    kept = {place.code: place for place in manager.all()}
    spellings = {(row.code, spelling) for row in rows for spelling in row.spellings}
    new: list[Place] = []
    changed: list[Place] = []
    for row in rows:
        place = kept.pop(row.code, None)
        if place is None:
            new.append(make(row))
        elif (place.name, place.retired) != (row.name, False):
            spellings.add((row.code, place.name))
            place.name, place.retired = row.name, False
            changed.append(place)
        else:
            outcome.unchanged += 1
    dropped = [code for code, place in kept.items() if not place.retired]
    manager.bulk_create(new)
    manager.bulk_update(changed, ["name", "retired"])
    manager.filter(code__in=dropped).update(retired=True)
    outcome.created += len(new)
    outcome.updated += len(changed)
    outcome.retired += len(dropped)
    return spellings


def _add_aliases(spellings: Iterable[tuple[str, str]]) -> int:
    """Add the spellings that differ from the place's own name and that no other place has; returns how many."""
    names = dict(Department.objects.values_list("code", "name"))
    names |= dict(Municipality.objects.values_list("code", "name"))
    aliases = {
        (compact(spelling), code): PlaceAlias(
            spelling=compact(spelling),
            department_id=code[:_DEPARTMENT_DIGITS],
            municipality_id=code if len(code) > _DEPARTMENT_DIGITS else None,
        )
        for code, spelling in sorted(spellings)
        if compact(spelling) != compact(names[code])
    }
    before = PlaceAlias.objects.count()
    PlaceAlias.objects.bulk_create(aliases.values(), ignore_conflicts=True)
    return PlaceAlias.objects.count() - before


def official_in_force() -> bool:
    """Whether the places came from the official tables, which the built-in data never overwrites."""
    return Revision.objects.filter(subject=Revision.Subject.PLACES, official=True).exists()
