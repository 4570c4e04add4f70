"""The plan of a day's extended service: who comes, to which counter; the others aren't staffed."""

from datetime import date, timedelta

from queueing.booking import Bookings, Kept
from queueing.rules.bands import Kind
from queueing.rules.extended import Visit, assigned
from queueing.rules.hall_day import hall_day


def staffing_plan(bookings: Bookings, day: date) -> tuple[bool, list[tuple[Kept, str | None]]]:
    """Who comes in a day's bands by booking, and to which counter; whether the cut-off has frozen it.

    Whoever cancels after the cut-off stays in it, marked by the booking's state. Raises NoBookings.
    """
    book = bookings.timetable
    closes = book.closes(day, Kind.BOOKED)
    coming = [
        kept
        for kept in bookings.days(day, day)
        if kept.kind != Kind.OPEN and (kept.state != "cancelled" or kept.history[-1]["at"] >= closes)
    ]
    visits = [Visit(kept.start, kept.line, kept.id) for kept in coming]
    counters = assigned(bookings.plan, book.calendar, visits)
    return bookings.clock.now() >= closes, [(kept, counters[kept.id]) for kept in coming]


def next_extended_day(bookings: Bookings) -> date:
    """The next day after today that has bands by booking; tomorrow when none is open for booking."""
    book, today = bookings.timetable, bookings.today
    for day in book.days(bookings.clock.now()):
        bands = hall_day(bookings.plan, book.calendar, None, day).bands
        if day > today and any(timed.kind is not Kind.OPEN for timed in bands):
            return day
    return today + timedelta(days=1)
