"""What a search of the directory asks for."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q, TextChoices
from django.utils.translation import gettext_lazy as _

from groundwork.reference import codes
from groundwork.reference.models import Commodity
from onboarding.indicators import Key


class Order(TextChoices):
    EXPERIENCE = "experiencia", _("Más experiencia")
    NAME = "nombre", _("Nombre")
    RECENT = "recientes", _("Más recientes")


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """One search: what is empty does not restrict."""

    tsquery: str = ""  # from procurement.queries.words.parse
    codes: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()
    municipalities: tuple[str, ...] = ()
    seated: bool = False  # its address there, not only its areas of interest
    experience: Decimal | None = None  # in pesos, of the codes that are asked for
    # Each with its limit as it is shown (percentages in hundredths): the most for indebtedness, else the least.
    indicators: tuple[tuple[Key, Decimal], ...] = ()
    sizes: tuple[str, ...] = ()
    rup: bool = False
    papers: bool = False
    order: Order = Order.EXPERIENCE


@dataclass(frozen=True, slots=True)
class Answers:
    """The codes that answer those asked for: the same, those above, which cover them, and those below.

    While they are few they are all there, and an index finds them; else the ranges of what is below are.
    """

    codes: tuple[str, ...] = ()
    ranges: tuple[tuple[str, str], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.codes)


# An index looks for each of them, and each code of a row is compared with each of them.
FEW_CODES = 100


def answering(asked: Iterable[str]) -> Answers:
    """What answers any of those codes, in one query; nothing without codes."""
    wanted = set(asked)
    if not wanted:
        return Answers()
    ranges = tuple(sorted(codes.below(code) for code in wanted))
    here = wanted | {higher for code in wanted for higher in codes.ancestors_of(code)}
    below = Q()
    for limits in ranges:
        below |= Q(code__range=limits)
    found = list(Commodity.objects.filter(below).values_list("code", flat=True)[: FEW_CODES + 1])
    if len(found) > FEW_CODES:
        return Answers(tuple(sorted(here)), ranges)
    return Answers(tuple(sorted({*here, *found})))
