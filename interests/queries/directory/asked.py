"""What a search of the directory asks for."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from groundwork.reference import codes
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
    kinds: tuple[str, ...] = ()  # of person
    rup: bool = False
    papers: bool = False
    order: Order = Order.EXPERIENCE


@dataclass(frozen=True, slots=True)
class Answers:
    """What answers the codes asked for: themselves, those above, which cover them, and those below."""

    codes: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.codes)

    @property
    def covering(self) -> list[str]:
        """Themselves and those above."""
        return sorted({*self.codes, *(higher for code in self.codes for higher in codes.ancestors_of(code))})

    @property
    def prefixes(self) -> str:
        """How they and all below begin, as a part of a regular expression."""
        return "|".join(sorted({code[: 2 * codes.level_of(code)] for code in self.codes}))
