"""Answers side by side: item by item and in total, the lowest marked, what is missing said, and how far they lie apart.

Prices are compared with their VAT, since that is what the public body would pay. Totals are compared only among the
answers that price every item.
"""

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from interests.models import Invitation, InvitationItem, Quote
from interests.queries.invitations.following import Standing, invitees
from interests.queries.quotes.totals import Line, Totals, totals

# The standard deviation of a sample needs two.
FEWEST_SPREAD = 2
Cell = str | Decimal | None


class HiddenAnswersError(Exception):
    """The answers may not be seen before their date."""


@dataclass(frozen=True, slots=True)
class Spread:
    """So many prices, and how they lie: median (the one in the middle), mean, and the sample's standard deviation."""

    count: int
    low: Decimal
    high: Decimal
    median: Decimal
    mean: Decimal
    deviation: Decimal | None

    @classmethod
    def of(cls, prices: Iterable[Decimal]) -> "Spread | None":
        """None for no price."""
        found = sorted(prices)
        if not found:
            return None
        deviation = statistics.stdev(found) if len(found) >= FEWEST_SPREAD else None
        return cls(len(found), found[0], found[-1], statistics.median(found), statistics.mean(found), deviation)


@dataclass(frozen=True, slots=True)
class Answer:
    """One supplier's answer in force."""

    quote: Quote
    totals: Totals

    @property
    def name(self) -> str:
        return self.quote.invitee.supplier.name


@dataclass(frozen=True, slots=True)
class Priced:
    """What one supplier asks for one item."""

    answer: Answer
    line: Line
    is_lowest: bool


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One item, with every answer's price of it."""

    item: InvitationItem
    cells: tuple[Priced, ...]
    spread: Spread | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """All of it."""

    answers: tuple[Answer, ...]
    rows: tuple[ItemRow, ...]
    spread: Spread | None
    lowest: Decimal | None
    standing: Standing

    @property
    def complete(self) -> int:
        """How many answers price every item."""
        return sum(answer.totals.is_complete for answer in self.answers)


def compare(invitation: Invitation, *, at: datetime) -> Comparison:
    """The answers in force, the lowest total first and those that leave items out last, in five queries.

    Raises HiddenAnswersError before they may be seen.
    """
    if not invitation.shows_answers(at):
        raise HiddenAnswersError
    items = list(invitation.items.all())
    quotes = Quote.objects.in_force().filter(invitee__invitation=invitation)
    quotes = quotes.select_related("invitee__supplier").prefetch_related(
        "prices", "documents__version__document__document_type", "documents__version__file", "documents__file"
    )
    named = [
        Answer(quote, totals(items, quote.prices.all())) for quote in quotes.order_by("invitee__supplier__name", "pk")
    ]
    answers = tuple(sorted(named, key=lambda answer: (answer.totals.missing > 0, answer.totals.gross)))
    whole = [answer.totals.gross for answer in answers if answer.totals.is_complete]
    rows = tuple(_row(place, item, answers) for place, item in enumerate(items))
    return Comparison(answers, rows, Spread.of(whole), min(whole, default=None), Standing.of(invitees(invitation)))


def _row(place: int, item: InvitationItem, answers: Sequence[Answer]) -> ItemRow:
    lines = [(answer, answer.totals.lines[place]) for answer in answers]
    spread = Spread.of(line.unit_gross for _answer, line in lines if line.price)
    lowest = spread.low if spread else None
    cells = (Priced(answer, line, line.price is not None and line.unit_gross == lowest) for answer, line in lines)
    return ItemRow(item, tuple(cells), spread)


def table(found: Comparison) -> list[list[Cell]]:
    """The same for a spreadsheet: a heading, a row an item, and the totals; None where there is no price."""
    heading: list[Cell] = [_("Ítem"), _("Descripción"), _("Código UNSPSC"), _("Unidad"), _("Cantidad")]
    for answer in found.answers:
        heading += [
            _("%(name)s: precio unitario sin IVA") % {"name": answer.name},
            _("%(name)s: IVA (%%)") % {"name": answer.name},
            _("%(name)s: precio unitario con IVA") % {"name": answer.name},
            _("%(name)s: total con IVA") % {"name": answer.name},
        ]
    heading += [_("Precios"), _("Menor"), _("Mayor"), _("Precio mediano"), _("Promedio"), _("Desviación estándar")]
    rows = [heading, *(_exported(row) for row in found.rows)]
    last: list[Cell] = ["", _("Total con IVA"), "", "", None]
    for answer in found.answers:
        last += [None, None, None, answer.totals.gross if answer.totals.is_complete else None]
    return [*rows, [*last, *_figures(found.spread)]]


def _exported(row: ItemRow) -> list[Cell]:
    cells: list[Cell] = [
        Decimal(row.item.position),
        row.item.description,
        row.item.commodity,
        row.item.unit,
        row.item.quantity,
    ]
    for priced in row.cells:
        price, line = priced.line.price, priced.line
        cells += [price.unit_price, price.vat, line.unit_gross, line.gross] if price else [None, None, None, None]
    return [*cells, *_figures(row.spread)]


def _figures(spread: Spread | None) -> list[Cell]:
    if spread is None:
        return [Decimal(0), None, None, None, None, None]
    return [Decimal(spread.count), spread.low, spread.high, spread.median, spread.mean, spread.deviation]
