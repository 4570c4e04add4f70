"""`agent reader`: takes what a card reader or scanner on this machine reads to its kiosk."""

import logging
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import click

from queueing.agent import Agent, agent_options
from queueing.byte_line import ByteLine, LineLost
from queueing.remote import RemoteHall
from queueing.rules.devices import DeviceState
from queueing.start_errors import AddressWrong
from ticket_printer.reader_simulator import ReaderSimulator

log = logging.getLogger(__name__)

#: A reading is a line of text; no card and no code is as long as this, bytes.
LONGEST = 300
#: How long the line is listened to at a time, seconds.
LISTEN = 0.5
#: A reading is brought within this long, seconds, or not at all: its visitor has gone by then.
PATIENCE = 3.0
STDIN = "stdin"

#: What came since it was last asked: whole lines.
Source = Callable[[], list[str]]


class Lines:
    """The lines in what a reader sends, each ended by a line break, as scanners and typing readers do."""

    def __init__(self) -> None:
        self._rest = b""

    def feed(self, data: bytes) -> list[str]:
        """The lines these bytes complete; one that is too long is none."""
        *whole, self._rest = (self._rest + data).replace(b"\r", b"\n").split(b"\n")
        self._rest = self._rest[: LONGEST + 1]
        found = (
            line.decode("utf-8", "replace").strip("\x02\x03 \t") for line in whole if len(line) <= LONGEST
        )
        return [text for text in found if text]


def from_line(line: ByteLine, agent: Agent) -> Source:
    """What a reader on a serial line or network says; that it can't be reached goes into the agent's beat."""
    lines = Lines()

    def ask() -> list[str]:
        try:
            found = lines.feed(line.read(LISTEN))
        except LineLost as lost:
            agent.state, agent.text = DeviceState.DOWN, str(lost)[:200]
            agent.stop.wait(1.0)
            return []
        agent.state, agent.text = DeviceState.OK, ""
        return found

    return ask


def from_stdin(agent: Agent) -> Source:
    """What is typed into this program; the end of input ends it."""
    typed: Iterator[str] = iter(sys.stdin)

    def ask() -> list[str]:
        text = next(typed, None)
        if text is None:
            agent.stop.set()
        return [text.strip()] if text and text.strip() else []

    return ask


def work_reader(agent: Agent, source: Source) -> None:
    """Be a kiosk's reader until stopped. What was read is neither kept nor logged here."""

    def work(hall: RemoteHall) -> None:
        hall.patience = PATIENCE
        for text in source():
            answer = hall.ask("POST", "/readings", {"text": text[:LONGEST]})
            if not answer.ok:
                log.warning("Something was read that the hall does not know (%s).", answer.code)

    agent.run(work)


@click.command()
@agent_options
@click.option("--from", "address", required=True, help="The reader: tcp://host:port, serial:///dev/…, stdin.")
def reader(url: str, key_file: Path | None, ca: Path | None, address: str) -> None:
    """Take what the card reader or scanner on this machine reads to its kiosk."""
    agent = Agent("reader", url, key_file or Path("agent-reader.key"), ca)
    line = None if address == STDIN else ByteLine(address)
    work_reader(agent, from_line(line, agent) if line else from_stdin(agent))
    if line:
        line.close()


@click.command("simulate-reader")
@click.option("--port", type=int, default=4002, show_default=True, help="Port to listen on.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
def simulate_reader(port: int, host: str) -> None:
    """Be a reader on the network: it reads each line typed here, a card's number or a ticket's address."""
    try:
        made = ReaderSimulator(port, host)
    except OSError as fault:
        raise AddressWrong(host=host, port=port, why=fault.strerror or fault) from fault
    click.echo(f"A reader listens at {made.address}; the end of input ends it.")
    with made:
        for text in sys.stdin:
            try:
                made.read_out(text.strip())
            except TimeoutError as nobody:
                click.echo(str(nobody), err=True)
