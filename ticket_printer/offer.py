"""What a kiosk offers: the tree of services, how many wait, which are closed, what to say beforehand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from queueing.admitting import UsedUp
from queueing.hours_told import closed_counter, opens_again, stopped_numbers
from queueing.opening import Opening
from queueing.rules.services import Service
from queueing.rules.wall_clock import wall

#: What a service says of its numbers; `opens` and the rest only where none are given.
_GIVEN = ("open", "opens", "stopped", "used_up", "by_booking")


@dataclass(frozen=True)
class Line:
    """How a line stands: the counters that pull it now, whether one of them is open, and what else is so.

    waiting     people in every lane
    opens       when it is open again; None when it is open
    by_booking  it is open, but to bookings only
    """

    counters: list[str]
    open: bool
    waiting: int
    opens: Mapping[str, str] | None
    by_booking: bool


@dataclass(frozen=True)
class Offer:
    """The offer at one instant; each line is looked at once, for hundreds of services share a few.

    counts  "line:lane" -> people waiting; shut: counters that a manager closed; now: ms
    used_up where no more numbers are given
    waits   service -> the wait of somebody who takes a number now; a service nobody knows is left out
    """

    opening: Opening
    counts: Mapping[str, int]
    shut: frozenset[str]
    now: int
    used_up: UsedUp
    waits: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    _lines: dict[str, Line] = field(default_factory=dict)

    def services(self) -> list[dict[str, Any]]:
        """The tree without what isn't offered today."""
        plan = self.opening.plan
        today, _ = wall(self.now, plan.tz)
        return [self._service(top, today) for top in plan.offered if self._offered(top, today)]

    def places(self) -> list[dict[str, Any]]:
        """The counters one walks up to without a number: {id, names, zone, floor, closed?}; closed: why."""
        found, zones = [], self.opening.plan.zone
        for counter in self.opening.plan.counters:
            if counter.queue or not self.opening.is_there(counter.id, self.now):
                continue
            zone = zones[counter.zone]
            told = {"id": counter.id, "names": counter.names, "zone": zone.names, "floor": zone.floor}
            closed = closed_counter(self.opening, counter.id, self.now)
            found.append(told | ({"closed": closed} if closed else {}))
        return found

    @staticmethod
    def _offered(service: Service, today: date) -> bool:
        children = service.children
        return any(child.offered_on(today) for child in children) if children else service.offered_on(today)

    def _service(self, service: Service, today: date) -> dict[str, Any]:
        line, about = self._line(service.line), service.about
        children = [self._service(child, today) for child in service.children if child.offered_on(today)]
        leaves = {leaf.line for leaf in service.walk() if not leaf.children}
        given = self._given(service, children)
        told = {
            "children": children,
            "department": about.department,
            "online": about.online and not children,
            "website": about.website is not None and not children,
            "papers": bool(service.ticket.materials) and not children,
            "needs": [] if children or "stopped" in given else self._needs(service.line),
        }
        return {
            "id": service.id,
            "names": service.names,
            "line": service.line,
            "prefix": self.opening.plan.line[service.line].prefix,
            "waiting": sum(self._line(each).waiting for each in leaves),
            "counters": line.counters,
            "wait": self.waits.get(service.id) if given["open"] else None,
            **given,
            **{key: value for key, value in told.items() if value},
        }

    def _given(self, service: Service, children: Sequence[dict[str, Any]]) -> dict[str, Any]:
        """Whether numbers are given: {open}, and where not opens, stopped, used_up, by_booking as it is so.

        A 大项 of which nothing is open says what its first 子项 says, that it is stopped only when all are.
        """
        line = self._line(service.line)
        if any(child["open"] for child in children):
            return {"open": True}
        if children:
            first = next((child for child in children if "stopped" not in child), children[0])
            return {key: first[key] for key in _GIVEN if key in first}
        stopped = stopped_numbers(self.opening, service.line, service.id, self.now)
        until = self.used_up.until(service) if line.open and not stopped else None
        if line.open and not stopped and not until:
            return {"open": True}
        told = {
            "opens": stopped or until or line.opens,
            "stopped": bool(stopped),
            "used_up": bool(until),
            "by_booking": not stopped and line.by_booking,
        }
        return {"open": False} | {key: of for key, of in told.items() if of}

    def _needs(self, line: str) -> list[str]:
        """The needs that counters are fitted for and whose visitors get a number now, in their own lines."""
        plan = self.opening.plan
        return [
            need
            for need, own in plan.need_lines.get(line, {}).items()
            if self._line(own.id).open and any(need in counter.needs for counter in plan.pulled_by[own.id])
        ]

    def _line(self, line: str) -> Line:
        if line not in self._lines:
            # Which service it is matters to bookings for listed services only.
            pulling = [counter.id for counter in self.opening.pulling(line, self.now, "")]
            is_open = any(counter not in self.shut for counter in pulling)
            booked = not is_open and self.opening.pulling(line, self.now, "", booked=True)
            self._lines[line] = Line(
                pulling,
                is_open,
                sum(self.counts.get(f"{line}:{lane}", 0) for lane in self.opening.plan.promises),
                None if is_open or pulling else opens_again(self.opening, line, self.now),
                bool(booked),
            )
        return self._lines[line]
