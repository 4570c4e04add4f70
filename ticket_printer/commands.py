"""The printer's worker as a command."""

import click

from queueing.commands import clock_option, data_option, folder_of
from ticket_printer.spool import work


@click.command()
@data_option
@clock_option
def printer(data: str | None, clock: str | None) -> None:
    """Print tickets (a worker that `up` runs)."""
    work(folder_of(data, clock).prints)
