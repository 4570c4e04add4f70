"""Bookings in words, in the hall's languages: a booked time, why not and what is next, the cut-off."""

from datetime import date, timedelta, tzinfo
from typing import TypeAlias
from zoneinfo import ZoneInfo

from queueing.booking_errors import (
    BookedTwice,
    NoSlot,
    SlotFull,
    SlotNotListed,
    SlotOver,
    SlotTooFar,
    SlotTooLate,
)
from queueing.clock import to_datetime
from queueing.errors import HallError
from queueing.rules.appointments import Offered, Refusal, Slot
from queueing.rules.bands import clock
from queueing.rules.booking_rules import BookingRules
from queueing.rules.wall_clock import wall
from queueing.words import LANGUAGES, Words

_WORDS = {language: Words(language) for language in LANGUAGES}

#: The days open for booking, each with its slots.
Offer: TypeAlias = list[tuple[date, list[Offered]]]

_REFUSALS: dict[Refusal, type[HallError]] = {
    Refusal.OVER: SlotOver,
    Refusal.NO_SLOT: NoSlot,
    Refusal.NOT_LISTED: SlotNotListed,
    Refusal.TOO_FAR: SlotTooFar,
    Refusal.TOO_LATE: SlotTooLate,
    Refusal.TWICE: BookedTwice,
    Refusal.FULL: SlotFull,
}


def why_not(offer: Offer, zone: ZoneInfo) -> dict[Refusal, dict[str, str]]:
    """The sentence for each reason that speaks against a slot of an offer, by language."""
    slots = [each for _, of_day in offer for each in of_day]
    free = next((slot for slot, _, why in slots if why is None), None)
    refusals = {why: refusal(why, free, zone) for *_, why in slots if why}
    return {
        why: {language: words.refusal(refused) for language, words in _WORDS.items()}
        for why, refused in refusals.items()
    }


def refusal(why: Refusal, following: Slot | None, zone: ZoneInfo) -> HallError:
    """Why a slot can't be booked, with the next one that can: `next` (RFC 3339) and `opens`, its words."""
    start = following.start if following else None
    told = start and to_datetime(start, zone).isoformat()
    return _REFUSALS[why](next=told, opens=_next_possible(start, zone))


def _next_possible(instant: int | None, zone: tzinfo) -> dict[str, str]:
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
    return words.say("book.moment", time=clock(int(minute)), **words.day_parts(day))


def cut_off(words: Words, rules: BookingRules) -> str:
    """Until when a time of extended service can be booked, with the hall's reading of 次日."""
    return words.say(f"book.cut_off.{rules.reading}", time=clock(rules.cut_off))
