"""How many counters must stay open at midday, and whether one more may pause."""

from collections.abc import Collection
from dataclasses import dataclass
from math import ceil

from queueing.rules.calendar import Calendar
from queueing.rules.extended import Staffed, as_staffed
from queueing.rules.hall_day import hall_day
from queueing.rules.plan import Plan
from queueing.rules.wall_clock import wall


@dataclass(frozen=True)
class NoonShortage:
    """So many counters must be open at midday, and so many would be."""

    needed: int
    left: int


def needed_at_noon(plan: Plan, calendar: Calendar, now: int, staffed: Staffed | None = None) -> int:
    """How many counters must be open at this instant (ms); 0 outside the hall's midday.

    The hall's share, rounded up, of the counters that pull lines and have hours on the day; those of
    a band by booking count when it is staffed there.
    Source: "at noon no fewer than a quarter of the windows" (中午保持不少于1/4的窗口开放).
    """
    day, minute = wall(now, plan.tz)
    if plan.hours is None or plan.hours.noon is None or minute not in plan.hours.noon.at:
        return 0
    working = [
        c
        for c in plan.counters
        if c.pulls and as_staffed(hall_day(plan, calendar, c, day), c.id, staffed).bands
    ]
    # Without the rounding 0.28 of 25 would ask for eight counters.
    return ceil(round(plan.hours.noon.share * len(working), 9))


def noon_shortage(plan: Plan, needed: int, serving: Collection[str], leaving: str) -> NoonShortage | None:
    """What is wrong when so many are needed and `leaving` pauses or closes; None when nothing is.

    serving  ids of the counters that are open with a clerk who isn't on a pause
    """
    left = len({counter.id for counter in plan.counters if counter.pulls} & set(serving) - {leaving})
    return NoonShortage(needed, left) if left < needed else None
