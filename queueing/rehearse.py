"""The rehearsal of a change: a recorded day's visitors under the plan in force and under a draft."""

import itertools
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from queueing.folder import HallFolder
from queueing.opening import Opening
from queueing.planning import read_hall
from queueing.rules.bands import DAY
from queueing.rules.day_play import Under
from queueing.rules.facts import Fact
from queueing.rules.plan import Plan
from queueing.rules.recorded_day import Call, Move, recorded
from queueing.rules.rehearsal import course_of, play_day
from queueing.rules.rehearsed import groups
from queueing.rules.wall_clock import instants
from queueing.trial_errors import NobodyCalled, NoDayToPlay

#: Days that are looked through for one with calls, the newest first.
_LOOKED_AT = 15


def days_to_play(folder: HallFolder) -> list[str]:
    """Closed business days with facts, the newest first."""
    today = folder.hall.day.isoformat()
    return [day for day in reversed(folder.archive.days(_LOOKED_AT + 1)) if day < today]


def rehearse(
    folder: HallFolder, text: str, day: str | None, progress: Callable[[float], None] = lambda _done: None
) -> dict[str, Any]:
    """What a hall file would have meant on a day, the last one with calls when None.

    Answers {day, plan, calls, by_hand, same, moved, groups: [rules.rehearsed.Group]}: `by_hand` calls that
    the rule of the day's plan does not explain, `same` whether the plan in force gives the very calls of
    the day, `moved` how many calls come to somebody else under the draft.
    Raises HallFileError, NoDayToPlay, NobodyCalled.
    """
    draft, in_force = read_hall(text, folder.plan.version + 1), folder.plan
    facts: list[Fact] = []
    for known in [day] if day else days_to_play(folder):
        facts = folder.archive.facts_of(known)
        if any(fact["kind"] == "called" for fact in facts):
            break
    else:
        raise NobodyCalled(day=day) if day else NoDayToPlay
    progress(0.1)
    of_day, record = _plan_of(folder, facts), recorded(facts)
    parts, steps = iter((0.1, 0.4, 0.7)), itertools.count(1)

    def under(plan: Plan) -> tuple[Under, Callable[[], None]]:
        begun = next(parts)
        opening = Opening(plan, folder.calendar)
        # Nobody knows how many steps there will be: each comes a little nearer to the end of its part.
        return _under(plan, of_day, opening, facts[0]["day"]), lambda: progress(
            begun + 0.3 * (1 - 0.98 ** next(steps))
        )

    course = course_of(record, *under(of_day))
    before = play_day(course, *under(in_force))
    after = play_day(course, *under(draft))
    found = groups(record, before, after, (_promises(in_force), _promises(draft)))
    return {
        "day": facts[0]["day"],
        "plan": of_day.version,
        "calls": len(record.calls),
        "by_hand": course.by_hand,
        "same": before == record.calls,
        "moved": _moved(before, after),
        "groups": [_told(group, in_force) for group in found],
    }


def _plan_of(folder: HallFolder, facts: list[Fact]) -> Plan:
    """The plan that most of a day's calls were made by."""
    by = [fact["plan"] for fact in facts if fact["kind"] == "called"]
    version = max(set(by), key=by.count)
    if version == folder.plan.version:
        return folder.plan
    return read_hall(folder.set_up.version(version).toml, version)


def _promises(plan: Plan) -> dict[Any, int]:
    return {lane: int(promise.total_seconds() * 1000) for lane, promise in plan.promises.items()}


def _under(plan: Plan, of_day: Plan, opening: Opening, day: str) -> Under:
    """What a plan makes of the day: presence is as recorded, so of its hours only the roles count."""
    begin = date.fromisoformat(day)
    roles = [role.at for counter in plan.counters for role in counter.roles]
    minutes = {minute for band in roles for minute in (band.start, band.end) if minute < DAY}
    edges = sorted(instant for minute in minutes for instant in instants(begin, minute, plan.tz))

    def line(move: Move) -> str | None:
        """Where it was sent by hand it stays; else its service says where, under this plan too."""
        by_service = _line_of(plan, move)
        if plan is of_day or (move.line != _line_of(of_day, move) and move.line in plan.line):
            return move.line
        return by_service or (move.line if move.line in plan.line else None)

    return Under(frozenset(plan.counter), opening.pulls, _promises(plan), line, edges)


def _line_of(plan: Plan, move: Move) -> str | None:
    service = plan.service.get(move.service)
    if service is None:
        return None
    fitted = plan.need_lines.get(service.line, {}).get(move.need or "")
    return fitted.id if fitted else service.line


def _moved(before: list[Call], after: list[Call]) -> int:
    """How many calls come to another ticket than before, in order."""
    pairs = zip(before, after, strict=False)
    return sum(b.ticket != a.ticket for b, a in pairs) + max(0, len(before) - len(after))


def _told(group: Any, plan: Plan) -> Mapping[str, Any]:  # noqa: ANN401 - a Group
    line = plan.line.get(group.line)
    told = asdict(group) | {"before": group.before._asdict(), "after": group.after._asdict()}
    return told | {"names": line.names if line else None, "loses": group.loses}
