"""What the picker of codes shows: what is chosen, what answers the words typed, and the open branch of the tree."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from groundwork.reference.codes import parse_code
from groundwork.reference.fields import pasted_codes
from groundwork.reference.models import Commodity
from groundwork.reference.queries.commodities import Hit, ancestors, children, search_commodities

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
class CodePicker:
    """The state of the picker, all of it from what its form holds: nothing is kept between requests."""

    codes: Sequence[str]
    code_words: str
    branch: str

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
