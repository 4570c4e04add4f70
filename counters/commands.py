"""Commands for keys and people: make a key, a sign-in link, an account."""

import click

from queueing.commands import data_option, folder_of, last_address
from queueing.errors import BadInput, NotFound
from queueing.rules.people import Person
from queueing.staffing import Key


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
