"""The set-up in words, in the hall's languages: what a change does, and what a day is like under a plan."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from queueing.rules.bands import Kind, TimedBand, clock
from queueing.rules.calendar import Calendar, Status
from queueing.rules.hall_day import HallDay, hall_calendar, hall_day
from queueing.rules.hours import Closed, Desk
from queueing.rules.plan import Counter, Plan
from queueing.rules.plan_diff import Change, Item, Rows, Weekdays, Where, where_of
from queueing.rules.wall_clock import instants, wall
from queueing.words import LANGUAGES, Words

_WORDS = {language: Words(language) for language in LANGUAGES}
_NOON = 12 * 60


def in_words(change: Change, words: Words) -> str:
    """A difference as a sentence: "窗口 3 · 业务线：新增 tax", "Ordinary · promise: 45 → 40 minutes"."""
    where, before, after = _where(change.where, words), change.before, change.after
    row = isinstance(change.where[-1], Item)
    if isinstance(before, list) and isinstance(after, list):
        same = sorted(map(str, before)) == sorted(map(str, after))
        verb = "order" if same else "swapped"
    elif before is None:
        verb = "row_came" if row else "came"
    elif after is None:
        verb = "row_gone" if row else "gone"
    else:
        verb = "became"
    told = {"before": _value(before, words), "after": _value(after, words)}
    match before, after:
        case {"zh": _}, {"zh": _} if told["before"] == told["after"]:  # it is the other language's name
            told = {"before": " / ".join(before.values()), "after": " / ".join(after.values())}
    return words.say(f"plan.{verb}", where=where, **told)


def row_told(rows: Rows, path: Sequence[str | int], words: Words) -> str:
    """The row and the field that a path leads to, as the forms call them: "窗口 3 · 业务线"."""
    return _where(where_of(rows, path), words)


def _where(where: Where, words: Words) -> str:
    return " · ".join(filter(None, (_step(step, words) for step in where)))


def _step(step: str | Item | Weekdays, words: Words) -> str:
    match step:
        case Item():
            noun = _known(words, f"plan.of.{step.of}", _known(words, f"plan.key.{step.of}", step.of))
            name = words.name(step.names) if step.names else ""
            return " ".join(filter(None, (noun, step.id, name if name != step.id else "")))
        case Weekdays():
            names = words.say("hours.weekdays").split()
            first, last = names[step.first], names[step.last]
            return first if first == last else words.say("plan.days", first=first, last=last)
        case _:
            return _known(words, f"plan.key.{step}", step)


def _known(words: Words, key: str, otherwise: str) -> str:
    said = words.say(key)
    return otherwise if said == key else said


def _value(value: Any, words: Words) -> str:  # noqa: ANN401 - a TOML value
    match value:
        case None | "" | []:
            return words.say("plan.nothing")
        case bool():
            return words.say("plan.yes" if value else "plan.no")
        case dict():
            return _table(value, words)
        case list():
            return words.say("plan.and").join(_value(each, words) for each in value)
        case _:
            return str(value)


def _table(value: Mapping[str, Any], words: Words) -> str:
    match value:
        case {"zh": _}:
            return words.name(value)
        case {"line": line, "threshold": threshold}:
            return words.say("plan.from_share", line=line, percent=round(threshold * 100))
        case {"promise": minutes}:
            return words.say("plan.minutes", n=minutes)
        case _:
            named = value.get("names") or value.get("id") or value.get("line")
            return _value(named or [*value.values()], words)


def day_told(plan: Plan, announced: Calendar, day: date) -> dict[str, Any]:
    """What a day is like: {date, kind, provisional, festival, sentence, hall, closures, counters}.

    hall      its bands, {at, kind}; closures those that concern anybody, {names, at, counters}
    counters  groups that have the same day: {counters: [{id, names}], bands, why?, opens?}
    sentence, why, opens: by language
    """
    calendar = hall_calendar(plan, announced)
    hall = hall_day(plan, calendar, None, day)
    festival = calendar.named(day)
    groups: dict[str, dict[str, Any]] = {}
    for counter in plan.counters:
        told = _counter_told(plan, calendar, counter, day)
        group = groups.setdefault(str(told), {"counters": [], **told})
        group["counters"].append({"id": counter.id, "names": counter.names})
    closures = [c for c in (plan.hours.closures if plan.hours else ()) if day in c.period]
    return {
        "date": day.isoformat(),
        "kind": hall.kind,
        "provisional": calendar.status(day.year) is Status.PROVISIONAL,
        "festival": festival.names if festival else None,
        "sentence": {language: _sentence(words, plan, calendar, hall) for language, words in _WORDS.items()},
        "hall": [_band(timed) for timed in hall.bands],
        "closures": [
            {"names": c.names, "at": [str(band) for band in c.at], "counters": sorted(c.counters)}
            for c in closures
        ],
        "counters": list(groups.values()),
    }


def year_told(plan: Plan, announced: Calendar, year: int) -> list[dict[str, Any]]:
    """Every day of a year as a calendar colours it: {date, kind, open, changed?, name?}.

    open     for whom: "open", "booked", "listed", or null on a day it is closed
    changed  a closure or an opening of the hall's own concerns the day
    """
    calendar, days = hall_calendar(plan, announced), []
    for number in range(date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal() + 1):
        day = hall_day(plan, calendar, None, date.fromordinal(number))
        kinds = {timed.kind for timed in day.bands}
        named = calendar.named(day.date)
        own = plan.hours and any(day.date in c.period for c in (*plan.hours.closures, *plan.hours.openings))
        told = {
            "date": day.date.isoformat(),
            "kind": day.kind,
            "open": next((kind for kind in (Kind.OPEN, Kind.BOOKED, Kind.LISTED) if kind in kinds), None),
        }
        days.append(told | ({"changed": True} if own else {}) | ({"names": named.names} if named else {}))
    return days


def _band(timed: TimedBand) -> dict[str, str]:
    return {"at": f"{clock(timed.band.start)}–{clock(timed.band.end)}", "kind": timed.kind}


def _counter_told(plan: Plan, calendar: Calendar, counter: Counter, day: date) -> dict[str, Any]:
    today = hall_day(plan, calendar, counter, day)
    if today.bands:
        return {"bands": [_band(timed) for timed in today.bands]}
    desk = Desk(plan, calendar, counter)
    why = {language: _why(words, desk, day) for language, words in _WORDS.items()}
    return {
        "bands": [],
        "why": why,
        "opens": {lang: _opens(words, desk, day) for lang, words in _WORDS.items()},
    }


def _sentence(words: Words, plan: Plan, calendar: Calendar, hall: HallDay) -> str:
    day = _date(words, hall.date)
    festival = calendar.named(hall.date)
    if festival is not None:
        name = words.name(festival.names)
        name = name if festival.off else words.say("plan.made_up", name=name)
        day = words.say("plan.day_named", day=day, name=name)
    if not hall.bands:
        desk = Desk(plan, calendar)
        why, opens = _why(words, desk, hall.date), _opens(words, desk, hall.date)
        return words.say("plan.day_closed", day=day, why=why, opens=opens)
    parts = []
    for kind in Kind:
        bands = [_band(timed)["at"] for timed in hall.bands if timed.kind is kind]
        if bands:
            parts.append(words.say(f"plan.day_kind.{kind}", bands=words.say("plan.and").join(bands)))
    return words.say("plan.day_open", day=day, parts=words.say("plan.then").join(parts))


def _date(words: Words, day: date) -> str:
    return words.say("plan.date", year=day.year, **words.day_parts(day))


def _why(words: Words, desk: Desk, day: date) -> str:
    answer = desk.at(instants(day, _NOON, desk.plan.tz)[0])
    reason, names = (answer.reason, answer.names) if isinstance(answer, Closed) else ("day-off", None)
    return words.say(f"plan.why.{reason}", name=words.name(names) if names else "")


def _opens(words: Words, desk: Desk, day: date) -> str:
    instant = desk.next_opening(instants(day, 0, desk.plan.tz)[0])
    if instant is None:
        return words.say("hours.opens_never")
    opens, minute = wall(instant, desk.plan.tz)
    return words.say("plan.opens", day=_date(words, opens), time=clock(int(minute)))
