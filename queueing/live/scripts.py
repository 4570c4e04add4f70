"""Runs the hall's Lua commands: a script per transition, of act, room, visit, the command, end.lua."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from typing import Any, cast

import redis
from redis.commands.core import Script

from queueing import errors
from queueing.live.keys import Keys
from queueing.rules import devices, tickets

_LUA = files("queueing.live") / "lua"

#: Numbers the scripts need, in ms or counts; each comes from the rule that owns it.
_LIMIT = {
    "calls": tickets.CALLS_AT_MOST,
    "recall_gap": int(tickets.RECALL_GAP.total_seconds() * 1000),
    "undo": int(tickets.UNDO_WITHIN.total_seconds() * 1000),
    "held": tickets.HELD_AT_MOST,
    "misses": tickets.MISSES_AT_MOST,
    "let_pass": tickets.LET_PASS,
    "passes": tickets.PASSES_AT_MOST,
    "lates": tickets.LATE_AT_MOST,
    "reconsider": int(tickets.RECONSIDER_WITHIN.total_seconds() * 1000),
    "clock_jitter": 2_000,
    "clock_back": 300_000,
    "speaker_silent": 5_000,
    "stale_call": 30_000,
    "shown_calls": 12,
    "unspoken_calls": 20,
    "device_silent": int(devices.LOST_AFTER.total_seconds() * 1000),
    "epochs_a_life": 1_000_000,
}


@dataclass(frozen=True)
class Act:
    """Who does something, when and under which request; times in ms since the epoch.

    now     the hall clock
    tick    elapsed real time
    request its id, which belongs to `by`; None: a repeat cannot be recognised
    digest  of method, path and body, so that one id never stands for two requests
    """

    now: int
    tick: int
    day: date
    plan: int
    by: str
    request: str | None = None
    digest: str | None = None

    def as_json(self, *, begins_life: bool) -> str:
        """The act as ARGV[1]."""
        act: dict[str, object] = {
            "now": self.now,
            "tick": self.tick,
            "day": self.day.isoformat(),
            "plan": self.plan,
            "by": self.by,
        }
        if self.request is not None:
            act |= {"request": f"{self.by}|{self.request}", "digest": self.digest or ""}
        if begins_life:
            act["begins_life"] = True
        return json.dumps(act)


def _lua_table(value: Mapping[Any, object]) -> str:
    rows = ", ".join(
        f"[{json.dumps(str(k))}] = {_lua_table(v) if isinstance(v, Mapping) else json.dumps(v)}"
        for k, v in value.items()
    )
    return f"{{{rows}}}"


def source(command: str) -> str:
    """The whole Lua text of a command, tables of rules/tickets.py written in."""
    moves = {state: dict.fromkeys(sorted(targets), True) for state, targets in tickets.MOVES.items()}
    terminal = dict.fromkeys(sorted(tickets.TERMINAL), True)
    tables: dict[str, Mapping[Any, object]] = {"MOVES": moves, "TERMINAL": terminal, "LIMIT": _LIMIT}
    rules = "\n".join(f"local {name} = {_lua_table(table)}" for name, table in tables.items())
    names = ("act", "room", "visit", command, "end")
    act, room, visit, body, end = ((_LUA / f"{name}.lua").read_text("utf-8") for name in names)
    return f"{rules}\n{act}\n{room}\n{visit}\nlocal function command()\n{body}\nend\n{end}"


class Scripts:
    """The commands of one hall on one Redis connection pool."""

    def __init__(self, client: redis.Redis, keys: Keys) -> None:
        self._client = client
        self._keys = keys
        self._scripts: dict[str, Script] = {}

    def run(
        self,
        command: str,
        act: Act,
        args: Mapping[str, object],
        waiting: Iterable[tuple[str, str]] = (),
        swept: Iterable[str] = (),
    ) -> dict[str, Any]:
        """Run one command whole; its answer as decoded JSON with `revision` added under "revision".

        args     the command's arguments; None values are left out, so a script tests for absence
        waiting  the waiting sets it may touch, as Keys.lanes gives them
        swept    keys that come after the waiting sets
        Raises the HallError whose code the script refused with; LiveUnreachable when no answer
        came in time: the outcome is unknown, the asker repeats the request under the same id.
        """
        names, sets = [], []
        for name, key in waiting:
            names.append(name)
            sets.append(key)
        script = self._scripts.get(command)
        if script is None:
            script = self._scripts[command] = self._client.register_script(source(command))
        given = {k: v for k, v in args.items() if v is not None}
        try:
            reply = script(
                keys=[*self._keys.standing(act.day), *sets, *swept],
                args=[act.as_json(begins_life=command == "begin_life"), json.dumps(given), json.dumps(names)],
            )
        except (redis.ConnectionError, redis.TimeoutError) as lost:
            raise errors.LiveUnreachable from lost
        return _answer(json.loads(cast("bytes", reply)))


def _answer(reply: dict[str, Any]) -> dict[str, Any]:
    if "refused" in reply:
        code = reply.pop("refused")
        # Looked up when needed: the files of refusals are imported by those that raise them.
        raise errors.by_code()[code](**reply)
    answer = cast("dict[str, Any]", reply["answer"])
    answer.setdefault("revision", reply["revision"])
    return answer
