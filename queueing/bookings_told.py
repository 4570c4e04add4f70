"""Bookings in words, in the hall's languages: a booked time, the next possible one, the cut-off."""

from datetime import date, timedelta, tzinfo

from queueing.rules.bands import clock
from queueing.rules.booking_rules import BookingRules
from queueing.rules.wall_clock import wall
from queueing.words import LANGUAGES, Words

_WORDS = {language: Words(language) for language in LANGUAGES}


def next_possible(instant: int | None, zone: tzinfo) -> dict[str, str]:
    """The next time somebody can book, by language: {"zh": "最近可约 3月6日 周五 8:30", …}."""
    if instant is None:
        return {language: words.say("book.next_none") for language, words in _WORDS.items()}
    return {
        language: words.say("book.next", when=moment(words, instant, zone))
        for language, words in _WORDS.items()
    }


def moment_soon(instant: int, today: date, zone: tzinfo) -> dict[str, str]:
    """A time by language as somebody in the hall is told it: 16:30, 明天 16:30, 3月6日 周五 16:30."""
    day, minute = wall(instant, zone)
    time, tomorrow = clock(int(minute)), day == today + timedelta(days=1)
    return {
        language: time
        if day == today
        else words.say("book.tomorrow", time=time)
        if tomorrow
        else moment(words, instant, zone)
        for language, words in _WORDS.items()
    }


def moment(words: Words, instant: int, zone: tzinfo) -> str:
    """A day and a time as people say them: 3月6日 周五 8:30, "8:30 on Friday, 6 March"."""
    day, minute = wall(instant, zone)
    return words.say(
        "book.moment",
        time=clock(int(minute)),
        weekday=words.say("hours.weekdays").split()[day.weekday()],
        month=words.say("hours.months").split()[day.month - 1],
        day=day.day,
    )


def cut_off(words: Words, rules: BookingRules) -> str:
    """Until when a time of extended service can be booked, with the hall's reading of 次日."""
    return words.say(f"book.cut_off.{rules.reading}", time=clock(rules.cut_off))
