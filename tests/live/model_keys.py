"""The rest of the plain model: the clerk's other keys, the night, and what a record must say."""

from typing import Any

from tests.live.model import Model
from tests.live.model_visits import Refused, Seat, Ticket


class Hall(Model):
    """The whole model."""

    def recall(self, counter: str) -> list[str]:
        """The same call again."""
        seat, ticket = self.in_hand(counter, "called")
        if ticket.calls >= 3:
            raise Refused("recall-limit")
        if self.now - ticket.called_tick < 10_000:
            raise Refused("recall-too-soon")
        ticket.calls, ticket.called_tick, seat.undo = ticket.calls + 1, self.now, None
        return ["recalled"]

    def start(self, counter: str) -> list[str]:
        """The visitor is here."""
        seat, ticket = self.in_hand(counter, "called")
        ticket.state, seat.undo = "serving", None
        return ["started"]

    def finish(self, counter: str) -> list[str]:
        """The visit ends."""
        seat, ticket = self.in_hand(counter, "called", "serving")
        return self._concluded(seat, ticket, onward=False)

    def hand_on(self, counter: str) -> list[str]:
        """The visit goes on to the next stage of its service."""
        seat, ticket = self.in_hand(counter, "called", "serving")
        following = ticket.stops[ticket.stop + 1 :]
        if not following or following[0].after != ticket.stop:
            raise Refused("no-next-stage")
        return self._concluded(seat, ticket, onward=True)

    def _concluded(self, seat: Seat, ticket: Ticket, *, onward: bool) -> list[str]:
        self._put_away(seat, ticket, ticket.state)
        return ["handed_on" if self.conclude(ticket, onward=onward) else "finished"]

    def miss(self, counter: str) -> list[str]:
        """Nobody came."""
        seat, ticket = self.in_hand(counter, "called")
        ticket.missed += 1
        self._put_away(seat, ticket, "void" if ticket.missed > 1 else "missed")
        return ["voided" if ticket.missed > 1 else "missed"]

    def hold(self, counter: str) -> list[str]:
        """The ticket is put aside."""
        seat, ticket = self.in_hand(counter, "called", "serving")
        if len(seat.held) >= 3:
            raise Refused("too-many-held")
        self._put_away(seat, ticket, "held")
        seat.held.append(ticket.id)
        return ["held"]

    def resume(self, counter: str, ticket: Ticket) -> list[str]:
        """A held ticket is taken up."""
        seat = self.seats[counter]
        if seat.ticket:
            raise Refused("busy")
        if ticket.id not in seat.held:
            raise Refused("not-held-here")
        seat.held.remove(ticket.id)
        ticket.state, seat.ticket, seat.undo = "serving", ticket.id, None
        return ["resumed"]

    def transfer(self, counter: str, line: str, place: str) -> list[str]:
        """The ticket being served goes to another line."""
        seat, ticket = self.in_hand(counter, "serving")
        self._put_away(seat, ticket, "waiting")
        ticket.place = self.now - max(0, ticket.waited) if place == "front" else self.now
        self.to_line(ticket, line)
        ticket.transfers, ticket.counter = ticket.transfers + 1, None
        return ["transferred"]

    def undo(self, counter: str) -> list[str]:
        """The newest call is taken back, and what it finished."""
        seat = self.seats[counter]
        if seat.undo is None or seat.ticket != seat.undo.before.id:
            raise Refused("nothing-to-undo")
        if self.now - seat.undo.at > 10_000:
            raise Refused("undo-too-late")
        self.tickets[seat.undo.before.id] = seat.undo.before
        seat.ticket, former, seat.undo = None, seat.undo.finished, None
        if former is None:
            return ["undone"]
        self.tickets[former.id] = former
        seat.ticket = former.id
        return ["undone", "undone"]

    def walk_in(self, counter: str, ticket: str, service: str) -> list[str]:
        """Somebody without a ticket is served; `ticket` is the id the hall gave."""
        seat = self.seats[counter]
        if seat.ticket:
            raise Refused("busy")
        line, day = self.plan.service[service].line, self.day.isoformat()
        served = Ticket(ticket, "", day, line, "ordinary", service, self.now, "serving", counter)
        served.first_called = self.now
        self.tickets[ticket] = served
        seat.ticket, seat.undo = ticket, None
        return ["walked_in"]

    def pause(self, counter: str, *, on: bool) -> list[str]:
        """The counter pauses, or goes on."""
        seat = self.seats[counter]
        changed, seat.paused = seat.paused != on, on
        return (["paused", *self.give_back(counter)] if on else ["reopened"]) if changed else []

    def still(self, counter: str) -> list[str]:
        """A long service or pause goes on."""
        seat = self.seats[counter]
        return ["confirmed"] if seat.ticket or seat.paused else []

    def shut(self, counter: str, *, on: bool) -> list[str]:
        """A manager closes or opens a counter."""
        seat = self.seats[counter]
        changed, seat.closed = seat.closed != on, on
        return (["counter_closed", *self.give_back(counter)] if on else ["counter_opened"]) if changed else []

    def stop(self, *, on: bool) -> list[str]:
        """A manager stops the hall, or lets it go on."""
        changed, self.stopped = self.stopped != on, on
        return (["hall_stopped"] if on else ["hall_resumed"]) if on or changed else []

    def close_day(self, closing: str) -> set[tuple[str, str]]:
        """The night: which tickets end how, in no order, as (ticket, kind)."""
        ends = set()
        for ticket in [t for t in self.tickets.values() if t.day <= closing]:
            match ticket.state:
                case "waiting":
                    rests = ticket.stops and self.plan.line[ticket.line].stage
                    ticket.state = (
                        "finished" if rests else "expired" if ticket.first_called is None else "void"
                    )
                case "held" | "missed":
                    if ticket.state == "held":
                        self.seats[ticket.counter or ""].held.remove(ticket.id)
                    ticket.state = "void"
                case "called" | "serving" if ticket.day < closing:
                    self._put_away(self.seats[ticket.counter or ""], ticket, "finished")
                case _:
                    continue
            ends.add((ticket.id, {"void": "voided"}.get(ticket.state, ticket.state)))
        return ends

    def _put_away(self, seat: Seat, ticket: Ticket, state: str) -> None:
        ticket.state, seat.ticket, seat.undo = state, None, None


#: What of a ticket's record the model knows at any time; `counter` only while it is in hand or held.
KNOWN = ("id", "number", "day", "line", "lane", "service", "state", "place", "calls", "missed", "transfers")
#: And what only some have.
SOMETIMES = ("first_called", "home")


def told(ticket: Ticket) -> dict[str, Any]:
    """A ticket of the model as its record must tell it."""
    record: dict[str, Any] = {name: getattr(ticket, name) for name in KNOWN}
    if ticket.state in {"called", "serving", "held"}:
        record["counter"] = ticket.counter
    done = [stop.done for stop in ticket.stops]
    return record | {name: getattr(ticket, name) for name in SOMETIMES} | {"done": done, "stop": ticket.stop}


def as_told(record: dict[str, Any]) -> dict[str, Any]:
    """The same of a record of the hall."""
    found: dict[str, Any] = {name: record[name] for name in KNOWN}
    if record["state"] in {"called", "serving", "held"}:
        found["counter"] = record["counter"]
    done = ["done" in stop for stop in record.get("stops") or ()]
    found |= {name: record.get(name) for name in SOMETIMES}
    return found | {"done": done, "stop": record.get("stop", 1) - 1}
