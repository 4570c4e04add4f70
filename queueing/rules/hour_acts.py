"""What pressing a button for today's hours records: longer, opened early, closed early."""

from dataclasses import replace

from queueing.rules.bands import Kind
from queueing.rules.hours import Desk, Override, end_of_day
from queueing.rules.wall_clock import MINUTE

#: What one press of the button adds to today, minutes.
EXTENSIONS = (15, 30, 60)


def extension(desk: Desk, now: int, minutes: int | None) -> Override | None:
    """What pressing "+15", "+30", "+60" or "until the line is empty" (None) records.

    It counts from today's closing, or from now when it is closed or open by booking only; each
    press adds to the one before. None when there is no closing to put off before the day turns.
    """
    fixed = desk.for_newcomers()
    closing = fixed.closes(now) if fixed.kind_at(now) is Kind.OPEN else now
    ends = end_of_day(desk.plan, now)
    if closing is None or closing >= ends:
        return None
    if minutes is None:
        return Override(opens=True, since=now, until=ends, counter=desk.id, while_waiting=True)
    return Override(opens=True, since=now, until=min(closing + minutes * MINUTE, ends), counter=desk.id)


def early_opening(desk: Desk, now: int) -> Override | None:
    """What opening early, or again, records: open to anybody until the day's own hours take over.

    Without ordinary hours left today, until the day turns. None when it is open already.
    """
    if desk.kind_at(now) is Kind.OPEN:
        return None
    written = replace(desk, overrides=())
    begins = written.next_opening(now, walk_in=True)
    takes_over = written.closes(now) if begins == now else begins
    ends = end_of_day(desk.plan, now)
    return Override(opens=True, since=now, until=min(takes_over or ends, ends), counter=desk.id)


def early_closing(desk: Desk, now: int) -> Override:
    """What closing early records: closed until the day turns."""
    return Override(opens=False, since=now, until=end_of_day(desk.plan, now), counter=desk.id)
