"""What a ticket can be and become, and where it stands: states, moves, outcomes, places."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from queueing.rules.plan import Lane


class TicketState(StrEnum):
    """Where a ticket is in its life; the words are those of the scripts and the archive."""

    #: Stands in exactly one line.
    WAITING = "waiting"
    #: Called to a counter, the visitor on the way.
    CALLED = "called"
    #: The clerk works with the visitor.
    SERVING = "serving"
    #: Put aside at a counter, to be resumed there.
    HELD = "held"
    #: Called and nobody came, or said to be late; may come back once.
    MISSED = "missed"
    #: Served to the end.
    FINISHED = "finished"
    #: Missed for good.
    VOID = "void"
    #: Given up by the visitor or the guide.
    CANCELLED = "cancelled"
    #: The day ended and it was never called.
    EXPIRED = "expired"
    #: The day ended and it goes on tomorrow under a new number.
    CARRIED = "carried"


_S = TicketState

#: Every legal move (DECISIONS.md 4). The scripts are given this table's words; nothing else may happen.
MOVES: Mapping[TicketState, frozenset[TicketState]] = {
    # To finished only at the day's end, where its papers or its result rest (DECISIONS.md 28).
    # To missed where the visitor says to be late.
    _S.WAITING: frozenset({_S.CALLED, _S.MISSED, _S.CANCELLED, _S.EXPIRED, _S.VOID, _S.CARRIED, _S.FINISHED}),
    _S.CALLED: frozenset({_S.SERVING, _S.FINISHED, _S.MISSED, _S.VOID, _S.HELD, _S.WAITING}),
    _S.SERVING: frozenset({_S.FINISHED, _S.HELD, _S.WAITING}),
    _S.HELD: frozenset({_S.SERVING, _S.WAITING, _S.CANCELLED, _S.VOID}),
    _S.MISSED: frozenset({_S.WAITING, _S.VOID}),
    # Only the undo of a Next leaves `finished`, and only into the state that Next ended.
    _S.FINISHED: frozenset({_S.CALLED, _S.SERVING}),
    _S.VOID: frozenset(),
    _S.CANCELLED: frozenset(),
    _S.EXPIRED: frozenset(),
    _S.CARRIED: frozenset(),
}

#: A ticket ends in exactly one of these (I5).
TERMINAL = frozenset({_S.FINISHED, _S.VOID, _S.CANCELLED, _S.EXPIRED, _S.CARRIED})

#: How a visit ended, as the clerk's key says it.
OUTCOMES = ("办结", "受理", "收件", "一次性告知", "转办")

#: At most this many calls of one ticket by one seat, the first included.
CALLS_AT_MOST = 3
#: Between two calls of one ticket, in real time.
RECALL_GAP = timedelta(seconds=10)
#: How long the newest call can be undone, in real time.
UNDO_WITHIN = timedelta(seconds=10)
#: The second miss is for good.
MISSES_AT_MOST = 2
#: How many go first when a visitor lets others pass, and how often one ticket may do so.
LET_PASS, PASSES_AT_MOST = 2, 3
#: How often a visitor may say to be late.
LATE_AT_MOST = 2
#: How long a visitor may take either back without a loss, in real time.
RECONSIDER_WITHIN = timedelta(minutes=1)
#: Tickets one counter may hold.
HELD_AT_MOST = 3


@dataclass(frozen=True)
class Standing:
    """Which lane a new ticket stands in and how its place follows from the moment it is issued.

    not_before  the place is no earlier than this (a booked slot)
    not_after   the place is no later than this (a slot of one entitled to priority)
    """

    lane: Lane
    not_before: datetime | None = None
    not_after: datetime | None = None

    def place(self, now: datetime) -> datetime:
        """The instant from which the ticket counts as waiting."""
        place = now if self.not_before is None else max(now, self.not_before)
        return place if self.not_after is None else min(place, self.not_after)


def standing(
    lane: Lane, slot: datetime | None, now: datetime, *, entitled: bool, grace: timedelta
) -> Standing:
    """Where a visitor stands who arrives now: earliness earns nothing, lateness costs the booking.

    lane      the lane asked for
    slot      the booked time; None without a booking
    entitled  whether the visitor is also entitled to priority
    grace     how late a booked visitor may come and still stand as booked
    A booking without a slot counts from its arrival. Source: DECISIONS.md 4.
    """
    if lane is Lane.BOOKED:
        late = slot is not None and now > slot + grace
        if entitled:
            return Standing(Lane.PRIORITY, not_after=None if late else slot)
        return Standing(Lane.ORDINARY) if late else Standing(Lane.BOOKED, not_before=slot)
    return Standing(Lane.PRIORITY if entitled and lane is Lane.ORDINARY else lane)


def place_after_missing(old: int, line: Sequence[int], behind: int) -> int:
    """Where a missed ticket stands when it comes back: behind that many who wait now.

    old     its place when it was called, ms
    line    places of those waiting in its line and lane, earliest first; may be empty
    behind  how many go before it, >= 1; fewer waiting means behind the last
    Never earlier than `old`; 1 ms after the one it follows, so that one goes first.
    `comeback.lua` does this in the hall; this is the reference it is tested against.
    """
    if not line:
        return old
    return max(old, line[min(behind, len(line)) - 1] + 1)


def place_after_passing(behind: Sequence[int], people: int = LET_PASS) -> int | None:
    """Where a visitor stands who lets others go first; None: nobody is behind.

    behind  places of those who stand behind it in its own line and lane, earliest first, ms
    people  how many go first, >= 1; fewer being there means all of them
    1 ms after the last who goes first. Nobody else's place changes, so nobody waits longer for it.
    `let_pass.lua` does this in the hall; this is the reference it is tested against.
    """
    return behind[min(people, len(behind)) - 1] + 1 if behind else None
