"""How a wait is put: about 20, at most 30 minutes; safe to leave until 11:10; longer only with its reason."""

import math
from dataclasses import dataclass, replace

#: Below so many minutes a visitor is told "soon"; above so many the figures go up in fives.
SOON, FIVES_FROM = 5.0, 15.0
#: Who leaves wants to be back so long before the earliest likely call, minutes.
BACK_BEFORE = 5.0
#: A promised end may move by so much without a word: less than the rounding shows; minutes.
UNSEEN = 2.0


@dataclass(frozen=True)
class Promise:
    """What one visitor is told; `made_at` and `ends` in ms, the others in minutes from `made_at`.

    ends    when the wait is over at the latest, by P90
    reason  why it is later than was told before: {"why": "paused", "counter": "12"}; None: it isn't
    """

    made_at: int
    low: float
    p50: float
    p90: float
    ends: int
    reason: tuple[str, str] | None = None


def rounded(minutes: float) -> int:
    """Minutes as people say them: 0 for soon, whole ones up to 15, then up to the next 5."""
    if minutes < SOON:
        return 0
    return math.ceil(minutes) if minutes <= FIVES_FROM else math.ceil(minutes / 5) * 5


def safe_until(promise: Promise) -> int | None:
    """Until when the visitor may be away, ms, down to whole 5 minutes; None: better stay."""
    until = promise.made_at + round((promise.low - BACK_BEFORE) * 60_000)
    whole = until // 300_000 * 300_000
    return whole if whole > promise.made_at + round(SOON * 60_000) else None


def kept(before: Promise | None, fresh: Promise, reason: tuple[str, str] | None) -> Promise:
    """The promise to show now: a later end than was told before comes with its reason.

    reason  what happened in between that explains it: ("paused", counter), ("urgent", count) or
            ("slow", ""), the last for want of another
    """
    if before is None or fresh.ends <= before.ends + UNSEEN * 60_000:
        return replace(fresh, reason=before.reason if before and fresh.ends > before.ends else None)
    return replace(fresh, reason=reason or ("slow", ""))
