"""Reads the stream of facts and keeps this process's boards at head; tells the hub what changed."""

import logging
import time
from collections.abc import Callable

from displays.board import Boards, fold, from_snapshot
from queueing.errors import HallError
from queueing.rules.facts import Fact
from queueing.steering import Steering
from queueing.stream import Stream

log = logging.getLogger(__name__)

#: Without an answer from the live hall for this long, this process's boards are not fresh; seconds.
FRESH_FOR = 4.0


class Follower:
    """One process's reader of the stream; what it knows is always a whole board at one revision."""

    def __init__(
        self, steering: Steering, stream: Stream, tell: Callable[[Boards, Fact | None], None]
    ) -> None:
        self._steering = steering
        self._stream = stream
        self._tell = tell
        self.boards: Boards | None = None
        self._reached = 0.0
        self._lost = False

    @property
    def fresh(self) -> bool:
        """Whether the live hall answered within the last seconds."""
        return time.monotonic() - self._reached < FRESH_FOR

    def run(self, pause: Callable[[float], None]) -> None:
        """Follow for ever; an unreachable live hall is logged once when lost and once when back."""
        while True:
            try:
                self.step()
            except HallError as refused:
                if not self._lost:
                    log.warning("the boards stand still: %s", refused.sentence)
                self._lost = True
                pause(0.5)
            except Exception:
                log.exception("a fact could not be taken in; the boards are read anew")
                self.boards = None
                pause(0.5)
            else:
                if self._lost:
                    log.warning("the boards go on")
                self._lost = False

    def step(self, wait: int = 1_000) -> None:
        """Take in the facts after the present revision, waiting up to `wait` ms for one."""
        if self.boards is None:
            self._start_anew()
            return
        for fact in self._stream.after(self.boards.revision, wait=wait):
            if fact["revision"] != self.boards.revision + 1:
                # Trimmed away or a new life: the snapshot holds what the gap would have told.
                self._start_anew()
                return
            if fact["kind"] == "plan_changed":
                self._steering.in_force.renew(int(str(fact["detail"]["version"])))
                self._start_anew()
                return
            self.boards = fold(self.boards, fact, self._steering.plan)
            self._tell(self.boards, fact)
        self._reached = time.monotonic()

    def _start_anew(self) -> None:
        self.boards = from_snapshot(self._steering.snapshot(), self._steering.plan)
        self._reached = time.monotonic()
        self._tell(self.boards, None)
