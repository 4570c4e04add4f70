"""Who will come: what half hours of past days say of the next ones, and what today says."""

from collections import Counter
from collections.abc import Callable
from types import SimpleNamespace

import numpy as np
import pytest

from queueing.estimates.arrivals import Arrivals
from queueing.estimates.curve import curve_of
from queueing.estimates.lessons import DayLessons, learn
from queueing.estimates.log import shape_of
from queueing.estimates.state import HallNow
from queueing.rules.plan import Lane

HOUR = 3_600_000
#: Slots from 9:00 to 13:00, and how busy they are.
SLOTS, BUSY = range(18, 26), (1, 2, 4, 5, 5, 4, 2, 1)
DAYS = ["2026-06-01", "2026-06-02", "2026-06-03", "2026-06-04"]


def came(dice, service: str, a_day: float, busy=BUSY) -> Counter:
    means = np.array(busy) * a_day / sum(busy)
    return Counter({(service, Lane.ORDINARY, s): n for s, n in zip(SLOTS, dice.poisson(means), strict=True)})


def test_small_services_lean_on_the_halls_curve_and_one_with_hours_of_its_own_keeps_them():
    dice, mornings = np.random.default_rng(1), (8, 8, 8, 0, 0, 0, 0, 0)
    small, days = [f"small-{n}" for n in range(20)], []
    for day in DAYS:
        of_small = sum((came(dice, service, 24) for service in small), Counter())
        days.append((day, of_small + came(dice, "big", 600) + came(dice, "early", 40, mornings)))
    curve = curve_of(days)

    def off(found: Callable[[str, int], float]) -> float:
        truth = dict(zip(SLOTS, 24 * np.array(BUSY) / sum(BUSY), strict=True))
        return sum(float(found(service, slot) - truth[slot]) ** 2 for service in small for slot in SLOTS)

    counted = off(lambda service, slot: sum(c[service, Lane.ORDINARY, slot] for _, c in days) / len(days))
    assert off(lambda service, slot: curve.visits[service, slot][Lane.ORDINARY]) < counted / 2
    late = sum(curve.visits["early", slot][Lane.ORDINARY] for slot in SLOTS if slot > 21)
    assert late < 40 / 10


def test_few_days_tell_how_unlike_days_are_neither_less_nor_more_and_less_of_a_rare_service():
    dice, unlike, few, many = np.random.default_rng(4), 0.08, [], []
    services = [f"of-{n}" for n in range(60)]
    for _ in range(10):
        days = []
        for day in DAYS:
            popular = zip(services, np.exp(dice.normal(0, unlike, len(services))), strict=True)
            days.append(
                (day, sum((came(dice, each, 100 * by) for each, by in popular), came(dice, "rare", 2)))
            )
        shares = curve_of(days).of_shares
        few.append((shares["of-1"] - 1 / 400) / (1 + 1 / len(days)))
        many.append(shares["rare"] / shares["of-1"])
    assert np.mean(few) == pytest.approx(unlike**2, rel=0.25)
    assert min(many) > 5


def test_today_is_as_busy_as_its_weekday_until_its_visitors_say_otherwise_line_by_line():
    dice, lessons = np.random.default_rng(2), []
    for day, busy in zip(DAYS, (1.5, 0.9, 0.8, 0.8), strict=True):
        one = came(dice, "card", 400 * busy) + came(dice, "permit", 200 * busy)
        lessons.append(DayLessons(day, came=one))
    shape = shape_of({"hall": {"counters": {"1": ["card", "permit"]}, "promises": {"ordinary": 45}}})
    lines, lanes = {"card": 0, "permit": 1}, {Lane.ORDINARY: 0}
    arrivals = Arrivals(
        SimpleNamespace(shape=shape, rates=learn(lessons), lines=lines, lanes=lanes), np.random.default_rng(3)
    )

    def expected(hall: HallNow) -> list[float]:
        """Who comes between 11:00 and 13:00, by line."""
        hall.now = 11 * HOUR
        lines = arrivals.throw(hall, 400, 13 * HOUR, 2**62).line
        return [float(n) / 400 for n in np.bincount(lines, minlength=2)]

    monday, tuesday = HallNow(shape, day="2026-06-08"), HallNow(shape, day="2026-06-09")
    rush = HallNow(shape, day="2026-06-09")
    for hall, level in ((monday, 1.0), (tuesday, 1.0), (rush, 2.0)):
        # 12 of the 24 parts of a day have come.
        hall.came.update({"card": 200, "permit": round(100 * level)})
    usual, rushed = expected(tuesday), expected(rush)
    assert expected(monday)[0] > usual[0]
    assert usual == [pytest.approx(200, rel=0.15), pytest.approx(100, rel=0.15)]
    stopped = HallNow(shape, day="2026-06-09", came=tuesday.came, stopped={"permit": 12 * HOUR})
    fewer = expected(stopped)
    assert fewer[0] == pytest.approx(usual[0], rel=0.05) and 0 < fewer[1] < 0.85 * usual[1]
    # A rush for one service is less of one for the others.
    assert rushed[1] / usual[1] > rushed[0] / usual[0] + 0.2
