"""The values that alerts are raised by, read off the hall as it stands."""

from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import timedelta
from typing import Any

from queueing.rules.alerts import CALLS_AT_LEAST, TOLD_AT_LEAST, AlertKind, Longest, Reading
from queueing.rules.devices import WELL, has_place
from queueing.rules.plan import Names, Plan

MINUTE = timedelta(minutes=1)
#: Snapshot of the live hall, as snapshot.lua tells it.
Snapshot = Mapping[str, Any]


def serving(snapshot: Snapshot) -> set[str]:
    """The counters with a clerk who isn't on a pause, and that no manager closed."""
    return {
        id_
        for id_, counter in snapshot["counters"].items()
        if counter.get("holder") and not counter.get("paused") and not counter.get("closed")
    }


def of_lines(plan: Plan, snapshot: Snapshot, pulls: Mapping[str, Collection[str]]) -> Iterator[Reading]:
    """Longest wait and attendance of each line. `pulls`: counter that may call now -> the lines it pulls.

    A line that no counter may call from now has to be attended by nobody.
    """
    at_work = serving(snapshot)
    asked = {line for lines in pulls.values() for line in lines}
    unattended = asked - {line for counter in at_work for line in pulls.get(counter, ())}
    for line in plan.line.values():
        waiting, used, longest = 0, 0.0, None
        for lane, promise in plan.promises.items():
            key = f"{line.id}:{lane}"
            waiting += snapshot["counts"].get(key, 0)
            if key in snapshot["heads"]:
                waited = timedelta(milliseconds=snapshot["now"] - snapshot["heads"][key])
                if waited / promise > used:
                    used = waited / promise
                    longest = Longest(lane=lane, waited_min=waited // MINUTE, promise_min=promise // MINUTE)
        yield Reading(AlertKind.LONGEST_WAIT, line.id, line.names, used, longest)
        alone = waiting if line.id in unattended else 0
        yield Reading(AlertKind.UNATTENDED, line.id, line.names, alone)


def of_devices(
    plan: Plan, devices: Mapping[str, Mapping[str, Any]], named: Callable[[Mapping[str, Any]], Names]
) -> Iterator[Reading]:
    """Each device that was ever heard of and has a place still. `named`: what people call it."""
    for id_, device in devices.items():
        if has_place(plan, id_, device["kind"], device["place"]):
            yield Reading(AlertKind.DEVICE, id_, named(device), float(device["state"] not in WELL))


def of_the_last_hour(plan: Plan, called: int, late: int, missed: int) -> Iterator[Reading]:
    """Broken promises and visitors who didn't come, of those called first in the last hour."""
    enough = called >= CALLS_AT_LEAST
    yield Reading(AlertKind.PROMISE, "", plan.names, late / called if enough else 0)
    yield Reading(AlertKind.MISSED, "", plan.names, missed / called if enough else 0)


def of_estimates(plan: Plan, told: int, otherwise: int) -> Reading:
    """How many of the newest waits came sooner or later than their range; with few, or no estimates, none."""
    return Reading(AlertKind.ESTIMATE, "", plan.names, otherwise / told if told >= TOLD_AT_LEAST else 0)


def of_noon(plan: Plan, needed: int, snapshot: Snapshot) -> Reading:
    """How many counters are missing of those that must be open at midday."""
    pulling = {counter.id for counter in plan.counters if counter.pulls}
    return Reading(AlertKind.NOON, "", plan.names, max(0, needed - len(serving(snapshot) & pulling)))
