"""Who is still called when a counter's hours are over: those who came before, if the hall says so."""

from dataclasses import dataclass

from queueing.rules.hours import Closed, Desk, Open, Override, Reason, end_of_day
from queueing.rules.timetable import AtClosing


@dataclass(frozen=True)
class Overrun:
    """Outside its hours a counter calls only those who took their number before an instant.

    before   ms; 0: nobody may be called
    records  the extension until its line is empty that the first such call records; None: it is in force
    """

    before: int
    records: Override | None = None


def overrun(desk: Desk, now: int) -> Overrun | None:
    """Whom a counter may call at this instant (ms) outside its hours; None: its hours include it.

    Where the hall serves those who wait at closing, the extension is recorded by itself, until the
    counter's own hours take over again. Not for what a counter itself did or has announced: closed
    early, a closure, out of season. Before the first opening of the day nobody waits by right.
    """
    newcomers = desk.for_newcomers()
    answer = newcomers.at(now)
    if isinstance(answer, Open):
        return None
    closed_at = newcomers.closed_since(now)
    if extended := desk.serves_out(now):
        return Overrun(max(closed_at or 0, extended.since))
    hours = desk.plan.hours
    if hours is None or hours.at_closing is not AtClosing.SERVE or closed_at is None:
        return Overrun(0)
    if not _over(desk, answer, now):
        return Overrun(0)
    until = min(answer.opens or end_of_day(desk.plan, now), end_of_day(desk.plan, now))
    return Overrun(closed_at, Override(True, closed_at, until, desk.id, while_waiting=True))


def _over(desk: Desk, answer: Closed, now: int) -> bool:
    """Whether its hours are over, or the hall was closed early, rather than the counter itself shut."""
    if answer.reason is Reason.CLOSED_EARLY:
        return desk.counter is None or desk.closed_by_hall(now)
    return answer.reason in {Reason.AFTER_CLOSING, Reason.BREAK, Reason.NO_BOOKINGS}
