"""What estimates are measured against: the usual formula, the last wait (LES), gradient boosting."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from queueing.estimates.dice import Floats
from queueing.estimates.lessons import Rates
from queueing.estimates.state import HallNow, Ticket

#: The fixed search: what is tried on the training days, its last quarter held back to choose by pinball loss.
SEARCH: tuple[dict[str, Any], ...] = (
    {"learning_rate": 0.06, "max_leaf_nodes": 15, "min_samples_leaf": 40},
    {"learning_rate": 0.06, "max_leaf_nodes": 31, "min_samples_leaf": 40},
    {"learning_rate": 0.12, "max_leaf_nodes": 15, "min_samples_leaf": 80},
)
QUANTILES = (0.1, 0.5, 0.9)
ROUNDS = 150
#: Too few to learn from.
LEAST = 300


def formula(hall: HallNow, ticket: Ticket, rates: Rates) -> float:
    """Position in its own line x mean service ÷ counters that are open for it, minutes."""
    ahead = sum(
        1 for other in hall.waiting.values() if other.line == ticket.line and other.order < ticket.order
    )
    spread = rates.service.get(ticket.service, rates.any_service)
    counters = sum(1 for s in hall.seats.values() if s.open and s.paused is None and ticket.line in s.lines)
    return (ahead + 1) * spread.mean / max(counters, 1) / 60_000


@dataclass
class LastWaits:
    """The wait of whoever was called last, by line and of the whole hall; minutes."""

    by_line: dict[str, float]
    any_line: float = 0.0

    def called(self, line: str, waited: float) -> None:
        """Somebody of this line was called."""
        self.by_line[line] = self.any_line = waited

    def les(self, line: str) -> float:
        """The last wait of this line; of the hall before its first."""
        return self.by_line.get(line, self.any_line)


def queue_features(hall: HallNow, ticket: Ticket, rates: Rates, last: LastWaits) -> list[float]:
    """What a learner that knows queues but no rule would look at, when the number is taken."""
    seats = [seat for seat in hall.seats.values() if ticket.line in seat.lines]
    here = [seat for seat in seats if seat.open]
    ready = [seat for seat in here if seat.paused is None]
    beside = {line for seat in seats for line in seat.lines if len(seat.lines) * 4 < len(hall.shape.pulls)}
    spread = rates.service.get(ticket.service, rates.any_service)
    own = [other for other in hall.waiting.values() if other.line == ticket.line]
    near = sum(hall.count.get(line, 0) for line in beside)
    open_beside = sum(1 for s in hall.seats.values() if s.open and s.paused is None and beside & set(s.lines))
    first = min((other.arrived for other in own), default=hall.now)
    return [
        hall.now / 3_600_000,
        float(list(hall.shape.promises).index(ticket.lane)),
        float(len(own)),
        float(sum(other.lane == ticket.lane for other in own)),
        float(near),
        float(len(hall.waiting)),
        float(len(ready)),
        float(len(here)),
        float(open_beside),
        spread.mean / 60_000,
        formula(hall, ticket, rates),
        near * spread.mean / 60_000 / max(open_beside, 1),
        last.les(ticket.line),
        last.any_line,
        (hall.now - first) / 60_000,
        max(0, ticket.place - hall.now) / 60_000,
        float(sum(one.ended is not None for one in hall.begun)),
    ]


class Boosting:
    """Quantile gradient boosting with the settings the fixed search chose on the training days."""

    def __init__(self, seen: Floats, waited: Floats, *, search: Sequence[dict[str, Any]] = SEARCH) -> None:
        cut = len(waited) * 3 // 4
        chosen = search[0]
        if len(search) > 1:
            chosen = min(search, key=lambda one: self._loss(one, seen, waited, cut))
        self._models = [self._fit(chosen, q, seen, waited) for q in QUANTILES]

    def _loss(self, settings: dict[str, Any], seen: Floats, waited: Floats, cut: int) -> float:
        told = self._fit(settings, 0.5, seen[:cut], waited[:cut]).predict(seen[cut:])
        return float(np.abs(np.exp(told) - 1 - waited[cut:]).mean())

    def _fit(self, settings: dict[str, Any], quantile: float, seen: Floats, waited: Floats) -> Any:  # noqa: ANN401
        from sklearn.ensemble import HistGradientBoostingRegressor  # noqa: PLC0415 - only replays pay for it
        from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]  # noqa: PLC0415

        model = HistGradientBoostingRegressor(
            loss="quantile",
            quantile=quantile,
            max_iter=ROUNDS,
            random_state=1,
            early_stopping=False,
            **settings,
        )
        # The logarithm keeps every quantile, and the long waits from drowning the short.
        with threadpool_limits(1):  # a hall runs beside it
            return model.fit(seen, np.log1p(waited))

    def predict(self, seen: Floats) -> Floats:
        """P10, P50 and P90 in minutes, a row each."""
        told = np.column_stack([np.expm1(model.predict(seen)) for model in self._models])
        ordered: Floats = np.maximum(np.sort(told, axis=1), 0.0)
        return ordered
