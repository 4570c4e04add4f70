"""Opening bands: hours of one day by the clock on the wall, and what a counter is open for in them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

#: Minutes of a day by the clock on the wall; a band may end here (24:00).
DAY = 24 * 60

_WRITTEN = re.compile(r"(\d{1,2}):(\d{2})\s*[-–—~～]\s*(\d{1,2}):(\d{2})")


class Kind(StrEnum):
    """Whom a band is for."""

    #: Anybody.
    OPEN = "open"
    #: Extended service: visitors with a booking, for every service.
    BOOKED = "booked"
    #: Extended service: visitors with a booking, for the listed services only.
    LISTED = "listed"


@dataclass(frozen=True, order=True)
class Band:
    """From `start` to just before `end`, in minutes after midnight; 0 <= start < end <= 1440."""

    start: int
    end: int

    def __contains__(self, minute: float) -> bool:
        return self.start <= minute < self.end

    def __str__(self) -> str:
        return f"{clock(self.start)}-{clock(self.end)}"


WHOLE_DAY = Band(0, DAY)


@dataclass(frozen=True, order=True)
class TimedBand:
    """A band and whom it is for."""

    band: Band
    kind: Kind


def clock(minute: int) -> str:
    """Minutes after midnight as people write them: 8:30."""
    return f"{minute // 60}:{minute % 60:02}"


def parse_band(text: str) -> Band:
    """The band that "8:30-12:00" writes. Raises ValueError with the end of a sentence that says why not."""
    found = _WRITTEN.fullmatch(text.strip())
    if found is None:
        raise ValueError(f'cannot be "{text}": hours are written "9:00-17:00"')
    hours = [int(part) for part in found.groups()]
    start, end = hours[0] * 60 + hours[1], hours[2] * 60 + hours[3]
    if max(hours[1], hours[3]) > 59 or start >= DAY or end > DAY:  # noqa: PLR2004 - minutes of an hour
        raise ValueError(f'cannot be "{text}": a day goes from 0:00 to 24:00')
    if end <= start:
        raise ValueError(
            f'cannot be "{text}", which ends before it begins; hours past midnight are written on two days, '
            f'"{clock(start)}-24:00" and "0:00-{clock(end)}"'
        )
    return Band(start, end)


def overlap(bands: Iterable[Band]) -> tuple[Band, Band] | None:
    """The first two bands that share a minute; None when none do."""
    return next(((one, two) for one, two in pairwise(sorted(bands)) if two.start < one.end), None)


def joined(bands: Iterable[Band]) -> tuple[Band, ...]:
    """The same minutes in as few bands as possible, earliest first."""
    whole: list[Band] = []
    for band in sorted(bands):
        if whole and band.start <= whole[-1].end:
            whole[-1] = Band(whole[-1].start, max(whole[-1].end, band.end))
        else:
            whole.append(band)
    return tuple(whole)


def without(bands: Iterable[Band], taken: Iterable[Band]) -> tuple[Band, ...]:
    """What is left of the bands, earliest first, when the minutes of `taken` are cut out of them."""
    left = joined(bands)
    for cut in taken:
        pieces = (
            (Band(b.start, min(b.end, cut.start)), Band(max(b.start, cut.end), b.end))
            for b in left
            if b.start < b.end
        )
        left = tuple(piece for pair in pieces for piece in pair if piece.start < piece.end)
    return left
