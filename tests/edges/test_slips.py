"""A list of missing papers: made at the counter, printed with a code, found at the next visit."""

from collections.abc import Iterator

import pytest

from queueing.rules.slip_code import slip_code, visit_of
from tests.running import Answer, Api, RunningHall

HALL = """\
# A hall with papers to bring.
id = "papers"
names = { zh = "大厅", en = "Hall" }
timezone = "Asia/Shanghai"
zones = [{ id = "1", names = { zh = "厅", en = "Hall" } }]
lines = [
  { id = "general", prefix = "A", names = { zh = "综合", en = "General" } },
  { id = "pickup", prefix = "K", stage = "pick-up", names = { zh = "出件", en = "Pick-up" } },
]
services = [
  { id = "card", line = "general", names = { zh = "社保卡" }, ticket = { materials = ["身份证", "照片"] } },
  { id = "title", line = "general", names = { zh = "不动产登记" }, then = ["pickup"] },
  { id = "collect", line = "pickup", names = { zh = "取件" } },
]
counters = [{ id = "1", zone = "1", lines = ["general"] }, { id = "2", zone = "1", lines = ["pickup"] }]
kiosks = [{ id = "gate", zone = "1", printer = "dummy" }]
"""


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHall]:
    """A small hall, running."""
    folder = tmp_path_factory.mktemp("papers")
    (folder / "papers.toml").write_text(HALL, "utf-8")
    hall = RunningHall(folder, folder / "papers.toml").start()
    yield hall
    hall.stop()


def test_a_code_names_its_visit_however_it_is_typed():
    code = slip_code("000000000044", "7K2M")

    assert code == "1C-7K2M"
    assert visit_of(code) == visit_of(" slip-1c7k2m ") == visit_of("lC-7K2M") == (code, "000000000044")
    assert visit_of("A012") == visit_of("") == visit_of("1C-7K2U") is None


def scanned(kiosk: Api, code: str) -> Answer:
    """The code read at the kiosk, once the archive has it: it is a moment behind."""
    for _ in range(100):
        read = kiosk.post("/readings", {"text": f"SLIP-{code}"})
        if read.status == 201:
            break
    return read


def test_what_was_missing_is_on_the_clerks_page_at_the_next_visit(papers):
    kiosk, clerk = papers.api(papers.key("kiosk", "gate")), papers.api(papers.key("clerk", "1"))
    first = kiosk.post("/tickets", {"service": "card"}).body
    clerk.post("/counters/1/sit", {"takeover": True})
    clerk.post("/counters/1/calls", {})
    made = clerk.post("/counters/1/slips", {"ticket": first["id"], "missing": [1], "remark": "白底"})
    assert made.status == 201, made.body
    assert kiosk.get(f"/prints/{made.body['job']}").body["state"] in {"queued", "printing", "printed"}
    clerk.post("/counters/1/finish", {"outcome": "一次性告知"})

    code = made.body["code"]
    read = scanned(kiosk, code)
    assert [paper["zh"] for paper in read.body["slip"]["missing"]] == ["照片"]
    again = kiosk.post("/tickets", {"service": "card", "slip": code}).body
    clerk.post("/counters/1/calls", {})
    current = clerk.get("/counters/1/desk").body["current"]

    assert current["id"] == again["id"]
    assert (current["slip"]["remark"], [paper["zh"] for paper in current["slip"]["missing"]]) == (
        "白底",
        ["照片"],
    )
    assert kiosk.post("/tickets", {"service": "card", "slip": "9Z-AAAA"}).body["code"] == "slip-unknown"


def test_whoever_collects_a_result_another_day_is_known_by_the_code_of_the_first_visit(papers):
    kiosk = papers.api(papers.key("kiosk", "gate"))
    clerk, collects = (papers.api(papers.key("clerk", counter)) for counter in ("1", "2"))
    first = kiosk.post("/tickets", {"service": "title"}).body
    clerk.post("/counters/1/sit", {"takeover": True})
    clerk.post("/counters/1/calls", {})
    told = {"ticket": first["id"], "missing": []}
    over = clerk.post("/counters/1/slips", told | {"ready_on": "2020-01-01"})
    made = clerk.post("/counters/1/slips", told | {"ready_on": "2999-12-31"})
    clerk.post("/counters/1/finish", {})
    slip = scanned(kiosk, made.body["code"]).body["slip"]

    assert (over.status, over.body["detail"][:23]) == (422, "A result cannot be coll")
    assert (slip["again"], slip["number"], slip["ready_on"]) == ("collect", first["number"], "2999-12-31")
    kiosk.post("/tickets", {"service": slip["again"], "slip": made.body["code"]})
    collects.post("/counters/2/sit", {})
    collects.post("/counters/2/calls", {})
    current = collects.get("/counters/2/desk").body["current"]
    assert (current["slip"]["number"], current["number"][0]) == (first["number"], "K")
