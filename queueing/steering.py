"""What guides, managers and the room do with the live hall: set right, close, announce, watch, speak."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

from queueing import errors
from queueing.live.line import Answer, Asked, LiveHall
from queueing.live.server import reaching
from queueing.rules.facts import read_fact
from queueing.rules.hours import end_of_day
from queueing.rules.plan import Lane, Stage


class Steering(LiveHall):
    """The verbs of the guide desk, the manager and the room."""

    # The guide desk and the manager ---------------------------------------------------------------

    def grant_priority(self, asked: Asked, ticket: str, reason_code: str) -> Answer:
        """Move a waiting ticket to the priority lane, at its place. Raises NotWaiting, BadInput."""
        if reason_code not in self.plan.priority_reasons:
            raise errors.BadInput(what=f"The reason {reason_code} is not in this hall's list.")
        return self._restand(
            asked, ticket, "priority_granted", {"reason_code": reason_code}, lane=Lane.PRIORITY
        )

    def change_service(self, asked: Asked, ticket: str, service: str) -> Answer:
        """A waiting ticket was for another service: it stands in that line at its place, number kept.

        One that waits for a fitted counter goes on to the line of its need, where that service has one.
        """
        wanted = self.service(service)
        needs = {need: line.id for need, line in self.plan.need_lines.get(wanted.line, {}).items()}
        to = {"service": wanted.id, "line": wanted.line, "need_lines": needs or None}
        return self._restand(asked, ticket, "service_changed", {}, **to, quiet=self.quiet(wanted.line))

    def move(self, asked: Asked, ticket: str, line: str, place: str, why: str) -> Answer:
        """Move a waiting ticket to another line: "front" keeps its place, "end" starts anew."""
        to = {"line": self.line(line), "place": place, "quiet": self.quiet(line)}
        return self._restand(asked, ticket, "transferred", {"reason": why}, **to)

    def reprinted(self, asked: Asked, ticket: str) -> Answer:
        """Record that a ticket's paper was printed again."""
        return self.run("note", asked, {"ticket": ticket, "kind": "reprinted"})

    def shut(self, asked: Asked, counter: str, reason: str | None) -> Answer:
        """Close a counter with a reason, its own line given back; None opens it again."""
        self.counter(counter)
        return self.run("shut", asked, {"counter": counter, "reason": reason}, self.plan.line)

    def force_off(self, asked: Asked, counter: str, reason: str) -> Answer:
        """Send a clerk away: the ticket in hand and held ones go back to their lines at their place."""
        self.counter(counter)
        args = {
            "counter": counter,
            "force": True,
            "reason": reason,
            "zones": self.plan.shown_in[counter],
        }
        return self.run("leave", asked, args, self.plan.line)

    def proclaim(  # noqa: PLR0913 - the words of the contract
        self,
        asked: Asked,
        kind: str,
        text: Mapping[str, str] | None = None,
        zones: Iterable[str] | None = None,
        audio: str | None = None,
        *,
        stands_for: int | None = None,
    ) -> Answer:
        """Stop the hall ("hall_stopped"), let it go on ("hall_resumed"), or announce ("announced").

        stands_for  how long an announcement is shown, ms; None: until the business day ends
        """
        now, named = self.clock.now(), [self.zone(z) for z in zones] if zones else list(self.plan.zone)
        ends = end_of_day(self.plan, now) if stands_for is None else now + stands_for
        args = {"kind": kind, "text": text, "zones": named, "audio": audio, "ends": ends}
        return self.run("proclaim", asked, args)

    # The room ---------------------------------------------------------------------------------------

    def snapshot(self) -> Answer:
        """The hall as it stands, in one step: what snapshot.lua lists, and the hall clock's speed."""
        pick_up = [line.id for line in self.plan.lines if line.stage is Stage.PICK_UP]
        args, today = {"pick_up": pick_up}, [self.keys.today(self.day)]
        return self.run("snapshot", Asked("room"), args, self.plan.line, today) | {"speed": self.clock.speed}

    @reaching()
    def waiting_list(self, lines: Iterable[str], limit: int) -> list[dict[str, Any]]:
        """Who waits in these lines, in the order of the rule, with the share used up; a view, no act."""
        keys = [key for _, key in self.keys.lanes(lines, self.plan.promises)]
        with self.client.pipeline(transaction=False) as pipe:
            for key in keys:
                pipe.zrange(key, 0, limit - 1)
            ids = [ticket for found in pipe.execute() for ticket in found]
        if not ids:
            return []
        now = self.clock.now()
        rows = cast("list[bytes | None]", self.client.hmget(self.keys.tickets, ids))
        tickets = [json.loads(row) for row in rows if row is not None]
        for ticket in tickets:
            ticket["share"] = (now - ticket["place"]) / self.promises[ticket["lane"]]
        return sorted(tickets, key=lambda t: (-t["share"], t["id"]))[:limit]

    @reaching()
    def tickets(self, ids: Sequence[str]) -> list[dict[str, Any]]:
        """Live tickets by id; those swept away are left out."""
        rows = cast("list[bytes | None]", self.client.hmget(self.keys.tickets, list(ids))) if ids else []
        return [json.loads(row) for row in rows if row is not None]

    @reaching()
    def whole(self) -> dict[str, Any]:
        """The whole live hall at one instant, as the doctor compares it (reports.LiveSnapshot)."""
        lanes = list(self.keys.lanes(self.plan.line, self.plan.promises))
        day = self.day
        with self.client.pipeline(transaction=True) as pipe:
            pipe.hmget(self.keys.hall, ["life", "revision"])
            pipe.hgetall(self.keys.numbers(day))
            pipe.hgetall(self.keys.tickets)
            pipe.hgetall(self.keys.counters)
            pipe.xrange(self.keys.facts)
            for _, key in lanes:
                pipe.zrange(key, 0, -1, withscores=True)
            hall, numbers, tickets, counters, facts, *waiting = pipe.execute()
        return {
            "hall": self.plan.id,
            "life": int(hall[0] or 0),
            "revision": int(hall[1] or 0),
            "day": day.isoformat(),
            "numbers": {k.decode(): int(v) for k, v in numbers.items()},
            "tickets": {k.decode(): json.loads(v) for k, v in tickets.items()},
            "counters": {k.decode(): json.loads(v) for k, v in counters.items()},
            "waiting": {
                name: {t.decode(): int(place) for t, place in row}
                for (name, _), row in zip(lanes, waiting, strict=True)
            },
            "facts": [read_fact(fields[b"fact"]) for _, fields in facts],
        }

    def speak(  # noqa: PLR0913 - the words of the contract
        self,
        zone: str,
        speaker: str,
        *,
        epoch: int | None,
        ready: bool,
        claim: bool,
        spoken: str | None = None,
        quiet: bool = False,
        shown: Sequence[str] = (),
        screen: str = "",
    ) -> Answer:
        """Be the zone's one speaker and claim the next call before it is spoken (I14): speak.lua."""
        args = {
            "zone": self.zone(zone), "speaker": speaker, "epoch": epoch, "ready": ready or None,
            "claim": claim or None, "spoken": spoken, "quiet": quiet or None, "shown": list(shown) or None,
            "screen": screen,
        }  # fmt: skip
        return self.run("speak", Asked(speaker), args)

    def _restand(
        self, asked: Asked, ticket: str, kind: str, detail: dict[str, object], **to: object
    ) -> Answer:
        args = {
            "ticket": ticket,
            "kind": kind,
            "detail": detail,
            "place": "keep",
            "promises": self.promises,
        } | to
        return self.run("restand", asked, args, self.plan.line)
