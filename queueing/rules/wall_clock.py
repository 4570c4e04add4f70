"""Between instants and the clock on the hall's wall, on days when it is put forward or back too."""

from datetime import date, datetime, time, timedelta, tzinfo

from queueing.rules.bands import DAY

MINUTE = 60_000  # milliseconds


def wall(instant: int, zone: tzinfo) -> tuple[date, float]:
    """The date and the minutes after midnight that the clock shows at an instant (ms since the epoch)."""
    local = datetime.fromtimestamp(instant / 1000, zone)
    return local.date(), local.hour * 60 + local.minute + (local.second + local.microsecond / 1e6) / 60


def instants(day: date, minute: int, zone: tzinfo) -> tuple[int, int]:
    """The instants (ms) at which the clock shows this minute of a day, the first and the last.

    They are the same one except in an hour that comes twice. A minute that the clock skips
    has an instant before and one after the jump, at neither of which it is shown.
    """
    shown = datetime.combine(day + timedelta(days=minute // DAY), time(minute % DAY // 60, minute % 60), zone)
    first, last = (round(shown.replace(fold=fold).timestamp() * 1000) for fold in (0, 1))
    return min(first, last), max(first, last)


def instant_of(day: date, minute: int, zone: tzinfo) -> int:
    """The first instant (ms) at which the clock shows this minute of a day; the jump when it skips it."""
    first, last = instants(day, minute, zone)
    if first == last or wall(first, zone) == (day + timedelta(days=minute // DAY), minute % DAY):
        return first
    return clock_change(first, last, zone) or last


def clock_change(start: int, end: int, zone: tzinfo) -> int | None:
    """The instant (ms) between two at which the clock is put forward or back; None when it isn't.

    The two may be a few days apart: no zone changes its clock twice in so short a time.
    """
    before = _ahead(start, zone)
    if _ahead(end, zone) == before:
        return None
    start, end = start // 1000, end // 1000  # changes happen at whole seconds
    while end - start > 1:
        middle = (start + end) // 2
        if _ahead(middle * 1000, zone) == before:
            start = middle
        else:
            end = middle
    return end * 1000


def _ahead(instant: int, zone: tzinfo) -> timedelta | None:
    return datetime.fromtimestamp(instant / 1000, zone).utcoffset()
