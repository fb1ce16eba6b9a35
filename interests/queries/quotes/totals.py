"""What an answer adds up to: line by line, with its VAT, in pesos and cents. Pure arithmetic."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from interests.models import InvitationItem, QuotePrice

CENT = Decimal("0.01")
NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Line:
    """One item with its price, if it has one. `net` is without VAT; `gross` is what would be paid."""

    item: InvitationItem
    price: QuotePrice | None
    net: Decimal = NOTHING
    tax: Decimal = NOTHING

    @property
    def gross(self) -> Decimal:
        return self.net + self.tax

    @property
    def unit_gross(self) -> Decimal:
        """One unit with its VAT."""
        if self.price is None:
            return NOTHING
        return _cents(self.price.unit_price * (100 + self.price.vat) / 100)


@dataclass(frozen=True, slots=True)
class Totals:
    """A whole answer."""

    lines: tuple[Line, ...]

    @property
    def net(self) -> Decimal:
        return sum((line.net for line in self.lines), NOTHING)

    @property
    def tax(self) -> Decimal:
        return sum((line.tax for line in self.lines), NOTHING)

    @property
    def gross(self) -> Decimal:
        return self.net + self.tax

    @property
    def priced(self) -> int:
        """How many items have a price."""
        return sum(line.price is not None for line in self.lines)

    @property
    def is_complete(self) -> bool:
        """Whether every item has one: only such answers are compared in total."""
        return self.priced == len(self.lines)

    @property
    def missing(self) -> int:
        return len(self.lines) - self.priced


def totals(items: Sequence[InvitationItem], prices: Iterable[QuotePrice]) -> Totals:
    """The lines of an answer in the order of the items. Each line is rounded to cents, half up, and then added."""
    by_item: Mapping[int, QuotePrice] = {price.item_id: price for price in prices}
    return Totals(tuple(line(item, by_item.get(item.pk)) for item in items))


def line(item: InvitationItem, price: QuotePrice | None) -> Line:
    """One of them."""
    if price is None:
        return Line(item, None)
    net = _cents(item.quantity * price.unit_price)
    return Line(item, price, net, _cents(net * price.vat / 100))


def _cents(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, ROUND_HALF_UP)
