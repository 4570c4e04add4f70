"""The door to changing a running hall: save a version of its plan, put it in force, take it back, undo."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from queueing.clock import to_datetime
from queueing.errors import HallError, LiveUnreachable
from queueing.live.line import Answer, Asked, LiveHall
from queueing.plan_errors import (
    DayOver,
    FileNotTaken,
    MoveWrong,
    PlanFixed,
    PlanMoved,
    PlanUnchanged,
    PlanWaits,
    UnknownVersion,
)
from queueing.planning import read_hall
from queueing.records.plan import PlanVersions, SavedPlan
from queueing.rules.hall_file import Told, make_plan, read
from queueing.rules.hall_text import Rows, rewritten, rows_of
from queueing.rules.plan import Plan
from queueing.rules.plan_change import fixed_change, gone
from queueing.rules.plan_diff import Change, changes

log = logging.getLogger(__name__)

#: Who puts a version in force whose day has come.
SCHEDULER = Asked("scheduler")


@dataclass(frozen=True)
class Looked:
    """What came of looking at a hall file; without a plan it has mistakes.

    gone  lines it no longer has, so that somebody who waits there must go on elsewhere
    """

    told: tuple[Told, ...]
    plan: Plan | None = None
    changes: tuple[Change, ...] = ()
    gone: tuple[str, ...] = ()


class SetUp(LiveHall):
    """What a manager does with the hall's plan; `versions` is where they are kept."""

    versions: PlanVersions

    def save(  # noqa: PLR0913 - the words of the contract
        self,
        asked: Asked,
        text: str,
        *,
        after: int,
        why: str = "",
        from_day: date | None = None,
        moves: Mapping[str, str] | None = None,
        at_start: bool = False,
    ) -> Answer:
        """Keep a hall file as the next version, in force at once or from a business day on: {version, …}.

        after   the version the change was made on, which must be the last one still
        moves   line -> line: where those go on who wait in a line that is no longer there
        at_start  nobody works yet, so what a running hall can't change may change
        Answers {version, from_day, in_force, moved}. Raises HallFileError, PlanFixed, PlanMoved,
        PlanUnchanged, PlanWaits, DayOver, MoveWrong and what change_plan.lua refuses with: nothing is saved.
        """
        plan = read_hall(text, after + 1)
        moves = moves or {}
        if not at_start and (what := fixed_change(self.plan, plan)):
            raise PlanFixed(what=what)
        self._may_follow(plan, from_day, moves)
        last = self.versions.last()
        draft = SavedPlan(plan.version, text, self.clock.now(), asked.by, why, _iso(from_day), moves)
        if last is None or not _same(last, draft):  # else this request was cut off before its end
            self._next_to(last, draft)
            if not self.versions.add(draft):
                raise PlanMoved(newest=draft.version)
        if from_day is not None and from_day > self.day:
            return {"version": plan.version, "from_day": draft.from_day, "in_force": False, "moved": 0}
        try:
            return self._put_in_force(asked, draft, plan)
        except LiveUnreachable:
            raise  # it may have come into force; the scheduler, or a repeat, settles it
        except HallError as refused:
            self.versions.withdraw(plan.version)
            raise (refused if at_start else self._named(refused)) from None  # the file's reader knows its ids

    def _named(self, refused: HallError) -> HallError:
        """The same refusal with the names of a line or service in place of its id, as its reader knows it."""
        line = self.plan.line.get(str(refused.params.get("line")))
        service = self.plan.service.get(str(refused.params.get("service")))
        named = {what: row.names for what, row in (("line", line), ("service", service)) if row}
        return type(refused)(**{**refused.params, **named})

    def take_file(self, asked: Asked, text: str) -> None:
        """Put the hall file of a start in force, as any change is; the one of the last start changes nothing.

        Raises FileNotTaken.
        """
        given, newest, last = self.versions.last_of(asked.by), self.versions.newest(), self.versions.last()
        if text in {each.toml for each in (given, newest) if each}:
            return
        try:
            self.save(asked, text, after=last.version if last else 0, at_start=True)
        except HallError as refused:
            raise FileNotTaken(why=refused.sentence.rstrip(".")) from refused

    def undo(self, asked: Asked, version: int, *, after: int, why: str = "") -> Answer:
        """Save an older version as the newest one. Raises UnknownVersion and what `save` raises."""
        return self.save(asked, self.version(version).toml, after=after, why=why)

    def withdraw(self, version: int) -> None:
        """Take back a version that waits for its day. Raises UnknownVersion when none does."""
        if not self.versions.withdraw(version):
            raise UnknownVersion(version=version)

    def version(self, version: int) -> SavedPlan:
        """One version. Raises UnknownVersion."""
        found = self.versions.version(version)
        if found is None:
            raise UnknownVersion(version=version)
        return found

    def look(self, text: str) -> Looked:
        """A hall file looked at before it is saved: what is wrong, what differs, which lines are gone."""
        today = to_datetime(self.clock.now(), self.plan.tz).date()
        reading = read(text, today)
        if reading.hall is None:
            return Looked(reading.told)
        plan = make_plan(reading.hall, self.plan.version + 1)
        former = rows_of(self.version(self.plan.version).toml)
        lines = gone(self.plan, plan).lines - {counter.own_line for counter in self.plan.counters}
        return Looked(reading.told, plan, tuple(changes(former, rows_of(text))), tuple(sorted(lines)))

    def with_rows(self, rows: Rows) -> str:
        """The hall file in force with these rows, its remarks kept where nothing changed."""
        given = {key: _given(value) for key, value in rows.items() if value is not None}
        return rewritten(self.version(self.plan.version).toml, given)

    def come_due(self) -> int | None:
        """Put the version in force whose day has come; which, if any. The scheduler's errand.

        One that somebody still stands in the way of is tried again; its refusal is raised.
        """
        last = self.versions.last()
        if last is None or last.in_force is not None or (last.from_day or "") > self.day.isoformat():
            return None
        self._put_in_force(SCHEDULER, last, read_hall(last.toml, last.version))
        return last.version

    def _may_follow(self, plan: Plan, from_day: date | None, moves: Mapping[str, str]) -> None:
        if from_day is not None and from_day < self.day:
            raise DayOver(day=from_day.isoformat())
        for line, to in moves.items():
            if to not in plan.line or plan.line[to].roll:
                raise MoveWrong(line=line, to=to)

    def _next_to(self, last: SavedPlan | None, draft: SavedPlan) -> None:
        if last is None or last.version != draft.version - 1:
            raise PlanMoved(newest=last.version if last else 0)
        if last.in_force is None:
            raise PlanWaits(
                version=last.version, day=last.from_day or to_datetime(last.saved_at, self.plan.tz).date()
            )
        if last.toml == draft.toml:
            raise PlanUnchanged

    def _put_in_force(self, asked: Asked, saved: SavedPlan, plan: Plan) -> Answer:
        former = self.plan
        args = {
            "version": plan.version,
            "former": former.version,
            "why": saved.why or None,
            "gone": gone(former, plan).as_args(),
            "moves": dict(saved.moves),
        }
        lines, lanes = former.line.keys() | plan.line.keys(), former.promises.keys() | plan.promises.keys()
        keys = self.keys.lanes(sorted(lines), sorted(lanes))
        answer = self._scripts.run("change_plan", self.act(asked), args, keys)
        self.versions.came_into_force(plan.version, self.clock.now())
        self.in_force.renew(plan.version)
        return {
            "version": plan.version,
            "from_day": saved.from_day,
            "in_force": True,
            "moved": answer.get("moved", 0),
        }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _same(kept: SavedPlan, draft: SavedPlan) -> bool:
    """Whether a version that never came into force is this very wish."""
    return kept.in_force is None and replace(kept, saved_at=draft.saved_at) == draft


def _given(value: object) -> object:
    """A value without the keys that a form leaves empty."""
    if isinstance(value, dict):
        return {key: _given(each) for key, each in value.items() if each is not None}
    return [_given(each) for each in value] if isinstance(value, list) else value
