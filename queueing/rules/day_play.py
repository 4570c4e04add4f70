"""A recorded day played by the rule of next_ticket.py under some plan, step by step."""

import heapq
import itertools
import math
from bisect import bisect_left, insort
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TypeAlias

from queueing.rules.next_ticket import Choice, Waiting, next_ticket
from queueing.rules.plan import Lane, Pull
from queueing.rules.recorded_day import NEVER, Call, Move, RecordedDay, Rest, Visit

#: After whatever is recorded of the same millisecond.
LAST = float(NEVER)
#: A service nobody finished that day is taken to last so long, ms.
_USUAL = 300_000
#: Called every so many steps, so that whoever waits hears of it and may break off.
_TOLD_EVERY = 500

_Act: TypeAlias = Callable[[int, float], None]


@dataclass(frozen=True)
class Under:
    """What a plan makes of a day.

    counters  those it has; one that was not there on the day stays away
    pulls     what a counter pulls at an instant; `edges` are the instants at which that changes, ms
    line      where a recorded move stands under this plan; None: nowhere, that line is gone
    """

    counters: frozenset[str]
    pulls: Callable[[str, int], Sequence[Pull]]
    promises: Mapping[Lane, int]
    line: Callable[[Move], str | None]
    edges: Sequence[int] = ()


@dataclass
class Seat:
    """A counter: "idle", "resting", "busy", or in a fit "slow": it might call and does not."""

    id: str
    rests: deque[Rest] = field(default_factory=deque)
    state: str = "idle"
    since: tuple[int, float] = (0, 0.0)
    turn: int = 0


@dataclass
class Stands:
    """Where a ticket stands, and in which of its waits; `shift` is how much later than recorded, ms."""

    visit: Visit
    stint: int = 0
    shift: int = 0
    waits: Waiting | None = None
    service: str = ""


class Play:
    """One play of a day; `told` is called now and then, and may raise. `calls` are those made, in order."""

    def __init__(self, day: RecordedDay, under: Under, told: Callable[[], None]) -> None:
        self.day, self.under, self.told = day, under, told
        self.calls: list[Call] = []
        self.seats = {c: Seat(c) for c in sorted(under.counters & day.rests.keys())}
        self.stands = {id_: Stands(visit) for id_, visit in day.visits.items()}
        self.queues: dict[tuple[str, Lane], list[Waiting]] = {}
        self.busy: Mapping[str, int] = {}
        #: A rest as it is kept from `at` on; as it is, unless the day is still being fitted.
        self.fit: Callable[[Seat, Rest, int], Rest] | None = None
        self._agenda: list[tuple[int, float, int, _Act]] = []
        self._turn = itertools.count()

    def give(self, rests: Mapping[str, Sequence[Rest]], busy: Mapping[str, int]) -> None:
        """What is known of the day's counters."""
        self.busy = busy
        for seat in self.seats.values():
            seat.rests.extend(rests.get(seat.id, ()))

    def run(self) -> None:
        """From morning to night."""
        for id_, stands in self.stands.items():
            self._enter(id_, stands)
        for seat in self.seats.values():
            self._plan(0, 0.0, partial(self._ask, seat))
        for edge in self.under.edges:
            self._plan(edge, LAST, self._look)
        while self._agenda:
            at, order, step, act = heapq.heappop(self._agenda)
            act(at, order)
            if step % _TOLD_EVERY == 0:
                self.told()

    def _plan(self, at: int, order: float, act: _Act) -> None:
        if at < NEVER:
            heapq.heappush(self._agenda, (at, order, next(self._turn), act))

    # Tickets -----------------------------------------------------------------------------------------

    def _enter(self, id_: str, stands: Stands) -> None:
        """A wait begins, if one is left: its moves, and its giving up, are planned."""
        if stands.stint == len(stands.visit.stints):
            return
        stint = stands.visit.stints[stands.stint]
        for move in stint.moves:
            self._plan(move.at + stands.shift, move.order, partial(self._move, id_, stands.stint, move))
        if stint.gone:
            self._plan(stint.gone[0] + stands.shift, stint.gone[1], partial(self._gone, id_, stands.stint))

    def _move(self, id_: str, stint: int, move: Move, at: int, order: float) -> None:
        stands = self.stands[id_]
        if stands.stint != stint or (move is not stands.visit.stints[stint].moves[0] and not stands.waits):
            return  # it was called before it came to that
        self._unstand(stands, at, order)
        line = self.under.line(move)
        if line is None:
            return
        lane = move.lane if move.lane in self.under.promises else Lane.ORDINARY
        place = move.place + (stands.shift if move.sent_on else 0)
        waits = stands.waits = Waiting(id_, line, lane, place)
        stands.service = move.service
        queue = self.queues.setdefault((line, lane), [])
        insort(queue, waits, key=_first_come)
        able = [s for s in self.seats.values() if s.state == "idle" and self._pulls(s, line, at)]
        for seat in sorted(able, key=lambda seat: seat.since):
            if waits not in queue:  # it was called
                return
            self._ask(seat, at, order)

    def _gone(self, id_: str, stint: int, at: int, order: float) -> None:
        stands = self.stands[id_]
        if stands.stint == stint and stands.waits:
            self._unstand(stands, at, order)
            stands.stint += 1
            self._enter(id_, stands)

    def _unstand(self, stands: Stands, at: int, order: float) -> None:
        waits = stands.waits
        if waits is not None:
            queue = self.queues[waits.line, waits.lane]
            del queue[bisect_left(queue, _first_come(waits), key=_first_come)]
            stands.waits = None
            self._left(waits.line, at, order)

    def _left(self, line: str, at: int, order: float) -> None:
        """Somebody waits in this line no more."""

    # Counters ----------------------------------------------------------------------------------------

    def _pulls(self, seat: Seat, line: str, at: int) -> bool:
        return any(pull.line == line for pull in self.under.pulls(seat.id, at))

    def _turns(self, seat: Seat, state: str, at: int, order: float) -> int:
        seat.state, seat.since, seat.turn = state, (at, order), seat.turn + 1
        return seat.turn

    def _look(self, at: int, order: float) -> None:
        """What counters pull has changed."""
        for seat in self.seats.values():
            if seat.state == "idle":
                self._ask(seat, at, order)

    def _ask(self, seat: Seat, at: int, order: float) -> None:
        """A counter that may call: it rests, calls, or idles."""
        while seat.rests and (seat.rests[0].start, seat.rests[0].rank) <= (at, order):
            rest = seat.rests.popleft()
            if self.fit:
                rest = self.fit(seat, rest, at)
            ends = max(at + rest.length, rest.until)
            if (ends, rest.order) > (at, order) or rest.ticket:
                turn = self._turns(seat, "resting", at, order)
                self._plan(ends, rest.order, partial(self._rested, seat, turn, rest.ticket))
                return
        self._choose(seat, at, order)

    def _rested(self, seat: Seat, turn: int, ticket: str | None, at: int, order: float) -> None:
        if seat.turn != turn:
            return
        if ticket is not None and self.stands[ticket].waits is not None:
            self._call(seat, ticket, at, order)
        else:
            self._ask(seat, at, order)

    def _choose(self, seat: Seat, at: int, order: float) -> None:
        choice = self._chosen(seat, at)
        if choice is not None:
            self._call(seat, choice, at, order)
        else:
            self._idle(seat, at, order)

    def _heads(self, seat: Seat, at: int) -> tuple[Sequence[Pull], list[Waiting]]:
        pulls = self.under.pulls(seat.id, at)
        keys = ((pull.line, lane) for pull in pulls for lane in self.under.promises)
        return pulls, [queue[0] for key in keys if (queue := self.queues.get(key))]

    def _chosen(self, seat: Seat, at: int) -> str | None:
        pulls, heads = self._heads(seat, at)
        choice = next_ticket(heads, pulls, self.under.promises, at) if heads else None
        return choice.ticket.id if isinstance(choice, Choice) else None

    def _idle(self, seat: Seat, at: int, order: float) -> None:
        turn = self._turns(seat, "idle", at, order)
        pulls, heads = self._heads(seat, at)
        limits = {pull.line: pull.threshold for pull in pulls}
        due = [
            max(at + 1, head.place + math.ceil(limit * self.under.promises[head.lane]))
            for head in heads
            if (limit := limits[head.line]) is not None
        ]
        if due:
            self._plan(min(due), LAST, partial(self._again, seat, turn))
        self._await_rest(seat)

    def _await_rest(self, seat: Seat) -> None:
        if seat.rests:
            rest = seat.rests[0]
            self._plan(rest.start, rest.rank, partial(self._again, seat, seat.turn))

    def _again(self, seat: Seat, turn: int, at: int, order: float) -> None:
        if seat.turn == turn:
            self._ask(seat, at, order)

    def _call(self, seat: Seat, id_: str, at: int, order: float) -> None:
        stands = self.stands[id_]
        stint, service = stands.visit.stints[stands.stint], stands.service
        self._unstand(stands, at, order)
        self.calls.append(Call(at, order, id_, seat.id))
        turn = self._turns(seat, "busy", at, order)
        if stint.called and stint.released:
            ends, last = at + stint.released[0] - stint.called[0], stint.released[1]
        else:
            ends, last = at + self.busy.get(service, self.busy.get("", _USUAL)), LAST
        self._plan(ends, last, partial(self._release, seat, turn, id_))

    def _release(self, seat: Seat, turn: int, id_: str, at: int, order: float) -> None:
        stands = self.stands[id_]
        done = stands.visit.stints[stands.stint]
        # Who was called before giving up is served; what came after that on the day does not.
        stands.stint = stands.stint + 1 if done.released else len(stands.visit.stints)
        stands.shift = at - (done.released[0] if done.released else at)
        self._enter(id_, stands)
        if seat.turn == turn:
            self._turns(seat, "idle", at, order)
            # What stands in line again by the same act does so first.
            self._plan(at, order, partial(self._again, seat, seat.turn))


def _first_come(ticket: Waiting) -> tuple[int, str]:
    return ticket.place, ticket.id
