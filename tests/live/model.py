"""The hall as a plain Python list of tickets: what the scripts must do, told a second time and simply."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from queueing.clock import business_day, to_datetime, to_ms
from queueing.rules.next_ticket import Choice, HeldBack, goes_before, next_ticket, share
from queueing.rules.plan import Lane, Plan
from queueing.rules.stops import next_stop, stops_of
from queueing.rules.tickets import place_after_missing, place_after_passing, standing
from tests.live.model_visits import Refused, Seat, Ticket, Undo, Visits


class Model(Visits):
    """Every method does one verb at `now` and answers the kinds of its facts, or raises Refused."""

    def __init__(self, plan: Plan, now: int) -> None:
        self.plan = plan
        #: What the clock says, and the time of the last act that was written down.
        self.clock = self.acted = now
        self.tickets: dict[str, Ticket] = {}
        self.seats = {c.id: Seat() for c in plan.counters}
        self.promises = {lane: int(p.total_seconds() * 1000) for lane, p in plan.promises.items()}
        self.stopped = False
        self.stepped = False
        self.reason: dict[str, Any] | None = None
        self._numbers: dict[tuple[str, str], int] = {}

    # Looking -----------------------------------------------------------------------------------------

    def ahead(self, ticket: Ticket) -> int:
        """How many the rule puts before it."""
        return goes_before(
            ticket.as_waiting(), [t.as_waiting() for t in self.waiting()], self.promises, self.now
        )

    @property
    def now(self) -> int:
        """The hall's time: the clock's, held while that is behind the last act."""
        return max(self.clock, self.acted)

    @property
    def day(self) -> date:
        """The business day."""
        return business_day(self.clock, self.plan.tz, self.plan.day_turns_at)

    def look(self, clock: int) -> list[str]:
        """The clock says this; a step back of more than two seconds is recorded once."""
        back, self.clock = self.acted - clock, clock
        if back > 2_000 and not self.stepped:
            self.stepped = True
            return ["clock_stepped"]
        if back <= 0:
            self.stepped = False
        return []

    # Visitors and guides -------------------------------------------------------------------------------

    def take(
        self,
        ticket: str,
        service: str,
        lane: str,
        slot: datetime | None,
        *,
        entitled: bool,
        also: tuple[str, ...] = (),
    ) -> list[str]:
        """A number is taken; `ticket` is the id the hall gave."""
        if self.stopped:
            raise Refused("hall-stopped")
        stops = stops_of(self.plan.service[each] for each in (service, *also))
        # Where to begin is a guess by the hours alone: who is closed is known to the scripts only.
        first = (next_stop(stops, self.waits(closed_too=True)) or 0) if also else 0
        service = stops[first].services[0]
        line = self.plan.line[self.plan.service[service].line]
        if all(self.seats[c.id].closed for c in self.plan.pulled_by[line.id]):
            raise Refused("service-closed")
        moment, clock = (to_datetime(ms, self.plan.tz) for ms in (self.now, self.clock))
        stand = standing(Lane(lane), slot, clock, entitled=entitled, grace=self.plan.grace)
        today = self.day.isoformat()
        count = self._numbers[today, line.prefix] = self._numbers.get((today, line.prefix), 0) + 1
        number = f"{line.prefix}{count:03d}"
        place = to_ms(stand.place(moment))
        taken = self.tickets[ticket] = Ticket(ticket, number, today, line.id, stand.lane, service, place)
        if len(stops) > 1:
            taken.stops, taken.stop = stops, first
        return ["issued"]

    def come_back(self, ticket: Ticket) -> list[str]:
        """A missed visitor is back."""
        self._must(ticket, "missed")
        seat = self.seats.get(ticket.line.removeprefix("@"))
        if ticket.home and seat and (seat.who is None or seat.paused or seat.closed):
            self.to_line(ticket, ticket.home)
        if ticket.late_tick is None or self.now - ticket.late_tick > 60_000:
            line = sorted(t.place for t in self._beside(ticket))
            ticket.place = place_after_missing(ticket.place, line, self.plan.behind)
        ticket.state, ticket.counter, ticket.late_tick = "waiting", None, None
        return ["returned"]

    def _beside(self, ticket: Ticket) -> list[Ticket]:
        """Who waits in its line and lane."""
        return [t for t in self.waiting() if (t.line, t.lane) == (ticket.line, ticket.lane)]

    def let_pass(self, ticket: Ticket) -> list[str]:
        """Two behind go first."""
        if ticket.state != "waiting":
            raise Refused("not-waiting")
        if ticket.passes == 3:
            raise Refused("passed-often")
        behind = sorted((t.place, t.id) for t in self._beside(ticket))
        mine = behind.index((ticket.place, ticket.id))
        place = place_after_passing([place for place, _ in behind[mine + 1 :]])
        if place is None:
            raise Refused("nobody-behind")
        ticket.passed = ticket.place, place, ticket.line, ticket.lane, self.now
        ticket.place, ticket.passes = place, ticket.passes + 1
        return ["let_pass"]

    def take_pass_back(self, ticket: Ticket) -> list[str]:
        """They don't go first after all."""
        if ticket.state != "waiting":
            raise Refused("not-waiting")
        at = ticket.passed
        if not at or at[1:4] != (ticket.place, ticket.line, ticket.lane) or self.now - at[4] > 60_000:
            raise Refused("nothing-to-take-back")
        ticket.place, ticket.passed = at[0], None
        return ["pass_taken_back"]

    def late(self, ticket: Ticket) -> list[str]:
        """Its visitor will be late."""
        if ticket.state != "waiting":
            raise Refused("not-waiting")
        if ticket.lates == 2:
            raise Refused("late-often")
        ticket.state, ticket.late_tick, ticket.lates = "missed", self.now, ticket.lates + 1
        return ["late"]

    def cancel(self, ticket: Ticket) -> list[str]:
        """A ticket is given up."""
        self._must(ticket, "waiting", "held")
        if ticket.state == "held":
            self.seats[ticket.counter or ""].held.remove(ticket.id)
        ticket.state = "cancelled"
        return ["cancelled"]

    def restand(self, ticket: Ticket, kind: str, *, anew: bool = False, **to: str) -> list[str]:
        """A waiting ticket stands elsewhere."""
        if ticket.state != "waiting":
            raise Refused("not-waiting")
        for name, value in to.items():
            self.to_line(ticket, value) if name == "line" else setattr(ticket, name, value)
        ticket.transfers += kind == "transferred"
        ticket.place = self.now if anew else ticket.place
        return [kind]

    # Seats -----------------------------------------------------------------------------------------------

    def sit(self, counter: str, who: str, *, takeover: bool) -> list[str]:
        """Somebody sits down."""
        seat = self.seats[counter]
        if seat.who and not takeover:
            raise Refused("seated")
        seat.who, seat.epoch, seat.paused, seat.undo = who, seat.epoch + 1, False, None
        return ["sat"]

    def seated(self, counter: str, who: str, epoch: int | None) -> Seat:
        """The seat, if it is this one's."""
        seat = self.seats[counter]
        if seat.who is None or epoch is None:
            raise Refused("not-seated")
        if (seat.who, seat.epoch) != (who, epoch):
            raise Refused("seat-lost")
        return seat

    def leave(self, counter: str, *, force: bool) -> list[str]:
        """The clerk goes, or is sent away."""
        seat, kinds = self.seats[counter], []
        if seat.who is None:
            raise Refused("not-seated")
        if seat.ticket and not force:
            raise Refused("busy")
        for ticket in [self.tickets[i] for i in (*seat.held, *filter(None, [seat.ticket]))]:
            walk_in = ticket.number == "" and ticket.id == seat.ticket
            ticket.state = "finished" if walk_in else "waiting"
            kinds.append("finished" if walk_in else "returned")
            if ticket.line == f"@{counter}" and ticket.home and not walk_in:
                self.to_line(ticket, ticket.home)
        self.seats[counter] = Seat(epoch=seat.epoch, closed=seat.closed)
        return [*kinds, "forced" if force else "left", *self.give_back(counter)]

    # A clerk's keys ----------------------------------------------------------------------------------------

    def choose(self, counter: str, *, below: bool) -> Choice | HeldBack | None:
        """Whom the rule calls."""
        waiting = [t.as_waiting() for t in self.waiting()]
        pulls = self.plan.counter[counter].all_pulls
        return next_ticket(waiting, pulls, self.promises, self.now, below_threshold=below)

    def next(
        self, counter: str, chosen: Ticket | None, *, current: str | None, finish: bool, below: bool
    ) -> list[str]:
        """The big key; `reason` then holds why."""
        seat = self.seats[counter]
        if current is not None and current != (seat.ticket or ""):
            raise Refused("stale")
        if seat.ticket and not finish:
            raise Refused("busy")
        if self.stopped:
            raise Refused("hall-stopped")
        if seat.closed:
            raise Refused("counter-closed")
        called = self._called(counter, chosen, below=below)
        finished = self.tickets[seat.ticket] if seat.ticket else None
        former = replace(finished) if finished else None
        kinds = []
        if finished:
            seat.ticket, seat.undo = None, None
            went = self.conclude(finished)
            kinds.append("handed_on" if went else "finished")
            former = None if went else former
        if called is None:
            return kinds
        if seat.paused:
            seat.paused = False
            kinds.append("reopened")
        seat.undo = Undo(replace(called), self.now, former)
        called.state, called.counter, called.calls = "called", counter, 1
        called.called_tick, called.waited = self.now, self.now - called.place
        called.first_called = self.now if called.first_called is None else called.first_called
        seat.ticket = called.id
        return [*kinds, "called"]

    def _called(self, counter: str, chosen: Ticket | None, *, below: bool) -> Ticket | None:
        pulls = {p.line: p.threshold for p in self.plan.counter[counter].all_pulls}
        if chosen is not None:
            if chosen.line not in pulls:
                raise Refused("not-pulled")
            if chosen.state != "waiting":
                raise Refused("not-waiting")
            self.reason = {"rule": "chosen", "share": share(chosen.as_waiting(), self.promises, self.now)}
            return chosen
        found = self.choose(counter, below=below)
        if isinstance(found, HeldBack):
            raise Refused("below-threshold")
        if found is None:
            return None
        limit = pulls[found.ticket.line]
        rule = "share" if limit is None or found.share >= limit else "below_threshold"
        self.reason = {"rule": rule, "share": found.share, "beat": {t.id: s for t, s in found.beat}}
        return self.tickets[found.ticket.id]

    def in_hand(self, counter: str, *states: str) -> tuple[Seat, Ticket]:
        """The seat and its ticket in hand, which is in one of these states."""
        seat = self.seats[counter]
        if seat.ticket is None:
            raise Refused("no-ticket")
        self._must(self.tickets[seat.ticket], *states)
        return seat, self.tickets[seat.ticket]

    def _must(self, ticket: Ticket, *states: str) -> None:
        if ticket.state not in states:
            raise Refused("wrong-state")

    def open(self) -> Iterator[Ticket]:
        """Tickets that have not ended, and those a Next may have finished."""
        return (t for t in self.tickets.values() if t.state not in {"void", "cancelled", "expired"})
