"""A pasted list of codes, however long: which are codes in force, and what is wrong with the others."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from groundwork.reference.codes import parse_code
from groundwork.reference.models import Commodity
from groundwork.web.formats import whole_number

LONGEST_LIST = 200_000
NAMED = 10
_BETWEEN = re.compile(r"[,;\s]+")


@dataclass(frozen=True, slots=True)
class Pasted:
    """What a list holds, each once: codes in force, those of other editions as they were written, and what is no code.

    The codes of other editions are in `retired_codes` as eight digits, in the same order.
    """

    text: str
    codes: list[str]
    retired: list[str]
    retired_codes: list[str]
    unknown: list[str]


def read_list(text: str) -> Pasted:
    """The codes of a list, in one query however long it is."""
    text = text.replace("\x00", "")
    return read_pieces(_BETWEEN.split(text), text=text)


def read_pieces(pieces: Iterable[str], *, text: str = "") -> Pasted:
    """The same of a list that is already in pieces."""
    parsed = {piece: parse_code(piece) for piece in dict.fromkeys(pieces) if piece}
    there = dict(Commodity.objects.filter(code__in={*filter(None, parsed.values())}).values_list("code", "retired"))
    known = [(piece, code) for piece, code in parsed.items() if code is not None and code in there]
    return Pasted(
        text=text,
        codes=list(dict.fromkeys(code for _piece, code in known if not there[code])),
        retired=[piece for piece, code in known if there[code]],
        retired_codes=[code for _piece, code in known if there[code]],
        unknown=[piece for piece, code in parsed.items() if code not in there],
    )


def named(pieces: Sequence[str]) -> str:
    """The first ones, and how many more there are."""
    first = ", ".join(piece[:20] for piece in pieces[:NAMED])
    more = len(pieces) - NAMED
    return _("%(named)s y %(count)s más") % {"named": first, "count": whole_number(more)} if more > 0 else first
