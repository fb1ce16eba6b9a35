"""The classifier by words and by tree."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from groundwork.reference import codes
from groundwork.reference.editions import synonyms
from groundwork.reference.index import TitleIndex
from groundwork.reference.models import Commodity, Revision


@dataclass(frozen=True, slots=True)
class Hit:
    """A heading that answers a search: how well, from 0 to 100, and the headings above it, the segment first."""

    commodity: Commodity
    score: float
    path: list[Commodity]


class _Shelf:
    """The index of the edition in force, kept by this process until another edition replaces it."""

    def __init__(self) -> None:
        self._kept: tuple[UUID, TitleIndex] | None = None

    def index(self) -> TitleIndex:
        """The index of what is in force now; without an edition there is nothing to keep it by."""
        stamp = Revision.objects.filter(subject=Revision.Subject.CLASSIFIER).values_list("stamp", flat=True).first()
        kept = self._kept
        if kept is not None and kept[0] == stamp:
            return kept[1]
        titles = Commodity.objects.current().order_by("code").values_list("code", "search_text")
        made = TitleIndex(titles.iterator(chunk_size=10_000), synonyms())
        if stamp is not None:
            # Two threads may both make it: the last one stays, and both are right.
            self._kept = (stamp, made)
        return made


_shelf = _Shelf()


def search_commodities(words: str, *, limit: int = 20, levels: Collection[int] | None = None) -> list[Hit]:
    """The headings in force that answer some words or the beginning of a code, the best first.

    Accents, plurals and small mistakes of spelling do not count. Two queries, whatever the answer.
    """
    found = _shelf.index().search(words, limit=limit, levels=levels)
    wanted = {code for one in found for code in (one.code, *codes.ancestors_of(one.code))}
    kept = Commodity.objects.in_bulk(wanted)
    return [
        Hit(kept[one.code], one.score, [kept[code] for code in codes.ancestors_of(one.code) if code in kept])
        for one in found
        if one.code in kept
    ]


def children(code: str) -> list[Commodity]:
    """The headings in force one level below, by code."""
    return list(Commodity.objects.current().filter(parent=code).order_by("code"))


def ancestors(code: str) -> list[Commodity]:
    """The headings above, the segment first."""
    return list(Commodity.objects.filter(code__in=codes.ancestors_of(code)).order_by("code"))
