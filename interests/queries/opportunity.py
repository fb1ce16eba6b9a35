"""One opportunity whole: why it is there, what the team wrote, who looks after it."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from groundwork.reference.codes import ancestors_of, level_of
from groundwork.web.components import SummaryRow
from interests.models import Fit, Interest, Opportunity, OpportunityMatch, OpportunityNote
from interests.queries.areas import value_range
from interests.queries.reasons import titles_of
from procurement.models import Process

_UNKNOWN = gettext_lazy("El proceso no lo dice")


class CodePath(NamedTuple):
    """One of the area's codes that covers a code of the process, and the titles above it, the segment first."""

    code: str
    title: str
    above: str


class Why(NamedTuple):
    """One area of interest that the opportunity fits: its codes that do, and each other thing that it asks."""

    area: Interest
    codes: list[CodePath]
    rows: list[SummaryRow]


def reasons_of(opportunity: Opportunity) -> list[Why]:
    """Every area that found it, by name, in two queries."""
    found = OpportunityMatch.objects.filter(process=opportunity.process_id, supplier=opportunity.supplier_id)
    matches = list(found.select_related("interest").order_by("interest__name", "interest_id"))
    titles = titles_of(code for match in matches for one in match.codes for code in (*ancestors_of(one), one))
    process = opportunity.process
    return [
        Why(match.interest, _paths(match.codes, titles), list(_rows(match, match.interest, process)))
        for match in matches
    ]


def notes_of(opportunity: Opportunity) -> QuerySet[OpportunityNote]:
    """What the team wrote, the first note first."""
    return OpportunityNote.objects.filter(opportunity=opportunity).select_related("author")


def team_of(opportunity: Opportunity) -> QuerySet[User]:
    """Who may look after it, by name."""
    return User.objects.filter(memberships__supplier=opportunity.supplier_id, is_active=True).order_by("full_name")


def place_of(process: Process) -> str:
    """ "Tunja, Boyacá"; empty where it is not told. Bogotá is a municipality and a department at once."""
    return ", ".join(dict.fromkeys(place.name for place in (process.municipality, process.department) if place))


def _paths(codes: Iterable[str], titles: Mapping[str, str]) -> list[CodePath]:
    ordered = sorted(codes, key=lambda code: (-level_of(code), code))
    return [
        CodePath(code, titles.get(code, ""), " › ".join(titles[one] for one in ancestors_of(code) if one in titles))
        for code in ordered
    ]


def _rows(match: OpportunityMatch, area: Interest, process: Process) -> Iterator[SummaryRow]:
    said: tuple[tuple[str | Promise, str, str], ...] = (
        (gettext_lazy("Lugar"), match.place, place_of(process)),
        (gettext_lazy("Valor"), match.value, value_range(area)),
        (gettext_lazy("Entidad"), match.entity, _("%(entity)s, que usted eligió") % {"entity": process.buyer_name}),
        (gettext_lazy("Palabras"), match.words, ", ".join(f"«{word}»" for word in area.words)),
        (gettext_lazy("MiPyme"), match.mipyme, str(area.get_mipyme_display())),
    )
    for label, fit, text in said:
        if fit != Fit.ANY:
            yield SummaryRow(label, _UNKNOWN if fit == Fit.UNKNOWN else text)
