"""How long the questions take that a page waits for: what is open now, which services are meant."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from queueing.catalogue import Catalogue
from queueing.opening import Opening
from queueing.planning import read_hall
from queueing.records.days_off import load_calendar

#: Each question is asked so often.
TIMES = 20
HALLS = Path(__file__).parents[2] / "halls"
#: A counter's answer, cold and kept; a search over a list; ms at most.
OPEN_AT_MOST, SEARCH_AT_MOST, ROWS = 1.0, 50.0, 2_000
#: What is typed: one sign, pinyin, initials, nothing that is there.
TYPED = ("s", "sh", "社", "yl", "shehui", "gsdj", "dengji", "zzzz", "bumen")
DAY = date(2026, 3, 2)
TOWN = """\
id = "town"
names = { zh = "镇大厅" }
timezone = "Asia/Shanghai"
catalogue = "items.csv"
zones = [{ id = "1", names = { zh = "东" } }]
lines = [{ id = "social", prefix = "A", names = { zh = "社保" } }]
counters = [{ id = "1", zone = "1", lines = ["social"] }]
"""
SIGNS = "社会保险医疗养老工伤登记变更注销许可证申领补换公积金提取贷款不动产抵押转移企业开办食品经营"


@dataclass(frozen=True)
class Question:
    """A question, the processor time of its slowest answer, and its limit, ms."""

    name: str
    took: float
    limit: float


def questions() -> list[Question]:
    """Each question asked many times; the best run of each case: other work isn't the rule's."""
    plan = read_hall(HALLS / "chuzhou.toml", 1)
    cold = Opening(plan, load_calendar([HALLS])[0])
    moments = [datetime(2026, 3, 2, hour, 15, tzinfo=plan.tz) for hour in (7, 10, 13, 17)]
    hours = [int(moment.timestamp() * 1000) for moment in moments]
    desks = [cold.desk(counter.id) for counter in plan.counters[:40]]
    slowest = max(best(partial(desk.at, now)) for desk in desks for now in hours)
    cold.at(hours[1], "1")
    kept = best(lambda: cold.at(hours[1], "1"))
    catalogue = _two_thousand()
    searched = max(best(partial(catalogue.search, typed, DAY)) for typed in TYPED)
    return [
        Question("open now, and for what? (cold)", slowest, OPEN_AT_MOST),
        Question("open now, and for what? (kept)", kept, OPEN_AT_MOST),
        Question(f"a service among {ROWS:,}", searched, SEARCH_AT_MOST),
    ]


def best(ask: Callable[[], object]) -> float:
    """The least processor time of several runs, ms."""
    took = []
    for _ in range(TIMES):
        began = time.process_time_ns()
        ask()
        took.append((time.process_time_ns() - began) / 1e6)
    return min(took)


def _two_thousand() -> Catalogue:
    rows = ["id,parent,zh,line,department,promised,materials"]
    for n in range(ROWS):
        parent, line = (f"s{n % 430}", "") if n >= 430 else ("", "social")
        name = "".join(SIGNS[(n * k * k + k) % len(SIGNS)] for k in range(3, 13))
        rows.append(f"s{n},{parent},{name},{line},部门{n % 67},{n % 30},身份证;户口簿")
    with TemporaryDirectory() as folder:
        (Path(folder) / "town.toml").write_text(TOWN, "utf-8")
        (Path(folder) / "items.csv").write_text("\n".join(rows), "utf-8")
        plan = read_hall(Path(folder) / "town.toml", 1)
    catalogue = Catalogue(lambda: plan)
    catalogue.search("x", DAY)
    return catalogue
