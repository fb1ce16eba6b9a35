"""What the pickers of the form of an area show: what is chosen, and what answers the words typed."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.db.models import QuerySet

from groundwork.reference.models import Municipality
from groundwork.reference.pickers import SHORTEST_WORD, SHOWN, Choice, CodePicker
from groundwork.reference.text import fold
from procurement.models import Entity
from procurement.queries.entities import EntityName, entities_named


@dataclass(frozen=True)
class Pickers(CodePicker):
    """The state of the four pickers, all of it from what the form holds: nothing is kept between requests."""

    municipalities: Sequence[str]
    municipality_words: str
    entities: Sequence[str]
    entity_words: str
    excluded: Sequence[str]
    excluded_words: str

    # Municipalities ---------------------------------------------------------------------------

    @cached_property
    def chosen_municipalities(self) -> list[Choice]:
        return _towns(Municipality.objects.filter(code__in=self.municipalities))

    @cached_property
    def found_municipalities(self) -> list[Choice]:
        words = fold(self.municipality_words)
        if len(words) < SHORTEST_WORD:
            return []
        named = Municipality.objects.filter(sort_name__contains=words, retired=False)
        return _towns(named.exclude(code__in=self.municipalities)[:SHOWN])

    # Entities ---------------------------------------------------------------------------------

    @cached_property
    def chosen_entities(self) -> list[Choice]:
        return _chosen_bodies(self.entities)

    @cached_property
    def found_entities(self) -> list[Choice]:
        return self._bodies_named(self.entity_words)

    @cached_property
    def chosen_excluded(self) -> list[Choice]:
        return _chosen_bodies(self.excluded)

    @cached_property
    def found_excluded(self) -> list[Choice]:
        return self._bodies_named(self.excluded_words)

    def _bodies_named(self, text: str) -> list[Choice]:
        """Those that are neither chosen nor excluded."""
        words = text.strip()
        if len(words) < SHORTEST_WORD:
            return []
        taken = {*self.entities, *self.excluded}
        return [_body(body) for body in entities_named(words) if body.code not in taken][:SHOWN]


def _chosen_bodies(codes: Sequence[str]) -> list[Choice]:
    chosen = Entity.objects.filter(code__in=codes).order_by("name") if codes else []
    return [_body(EntityName(body.pk, body.code, body.nit, body.name)) for body in chosen]


def _towns(towns: QuerySet[Municipality]) -> list[Choice]:
    return [Choice(town.code, town.name, town.department.name) for town in towns.select_related("department")]


def _body(body: EntityName) -> Choice:
    return Choice(body.code, body.name, f"NIT {body.nit}" if body.nit else "")
