"""Today's own hours: what acts have changed of them, and the door to change them."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from queueing.hours_errors import HoursChanged, NothingToExtend, OpenAlready, OutsideHours
from queueing.hours_told import closed_counter
from queueing.live.line import Answer, Asked, LiveHall
from queueing.live.server import reaching
from queueing.opening import Opening
from queueing.rules.calendar import Calendar
from queueing.rules.extended import Staffed
from queueing.rules.hour_acts import early_closing, early_opening, extension
from queueing.rules.hours import Open, Override
from queueing.rules.plan import Plan
from queueing.rules.timetable import AtClosing
from queueing.rules.todays_lines import lines_of

T = TypeVar("T")

#: The kinds of changes that open or close; the others are of lines (rules/todays_lines.py) and wishes.
_OF_HOURS = frozenset({"hours_extended", "hours_opened", "hours_closed"})


@dataclass(frozen=True)
class Change:
    """A change of today's hours as it was recorded.

    act     its number, by which it is taken back
    policy  nobody pressed for it: the hall serves those who wait at closing
    """

    act: int
    kind: str
    at: int
    by: str
    override: Override
    minutes: int | None = None
    reason: str | None = None
    policy: bool = False


class Today(LiveHall):
    """The hours of the day, as known to this process, and the acts that change them.

    Each process knows the changes up to some count, which goes along with every act that is decided
    by the hours; the scripts refuse one that is behind, and it is decided anew. So no number is
    given and nobody is called by old hours, and no act asks twice.
    """

    #: The days off as announced; a hall's own are in its plan.
    announced = Calendar()
    #: Reads which bands by booking have bookings; None: each counts as it is written.
    reads_booked: Callable[[], Staffed] | None = None
    _staffed: Staffed | None = None
    #: What it was read by.
    _staffed_by: tuple[Plan, Calendar] | None = None
    _opening: Opening | None = None
    _known = 0
    _changes: tuple[Change, ...] = ()
    _rows: tuple[Mapping[str, Any], ...] = ()

    @property
    def opening(self) -> Opening:
        """Who is open by the hours, with today's changes as far as they are known here."""
        kept, staffed = self._opening, self._booked()
        by = kept and (kept.plan, kept.announced, kept.staffed)
        if kept is None or by != (self.plan, self.announced, staffed):
            acts = [change.override for change in self._changes]
            lines = lines_of(self._standing())
            kept = self._opening = Opening(self.plan, self.announced, acts, staffed, lines)
        return kept

    def _booked(self) -> Staffed | None:
        """Which bands by booking have bookings: read once after each cut-off, as nobody can be added then."""
        if self.reads_booked is None or self.plan.bookings is None:
            return None
        kept, now, by = self._staffed, self.clock.now(), (self.plan, self.announced)
        if kept is None or self._staffed_by != by or not kept.since <= now < kept.until:
            kept = self._staffed = self.reads_booked()
            self._staffed_by = by
        return kept

    def _standing(self) -> list[Mapping[str, Any]]:
        """Today's changes that stand, as they are kept, the oldest first."""
        return [row for row in self._rows if "undone" not in row and "undoes" not in row]

    def opening_of(self, snapshot: Mapping[str, Any]) -> Opening:
        """The same as of a snapshot of the hall, which tells today's changes."""
        if snapshot["hours"] != self._known:
            self._learn(snapshot["hours"], snapshot["today"] or ())
        return self.opening

    def changes(self, now: int, counter: str | None) -> list[Change]:
        """Today's changes of a counter, or the hall, that stand and are not over; the newest first."""
        own = (c for c in self._changes if c.override.counter == counter and now < c.override.until)
        return sorted(own, key=lambda change: -change.act)

    def is_open(self, counter: str, snapshot: Mapping[str, Any]) -> bool:
        """Whether a counter is open in a snapshot of the hall, its live closing aside."""
        return isinstance(
            self.opening.at(snapshot["now"], counter, waiting=self.waits(counter, snapshot)), Open
        )

    def waits(self, counter: str, snapshot: Mapping[str, Any]) -> bool:
        """Whether somebody waits in a line that a counter pulls, in a snapshot of the hall."""
        lines = {pull.line for pull in self.opening.pulls(counter, snapshot["now"])}
        return any(name.rpartition(":")[0] in lines for name in snapshot["counts"] or ())

    def open_counters(self) -> set[str]:
        """Ids of the counters whose hours, with today's changes, include now."""
        self._read_today()
        now = self.clock.now()
        return {c.id for c in self.plan.counters if isinstance(self.opening.at(now, c.id), Open)}

    def _by_hours(self, decide: Callable[[], T]) -> T:
        """What is decided by the hours; once more when they have changed meanwhile."""
        try:
            return decide()
        except HoursChanged:
            self._read_today()
            return decide()

    def _in_hours(self, counter: str, call: Callable[[dict[str, object]], Answer]) -> Answer:
        """Call somebody by the counter's hours: outside them only whom the hall's policy still serves."""

        def decide() -> Answer:
            now = self.clock.now()
            over = self.opening.overrun(counter, now)
            by_hours: dict[str, object] = {"hours": self.hours_known}
            by_hours["holds_until"] = self.opening.holds_until(counter, now)
            if over:
                by_hours["before"] = over.before
            if over and over.records:
                by_hours["extends"] = recorded("hours_extended", over.records, policy=True)
            try:
                return call(by_hours)
            except OutsideHours as closed:
                told = closed_counter(self.opening, counter, now)
                raise OutsideHours(counter=counter, opens=told) from closed

        return self._by_hours(decide)

    # Changing them ------------------------------------------------------------------------------------

    def extend(self, asked: Asked, counter: str | None, minutes: int | None) -> Answer:
        """Today is longer by 15, 30 or 60 minutes, or (None) until the line is empty: {act, kind, until}.

        counter  None: the hall
        Raises NothingToExtend, UnknownCounter.
        """

        def wished(now: int) -> dict[str, object] | None:
            act = extension(self.opening.desk(counter), now, minutes)
            return recorded("hours_extended", act, minutes=minutes) if act else None

        return self._change(asked, counter, wished)

    def open_early(self, asked: Asked, counter: str | None) -> Answer:
        """Open now, or again, until the day's own hours take over: {act, kind, until}. Raises OpenAlready."""

        def wished(now: int) -> dict[str, object] | None:
            act = early_opening(self.opening.desk(counter), now)
            return recorded("hours_opened", act) if act else None

        return self._change(asked, counter, wished, refusal=OpenAlready.code)

    def close_early(self, asked: Asked, counter: str | None, reason: str | None) -> Answer:
        """Close for the rest of today: {act, kind, until}."""

        def wished(now: int) -> dict[str, object] | None:
            act = early_closing(self.opening.desk(counter), now)
            return recorded("hours_closed", act, reason=reason)

        return self._change(asked, counter, wished)

    def undo_hours(self, asked: Asked, counter: str | None, act: int) -> Answer:
        """Take a change of today's hours back, by its number. Raises ChangeGone."""
        if counter is not None:
            self.counter(counter)
        return self._run_hours(asked, lambda: {"counter": counter, "undoes": act})

    def end_waiting(self, asked: Asked) -> int:
        """Where the hall ends what waits at closing: the numbers of lines over for today; how many."""
        hours = self.plan.hours
        if hours is None or hours.at_closing is not AtClosing.END:
            return 0

        def decide() -> int:
            now = self.clock.now()
            over = [line for line in self.plan.line if self.opening.is_over(line, now)]
            if not over or not self._anybody(over):
                return 0
            return int(self.run("end_waiting", asked, {"hours": self._known}, over)["ended"])

        return self._by_hours(decide)

    @reaching()
    def _anybody(self, lines: Iterable[str]) -> bool:
        with self.client.pipeline(transaction=False) as pipe:
            for _, key in self.keys.lanes(lines, self.plan.promises):
                pipe.zcard(key)
            return any(pipe.execute())

    def _change(
        self,
        asked: Asked,
        counter: str | None,
        wished: Callable[[int], Mapping[str, object] | None],
        *,
        refusal: str = NothingToExtend.code,
    ) -> Answer:
        if counter is not None:
            self.counter(counter)
        return self._run_hours(
            asked,
            lambda: {"counter": counter, "change": wished(self.clock.now()), "refusal": refusal},
        )

    def _run_hours(self, asked: Asked, args: Callable[[], dict[str, object]]) -> Answer:
        def decide() -> Answer:
            return self.run("hours", asked, args() | {"hours": self._known}, swept=[self.today_key])

        answer = self._by_hours(decide)
        self._read_today()
        return answer

    @property
    def today_key(self) -> str:
        """Where today's changes are kept."""
        return self.keys.today(self.day)

    @property
    def hours_known(self) -> int:
        """How many changes of hours are known here: what an act is decided by."""
        return self._known

    def know(self, count: int) -> None:
        """Read today's changes anew where there are other ones than are known here."""
        if count != self._known:
            self._read_today()

    @reaching()
    def _read_today(self) -> None:
        with self.client.pipeline(transaction=True) as pipe:
            pipe.hget(self.keys.hall, "hours")
            pipe.hvals(self.today_key)
            count, rows = pipe.execute()
        self._learn(int(count or 0), [json.loads(row) for row in rows])

    def _learn(self, count: int, rows: Iterable[Mapping[str, Any]]) -> None:
        self._rows = tuple(sorted(rows, key=lambda row: int(row["act"])))
        self._changes = tuple(_change_of(row) for row in self._standing() if row["kind"] in _OF_HOURS)
        self._known, self._opening = count, None


def recorded(kind: str, act: Override, **more: object) -> dict[str, object]:
    """A change of hours as it is kept; what is not so is left out."""
    told = more | {
        "counter": act.counter,
        "opens": act.opens or None,
        "since": act.since,
        "until": act.until,
        "while_waiting": act.while_waiting or None,
    }
    return {"kind": kind} | {name: value for name, value in told.items() if value is not None}


def _span(row: Mapping[str, Any]) -> tuple[int, int]:
    return int(row["since"]), int(row["until"])


def _change_of(row: Mapping[str, Any]) -> Change:
    override = Override(
        opens=row.get("opens", False),
        since=_span(row)[0],
        until=_span(row)[1],
        counter=row.get("counter"),
        while_waiting=row.get("while_waiting", False),
    )
    more = {name: row.get(name) for name in ("minutes", "reason")}
    at, by = int(row["at"]), cast("str", row["by"])
    return Change(int(row["act"]), row["kind"], at, by, override, policy=row.get("policy", False), **more)
