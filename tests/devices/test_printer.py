"""What a printer says is believed, what it does not say is unknown, and none holds anybody up."""

import os
import pty
import socket
import threading
import tty
from contextlib import contextmanager
from dataclasses import dataclass
from types import SimpleNamespace

import pytest
import usb.core

from queueing.rules.devices import DeviceState as State
from queueing.rules.printer_address import parse
from tests.devices.ledger import ANYWHERE, PAPER, came_out, job, kiosk, printer_at
from ticket_printer.escpos_reader import read
from ticket_printer.paper import blocks_of, bytes_of
from ticket_printer.printer import Outcome
from ticket_printer.raster import NARROW, WIDE, render
from ticket_printer.simulator import Fault, Mechanism, SimulatedPrinter
from ticket_printer.status import ASK, after_a_job, answer_to_job, ask
from ticket_printer.transport import connect


@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_what_comes_out_is_the_picture_pixel_for_pixel(width):
    with SimulatedPrinter() as simulated:
        result = printer_at(simulated.address).print_ticket(bytes_of(PAPER, kiosk("raster", width)), width)
    assert (result.outcome, result.state) == (Outcome.PRINTED, State.OK)
    drawn, meant = simulated.sheets[0].pictures[0], render(blocks_of(PAPER), width)
    assert drawn.size == meant.size and drawn.tobytes() == meant.tobytes()
    assert simulated.mechanism.unknown == []


def test_a_dummy_keeps_its_last_job():
    dummy = printer_at("dummy")
    assert dummy.print_ticket(job("A001"), 384).outcome is Outcome.PRINTED
    assert dummy.kept == job("A001") and dummy.state() is State.OK


def test_nobody_at_the_address_is_failed_and_nothing_was_sent():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    gone = printer_at(f"tcp://127.0.0.1:{port}")
    result = gone.print_ticket(job("A001"), 384)
    assert (result.outcome, result.state) == (Outcome.FAILED, State.DOWN) and "can't be reached" in result.why
    assert gone.state() is State.DOWN


@pytest.mark.parametrize(
    ("paper", "cover_open", "state"),
    [
        (None, False, State.OK),
        (20, False, State.OK),
        (3, False, State.LOW),
        (0, False, State.OUT),
        (None, True, State.COVER),
        (0, True, State.COVER),
    ],
)
def test_a_printer_says_how_it_is(paper, cover_open, state):
    with SimulatedPrinter(paper=paper, cover_open=cover_open) as simulated:
        assert printer_at(simulated.address).state() is state


def test_a_printer_that_says_nothing_is_unknown_and_not_well():
    with SimulatedPrinter(silent=True, paper=0) as simulated:
        assert printer_at(simulated.address).state() is State.UNKNOWN


def test_after_each_job_it_is_known_how_much_paper_is_left():
    with SimulatedPrinter(paper=7) as simulated:
        printer = printer_at(simulated.address)
        told = [printer.print_ticket(job(f"A00{n}"), 384) for n in range(8)]
    assert [result.state for result in told] == [State.OK] + [State.LOW] * 5 + [State.OUT] * 2
    assert [result.outcome for result in told[-2:]] == [Outcome.UNKNOWN, Outcome.FAILED]


@dataclass
class Spoken:
    """A way to a printer that says these bytes, one piece for each time somebody listens."""

    pieces: list[bytes | None]
    sure: bool = False

    def send(self, job, within):
        """Nobody takes it."""

    def hear(self, within):
        return self.pieces.pop(0) if self.pieces else None

    def hang_up(self):
        """Nobody hears it."""

    def took_all(self):
        return False

    def close(self):
        """There is nothing to end."""


@pytest.mark.parametrize(
    ("answers", "state"),
    [
        ([b"\x12", b"\x12", b"\x12", b"\x12"], State.OK),
        ([b"\x1e", b"\x12", b"\x12", b"\x12"], State.LOW),
        ([b"\x72", b"\x12", b"\x12"], State.OUT),
        ([b"\x12", b"\x32", b"\x12"], State.OUT),  # stopped for want of paper
        ([b"\x12", b"\x16", b"\x12"], State.COVER),
        ([b"\x12", b"\x52", b"\x12"], State.DOWN),
        ([b"\x12", b"\x12", b"\x1a"], State.DOWN),  # its blade is stuck
        ([b"\x12", b"\x12", b"\x52"], State.DOWN),  # too hot
        ([], State.UNKNOWN),
        ([b""], State.UNKNOWN),
        ([b"\x12", None, b"\x12", b"\x12"], State.UNKNOWN),
        ([b"\xff\x00", None], State.UNKNOWN),
        ([b"\x13\x10\x0f\x0f\x0f\x12", b"\x11\x12", b"\x12", b"\x12"], State.OK),  # of its own accord
    ],
)
def test_its_words_are_told_from_its_noise(answers, state):
    assert ask(Spoken(answers), 1.0) is state


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ([b"\x00"], 0),
        ([b"\x0c"], 12),
        ([b"\x13\x10\x0f\x0f\x0f\x00"], 0),
        ([b"\x12\x12\x03"], 3),
        ([b""], -1),
        ([], None),
    ],
)
def test_the_answer_to_a_job_is_told_from_noise_and_from_late_answers(said, answer):
    assert answer_to_job(Spoken(said), 1.0) == answer
    assert [after_a_job(n) for n in (0, 3, 12, 15)] == [State.OK, State.LOW, State.OUT, State.OUT]


def test_a_mute_one_that_takes_every_byte_and_hangs_up_has_printed():
    with SimulatedPrinter(silent=True) as simulated:
        result = printer_at(simulated.address).print_ticket(job("A001"), 384)
    assert (result.outcome, result.state) == (Outcome.PRINTED, State.UNKNOWN)
    assert came_out(simulated.sheets, job("A001")) == 1


@pytest.mark.parametrize("fault", [Fault.CUT, Fault.HANG_UP, Fault.POWER])
def test_a_mute_one_that_breaks_off_is_never_called_printed(fault):
    with SimulatedPrinter(silent=True) as simulated:
        for place in range(20, len(job("A001")) + 3, 29):
            simulated.break_at(fault, place)
            result = printer_at(simulated.address, answer_within=0.02).print_ticket(job("A001"), 384)
            assert result.outcome in {Outcome.UNKNOWN, Outcome.FAILED}, f"after {place} bytes: {result.why}"


@pytest.mark.parametrize("reads", ["accepts and never reads", "never accepts"])
def test_a_printer_that_never_reads_holds_nobody_up(reads):
    with socket.create_server(("127.0.0.1", 0)) as server:
        printer = printer_at(f"tcp://127.0.0.1:{server.getsockname()[1]}", timeout=0.2)
        accepted = []
        if reads == "accepts and never reads":
            server.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            thread = threading.Thread(target=lambda: accepted.append(server.accept()[0]))
            thread.start()
        result = printer.print_ticket(bytes(4_000_000), 576)  # else it never comes back
        if accepted:
            thread.join()
            accepted[0].close()
    assert result.outcome is Outcome.UNKNOWN and "timed out" in result.why


@contextmanager
def on_a_line(mechanism):
    """A printer on a serial line: a pseudo terminal whose other end is the mechanism; its path."""
    ours, theirs = pty.openpty()
    tty.setraw(theirs)

    def serve():
        while True:
            try:
                said = mechanism.take(os.read(ours, 4096)) + mechanism.work()
            except OSError:
                return
            os.write(ours, said)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield os.ttyname(theirs)
    finally:
        os.close(theirs)
        thread.join(1)
        os.close(ours)


def test_a_serial_line_prints_and_is_believed_when_it_answers():
    mechanism = Mechanism(paper=3)
    with on_a_line(mechanism) as path:
        printer = printer_at(f"serial://{path}?baud=115200", answer_within=0.5)
        result = printer.print_ticket(job("A001"), 384)
        assert (result.outcome, result.state) == (Outcome.PRINTED, State.LOW), result.why
        assert printer.state() is State.LOW
    assert came_out(mechanism.sheets, job("A001")) == 1


def test_a_serial_line_that_nobody_listens_to_is_unknown():
    ours, theirs = pty.openpty()
    tty.setraw(theirs)
    result = printer_at(f"serial://{os.ttyname(theirs)}", timeout=0.2).print_ticket(job("A001"), 384)
    assert result.outcome is Outcome.UNKNOWN, result.why
    os.close(ours)
    os.close(theirs)


def test_a_device_file_gets_every_byte_and_is_asked_nothing_it_could_answer():
    mechanism = Mechanism()
    with on_a_line(mechanism) as path:
        result = printer_at(f"file://{path}").print_ticket(job("A001"), 384)
    assert (result.outcome, result.state) == (Outcome.PRINTED, State.UNKNOWN), result.why
    assert came_out(mechanism.sheets, job("A001")) == 1


@pytest.mark.parametrize(
    "address", ["file:///dev/no-such-printer", "serial:///dev/no-such-line", "usb://04b8:0e15"]
)
def test_a_device_that_is_not_there_is_failed_in_one_sentence(address):
    result = printer_at(address).print_ticket(job("A001"), 384)
    assert (result.outcome, result.state) == (Outcome.FAILED, State.DOWN) and "\n" not in result.why


class UsbDevice:
    """A USB printer as pyusb shows it, with endpoints that python-escpos would not guess."""

    def __init__(self, mechanism):
        self.mechanism = mechanism
        self.said = b""
        self.backend = SimpleNamespace(__module__="usb.backend.made_up")
        self.set_configuration = self.reset = lambda: None

    def get_active_configuration(self):
        printer = UsbInterface(SimpleNamespace(bEndpointAddress=address) for address in (0x03, 0x84))
        return [printer]

    def write(self, endpoint, sent, _timeout):
        assert endpoint == 0x03
        self.said += self.mechanism.take(sent) + self.mechanism.work()

    def read(self, endpoint, count, _timeout):
        assert endpoint == 0x84
        if not self.said:
            raise usb.core.USBTimeoutError("nothing")
        said, self.said = self.said[:count], self.said[count:]
        return said


class UsbInterface(list):
    """Endpoints of a printer's interface."""

    bInterfaceClass = 7  # noqa: N815 - as pyusb calls it


def test_a_usb_printer_is_spoken_to_at_its_own_endpoints(monkeypatch):
    mechanism = Mechanism(paper=9)
    device = UsbDevice(mechanism)
    monkeypatch.setattr(usb.core, "find", lambda **_: device)
    monkeypatch.setattr("usb.util.dispose_resources", lambda _: None)
    printer = printer_at("usb://0416:5011")
    assert printer.print_ticket(job("A001"), 384).outcome is Outcome.PRINTED
    assert printer.state() is State.OK
    assert came_out(mechanism.sheets, job("A001")) == 1


def test_two_kiosks_on_one_printer_print_one_after_the_other():
    with SimulatedPrinter() as simulated:
        printer = printer_at(simulated.address, timeout=3, answer_within=1)
        jobs = [job(f"A00{n}") for n in range(6)]
        threads = [threading.Thread(target=printer.print_ticket, args=(one, 384)) for one in jobs]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert [came_out(simulated.sheets, one) for one in jobs] == [1] * 6


def test_the_way_to_a_printer_ends_with_its_connection():
    with SimulatedPrinter() as simulated:
        wire = connect(parse(simulated.address), ANYWHERE, 1)
        wire.send(ASK, 1)
        assert wire.hear(1) == b"\x00" and read(ASK).unknown == ()
        wire.hang_up()
        assert wire.hear(1) == b"" and wire.took_all()
        wire.close()
