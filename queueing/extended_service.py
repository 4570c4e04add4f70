"""The plan of a day's extended service: who comes, to which counter; and what came of it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from queueing.booking import Bookings, Kept
from queueing.rules.bands import Kind
from queueing.rules.extended import Staffed, Visit, assigned, staffed_bands
from queueing.rules.hall_day import hall_day
from queueing.rules.wall_clock import wall

#: A booking made in the very instant of the cut-off is written so much later, ms.
SETTLED = 60_000

#: How far ahead days can be decided: the longest holidays, and then some.
_AHEAD = 31


def staffing_plan(bookings: Bookings, day: date) -> tuple[bool, list[tuple[Kept, str | None]]]:
    """Who comes in a day's bands by booking, and to which counter; whether the cut-off has frozen it.

    Whoever cancels or moves after the cut-off stays in it, in the state "cancelled" or "moved".
    Raises NoBookings.
    """
    book, coming = bookings.timetable, _coming(bookings, day, day)[day]
    counters = assigned(bookings.plan, book.calendar, _visits(coming))
    frozen = bookings.clock.now() >= book.closes(day, Kind.BOOKED)
    return frozen, [(kept, counters[n]) for n, kept in enumerate(coming)]


def bands_booked(bookings: Bookings) -> Staffed:
    """Which counters are staffed in the bands by booking of the days whose cut-off is over."""
    book, now = bookings.timetable, bookings.clock.now()
    first = last = bookings.today - timedelta(days=1)
    until = now + 24 * 3_600_000
    for ahead in range(1, _AHEAD):
        decided_at = book.closes(first + timedelta(days=ahead), Kind.BOOKED) + SETTLED
        if now < decided_at:
            until = decided_at
            break
        last = first + timedelta(days=ahead)
    coming = _coming(bookings, first, last).values()
    bands = (staffed_bands(bookings.plan, book.calendar, _visits(of_day)) for of_day in coming)
    return Staffed(first, last, now, until, frozenset().union(*bands))


def nothing_decided(bookings: Bookings) -> Staffed:
    """What is known of the bands by booking while the bookings can't be read; asked again in a minute."""
    now = bookings.clock.now()
    return Staffed(bookings.today, bookings.today - timedelta(days=1), now, now + SETTLED)


def _coming(bookings: Bookings, first: date, last: date) -> dict[date, list[Kept]]:
    """The bookings of bands by booking, by day, in the order they are shared out in.

    From a day's cut-off on they stay: whoever cancels, or moves to another time, has staffed a counter.
    """
    book, days = bookings.timetable, (last - first).days + 1
    found: dict[date, list[Kept]] = {first + timedelta(days=n): [] for n in range(days)}
    closes = {day: book.closes(day, Kind.BOOKED) for day in found}
    for kept in bookings.days(first, last):
        day = date.fromisoformat(kept.day)
        gone = kept.state == "cancelled" and kept.history[-1]["at"] < closes[day]
        if kept.kind != Kind.OPEN and not gone:
            found[day].append(kept)
    for kept in bookings.moved(first):
        for told in kept.history:
            if told["did"] != "moved" or told.get("kind", Kind.OPEN) == Kind.OPEN:
                continue
            day, _ = wall(told["from"], bookings.plan.tz)
            if day in found and told["at"] >= closes[day]:
                was = {"start": told["from"], "end": told["until"], "kind": told["kind"]}
                found[day].append(replace(kept, **was, day=day.isoformat(), state="moved"))
    return {
        day: sorted(of_day, key=lambda kept: (kept.start, kept.line, kept.id))
        for day, of_day in found.items()
    }


def _visits(coming: Iterable[Kept]) -> list[Visit]:
    """Visits by their place in the list: a booking that was moved can stand twice."""
    return [Visit(kept.start, kept.line, n) for n, kept in enumerate(coming)]


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
