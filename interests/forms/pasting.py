"""A pasted list of codes, however long: which can be taken, and what is wrong with the others."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from groundwork.reference.codes import parse_code
from groundwork.reference.fields import MOST_CODES
from groundwork.reference.models import Commodity
from groundwork.web.formats import whole_number

LONGEST_LIST = 200_000
NAMED = 10
_BETWEEN = re.compile(r"[,;\s]+")


@dataclass(frozen=True, slots=True)
class PastedCodes:
    """What a list holds, each once: codes in force, those of other editions, and what is no code."""

    text: str
    codes: list[str]
    retired: list[str]
    unknown: list[str]

    def fits(self, chosen: Collection[str]) -> bool:
        """Whether an area has room for these besides the chosen ones."""
        return len({*chosen, *self.codes}) <= MOST_CODES

    def left(self, chosen: Collection[str]) -> str:
        """What stays in the box once those that can be taken are: all of it when they are too many."""
        return "\n".join([*self.unknown, *self.retired]) if self.fits(chosen) else self.text

    def problems(self, chosen: Collection[str]) -> list[str]:
        """What the person must know, a line for each thing."""
        said = []
        if not self.fits(chosen):
            many = _(
                "Su lista tiene %(count)s códigos y un área admite %(most)d; ya eligió %(chosen)s. No tomamos ninguno "
                "y la lista sigue aquí. Use códigos más generales: cada uno cubre los que están debajo."
            )
            numbers = {"count": whole_number(len(self.codes)), "most": MOST_CODES, "chosen": whole_number(len(chosen))}
            said.append(many % numbers)
        if self.unknown:
            said.append(_("No existen en el clasificador: %(codes)s.") % {"codes": _named(self.unknown)})
        if self.retired:
            said.append(_("Ya no están vigentes: %(codes)s.") % {"codes": _named(self.retired)})
        return said


def read_pasted(text: str) -> PastedCodes:
    """The codes of a list, in one query however long it is."""
    text = text.replace("\x00", "")
    pieces = list(dict.fromkeys(piece for piece in _BETWEEN.split(text) if piece))
    parsed = {piece: parse_code(piece) for piece in pieces}
    there = dict(Commodity.objects.filter(code__in={*filter(None, parsed.values())}).values_list("code", "retired"))
    known = [(piece, code) for piece, code in parsed.items() if code in there]
    return PastedCodes(
        text=text,
        codes=list(dict.fromkeys(code for _piece, code in known if code and not there[code])),
        retired=[piece for piece, code in known if code and there[code]],
        unknown=[piece for piece, code in parsed.items() if code not in there],
    )


def _named(pieces: Sequence[str]) -> str:
    """The first ones, and how many more there are."""
    named = ", ".join(piece[:20] for piece in pieces[:NAMED])
    more = len(pieces) - NAMED
    return _("%(named)s y %(count)s más") % {"named": named, "count": whole_number(more)} if more > 0 else named
