"""Today's pace: how much longer or shorter than usual services take, from those of the last hour."""

import math

from queueing.estimates.lessons import Rates
from queueing.estimates.state import HallNow

#: Services that began between so long ago and so long ago count, ms: the newest would be only the short ones.
FROM, TO = 4_500_000, 720_000


def pace_of(hall: HallNow, rates: Rates) -> tuple[float, float]:
    """The mean log residual of recent services, shrunk to 0 by what days differ at all; how sure it is.

    A service still running counts as the expected logarithm of its length, given how long it has lasted.
    """
    total, count = 0.0, 0
    for one in hall.begun:
        if not hall.now - FROM <= one.began <= hall.now - TO:
            continue
        spread = rates.service.get(one.service, rates.any_service)
        if one.ended is not None:
            total += math.log(max(1_000, one.ended - one.began)) - spread.mu
        else:
            z = (math.log(max(1_000, hall.now - one.began)) - spread.mu) / spread.sigma
            total += spread.sigma * _above(z)
        count += 1
    weight = (rates.any_service.sigma / rates.day_spread) ** 2
    return total / (count + weight), rates.any_service.sigma / math.sqrt(count + weight)


def _above(z: float) -> float:
    """The mean of a standard normal number that is above z."""
    tail = 0.5 * math.erfc(z / math.sqrt(2))
    if tail < 1e-9:  # noqa: PLR2004 - so far out it is hardly above z
        return z
    return math.exp(-z * z / 2) / math.sqrt(2 * math.pi) / tail
