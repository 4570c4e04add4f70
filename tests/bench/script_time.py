"""How long the scripts themselves take, with few and with very many waiting: what Redis counted of each."""

import json
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import redis

from queueing.clock import Clock
from queueing.hall import Asked, Hall
from queueing.life import Life
from queueing.planning import read_hall

#: Tickets waiting in the two halls that are compared.
FEW, MANY = 100, 100_000
#: Times each script is run in a round, and rounds; the two halls take turns within a round.
TIMES, ROUNDS = 60, 25
#: Tickets sent to Redis at once when the halls are filled.
_AT_ONCE = 1_000

CLERK = Asked("key:bench", bound=True)


@dataclass(frozen=True)
class ScriptTime:
    """One script: microseconds inside Redis a call, with few and with many waiting; medians of the rounds."""

    script: str
    few: float
    many: float

    @property
    def ratio(self) -> float:
        """How much longer it takes with many."""
        return self.many / self.few


class Queued:
    """Stands for a client while a hall is filled: scripts are sent in bundles, answers are not waited for.

    So the tickets are real ones, made by the hall's own door, and 100,000 of them take seconds.
    """

    def __init__(self, client: redis.Redis) -> None:
        self._client = client
        self._pipe = client.pipeline(transaction=False)

    def register_script(self, source: str) -> Callable[..., bytes]:
        """The script, to be run later."""
        sha = self._client.script_load(source)

        def later(keys: list[str], args: list[str]) -> bytes:
            self._pipe.evalsha(sha, len(keys), *keys, *args)
            if len(self._pipe) >= _AT_ONCE:
                self.flush()
            return b'{"answer": {}, "revision": 0}'

        return later

    def flush(self) -> None:
        """Send what is kept back; a refusal is an error here."""
        for reply in self._pipe.execute():
            assert "refused" not in json.loads(reply), reply


def _milliseconds(start: int) -> Callable[[], int]:
    """A clock that goes on by 1 ms whenever it is read, so that no two tickets share a place."""
    counted = iter(range(start, start + 10**9))
    return lambda: next(counted)


def filled(client: redis.Redis, file: Path, name: str, tickets: int) -> Hall:
    """A hall of its own with so many waiting, and a clerk at counter 1."""
    plan = read_hall(file.read_text("utf-8").replace('id = "hall32"', f'id = "{name}"', 1), 1)
    clock = Clock(real=_milliseconds(1_772_413_200_000))
    Life(plan, client, clock).check(None)
    queued = Queued(client)
    taking = Hall(plan, cast("redis.Redis", queued), clock)
    for _ in range(tickets):
        taking.take(Asked("key:kiosk"), "all")
    queued.flush()
    hall = Hall(plan, client, clock)
    hall.sit(CLERK, "1")
    return hall


def script_times(client: redis.Redis, file: Path) -> Iterator[ScriptTime]:
    """Take and Next, measured in turn in a hall with few and one with many waiting."""
    halls = {name: filled(client, file, f"bench-{name}", n) for name, n in (("few", FEW), ("many", MANY))}
    _when_rewritten(client)
    acts: dict[str, Callable[[Hall], object]] = {
        "take": lambda hall: hall.take(Asked("key:kiosk"), "all"),
        "next": lambda hall: hall.call_next(CLERK, "1"),
    }
    seen: dict[tuple[str, str], list[float]] = {}
    for _ in range(ROUNDS):
        for script, act in acts.items():
            for name, hall in halls.items():
                seen.setdefault((script, name), []).append(_inside(client, hall, act))
    for script in acts:
        few, many = seen[script, "few"], seen[script, "many"]
        yield ScriptTime(script, statistics.median(few), statistics.median(many))


def _inside(client: redis.Redis, hall: Hall, act: Callable[[Hall], object]) -> float:
    """Microseconds a call inside Redis, as `INFO commandstats` counted them."""
    client.config_resetstat()
    for _ in range(TIMES):
        act(hall)
    counted = client.info("commandstats")["cmdstat_evalsha"]
    return float(counted["usec"]) / int(counted["calls"])


def _when_rewritten(client: redis.Redis) -> None:
    """Return when Redis has done rewriting its log of 100,000 tickets, which is no part of an act."""
    while client.info("persistence")["aof_rewrite_in_progress"]:
        time.sleep(0.05)
