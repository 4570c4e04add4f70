"""The devices of the hall's own machine, worked by its own process: at the desk, lit, tested."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from displays.led.readers import OnbonReader
from displays.led.simulator import StripSimulator
from tests.edges.printing_hall import printing_hall
from tests.running import Api, RunningHall
from ticket_printer.simulator import SimulatedPrinter


@dataclass
class Machine:
    """A hall on one machine with a printer and a strip."""

    hall: RunningHall
    printer: SimulatedPrinter
    strip: StripSimulator
    manager: Api

    def row(self, kind: str) -> dict[str, Any]:
        """A device as the desk shows it."""
        return next(each for each in self.manager.get("/devices").body if each["kind"] == kind)


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    strip = StripSimulator(OnbonReader)
    address = f"onbon+tcp://127.0.0.1:{strip.listen()}"
    folder = tmp_path_factory.mktemp("machine")
    with SimulatedPrinter() as printer, printing_hall(folder, printer, address) as hall:
        yield Machine(hall, printer, strip, hall.api(hall.key("manager")))
    strip.close()


def until(seen: Callable[[], object]) -> None:
    """Wait for a fact."""
    deadline = time.monotonic() + 60
    while not seen():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_printer_and_strip_of_this_machine_are_at_the_desk(machine: Machine):
    until(lambda: machine.row("printer")["state"] == "ok")
    until(lambda: machine.row("strip")["state"] == "ok")
    assert machine.row("printer")["tickets_left"] > 100


def test_devices_that_are_well_at_the_start_of_the_day_tell_the_log_nothing(machine: Machine):
    until(lambda: machine.row("printer")["state"] == "ok" and machine.row("strip")["state"] == "ok")
    log = machine.manager.get("/log").body
    assert [entry for entry in log if entry["kind"] == "device_changed"] == []


def test_a_call_lights_the_strip_in_the_halls_own_words(machine: Machine):
    clerk, kiosk = (machine.hall.api(machine.hall.key(*who)) for who in (("clerk", "1"), ("kiosk",)))
    until(lambda: machine.strip.text() == "暂停服务")
    clerk.post("/counters/1/sit")
    number = kiosk.post("/tickets", {"service": "card"}).body["number"]
    clerk.post("/counters/1/calls", {})
    until(lambda: machine.strip.text() == f"{number}号请到东1窗")
    clerk.post("/counters/1/finish", {})
    until(lambda: machine.strip.text() == "东1窗")


def test_a_printer_that_is_tested_prints_a_sheet_and_a_strip_lights_up(machine: Machine):
    before = len(machine.printer.mechanism.sheets)
    until(lambda: machine.row("printer")["id"] and machine.row("strip")["id"])
    for kind in ("printer", "strip"):
        assert machine.manager.post(f"/devices/{machine.row(kind)['id']}/test").status == 202
    until(lambda: len(machine.printer.mechanism.sheets) > before)
    until(lambda: "测试" in (machine.strip.text() or ""))
