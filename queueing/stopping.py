"""No more numbers for a line, or for one service in it: a manager's act of today, and what stands of it."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from queueing import errors
from queueing.clock import business_day
from queueing.hours_errors import StopPassed, StoppedAlready
from queueing.live.line import Answer, Asked
from queueing.rules.bands import clock
from queueing.rules.hours import end_of_day
from queueing.rules.todays_lines import LINE_STOPPED
from queueing.rules.wall_clock import MINUTE, instant_of, wall
from queueing.today import Today


class Stopping(Today):
    """What a manager does when too many wait, or what a service needs is out of order."""

    def stop_numbers(
        self,
        asked: Asked,
        line: str | None,
        service: str | None,
        *,
        at: int | None = None,
        reason: Mapping[str, str] | None = None,
    ) -> Answer:
        """No more numbers for a line, or for one service, today: {act, kind, since, until}; ms.

        Bookings are kept, and whoever waits is served. It is taken back with `undo_hours` of the hall.
        at      minutes after midnight of the business day, from 24 hours on after it; None: from now on
        reason  as visitors read it, by language
        Raises UnknownLine, UnknownService, BadInput, StopPassed, StoppedAlready.
        """
        of, names = self._what(line, service)

        def args() -> dict[str, object]:
            now = self.clock.now()
            since = now if at is None else self._instant(at, now)
            known = self.opening.stopped_since(of, service or "", now)
            if since + MINUTE <= now:
                return {"refusal": StopPassed.code}
            if known is not None and known <= since:
                return {"refusal": StoppedAlready.code}
            ends = end_of_day(self.plan, now)
            return {"change": stop_recorded(of, service, max(since, now), ends, reason)}

        try:
            return self._run_hours(asked, args)
        except StopPassed as passed:
            raise StopPassed(time=clock(at or 0)) from passed
        except StoppedAlready as already:
            known = self.opening.stopped_since(of, service or "", self.clock.now()) or 0
            since = clock(int(wall(known, self.plan.tz)[1]))
            raise StoppedAlready(name=names, time=since) from already

    def stops(self, now: int) -> list[Mapping[str, Any]]:
        """The stops that stand and aren't over at an instant (ms), the newest first, as they are kept."""
        rows = (row for row in self._standing() if row["kind"] == LINE_STOPPED and now < row["until"])
        return sorted(rows, key=lambda row: -int(row["act"]))

    def _what(self, line: str | None, service: str | None) -> tuple[str, Mapping[str, str]]:
        """The line that it is about, and what it is called."""
        if (line is None) == (service is None):
            raise errors.BadInput(word="input.stop")
        if service is not None:
            wanted = self.service(service)
            of, names, given = self.plan.line[wanted.line], wanted.names, not wanted.children
        else:
            of = self.plan.line[self.line(line or "")]
            names, given = of.names, True
        if not given or of.roll or not of.prefix:
            raise errors.BadInput(word="input.stop")
        return of.id, names

    def _instant(self, minute: int, now: int) -> int:
        """The instant (ms) of a time of the present business day, which turns some hours after midnight."""
        day = business_day(now, self.plan.tz, self.plan.day_turns_at)
        later = minute < self.plan.day_turns_at * 60
        return instant_of(day + timedelta(days=later), minute, self.plan.tz)


def stop_recorded(
    line: str, service: str | None, since: int, until: int, reason: Mapping[str, str] | None = None
) -> dict[str, object]:
    """A stop as it is kept; what is not so is left out."""
    told = {"line": line, "service": service, "since": since, "until": until, "reason": reason}
    return {"kind": LINE_STOPPED} | {name: value for name, value in told.items() if value is not None}
