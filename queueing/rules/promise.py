"""How a wait is put: about 20, at most 30 minutes; safe to leave until 11:10; longer only with its reason."""

import math
from dataclasses import dataclass, replace

#: Below so many minutes a visitor is told "soon"; above so many the figures go up in fives.
SOON, FIVES_FROM, FIVES = 5.0, 15.0, 5.0
#: Who leaves wants to be back so long before the earliest likely call, minutes.
BACK_BEFORE = 5.0
#: A promised end that is told in whole minutes may move by so much without a word.
UNSEEN = 2.0


@dataclass(frozen=True)
class Promise:
    """What one visitor is told; `made_at` and `ends` in ms, the others in minutes from `made_at`.

    ends    when the wait is over at the latest, by P90
    reason  why it is later than was told before: ("paused", "12"); None: it isn't
    told    the earliest end that was told of it, against which later ones are measured, ms
    """

    made_at: int
    low: float
    p50: float
    p90: float
    ends: int
    reason: tuple[str, str] | None = None
    told: int | None = None


def rounded(minutes: float) -> int:
    """Minutes as people say them: 0 for soon, whole ones up to 15, then up to the next 5."""
    if minutes < SOON:
        return 0
    return math.ceil(minutes) if minutes <= FIVES_FROM else math.ceil(minutes / FIVES) * int(FIVES)


def safe_until(promise: Promise) -> int | None:
    """Until when the visitor may be away, ms, down to whole 5 minutes; None: better stay."""
    until = promise.made_at + round((promise.low - BACK_BEFORE) * 60_000)
    whole = until // 300_000 * 300_000
    return whole if whole > promise.made_at + round(SOON * 60_000) else None


def kept(before: Promise | None, fresh: Promise, reason: tuple[str, str] | None) -> Promise:
    """The promise to show now: one that ends later than was told comes with its reason, as long as it does.

    reason  what happened since `before` that explains it: ("paused", counter), ("urgent", count), or None
    Measured against the earliest end that was told, so that many small steps are no silent jump; without
    another reason it is ("slow", "").
    """
    if before is None:
        return replace(fresh, told=fresh.ends)
    told = before.ends if before.told is None else before.told
    if fresh.ends <= told + unseen(fresh) * 60_000:
        return replace(fresh, told=min(told, fresh.ends))
    return replace(fresh, told=told, reason=reason or before.reason or ("slow", ""))


def unseen(promise: Promise) -> float:
    """By how much its end may move without a word, minutes: by less than the figures that are said show."""
    return UNSEEN if promise.p90 <= FIVES_FROM else FIVES
