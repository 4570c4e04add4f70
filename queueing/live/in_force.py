"""The plan in force, for all doors of one process at once, and verbs done again when it has been replaced."""

import threading
from collections.abc import Callable
from functools import wraps
from typing import Protocol, TypeVar

from queueing.errors import PlanOutdated
from queueing.rules.plan import Plan

R = TypeVar("R")


class InForce:
    """The plan a process works by; replaced when a newer version is seen.

    load  reads a version as it was saved; None: this plan stays
    """

    def __init__(self, plan: Plan, load: Callable[[int], Plan] | None = None) -> None:
        self.plan = plan
        self._load = load
        self._one_at_a_time = threading.Lock()

    def renew(self, version: int) -> bool:
        """Go on by this version when it is newer; whether the plan is at least as new then."""
        with self._one_at_a_time:
            if version > self.plan.version and self._load is not None:
                self.plan = self._load(version)
        return version <= self.plan.version


class Standing(Protocol):
    """What stands on the plan in force."""

    in_force: InForce


def by_newest_plan(verb: Callable[..., R]) -> Callable[..., R]:
    """The verb, done once more by the newer plan when the live hall refused the older one.

    What was refused has changed nothing, and its arguments came from the plan; so no clerk ever
    sees that the set-up has changed.
    """

    @wraps(verb)
    def again(door: Standing, *args: object, **named: object) -> R:
        try:
            return verb(door, *args, **named)
        except PlanOutdated as outdated:
            if not door.in_force.renew(int(str(outdated.params["newest"]))):
                raise
        return verb(door, *args, **named)

    return again
