"""A booking as an iCalendar file for a phone's calendar, with a reminder an hour before."""

from datetime import timedelta

from queueing.booking import Kept
from queueing.clock import to_datetime
from queueing.rules.plan import Plan
from queueing.words import Words


def icalendar(booking: Kept, plan: Plan, address: str, words: Words) -> bytes:
    """The file; `address` is the booking's page. A moved or cancelled booking has the same uid, one on."""
    from icalendar import Alarm, Calendar, Event  # noqa: PLC0415 - heavy, and needed here only

    service = plan.service.get(booking.service)
    papers = [words.name(paper) for paper in service.ticket.materials] if service else []
    event = Event()
    event.add("uid", f"{booking.id}@{plan.id}")
    event.add("dtstamp", to_datetime(booking.history[-1]["at"]))
    event.add("sequence", len(booking.history) - 1)
    event.add("status", "CANCELLED" if booking.state == "cancelled" else "CONFIRMED")
    event.add("summary", words.name(service.names) if service else booking.service)
    event.add("location", words.name(plan.names))
    event.add("dtstart", to_datetime(booking.start, plan.tz))
    event.add("dtend", to_datetime(booking.end, plan.tz))
    event.add("url", address)
    event.add("description", "\n".join([f"{words.say('book.code')} {booking.code}", *papers, address]))
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", words.say("book.title"))
    alarm.add("trigger", timedelta(hours=-1))
    event.add_component(alarm)
    kept = Calendar()
    kept.add("prodid", "-//Hall//Bookings//EN")
    kept.add("version", "2.0")
    kept.add_component(event)
    kept.add_missing_timezones()
    return bytes(kept.to_ical())
