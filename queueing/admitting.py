"""What one more number may be refused for, as take.lua checks it, and when numbers are given again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from queueing.catalogue_errors import NotOfferedNow, NumbersUsedUp, QuotaUsed
from queueing.errors import HallError
from queueing.hours_told import given_again
from queueing.opening import Opening
from queueing.rules.admission import Quota, served_before_closing
from queueing.rules.counted import counting
from queueing.rules.hours import AHEAD
from queueing.rules.plan import Counter
from queueing.rules.services import Service, changes
from queueing.rules.wall_clock import instant_of, wall


@dataclass(frozen=True)
class Limits:
    """The quotas that a number counts for, and what its line's counters can begin before they close."""

    opening: Opening
    service: Service
    now: int
    quotas: tuple[Quota, ...]
    #: Counter -> visits; None where nothing ends, or nobody knows how long one takes.
    room: dict[str, int] | None
    closing: int

    def as_args(self) -> dict[str, object]:
        """As take.lua takes them."""
        return {"quotas": {q.name: q.tickets for q in self.quotas} or None, "room": self.room}

    def again(self, refused: HallError) -> dict[str, str]:
        """When numbers are given again after such a refusal, by language."""
        after = self.closing
        if (name := refused.params.get("quota")) is not None:
            day, _ = wall(self.now, self.opening.plan.tz)
            quota = next(q for q in self.quotas if q.name == name)
            after = instant_of(day, quota.at.end, self.opening.plan.tz)
        return given_again(self.opening, self.service.line, after, self.now, self.service.id)


@dataclass(frozen=True)
class UsedUp:
    """For which services take.lua would give no more numbers, though they are open, and until when.

    snapshot  the hall as it stands; given: quota -> numbers of it given today
    Hundreds of services share a few lines and quotas: each of these is looked at once.
    """

    opening: Opening
    snapshot: Mapping[str, Any]
    given: Mapping[str, int]
    _told: dict[tuple[object, ...], dict[str, str] | None] = field(default_factory=dict)

    def until(self, service: Service) -> dict[str, str] | None:
        """When numbers are given again, by language; None where they are now, or the service is closed."""
        quotas = counting(self.opening.plan, service, self.snapshot["now"])
        stopped = self.opening.stopped_since(service.line, service.id, self.snapshot["now"])
        key = (service.line, service.about.minutes, quotas, stopped)
        if key not in self._told:
            self._told[key] = self._until(service)
        return self._told[key]

    def _until(self, service: Service) -> dict[str, str] | None:
        now, counters = self.snapshot["now"], self.snapshot["counters"]
        pulling = self.opening.pulling(service.line, now, service.id)
        there = [counter for counter in pulling if not counters.get(counter.id, {}).get("closed")]
        if not there:
            return None
        limited = limits(self.opening, service, there, now)
        for quota in limited.quotas:
            if self.given.get(quota.name, 0) >= quota.tickets:
                return limited.again(QuotaUsed(quota=quota.name))
        if limited.room is None:
            return None
        waits = sum(n for of, n in self.snapshot["counts"].items() if of.rpartition(":")[0] == service.line)
        return limited.again(NumbersUsedUp()) if waits >= sum(limited.room.values()) else None


def limits(opening: Opening, service: Service, pulling: Sequence[Counter], now: int) -> Limits:
    """What limits numbers for a service now (ms), whose line these counters pull."""
    plan, minutes = opening.plan, service.about.minutes
    quotas = counting(plan, service, now)
    if not (plan.last_ticket and plan.hours and minutes):
        return Limits(opening, service, now, quotas, None, now)
    room, closing = {}, now
    for counter in pulling:
        spans = opening.spans_today(counter.id, now)
        if spans is None:
            return Limits(opening, service, now, quotas, None, now)
        room[counter.id] = served_before_closing(sum(end - begin for begin, end in spans), minutes)
        closing = max([closing, *(end for _, end in spans)])  # a counter nobody booked has none
    return Limits(opening, service, now, quotas, room, closing)


def not_offered(opening: Opening, service: Service, now: int) -> NotOfferedNow | None:
    """The refusal of a service outside its dates, with when it is offered again; None on its days."""
    today, _ = wall(now, opening.plan.tz)
    if service.offered_on(today):
        return None
    begins = changes([service], today, today + timedelta(days=AHEAD))
    first = next((day for day, _, offered in begins if offered), None)
    if first is None:
        return NotOfferedNow()
    after = instant_of(first, 0, opening.plan.tz)
    return NotOfferedNow(opens=given_again(opening, service.line, after, now, service.id))
