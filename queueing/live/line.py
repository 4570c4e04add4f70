"""What every verb of the live hall shares: who asks, the plan, the clock, and the run of one script."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from inspect import isfunction
from typing import Any

import redis

from queueing import errors
from queueing.clock import Clock, business_day
from queueing.live.in_force import InForce, by_newest_plan
from queueing.live.keys import Keys
from queueing.live.scripts import Act, Scripts
from queueing.live.server import reaching
from queueing.rules.plan import Counter, Kiosk, Plan, Stage
from queueing.rules.services import Service

#: What a verb answers: plain data as the script gave it, times in ms since the epoch, plus "revision".
Answer = dict[str, Any]


@dataclass(frozen=True)
class Asked:
    """Who asks for an act, and what recognises a repeat of it.

    by       the principal's id; name is what people see of it
    request  the request's id; digest of method, path and body
    epoch    of the seat it acts from; bound: a key of one counter, which may leave the epoch out
    """

    by: str
    name: str = ""
    request: str | None = None
    digest: str | None = None
    epoch: int | None = None
    bound: bool = False


class LiveHall:
    """One hall's live queue. `plan` is replaced when a newer version is seen; every public verb follows."""

    def __init_subclass__(cls) -> None:
        for name, verb in list(vars(cls).items()):
            if isfunction(verb) and not name.startswith("_"):
                setattr(cls, name, by_newest_plan(verb))

    def __init__(self, plan: Plan | InForce, client: redis.Redis, clock: Clock) -> None:
        self.in_force = plan if isinstance(plan, InForce) else InForce(plan)
        self.clock = clock
        self.keys = Keys(self.plan.id)
        self.client = client
        self._scripts = Scripts(client, self.keys)

    @property
    def plan(self) -> Plan:
        """The plan in force."""
        return self.in_force.plan

    @property
    def promises(self) -> dict[str, int]:
        """Promised wait by lane, ms."""
        return {lane.value: int(p.total_seconds() * 1000) for lane, p in self.plan.promises.items()}

    def service(self, service: str) -> Service:
        """The service of this id. Raises UnknownService."""
        if service not in self.plan.service:
            raise errors.UnknownService(service=service)
        return self.plan.service[service]

    def counter(self, counter: str) -> Counter:
        """The counter of this id. Raises UnknownCounter."""
        if counter not in self.plan.counter:
            raise errors.UnknownCounter(counter=counter)
        return self.plan.counter[counter]

    def kiosk(self, kiosk: str | None) -> Kiosk:
        """The kiosk of this id. Raises UnknownKiosk."""
        for known in self.plan.kiosks:
            if known.id == kiosk:
                return known
        raise errors.UnknownKiosk(kiosk=kiosk or "")

    def line(self, line: str) -> str:
        """The line's id, when the hall has it. Raises UnknownLine."""
        if line not in self.plan.line:
            raise errors.UnknownLine(line=line)
        return line

    def quiet(self, line: str) -> bool | None:
        """Whether calls from this line are neither shown nor spoken; None: one counter's own, as before."""
        return None if line.startswith("@") else self.plan.line[line].stage is Stage.BACK_OFFICE

    @reaching()
    def waiting_in(self, lines: Sequence[str]) -> dict[str, int]:
        """How many wait in each of these lines."""
        with self.client.pipeline(transaction=False) as pipe:
            for _, key in self.keys.lanes(lines, self.plan.promises):
                pipe.zcard(key)
            found = iter(pipe.execute())
        return {line: sum(next(found) for _ in self.plan.promises) for line in lines}

    def zone(self, zone: str) -> str:
        """The zone's id, when the hall has it. Raises UnknownZone."""
        if zone not in self.plan.zone:
            raise errors.UnknownZone(zone=zone)
        return zone

    @property
    def day(self) -> date:
        """The present business day."""
        return business_day(self.clock.now(), self.plan.tz, self.plan.day_turns_at)

    def act(self, asked: Asked) -> Act:
        """This request as the scripts take it, at the present hall time."""
        now = self.clock.now()
        day = business_day(now, self.plan.tz, self.plan.day_turns_at)
        return Act(now, self.clock.tick(), day, self.plan.version, asked.by, asked.request, asked.digest)

    def run(
        self,
        command: str,
        asked: Asked,
        args: Mapping[str, object],
        lines: Iterable[str] = (),
        swept: Iterable[str] = (),
    ) -> Answer:
        """One command, whole, with every lane of these lines, and keys it is to sweep."""
        lanes = self.keys.lanes(lines, self.plan.promises)
        return self._scripts.run(command, self.act(asked), args, lanes, swept)

    def seat(self, asked: Asked, counter: str) -> dict[str, object]:
        """The seat an act is done from, as the scripts take it. Raises UnknownCounter."""
        self.counter(counter)
        return {"counter": counter, "epoch": asked.epoch, "bound": asked.bound or None}
