"""One counter as its calling unit works it: strokes become acts of the hall, its state becomes digits."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from queue import Empty, Full, Queue
from typing import Any

from counters.key_bus import Bus
from counters.key_unit import CODES, NO_ANSWER, OTHER, Act, Wish, buzz, shown, wish_of
from queueing.clock import Clock
from queueing.remote import RemoteHall, Reply
from queueing.rules.facts import number_parts
from queueing.start_errors import AgentRefused, HallGone
from queueing.words import Words

#: A counter is looked at this often, seconds; a refusal stands on its unit until then.
LOOK_EVERY = 3.0
#: The seat is renewed this often, ms.
SEEN_EVERY = 20_000
#: The same keys within this long, ms, are the same wish: a finger that slipped, a unit that heard no answer.
SAME_WISH = 800
#: So many strokes wait for an answer of the hall; one that waited longer than this, ms, is not done any more.
STROKES_AT_MOST, TOO_LATE = 4, 5_000
#: Everything lit, for a unit that is to show that it works.
LIT = 888

_NOBODY_WAITS = 204


@dataclass(frozen=True)
class Stroke:
    """A wish: when its keys were pressed (tick, ms), and the ticket shown then, which it is meant for."""

    wish: Wish | None
    ticket: str | None
    at: int


class Unit:
    """One calling unit at one counter; its cable's thread puts strokes in, its own thread does them."""

    def __init__(self, address: int, bus: Bus, clock: Clock) -> None:
        self.address = address
        self.counter = ""
        self._bus = bus
        self._clock = clock
        self._strokes: Queue[Stroke] = Queue(STROKES_AT_MOST)
        self._desk: dict[str, Any] = {}
        self._waiting = 0
        self._seen = 0
        #: A roll's number that was refused because it was called today.
        self._unsure = ""
        self._last = (b"", -SAME_WISH)

    @property
    def ticket(self) -> str | None:
        """The ticket in hand, as the unit shows it."""
        current = self._desk.get("current")
        return str(current["id"]) if current else None

    def hear(self, keys: bytes) -> None:
        """Keys were pressed."""
        now = self._clock.tick()
        last, at = self._last
        self._last = keys, now
        if keys == last and now - at < SAME_WISH:
            return
        try:
            self._strokes.put_nowait(Stroke(wish_of(keys), self.ticket, now))
        except Full:
            self._refuse(NO_ANSWER)

    def light(self) -> None:
        """Show that the unit works."""
        self._bus.send(shown(self.address, LIT, LIT), buzz(self.address))

    def step(self, hall: RemoteHall) -> None:
        """Do what was pressed, if anything was, and show how the counter stands.

        Raises HallGone, AgentRefused.
        """
        try:
            if not self._desk:
                self._look(hall)
                self._show()
            stroke = self._strokes.get(timeout=LOOK_EVERY)
        except Empty:
            self._look(hall)
            self._renew(hall)
            self._show()
        except HallGone:
            self._refuse(NO_ANSWER)
            raise
        else:
            self._answer(hall, stroke)

    def _answer(self, hall: RemoteHall, stroke: Stroke) -> None:
        try:
            code = self._do(hall, stroke)
            self._look(hall)
        except HallGone:
            self._refuse(NO_ANSWER)
            raise
        if code:
            self._refuse(code)
        else:
            self._show()

    def _do(self, hall: RemoteHall, stroke: Stroke) -> str:
        """Do a stroke; the code of its refusal, "" when it was done."""
        if stroke.wish is None:
            return "no-such-keys"
        if self._clock.tick() - stroke.at > TOO_LATE:
            return NO_ANSWER
        if stroke.ticket != self.ticket:
            return "stale"
        act = stroke.wish.act
        if act is Act.LEAVE and not self._seated:
            return ""
        if not self._seated:
            sat = self._act(hall, "sit", {"takeover": act is Act.TAKE_OVER})
            if not sat.ok:
                return sat.code
            self._seen = self._clock.tick()
        return "" if act is Act.TAKE_OVER else self._acts[act](hall, stroke.wish.number)

    @property
    def _seated(self) -> bool:
        return bool(self._desk["counter"]["seat"]["mine"])

    @property
    def _acts(self) -> Mapping[Act, Callable[[RemoteHall, str], str]]:
        def plain(verb: str) -> Callable[[RemoteHall, str], str]:
            return lambda hall, _: self._act(hall, verb).code

        verbs = {Act.RECALL, Act.START, Act.FINISH, Act.MISS, Act.HOLD, Act.LEAVE}
        return {act: plain(act.value) for act in verbs} | {
            Act.CALL: self._call_or_roll,
            Act.BELOW: lambda hall, _: self._call(hall, below_threshold=True),
            Act.RESUME: self._resume,
            Act.TRANSFER: self._transfer,
            Act.PAUSE: lambda hall, _: self._pause(hall),
        }

    def _call_or_roll(self, hall: RemoteHall, digits: str) -> str:
        """The next who waits; where nobody does, or a number is named, one of the paper roll.

        A number that was called today is called once more when its keys are pressed a second time.
        """
        if not digits and (self._waiting or not self._desk["rolls"]):
            return self._call(hall)
        wanted = {"current": self.ticket, "number": int(digits) if digits else None}
        code = self._act(hall, "roll", wanted | {"again": bool(digits) and digits == self._unsure}).code
        self._unsure = digits if code == "roll-called-before" else ""
        return code

    def _call(self, hall: RemoteHall, **how: object) -> str:
        called = self._act(hall, "calls", {"current": self.ticket} | how)
        return "empty" if called.status == _NOBODY_WAITS else called.code

    def _resume(self, hall: RemoteHall, digits: str) -> str:
        held = [ticket for ticket in self._desk["counter"]["held"] if ticket["number"].endswith(digits)]
        return self._act(hall, "resume", {"ticket": held[0]["id"]}).code if held else "not-held-here"

    def _transfer(self, hall: RemoteHall, digits: str) -> str:
        to = {"counter": digits}
        if digits.startswith("0"):
            lines = hall.ask("GET", "/lines").body
            place = int(digits) - 1
            if not 0 <= place < len(lines):
                return "unknown-line"
            to = {"line": lines[place]["id"]}
        if self._desk["current"] and self._desk["current"]["state"] == "called":
            self._act(hall, "start")  # only a ticket that is served is sent on
        return self._act(hall, "transfer", to | {"place": "front"}).code

    def _pause(self, hall: RemoteHall) -> str:
        if self._desk["counter"]["paused"]:
            return self._act(hall, "reopen").code
        return self._act(hall, "pause", {"reason": Words("zh").say("reason.break")}).code

    def _act(self, hall: RemoteHall, verb: str, body: object = None) -> Reply:
        return hall.ask("POST", f"/counters/{self.counter}/{verb}", body)

    def _renew(self, hall: RemoteHall) -> None:
        if self._seated and self._clock.tick() - self._seen > SEEN_EVERY:
            self._act(hall, "seen")
            self._seen = self._clock.tick()

    def _look(self, hall: RemoteHall) -> None:
        self._desk = dict(answer_of(hall, f"/counters/{self.counter}/desk"))
        self._waiting = sum(line["waiting"] for line in self._desk["lines"])

    def _show(self) -> None:
        """How many wait, and the ticket in hand while the seat is this unit's."""
        current = self._desk["current"] if self._seated else None
        count = number_parts(current["number"])[1] if current and current["number"] else 0
        self._bus.send(shown(self.address, self._waiting, count))

    def _refuse(self, code: str) -> None:
        self._bus.send(shown(self.address, self._waiting, CODES.get(code, OTHER)), buzz(self.address))


def answer_of(hall: RemoteHall, path: str) -> Any:  # noqa: ANN401 - JSON
    """What the hall says to a question. Raises AgentRefused, HallGone."""
    reply = hall.ask("GET", path)
    if not reply.ok:
        raise AgentRefused(url=hall.url, why=reply.body.get("detail", reply.code))
    return reply.body
