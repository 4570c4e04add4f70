"""Ranges that keep their word: each is stretched by what came of earlier ones of its kind, wait by wait."""

from dataclasses import dataclass, field

from queueing.rules.told_waits import band_of

#: How fast the range follows: k += STEP * (missed - 0.2), each end with its half of what may be missed.
#: Many promises are made before the first of them is seen to fail, so a long step would overshoot.
STEP, MISSED = 0.005, 0.2
#: A forecast that sees no spread at all is not believed: this much at least is stretched, minutes.
NARROWEST = 0.25
#: The range is never stretched beyond these.
LEAST, MOST = 0.2, 6.0


@dataclass(frozen=True)
class Range:
    """P10, P50 and P90 of a wait, in minutes."""

    low: float
    middle: float
    high: float


@dataclass
class Stretch:
    """Adaptive conformal factors by kind: a lane and a promise band (Gibbs, Candès 2021)."""

    down: dict[tuple[str, str], float] = field(default_factory=dict)
    up: dict[tuple[str, str], float] = field(default_factory=dict)

    def stretched(self, lane: str, raw: Range) -> Range:
        """The range to promise."""
        kind = (lane, band_of(raw.middle))
        down = self.down.get(kind, 1.0) * max(raw.middle - raw.low, NARROWEST)
        up = self.up.get(kind, 1.0) * max(raw.high - raw.middle, NARROWEST)
        return Range(max(0.0, raw.middle - down), raw.middle, raw.middle + up)

    def learn(self, lane: str, told: Range, waited: float) -> None:
        """One wait is over: the end that was missed moves out, the others a little in.

        told  what was promised then, not what would be now: else nobody learns from a promise already
              known to be too narrow, and the long ones stay so
        """
        kind = (lane, band_of(told.middle))
        for ends, missed in ((self.down, waited < told.low), (self.up, waited > told.high)):
            k = ends.get(kind, 1.0) + STEP * (missed - MISSED / 2)
            ends[kind] = min(max(k, LEAST), MOST)
