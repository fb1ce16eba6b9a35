"""One row of the table, and how costs are taken."""

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Result:
    """What ours and the baseline cost in the same run: time or CPU, so a lower ratio is better."""

    name: str
    ours: float
    baseline: float
    unit: str
    n: int

    def as_row(self) -> dict[str, object]:
        """As bench/results.json has it."""
        return {
            "name": self.name,
            "ours": round(self.ours, 3),
            "baseline": round(self.baseline, 3),
            "ratio": round(self.ours / self.baseline, 3),
            "unit": self.unit,
            "n": self.n,
        }


def milliseconds(act: Callable[[], object], clock: Callable[[], float] = time.perf_counter) -> float:
    """What one act costs by a clock."""
    begun = clock()
    act()
    return (clock() - begun) * 1000


def medians(
    acts: Sequence[Callable[[], object]], *, rounds: int, clock: Callable[[], float] = time.perf_counter
) -> list[float]:
    """The median cost of each act; they take turns, so that a busy moment of the machine falls on all of them."""
    for act in acts:
        act()
    taken = [[milliseconds(act, clock) for act in acts] for _round in range(rounds)]
    return [statistics.median(costs) for costs in zip(*taken, strict=True)]


def percentile(costs: Sequence[float], share: float) -> float:
    """The cost that this share of them does not exceed."""
    return sorted(costs)[min(len(costs) - 1, int(len(costs) * share))]
