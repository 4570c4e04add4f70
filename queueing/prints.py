"""Print jobs between the kiosk and the printer's worker: asked, printing, and what became of each."""

import hashlib
import json
import secrets
from typing import Any, cast

from queueing.errors import PrintUnknown
from queueing.live.line import Asked, LiveHall
from queueing.live.server import reaching

#: Jobs that may wait; with more the oldest are given up as failed, their numbers stay on the screens.
WAITING_AT_MOST = 200

Job = dict[str, Any]


class Prints(LiveHall):
    """One hall's print jobs. A job is never a number: losing or doubling one costs only paper (I16)."""

    @reaching()
    def ask(self, asked: Asked, kiosk: str, paper: dict[str, Any]) -> str:
        """Queue a paper for a kiosk's printer; the job's id, the same again for a repeated request."""
        job = _job_of(asked)
        paper_asked = json.dumps({"job": job, "kiosk": kiosk, "paper": paper})

        def queue(pipe: Any) -> None:  # noqa: ANN401 - a pipeline of the live store
            if pipe.hexists(self.keys.printed, job):
                return
            pipe.multi()
            pipe.hset(self.keys.printed, job, json.dumps({"state": "queued"}))
            pipe.lpush(self.keys.prints, paper_asked)
            pipe.lrange(self.keys.prints, WAITING_AT_MOST, -1)
            pipe.ltrim(self.keys.prints, 0, WAITING_AT_MOST - 1)

        done = self.client.transaction(queue, self.keys.printed)
        for old in done[2] if done else ():
            self.done(json.loads(old)["job"], "failed", "too many jobs")
        return job

    @reaching()
    def outcome(self, job: str) -> dict[str, str]:
        """What became of a job: state (queued, printing, printed, failed, unknown) and text."""
        kept = cast("bytes | None", self.client.hget(self.keys.printed, job))
        if kept is None:
            raise PrintUnknown
        return cast("dict[str, str]", json.loads(kept))

    def next(self, wait: float = 1.0) -> Job | None:
        """The oldest job, marked as printing; None when there is none within `wait` seconds.

        A worker that dies now leaves the outcome unknown: the guide desk decides, nothing prints twice
        by itself.
        """
        with reaching():
            reply = cast("tuple[bytes, bytes] | None", self.client.brpop([self.keys.prints], timeout=wait))
        if reply is None:
            return None
        job = cast("Job", json.loads(reply[1]))
        self.done(job["job"], "printing")
        return job

    def done(self, job: str, state: str, text: str = "", cause: str = "") -> None:
        """Write down what became of a job; cause: "paper" when that has run out."""
        self.client.hset(self.keys.printed, job, json.dumps({"state": state, "text": text, "cause": cause}))

    def left_printing(self) -> list[str]:
        """After a worker's end: jobs it had begun, now marked unknown; their ids."""
        kept = cast("dict[bytes, bytes]", self.client.hgetall(self.keys.printed))
        begun = [job.decode() for job, state in kept.items() if json.loads(state)["state"] == "printing"]
        for job in begun:
            self.done(job, "unknown", "the printer's worker ended")
        return begun


def _job_of(asked: Asked) -> str:
    """The job's id: drawn, or for a request that may be repeated always the same."""
    if asked.request is None:
        return secrets.token_urlsafe(12)
    return hashlib.sha256(f"{asked.by}|{asked.request}".encode()).hexdigest()[:24]
