"""What visitors, guides, managers and the voice do in the machine."""

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from queueing.hall import Asked
from queueing.rules.plan import Lane
from tests.live.machine import COUNTER, LINE, SELDOM, SERVICE, WHICH, Time
from tests.live.model_visits import Ticket

MANAGER = Asked("staff:100", "Manager")


class Visitors(Time):
    """What visitors, guides and managers do."""

    @rule(service=SERVICE, lane=st.sampled_from(list(Lane)), minutes=st.integers(-20, 30), entitled=SELDOM)
    def a_number_is_taken(
        self, *, service: str, lane: Lane, minutes: int = 0, entitled: bool = False
    ) -> None:
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
            self.a_number_is_taken(service=service, lane=lane)
            self.minutes_pass(minutes=minutes)

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

    @rule(which=WHICH, seconds=st.sampled_from([0, 59, 61]), undo=st.booleans())
    def a_visitor_lets_two_pass(self, *, which: int, seconds: int, undo: bool) -> None:
        if ticket := self.one(which, "waiting"):
            answer = self.act(
                Asked("visitor"),
                lambda: self.model.let_pass(ticket),
                lambda asked: self.room.hall.let_pass(asked, ticket.id),
            )
            assert not answer or answer["ahead"] == self.model.ahead(ticket)
            if undo:
                self.a_moment_passes(seconds=seconds)
                self.letting_pass_is_taken_back(which=which, ticket=ticket)

    @rule(which=WHICH)
    def letting_pass_is_taken_back(self, *, which: int, ticket: Ticket | None = None) -> None:
        passed = [t for t in self.model.tickets.values() if t.passed]
        wants = ticket or (passed[which % len(passed)] if passed else self.one(which, "waiting"))
        if wants:
            answer = self.act(
                Asked("visitor"),
                lambda: self.model.take_pass_back(wants),
                lambda asked: self.room.hall.let_pass(asked, wants.id, undo=True),
            )
            assert not answer or answer["ahead"] == self.model.ahead(wants)

    @rule(which=WHICH, seconds=st.sampled_from([None, 0, 59, 61]))
    def a_visitor_will_be_late(self, which: int, seconds: int | None) -> None:
        if ticket := self.one(which, "waiting"):
            self.act(
                Asked("visitor"),
                lambda: self.model.late(ticket),
                lambda asked: self.room.hall.late(asked, ticket.id),
            )
            if seconds is not None:
                self.a_moment_passes(seconds=seconds)
                self._comes_back(ticket)

    @rule(which=WHICH)
    def a_ticket_is_given_up(self, which: int) -> None:
        if ticket := self.one(which, "waiting", "held"):
            self.act(
                Asked("visitor"),
                lambda: self.model.cancel(ticket),
                lambda asked: self.room.hall.cancel(asked, ticket.id),
            )

    @rule(which=WHICH)
    def priority_is_granted(self, which: int) -> None:
        if ticket := self.one(which, "waiting"):
            answer = self.act(
                MANAGER,
                lambda: self.model.restand(ticket, "priority_granted", lane="priority"),
                lambda asked: self.room.steering.grant_priority(asked, ticket.id, "elderly"),
            )
            assert not answer or answer["ahead"] == self.model.ahead(ticket)

    @rule(which=WHICH, service=SERVICE)
    def a_ticket_is_for_another_service(self, which: int, service: str) -> None:
        line = self.room.plan.service[service].line
        if ticket := self.one(which, "waiting"):
            self.act(
                MANAGER,
                lambda: self.model.restand(ticket, "service_changed", service=service, line=line),
                lambda asked: self.room.steering.change_service(asked, ticket.id, service),
            )

    @rule(which=WHICH, line=LINE, place=st.sampled_from(["front", "end"]))
    def a_ticket_is_moved(self, which: int, line: str, place: str) -> None:
        if ticket := self.one(which, "waiting"):
            self.a_ticket_is_moved_to(ticket, line, place)

    def a_ticket_is_moved_to(self, ticket: Ticket, line: str, place: str) -> None:
        answer = self.act(
            MANAGER,
            lambda: self.model.restand(ticket, "transferred", anew=place == "end", line=line),
            lambda asked: self.room.steering.move(asked, ticket.id, line, place, "why"),
        )
        assert not answer or answer["ahead"] == self.model.ahead(ticket)

    @precondition(lambda self: self.acts % 5 == 4)
    @rule(counter=COUNTER, on=st.booleans())
    def a_counter_is_closed_or_opened(self, *, counter: str, on: bool) -> None:
        self.act(
            MANAGER,
            lambda: self.model.shut(counter, on=on),
            lambda asked: self.room.steering.shut(asked, counter, "broken" if on else None),
        )

    @precondition(lambda self: self.model.stopped or self.acts % 9 == 8)
    @rule(again=SELDOM)
    def the_hall_is_stopped_or_goes_on(self, *, again: bool) -> None:
        on = self.model.stopped == again
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
            fresh = [waits for waits in self.queue[zone] if self.model.now - waits.tick <= 30_000]
            assert answer.get("say", {}).get("call") == (fresh[0].call if fresh else None)
            self.queue[zone] = fresh[1:]
