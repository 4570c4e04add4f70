"""What became of waits that were told: sums that add up over days, and the figures made of them."""

import math
from collections.abc import Iterable
from dataclasses import dataclass, fields

#: Bands of promises by their P50, minutes.
BANDS = ((0, 5), (5, 10), (10, 20), (20, 30), (30, None))
#: The share of waits that a range from P10 to P90 is to hold.
RANGE = 0.8


def band_of(minutes: float) -> str:
    """The band a promise is in, e.g. "10-20"."""
    for low, high in BANDS:
        if high is None or minutes < high:
            return f"{low}-{high}" if high else f"{low}+"
    raise AssertionError  # the last band is open


def interval_score(low: float, high: float, waited: float) -> float:
    """Width, and a fine for each minute outside (Gneiting, Raftery 2007): smaller is better."""
    fine = 2 / (1 - RANGE)
    return high - low + fine * max(0.0, low - waited) + fine * max(0.0, waited - high)


@dataclass
class Told:
    """Sums over tickets that were told a range and then called; minutes, and squares of them.

    formula, last   errors of position × mean ÷ counters, and of the wait of whoever was called last
    inside, below   how many waits lay in the 80 % range, and not above its end
    """

    tickets: int = 0
    error: float = 0.0
    squared: float = 0.0
    formula: float = 0.0
    last: float = 0.0
    inside: int = 0
    below: int = 0
    score: float = 0.0

    def count(self, told: tuple[float, float, float], waited: float, formula: float, last: float) -> None:
        """One more: `told` are P10, P50 and P90."""
        low, middle, high = told
        self.tickets += 1
        self.error += abs(middle - waited)
        self.squared += (middle - waited) ** 2
        self.formula += abs(formula - waited)
        self.last += abs(last - waited)
        self.inside += low <= waited <= high
        self.below += waited <= high
        self.score += interval_score(low, high, waited)

    def figures(self) -> dict[str, float | int | None]:
        """As `estimate replay --json` tells them; None where nobody was told anything."""
        n = self.tickets
        mean = {
            "mae": self.error, "naive_mae": self.formula, "les_mae": self.last,
            "cover80": self.inside, "below_p90": self.below, "interval_score": self.score,
        }  # fmt: skip
        of = {name: round(total / n, 4) if n else None for name, total in mean.items()}
        return {"tickets": n, "rmse": round(math.sqrt(self.squared / n), 4) if n else None} | of


def together(some: Iterable[Told]) -> Told:
    """All of these as one."""
    whole = Told()
    for one in some:
        for field in fields(Told):
            setattr(whole, field.name, getattr(whole, field.name) + getattr(one, field.name))
    return whole
