"""Whatever is done in whatever order, the hall does what the plain model does; broken scripts are found."""

from collections.abc import Callable
from typing import Any

import pytest
import redis
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)

from queueing.hall import Asked
from queueing.live import scripts
from queueing.rules.plan import Lane
from tests.live.machine import COUNTER, KEY, LINE, SELDOM, SERVICE, WHICH, Time
from tests.live.model import Ticket
from tests.live.mutants import MUTANTS, QUICK

MANAGER = Asked("staff:100", "Manager")
SHORT = settings(max_examples=25, stateful_step_count=40, deadline=None, database=None)
LONG = settings(SHORT, max_examples=2_000, stateful_step_count=80, suppress_health_check=list(HealthCheck))
#: Looking for a planted fault: no shrinking, the first failure is enough.
HUNT = settings(
    LONG, max_examples=300, stateful_step_count=50, phases=(Phase.generate,), report_multiple_bugs=False
)


class Visitors(Time):
    """What visitors, guides and managers do."""

    @rule(service=SERVICE, lane=st.sampled_from(list(Lane)), minutes=st.integers(-20, 30), entitled=SELDOM)
    def a_number_is_taken(self, service: str, lane: Lane, minutes: int, entitled: bool) -> None:
        slot = self.room.at(minutes=minutes) if lane is Lane.BOOKED else None
        new = self.new()
        answer = self.act(
            Asked("key:1"),
            lambda: self.model.take(new, service, lane, slot, entitled=entitled),
            lambda asked: self.room.hall.take(asked, service, lane, slot=slot, entitled=entitled),
        )
        if answer:
            assert (answer["id"], answer["ahead"]) == (new, self.model.ahead(self.model.tickets[new]))

    @rule(service=SERVICE, lane=st.sampled_from(list(Lane)), apart=st.lists(st.integers(0, 3), max_size=5))
    def several_come_for_the_same(self, service: str, lane: Lane, apart: list[int]) -> None:
        for minutes in apart:
            self.a_number_is_taken(service, lane, 0, False)
            self.minutes_pass(minutes)

    @rule(which=WHICH)
    def a_missed_visitor_is_back(self, which: int) -> None:
        if ticket := self.one(which, "missed"):
            self._comes_back(ticket)

    def _comes_back(self, ticket: Ticket) -> None:
        answer = self.act(
            Asked("visitor"),
            lambda: self.model.come_back(ticket),
            lambda asked: self.room.hall.come_back(asked, ticket.id),
        )
        assert not answer or answer["ahead"] == self.model.ahead(ticket)

    @rule(which=WHICH)
    def a_ticket_is_given_up(self, which: int) -> None:
        if ticket := self.one(which, "waiting", "held"):
            self.act(
                Asked("visitor"),
                lambda: self.model.cancel(ticket),
                lambda asked: self.room.hall.cancel(asked, ticket.id),
            )

    @rule(
        which=WHICH, how=st.sampled_from(["priority", "service", "front", "end"]), line=LINE, service=SERVICE
    )
    def a_waiting_ticket_stands_elsewhere(self, which: int, how: str, line: str, service: str) -> None:
        ticket = self.one(which, "waiting")
        if ticket is None:
            return
        steering, plan = self.room.steering, self.room.plan
        expected: Callable[[], list[str]]
        verb: Callable[[Asked], dict[str, Any]]
        if how == "priority":
            expected = lambda: self.model.restand(ticket, "priority_granted", lane="priority")
            verb = lambda asked: steering.grant_priority(asked, ticket.id, "elderly")
        elif how == "service":
            to = {"service": service, "line": plan.service[service].line}
            expected = lambda: self.model.restand(ticket, "service_changed", **to)
            verb = lambda asked: steering.change_service(asked, ticket.id, service)
        else:
            expected = lambda: self.model.restand(ticket, "transferred", anew=how == "end", line=line)
            verb = lambda asked: steering.move(asked, ticket.id, line, how, "why")
        answer = self.act(MANAGER, expected, verb)
        assert not answer or answer["ahead"] == self.model.ahead(ticket)

    @precondition(lambda self: self.acts % 5 == 4)
    @rule(counter=COUNTER, on=st.booleans())
    def a_counter_is_closed_or_opened(self, counter: str, on: bool) -> None:
        self.act(
            MANAGER,
            lambda: self.model.shut(counter, on=on),
            lambda asked: self.room.steering.shut(asked, counter, "broken" if on else None),
        )

    @precondition(lambda self: self.model.stopped or self.acts % 9 == 8)
    @rule()
    def the_hall_is_stopped_or_goes_on(self) -> None:
        on = not self.model.stopped
        kind, text = ("hall_stopped", {"zh": "停", "en": "Stop"}) if on else ("hall_resumed", None)
        self.act(
            MANAGER,
            lambda: self.model.stop(on=on),
            lambda asked: self.room.steering.proclaim(asked, kind, text),
        )

    @rule(zone=st.sampled_from(["1", "2"]), page=st.sampled_from(["tv", "tv", "other"]))
    def a_zone_speaks(self, zone: str, page: str) -> None:
        """Whatever page asks, a zone speaks each call once, the oldest that is not stale first."""
        epoch = self.room.steering.snapshot()["speech"].get(zone, {}).get("epoch")
        answer = self.room.steering.speak(zone, page, epoch=epoch, ready=True, claim=True)
        assert set(self.follow()) <= {"unspoken"}
        if answer["speaker"]:
            fresh = [call for call, tick in self.queue[zone] if self.model.now - tick <= 30_000]
            assert answer.get("say", {}).get("call") == (fresh[0] if fresh else None)
            self.queue[zone] = [waits for waits in self.queue[zone] if waits[0] in fresh[1:]]


class Hall(Visitors):
    """What clerks do."""

    @initialize(counters=st.sets(st.sampled_from(["1", "2", "3"])))
    def clerks_begin_their_day(self, counters: set[str]) -> None:
        for counter in sorted(counters):
            self.a_clerk_sits_down(counter, "staff:1", False)

    @rule(counter=COUNTER, who=st.sampled_from(["staff:1", "staff:2"]), takeover=st.booleans())
    def a_clerk_sits_down(self, counter: str, who: str, takeover: bool) -> None:
        answer = self.act(
            Asked(who, who),
            lambda: self.model.sit(counter, who, takeover=takeover),
            lambda asked: self.room.hall.sit(asked, counter, takeover=takeover),
        )
        if answer:
            self.former += [self.seats[counter]] if counter in self.seats else []
            self.seats[counter] = Asked(who, who, epoch=answer["epoch"])

    @rule(counter=COUNTER, force=SELDOM, old=SELDOM)
    def a_clerk_goes(self, counter: str, force: bool, old: bool) -> None:
        def gone() -> list[str]:
            return self.model.leave(counter, force=force)

        if force:
            self.act(MANAGER, gone, lambda asked: self.room.steering.force_off(asked, counter, "ill"))
        else:
            self.clerk(counter, old, gone, lambda asked: self.room.hall.leave(asked, counter))

    @rule(
        counter=COUNTER, current=st.sampled_from([None, "shown", ""]), keep=SELDOM, below=SELDOM, old=SELDOM
    )
    def next_is_pressed(self, counter: str, current: str | None, keep: bool, below: bool, old: bool) -> None:
        if not self.model.seats[counter].who:
            self.a_clerk_sits_down(counter, "staff:1", False)
        if current == "shown":
            current = self.model.seats[counter].ticket or ""
        answer = self.clerk(
            counter,
            old,
            lambda: self.model.next(counter, None, current=current, finish=not keep, below=below),
            lambda asked: self.room.hall.call_next(
                asked, counter, current=current, finish_current=not keep, below_threshold=below
            ),
        )
        self._rightly_called(counter, answer)

    @rule(counter=COUNTER, minutes=st.lists(st.integers(0, 20), min_size=2, max_size=5), service=SERVICE)
    def visitors_come_one_after_another_and_are_called(
        self, counter: str, minutes: list[int], service: str
    ) -> None:
        for lane, wait in zip((*Lane, Lane.ORDINARY), minutes, strict=False):
            self.a_number_is_taken(service if wait % 2 else "card", lane, 0, False)
            self.minutes_pass(wait)
        for _ in minutes:
            self.next_is_pressed(counter, "shown", False, False, False)

    @rule(counter=COUNTER, which=WHICH)
    def a_chosen_ticket_is_called(self, counter: str, which: int) -> None:
        if ticket := self.one(which, "waiting"):
            answer = self.clerk(
                counter,
                False,
                lambda: self.model.next(counter, ticket, current=None, finish=True, below=False),
                lambda asked: self.room.hall.call_next(asked, counter, ticket=ticket.id, reason="带着婴儿"),
            )
            self._rightly_called(counter, answer)

    def _rightly_called(self, counter: str, answer: dict[str, Any]) -> None:
        if answer.get("ticket") is None:
            return
        assert answer["ticket"] == self.model.seats[counter].ticket
        should, reason = self.model.reason, answer["reason"]
        assert should is not None
        assert (reason["rule"], reason["share"]) == (should["rule"], pytest.approx(should["share"]))
        if "beat" in should:
            assert {h["ticket"]: h["share"] for h in reason.get("beat") or []} == pytest.approx(
                should["beat"]
            )

    @rule(
        counter=COUNTER,
        key=KEY,
        old=SELDOM,
    )
    def a_key_is_pressed(self, counter: str, key: str, old: bool) -> None:
        model, hall = getattr(self.model, key), getattr(self.room.hall, key)
        self.clerk(counter, old, lambda: model(counter), lambda asked: hall(asked, counter))

    @rule(counter=COUNTER, keys=st.lists(st.tuples(KEY, st.sampled_from([0, 0, 9, 10, 11])), max_size=4))
    def a_visitor_is_called_and_then(self, counter: str, keys: list[tuple[str, int]]) -> None:
        self.next_is_pressed(counter, None, False, True, False)
        for key, seconds in keys:
            self.a_moment_passes(seconds)
            self.a_key_is_pressed(counter, key, False)

    @rule(counter=COUNTER)
    def a_visitor_misses_the_call_and_is_back(self, counter: str) -> None:
        self.next_is_pressed(counter, None, False, False, False)
        called = self.model.seats[counter].ticket
        self.a_key_is_pressed(counter, "miss", False)
        if called and (ticket := self.model.tickets[called]).state == "missed":
            self._comes_back(ticket)

    @rule(counter=COUNTER, which=WHICH)
    def a_held_ticket_is_resumed(self, counter: str, which: int) -> None:
        if ticket := self.one(which, "held"):
            self.clerk(
                counter,
                False,
                lambda: self.model.resume(counter, ticket),
                lambda asked: self.room.hall.resume(asked, counter, ticket.id),
            )

    @rule(counter=COUNTER, line=LINE, place=st.sampled_from(["front", "end"]))
    def a_ticket_is_transferred(self, counter: str, line: str, place: str) -> None:
        self.clerk(
            counter,
            False,
            lambda: self.model.transfer(counter, line, place),
            lambda asked: self.room.hall.transfer(asked, counter, line, place),
        )

    @rule(counter=COUNTER, service=SERVICE)
    def someone_is_served_without_a_ticket(self, counter: str, service: str) -> None:
        new = self.new()
        self.clerk(
            counter,
            False,
            lambda: self.model.walk_in(counter, new, service),
            lambda asked: self.room.hall.walk_in(asked, counter, service),
        )

    @rule(counter=COUNTER, on=st.booleans())
    def a_counter_pauses_or_goes_on(self, counter: str, on: bool) -> None:
        self.clerk(
            counter,
            False,
            lambda: self.model.pause(counter, on=on),
            lambda asked: self.room.hall.pause(asked, counter, "lunch" if on else None),
        )


def on(client: redis.Redis) -> type[RuleBasedStateMachine]:
    """The machine, on this Redis."""
    return type("HallOnRedis", (Hall,), {"redis": client})


def test_the_hall_does_what_the_model_does(empty_redis):
    run_state_machine_as_test(on(empty_redis), settings=SHORT)


@pytest.mark.long
def test_the_hall_does_what_the_model_does_for_long(empty_redis):
    run_state_machine_as_test(on(empty_redis), settings=LONG)


@pytest.mark.parametrize(
    "mutant", [name if name in QUICK else pytest.param(name, marks=pytest.mark.long) for name in MUTANTS]
)
def test_a_broken_script_is_found(empty_redis, monkeypatch, mutant):
    command, right, wrong = MUTANTS[mutant]
    whole = scripts.source

    def broken(name: str) -> str:
        text = whole(name)
        if command not in {name, "act"}:
            return text
        assert text.count(right) == 1, f"the script no longer says {right!r} once; put the mutant right"
        return text.replace(right, wrong)

    monkeypatch.setattr(scripts, "source", broken)
    with pytest.raises((AssertionError, KeyError, redis.ResponseError, pytest.fail.Exception)):
        run_state_machine_as_test(on(empty_redis), settings=HUNT)
