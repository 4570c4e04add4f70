"""A day as it is written in an address: 2026-03-02."""

from datetime import date

#: Years that are asked about; beyond them calendars and clocks end.
FIRST, LAST = 2000, 2100


def asked_day(text: str) -> date:
    """The day of an ISO date. Raises ValueError for what is none of these years."""
    day = date.fromisoformat(text)
    if not FIRST <= day.year <= LAST:
        raise ValueError(text)
    return day
