"""What the pickers of the form of an area show: what is chosen, and what answers the words typed."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.db.models import QuerySet

from groundwork.reference.codes import parse_code
from groundwork.reference.models import Commodity, Municipality
from groundwork.reference.queries.commodities import Hit, ancestors, children, search_commodities
from groundwork.reference.text import fold
from interests.forms.fields import pasted_codes
from procurement.models import Entity
from procurement.queries.entities import EntityName, entities_named

SHOWN = 20
SHORTEST_WORD = 2


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing under a check box."""

    value: str
    label: str
    hint: str = ""
    below: bool = False


@dataclass(frozen=True)
class Pickers:
    """The state of the three pickers, all of it from what the form holds: nothing is kept between requests."""

    codes: Sequence[str]
    code_words: str
    branch: str
    municipalities: Sequence[str]
    municipality_words: str
    entities: Sequence[str]
    entity_words: str

    # Codes ------------------------------------------------------------------------------------

    @cached_property
    def chosen_codes(self) -> list[Choice]:
        """What is chosen, by code; what no longer exists stays in sight, to be taken off."""
        parsed = {text: parse_code(text) or text for text in self.codes}
        found = Commodity.objects.in_bulk(set(filter(None, map(parse_code, parsed.values()))))
        return [_chosen_code(code, found.get(code)) for code in sorted(set(parsed.values()))]

    @cached_property
    def found_codes(self) -> list[Choice]:
        """The headings that answer the words, without the chosen ones."""
        words = self.code_words.strip()
        if len(words) < SHORTEST_WORD or pasted_codes(words):
            return []
        taken = {choice.value for choice in self.chosen_codes}
        return [_hit(hit) for hit in search_commodities(words, limit=SHOWN) if hit.commodity.code not in taken]

    @cached_property
    def branch_code(self) -> str:
        """The heading of the tree that is open; empty at the top."""
        return parse_code(self.branch) or "" if self.branch else ""

    @cached_property
    def path(self) -> list[Commodity]:
        """From the segment to the heading that is open."""
        if not self.branch_code:
            return []
        return [*ancestors(self.branch_code), *Commodity.objects.filter(code=self.branch_code)]

    @cached_property
    def tree(self) -> list[Choice]:
        """The headings below the one that is open; the segments when none is."""
        headings = children(self.branch_code) if self.branch_code else list(Commodity.objects.roots())
        return [_heading(heading) for heading in headings]

    @cached_property
    def chosen_code_values(self) -> frozenset[str]:
        return frozenset(choice.value for choice in self.chosen_codes)

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
        chosen = Entity.objects.filter(code__in=self.entities).order_by("name")
        return [_body(EntityName(body.pk, body.code, body.nit, body.name)) for body in chosen]

    @cached_property
    def found_entities(self) -> list[Choice]:
        words = self.entity_words.strip()
        if len(words) < SHORTEST_WORD:
            return []
        taken = set(self.entities)
        return [_body(body) for body in entities_named(words) if body.code not in taken][:SHOWN]


def _chosen_code(code: str, commodity: Commodity | None) -> Choice:
    if commodity is None:
        return Choice(code, code)
    return Choice(code, f"{commodity.title} ({code})", commodity.level_name)


def _hit(hit: Hit) -> Choice:
    path = " › ".join(heading.title for heading in hit.path)
    hint = f"{hit.commodity.level_name} · {path}" if path else hit.commodity.level_name
    return Choice(hit.commodity.code, f"{hit.commodity.title} ({hit.commodity.code})", hint)


def _heading(heading: Commodity) -> Choice:
    below = heading.level < Commodity.Level.PRODUCT
    return Choice(heading.code, f"{heading.title} ({heading.code})", below=below)


def _towns(towns: QuerySet[Municipality]) -> list[Choice]:
    return [Choice(town.code, town.name, town.department.name) for town in towns.select_related("department")]


def _body(body: EntityName) -> Choice:
    return Choice(body.code, body.name, f"NIT {body.nit}" if body.nit else "")
