"""How a visitor takes a number, comes back, gives it up, and asks where it stands."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import cast

import queueing.visitor_errors  # noqa: F401 - its refusals go by code
from queueing import errors
from queueing.admitting import UsedUp, limits, not_offered
from queueing.advised import Advised
from queueing.catalogue_errors import NumbersUsedUp, QuotaUsed
from queueing.clock import to_ms
from queueing.hours_errors import NumbersStopped
from queueing.hours_told import opens_again, stopped_numbers
from queueing.itinerary import Itinerary, stops_as_told
from queueing.live.line import Answer, Asked
from queueing.live.server import reaching
from queueing.rules.plan import Lane, Line
from queueing.rules.services import Service
from queueing.rules.stops import stops_of
from queueing.rules.tickets import standing
from queueing.stage_errors import NeedNotServed


class Taking(Advised):
    """What visitors do."""

    _itinerary: Itinerary | None = None

    @property
    def itinerary(self) -> Itinerary:
        """Where visits may go on to, by the plan in force and the hours as they are known."""
        if self._itinerary is None or self._itinerary.opening is not self.opening:
            self._itinerary = Itinerary(self.opening)
        return self._itinerary

    def take(  # noqa: PLR0913 - the words of the contract
        self,
        asked: Asked,
        service: str,
        lane: Lane = Lane.ORDINARY,
        *,
        slot: datetime | None = None,
        entitled: bool = False,
        reason_code: str | None = None,
        need: str | None = None,
        person: str | None = None,
        override: bool = False,
        slip: Answer | None = None,
        band: str | None = None,
        also: Sequence[str] = (),
    ) -> Answer:
        """A number for this service: {id, number, token, ahead}.

        need      what the visitor needs of a counter, a word of rules/needs.py
        person    keyed digest of whoever's card was read
        override  the guide desk gives it though a quota is used, or that person has one
        slip      an earlier visit's list of what is missing
        band      the band of extended service it was booked in: "booked" or "listed"
        also      further services of the same visit, which begins where the wait is shortest
        Raises UnknownService, NeedNotServed, LaneWithoutPromise, HallStopped, NotOfferedNow, ServiceClosed,
        NumbersStopped, QuotaUsed, NumbersUsedUp (`opens`: when numbers are given again), AlreadyHasNumber.
        """
        now = self.clock.now()
        stops = stops_of(self.service(each) for each in (service, *also))
        first = 0
        if also:
            first = self.itinerary.first(stops, self.waiting_in([stop.line for stop in stops]), now)
        wanted = self.service(stops[first].services[0])
        moment = datetime.fromtimestamp(now / 1000, self.plan.tz)
        stand = standing(lane, slot, moment, entitled=entitled, grace=self.plan.grace)
        if stand.lane not in self.plan.promises:
            raise errors.LaneWithoutPromise(lane=stand.lane)
        line = self._line(wanted, need)
        if (refused := not_offered(self.opening, wanted, now)) and not override:
            raise refused
        booked = lane is Lane.BOOKED  # a booking has a place of its own: no limit is about it
        # Whoever comes before a booked time stands for it already, though its band hasn't begun.
        served = max(now, to_ms(slot)) if booked and slot else now
        args: dict[str, object] = {
            "service": wanted.id,
            "line": line.id,
            "prefix": line.prefix,
            "lane": stand.lane,
            "token": secrets.token_urlsafe(16),
            "not_before": stand.not_before and to_ms(stand.not_before),
            "not_after": stand.not_after and to_ms(stand.not_after),
            "slot": slot and to_ms(slot),
            "band": band,
            "priority_reason": reason_code,
            "need": need,
            "origin": asked.name or asked.by,
            "promises": self.promises,
            "person": person if self.plan.one_per_person else None,
            "override": override or None,
            "stands_for": list(wanted.items) or None,
            "slip": slip,
        }
        if len(stops) > 1:
            args |= {"stops": stops_as_told(stops, first, now), "stop": first + 1}
        others = (self.service(each) for each in (service, *also))
        wished = [(line.id, wanted), *((each.line, each) for each in others)]
        days = [self.keys.admissions(self.day), self.keys.persons(self.day)]

        def decide() -> Answer:
            halted = None if booked else self._halted(wished, now)
            pulling = [] if halted else self.opening.pulling(line.id, served, wanted.id, booked=booked)
            limited = limits(self.opening, wanted, pulling, now)
            by_hours = {"pulled_by": [c.id for c in pulling], "hours": self.hours_known}
            by_hours |= {} if booked else limited.as_args()
            try:
                # Also with no counter open: a repeat of a request gets the number it got before closing.
                return self.run("take", asked, args | by_hours, [line.id], days)
            except errors.ServiceClosed as closed:
                if halted:
                    told = stopped_numbers(self.opening, halted[0], halted[1].id, now)
                    raise NumbersStopped(name=halted[1].names, opens=told) from closed
                if pulling:  # a manager closed them
                    raise
                raise errors.ServiceClosed(opens=opens_again(self.opening, line.id, now)) from closed
            except (QuotaUsed, NumbersUsedUp) as used:
                raise type(used)(opens=limited.again(used)) from used

        return self._by_hours(decide)

    def _halted(self, wished: Sequence[tuple[str, Service]], now: int) -> tuple[str, Service] | None:
        """The first of these, each in its line, whose numbers are stopped; one is enough to refuse."""
        return next((each for each in wished if self.opening.stop(each[0], each[1].id, now)), None)

    @reaching()
    def used_up(self, snapshot: Answer) -> UsedUp:
        """For which services no more numbers are given, as a snapshot of the hall stands."""
        given = cast("dict[bytes, bytes]", self.client.hgetall(self.keys.admissions(self.day)))
        numbers = {quota.decode(): int(n) for quota, n in given.items()}
        return UsedUp(self.opening_of(snapshot), snapshot, numbers)

    def _line(self, wanted: Service, need: str | None) -> Line:
        """Where a visitor of this service waits, with or without a need."""
        line = self.plan.line[wanted.line]
        if need:
            if need not in self.plan.need_lines.get(line.id, {}):
                raise NeedNotServed
            line = self.plan.need_lines[line.id][need]
        if line.roll:
            raise errors.BadInput(word="input.roll")
        return line

    def come_back(self, asked: Asked, ticket: str) -> Answer:
        """A missed or late visitor waits again, a few behind: {id, number, ahead}. Raises WrongState."""
        args = {"ticket": ticket, "behind": self.plan.behind, "promises": self.promises}
        return self.run("comeback", asked, args, self.plan.line)

    def let_pass(self, asked: Asked, ticket: str, *, undo: bool = False) -> Answer:
        """Let the next two behind go first, or take that back: {id, number, people, ahead}.

        Raises NotWaiting, PassedOften, NobodyBehind, NothingToTakeBack.
        """
        args = {"ticket": ticket, "undo": undo or None, "promises": self.promises}
        return self.run("let_pass", asked, args, self.plan.line)

    def late(self, asked: Asked, ticket: str) -> Answer:
        """A waiting visitor will be late: not called until `come_back`: {id, number}.

        Raises NotWaiting, LateOften.
        """
        return self.run("late", asked, {"ticket": ticket}, self.plan.line)

    def cancel(self, asked: Asked, ticket: str, reason: str | None = None) -> Answer:
        """Give up a ticket that waits or is held: {id, number}. Raises WrongState."""
        return self.run("cancel", asked, {"ticket": ticket, "reason": reason}, self.plan.line)

    def whereabouts(self, *, token: str | None = None, ticket: str | None = None) -> Answer:
        """One ticket whole, how many are before it, and behind it in its lane: {ticket, ahead?, behind?}.

        Raises UnknownTicket.
        """
        args = {"token": token, "ticket": ticket, "promises": self.promises}
        answer = self.run("whereabouts", Asked("visitor"), args, self.plan.line)
        self.know(answer["hours"])
        return answer
