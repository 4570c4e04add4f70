"""From a kiosk's request for paper to the last byte at the printer, beside a bare write of like bytes."""

import socket
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from queueing.clock import Clock
from queueing.planning import read_hall
from tests.bench.load import percentile
from tests.edges.printing_hall import printing_hall
from tests.running import Api
from ticket_printer.paper import bytes_of, made_up
from ticket_printer.simulator import SimulatedPrinter

TICKETS = 60


@dataclass(frozen=True)
class Printing:
    """One mode: milliseconds from the request to the blade, and of a bare write of one such job; p50, p99."""

    mode: str
    asked: tuple[float, float]
    bare: tuple[float, float]
    size: int


def print_times(mode: str) -> Printing:
    """Print tickets one after another; then write the last one's bytes to the same printer by hand."""
    fallen, at = threading.Event(), [0.0]

    def blade(_sheet: object) -> None:
        at[0] = time.monotonic()
        fallen.set()

    with (
        tempfile.TemporaryDirectory(prefix="hall-print-") as folder,
        SimulatedPrinter(on_sheet=blade) as printer,
        printing_hall(Path(folder), printer, mode=mode) as hall,
    ):
        kiosk = hall.api(hall.key("kiosk"))
        _printed(kiosk, fallen)  # fonts are opened, the printer has been asked how it is
        asked = sorted(-(_printed(kiosk, fallen) - at[0]) * 1000 for _ in range(TICKETS))
        plan = read_hall(hall.hall_file, 1)
        paper = made_up(plan, "card", Clock().now(), f"{hall.url}/t/{'x' * 22}")
        job = bytes_of(paper, plan.kiosks[0])
        bare = sorted(-(_written(printer, job, fallen) - at[0]) * 1000 for _ in range(TICKETS))
    return Printing(mode, _both(asked), _both(bare), len(job))


def _printed(kiosk: Api, fallen: threading.Event) -> float:
    """Take a number and have it printed; when the paper was asked for."""
    ticket = kiosk.post("/tickets", {"service": "card"}).body["id"]
    fallen.clear()
    began = time.monotonic()
    kiosk.post(f"/tickets/{ticket}/print", {"kiosk": "gate"})
    assert fallen.wait(20), "nothing came out"
    return began


def _written(printer: SimulatedPrinter, job: bytes, fallen: threading.Event) -> float:
    host, port = printer.address.removeprefix("tcp://").split(":")
    fallen.clear()
    began = time.monotonic()
    with socket.create_connection((host, int(port))) as line:
        line.sendall(job)
        assert fallen.wait(20), "nothing came out"
    return began


def _both(times: list[float]) -> tuple[float, float]:
    return percentile(times, 0.5), percentile(times, 0.99)
