"""What a newer version of a plan no longer has, and so must not be taken from under anybody."""

from collections.abc import Mapping
from dataclasses import dataclass

from queueing.rules.plan import Plan


@dataclass(frozen=True)
class Gone:
    """Ids of what the newer version lacks; `lines` has each gone counter's own line too."""

    lines: frozenset[str]
    lanes: frozenset[str]
    services: frozenset[str]
    counters: frozenset[str]

    def as_args(self) -> Mapping[str, Mapping[str, bool]]:
        """As change_plan.lua takes it."""
        return {what: dict.fromkeys(sorted(ids), True) for what, ids in vars(self).items()}


def gone(former: Plan, newer: Plan) -> Gone:
    """What is in the former version and not in the newer one.

    A line that becomes a paper roll, or was one, counts as gone: nobody can wait on in it.
    """
    kept = {i for i, line in former.line.items() if i in newer.line and newer.line[i].roll == line.roll}
    return Gone(
        lines=frozenset(former.line.keys() - kept),
        lanes=frozenset(former.promises.keys() - newer.promises.keys()),
        services=frozenset(former.service.keys() - newer.service.keys()),
        counters=frozenset(former.counter.keys() - newer.counter.keys()),
    )


#: What decides which business day it is: no hall changes it while it runs.
FIXED = ("id", "timezone", "day_turns_at")


def fixed_change(former: Plan, newer: Plan) -> str | None:
    """The first thing a running hall cannot change that is changed all the same."""
    return next((what for what in FIXED if getattr(former, what) != getattr(newer, what)), None)
