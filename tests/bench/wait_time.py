"""How long one batch of waits takes: 320 waiting in the made-up big hall, 100 plays, on one core."""

import statistics
import time
from datetime import date

from queueing.estimates.forecast import Forecaster
from queueing.estimates.lessons import learn, lessons_of
from queueing.estimates.log import HallShape, event_of, shape_of
from queueing.estimates.state import HallNow
from queueing.estimates.what_if import WhatIf
from queueing.rules.advice import Change, ChangeKind
from queueing.simulation.big_hall import BigHall, Settings
from queueing.simulation.busy_day import days

#: People waiting when the batch is played, and batches played.
WAITING, TIMES = 320, 25


def batch_times() -> list[float]:
    """Processor time of each batch, every ticket and every line's newcomer, ms."""
    hall, forecaster = _busy_hall()
    forecaster.batch(hall, guests=True)  # the first one compiles, or loads what was compiled before
    taken = []
    for _ in range(TIMES):
        began = time.process_time()
        forecaster.batch(hall, guests=True)
        taken.append((time.process_time() - began) * 1000)
    return taken


def median_play() -> float:
    """The median processor time of one what-if of the same hall, ms."""
    hall, forecaster = _busy_hall()
    asked = WhatIf(forecaster, hall)
    one = [Change(ChangeKind.CLOSE, hall.now, counter) for counter in list(forecaster.shape.pulls)[:TIMES]]
    taken = []
    for change in one:
        began = time.process_time()
        asked.play([change])
        taken.append((time.process_time() - began) * 1000)
    return statistics.median(taken)


def _busy_hall() -> tuple[HallNow, Forecaster]:
    made_up = BigHall(Settings(seed=5))
    shape: HallShape = shape_of(made_up.header())
    events = [event_of(told) for told in days(made_up, date(2026, 3, 2), 1)]
    hall = HallNow(shape)
    for event in events:
        hall.take(event)
        if len(hall.waiting) >= WAITING:
            break
    return hall, Forecaster(shape, learn([lessons_of(shape, events)]))


def median_batch() -> float:
    """The median of `batch_times`, ms."""
    return statistics.median(batch_times())
