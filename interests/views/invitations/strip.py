"""A drawing of where the totals lie between the lowest and the highest."""

from dataclasses import dataclass
from decimal import Decimal

from interests.queries.invitations.comparing import Comparison

# Fewer, or all the same, say nothing more as a drawing.
FEWEST = 3
WIDTH, MARGIN = 640, 10


@dataclass(frozen=True, slots=True)
class Strip:
    """How far from the left each total and the median stand, in the drawing's own units."""

    dots: tuple[int, ...]
    median: int

    @classmethod
    def of(cls, found: Comparison) -> "Strip | None":
        """None when there is too little to draw."""
        spread = found.spread
        if spread is None or spread.count < FEWEST or spread.low == spread.high:
            return None

        def place(amount: Decimal) -> int:
            return MARGIN + round((amount - spread.low) / (spread.high - spread.low) * (WIDTH - 2 * MARGIN))

        whole = [answer.totals.gross for answer in found.answers if answer.totals.is_complete]
        return cls(tuple(place(total) for total in whole), place(spread.median))
