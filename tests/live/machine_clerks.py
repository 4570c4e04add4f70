"""What clerks do in the machine, and with it the whole hall."""

from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule

from queueing.hall import Asked
from queueing.rules.plan import Lane
from tests.live.machine import COUNTER, KEY, LINE, SELDOM, SERVICE, WHICH
from tests.live.machine_visitors import MANAGER, Visitors


class Hall(Visitors):
    """A hall in which anybody may do anything at any time."""

    @initialize(counters=st.sets(st.sampled_from(["1", "2", "3"])))
    def clerks_begin_their_day(self, counters: set[str]) -> None:
        for counter in sorted(counters):
            self.a_clerk_sits_down(counter=counter)

    @rule(counter=COUNTER, who=st.sampled_from(["staff:1", "staff:2"]), takeover=st.booleans())
    def a_clerk_sits_down(self, *, counter: str, who: str = "staff:1", takeover: bool = False) -> None:
        answer = self.act(
            Asked(who, who),
            lambda: self.model.sit(counter, who, takeover=takeover),
            lambda asked: self.room.hall.sit(asked, counter, takeover=takeover),
        )
        if answer:
            self.former += [self.seats[counter]] if counter in self.seats else []
            self.seats[counter] = Asked(who, who, epoch=answer["epoch"])

    @rule(counter=COUNTER, force=SELDOM, old=SELDOM)
    def a_clerk_goes(self, *, counter: str, force: bool, old: bool) -> None:
        def gone() -> list[str]:
            return self.model.leave(counter, force=force)

        if force:
            self.act(MANAGER, gone, lambda asked: self.room.steering.force_off(asked, counter, "ill"))
        else:
            self.clerk(counter, gone, lambda asked: self.room.hall.leave(asked, counter), old=old)

    @rule(
        counter=COUNTER, current=st.sampled_from([None, "shown", ""]), keep=SELDOM, below=SELDOM, old=SELDOM
    )
    def next_is_pressed(
        self,
        *,
        counter: str,
        current: str | None = None,
        keep: bool = False,
        below: bool = False,
        old: bool = False,
    ) -> None:
        if not self.model.seats[counter].who:
            self.a_clerk_sits_down(counter=counter)
        if current == "shown":
            current = self.model.seats[counter].ticket or ""
        answer = self.clerk(
            counter,
            lambda: self.model.next(counter, None, current=current, finish=not keep, below=below),
            lambda asked: self.room.hall.call_next(
                asked, counter, current=current, finish_current=not keep, below_threshold=below
            ),
            old=old,
        )
        self._rightly_called(counter, answer)

    @rule(counter=COUNTER, minutes=st.lists(st.integers(0, 20), min_size=2, max_size=5), key=KEY)
    def visitors_come_one_after_another_and_are_called(
        self, counter: str, minutes: list[int], key: str
    ) -> None:
        for lane, wait in zip((*Lane, Lane.ORDINARY), minutes, strict=False):
            self.a_number_is_taken(service="invoice" if wait % 2 else "card", lane=lane)
            self.minutes_pass(minutes=wait)
        for _ in minutes:
            self.next_is_pressed(counter=counter, current="shown")
        self.a_key_is_pressed(counter=counter, key=key)

    @rule(counter=COUNTER, which=WHICH)
    def a_chosen_ticket_is_called(self, counter: str, which: int) -> None:
        if ticket := self.one(which, "waiting"):
            answer = self.clerk(
                counter,
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
    def a_key_is_pressed(self, *, counter: str, key: str, old: bool = False) -> None:
        model, hall = getattr(self.model, key), getattr(self.room.hall, key)
        self.clerk(counter, lambda: model(counter), lambda asked: hall(asked, counter), old=old)

    @rule(counter=COUNTER, keys=st.lists(st.tuples(KEY, st.sampled_from([0, 0, 9, 10, 11])), max_size=4))
    def a_visitor_is_called_and_then(self, counter: str, keys: list[tuple[str, int]]) -> None:
        self.next_is_pressed(counter=counter, below=True)
        for key, seconds in keys:
            self.a_moment_passes(seconds=seconds)
            self.a_key_is_pressed(counter=counter, key=key)

    @rule(counter=COUNTER)
    def a_visitor_misses_the_call_and_is_back(self, counter: str) -> None:
        self.next_is_pressed(counter=counter)
        called = self.model.seats[counter].ticket
        self.a_key_is_pressed(counter=counter, key="miss")
        if called and (ticket := self.model.tickets[called]).state == "missed":
            self._comes_back(ticket)

    @rule(counter=st.sampled_from(["1", "2"]), stages=st.integers(1, 3), key=KEY)
    def a_licence_goes_from_stage_to_stage(self, counter: str, stages: int, key: str) -> None:
        self.a_number_is_taken(service="licence", lane=Lane.PRIORITY)
        self.minutes_pass(minutes=20)
        for at in (counter, "2", "3")[:stages]:
            self.next_is_pressed(counter=at, below=True)
            self.a_ticket_is_handed_on(counter=at)
        self.a_key_is_pressed(counter=counter, key=key)

    @rule(counter=COUNTER)
    def a_ticket_is_handed_on(self, *, counter: str) -> None:
        self.clerk(
            counter,
            lambda: self.model.hand_on(counter),
            lambda asked: self.room.hall.finish(asked, counter, outcome="受理", onward=True),
        )

    @rule(
        counter=st.sampled_from(["1", "2"]),
        services=st.lists(SERVICE, min_size=2, max_size=4, unique=True),
        key=KEY,
    )
    def a_visit_for_several_services(self, counter: str, services: list[str], key: str) -> None:
        new, also = self.new(), tuple(services[1:])
        self.act(
            Asked("key:1"),
            lambda: self.model.take(new, services[0], Lane.ORDINARY, None, entitled=False, also=also),
            lambda asked: self.room.hall.take(asked, services[0], also=also),
        )
        self.next_is_pressed(counter=counter, below=True)
        self.a_key_is_pressed(counter=counter, key=key)
        self.next_is_pressed(counter=counter, below=True)

    @rule(counter=COUNTER, which=WHICH)
    def a_held_ticket_is_resumed(self, counter: str, which: int) -> None:
        if ticket := self.one(which, "held"):
            self.clerk(
                counter,
                lambda: self.model.resume(counter, ticket),
                lambda asked: self.room.hall.resume(asked, counter, ticket.id),
            )

    @rule(counter=COUNTER, line=LINE, place=st.sampled_from(["front", "end"]))
    def a_ticket_is_transferred(self, counter: str, line: str, place: str) -> None:
        self.clerk(
            counter,
            lambda: self.model.transfer(counter, line, place),
            lambda asked: self.room.hall.transfer(asked, counter, line, place),
        )

    @rule(
        counter=st.sampled_from(["1", "3"]), how=st.sampled_from(["pause", "leave", "shut", "hours", "back"])
    )
    def someone_waits_for_one_counter_that_goes(self, counter: str, how: str) -> None:
        self.a_number_is_taken(service="card", lane=Lane.ORDINARY)
        self.a_clerk_sits_down(counter=counter)
        if ticket := self.one(-1, "waiting"):
            self.a_ticket_is_moved_to(ticket, f"@{counter}", "front")
        match how:
            case "pause":
                self.a_counter_pauses_or_goes_on(counter=counter, on=True)
            case "leave":
                self.a_clerk_goes(counter=counter, force=False, old=False)
            case "shut":
                self.a_counter_is_closed_or_opened(counter=counter, on=True)
                self.a_counter_is_closed_or_opened(counter=counter, on=False)
            case "hours":
                self.act(
                    MANAGER,
                    lambda: self.model.give_back(counter),
                    lambda asked: self.room.hall.give_back(asked, counter),
                )
            case "back":
                self.a_visitor_misses_the_call_and_is_back(counter=counter)

    @rule(counter=COUNTER, service=SERVICE)
    def someone_is_served_without_a_ticket(self, counter: str, service: str) -> None:
        new = self.new()
        self.clerk(
            counter,
            lambda: self.model.walk_in(counter, new, service),
            lambda asked: self.room.hall.walk_in(asked, counter, service),
        )

    @rule()
    def a_visitor_just_reaches_the_threshold_of_counter_2(self) -> None:
        self.a_number_is_taken(service="invoice", lane=Lane.PRIORITY)
        self.minutes_pass(minutes=9)  # 60 % of fifteen
        for _ in range(4):  # those with a larger share go first
            self.next_is_pressed(counter="2")

    @rule(counter=COUNTER, service=SERVICE)
    def someone_without_a_ticket_is_sent_on(self, counter: str, service: str) -> None:
        self.someone_is_served_without_a_ticket(counter=counter, service=service)
        self.a_ticket_is_transferred(counter=counter, line=f"@{counter}", place="front")
        self.next_is_pressed(counter=counter)

    @rule(counter=COUNTER, old=SELDOM)
    def a_clerk_says_that_it_goes_on(self, *, counter: str, old: bool) -> None:
        self.clerk(
            counter,
            lambda: self.model.still(counter),
            lambda asked: self.room.hall.still(asked, counter),
            old=old,
        )

    @rule(counter=COUNTER, on=st.booleans())
    def a_counter_pauses_or_goes_on(self, *, counter: str, on: bool) -> None:
        self.clerk(
            counter,
            lambda: self.model.pause(counter, on=on),
            lambda asked: self.room.hall.pause(asked, counter, "lunch" if on else None),
        )
