"""Commands for keys and people: make a key, a sign-in link, an account."""

import sys

import click

from counters.key_simulator import KeySimulator, Lcd
from counters.key_unit import LETTERS
from queueing.commands import data_option, folder_of, last_address
from queueing.errors import BadInput, NotFound
from queueing.rules.people import Person
from queueing.staffing import Key
from queueing.start_errors import AddressWrong


@click.group()
def key() -> None:
    """Bearer keys of devices and programs."""


@key.command("create")
@data_option
@click.option("--scope", required=True, help="kiosk, guide, clerk, screen, device or manager.")
@click.option("--counter", help="The one counter a clerk's key serves; the kiosk or zone of a device's key.")
@click.option("--rate", type=click.IntRange(min=1), help="Acts a minute; no limit unless given.")
@click.option("--label", help="What it is for, as the log shows it.")
def create(data: str | None, scope: str, counter: str | None, rate: int | None, label: str | None) -> None:
    """Make a key and print it, this once; only its hash is kept."""
    folder = folder_of(data)
    places = {"clerk": folder.hall.counter, "kiosk": folder.hall.kiosk, "screen": folder.hall.zone}
    if counter is not None and scope in places:
        places[scope](counter)
    made = Key(scope=scope, counter=counter, rate=rate, label=label or "")
    _, secret = folder.staffing.make_key(made, folder.clock.tick(), "console")
    click.echo(secret)


@key.command("list")
@data_option
def show(data: str | None) -> None:
    """Every key, without its secret."""
    for row in folder_of(data).staffing.keys():  # noqa: SIM118 - bearer keys, no dict
        click.echo("  ".join(f"{name}={value}" for name, value in row.items() if value is not None))


@key.command("revoke")
@data_option
@click.argument("key_id", type=int)
def revoke(data: str | None, key_id: int) -> None:
    """The key opens nothing any more."""
    folder = folder_of(data)
    try:
        folder.staffing.revoke_key(key_id, folder.clock.tick())
    except NotFound as missing:
        raise BadInput(
            what=f"There is no key {key_id} that opens anything; `key list` shows them."
        ) from missing
    click.echo(f"Key {key_id} is revoked.")


@click.group()
def staff() -> None:
    """People who work here."""


@staff.command("link")
@data_option
@click.option("--address", help="Where the hall is reached; as it was last started, unless given.")
def link(data: str | None, address: str | None) -> None:
    """A sign-in link: once, within 15 minutes; it makes a newcomer manager."""
    folder = folder_of(data)
    address = (address or last_address(folder.settings)).rstrip("/")
    click.echo(f"{address}/sign-in#{folder.staffing.make_link(folder.clock.tick(), 'console')}")


@staff.command("add")
@data_option
@click.argument("name")
@click.option("--role", default="clerk", help="clerk, guide or manager.")
@click.option("--full-name", default="")
def add(data: str | None, name: str, role: str, full_name: str) -> None:
    """Add somebody; the password is printed, this once."""
    folder = folder_of(data)
    made = folder.staffing.add(Person(name, full_name or name, role), folder.clock.tick(), "console")
    click.echo(made.password)


@click.command("simulate-keys")
@click.option("--port", type=int, default=4001, show_default=True, help="Port to listen on.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
def simulate_keys(port: int, host: str) -> None:
    """Be calling units on the network: type digits and a key, "c", "12t", or "2:6e" on unit 2.

    c 呼叫, r 重呼, f 评价, p 暂停, t 转移, e 确认, x 取消.
    """

    def tell(unit: int, lcd: Lcd) -> None:
        click.echo(f"{unit}: waiting {lcd.waiting}  ticket {lcd.ticket}  buzzed {lcd.buzzed}")

    try:
        units = KeySimulator(port, host, tell)
    except OSError as fault:
        raise AddressWrong(host=host, port=port, why=fault.strerror or fault) from fault
    click.echo(f"Calling units listen at {units.address}; the end of input ends them.")
    with units:
        for line in sys.stdin:
            unit, _, typed = line.strip().rpartition(":")
            if typed[-1:] in LETTERS and typed[:-1].isdigit() | (not typed[:-1]):
                units.press(typed[:-1], LETTERS[typed[-1]], int(unit or 1))
