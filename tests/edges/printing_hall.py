"""A running hall whose one kiosk prints on the simulator of this machine, and whose strip may be one."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.running import RunningHall
from ticket_printer.simulator import SimulatedPrinter

HALL = """\
id = "town"
names = { zh = "镇大厅", en = "Town hall" }
timezone = "Asia/Shanghai"
zones = [{ id = "1", names = { zh = "东", en = "East" } }]
lines = [{ id = "social", prefix = "A", names = { zh = "社保", en = "Social" } }]
services = [{ id = "card", line = "social", names = { zh = "社保卡", en = "Card" } }]
counters = [{ id = "1", zone = "1", lines = ["social"], strip = "%s" }]
templates = { strip = { zh = "{number}号请到{zone}{counter}窗" }, idle = { zh = "{zone}{counter}窗" } }
kiosks = [{ id = "gate", zone = "1", printer = "%s", mode = "%s", width = 384 }]
"""


@contextmanager
def printing_hall(
    folder: Path, simulated: SimulatedPrinter, strip: str = "dummy", mode: str = "text"
) -> Iterator[RunningHall]:
    """The hall, on a printer and a strip that stand on this very machine, which is allowed for it."""
    file = folder / "town.toml"
    file.write_text(HALL % (strip, simulated.address, mode), "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HALL_ALLOW_LOCAL_DEVICES", "1")
        patch.setenv("HALL_PRINTER_PORTS", simulated.address.rpartition(":")[2])
        running = RunningHall(folder / "data", file).start()
    yield running
    running.stop()
