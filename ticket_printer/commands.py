"""Printing on this machine, and commands: a printer of software, tickets drawn from a hall file."""

import os
import signal
import sys
from functools import partial
from itertools import product
from pathlib import Path

import click

from queueing.clock import Clock
from queueing.devices import Devices
from queueing.devices import Report as DeviceReport
from queueing.planning import read_hall
from queueing.prints import Prints
from queueing.rules.devices import own
from queueing.rules.hall_schema import PRINT_MODES
from queueing.rules.plan import Kiosk
from queueing.rules.printer_address import PORTS, Allowed, read_ports
from queueing.settings import local_devices_allowed
from ticket_printer.escpos_preview import draw
from ticket_printer.escpos_sheet import Barcode, Sheet
from ticket_printer.paper import made_up, preview
from ticket_printer.raster import NARROW, WIDE, png
from ticket_printer.simulator import Fault, SimulatedPrinter
from ticket_printer.spool import work


def print_here(prints: Prints, devices: Devices) -> None:
    """Print tickets on the printers of this machine, for ever.

    HALL_PRINTER_PORTS names the ports a printer may listen on; 9100-9109 when unset.
    """
    told = os.environ.get("HALL_PRINTER_PORTS")
    try:
        ports = read_ports(told) if told else PORTS
    except ValueError as wrong:
        raise click.BadParameter(f"HALL_PRINTER_PORTS: {wrong}") from wrong
    allowed = Allowed(ports, local=local_devices_allowed())

    def tell(kiosk: str) -> bool:
        state = next(row["state"] for row in prints.printers() if row["kiosk"] == kiosk)
        return devices.beat(DeviceReport(own("printer", kiosk), "printer", kiosk, state))

    def holds(kiosks: tuple[Kiosk, ...]) -> bool:
        return prints.plan.kiosks == kiosks

    while work(prints, at_work := prints.plan.kiosks, allowed, tell, partial(holds, at_work)):
        pass  # a newer plan has other kiosks


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=9100, show_default=True)
@click.option("--pictures", type=click.Path(path_type=Path), help="Folder for a PNG of each ticket.")
@click.option("--width", default=576, show_default=True, help="Dots across the paper: 384 for 58 mm.")
@click.option("--paper", type=click.IntRange(min=0), help="Tickets on the roll; endless when left out.")
@click.option("--cut-at", type=click.IntRange(min=0), help="Break the first connection after so many bytes.")
@click.option("--cover-open", is_flag=True, help="Begin with the cover open.")
@click.option("--silent", is_flag=True, help="Answer no question, as cheap printers do.")
def simulate_printer(  # noqa: PLR0913, PLR0917 - each is a trait of some printer
    host: str,
    port: int,
    pictures: Path | None,
    width: int,
    paper: int | None,
    cut_at: int | None,
    *,
    cover_open: bool,
    silent: bool,
) -> None:
    """A ticket printer of software, for a hall without one; typed faults happen."""
    count = 0

    def came_out(sheet: Sheet) -> None:
        nonlocal count
        count += 1
        click.echo(f"--- ticket {count} ---\n" + "\n".join(_told(sheet)))
        if pictures is not None:
            pictures.mkdir(parents=True, exist_ok=True)
            (pictures / f"ticket-{count:03}.png").write_bytes(png(draw(sheet, width)))

    with SimulatedPrinter(
        host=host, port=port, paper=paper, cover_open=cover_open, silent=silent, on_sheet=came_out
    ) as simulated:
        if cut_at is not None:
            simulated.break_at(Fault.CUT, cut_at)
        click.echo(f"Printing for {simulated.address}; Ctrl-C ends it.")
        for line in sys.stdin:
            obey(simulated, line.split())
        signal.pause()  # nobody types: until Ctrl-C


def obey(simulated: SimulatedPrinter, words: list[str]) -> None:
    """Do to a printer of software what was typed."""
    match words:
        case ["paper", count] if count.isdigit():
            simulated.mend(int(count))
        case ["shut"]:
            simulated.mend(simulated.mechanism.paper)
        case [word] if word in set(Fault):
            simulated.suffer(Fault(word))
        case [word, byte] if word in set(Fault) and byte.isdigit():
            simulated.break_at(Fault(word), int(byte))
        case _:
            faults = ", ".join(Fault)
            click.echo(
                f"Type paper N for a new roll, shut, or one of: {faults}; cut N at the Nth byte to come."
            )


def _told(sheet: Sheet) -> list[str]:
    codes = [item.data.decode(errors="replace") for item in sheet.items if isinstance(item, Barcode)]
    pictures = [f"(a picture of {p.width} x {p.height} dots)" for p in sheet.pictures]
    return [*sheet.texts, *codes, *pictures]


@click.command()
@click.argument("hall_file", type=click.Path(path_type=Path))
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--service", help="Whose tickets; every service's that is taken when left out.")
def draw_tickets(hall_file: Path, folder: Path, service: str | None) -> None:
    """Draw a hall file's tickets as PNG: on 58 and 80 mm paper, as picture and as text."""
    plan = read_hall(hall_file, 0)
    leaves = [s.id for top in plan.services for s in top.walk() if not s.children]
    if service is not None and service not in leaves:
        raise click.BadParameter(f"{service} is none of: {', '.join(leaves)}")
    folder.mkdir(parents=True, exist_ok=True)
    for name in [service] if service else leaves:
        paper = made_up(plan, name, Clock().now(), "http://192.168.1.20:8080/t/" + "x" * 22)
        for width, mode in product((NARROW, WIDE), PRINT_MODES):
            kiosk = Kiosk("", {}, "", width=width, mode=mode)
            (folder / f"{name}-{width}-{mode}.png").write_bytes(png(preview(paper, kiosk)))
    click.echo(f"{4 * (1 if service else len(leaves))} pictures in {folder}")
