"""Every version of the hall file: its text, who saved it, when and why, and since when it is in force."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field

from sqlalchemy import Engine, Select, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from queueing.records.tables import for_writing, plans

_COLUMNS = (
    plans.c.version, plans.c.toml, plans.c.saved_at, plans.c.saved_by,
    plans.c.why, plans.c.from_day, plans.c.moves, plans.c.in_force,
)  # fmt: skip


@dataclass(frozen=True)
class SavedPlan:
    """One version; `toml` is the file as it was given, times are ms since the epoch.

    from_day  the business day it waits for, ISO; None: it comes into force at once
    moves     line -> line: where those go on who wait in a line it no longer has
    in_force  since when; None: not yet
    """

    version: int
    toml: str
    saved_at: int
    saved_by: str
    why: str = ""
    from_day: str | None = None
    moves: Mapping[str, str] = field(default_factory=dict)
    in_force: int | None = None


class PlanVersions:
    """The versions of one hall's plan, counted from 1. None that was in force is changed or deleted."""

    def __init__(self, engine: Engine, hall_id: str) -> None:
        self._engine = engine
        self._writing = for_writing(engine)
        self._hall = hall_id

    def save(self, toml: str, now: int, by: str) -> SavedPlan:
        """Keep this text as the version in force; the text in force again makes no new version.

        now  ms since the epoch
        by   who saved it: staff:3, or "console"
        """
        while True:
            last = self.last()
            if last is not None and last.in_force is not None and last.toml == toml:
                return last
            plan = SavedPlan(1 if last is None else last.version + 1, toml, now, by, in_force=now)
            if self.add(plan):
                return plan

    def add(self, plan: SavedPlan) -> bool:
        """Keep a version that follows the last one; False when somebody else has saved that number."""
        row = asdict(plan) | {"hall": self._hall, "moves": json.dumps(dict(plan.moves))}
        try:
            with self._writing.begin() as connection:
                known = connection.execute(self._query().limit(1)).one_or_none()
                if plan.version != (known.version + 1 if known else 1):
                    return False
                connection.execute(insert(plans), row)
        except IntegrityError:
            return False
        return True

    def came_into_force(self, version: int, now: int) -> None:
        """A version is in force since now (ms)."""
        mine = (plans.c.hall == self._hall, plans.c.version == version, plans.c.in_force.is_(None))
        with self._writing.begin() as connection:
            connection.execute(update(plans).where(*mine).values(in_force=now))

    def withdraw(self, version: int) -> bool:
        """Take back a version that never came into force; whether there was one."""
        mine = (plans.c.hall == self._hall, plans.c.version == version, plans.c.in_force.is_(None))
        with self._writing.begin() as connection:
            return connection.execute(delete(plans).where(*mine)).rowcount > 0

    def newest(self) -> SavedPlan | None:
        """The version in force; None before the first."""
        return self._first(self._query().where(plans.c.in_force.is_not(None)))

    def last(self) -> SavedPlan | None:
        """The version saved last, in force or waiting for its day; None before the first."""
        return self._first(self._query())

    def last_of(self, by: str) -> SavedPlan | None:
        """The version somebody saved last."""
        return self._first(self._query().where(plans.c.saved_by == by))

    def version(self, version: int) -> SavedPlan | None:
        """One version, e.g. the one a fact was made under; None where there is none."""
        return self._first(self._query().where(plans.c.version == version))

    def all(self) -> list[SavedPlan]:
        """Every version, the newest first."""
        with self._engine.begin() as connection:
            return [_saved(*row) for row in connection.execute(self._query())]

    def _first(self, query: Select[*tuple[object, ...]]) -> SavedPlan | None:
        with self._engine.begin() as connection:
            row = connection.execute(query.limit(1)).one_or_none()
        return None if row is None else _saved(*row)

    def _query(self) -> Select[*tuple[object, ...]]:
        return select(*_COLUMNS).where(plans.c.hall == self._hall).order_by(plans.c.version.desc())


def _saved(*row: object) -> SavedPlan:
    version, toml, at, by, why, from_day, moves, in_force = row
    return SavedPlan(version, toml, at, by, why, from_day, json.loads(str(moves)), in_force)  # type: ignore[arg-type]


def halls_kept(engine: Engine) -> Sequence[str]:
    """The halls that have a plan in this database, by id; a start without a hall file takes the only one."""
    with engine.begin() as connection:
        return connection.execute(select(plans.c.hall).distinct().order_by(plans.c.hall)).scalars().all()
