"""What pages show of the hours of a counter, or of the hall: open until when, closed why, changed how."""

from typing import Any

from queueing.hall import Hall
from queueing.hours_told import closed_counter, stopped_numbers
from queueing.rules.bands import Kind, clock
from queueing.rules.hours import Open
from queueing.rules.wall_clock import wall

Snapshot = dict[str, Any]


def outside(hall: Hall, counter: str, snap: Snapshot) -> dict[str, str] | None:
    """Outside a counter's hours why, and when it opens next, {zh, en}; None when it is open."""
    opening = hall.opening_of(snap)
    return closed_counter(opening, counter, snap["now"], waiting=hall.waits(counter, snap))


def hours_view(hall: Hall, counter: str | None, snap: Snapshot) -> dict[str, Any]:
    """The hours of a counter, or of the hall, at the time of a snapshot.

    open      "open", "booked" or "listed"; None when closed
    until     "17:15", when that changes next today; None when not today
    newcomers whether numbers are given for it; not while it only serves those who wait
    can       what can be done to today: of "extend", "open" and "close"
    changed   today's newest change that stands: {act, kind, minutes, while_waiting, until, policy, hall}
    hall      of a counter's: the hall was closed early since, which is taken back for the hall
    """
    opening, now = hall.opening_of(snap), snap["now"]
    waiting = hall.waits(counter, snap) if counter else any(snap["counts"] or ())
    answer = opening.at(now, counter, waiting=waiting)
    closings = [c for c in hall.changes(now, None) if c.kind == "hours_closed"] if counter else []
    newest = max([*hall.changes(now, counter), *closings], key=lambda change: change.act, default=None)
    shown: dict[str, Any] = {"open": None, "until": None, "newcomers": False, "changed": None}
    if isinstance(answer, Open):
        until = answer.until
        shown |= {"open": answer.kind, "until": until and time_of(hall, until), "newcomers": answer.admits}
    can = ["extend"] if opening.may_be_longer(now, counter) else []
    shown["can"] = [*can, "close" if shown["open"] == Kind.OPEN else "open"]
    if newest:
        shown["changed"] = {
            "act": newest.act,
            "kind": newest.kind,
            "minutes": newest.minutes,
            "while_waiting": newest.override.while_waiting,
            "until": time_of(hall, newest.override.until),
            "policy": newest.policy,
            "hall": newest in closings,
        }
    return shown


def stops_view(hall: Hall, snap: Snapshot) -> list[dict[str, Any]]:
    """What gets no more numbers today, already or later, the newest first.

    act     its number, by which it is taken back
    names   of the service, or of the line as a whole; service: None then
    since   "16:30"; begun: whether that is over; told: what visitors are told from then on, else None
    """
    opening, now = hall.opening_of(snap), snap["now"]
    plan, shown = hall.plan, []
    for row in hall.stops(now):
        service = plan.service.get(row.get("service") or "")
        of = service or plan.line.get(row["line"])
        if of is not None:  # a newer plan may have neither
            told = {"since": time_of(hall, row["since"]), "begun": row["since"] <= now}
            told["told"] = stopped_numbers(opening, row["line"], row.get("service") or "", now)
            what = {"line": row["line"], "service": row.get("service"), "names": of.names}
            shown.append({"act": row["act"], "reason": row.get("reason")} | what | told)
    return shown


def noon_view(hall: Hall, snap: Snapshot, leaving: str = "") -> dict[str, int] | None:
    """Too few counters at midday, if `leaving` pauses too: {needed, left}; None when there are enough."""
    opening, now = hall.opening_of(snap), snap["now"]
    serving = [
        c
        for c, live in snap["counters"].items()
        if c in hall.plan.counter
        and live.get("holder")
        and not (live.get("paused") or live.get("closed"))
        and isinstance(opening.at(now, c, waiting=True), Open)
    ]
    short = opening.noon_shortage(now, serving, leaving)
    return {"needed": short.needed, "left": short.left} if short else None


def time_of(hall: Hall, instant: int) -> str:
    """What the clock on the wall shows at an instant (ms)."""
    return clock(int(wall(instant, hall.plan.tz)[1]))
