"""The door to reports: the figures of a day, week, month or year by service, counter, clerk or hour."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from queueing.records.figures import FigureStore
from queueing.records.staff import names_of
from queueing.records.tables import Records
from queueing.report_errors import NoSuchReport
from queueing.rules.figures import DIMENSIONS, Figures
from queueing.rules.plan import Names, Plan
from queueing.words import LANGUAGES, Words

__all__ = ["DIMENSIONS", "KINDS", "FigureReports", "Kept", "Period", "Report", "Row"]

#: The public score is read again after so long, ms.
LOOK_AGAIN = 60_000
#: Lengths of a report's period.
KINDS = ("day", "week", "month", "year")


@dataclass(frozen=True)
class Period:
    """A day, week (Monday to Sunday), month or year, both ends counted."""

    kind: str
    first: date
    last: date

    @classmethod
    def around(cls, kind: str, day: date) -> "Period":
        """The period of this kind that a day lies in. Raises NoSuchReport for another kind."""
        match kind:
            case "day":
                return cls(kind, day, day)
            case "week":
                monday = day - timedelta(days=day.weekday())
                return cls(kind, monday, monday + timedelta(days=6))
            case "month":
                first = day.replace(day=1)
                following = (first + timedelta(days=31)).replace(day=1)
                return cls(kind, first, following - timedelta(days=1))
            case "year":
                return cls(kind, date(day.year, 1, 1), date(day.year, 12, 31))
        raise NoSuchReport(what=kind, known=", ".join(KINDS))

    @property
    def before(self) -> "Period":
        """The one before it."""
        return Period.around(self.kind, self.first - timedelta(days=1))

    @property
    def name(self) -> str:
        """As a file or a page names it: 2026-03-02, 2026-W10, 2026-03, 2026."""
        match self.kind:
            case "day":
                return self.first.isoformat()
            case "week":
                return self.first.strftime("%G-W%V")
            case "month":
                return self.first.isoformat()[:7]
            case _:
                return self.first.isoformat()[:4]


@dataclass(frozen=True)
class Row:
    """One line of a report; `before` are the figures of the period it is compared with."""

    key: str
    names: Names
    figures: Mapping[str, float | int | None]
    before: Mapping[str, float | int | None] | None = None


@dataclass(frozen=True)
class Report:
    """A report as every format tells it. Rows stand in the plan's order or by name: nobody is ranked."""

    hall: Names
    period: Period
    dimension: str
    rows: tuple[Row, ...]
    total: Row
    compared: Period | None

    def as_data(self) -> dict[str, Any]:
        """As JSON tells it."""
        return {
            "hall": self.hall,
            "period": {"kind": self.period.kind, "name": self.period.name}
            | {"first": self.period.first.isoformat(), "last": self.period.last.isoformat()},
            "by": self.dimension,
            "compared_with": self.compared and self.compared.name,
            "rows": [row.__dict__ for row in self.rows],
            "total": self.total.__dict__,
        }


class Kept(NamedTuple):
    """Of so many promised waits, how many were kept."""

    kept: int
    promised: int


class FigureReports:
    """Reports of one hall from its kept figures, which are some seconds old (DECISIONS.md 16)."""

    def __init__(self, records: Records, plan: Callable[[], Plan]) -> None:
        self._records = records
        self._plan_now = plan
        self._hall = plan().id
        self._store = FigureStore(records, self._hall, plan().tz)
        self._last_kept: tuple[int, date | None, tuple[date, dict[str, Kept]] | None] = (0, None, None)

    @property
    def _plan(self) -> Plan:
        return self._plan_now()

    def count(self) -> list[str]:
        """Count the days that changed; which days. The scheduler does it, so that no page waits for it."""
        return self._store.refresh()

    def report(self, period: Period, dimension: str = "all", *, compare: bool = False) -> Report:
        """One report. Raises NoSuchReport for what can't be told apart."""
        if dimension not in self.dimensions:
            raise NoSuchReport(what=dimension, known=", ".join(self.dimensions))
        now, compared = self._sums(dimension, period), period.before if compare else None
        then = self._sums(dimension, compared) if compared else {}
        whole = now if dimension == "all" else self._sums("all", period)
        whole_then = self._sums("all", compared) if compared else {}
        names = self._names(dimension, now.keys() | then.keys())
        rows = [
            Row(key, names[key], _told(now.get(key)), _told(then.get(key)) if compared else None)
            for key in names
            if dimension != "all"
        ]
        together = Row(
            "", _both("report.total"), _told(whole.get("")), _told(whole_then.get("")) if compared else None
        )
        return Report(self._plan.names, period, dimension, tuple(rows), together, compared)

    def last_kept(self, today: date, tick: int) -> tuple[date, dict[str, Kept]] | None:
        """How promises were kept by lane on the last day before `today` that had any, two weeks back at most.

        tick  elapsed real time, ms: many ask, so an answer is kept for a minute
        """
        asked_at, of, found = self._last_kept
        if of != today or not 0 <= tick - asked_at < LOOK_AGAIN:
            found = next(filter(None, map(self._kept_on, (today - timedelta(n) for n in range(1, 15)))), None)
            self._last_kept = (tick, today, found)
        return found

    def _kept_on(self, day: date) -> tuple[date, dict[str, Kept]] | None:
        rows = {lane: Figures.from_data(data) for lane, data in self._store.read("lane", day, day)}
        kept = {lane: Kept(row.kept, row.promised) for lane, row in rows.items() if row.promised}
        return (day, kept) if kept else None

    @property
    def dimensions(self) -> tuple[str, ...]:
        """What can be told apart here: departments only where the catalogue has any."""
        return ("all", *(("department",) if self._departments else ()), *DIMENSIONS[1:])

    @property
    def _departments(self) -> dict[str, Names]:
        """The department of each service of the present catalogue that has one."""
        told = ((id_, service.about.department) for id_, service in self._plan.service.items())
        return {id_: department for id_, department in told if department}

    def _sums(self, dimension: str, period: Period) -> dict[str, Figures]:
        """A department is its services of the present catalogue together, whatever stood there then."""
        counted = "service" if dimension == "department" else dimension
        departments = self._departments if dimension == "department" else {}
        found: dict[str, list[Mapping[str, Any]]] = {}
        for key, data in self._store.read(counted, period.first, period.last):
            place = _key_of(departments.get(key)) if dimension == "department" else key
            found.setdefault(place, []).append(data)
        return {key: Figures.summed(parts) for key, parts in found.items()}

    def _names(self, dimension: str, keys: set[str]) -> dict[str, Names]:
        """The name of each key, in the order of the report; what the plan no longer has keeps its id."""
        plan = self._plan
        match dimension:
            case "service":
                known = {key: service.names for key, service in plan.service.items()}
            case "department":
                known = {_key_of(names): names for names in self._departments.values()}
                known[""] = _both("report.no_department")
            case "line":
                known = {key: line.names for key, line in plan.line.items()}
            case "counter":
                known = {key: counter.names for key, counter in plan.counter.items()}
            case "clerk":
                people = names_of(self._records, self._hall, keys)
                by_name = sorted(keys, key=lambda key: (people.get(key, key), key))
                known = {key: {"zh": people.get(key, key)} for key in by_name}
            case "hour":
                hours = sorted(keys, key=int)
                known = {key: {"zh": f"{int(key):02d}:00–{int(key) + 1:02d}:00"} for key in hours}
            case _:
                known = {key: _both(f"report.{dimension}.{key}") for key in _ORDER.get(dimension, ())}
        strangers = {key: {"zh": key} for key in sorted(keys - known.keys())}
        return {key: names for key, names in (known | strangers).items() if key in keys}


_ORDER = {
    "lane": ("ordinary", "priority", "booked", "helper"),
    "band": ("ordinary", "extended", "overtime"),
}


def _key_of(department: Names | None) -> str:
    """What a department counts under: its first name; "" where a service has none."""
    return next(iter(department.values())) if department else ""


def _told(figures: Figures | None) -> Mapping[str, float | int | None]:
    return (figures or Figures()).told()


def _both(key: str) -> Names:
    return {language: Words(language).say(key) for language in LANGUAGES}
