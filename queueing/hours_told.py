"""The hours in words, in the hall's languages: why it is closed now, and when it opens next."""

from collections.abc import Sequence

from queueing.opening import Opening
from queueing.rules.bands import Kind, clock
from queueing.rules.hours import Closed, Open
from queueing.rules.plan import Counter
from queueing.rules.wall_clock import wall
from queueing.words import LANGUAGES, Words


def closed_counter(
    opening: Opening, counter: str, now: int, *, waiting: bool = False
) -> dict[str, str] | None:
    """Why a counter is closed at this instant (ms) and when it opens next; None when its hours include it.

    waiting  somebody waits for it: an extension until its line is empty holds
    By language: {"zh": "现在是休息时间，今天 13:30 开门", "en": "Closed for a break. Opens at 13:30 today"}.
    """
    answer = opening.at(now, counter, waiting=waiting)
    if not isinstance(answer, Closed):
        return None
    return {
        language: _both(words, _why(words, answer), _next(words, opening, answer, now))
        for language, words in _WORDS.items()
    }


def closed_line(opening: Opening, line: str, now: int, arrived: int) -> dict[str, str] | None:
    """Why nobody calls from a line at this instant (ms) and from when on; None when a counter does.

    arrived  when whoever asks took the number: who came before closing may still be called
    The counter that opens first is told of.
    """
    closed = {}
    for counter in _pulling(opening, line, now):
        over = opening.overrun(counter.id, now)
        answer = opening.at(now, counter.id)
        if over is None or arrived < over.before or not isinstance(answer, Closed):
            return None
        closed[counter.id] = answer.opens or now + NEVER
    first = min(closed, key=lambda counter: closed[counter], default=None)
    return closed_counter(opening, first, now) if first else None


def closed_to_newcomers(opening: Opening, line: str, now: int) -> dict[str, str] | None:
    """Why nobody may take a number for a line at this instant (ms) and when anybody may; None: somebody may.

    By language, as of a counter; bookings are not told of, nor what a manager closed.
    """
    if opening.pulling(line, now, ""):
        return None
    if stopped := stopped_numbers(opening, line, "", now):
        return stopped
    answers = [opening.at(now, counter.id) for counter in _pulling(opening, line, now)]
    closed = [answer for answer in answers if isinstance(answer, Closed)]
    first = min(closed, key=lambda answer: answer.opens or now + NEVER, default=None)
    told = {}
    for language, words in _WORDS.items():
        opens = _opens_line(words, opening, [(line, "")], now)
        if len(closed) < len(answers):
            told[language] = _both(words, words.say("hours.by_booking"), opens)
        else:
            told[language] = _both(words, _why(words, first), opens) if first else opens
    return told


def stopped_numbers(opening: Opening, line: str, service: str, now: int) -> dict[str, str] | None:
    """That a manager has no numbers given for a service, or a line (""), why, and when they are again.

    By language: {"zh": "今天停止取号（系统故障），明天 9:00 再发号", …}; None: nobody has.
    """
    stop = opening.stop(line, service, now)
    if stop is None:
        return None
    again = given_again(opening, line, stop.until, now)
    told = {}
    for language, words in _WORDS.items():
        why = words.say("hours.why.stopped")
        if stop.reason:  # typed in one language only it is told in quotes in the others
            key = "stopped_for" if language in stop.reason else "stopped_quoted"
            why = words.say(f"hours.why.{key}", why=words.name(stop.reason))
        told[language] = _both(words, why, again[language])
    return told


def opens_briefly(
    opening: Opening, counter: str, now: int, *, waiting: bool = False
) -> dict[str, str] | None:
    """When a closed counter opens next, briefly: {"zh": "13:30 再开", …}; None when it is open."""
    answer = opening.at(now, counter, waiting=waiting)
    if not isinstance(answer, Closed):
        return None
    return {
        language: "" if answer.opens is None else _next(words, opening, answer, now, "hours.again")
        for language, words in _WORDS.items()
    }


def closed_briefly(
    opening: Opening, counter: str, now: int, *, waiting: bool = False
) -> dict[str, str] | None:
    """Why a counter is closed and when it opens next, for boards: {"zh": "今天休息，13:30 再开", …}."""
    answer = opening.at(now, counter, waiting=waiting)
    if not isinstance(answer, Closed):
        return None
    told = {}
    for language, words in _WORDS.items():
        why, opens = _why(words, answer), _next(words, opening, answer, now, "hours.again")
        told[language] = why if answer.opens is None else _both(words, why, opens)
    return told


def closed_hall(opening: Opening, now: int) -> dict[str, str] | None:
    """Why the hours let nobody take a number at this instant (ms) and when they do next; None when they do.

    A manager's closing isn't told here. By language, as of a counter.
    """
    offered = [leaf for top in opening.plan.offered for leaf in top.walk() if not leaf.children]
    # One of each line is enough, except where one of its services is stopped: the others open alike.
    stops = [opening.stop(leaf.line, leaf.id, now) for leaf in offered]
    alike = zip(offered, stops, strict=True)
    services = list({(leaf.line, stop and stop.until): leaf for leaf, stop in alike}.values())
    if any(opening.pulling(leaf.line, now, leaf.id) for leaf in services):
        return None
    answer, lines = opening.at(now), [(leaf.line, leaf.id) for leaf in services]
    if isinstance(answer, Open) and services and all(stops):
        return stopped_numbers(opening, *lines[0], now)
    told = {}
    for language, words in _WORDS.items():
        opens = _opens_line(words, opening, lines, now)
        if isinstance(answer, Closed):
            told[language] = _both(words, _why(words, answer), opens)
        elif answer.kind is not Kind.OPEN:
            told[language] = _both(words, words.say("hours.by_booking"), opens)
        else:  # the hall is open, but none of its counters is
            told[language] = opens
    return told


def opens_again(opening: Opening, line: str, now: int) -> dict[str, str]:
    """When anybody may take a number for a line again, by language: {"zh": "今天 13:30 开门", …}."""
    return {language: _opens_line(words, opening, [(line, "")], now) for language, words in _WORDS.items()}


def given_again(opening: Opening, line: str, after: int, now: int, service: str = "") -> dict[str, str]:
    """When numbers for a line, or a service of it, are given again, not before `after` (ms).

    By language: {"zh": "今天 13:30 再发号", …}.
    """
    instant = opening.opens(line, after, service)
    return {
        language: _opens(words, opening, instant, now, "admission.again")
        for language, words in _WORDS.items()
    }


#: Later than any opening that is looked for, ms.
NEVER = 400 * 24 * 3_600_000

_WORDS = {language: Words(language) for language in LANGUAGES}


def _pulling(opening: Opening, line: str, now: int) -> list[Counter]:
    """The counters that pull a line at this hour, open or not."""
    counters = opening.plan.counters
    return [c for c in counters if line in {pull.line for pull in opening.pulls(c.id, now)}]


def _both(words: Words, why: str, opens: str) -> str:
    return words.say("hours.closed", why=why, opens=opens)


def _why(words: Words, closed: Closed) -> str:
    return words.say(f"hours.why.{closed.reason}", name=words.name(closed.names) if closed.names else "")


def _next(words: Words, opening: Opening, closed: Closed, now: int, key: str = "hours.opens") -> str:
    """When it opens next for anybody and, before that on the same day, by booking; else when by booking.

    Of a band by booking before its cut-off, that it opens only if somebody books.
    """
    if closed.opens != closed.walk_in and _one_day(opening, closed.opens, closed.walk_in):
        return _and_booked(words, opening, _opens(words, opening, closed.walk_in, now, key), closed.opens)
    opens = _opens(words, opening, closed.opens, now, key)
    return words.say("hours.if_booked", opens=opens) if closed.if_booked else opens


def _one_day(opening: Opening, one: int | None, other: int | None) -> bool:
    return bool(one and other) and len({wall(ms, opening.plan.tz)[0] for ms in (one, other) if ms}) == 1


def _and_booked(words: Words, opening: Opening, opens: str, booked: int | None) -> str:
    """When it opens for anybody, and from when on (ms, on the same day) for who books."""
    if booked is None:
        return opens
    return words.say("hours.booked_from", opens=opens, time=clock(int(wall(booked, opening.plan.tz)[1])))


def _opens_line(words: Words, opening: Opening, asked: Sequence[tuple[str, str]], now: int) -> str:
    """When anybody may take a number for the first of these again, and who books may come before.

    asked  lines, each with a service of it or ""
    """
    found = [(line, at) for line, of in asked if (at := opening.opens(line, now, of)) is not None]
    first = min((at for _, at in found), default=None)
    told = _opens(words, opening, first, now)
    booked = [opening.opens_booked(line, first, now) for line, at in found if first and at == first]
    return _and_booked(
        words, opening, told, min((instant for instant in booked if instant is not None), default=None)
    )


def _opens(words: Words, opening: Opening, instant: int | None, now: int, key: str = "hours.opens") -> str:
    if instant is None:
        return words.say(f"{key}_never")
    return _when(words, key, opening, instant, now)


def _when(words: Words, key: str, opening: Opening, instant: int, now: int) -> str:
    (today, _), (day, minute) = (wall(ms, opening.plan.tz) for ms in (now, instant))
    time = clock(int(minute))
    ahead = (day - today).days
    if ahead <= 1:
        return words.say(f"{key}_tomorrow" if ahead else f"{key}_today", time=time)
    return words.say(f"{key}_on", time=time, **words.day_parts(day))
