"""The stream of facts as followers read it: archive, boards, voices, consoles."""

from dataclasses import dataclass
from typing import Any, cast

import redis

from queueing.live.keys import Keys
from queueing.live.server import reaching
from queueing.rules.facts import Fact, read_fact

#: Facts kept in the stream behind the archive's position, for followers a little late.
KEPT = 5_000


@dataclass(frozen=True)
class LiveHead:
    """Where the live hall stands: its life and its newest revision."""

    life: int
    revision: int


class Stream:
    """One hall's facts, in order, from Redis."""

    def __init__(self, client: redis.Redis, hall_id: str) -> None:
        self._client = client
        self._keys = Keys(hall_id)

    def after(self, revision: int, *, count: int = 500, wait: int = 1_000) -> list[Fact]:
        """Facts above this revision, oldest first; waits up to `wait` ms for one; may be empty.

        The first may be above revision + 1: a gap (trimmed, or a new life); its reader starts anew.
        `wait` stays below the socket timeout, or redis-py would call the silence a failure.
        """
        with reaching():
            reply = self._client.xread({self._keys.facts: f"{revision}-0"}, count=count, block=wait or None)
        rows = cast("list[Any] | dict[bytes, Any]", reply)
        if not rows:
            return []
        entries = next(iter(rows.values()))[0] if isinstance(rows, dict) else rows[0][1]
        return [read_fact(fields[b"fact"]) for _, fields in entries]

    def head(self) -> LiveHead | None:
        """Where the live hall stands; None when it has no life (empty)."""
        with reaching():
            life, revision = self._client.hmget(self._keys.hall, ["life", "revision"])
        return None if life is None else LiveHead(int(life), int(revision or 0))

    def trim_behind(self, archived: int) -> None:
        """Drop facts well behind the archive's position, never ahead of it (I19)."""
        if archived > KEPT:
            with reaching():
                self._client.xtrim(self._keys.facts, minid=f"{archived - KEPT}-0", approximate=True)
