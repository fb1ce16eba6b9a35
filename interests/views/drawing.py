"""What the list of opportunities says over and over, drawn once: each shape of a row, and what stands around the rows.

Where a person's own words go stands a mark, which no text of the portal has (docs/adr/0072).
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from html import escape
from typing import NamedTuple

from django.template.loader import render_to_string
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext

from interests.forms.opportunities import WITHIN
from interests.queries.narrowing import Filters
from interests.queries.opportunities import Named, Standing
from interests.queries.opportunity_rows import OpportunityRow

TEMPLATE = "interests/opportunity_list.html"
# What is a row's own, in the order of its marks; the area and the facts of each reason come after.
OWN = (
    "code", "title", "who", "supplier", "changed", "in_charge", "notes", "value", "value_words", "left", "main_code",
    "buyer", "modality",
)  # fmt: skip
FIRST_MARK = 0xE000
MARKS = re.compile("([\ue000-\uf8ff])")
# The marks of what holds words that people type: no field of a form takes a NUL.
A, B = "\0a\0", "\0b\0"


class Shape(NamedTuple):
    """All that the template decides by: two rows of one shape differ in their words alone."""

    language: str
    state: str
    tone: str
    has: tuple[bool, ...]
    reasons: int
    may_decide: bool
    picked: bool
    done: str


def draw(row: OpportunityRow, *, may_decide: bool, picked: bool = False, done: str = "") -> SafeString:
    """The row as it stands in the list: `picked` has its box ticked, `done` is what was just done with it."""
    notes = ngettext("%(count)d nota", "%(count)d notas", row.notes) % {"count": row.notes} if row.notes else ""
    own = [notes if name == "notes" else getattr(row, name) for name in OWN]
    has = tuple(map(bool, own))
    shape = Shape(get_language() or "", row.state, row.tone, has, len(row.why), may_decide, picked, done)
    words = [escape(word) for word in (*own, *(word for reason in row.why for word in reason))]
    drawn = [words[piece] if isinstance(piece, int) else piece for piece in _pieces(shape)]
    return SafeString("".join(drawn))  # nosec B703  # the template's own text, and words escaped above


def filters(asked: Filters, standing: Standing, *, tab: str, order: str) -> SafeString:
    """The form of the filters, as they are set; `order` is the one that was asked for, if one was."""
    drawn = _part("filters", get_language() or "", asked=asked, tab=tab, order=order, within=WITHIN, areas=A, places=B)
    areas, places = _options(standing.areas, str(asked.area or "")), _options(standing.departments, asked.department)
    return SafeString(drawn.replace(A, areas).replace(B, places))  # nosec B703  # both by format_html_join


def bulk(people: Sequence[Named]) -> SafeString:
    """What may be done with those that are chosen."""
    drawn = _part("bulk", get_language() or "", people=A)
    return SafeString(drawn.replace(A, _options(people)))  # nosec B703  # by format_html_join


def foot(*, keys: bool) -> SafeString:
    """Where else to go, and the keys of the list."""
    return SafeString(_part("foot", get_language() or "", keys=keys))  # nosec B703  # the template's own text


def _options(choices: Sequence[Named], chosen: str = "") -> str:
    marked = ((one.code, " selected" if one.code == chosen else "", one.name) for one in choices)
    return format_html_join("", '<option value="{}"{}>{}</option>', marked)


@lru_cache(maxsize=1000)
def _part(name: str, language: str, **context: object) -> str:  # the language is the active one
    return render_to_string(f"{TEMPLATE}#{name}", context)


@lru_cache(maxsize=1000)
def _pieces(shape: Shape) -> list[str | int]:
    """What the template says of the shape, cut at the marks: text, and the numbers of words."""
    marks = [chr(FIRST_MARK + number) for number in range(len(OWN) + 2 * shape.reasons)]
    own = {name: mark if there else "" for name, mark, there in zip(OWN, marks, shape.has, strict=False)}
    reasons = marks[len(OWN) :]
    context = {**own, **shape._asdict(), "why": list(zip(reasons[::2], reasons[1::2], strict=True))}
    cut = MARKS.split(render_to_string(f"{TEMPLATE}#row", context))
    return [ord(piece) - FIRST_MARK if MARKS.fullmatch(piece) else piece for piece in cut]
