"""How good promises were: errors, coverage and the interval score, by lane and by how long was promised."""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from queueing.rules.told_waits import band_of, interval_score

#: Fewer tickets than this prove nothing; the count is shown.
ENOUGH = 200


@dataclass(frozen=True)
class Scored:
    """One ticket: what was promised and what came; minutes. A rival that had nothing to say is None."""

    lane: str
    waited: float
    low: float
    middle: float
    high: float
    naive: float
    les: float
    posted: float | None = None
    gbm: tuple[float, float, float] | None = None
    there: bool = True


@dataclass
class Score:
    """The figures of a replay, in minutes and shares of 1; rivals that said nothing are None."""

    tickets: int
    figures: dict[str, float | None] = field(default_factory=dict)
    by_lane: dict[str, dict[str, Any]] = field(default_factory=dict)
    by_band: dict[str, dict[str, Any]] = field(default_factory=dict)
    absent: dict[str, Any] = field(default_factory=dict)


def score(scored: Sequence[Scored]) -> Score:
    """The whole of it; tickets whose holder wasn't there when called are apart."""
    there = [one for one in scored if one.there]
    gone = [one for one in scored if not one.there]
    return Score(
        len(there),
        _figures(there) | _rivals(there),
        _grouped(there, lambda one: one.lane),
        _grouped(there, lambda one: band_of(one.middle)),
        {"tickets": len(gone)} | (_figures(gone) if gone else {}),
    )


def _figures(scored: Sequence[Scored]) -> dict[str, float | None]:
    errors = [one.middle - one.waited for one in scored]
    return {
        "mae": _mean(abs(e) for e in errors),
        "rmse": math.sqrt(_mean(e * e for e in errors) or 0.0),
        "cover80": _mean(one.low <= one.waited <= one.high for one in scored),
        "below_p90": _mean(one.waited <= one.high for one in scored),
        "interval_score": _mean(interval_score(one.low, one.high, one.waited) for one in scored),
    }


def _rivals(scored: Sequence[Scored]) -> dict[str, float | None]:
    by_gbm = [(one, one.gbm) for one in scored if one.gbm is not None]
    return {
        "naive_mae": _mean(abs(one.naive - one.waited) for one in scored),
        "posted_mae": _mean(abs(one.posted - one.waited) for one in scored if one.posted is not None),
        "les_mae": _mean(abs(one.les - one.waited) for one in scored),
        "gbm_mae": _mean(abs(gbm[1] - one.waited) for one, gbm in by_gbm),
        "gbm_interval_score": _mean(interval_score(gbm[0], gbm[2], one.waited) for one, gbm in by_gbm),
    }


def _grouped(scored: Sequence[Scored], key: Callable[[Scored], str]) -> dict[str, dict[str, Any]]:
    groups: dict[str, list[Scored]] = {}
    for one in scored:
        groups.setdefault(key(one), []).append(one)
    ordered = sorted(groups, key=lambda name: (len(name.split("-")[0]) if name[0].isdigit() else 0, name))
    return {name: {"tickets": len(groups[name])} | _figures(groups[name]) for name in ordered}


def _mean(values: Iterable[float]) -> float | None:
    known = list(values)
    return sum(known) / len(known) if known else None
