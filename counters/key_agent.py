"""`agent keys`: counters without a PC, worked by their calling units alone."""

import logging
import signal
import threading
from collections.abc import Mapping
from functools import partial
from pathlib import Path

import click

from counters.key_bus import Bus
from counters.key_counter import Unit, answer_of
from queueing.agent import Agent, agent_options
from queueing.byte_line import ByteLine
from queueing.clock import Clock
from queueing.errors import HallError
from queueing.remote import RemoteHall
from queueing.rules.devices import DeviceState
from queueing.start_errors import AgentRefused

log = logging.getLogger(__name__)


def work_unit(agent: Agent, bus: Bus, unit: Unit, wanted: str) -> None:
    """Be one counter's calling unit until stopped.

    wanted  the counter it must have been let in to; "" for any
    """

    def work(hall: RemoteHall) -> None:
        if not unit.counter:
            place = str(answer_of(hall, "/devices/self")["place"])
            if wanted and place != wanted:
                raise AgentRefused(url=hall.url, why=f"it was let in to counter {place}, not {wanted}")
            unit.counter = place
        agent.state = DeviceState.DOWN if bus.fault else DeviceState.OK
        agent.text = bus.fault[:200]
        unit.step(hall)

    try:
        agent.run(work, unit.light)
    except HallError as refused:
        log.error("Unit %s: %s", unit.address, refused.sentence)  # noqa: TRY400 - a sentence, not a fault


def addresses_of(text: str) -> dict[int, str]:
    """Units and their counters as people write them: "1=3,2=4", or "1" for a unit wherever it was let in.

    Raises click.BadParameter.
    """
    found: dict[int, str] = {}
    for part in text.split(","):
        address, _, counter = part.strip().partition("=")
        if not (address.isascii() and address.isdigit() and int(address) < 1 << 8) or int(address) in found:
            raise click.BadParameter('units are written "1=3,2=4": address on the cable, counter')
        found[int(address)] = counter
    return found


@click.command()
@agent_options
@click.option("--unit", "address", required=True, help="The cable: tcp://host:port or serial:///dev/ttyUSB0.")
@click.option("--address", "units", default="1", help='Units on it and their counters, e.g. "1=3,2=4".')
def keys(url: str, key_file: Path | None, ca: Path | None, address: str, units: str) -> None:
    """Serve counters without a PC by the calling units on this machine's cable."""
    stop, wanted = threading.Event(), addresses_of(units)
    for sign in (signal.SIGINT, signal.SIGTERM):
        signal.signal(sign, lambda *_: stop.set())
    file = key_file or Path("agent-keys.key")
    bus = Bus(ByteLine(address), stop)
    agents = {}
    for unit in wanted:
        own = file if len(wanted) == 1 else file.with_stem(f"{file.stem}-{unit}")
        agents[unit] = Agent("keys", url, own, ca, say=partial(_say, unit))
    work_units(bus, agents, wanted, stop)


def _say(unit: int, text: str) -> None:
    click.echo(f"Unit {unit}: {text}")


def work_units(
    bus: Bus, agents: Mapping[int, Agent], wanted: Mapping[int, str], stop: threading.Event
) -> None:
    """Work all units of one cable, each in a thread of its own, until `stop` is set or all were sent away."""
    units = {address: Unit(address, bus, Clock()) for address in agents}
    hearing = bus.listen({address: unit.hear for address, unit in units.items()})
    workers = [
        threading.Thread(target=work_unit, args=(agents[each], bus, units[each], wanted[each]))
        for each in units
    ]
    for worker in workers:
        worker.start()
    while not stop.wait(0.5) and any(worker.is_alive() for worker in workers):
        pass
    stop.set()
    for agent in agents.values():
        agent.stop.set()
    for thread in (*workers, hearing):
        thread.join(timeout=5)
    bus.close()
