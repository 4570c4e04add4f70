"""Any order of acts of visitors, clerks, managers and time, on a real Redis, held against the plain model."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, NamedTuple

import redis
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from displays.board import Boards, fold, from_snapshot
from queueing.hall import Asked
from queueing.rules.invariants import Follower
from tests.live.model_keys import Hall as Model
from tests.live.model_keys import as_told, told
from tests.live.model_visits import Refused, Ticket
from tests.live.room import MINUTE, STAGED, Room

COUNTER = st.sampled_from(["1", "2", "1", "3"])
SERVICE = st.sampled_from(["card", "invoice", "card", "pension", "permit", "licence"])
LINE = st.sampled_from(["social", "tax", "pickup", "back", "@1", "@3"])
KEY = st.sampled_from(["recall", "start", "finish", "miss", "hold", "undo"])
#: Which of the tickets that fit; 0 takes one of all, so that refusals are met too.
WHICH = st.integers(0, 12)
SELDOM = st.integers(0, 9).map(lambda dice: dice == 0)

Act = Callable[[Asked], dict[str, Any]]


class Waits(NamedTuple):
    """A call that is still to be spoken."""

    call: str
    tick: int
    ticket: str


class Floor(RuleBasedStateMachine):
    """A hall and its model, and what must hold after every act."""

    redis: redis.Redis

    def __init__(self) -> None:
        """Open an empty hall, and look at it as a board does."""
        super().__init__()
        self.redis.flushall()
        self.room = Room(self.redis, STAGED)
        self.model = Model(self.room.plan, self.room.time.ms)
        self.follower, self.acts, self.seats, self.former = Follower(), 0, dict[str, Asked](), list[Asked]()
        snapshot = self.room.steering.snapshot()
        self.boards: Boards = from_snapshot(snapshot, self.room.plan)
        assert not list(self.follower.follow(self.room.facts()))
        self.closed, self.nights = date.min, 0
        self.queue: dict[str, list[Waits]] = {zone: [] for zone in self.room.plan.zone}

    def act(self, asked: Asked, expected: Callable[[], list[str]], verb: Act) -> dict[str, Any]:
        """Do it in the model and in the hall: the same refusal, or the same facts and, repeated, no more."""
        self.acts += 1
        asked = replace(asked, request=f"r{self.acts}", digest="d")
        try:
            kinds = expected()
        except Refused as refused:
            with self.room.refused(str(refused)):
                verb(asked)
            return {}
        answer = verb(asked)
        assert self.follow() == kinds
        again = verb(asked)
        if kinds:
            assert again == answer
        assert self.room.revision() == self.boards.revision, "a repeat acts again"
        return answer

    def clerk(
        self, counter: str, expected: Callable[[], list[str]], verb: Act, *, old: bool = False
    ) -> dict[str, Any]:
        """An act from a seat, sometimes from one that was lost."""
        asked = self.seats.get(counter, Asked("staff:0"))
        if old and self.former:
            asked = self.former[-1]

        def seated() -> list[str]:
            self.model.seated(counter, asked.by, asked.epoch)
            return expected()

        return self.act(asked, seated, verb)

    def one(self, which: int, *states: str) -> Ticket | None:
        """One of the tickets in these states, seldom of all; None when there is none."""
        fit = [t for t in self.model.tickets.values() if t.state in states or which == 0]
        return fit[which % len(fit)] if fit else None

    def new(self) -> str:
        """The id of the next ticket."""
        return f"{len(self.model.tickets) + 1:012d}"

    def follow(self) -> list[str]:
        """Take in the new facts as archive, board and voice do; their kinds."""
        acted = int(self.redis.hget(self.room.hall.keys.hall, "now") or 0)
        assert acted in {self.model.acted, self.model.now}
        self.model.acted = acted
        kinds = []
        for fact in self.room.facts(after=self.boards.revision):
            assert fact["revision"] == self.boards.revision + 1, "a gap in the revisions"
            findings = list(self.follower.follow([fact]))
            assert not findings, findings
            self.boards = fold(self.boards, fact, self.room.plan)
            if fact["detail"].get("because") == "too many":
                dropped = self.queue[fact["zone"]].pop(0)
                assert dropped.call == fact["detail"]["call"] and len(self.queue[fact["zone"]]) == 20
            else:
                self._queue_up(fact)
                kinds.append(fact["kind"])
        assert max(map(len, self.queue.values())) <= 20
        return kinds

    def _queue_up(self, fact: Any) -> None:
        kind, ticket, detail = fact["kind"], fact.get("ticket"), fact["detail"]
        for zone in self.room.plan.shown_in[fact["counter"]] if ticket and "counter" in fact else ():
            if kind == "returned" or (kind == "undone" and "call" in detail):
                self.queue[zone] = [waits for waits in self.queue[zone] if waits.ticket != ticket["id"]]
            elif kind in {"called", "recalled"} and ticket["number"] and not ticket.get("quiet"):
                self.queue[zone].append(Waits(detail["call"], fact["tick"], ticket["id"]))

    @invariant()
    def every_ticket_is_as_the_model_has_it(self) -> None:
        rows = self.redis.hgetall(self.room.hall.keys.tickets)
        found = {key.decode(): as_told(json.loads(row)) for key, row in rows.items()}
        assert found == {ticket.id: told(ticket) for ticket in self.model.tickets.values()}
        numbers = [(t["day"], t["number"]) for t in found.values() if t["number"]]
        assert len(numbers) == len(set(numbers)), "a number was given twice"

    @invariant()
    def every_line_holds_who_waits_at_their_place(self) -> None:
        plan, keys = self.room.plan, self.room.hall.keys
        for name, key in keys.lanes(plan.line, plan.promises):
            stands = self.redis.zrange(key, 0, -1, withscores=True)
            should = {
                t.id.encode(): float(t.place) for t in self.model.waiting() if f"{t.line}:{t.lane}" == name
            }
            assert dict(stands) == should, name  # type: ignore[arg-type]

    @invariant()
    def every_counter_is_as_the_model_has_it_and_the_boards_as_a_fresh_snapshot(self) -> None:
        snapshot = self.room.steering.snapshot()
        live = snapshot["counters"]
        for counter, seat in self.model.seats.items():
            record = live.get(counter, {"epoch": 0})
            assert record.get("ticket") == seat.ticket
            assert list(record.get("held") or []) == seat.held
            assert (record.get("holder"), record["epoch"]) == (seat.who, seat.epoch)
            assert ("paused" in record, "closed" in record) == (seat.paused, seat.closed)
        assert {
            t: at for t, at in snapshot["tickets"].items() if at["state"] not in {"called", "serving"}
        } == {}
        fresh = from_snapshot(snapshot, self.room.plan)
        assert self.boards.revision == fresh.revision
        assert dict(self.boards.waiting) == dict(fresh.waiting) == self.model.counts()
        assert (self.boards.stopped is not None, self.boards.stopped) == (self.model.stopped, fresh.stopped)
        assert _shown(self.boards) == _shown(fresh)
        assert dict(self.boards.ready) == dict(fresh.ready)
        for zone, queue in self.queue.items():
            waits = snapshot["speech"].get(zone, {"queue": []})["queue"]
            assert [call["call"] for call in waits or []] == [call.call for call in queue]
            shown = [call["ticket"] for call in fresh.calls.get(zone, ())]
            assert len(set(shown)) == len(shown), "a board lists a number twice"

    @invariant()
    def people_ahead_are_those_the_rule_puts_before(self) -> None:
        waiting = self.model.waiting()
        if waiting:
            ticket = waiting[self.acts % len(waiting)]
            assert self.room.ahead(ticket.id) == self.model.ahead(ticket)


def _shown(boards: Boards) -> dict[str, list[dict[str, Any]]]:
    return {zone: [dict(call) for call in calls] for zone, calls in boards.calls.items() if calls}


class Time(Floor):
    """The clock, and the night."""

    @rule(seconds=st.sampled_from([0.5, 1, 5, 9, 10, 11, 31]))
    def a_moment_passes(self, seconds: float) -> None:
        self._pass(seconds=seconds)

    @rule(minutes=st.integers(1, 60))
    def minutes_pass(self, minutes: int) -> None:
        self._pass(minutes=minutes)

    @rule(seconds=st.sampled_from([1, 3, 200]))
    def the_clock_steps_back(self, seconds: int) -> None:
        behind = self.model.acted - self.room.time.ms
        if behind + seconds * 1000 <= 5 * MINUTE:
            self._pass(seconds=-seconds)

    @precondition(lambda self: self.nights < 2 and len(self.model.tickets) > 3)
    @rule()
    def the_night_falls_and_the_day_is_closed(self) -> None:
        self.nights += 1
        since_it_turned = (self.room.at(minutes=0).hour - self.room.plan.day_turns_at) % 24
        self._pass(hours=24 - since_it_turned)
        closing = self.model.day - timedelta(days=1)
        # The clock may have stepped back into a day that is closed: what was taken then ends with the next.
        ends = self.model.close_day(closing.isoformat()) if closing > self.closed else set()
        already = bool(self.room.life.close_day(closing).get("already"))
        assert already == (closing <= self.closed)
        self.closed = max(closing, self.closed)
        told_ends = self.room.facts(after=self.boards.revision)[:-1]
        assert {(f["ticket"]["id"], f["kind"]) for f in told_ends} == ends
        assert self.follow()[len(ends) :] == ([] if already else ["day_closed"])

    def _pass(self, **time: float) -> None:
        self.room.time.on(**time)  # type: ignore[arg-type]
        kinds = self.model.look(self.room.time.ms)
        self.room.steering.snapshot()
        assert self.follow() == kinds
