"""`agent printer`: prints a kiosk's tickets on the machine the printer hangs on."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from queueing.agent import Agent, agent_options
from queueing.prints import Report
from queueing.remote import RemoteHall, Reply
from queueing.rules.plan import Kiosk
from queueing.rules.printer_address import Allowed
from queueing.start_errors import AgentRefused
from ticket_printer.paper import test_of
from ticket_printer.printer import Printer
from ticket_printer.spool import Loop

#: Whoever starts an agent on a machine vouches for the printer named there; no hall file has a say in it.
ANYWHERE = Allowed(frozenset(range(1, 1 << 16)), local=True)


class RemoteJobs:
    """A kiosk's jobs, asked for over HTTP (spool.Jobs); how its printer is goes into the agent's beat too."""

    def __init__(self, hall: RemoteHall, agent: Agent) -> None:
        self._hall = hall
        self._agent = agent

    def kiosk(self) -> dict[str, Any]:
        """The kiosk this printer belongs to."""
        return dict(self._ask("kiosk", "GET").body)

    def left_printing(self, kiosk: str) -> list[str]:  # noqa: ARG002 - the key names it
        """As Prints.left_printing."""
        return list(self._ask("left").body["jobs"])

    def next(self, kiosk: str, loop: str, wait: float) -> dict[str, Any] | None:  # noqa: ARG002
        """As Prints.next; the hall itself waits for a job."""
        reply = self._ask("next", body={"loop": loop})
        return dict(reply.body) if reply.body else None

    def done(self, kiosk: str, job: str, report: Report) -> None:  # noqa: ARG002
        """As Prints.done."""
        self._agent.state = report.printer
        self._ask(f"{job}/done", body=asdict(report))

    def saw(self, kiosk: str, state: str) -> None:  # noqa: ARG002
        """As Prints.saw."""
        self._agent.state = state
        self._ask("seen", body={"state": state})

    def _ask(self, what: str, method: str = "POST", body: dict[str, Any] | None = None) -> Reply:
        reply = self._hall.ask(method, f"/print-jobs/{what}", body)
        if not reply.ok:
            raise AgentRefused(url=self._hall.url, why=reply.body.get("detail", reply.code))
        return reply


@click.command()
@agent_options
@click.option("--to", "address", required=True, help='The printer: "tcp://host:port", "usb://04b8:0e15", …')
def printer(url: str, key_file: Path | None, ca: Path | None, address: str) -> None:
    """Print a kiosk's tickets on the printer of this machine."""
    work_printer(Agent("printer", url, key_file or Path("agent-printer.key"), ca), address)


def work_printer(agent: Agent, address: str) -> None:
    """Be a kiosk's printer until stopped."""
    loops: list[Loop] = []

    def work(hall: RemoteHall) -> None:
        if not loops:
            jobs = RemoteJobs(hall, agent)
            told = jobs.kiosk()
            broke_off = bool(jobs.left_printing(told["id"]))
            device = Printer(address, ANYWHERE, broke_off=broke_off)
            kiosk = Kiosk(told["id"], {}, "", address, told["width"], told["mode"], told["cut"])
            loops.append(Loop(jobs, kiosk, device))
        loops[0].step()

    def test() -> None:
        for loop in loops:
            loop.printer.print_ticket(test_of(loop.kiosk), loop.kiosk.width, loop.kiosk.cut)

    agent.run(work, test)
