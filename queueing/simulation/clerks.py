"""Made-up clerks: they sit, call, serve, hold, transfer, rest, and leave in order."""

from random import Random
from typing import Any

from queueing.remote import RemoteHall, Reply
from queueing.simulation.visitors import Place, Room, Visitors

#: Service times are lognormal around the counter's mean; this is their sigma.
SPREAD = 0.6
#: Of all visits: put aside for a while, sent on. Of all calls: taken back. After a visit: a short break.
HELD, SENT_ON, TAKEN_BACK, SHORT_BREAK = 0.03, 0.04, 0.004, 0.02
#: Of the other visits, how many are ended by their own key; the rest by the Next that follows.
FINISHED_APART = 0.6
OUTCOMES = ("办结", "办结", "办结", "受理", "受理", "收件", "一次性告知", "转办")
#: A clerk puts so many aside, one fewer than a counter can hold.
ASIDE_AT_MOST = 2
#: Hall minutes until a clerk who found nobody waiting looks again, and real seconds at least.
LOOK_AGAIN, LOOK_AGAIN_SECONDS = 0.4, 0.1
#: A clerk's page says that it is still there this often, real seconds.
SEEN_EVERY = 20.0
#: Two calls of one ticket are ten real seconds apart; nobody waits longer than these hall minutes for it.
RECALL_GAP, RECALL_PATIENCE = 10.2, 4.0

#: Stands before the name of every made-up clerk, so that people can tell.
MARK = "模拟·"
#: Refusals by which a manager or a colleague sends a clerk home.
SENT_HOME = frozenset({"seat-lost", "not-seated"})


class WentHome(Exception):
    """Somebody else has this clerk's seat."""


class Clerk:
    """Somebody who works at a counter until the simulation stops."""

    def __init__(self, room: Room, api: RemoteHall, place: Place, visitors: Visitors, dice: Random) -> None:
        self._room = room
        self._witness = room.witness
        self._api = api
        self.place = place
        self._visitors = visitors
        self._dice = dice
        self._seat: dict[str, str] = {}
        self._current: str | None = None
        self._aside: list[tuple[int, str]] = []
        self._lunch = room.time.lived() + int(dice.uniform(150, 240) * 60_000)
        #: Nobody could be called the last time.
        self.idle = False

    def run(self) -> None:
        """Sit down, work, leave in order."""
        try:
            self._sit()
            while not self._room.stop.is_set():
                self._work()
            self._finish()
            self._ask("leave")
        except WentHome:
            self._witness.count("went home")
        finally:
            self.idle = True
            self._api.close()

    # A clerk's day -------------------------------------------------------------------------------

    def _sit(self) -> None:
        reply = self._api.ask("POST", f"/counters/{self.place.id}/sit", {})
        if reply.code == "seated" and str(reply.body.get("holder", "")).startswith(MARK):
            # Left over from a simulation that was cut off; a real clerk's seat is never taken.
            reply = self._api.ask("POST", f"/counters/{self.place.id}/sit", {"takeover": True})
        if not reply.ok:
            self._witness.refused(reply)
            raise WentHome
        self._seat = {"Seat-Epoch": str(reply.body["epoch"])}
        self._aside = [(self._room.time.lived(), held["id"]) for held in self._look_at_desk()]

    def _work(self) -> None:
        if self._room.time.lived() > self._lunch and not self._room.all_came.is_set():
            self._lunch += 24 * 3_600_000
            self._rest("午餐", self._dice.uniform(30, 45))
        elif self._aside and (self.idle or self._aside[0][0] <= self._room.time.lived()):
            self.idle = False
            self._resume()
        elif (ticket := self._next()) is None:
            self.idle = not self._aside
            self._spend(LOOK_AGAIN, at_least=LOOK_AGAIN_SECONDS)
        else:
            self.idle = False
            if self._dice.random() < TAKEN_BACK and self._undo(ticket):
                return
            if self._comes(ticket) and self._start(ticket):
                self._serve(ticket)
                if self._dice.random() < SHORT_BREAK:
                    self._rest("暂离", self._dice.uniform(4, 8))

    def _next(self) -> str | None:
        """Press Next with the ticket in hand; the one called, if anybody waits."""
        former, wanted = self._current, {"current": self._current}
        self._lets_go(former)
        reply = self._ask("calls", wanted)
        if reply.code == "below-threshold":
            reply = self._ask("calls", wanted | {"below_threshold": True})
        if not reply.ok:
            self._keeps(former, reply)
            return None
        self._current = reply.body.get("ticket")
        if former:
            self._witness.finished(former)
        if self._current:
            self._note_call(self._current, reply.body["number"])
        return self._current

    def _note_call(self, ticket: str, number: str) -> None:
        visitor, waited = self._room.visitors.get(ticket), None
        if visitor is not None and not visitor.called:
            visitor.called = True
            waited = max(0, self._room.time.now() - max(visitor.arrived, visitor.slot or 0)) / 60_000
        self._witness.called(ticket, number, self.place.id, visitor.lane if visitor else "", waited)

    def _comes(self, ticket: str) -> bool:
        """Whether the called one comes; else called again perhaps, then missed."""
        visitor = self._room.visitors.get(ticket)
        self._spend(self._dice.uniform(0.3, 1.2))
        if visitor is None or not visitor.absent:
            return True
        for _ in range(self._dice.randint(0, 2)):
            if self._room.time.seconds(RECALL_PATIENCE) < RECALL_GAP:
                break
            self._room.stop.wait(RECALL_GAP)
            self._witness.count("recalled" if self._ask("recall").ok else "recall refused")
        self._lets_go(ticket)
        reply = self._ask("miss")
        if not reply.ok:
            self._keeps(ticket, reply)
            return False
        self._current = None
        self._witness.count("missed")
        if reply.body["state"] == "void" or not self._visitors.missed(visitor):
            self._witness.ended(ticket)
        return False

    def _start(self, ticket: str) -> bool:
        reply = self._ask("start")
        if not reply.ok:
            self._keeps(ticket, reply)
        return reply.ok

    def _serve(self, ticket: str) -> None:
        self._spend(self.place.minutes * self._dice.lognormvariate(-SPREAD * SPREAD / 2, SPREAD))
        fate = self._dice.random()
        if fate < HELD:
            self._hold(ticket)
        elif fate < HELD + SENT_ON:
            self._send_on(ticket)
        elif self._dice.random() < FINISHED_APART:
            self._finish()

    def _hold(self, ticket: str) -> None:
        if len(self._aside) < ASIDE_AT_MOST and self._ask("hold").ok:
            self._aside.append((self._room.time.lived() + int(self._dice.uniform(4, 12) * 60_000), ticket))
            self._current = None
            self._witness.count("held")

    def _resume(self) -> None:
        self._finish()
        _, ticket = self._aside.pop(0)
        if self._current is None and self._ask("resume", {"ticket": ticket}).ok:
            self._current = ticket
            self._spend(self._dice.uniform(1, 4))

    def _send_on(self, ticket: str) -> None:
        """To another line, or to the very clerk who knows the case."""
        others = [place for place in self._room.places if place.id != self.place.id]
        if not others:
            return
        other = self._dice.choice(others)
        to = self._dice.choice(({"counter": other.id}, *({"line": line} for line in other.lines)))
        self._lets_go(ticket)
        reply = self._ask("transfer", to | {"place": self._dice.choice(("front", "end"))})
        if not reply.ok:
            self._keeps(ticket, reply)
            return
        self._current = None
        self._witness.count("sent on")

    def _undo(self, ticket: str) -> bool:
        self._lets_go(ticket)
        reply = self._ask("undo")
        if not reply.ok:
            self._keeps(ticket, reply)
            return False
        self._witness.count("taken back")
        self._current = reply.body.get("restored")
        if self._current:
            self._witness.stays(self._current, self.place.id)
        self._spend(0.3)
        return True

    def _finish(self) -> None:
        ticket = self._current
        if ticket is None:
            return
        self._lets_go(ticket)
        words = {"outcome": self._dice.choice(OUTCOMES), "items": self._dice.choice((1, 1, 1, 2, 3))}
        reply = self._ask("finish", words)
        if not reply.ok:
            self._keeps(ticket, reply)
            return
        self._current = None
        self._witness.finished(ticket)

    def _rest(self, reason: str, minutes: float) -> None:
        self._finish()
        if not self._room.all_came.is_set() and self._ask("pause", {"reason": reason}).ok:
            self._witness.count("rested")
            self._spend(minutes)
            self._ask("reopen")

    # Beneath -------------------------------------------------------------------------------------

    def _ask(self, deed: str, body: object = None) -> Reply:
        reply = self._api.ask("POST", f"/counters/{self.place.id}/{deed}", body, **self._seat)
        if reply.code in SENT_HOME:
            raise WentHome
        if not reply.ok:
            self._witness.refused(reply)
        return reply

    def _lets_go(self, ticket: str | None) -> None:
        if ticket:
            self._witness.leaves(ticket)

    def _keeps(self, ticket: str | None, reply: Reply) -> None:
        """An act was refused: the ticket is still here, unless somebody steered the hall meanwhile."""
        if ticket:
            self._witness.stays(ticket, self.place.id)
        if reply.code in {"stale", "wrong-state", "no-ticket", "busy"}:
            self._look_at_desk()

    def _look_at_desk(self) -> list[dict[str, Any]]:
        """Take up what is really in hand here; the tickets put aside here."""
        desk = self._api.ask("GET", f"/counters/{self.place.id}/desk")
        if not desk.ok:
            return []
        found = (desk.body["current"] or {}).get("id")
        if self._current and found != self._current:
            self._witness.leaves(self._current)
        self._current = found
        return list(desk.body["counter"]["held"])

    def _spend(self, minutes: float, at_least: float = 0.0) -> None:
        """Let hall minutes pass, saying now and then that the page is still there."""
        left = max(at_least, self._room.time.seconds(minutes))
        while left > 0 and not self._room.stop.wait(min(left, SEEN_EVERY)):
            left -= SEEN_EVERY
            if left > 0:
                self._ask("seen")
