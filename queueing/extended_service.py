"""The plan of a day's extended service: who comes, to which counter; and what came of it."""

from collections import Counter
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


def extended_report(bookings: Bookings, first: date, last: date) -> list[dict[str, object]]:
    """Extended service apart from the ordinary hours, by day and band, for the days that had bookings.

    visits  接待量: who was served to the end; cases: 办件量, those handled in these visits
    booked, arrived, missed, cancelled  how many bookings there were and what became of them
    """
    rows: dict[tuple[str, str], Counter[str]] = {}
    cases = bookings.cases(first, last)
    for kept in bookings.days(first, last):
        if kept.kind != Kind.OPEN:
            tally = rows.setdefault((kept.day, kept.kind), Counter())
            tally["booked"] += 1
            tally[kept.state] += kept.state != "booked"
            tally["visits"] += kept.id in cases
            tally["cases"] += cases.get(kept.id, 0)
    names = ("booked", "arrived", "missed", "cancelled", "visits", "cases")
    return [
        {"day": day, "band": band, **{name: tally[name] for name in names}}
        for (day, band), tally in sorted(rows.items())
    ]
