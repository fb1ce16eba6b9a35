"""A pasted list of codes for an area: which can be taken, and what is wrong with the others."""

from collections.abc import Collection

from django.utils.translation import gettext as _

from groundwork.reference.fields import MOST_CODES
from groundwork.reference.pasting import Pasted, named
from groundwork.web.formats import whole_number


def fits(pasted: Pasted, chosen: Collection[str]) -> bool:
    """Whether an area has room for these besides the chosen ones."""
    return len({*chosen, *pasted.codes}) <= MOST_CODES


def left(pasted: Pasted, chosen: Collection[str]) -> str:
    """What stays in the box once those that can be taken are: all of it when they are too many."""
    return "\n".join([*pasted.unknown, *pasted.retired]) if fits(pasted, chosen) else pasted.text


def problems(pasted: Pasted, chosen: Collection[str]) -> list[str]:
    """What the person must know, a line for each thing."""
    said = []
    if not fits(pasted, chosen):
        many = _(
            "Su lista tiene %(count)s códigos y un área admite %(most)d; ya eligió %(chosen)s. No tomamos ninguno "
            "y la lista sigue aquí. Use códigos más generales: cada uno cubre los que están debajo."
        )
        numbers = {"count": whole_number(len(pasted.codes)), "most": MOST_CODES, "chosen": whole_number(len(chosen))}
        said.append(many % numbers)
    if pasted.unknown:
        said.append(_("No existen en el clasificador: %(codes)s.") % {"codes": named(pasted.unknown)})
    if pasted.retired:
        said.append(_("Ya no están vigentes: %(codes)s.") % {"codes": named(pasted.retired)})
    return said
