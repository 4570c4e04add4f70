"""What past days teach of who comes: each service's curve over the day, and how unlike days are."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from queueing.rules.plan import Lane

#: One day's visits: (service, lane, slot of the day) -> how many came.
Came: TypeAlias = Counter[tuple[str, Lane, int]]

#: How unlike days are before any are known, squared, as a share of the mean; and what that weighs, in days.
UNLIKE, UNLIKE_DAYS = 0.01, 3.0
#: A service is taken to differ from the hall at least so much, and at most, squared: no two are the same.
DIFFERS, DIFFERS_AT_MOST = 0.0025, 0.25


@dataclass(frozen=True)
class Curve:
    """Who comes when. The spreads are squared, as shares of the mean.

    visits     (service, slot): visits a day by lane
    weekday    how busy each weekday is beside the mean day, by its number from Monday on
    of_days    how much the hall's number of visits differs on a new day from what past days taught
    of_shares  how much each service's share of them does; of a rare one less is known
    """

    visits: dict[tuple[str, int], dict[Lane, float]]
    weekday: dict[int, float]
    of_days: float
    of_shares: dict[str, float]


def curve_of(days: Sequence[tuple[str, Came]]) -> Curve:
    """The curve of some days, each with its date."""
    totals = [float(came.total()) for _, came in days]
    mean = sum(totals) / max(1, len(totals)) or 1.0
    busy: dict[int, list[float]] = defaultdict(list)
    for (day, _), total in zip(days, totals, strict=True):
        busy[date.fromisoformat(day).weekday()].append(total / mean)
    # Shrunk to the mean day by two days.
    weekday = {n: (sum(each) + 2.0) / (len(each) + 2.0) for n, each in busy.items()}
    usual = [weekday[date.fromisoformat(day).weekday()] for day, _ in days]
    unlike = sum((total / mean / of - 1) ** 2 for total, of in zip(totals, usual, strict=True))
    free = max(0, len(days) - 1)
    of_days = (max(0.0, unlike - free / mean) + UNLIKE_DAYS * UNLIKE) / (free + UNLIKE_DAYS)
    # The usual day itself is known from few.
    return Curve(_visits([came for _, came in days]), weekday, of_days * _few(days), _shares(days))


def _few(days: Sequence[object]) -> float:
    """How much more a new day differs from the mean of so many than from the true mean, squared."""
    return 1 + 1 / max(1, len(days))


def _visits(days: Sequence[Came]) -> dict[tuple[str, int], dict[Lane, float]]:
    """What each half hour of a service saw, leaning on the hall's curve as far as chance alone explains it.

    A gamma-Poisson mean: few visits say little of their half hour, much of their service's day.
    """
    seen: Counter[tuple[str, Lane, int]] = Counter()
    for came in days:
        seen.update(came)
    hall: Counter[tuple[Lane, int]] = Counter()
    by_lane: Counter[Lane] = Counter()
    own: Counter[tuple[str, Lane]] = Counter()
    for (service, lane, slot), count in seen.items():
        hall[lane, slot] += count
        by_lane[lane] += count
        own[service, lane] += count
    expected = {
        (service, lane, slot): total * of / by_lane[lane]
        for (service, lane), total in own.items()
        for (other, slot), of in hall.items()
        if other is lane
    }
    beyond: dict[tuple[str, Lane], float] = defaultdict(float)
    square: dict[tuple[str, Lane], float] = defaultdict(float)
    for (service, lane, slot), mean in expected.items():
        beyond[service, lane] += (seen[service, lane, slot] - mean) ** 2 - mean
        square[service, lane] += mean**2
    visits: dict[tuple[str, int], dict[Lane, float]] = defaultdict(dict)
    for (service, lane, slot), mean in expected.items():
        differs = max(DIFFERS, beyond[service, lane] / square[service, lane])
        known = differs * mean / (1 + differs * mean)
        visits[service, slot][lane] = (mean + known * (seen[service, lane, slot] - mean)) / len(days)
    return dict(visits)


def _shares(days: Sequence[tuple[str, Came]]) -> dict[str, float]:
    """How much each service's share differs on a new day from what these taught, beyond that day's chance."""
    by_day = [Counter[str]() for _ in days]
    for of, (_, came) in zip(by_day, days, strict=True):
        for (service, _, _), count in came.items():
            of[service] += count
    together: Counter[str] = Counter()
    for of in by_day:
        together.update(of)
    found = _beyond_chance(by_day, together)
    return {service: found * _few(days) + 1 / count for service, count in together.items()}


def _beyond_chance(by_day: Sequence[Counter[str]], together: Counter[str]) -> float:
    """How much shares differ from day to day, of all services alike."""
    if len(by_day) < 2:  # noqa: PLR2004 - one day differs from no other
        return UNLIKE
    total, beyond, square = together.total(), 0.0, 0.0
    for of in by_day:
        for service, count in together.items():
            mean = count * of.total() / total
            # Days lie nearer to their own mean than to the true one, by chance and beyond it alike.
            beyond += (of[service] - mean) ** 2 * len(by_day) / (len(by_day) - 1) - mean
            square += mean**2
    return min(DIFFERS_AT_MOST, max(DIFFERS, beyond / square)) if square else UNLIKE
