"""What a hall file may say about bookings, and the settings this makes."""

import re
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field

from queueing.rules.booking_rules import BookingRules, Channel, Reading
from queueing.rules.hall_hours import HoursRow
from queueing.rules.hall_row import Row, WebAddress, meant

#: Minutes of an hour, and of a day.
_HOUR, _DAY = 60, 24 * 60


def _minute(value: object) -> object:
    """A time of day such as "14:00" as minutes after midnight."""
    if not isinstance(value, str):
        return value
    found = re.fullmatch(r"(\d{1,2}):(\d{2})", value)
    minute = int(found[1]) * _HOUR + int(found[2]) if found and int(found[2]) < _HOUR else _DAY
    if minute >= _DAY:
        raise ValueError(f'cannot be "{value}": a time of day is written "14:00"')
    return minute


def _word_of(choices: type[Reading] | type[Channel]) -> AfterValidator:
    words = [choice.value for choice in choices]

    def check(word: str) -> str:
        if word not in words:
            raise ValueError(f'cannot be "{word}"{meant(word, words)}')
        return word

    return AfterValidator(check)


Places = Annotated[int, Field(ge=1, le=200)]


class BookingsRow(Row):
    """[bookings]: what can be booked, until when, and what becomes of those who don't come."""

    cut_off: Annotated[int, BeforeValidator(_minute)] = BookingRules.cut_off
    reading: Annotated[str, _word_of(Reading)] = BookingRules.reading.value
    ahead: Annotated[int, Field(ge=1, le=7)] = BookingRules.ahead
    slot: Annotated[int, Field(ge=5, le=240)] = BookingRules.slot
    capacity: Places = BookingRules.capacity
    lines: dict[str, Places] = {}
    services: dict[str, Places] = {}
    walk_in: bool = False
    early: Annotated[int, Field(ge=0, le=240)] = BookingRules.early
    late: Annotated[int, Field(ge=0, le=240)] = BookingRules.late
    no_shows: Annotated[int, Field(ge=1, le=20)] | None = None
    blocked: Annotated[int, Field(ge=1, le=24)] = BookingRules.blocked
    channels: Annotated[list[Annotated[str, _word_of(Channel)]], Field(min_length=1)] = [
        channel.value for channel in Channel
    ]
    hook: WebAddress | None = None
    reminder: Annotated[int, Field(ge=5, le=7 * _DAY)] = BookingRules.reminder


def make_booking_rules(row: BookingsRow | None, hours: HoursRow | None) -> BookingRules | None:
    """The settings for bookings; None for a hall that takes none.

    A hall with bands by booking takes bookings, as Pinggu does, also where its file says no more of them.
    """
    if row is None:
        return BookingRules() if hours and by_booking(hours) else None
    given = row.model_dump() | {
        "reading": Reading(row.reading),
        "channels": tuple(Channel(channel) for channel in row.channels),
    }
    return BookingRules(**given)


def by_booking(hours: HoursRow) -> bool:
    """Whether any hours of a file are by booking."""
    every = [row for table in (hours, *hours.named.values()) for row in (table, *table.seasons)]
    return any(row.booked or row.listed for row in every)
