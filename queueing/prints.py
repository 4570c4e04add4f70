"""Print jobs between the kiosk and the printer's worker, what became of each, and how the printers are."""

import hashlib
import json
import secrets
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, cast

from queueing.errors import PrintDecided, PrintUnknown
from queueing.live.line import Asked, LiveHall
from queueing.live.server import reaching
from queueing.rules.paper_roll import Roll

#: Jobs of one kiosk that may wait; with more the oldest are given up as failed, their numbers stay on
#: the screens. Nobody waits for the fiftieth paper.
WAITING_AT_MOST = 50
#: A printer that nothing was heard of for so long is unknown, ms.
HEARD_WITHIN = 90_000

Job = dict[str, Any]


@dataclass(frozen=True)
class Report:
    """What became of a job: printed, failed or unknown, and why; how its printer is; mm of paper it took."""

    outcome: str
    why: str
    printer: str
    printed: int


class Prints(LiveHall):
    """One hall's print jobs. A job is never a number: losing or doubling one costs only paper (I16)."""

    # The kiosk ----------------------------------------------------------------------------------------

    @reaching()
    def ask(self, asked: Asked, kiosk: str, paper: dict[str, Any]) -> str:
        """Queue a paper for a kiosk's printer; the job's id, the same again for a repeated request."""
        job = _job_of(asked)

        def queue(pipe: Any) -> None:  # noqa: ANN401 - a pipeline of the live store
            if not pipe.hexists(self.keys.printed, job):
                pipe.multi()
                self._queue(pipe, job, kiosk, paper)

        self._give_up(cast("list[Any]", self.client.transaction(queue, self.keys.printed)))
        return job

    @reaching()
    def outcome(self, job: str) -> dict[str, str]:
        """What became of a job: state (queued, printing, printed, failed, unknown), text, cause."""
        kept = self._kept(job)
        return {"state": kept["state"], "text": kept.get("text", ""), "cause": kept.get("cause", "")}

    # The printer's worker -------------------------------------------------------------------------------

    def next(self, kiosk: str, loop: str, wait: float = 1.0) -> Job | None:
        """The kiosk's oldest job, now printing; None when there is none within `wait` seconds.

        A job in hand is handed to the same loop again until `done` was heard, for the answer may have
        been lost on its way; never to another loop, which could print it a second time.
        """
        with reaching():
            for name in cast("list[bytes]", self.client.lrange(self.keys.printing(kiosk), 0, -1)):
                kept = self._in_hand(kiosk, name.decode())
                if kept is not None and kept.get("by") in {None, loop}:
                    return self._hand_out(name.decode(), kept, loop)
            queues = self.keys.prints(kiosk), self.keys.printing(kiosk)
            # redis-py's types want whole seconds; the server takes parts of one.
            moved = cast("bytes | None", self.client.blmove(*queues, cast("int", wait), "RIGHT", "LEFT"))
            if moved is None:
                return None
            kept = self._in_hand(kiosk, moved.decode())
            return kept and self._hand_out(moved.decode(), kept, loop)

    @reaching()
    def done(self, kiosk: str, job: str, report: Report) -> None:
        """Write down what became of a job; one of unknown outcome waits for the guide desk's decision."""
        kept = self._in_hand(kiosk, job)
        if kept is not None:
            ended = {"state": report.outcome, "text": report.why}
            ended["cause"] = "paper" if report.printer == "out" else ""
            self._end(kiosk, job, kept | ended)
        self._saw(kiosk, report.printer, report.printed)

    @reaching()
    def left_printing(self, kiosk: str) -> list[str]:
        """After a worker's end: jobs it had begun, now of unknown outcome; their ids."""
        begun = []
        for name in cast("list[bytes]", self.client.lrange(self.keys.printing(kiosk), 0, -1)):
            kept = self._in_hand(kiosk, name.decode())
            if kept is not None and "by" in kept:  # else it was never handed out: it is still to be printed
                ended = {"state": "unknown", "text": "the printer's worker ended", "cause": ""}
                self._end(kiosk, name.decode(), kept | ended)
                begun.append(name.decode())
        return begun

    @reaching()
    def saw(self, kiosk: str, state: str) -> None:
        """How an idle printer is."""
        self._saw(kiosk, state, 0)

    # The guide desk and the manager -----------------------------------------------------------------------

    @reaching()
    def undecided(self) -> list[dict[str, Any]]:
        """Jobs whose outcome nobody knows, oldest first: {job, kiosk, ticket, number, at, text}."""
        found = cast("list[bytes]", self.client.zrange(self.keys.undecided, 0, -1))
        names = [name.decode() for name in found]
        kept = self.client.hmget(self.keys.printed, names) if names else []
        rows = [(name, json.loads(job)) for name, job in zip(names, kept, strict=True) if job]
        return [
            {
                "job": name,
                "kiosk": job["kiosk"],
                "ticket": job["paper"]["ticket"],
                "number": job["paper"]["number"],
                "at": job["at"],
                "text": job.get("text", ""),
            }
            for name, job in rows
        ]

    @reaching()
    def about(self, job: str) -> Job:
        """A job as it was asked: {kiosk, paper, …}. Raises PrintUnknown."""
        return self._kept(job)

    @reaching()
    def again(self, asked: Asked, job: str, kiosk: str, paper: dict[str, Any]) -> str:
        """It did not come out: queue its marked copy, once; the new job's id. Raises PrintDecided."""
        kept, anew = self._kept(job), _job_of(asked)

        def settle(pipe: Any) -> None:  # noqa: ANN401 - a pipeline of the live store
            if pipe.hexists(self.keys.printed, anew):
                return
            if pipe.zscore(self.keys.undecided, job) is None:
                raise PrintDecided
            pipe.multi()
            self._queue(pipe, anew, kiosk, paper)
            pipe.zrem(self.keys.undecided, job)
            pipe.hset(self.keys.printed, job, json.dumps(kept | {"decided": "again"}))

        settled = self.client.transaction(settle, self.keys.printed, self.keys.undecided)
        self._give_up(cast("list[Any]", settled))
        return anew

    @reaching()
    def leave(self, job: str) -> None:
        """It came out, or nobody needs it: nothing is printed. Raises PrintDecided where it was decided."""
        kept = self._kept(job)
        if self.client.zrem(self.keys.undecided, job):
            self.client.hset(self.keys.printed, job, json.dumps(kept | {"decided": "left"}))
        elif kept.get("decided") != "left":
            raise PrintDecided

    @reaching()
    def printers(self) -> list[dict[str, Any]]:
        """How each kiosk's printer is: {kiosk, names, state, at, tickets_left}.

        state         ok, low, out, cover, down or unknown; unknown too when nothing was heard lately
        at            hall time it was last heard of, ms; None: never
        tickets_left  about so many until the paper ends, from what was printed since it was changed
        """
        heard = cast("dict[bytes, bytes]", self.client.hgetall(self.keys.printers))
        rows = []
        for kiosk in self.plan.kiosks:
            if kiosk.printer is None:
                continue
            seen = json.loads(heard.get(kiosk.id.encode(), b"{}"))
            fresh = self.clock.tick() - seen.get("tick", 0) <= HEARD_WITHIN
            state = seen["state"] if seen and fresh else "unknown"
            roll = Roll(seen.get("used", 0), seen.get("tickets", 0))
            left = 0 if seen.get("ended") else roll.left(kiosk.roll * 1000, low=seen.get("state") == "low")
            about = {"kiosk": kiosk.id, "names": kiosk.names, "state": state, "at": seen.get("at")}
            rows.append(about | {"tickets_left": left})
        return rows

    # What these are made of -------------------------------------------------------------------------------

    def _kept(self, job: str) -> Job:
        kept = cast("bytes | None", self.client.hget(self.keys.printed, job))
        if kept is None:
            raise PrintUnknown
        return cast("Job", json.loads(kept))

    def _in_hand(self, kiosk: str, job: str) -> Job | None:
        """A job's record; one swept at the day's end is nobody's any more."""
        try:
            return self._kept(job)
        except PrintUnknown:
            self.client.lrem(self.keys.printing(kiosk), 0, job)
            return None

    def _queue(self, pipe: Any, job: str, kiosk: str, paper: dict[str, Any]) -> None:  # noqa: ANN401
        """The commands of a transaction that queue a job; the second answers those that are too many."""
        queue, asked = self.keys.prints(kiosk), {"state": "queued", "kiosk": kiosk, "paper": paper}
        pipe.lpush(queue, job)
        pipe.lrange(queue, WAITING_AT_MOST, -1)
        pipe.ltrim(queue, 0, WAITING_AT_MOST - 1)
        pipe.hset(self.keys.printed, job, json.dumps(asked | {"at": self.clock.now()}))

    def _give_up(self, queued: list[Any]) -> None:
        """Those that are too many have failed; a job of a day that is over is nobody's any more."""
        for old in queued[1] if queued else ():
            with suppress(PrintUnknown):
                kept = self._kept(old.decode()) | {"state": "failed", "text": "too many jobs"}
                self.client.hset(self.keys.printed, old, json.dumps(kept))

    def _hand_out(self, job: str, kept: Job, loop: str) -> Job:
        self.client.hset(self.keys.printed, job, json.dumps(kept | {"state": "printing", "by": loop}))
        return {"job": job, "kiosk": kept["kiosk"], "paper": kept["paper"]}

    def _end(self, kiosk: str, job: str, ended: Job) -> None:
        with self.client.pipeline(transaction=True) as pipe:
            pipe.hset(self.keys.printed, job, json.dumps(ended))
            pipe.lrem(self.keys.printing(kiosk), 0, job)
            if ended["state"] == "unknown" and "decided" not in ended and ended["paper"]["ticket"]:
                pipe.zadd(self.keys.undecided, {job: self.clock.now()})
            else:
                pipe.zrem(self.keys.undecided, job)
            pipe.execute()

    def _saw(self, kiosk: str, state: str, printed: int) -> None:
        """Keep how a printer is, and what is gone of its roll; one that has paper again has a new one."""
        kept = self.client.hget(self.keys.printers, kiosk)
        before = json.loads(cast("bytes", kept)) if kept else {}
        roll = Roll(before.get("used", 0), before.get("tickets", 0))
        ended, low = before.get("ended", False), before.get("low", False)
        if (state == "ok" and (ended or low)) or (state == "low" and ended):
            roll, ended = Roll(), False
        roll = roll.after(printed) if printed else roll
        seen = {"state": state, "at": self.clock.now(), "tick": self.clock.tick()}
        low = state == "low" or (low and state != "ok")
        seen |= {"used": roll.used, "tickets": roll.tickets, "ended": ended or state == "out", "low": low}
        self.client.hset(self.keys.printers, kiosk, json.dumps(seen))


def _job_of(asked: Asked) -> str:
    """The job's id: drawn, or for a request that may be repeated always the same."""
    if asked.request is None:
        return secrets.token_urlsafe(12)
    return hashlib.sha256(f"{asked.by}|{asked.request}".encode()).hexdigest()[:24]
