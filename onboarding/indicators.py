"""The five indicators of financial and organisational capacity (Decreto 1082/2015, art. 2.2.1.1.1.5.3). Pure.

    liquidity          current assets / current liabilities
    indebtedness       total liabilities / total assets
    interest cover     operating profit / interest expense
    return on equity   operating profit / equity
    return on assets   operating profit / total assets

Each is rounded to two decimals, half up, when it is shown (percentages in hundredths: 0.6832 is 68.32 %), and never
before. A zero below the line leaves it undefined, with what follows from that; nothing here raises for any figures.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext
from enum import StrEnum
from typing import Protocol

_PRECISE = Context(prec=60)
_CENTS = Decimal("0.01")
WHOLE = Decimal(100)


class Key(StrEnum):
    """Which indicator, in the order of the decree."""

    LIQUIDITY = "liquidity"
    INDEBTEDNESS = "indebtedness"
    INTEREST_COVER = "interest_cover"
    RETURN_ON_EQUITY = "return_on_equity"
    RETURN_ON_ASSETS = "return_on_assets"


class Remark(StrEnum):
    """What has to be said beside a result, or in its place."""

    NOTHING = ""
    NO_CURRENT_LIABILITIES = "no_current_liabilities"  # undefined: any minimum is met
    NO_ASSETS = "no_assets"
    NO_INTEREST = "no_interest"  # undefined: any minimum is met
    NO_INTEREST_AND_LOSS = "no_interest_and_loss"  # undefined, and there is a loss
    NO_EQUITY = "no_equity"
    NEGATIVE_EQUITY = "negative_equity"  # defined, and its sign misleads
    LOSS = "loss"


PERCENTAGES = frozenset({Key.INDEBTEDNESS, Key.RETURN_ON_EQUITY, Key.RETURN_ON_ASSETS})
MEETS_ANY_MINIMUM = frozenset({Remark.NO_CURRENT_LIABILITIES, Remark.NO_INTEREST})


class Figures(Protocol):
    """What the statements of a year say, in pesos."""

    current_assets: Decimal
    total_assets: Decimal
    current_liabilities: Decimal
    total_liabilities: Decimal
    equity: Decimal
    operating_profit: Decimal
    interest_expense: Decimal


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator with the two figures in it; its value is exact, and None where it is undefined."""

    key: Key
    above: Decimal
    below: Decimal
    value: Decimal | None
    remark: Remark

    @property
    def shown(self) -> Decimal | None:
        """As it is shown and compared: two decimals, half up; in hundredths if it is a percentage."""
        return None if self.value is None else rounded(self.key, self.value)


@dataclass(frozen=True, slots=True)
class Part:
    """What one member brings to an indicator of a joint bidder: its own value and its share, in hundredths."""

    value: Decimal | None
    share: Decimal


def indicators(figures: Figures) -> list[Indicator]:
    """The five, in the order of the decree."""
    rows = (
        (Key.LIQUIDITY, figures.current_assets, figures.current_liabilities),
        (Key.INDEBTEDNESS, figures.total_liabilities, figures.total_assets),
        (Key.INTEREST_COVER, figures.operating_profit, figures.interest_expense),
        (Key.RETURN_ON_EQUITY, figures.operating_profit, figures.equity),
        (Key.RETURN_ON_ASSETS, figures.operating_profit, figures.total_assets),
    )
    return [
        Indicator(key, above, below, _ratio(above, below), _remark(key, above, below)) for key, above, below in rows
    ]


def by_participation(parts: Sequence[Part]) -> Decimal | None:
    """The sum of each member's indicator by its share: one of the ways in which a process may ask for it.

    None when a member's is undefined, since there is nothing to multiply.
    """
    total = Decimal(0)
    with localcontext(_PRECISE):
        for part in parts:
            if part.value is None:
                return None
            total += part.value * part.share / WHOLE
    return total


def rounded(key: Key, value: Decimal) -> Decimal:
    """A value of that indicator as it is shown: see the module."""
    with localcontext(_PRECISE):
        return (value * WHOLE if key in PERCENTAGES else value).quantize(_CENTS, ROUND_HALF_UP)


def _ratio(above: Decimal, below: Decimal) -> Decimal | None:
    if below == 0:
        return None
    with localcontext(_PRECISE):
        return above / below


def _remark(key: Key, above: Decimal, below: Decimal) -> Remark:
    if below == 0:
        return {
            Key.LIQUIDITY: Remark.NO_CURRENT_LIABILITIES,
            Key.INTEREST_COVER: Remark.NO_INTEREST_AND_LOSS if above < 0 else Remark.NO_INTEREST,
            Key.RETURN_ON_EQUITY: Remark.NO_EQUITY,
        }.get(key, Remark.NO_ASSETS)
    if key == Key.RETURN_ON_EQUITY and below < 0:
        return Remark.NEGATIVE_EQUITY
    is_profit = key in {Key.INTEREST_COVER, Key.RETURN_ON_EQUITY, Key.RETURN_ON_ASSETS}
    return Remark.LOSS if is_profit and above < 0 else Remark.NOTHING
