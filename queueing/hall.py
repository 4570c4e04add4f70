"""The hall's verbs: take a number, call the next, finish, miss … each one atomic script, whole or nothing."""

import secrets
from typing import cast

from queueing import errors
from queueing.live.line import Answer, Asked
from queueing.live.server import reaching
from queueing.stage_errors import NoNumbersHere
from queueing.taking import Taking

__all__ = ["Answer", "Asked", "Hall"]


class Hall(Taking):
    """What visitors and clerks do."""

    # Seats --------------------------------------------------------------------------------------

    def sit(self, asked: Asked, counter: str, *, takeover: bool = False) -> Answer:
        """Take the seat at a counter: {epoch}. Raises Seated, NoNumbersHere."""
        if not self.counter(counter).queue:
            raise NoNumbersHere(counter=counter)
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

    def still(self, asked: Asked, counter: str) -> Answer:
        """A long service or pause goes on, says the clerk: {counter, what}."""
        return self.run("still", asked, self.seat(asked, counter))

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
            stops_at = self.itinerary.lines(self.clock.now())
            decided = args | by_hours | {"pulls": pulls, "stops_at": stops_at}
            lines = dict.fromkeys([*(p.line for p in pulled), *stops_at])
            return self.run("next", asked, decided, lines, [self.today_key])

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
        args["stops_at"] = lines = self.itinerary.lines(self.clock.now())
        swept = [self.today_key, self.keys.rolls(self.day)]
        return self._in_hours(
            counter, lambda by_hours: self.run("roll", asked, args | by_hours, [roll.id, *lines], swept)
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

    def finish(  # noqa: PLR0913 - the words of the contract
        self,
        asked: Asked,
        counter: str,
        *,
        outcome: str | None = None,
        items: int | None = None,
        onward: bool = False,
        ready_by: int | None = None,
    ) -> Answer:
        """What is done here has ended: {ticket, number, line?}; a visit with a stop left goes on to its line.

        onward    its service's next stage follows; else what would have followed is left out
        ready_by  when its result can be collected, as the visitor was told, ms
        Raises NoTicket, NoNextStage.
        """
        how = {"outcome": outcome, "items": items, "onward": onward or None, "ready_by": ready_by}
        lines = self.itinerary.lines(self.clock.now())
        return self.run("finish", asked, self.seat(asked, counter) | how | {"stops_at": lines}, lines)

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
        args = self.seat(asked, counter) | {"line": target, "place": place, "quiet": self.quiet(target)}
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

    def note(
        self, asked: Asked, ticket: str, text: str, counter: str | None = None, slip: Answer | None = None
    ) -> Answer:
        """Write a note on a ticket, or keep with it the list of papers that are missing."""
        seat = self.seat(asked, counter) if counter else {}
        return self.run("note", asked, seat | {"ticket": ticket, "kind": "noted", "text": text, "slip": slip})
