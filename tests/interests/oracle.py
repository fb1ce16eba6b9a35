"""docs/matching.md in plain Python, word for word: what the statement of matching is compared with."""

from collections.abc import Callable
from decimal import Decimal
from typing import NamedTuple

from interests.models import Interest, Mipyme

Stems = Callable[[str], frozenset[str]]


class Asked(NamedTuple):
    """What an area asks; each entry of words as the stems that must all be there."""

    codes: frozenset[str]
    places: frozenset[str]
    entities: frozenset[int]
    excluded: frozenset[int]
    modalities: frozenset[str]
    mipyme: str
    value_min: Decimal | None
    value_max: Decimal | None
    words: list[frozenset[str]]
    unwanted: list[frozenset[str]]


class Said(NamedTuple):
    """What a process answers."""

    codes: frozenset[str]
    department: str | None
    town: str | None
    entity: int
    modality: str
    mipyme: bool | None
    budget: Decimal | None
    stems: frozenset[str]
    open: bool


def asked(area: Interest, stems: Stems) -> Asked:
    """The area, its words by the stems that the dictionary gives them: the dictionary is not what is tried."""
    return Asked(
        frozenset(area.codes),
        frozenset(area.places),
        frozenset(area.entities),
        frozenset(area.entities_excluded),
        frozenset(area.modalities),
        area.mipyme,
        area.value_min,
        area.value_max,
        [stems(entry) for entry in area.words],
        [stems(entry) for entry in area.words_excluded],
    )


def fits(area: Asked, process: Said) -> bool:
    """Whether the process is an opportunity by that area."""
    return (
        process.open
        and (not area.codes or not area.codes.isdisjoint(process.codes))
        and (not area.entities or process.entity in area.entities)
        and process.entity not in area.excluded
        and (not area.modalities or process.modality in area.modalities)
        and (not area.mipyme or process.mipyme is None or process.mipyme == (area.mipyme == Mipyme.ONLY))
        and (not area.places or _is_there(area.places, process))
        and (not process.budget or _is_worth(area, process.budget))
        and (not area.words or any(entry <= process.stems for entry in area.words))
        and not any(entry <= process.stems for entry in area.unwanted)
    )


def _is_there(places: frozenset[str], process: Said) -> bool:
    if process.town:
        return process.town in places or process.town[:2] in places
    return process.department is None or any(place[:2] == process.department for place in places)


def _is_worth(area: Asked, budget: Decimal) -> bool:
    return (area.value_min is None or budget >= area.value_min) and (area.value_max is None or budget <= area.value_max)
