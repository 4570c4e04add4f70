"""A hall's settings for bookings: how long a slot is, how many places it has, until when it can be booked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Reading(StrEnum):
    """How "book until 14:00 for the next day" (次日) is read across weekends and festivals."""

    #: Until 14:00 of the last working day before: Saturday and Monday's early slots close on Friday.
    WORKING_DAY_BEFORE = "working-day-before"
    #: Until 14:00 of the day before, whatever day that is.
    DAY_BEFORE = "day-before"


class Channel(StrEnum):
    """How a booking reached the hall; it is kept with the booking."""

    #: 现场, at the hall's desk.
    DESK = "desk"
    #: 电话, written down by staff.
    PHONE = "phone"
    #: 线上, by the visitor's own phone or a platform.
    ONLINE = "online"


@dataclass(frozen=True)
class BookingRules:
    """A hall's settings for bookings; the defaults are Pinggu's for its extended service.

    cut_off     minute of the day at which booking for an extended band closes
    reading     on which day that is
    ahead       how many working days ahead can be booked, 1 to 7
    slot        length of a slot, minutes; what is left of a band after whole slots isn't booked
    capacity    places of a slot in one group of counters, which are those that pull one line
    lines       places of a slot by line, where a group has more or fewer
    services    at most so many of a slot's places by service
    walk_in     whether slots within the ordinary hours are booked too, until the day before
    early, late  the window for checking in: from so many minutes before the slot until so many after
    no_shows    so many missed bookings block a person; None: nobody is blocked
    blocked     for so many months
    channels    how a booking may reach the hall
    hook        where reminders are sent, None: nowhere; reminder: so many minutes before the slot
    """

    cut_off: int = 14 * 60
    reading: Reading = Reading.WORKING_DAY_BEFORE
    ahead: int = 7
    slot: int = 30
    capacity: int = 1
    lines: Mapping[str, int] = field(default_factory=dict)
    services: Mapping[str, int] = field(default_factory=dict)
    walk_in: bool = False
    early: int = 30
    late: int = 30
    no_shows: int | None = None
    blocked: int = 3
    channels: tuple[Channel, ...] = tuple(Channel)
    hook: str | None = None
    reminder: int = 12 * 60

    def places(self, line: str | None) -> int:
        """The places of a slot in the group of counters that pull a line."""
        return self.capacity if line is None else self.lines.get(line, self.capacity)
