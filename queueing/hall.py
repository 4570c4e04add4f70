"""The hall's verbs: take a number, call the next, finish, miss … each one atomic script, whole or nothing."""

import secrets
from datetime import datetime
from typing import cast

from queueing import errors
from queueing.admitting import limits, not_offered
from queueing.catalogue_errors import NumbersUsedUp, QuotaUsed
from queueing.clock import to_ms
from queueing.hours_told import opens_again
from queueing.live.line import Answer, Asked
from queueing.live.server import reaching
from queueing.rules.plan import Lane
from queueing.rules.tickets import standing
from queueing.stage_errors import NeedNotServed
from queueing.today import Today

__all__ = ["Answer", "Asked", "Hall"]


class Hall(Today):
    """What visitors and clerks do."""

    # Visitors -----------------------------------------------------------------------------------

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
        slip: str | None = None,
        band: str | None = None,
    ) -> Answer:
        """A number for this service: {id, number, token, ahead}.

        need      what the visitor needs of a counter, a word of rules/needs.py
        person    keyed digest of whoever's card was read
        override  the guide desk gives it though a quota is used, or that person has one
        slip      the code of an earlier visit's list of what is missing
        band      the band of extended service it was booked in: "booked" or "listed"
        Raises UnknownService, NeedNotServed, LaneWithoutPromise, HallStopped, NotOfferedNow, ServiceClosed,
        QuotaUsed, NumbersUsedUp (`opens`: when numbers are given again), AlreadyHasNumber.
        """
        wanted = self.service(service)
        now = self.clock.now()
        moment = datetime.fromtimestamp(now / 1000, self.plan.tz)
        stand = standing(lane, slot, moment, entitled=entitled, grace=self.plan.grace)
        if stand.lane not in self.plan.promises:
            raise errors.LaneWithoutPromise(lane=stand.lane)
        line = self.plan.line[wanted.line]
        if need:
            if need not in self.plan.need_lines.get(line.id, {}):
                raise NeedNotServed
            line = self.plan.need_lines[line.id][need]
        if line.roll:
            raise errors.BadInput(word="input.roll")
        if (refused := not_offered(self.opening, wanted, now)) and not override:
            raise refused
        booked = lane is Lane.BOOKED  # a booking has a place of its own: no limit is about it
        # Whoever comes before a booked time stands for it already, though its band hasn't begun.
        served = max(now, to_ms(slot)) if booked and slot else now
        args = {
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
        days = [self.keys.admissions(self.day), self.keys.persons(self.day)]

        def decide() -> Answer:
            pulling = self.opening.pulling(line.id, served, wanted.id, booked=booked)
            limited = limits(self.opening, wanted, pulling, now)
            by_hours = {"pulled_by": [c.id for c in pulling], "hours": self.hours_known}
            by_hours |= {} if booked else limited.as_args()
            try:
                # Also with no counter open: a repeat of a request gets the number it got before closing.
                return self.run("take", asked, args | by_hours, [line.id], days)
            except errors.ServiceClosed as closed:
                if pulling:  # a manager closed them
                    raise
                raise errors.ServiceClosed(opens=opens_again(self.opening, line.id, now)) from closed
            except (QuotaUsed, NumbersUsedUp) as used:
                raise type(used)(opens=limited.again(used)) from used

        return self._by_hours(decide)

    def come_back(self, asked: Asked, ticket: str) -> Answer:
        """A missed visitor waits again, a few behind: {id, number, ahead}. Raises WrongState."""
        args = {"ticket": ticket, "behind": self.plan.behind, "promises": self.promises}
        return self.run("comeback", asked, args, self.plan.line)

    def cancel(self, asked: Asked, ticket: str, reason: str | None = None) -> Answer:
        """Give up a ticket that waits or is held: {id, number}. Raises WrongState."""
        return self.run("cancel", asked, {"ticket": ticket, "reason": reason}, self.plan.line)

    def whereabouts(self, *, token: str | None = None, ticket: str | None = None) -> Answer:
        """One ticket whole, and how many are before it now: {ticket, ahead?}. Raises UnknownTicket."""
        args = {"token": token, "ticket": ticket, "promises": self.promises}
        answer = self.run("whereabouts", Asked("visitor"), args, self.plan.line)
        self.know(answer["hours"])
        return answer

    # Seats --------------------------------------------------------------------------------------

    def sit(self, asked: Asked, counter: str, *, takeover: bool = False) -> Answer:
        """Take the seat at a counter: {epoch}. Raises Seated."""
        self.counter(counter)
        args = {"counter": counter, "name": asked.name or asked.by, "takeover": takeover or None}
        return self.run("sit", asked, args)

    def leave(self, asked: Asked, counter: str) -> Answer:
        """Give the seat up; held tickets go back to their lines. Raises CounterBusy, NotSeated."""
        args = self.seat(asked, counter) | {"zones": self.plan.shown_in[counter]}
        return self.run("leave", asked, args, self.plan.line)

    def seen(self, asked: Asked, counter: str) -> Answer:
        """The clerk's page is still there: {epoch}."""
        return self.run("seen", asked, self.seat(asked, counter))

    def pause(self, asked: Asked, counter: str, reason: str | None) -> Answer:
        """Pause with a reason, its own line given back; None reopens."""
        return self.run("pause", asked, self.seat(asked, counter) | {"reason": reason}, self.plan.line)

    def give_back(self, asked: Asked, counter: str) -> Answer:
        """A counter's hours are over: those who wait for it alone go back to the lines they came from."""
        return self.run("give_back", asked, {"counter": counter}, self.plan.line)

    # A clerk's eight keys ------------------------------------------------------------------------

    def call_next(  # noqa: PLR0913 - the words of the contract
        self,
        asked: Asked,
        counter: str,
        *,
        current: str | None = None,
        finish_current: bool = True,
        below_threshold: bool = False,
        ticket: str | None = None,
        reason: str | None = None,
    ) -> Answer:
        """Finish the ticket in hand and call the next: {ticket, number, reason}, or {empty: True}.

        current  the ticket the clerk's screen shows, "" for none; None: not compared
        ticket   a chosen one, which needs a reason
        Raises Stale, CounterBusy, BelowThreshold, ReasonNeeded, NotPulled, NotWaiting, HallStopped,
        OutsideHours (`opens`: why, and when).
        """
        desk = self.counter(counter)
        args = self.seat(asked, counter) | {
            "current": current,
            "finish_current": finish_current or None,
            "below_threshold": below_threshold or None,
            "ticket": ticket,
            "reason": reason,
            "promises": self.promises,
            "zone": desk.zone,
            "zones": self.plan.shown_in[counter],
        }

        def call(by_hours: dict[str, object]) -> Answer:
            pulled = self.opening.pulls(counter, self.clock.now())
            pulls = [
                {"line": p.line} | ({"threshold": p.threshold} if p.threshold is not None else {})
                for p in pulled
            ]
            decided = args | by_hours | {"pulls": pulls}
            return self.run("next", asked, decided, [p.line for p in pulled], [self.today_key])

        return self._in_hours(counter, call)

    def call_roll(  # noqa: PLR0913 - the words of the contract
        self,
        asked: Asked,
        counter: str,
        *,
        line: str | None = None,
        current: str | None = None,
        number: int | None = None,
        again: bool = False,
    ) -> Answer:
        """Call the next number of a paper roll, or jump to one: {ticket, number, reason} or {…, ended}.

        line   which roll, where the counter pulls several
        again  a number called today already is meant
        Raises BadInput, Stale, HallStopped, CounterClosed, OutsideHours, RollCalledBefore, NotWaiting.
        """
        desk = self.counter(counter)
        roll = next((i for i in self.plan.rolls_of(desk) if line in {None, i.id}), None)
        if roll is None:
            raise errors.BadInput(word="input.no_roll")
        args = self.seat(asked, counter) | {
            "current": current,
            "line": roll.id,
            "service": next(s.id for s in self.plan.service.values() if s.line == roll.id and not s.children),
            "prefix": roll.prefix,
            "number": number,
            "again": again or None,
            "token": secrets.token_urlsafe(16),
            "promises": self.promises,
            "zone": desk.zone,
            "zones": self.plan.shown_in[counter],
        }
        swept = [self.today_key, self.keys.rolls(self.day)]
        return self._in_hours(
            counter, lambda by_hours: self.run("roll", asked, args | by_hours, [roll.id], swept)
        )

    @reaching()
    def rolls(self, counter: str) -> list[dict[str, object]]:
        """The paper rolls a counter pulls, each with the number called last (0: none yet)."""
        lines = self.plan.rolls_of(self.counter(counter))
        if not lines:
            return []
        last = cast("list[bytes | None]", self.client.hmget(self.keys.rolls(self.day), [i.id for i in lines]))
        return [
            {"id": i.id, "names": i.names, "prefix": i.prefix, "last": int(n or 0)}
            for i, n in zip(lines, last, strict=True)
        ]

    def recall(self, asked: Asked, counter: str) -> Answer:
        """Call the ticket in hand once more. Raises RecallTooSoon, RecallLimit, NoTicket, WrongState."""
        desk = self.counter(counter)
        args = self.seat(asked, counter) | {"zone": desk.zone, "zones": self.plan.shown_in[counter]}
        return self.run("recall", asked, args)

    def start(self, asked: Asked, counter: str) -> Answer:
        """The called visitor is here."""
        return self.run("start", asked, self.seat(asked, counter))

    def finish(
        self, asked: Asked, counter: str, *, outcome: str | None = None, items: int | None = None
    ) -> Answer:
        """The visit has ended, with its outcome and how many items were handled."""
        return self.run("finish", asked, self.seat(asked, counter) | {"outcome": outcome, "items": items})

    def miss(self, asked: Asked, counter: str) -> Answer:
        """Nobody came: {ticket, number, state}; the second time the ticket is void."""
        return self.run("miss", asked, self.seat(asked, counter))

    def hold(self, asked: Asked, counter: str) -> Answer:
        """Put the ticket in hand aside here. Raises TooManyHeld."""
        return self.run("hold", asked, self.seat(asked, counter))

    def resume(self, asked: Asked, counter: str, ticket: str) -> Answer:
        """Take up a held ticket. Raises CounterBusy, NotHeldHere."""
        return self.run("resume", asked, self.seat(asked, counter) | {"ticket": ticket})

    def transfer(self, asked: Asked, counter: str, line: str, place: str) -> Answer:
        """Send the ticket being served to a line ("@3": counter 3's own), at its "front" or "end"."""
        target = self.line(line)
        args = self.seat(asked, counter) | {"line": target, "place": place}
        return self.run("transfer", asked, args, [target])

    def undo(self, asked: Asked, counter: str) -> Answer:
        """Take back this seat's newest call. Raises NothingToUndo, UndoTooLate."""
        desk = self.counter(counter)
        args = self.seat(asked, counter) | {"zone": desk.zone, "zones": self.plan.shown_in[counter]}
        return self.run("undo", asked, args, self.plan.line)

    def walk_in(self, asked: Asked, counter: str, service: str) -> Answer:
        """Serve somebody without a ticket: {ticket}. Raises CounterBusy."""
        wanted = self.service(service)
        args = {"service": wanted.id, "line": wanted.line, "token": secrets.token_urlsafe(16)}
        return self.run("walk_in", asked, self.seat(asked, counter) | args)

    def note(self, asked: Asked, ticket: str, text: str, counter: str | None = None) -> Answer:
        """Write a note on a ticket."""
        seat = self.seat(asked, counter) if counter else {}
        return self.run("note", asked, seat | {"ticket": ticket, "kind": "noted", "text": text})
