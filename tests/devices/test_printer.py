"""A print fault is never a lost ticket, never an exception, and never called printed."""

import random
import socket
import struct
import threading
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest
from PIL import Image

from queueing.rules.plan import Lane
from ticket_printer.escpos import ASK, job
from ticket_printer.escpos_reader import read
from ticket_printer.layout import Paper, layout
from ticket_printer.printer import Condition, Outcome, Printer, PrinterAddressError
from ticket_printer.raster import NARROW, WIDE, png, render

NAMES = {"zh": "滨城区政务服务中心", "en": "Bincheng Service Center"}


def ticket(width=WIDE, **changes):
    """A whole ticket's picture."""
    told = {"hall": NAMES, "zone": NAMES, "service": NAMES, "number": "A001", **changes}
    at = datetime(2026, 3, 2, 1, 41, tzinfo=UTC)
    page = "http://192.168.1.20:8000/t/Zk3v9QmT1xYpL0aWbC7dEf"
    paper = Paper(**told, lane=Lane.ORDINARY, ahead=7, counters=["3"], at=at, tz=UTC, url=page)
    return render(layout(paper), width)


def same(one, other):
    return one.size == other.size and one.tobytes() == other.tobytes()


@dataclass
class Listener:
    """A printer on the network that keeps what it is sent, a byte string for each connection."""

    address: str
    jobs: list[bytes] = field(default_factory=list)


def keep_all(connection, kept):
    """Read to the end, say nothing."""
    while chunk := connection.recv(4096):
        kept += chunk


def close_after(count, *, reset=False):
    """Read so many bytes, then hang up, in order or with a reset."""

    def behave(connection, kept):
        while len(kept) < count and (chunk := connection.recv(min(4096, count - len(kept)))):
            kept += chunk
        if reset:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    return behave


def shut_after(count):
    """Read so many bytes, then say goodbye in both directions before closing."""

    def behave(connection, kept):
        close_after(count)(connection, kept)
        connection.shutdown(socket.SHUT_RDWR)

    return behave


def answer(status):
    """Say `status` when asked at the job's end, then read to the end."""

    def behave(connection, kept):
        while not kept.endswith(ASK) and (chunk := connection.recv(4096)):
            kept += chunk
        connection.sendall(status)
        keep_all(connection, kept)

    return behave


@contextmanager
def listening(*behaviours):
    """A listener that meets each connection in turn with the next behaviour."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        listener = Listener(f"tcp://127.0.0.1:{server.getsockname()[1]}")

        def serve():
            for behave in behaviours:
                connection, _ = server.accept()
                kept = bytearray()
                with connection, suppress(OSError):
                    behave(connection, kept)
                listener.jobs.append(bytes(kept))

        server.settimeout(10)
        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield listener
        thread.join(10)
        assert not thread.is_alive()


def printer_at(address, *, timeout=2.0, answer_within=0.05):
    return Printer(address, timeout=timeout, answer_within=answer_within)


@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_what_a_printer_on_the_network_kept_is_the_picture_pixel_for_pixel(width, tmp_path):
    sent = ticket(width)
    with listening(keep_all) as listener:
        result = printer_at(listener.address).print_ticket(sent)
    assert result.outcome is Outcome.PRINTED, result.why
    reading = read(listener.jobs[0])
    assert reading.unknown == () and [sheet.cut for sheet in reading.sheets] == [True]
    (drawn,) = reading.sheets[0].pictures
    (tmp_path / "drawn.png").write_bytes(png(drawn))
    with Image.open(tmp_path / "drawn.png") as again:
        assert same(again.convert("1"), sent)


def test_a_dummy_keeps_its_last_job():
    dummy = Printer("dummy")
    result = dummy.print_ticket(ticket())
    assert result.outcome is Outcome.PRINTED and result.size == len(dummy.kept)
    assert same(read(dummy.kept).sheets[0].pictures[0], ticket())
    assert dummy.condition() is Condition.OK


def test_nobody_at_the_address_is_failed_and_nothing_was_sent():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    gone = printer_at(f"tcp://127.0.0.1:{port}")
    assert gone.print_ticket(ticket()).outcome is Outcome.FAILED
    assert "can't be reached" in gone.print_ticket(ticket()).why
    assert gone.condition() is Condition.BAD


@pytest.mark.parametrize("behaviour", ["closes", "resets", "shuts"])
def test_a_connection_cut_anywhere_is_never_called_printed(behaviour):
    sent = ticket()
    whole = len(job(sent) + ASK)
    places = [0, 1, 2, whole - 7, whole - 2, whole - 1, *random.Random(16).sample(range(3, whole - 7), 34)]
    cut = {"closes": close_after, "resets": lambda n: close_after(n, reset=True), "shuts": shut_after}[
        behaviour
    ]
    with listening(*map(cut, places)) as listener:
        for place in places:
            # A new printer each time: what it sends must not lengthen by what a break asks for.
            result = printer_at(listener.address, answer_within=2).print_ticket(sent)
            assert result.outcome in {Outcome.UNKNOWN, Outcome.FAILED}, f"after {place} bytes: {result.why}"


def test_one_that_takes_every_byte_and_hangs_up_unasked_has_printed():
    with listening(close_after(len(job(ticket()) + ASK))) as listener:
        assert printer_at(listener.address, answer_within=2).print_ticket(ticket()).outcome is Outcome.PRINTED


def test_after_a_cut_the_next_ticket_comes_out_whole():
    first, second = ticket(number="A001"), ticket(number="A002")
    with listening(close_after(9_999), keep_all) as listener:
        printer = printer_at(listener.address)
        assert printer.print_ticket(first).outcome is Outcome.UNKNOWN
        assert printer.print_ticket(second).outcome is Outcome.PRINTED
    sheets = read(b"".join(listener.jobs)).sheets
    assert len(sheets) == 2 and same(sheets[1].pictures[0], second)


@pytest.mark.parametrize("reads", ["accepts and never reads", "never accepts"])
def test_a_printer_that_never_reads_holds_nobody_up(reads):
    with socket.create_server(("127.0.0.1", 0)) as server:
        printer = printer_at(f"tcp://127.0.0.1:{server.getsockname()[1]}", timeout=0.2)
        accepted = []
        if reads == "accepts and never reads":
            server.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            thread = threading.Thread(target=lambda: accepted.append(server.accept()[0]))
            thread.start()
        begun = time.monotonic()
        result = printer.print_ticket(Image.new("1", (576, 60_000)))
        took = time.monotonic() - begun
        if accepted:
            thread.join()
            accepted[0].close()
    assert result.outcome is Outcome.UNKNOWN and took < 3


def test_a_printer_that_keeps_the_line_open_without_a_word_is_unknown():
    done = threading.Event()

    def hold(connection, kept):
        keep_all(connection, kept)
        done.wait(5)

    with listening(hold) as listener:
        result = printer_at(listener.address, timeout=0.2).print_ticket(ticket())
        done.set()
    assert result.outcome is Outcome.UNKNOWN and "says nothing" in result.why


def test_a_printer_that_answers_is_believed():
    with listening(answer(b"\x00"), answer(b"\x0c"), answer(b"\x13\x10\x0f\x0f\x0f\x00")) as listener:
        printer = printer_at(listener.address, answer_within=2)
        good, empty, chatty = (printer.print_ticket(ticket()) for _ in range(3))
    assert good.outcome is Outcome.PRINTED and "printed it" in good.why
    assert empty.outcome is Outcome.UNKNOWN and "paper" in empty.why
    assert chatty.outcome is Outcome.PRINTED


@pytest.mark.parametrize(
    ("answers", "condition"),
    [
        ((b"\x12", b"\x12"), Condition.OK),
        ((b"\x1e", b"\x12"), Condition.OK),  # near the end of the roll: it still prints
        ((b"\x72", b"\x12"), Condition.BAD),
        ((b"\x12", b"\x16"), Condition.BAD),
        ((b"", b""), Condition.UNKNOWN),
        ((b"\x12", b"\xff"), Condition.UNKNOWN),
    ],
)
def test_a_printer_that_says_nothing_is_not_called_well(answers, condition):
    def behave(connection, kept):
        for said in answers:
            kept += connection.recv(3)
            connection.sendall(said)
        keep_all(connection, kept)

    with listening(behave) as listener:
        assert printer_at(listener.address, answer_within=0.3).condition() is condition
    assert listener.jobs == [b"\x10\x04\x04\x10\x04\x02"]


def test_control_bytes_in_a_name_never_reach_the_printer_as_commands():
    evil = "Zhang\x1b@\x1dV\x00\x1bp\x00\x19\xfa\x9b"
    with listening(keep_all, keep_all) as listener:
        printer = printer_at(listener.address)
        printer.print_ticket(
            ticket(hall={"zh": evil}, zone={"en": evil}, service={"zh": evil}, number="A\x1d001")
        )
        printer.print_ticket(
            ticket(hall={"zh": "Zhang@Vpú"}, zone={"en": "Zhang@Vpú"}, service={"zh": "Zhang@Vpú"})
        )
    assert listener.jobs[0] == listener.jobs[1]
    reading = read(listener.jobs[0])
    assert reading.unknown == () and len(reading.sheets) == 1 and reading.sheets[0].texts == []


@pytest.mark.parametrize(
    "address",
    [
        "",
        "usb",
        "tcp://",
        "tcp://h",
        "tcp://h:0",
        "tcp://h:65536",
        "http://h:80",
        "tcp://h:9100/x",
        "tcp://a b:1",
    ],
)
def test_a_wrong_address_is_refused_with_the_right_spelling(address):
    with pytest.raises(PrinterAddressError, match="tcp://host:port"):
        Printer(address)
