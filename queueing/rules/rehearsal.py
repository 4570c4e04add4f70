"""A recorded day played again under its own plan or another one: what a change would have meant."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from statistics import median

from queueing.rules.day_play import LAST, Play, Seat, Under
from queueing.rules.recorded_day import NEVER, Call, RecordedDay, Rest


@dataclass(frozen=True)
class Course:
    """A recorded day made ready to be played under any plan.

    by_hand  how many of its calls the rule of its own plan does not explain; they are kept as they were
    """

    day: RecordedDay
    rests: Mapping[str, Sequence[Rest]]
    by_hand: int
    busy: Mapping[str, int]


def course_of(day: RecordedDay, under: Under, told: Callable[[], None] = lambda: None) -> Course:
    """Find what the record does not say: when each counter might have called and did not.

    under  the plan of that very day
    """
    fit = _Fit(day, under, told)
    fit.run()
    return Course(day, fit.kept, fit.by_hand, _busy(day))


def play_day(course: Course, under: Under, told: Callable[[], None] = lambda: None) -> list[Call]:
    """The calls of the day under this plan, in order; under its own plan the very calls it had.

    Arrivals, services, pauses and absences are those of the day. A pause keeps its length when it begins
    later; an absence ends when it ended. Who gave up waiting does so at the same time.
    """
    play = Play(course.day, under, told)
    play.give(course.rests, course.busy)
    play.run()
    return play.calls


def _busy(day: RecordedDay) -> dict[str, int]:
    """The median time a service kept a counter; "" for any."""
    found: dict[str, list[int]] = {"": []}
    for visit in day.visits.values():
        for stint in visit.stints:
            if stint.called and stint.released:
                lasted = stint.released[0] - stint.called[0]
                found.setdefault(stint.moves[-1].service, []).append(lasted)
                found[""].append(lasted)
    return {service: int(median(lasted)) for service, lasted in found.items() if lasted}


class _Fit(Play):
    """The day as it was: every call at its time, and what kept a counter from calling before."""

    def __init__(self, day: RecordedDay, under: Under, told: Callable[[], None]) -> None:
        super().__init__(day, under, told)
        self.kept: dict[str, list[Rest]] = {seat: [] for seat in self.seats}
        self.by_hand = 0
        self.give(day.rests, {})
        self.fit = self._begun
        for call in day.calls:
            if call.counter in self.seats:
                self._plan(call.at, call.order, partial(self._recorded, call))

    def run(self) -> None:
        super().run()
        for seat in self.seats.values():
            if seat.state == "slow":  # it called nobody any more
                self.kept[seat.id].append(Rest(*seat.since, 0, LAST, NEVER))

    def _begun(self, seat: Seat, rest: Rest, at: int) -> Rest:
        length = max(0, rest.start + rest.length - at) if rest.length else 0
        kept = rest._replace(length=length)
        self._slow_until(seat, rest.start, rest.rank)
        self.kept[seat.id].append(kept)
        return kept

    def _choose(self, seat: Seat, at: int, order: float) -> None:
        if self._chosen(seat, at) is None:
            self._idle(seat, at, order)
        else:
            self._turns(seat, "slow", at, order)
            self._await_rest(seat)

    def _slow_until(self, seat: Seat, at: int, order: float, ticket: str | None = None) -> None:
        """The time in which it might have called is over."""
        start, rank = seat.since if seat.state == "slow" else (at, order)
        if seat.state == "slow" or ticket:
            self.kept[seat.id].append(Rest(start, rank, at - start, order, ticket=ticket))
            seat.state = "idle"

    def _left(self, line: str, at: int, order: float) -> None:
        for seat in self.seats.values():
            if seat.state == "slow" and self._pulls(seat, line, at) and self._chosen(seat, at) is None:
                self._slow_until(seat, at, order + 0.5)
                self._idle(seat, at, order)

    def _recorded(self, call: Call, at: int, order: float) -> None:
        seat, waits = self.seats[call.counter], self.stands[call.ticket].waits
        if waits is None:
            return
        if seat.state == "resting" and self.kept[seat.id]:  # it was there after all
            last = self.kept[seat.id][-1]
            self.kept[seat.id][-1] = last._replace(length=at - seat.since[0], order=order, until=0)
        by_rule = self._chosen(seat, at) == call.ticket
        self.by_hand += not by_rule
        self._slow_until(seat, at, order, None if by_rule else call.ticket)
        seat.state = "idle"
        self._call(seat, call.ticket, at, order)
