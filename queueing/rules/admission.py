"""Whether one more number may be given: quotas of some hours, and the last number before closing; pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from queueing.rules.bands import Band
from queueing.rules.wall_clock import MINUTE


@dataclass(frozen=True)
class Quota:
    """At most `tickets` numbers in a band of these weekdays (0 is Monday), for a service or a line."""

    at: Band
    weekdays: frozenset[int]
    tickets: int
    service: str | None = None
    line: str | None = None

    @property
    def name(self) -> str:
        """What its numbers are counted under on one day; a changed band begins to count anew."""
        return f"{self.service or ''}|{self.line or ''}|{self.at}"

    def counts(self, services: Iterable[str], line: str, weekday: int, minute: float) -> bool:
        """Whether a number counts: `services` are the one that is wanted and its 大项."""
        mine = self.line == line if self.service is None else self.service in services
        return mine and weekday in self.weekdays and minute in self.at


def served_before_closing(open_for: int, minutes: float) -> int:
    """How many visits one counter can begin before it closes: the one that begins last may overrun.

    open_for  ms it is still open today; minutes  how long a visit takes
    """
    return -(-max(open_for, 0) // int(minutes * MINUTE))
