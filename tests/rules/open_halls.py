"""Halls with hours for the tests: a small one to add hours to, Pinggu, Xining, the announced calendar."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from pathlib import Path

from queueing.planning import read_hall
from queueing.records.days_off import load_calendar
from queueing.rules.calendar import Calendar
from queueing.rules.hall_day import hall_calendar
from queueing.rules.hours import Closed, Desk, Open, Override
from queueing.rules.plan import Plan

HALLS = Path(__file__).parents[2] / "halls"
ANNOUNCED, _ = load_calendar([HALLS])

SMALL = """\
id = "town"
names = {{ zh = "镇大厅" }}
timezone = "{zone}"
zones = [{{ id = "1", names = {{ zh = "厅" }} }}]
lines = [
  {{ id = "general", prefix = "A", names = {{ zh = "综合" }} }},
  {{ id = "tax", prefix = "B", names = {{ zh = "税务" }} }},
]
services = [
  {{ id = "card", line = "general", names = {{ zh = "社保卡" }} }},
  {{ id = "invoice", line = "tax", names = {{ zh = "发票" }} }},
]
counters = [
  {{ id = "1", zone = "1", lines = ["general"]{first} }},
  {{ id = "2", zone = "1", lines = ["tax"]{second} }},
]
{hours}
"""

PINGGU = """
[hours]
listed_services = ["card"]
week = { mon-fri = "9:00-17:00" }
booked = { mon-fri = ["8:30-9:00", "17:00-17:30"] }
listed = { sat = "9:00-15:00" }
"""

XINING = """
[hours]
week = { mon-fri = "9:00-17:00", sat = "9:00-12:00" }
"""

LUNCH = """
[hours]
week = { mon-fri = ["8:30-12:00", "14:00-17:30"] }
"""


def text(hours: str, *, zone: str = "Asia/Shanghai", first: str = "", second: str = "") -> str:
    """The file of the small hall with these hours and more keys for its two counters."""
    return SMALL.format(zone=zone, first=first, second=second, hours=hours)


def hall(hours: str, **rest: str) -> Plan:
    """The small hall with these hours."""
    return read_hall(text(hours, **rest), version=1)


def desk(plan: Plan, counter: str | None = "1", overrides: Iterable[Override | None] = ()) -> Desk:
    """A counter, or the hall itself, under the announced calendar; a press may have recorded nothing."""
    return Desk(
        plan,
        hall_calendar(plan, ANNOUNCED),
        plan.counter[counter] if counter else None,
        tuple(act for act in overrides if act),
    )


def at(moment: str, plan: Plan, fold: int = 0) -> int:
    """The instant (ms) at which the hall's clock shows this."""
    return round(datetime.fromisoformat(moment).replace(tzinfo=plan.tz, fold=fold).timestamp() * 1000)


def shown(instant: int | None, plan: Plan) -> str | None:
    """What the hall's clock shows at an instant."""
    return None if instant is None else f"{datetime.fromtimestamp(instant / 1000, plan.tz):%Y-%m-%d %H:%M}"


def asked(plan: Plan, moment: str, counter: str | None = "1") -> Open | Closed:
    """Whether a counter is open when the hall's clock shows this."""
    return desk(plan, counter).at(at(moment, plan))


def worked(calendar: Calendar, first: date, last: date) -> int:
    """How many working days there are from `first` to `last`, both counted."""
    return sum(calendar.is_working_day(first + timedelta(days=n)) for n in range((last - first).days + 1))
