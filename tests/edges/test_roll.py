"""A hall with paper rolls: nobody takes their numbers here, a counter calls them, by page or calling unit."""

import threading
from collections.abc import Iterator

import pytest

from counters.key_agent import work_units
from counters.key_bus import Bus
from counters.key_simulator import KeySimulator
from counters.key_unit import CODES, Key
from queueing.agent import Agent
from queueing.byte_line import ByteLine
from tests.live.test_rolls import ROLLS
from tests.running import Api, RunningHall


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHall]:
    """The town hall with two paper rolls, running."""
    folder = tmp_path_factory.mktemp("rolls")
    (folder / "town.toml").write_text(f"# A town.\n{ROLLS}", "utf-8")
    running = RunningHall(folder / "data", folder / "town.toml").start()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def clerk(town: RunningHall) -> Api:
    """The clerk at counter 4, seated."""
    api = town.api(town.key("clerk", "4"))
    assert api.post("/counters/4/sit").status == 201
    return api


def test_services_of_a_roll_are_not_on_the_kiosk_and_give_no_number(town: RunningHall):
    kiosk = town.api(town.key("kiosk"))
    assert [s["id"] for s in kiosk.get("/services").body] == ["card", "pension", "invoice", "permit"]
    assert "seal" not in [s["id"] for s in kiosk.get("/kiosk").body["services"]]
    refused = kiosk.post("/tickets", {"service": "seal"})
    assert refused.status == 422 and "roll" in refused.body["detail"]


def test_a_counter_calls_the_roll_and_jumps_with_a_second_yes(clerk: Api):
    first = clerk.post("/counters/4/roll", {})
    assert (first.status, first.body["number"]) == (201, "001")
    assert clerk.post("/counters/4/roll", {"current": None}).body["code"] == "stale"
    assert (
        clerk.post("/counters/4/roll", {"number": 30, "current": first.body["ticket"]}).body["number"]
        == "030"
    )
    assert clerk.get("/counters/4/desk").body["rolls"][0]["last"] == 30
    again = clerk.post("/counters/4/roll", {"number": 1})
    assert (again.status, again.body["code"]) == (409, "roll-called-before")
    assert clerk.post("/counters/4/roll", {"number": 1, "again": True}).body["number"] == "001"
    for wrong in (0, 10_000, -1):
        assert clerk.post("/counters/4/roll", {"number": wrong}).status == 422


def test_a_counter_without_a_roll_calls_none(town: RunningHall):
    api = town.api(town.key("clerk", "1"))
    api.post("/counters/1/sit")
    assert api.post("/counters/1/roll", {}).status == 422


def test_a_calling_unit_calls_the_roll_and_jumps_by_its_digits(town: RunningHall, tmp_path):
    manager = town.api(town.key("manager"))
    shown, codes, stop = threading.Event(), [], threading.Event()

    def say(text: str) -> None:
        if "Pairing code" in text:
            codes.append("".join(text.split()[2:4]).rstrip(":"))
            shown.set()

    with KeySimulator() as cable:
        agent = Agent("keys", town.url, tmp_path / "key", say=say)
        bus = Bus(ByteLine(cable.address), stop)
        worker = threading.Thread(target=work_units, args=(bus, {1: agent}, {1: "6"}, stop))
        worker.start()
        try:
            assert shown.wait(20)
            assert manager.post("/devices", {"code": codes[0], "place": "6"}).status == 201
            assert cable.shows(lambda lcd: lcd.ticket == "000", within=60)
            cable.press("50", Key.CALL)
            assert cable.shows(lambda lcd: lcd.ticket == "050")
            cable.press("", Key.CALL)
            assert cable.shows(lambda lcd: lcd.ticket == "051")
            cable.press("50", Key.CALL)
            assert cable.shows(lambda lcd: lcd.ticket == str(CODES["roll-called-before"]))
            assert cable.shows(lambda lcd: lcd.ticket == "051"), "a refusal stands for some seconds"
            cable.press("50", Key.CALL)
            assert cable.shows(lambda lcd: lcd.ticket == "000"), "050 has ended and is only called"
        finally:
            stop.set()
            worker.join(30)
    called = manager.get("/board?zone=1").body["calls"]
    assert [c["number"] for c in called][:2] == ["R050", "R051"]
