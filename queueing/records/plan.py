"""Every version of the hall file: its text, when it was saved and by whom."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from sqlalchemy import Engine, Select, insert, select
from sqlalchemy.exc import IntegrityError

from queueing.records.tables import for_writing, plans


@dataclass(frozen=True)
class SavedPlan:
    """One version; `toml` is the file as it was given, `saved_at` ms since the epoch."""

    version: int
    toml: str
    saved_at: int
    saved_by: str


class PlanVersions:
    """The versions of one hall's plan, counted from 1. None is ever changed or deleted."""

    def __init__(self, engine: Engine, hall_id: str) -> None:
        self._engine = engine
        self._writing = for_writing(engine)
        self._hall = hall_id

    def save(self, toml: str, now: int, by: str) -> SavedPlan:
        """Keep this text as the newest version; the text of the newest one again makes no new version.

        now  ms since the epoch
        by   who saved it: staff:3, or "console"
        """
        try:
            with self._writing.begin() as connection:
                row = connection.execute(self._query().limit(1)).one_or_none()
                if row is not None and row.toml == toml:
                    return SavedPlan(*row)
                saved = SavedPlan(1 if row is None else row.version + 1, toml, now, by)
                connection.execute(insert(plans), {"hall": self._hall, **asdict(saved)})
                return saved
        except IntegrityError:  # somebody else saved this version number in the same instant
            return self.save(toml, now, by)

    def newest(self) -> SavedPlan | None:
        """The version in force; None before the first."""
        with self._engine.begin() as connection:
            row = connection.execute(self._query().limit(1)).one_or_none()
        return None if row is None else SavedPlan(*row)

    def version(self, version: int) -> SavedPlan | None:
        """One version, e.g. the one a fact was made under; None where there is none."""
        with self._engine.begin() as connection:
            row = connection.execute(self._query().where(plans.c.version == version)).one_or_none()
        return None if row is None else SavedPlan(*row)

    def all(self) -> list[SavedPlan]:
        """Every version, the newest first."""
        with self._engine.begin() as connection:
            return [SavedPlan(*row) for row in connection.execute(self._query())]

    def _query(self) -> Select[int, str, int, str]:
        columns = (plans.c.version, plans.c.toml, plans.c.saved_at, plans.c.saved_by)
        return select(*columns).where(plans.c.hall == self._hall).order_by(plans.c.version.desc())


def halls_kept(engine: Engine) -> Sequence[str]:
    """The halls that have a plan in this database, by id; a start without a hall file takes the only one."""
    with engine.begin() as connection:
        return connection.execute(select(plans.c.hall).distinct().order_by(plans.c.hall)).scalars().all()
