"""The door for what readers read: a card becomes a mask and an age band at once, a code becomes its ticket.

A card's number lives in this process only while it is read: nothing of it is kept but its HMAC and mask,
for half a minute until the page at the same kiosk takes the reading away, and the HMAC two minutes more for
the number that is taken with it.
"""

import json
import re
import secrets
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from queueing import errors
from queueing.clock import to_datetime
from queueing.live.line import Asked, LiveHall
from queueing.live.server import reaching
from queueing.rules.identity import NoCard, band, read_card
from queueing.rules.slip_code import visit_of

#: A reading waits this long for its page, ms, and so many wait: the visitor has gone on by then.
WAITS_FOR, WAIT_AT_MOST = 30_000, 5
#: What a reading allows is allowed this long, ms: a visitor chooses a service meanwhile.
ALLOWED_FOR = 120_000

#: A booking's own page, as the QR code on it names it; its code is all that is needed.
_BOOKING_PAGE = re.compile(r"https?://[^\s/]+/book/([A-Z0-9]{8})/?")

#: A ticket's own page, as the QR code on its paper names it.
_TICKET_PAGE = re.compile(r"https?://[^\s/]+/t/([\w-]{16,64})/?")


@dataclass(frozen=True)
class Holder:
    """Who holds a card: the keyed digest, and whether priority is due, with its code in the hall's list."""

    who: str
    priority: bool
    reason: str | None


class Readings(LiveHall):
    """What was read at a kiosk or a guide's desk, and what it allows."""

    #: Set by whoever opens the folder.
    secret: bytes = b""

    def read(self, text: str) -> dict[str, Any]:
        """What a text stands for.

        A card {kind, who, mask, band, priority}, {kind, ticket}, {kind, code} of a booking, {kind, slip}.
        Raises BadInput, UnknownTicket.
        """
        today = to_datetime(self.clock.now(), self.plan.tz).date()
        if page := _TICKET_PAGE.fullmatch(text.strip()):
            return {"kind": "ticket", "ticket": self._ticket_of(page[1])}
        if page := _BOOKING_PAGE.fullmatch(text.strip()):
            return {"kind": "booking", "code": page[1]}
        if text.strip().upper().startswith("SLIP-") and (visit := visit_of(text)):
            return {"kind": "slip", "slip": visit[0]}
        return self._card(text, today)

    def _card(self, text: str, today: date) -> dict[str, Any]:
        try:
            card = read_card(text, today)
        except NoCard:
            raise errors.BadInput(word="input.reading") from None
        years = self.plan.priority_age
        return {
            "kind": "card",
            "who": card.who(self.secret),
            "mask": card.mask,
            "band": band(card, today, years),
            "priority": card.age_on(today) >= years,
        }

    def _ticket_of(self, token: str) -> str:
        answer = self.run(
            "whereabouts", Asked("visitor"), {"token": token, "promises": self.promises}, self.plan.line
        )
        return str(answer["ticket"]["id"])

    @reaching()
    def allow(self, reading: dict[str, Any], place: str) -> dict[str, Any]:
        """The reading for the page at a place; its id is good for one act there."""
        allowed: dict[Any, Any] = {"place": place, "at": self.clock.tick()}
        if reading["kind"] == "ticket":
            allowed["ticket"] = reading["ticket"]
        elif reading["kind"] == "card":
            allowed |= {"who": reading["who"]} | ({"priority": 1} if reading["priority"] else {})
        reading_id = secrets.token_urlsafe(12)
        key = self.keys.allowed(reading_id)
        with self.client.pipeline(transaction=True) as pipe:
            pipe.hset(key, mapping=allowed)
            pipe.pexpire(key, ALLOWED_FOR)
            pipe.execute()
        return reading | {"id": reading_id}

    @reaching()
    def bring(self, reading: dict[str, Any], place: str) -> None:
        """A reader's reading waits for the page of its kiosk."""
        key, row = self.keys.readings(place), json.dumps(reading | {"at": self.clock.tick()})
        with self.client.pipeline(transaction=True) as pipe:
            pipe.lpush(key, row)
            pipe.ltrim(key, 0, WAIT_AT_MOST - 1)
            pipe.pexpire(key, WAITS_FOR)  # a reading nobody takes is not kept
            pipe.execute()

    @reaching()
    def next(self, place: str) -> dict[str, Any] | None:
        """The oldest reading that waits at a place, taken away; None when none does."""
        while row := cast("bytes | None", self.client.rpop(self.keys.readings(place))):
            reading: dict[str, Any] = json.loads(row)
            if self.clock.tick() - reading.pop("at") <= WAITS_FOR:
                return self.allow(reading, place)
        return None

    def holder(self, reading: str, place: str, asked: Asked) -> Holder:
        """Whose card was read, and whether it opens the priority lane.

        Raises BadInput for another reading, another place, or another act than the first.
        """
        allowed = self._redeem(reading, place, asked)
        if b"who" not in allowed:
            raise errors.BadInput(word="input.reading_used")
        listed = "elderly" if "elderly" in self.plan.priority_reasons else None
        return Holder(allowed[b"who"].decode(), b"priority" in allowed, listed)

    def ticket(self, reading: str, place: str, asked: Asked) -> str:
        """The ticket whose code was read. Raises BadInput as `holder` does."""
        return self._redeem(reading, place, asked).get(b"ticket", b"").decode()

    @reaching()
    def _redeem(self, reading: str, place: str, asked: Asked) -> dict[bytes, bytes]:
        """What a reading allows, for one request: a repeat of that request is allowed it again."""
        key, use = self.keys.allowed(reading), asked.request or secrets.token_hex(8)
        allowed = cast("dict[bytes, bytes]", self.client.hgetall(key))
        fresh = allowed and self.clock.tick() - int(allowed[b"at"]) <= ALLOWED_FOR
        if not fresh or allowed[b"place"].decode() != place:
            raise errors.BadInput(word="input.reading_used")
        if not self.client.hsetnx(key, "used", use) and allowed.get(b"used") != use.encode():
            raise errors.BadInput(word="input.reading_used")
        return allowed
