"""Snapshots replayed: where nobody records presence, waits are learned from what the queues show."""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from queueing.estimate_errors import TooFewDays
from queueing.estimates.dice import Flags, Floats
from queueing.estimates.replay import Progress, Replayed
from queueing.estimates.rivals import Boosting
from queueing.estimates.scores import Scored
from queueing.estimates.snapshots import Course, Virtual, virtual_tickets
from queueing.estimates.stretch import Range, Stretch

METHOD = "learned from queues (no presence in the source), group history, adaptive conformal"
#: The one lane of a source that names none.
LANE = "ordinary"
#: What a group's own past weighs beside everybody's, tickets.
PSEUDO = 20.0
#: The estimator's settings, fixed on the development offices; the rival has the fixed search of rivals.py.
SETTINGS = {"learning_rate": 0.06, "max_leaf_nodes": 31, "min_samples_leaf": 60, "l2_regularization": 1.0}
_QUEUE = 1


def replay_snapshots(
    courses: Sequence[Course], train: int, progress: Progress = lambda _done: None
) -> Replayed:
    """Score the virtual tickets of the days after the first `train` with tickets; learned anew each night.

    Raises TooFewDays. A wait counts as known only from the moment its number was shown.
    """
    tickets = virtual_tickets(courses)
    day = np.array(tickets.day)
    days = sorted(set(tickets.day))
    if not 1 < train < len(days):
        raise TooFewDays(days=len(days), train=train)
    stretch = Stretch()
    taught = day < days[train]
    rival = Boosting(tickets.seen[taught], tickets.waited[taught])
    progress(1 / (len(days) - train + 2))
    scored: list[Scored] = []
    # The last training day teaches what the ranges miss; its promises are not scored.
    for n in range(train - 1, len(days)):
        today = day == days[n]
        told = _promised(tickets, day < days[n], today)
        ranges = _walk(tickets, today, told, stretch)
        if n >= train:
            scored += _scored(tickets, today, ranges, rival)
        progress((n - train + 3) / (len(days) - train + 2))
    return Replayed(scored, METHOD)


def _promised(tickets: Virtual, before: Flags, today: Flags) -> list[Range]:
    """Raw ranges of one day, learned from the days before it."""
    seen = np.column_stack([tickets.seen, _history(tickets, before)])
    model = Boosting(seen[before], tickets.waited[before], search=(SETTINGS,))
    return [Range(*row) for row in model.predict(seen[today]).tolist()]


def _history(tickets: Virtual, before: Flags) -> Floats:
    """What each group's earlier days were like: minutes a place, and minutes; a day never knows itself."""
    per_place = np.log((tickets.waited + 2) / (tickets.seen[:, _QUEUE] + 1))
    level = np.log(tickets.waited + 2)
    sums: dict[str, Floats] = defaultdict(lambda: np.zeros(3))
    by_day: dict[tuple[str, str], Floats] = defaultdict(lambda: np.zeros(3))
    for n in np.flatnonzero(before).tolist():
        of = np.array([1.0, per_place[n], level[n]])
        sums[tickets.group[n]] += of
        by_day[tickets.group[n], tickets.day[n]] += of
    overall = np.array([per_place[before].mean(), level[before].mean()])
    rows = np.empty((len(level), 3))
    for n in range(len(rows)):
        known = sums[tickets.group[n]] - (by_day[tickets.group[n], tickets.day[n]] if before[n] else 0.0)
        rows[n, :2] = (known[1:] + PSEUDO * overall) / (known[0] + PSEUDO)
        rows[n, 2] = np.exp(rows[n, 0]) * (tickets.seen[n, _QUEUE] + 1)
    return rows


def _walk(tickets: Virtual, today: Flags, told: Sequence[Range], stretch: Stretch) -> list[Range]:
    """A day in order of time: each ticket is promised, and teaches when its number has been shown."""
    rows = np.flatnonzero(today)
    order = np.argsort(tickets.clock[rows], kind="stable")
    ended = np.argsort(tickets.ends[rows], kind="stable").tolist()
    ranges: list[Range] = list(told)
    next_end = 0
    for n in order.tolist():
        while tickets.ends[rows[ended[next_end]]] <= tickets.clock[rows[n]]:
            one = ended[next_end]
            stretch.learn(LANE, ranges[one], float(tickets.waited[rows[one]]))
            next_end += 1
        ranges[n] = stretch.stretched(LANE, told[n])
    for one in ended[next_end:]:
        stretch.learn(LANE, ranges[one], float(tickets.waited[rows[one]]))
    return ranges


def _scored(tickets: Virtual, today: Flags, ranges: Sequence[Range], rival: Boosting) -> list[Scored]:
    rows = np.flatnonzero(today)
    gbm = rival.predict(tickets.seen[rows]).tolist()
    return [
        Scored(
            LANE, float(tickets.waited[row]), told.low, told.middle, told.high,
            float(tickets.naive[row]), float(tickets.les[row]),
            posted=float(tickets.posted[row]), gbm=tuple(gbm[n]),
        )
        for n, (row, told) in enumerate(zip(rows.tolist(), ranges, strict=True))
    ]  # fmt: skip
