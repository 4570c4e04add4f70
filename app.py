"""The hall's program: builds everything from settings and gathers the commands; it holds no rule."""

import os
import sys

if len(sys.argv) > 1 and sys.argv[1] == "web":
    # Before anything else is imported: eventlet must replace sockets and locks first. No other
    # module imports eventlet, so another async mode is a change of this file and of one setting.
    import warnings

    os.environ["EVENTLET_NO_GREENDNS"] = "yes"  # the system resolves names; its own resolver is slow to load
    warnings.filterwarnings("ignore", message="(?s).*[Ee]ventlet.*")
    import eventlet
    import eventlet.tpool
    import eventlet.wsgi

    eventlet.monkey_patch()

import logging
import resource
import socket
import ssl
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from queueing.clock import parse_clock
from queueing.elsewhere import Elsewhere
from queueing.errors import HallError
from queueing.live.server import port_is_free
from queueing.settings import Settings, data_folder, stored_clock
from queueing.start_errors import PortTaken
from queueing.supervisor import Child, Lock, end_orphans, heed_ctrl_c, own_command

if TYPE_CHECKING:
    from apiflask import APIFlask

    from displays.hub import Hub
    from queueing.folder import HallFolder

#: Command -> the module that has it; a worker pays only for the imports of its own command.
COMMANDS = {
    "key": "counters.commands",
    "staff": "counters.commands",
    "prepare-voice": "displays.commands",
    "voice": "displays.commands",
    "simulate-printer": "ticket_printer.commands",
    "draw-tickets": "ticket_printer.commands",
    "simulate-strip": "displays.led.commands",
    "simulate-keys": "counters.commands",
    "simulate-reader": "ticket_printer.reader_agent",
    "archiver": "queueing.commands",
    "hall": "queueing.commands",
    "doctor": "queueing.commands",
    "rebuild": "queueing.commands",
    "simulate": "queueing.simulate",
    "demo": "queueing.simulate",
    "estimate": "queueing.estimates.commands",
    "estimator": "queueing.estimates.commands",
    "trial": "queueing.estimates.trial",
    "tls": "queueing.certificates",
    "close-day": "queueing.commands",
}
#: Sockets of one web process at the most.
SOCKETS = 20_000
#: As COMMANDS, for `agent …`: each kind of device that hangs on another machine.
AGENTS = {
    "printer": "ticket_printer.agent",
    "strip": "displays.led.agent",
    "speaker": "displays.speaker_agent",
    "keys": "counters.key_agent",
    "reader": "ticket_printer.reader_agent",
}
#: What the routes are handed of the opened data folder, by these names.
DOORS = (
    *("alerts", "aside", "bookings", "catalogue", "clock", "devices", "figures", "hall", "prints"),
    *("readings", "reports", "set_up", "settings", "staffing", "steering", "timeline", "told", "waits"),
)
#: The modules whose routes the web answers, `…_api.py` in their folder; each has a blueprint of its own name.
APIS = {
    "counters": "account advice clerk dashboard desk device estimate"
    " health hours manager page plan report trial",
    "displays": "phone promise screen strip",
    "ticket_printer": "booking catalogue guide kiosk print printer public_booking reading slip",
}


def build(folder: "HallFolder", mode: str = "eventlet") -> "tuple[APIFlask, Hub]":
    """The web application of an opened data folder, and its hub (started by whoever serves it)."""
    from apiflask import APIFlask

    from counters.gate import Gate
    from counters.page_api import STATIC, import_map_hashes, made_from
    from displays.commands import say_text, voice_set
    from displays.hub import Hub
    from displays.zone_voice import ZoneVoice
    from queueing.rehearse import days_to_play
    from queueing.trials import Trials

    app = APIFlask(__name__, title="Hall", spec_path=None, docs_path=None, static_folder=str(STATIC))
    app.config.update(MAX_CONTENT_LENGTH=1_000_000, SEND_FILE_MAX_AGE_DEFAULT=300, OPENAPI_VERSION="3.1.0")
    voice = voice_set(folder.settings.data)
    clock = ["--clock", folder.settings.clock] if folder.settings.clock else []
    trial = own_command("trial", "--data", str(folder.settings.data), *clock)
    parts = {door: getattr(folder, door) for door in DOORS} | {
        "voice": voice,
        "say_text": lambda text: say_text(voice, text),
        "past_days": lambda: days_to_play(folder),
        "trials": Trials(folder.settings.data, trial),
        "ticket_url": lambda token: f"{folder.settings.address}/t/{token}",
        "zone_voice": ZoneVoice(folder.steering, folder.clock, voice),
    }
    gate = Gate(
        folder.staffing,
        folder.clock,
        parts,
        address=folder.settings.address,
        limits_in="memory://",
        hashes=import_map_hashes(),
        program=made_from(STATIC),
    )
    gate.install(app)
    for place, names in APIS.items():
        for name in names.split():
            app.register_blueprint(getattr(import_module(f"{place}.{name}_api"), f"{name}_api"))
    hub = Hub(folder.hall, gate.admit, folder.clock.tick, mode)
    hub.socketio.init_app(app)
    return app, hub


def settings_from(**given: Any) -> Settings:  # noqa: ANN401 - click's options by name
    """Settings from a command's options and the environment."""
    wanted = {k: v for k, v in given.items() if v is not None}
    wanted["data"] = data_folder(wanted.get("data"))
    wanted.setdefault("redis_url", os.environ.get("REDIS_URL") or None)
    wanted.setdefault("database", os.environ.get("DATABASE_URL") or None)
    wanted.setdefault("clock", stored_clock(wanted["data"]))
    return Settings(**wanted)


def _where(command: Callable[..., Any]) -> Callable[..., Any]:
    """Options that tell a command where the hall is and how it listens."""
    options = (
        click.option("--data", help="Data folder (or HALL_DATA); ./data by default."),
        click.option("--host", help="Address to listen on; 0.0.0.0 for the whole network."),
        click.option("--port", type=int, help="Port to listen on; 8080 by default."),
        click.option("--public-url", help="What goes into QR codes, e.g. http://192.168.1.20:8080."),
        click.option("--tls-cert", type=click.Path(path_type=Path), help="Certificate; `tls` makes one."),
        click.option("--tls-key", type=click.Path(path_type=Path), help="Its key."),
        click.option("--clock", help="A hall clock of its own, e.g. 2026-03-02T09:00+08:00@60."),
    )
    for option in reversed(options):
        command = option(command)
    return command


@click.group(cls=Elsewhere, table=COMMANDS)
def cli() -> None:
    """A queue-number and counter-calling system for service halls."""


@cli.group(cls=Elsewhere, table=AGENTS)
def agent() -> None:
    """Work a device that hangs on this machine, for a hall on another."""


@cli.command()
@_where
@click.option("--hall", "hall_file", type=click.Path(path_type=Path), help="Hall file to load.")
@click.option("--webs", type=int, help="How many web processes share the port.")
def up(hall_file: Path | None, **given: Any) -> None:  # noqa: ANN401 - click's options by name
    """Run the whole hall here: Redis, web, workers."""
    heed_ctrl_c()
    settings = settings_from(**given)
    lock = Lock(settings.data)
    _refuse_early(settings, hall_file)

    from displays.commands import prepare_before_start
    from queueing.commands import run_hall
    from queueing.folder import HallFolder

    prepare_before_start(settings.data, hall_file)
    run_hall(HallFolder(settings), hall_file, _children(settings))
    del lock


def _refuse_early(settings: Settings, hall_file: Path | None) -> None:
    """Refuse what can't work before anything is started, or even imported, for it."""
    if settings.clock and settings.clock != stored_clock(settings.data):
        parse_clock(settings.clock)
    if settings.tls_cert or settings.tls_key:
        from queueing.certificates import check_pair

        check_pair(settings.tls_cert, settings.tls_key)
    if hall_file is not None:
        from queueing.planning import read_hall

        read_hall(hall_file, 1)
    end_orphans(settings.data)
    if not port_is_free(settings.host, settings.port):
        raise PortTaken(port=settings.port)


def _children(settings: Settings) -> list[Child]:
    where = ["--data", str(settings.data)]
    listen = [*where, "--host", settings.host, "--port", str(settings.port)]
    given = {
        "--public-url": settings.public_url,
        "--tls-cert": settings.tls_cert,
        "--tls-key": settings.tls_key,
        "--clock": settings.clock,
    }
    listen += [word for option, value in given.items() if value for word in (option, str(value))]
    where += ["--clock", settings.clock] if settings.clock else []
    webs = [Child(f"web-{n}", own_command("web", *listen)) for n in range(settings.webs)]
    workers = [
        Child(name, own_command(name, *where), partial(main, [name, *where]))
        for name in ("archiver", "devices", "estimator")
    ]
    return [*webs, *workers]


@cli.command()
@click.option("--data", help="Data folder (or HALL_DATA); ./data by default.")
@click.option("--clock", help="The hall clock this folder was started with.")
def devices(data: str | None, clock: str | None) -> None:
    """Work the printers and strips of this machine (a worker that `up` runs)."""
    from displays.led.agent import light_here
    from queueing.commands import folder_of
    from ticket_printer.commands import print_here

    folder = folder_of(data, clock)
    threading.Thread(target=light_here, args=(folder,), daemon=True).start()
    print_here(folder.prints, folder.devices)


@cli.command()
@_where
def web(**given: Any) -> None:  # noqa: ANN401 - click's options by name
    """One web process (eventlet); several may share the port."""
    from counters.envelope import Envelope
    from displays.follower import Follower
    from queueing.folder import HallFolder

    settings = settings_from(**given)
    # Most machines let a program have 1,024 files; a big hall's phones alone are more.
    now, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(now, SOCKETS if most < 0 else min(SOCKETS, most)), most))
    folder = HallFolder(settings, aside=eventlet.tpool.execute)
    app, hub = build(folder)
    hub.start(Follower(folder.steering, folder.stream, hub.tell))
    listening = eventlet.listen((settings.host, settings.port), backlog=2048, reuse_port=True)
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    if settings.tls_cert and settings.tls_key:
        files = {"certfile": str(settings.tls_cert), "keyfile": str(settings.tls_key)}
        listening = eventlet.wrap_ssl(listening, server_side=True, **files)

    class Protocol(eventlet.wsgi.HttpProtocol):  # type: ignore[misc]  # eventlet ships no types
        def handle(self) -> None:
            with suppress(ssl.SSLError):  # a browser that does not trust our certificate yet hangs up
                super().handle()

    # eventlet's own default of 1,024 clients would hang every later request, not only the next client.
    eventlet.wsgi.server(
        listening,
        Envelope(app.wsgi_app),
        protocol=Protocol,
        max_size=SOCKETS,
        log_output=False,
        debug=False,
        keepalive=75,
        # A phone that leaves the network in the midst of a request would hold its socket for ever.
        socket_timeout=60,
    )


def main(words: list[str] | None = None) -> None:
    """Run a command; a refusal is one sentence that says what to do."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    try:
        sys.exit(cli.main(words, standalone_mode=False))
    except HallError as refused:
        click.echo(refused.sentence, err=True)
        sys.exit(1)
    except click.ClickException as mistake:
        click.echo(mistake.format_message(), err=True)
        sys.exit(mistake.exit_code)
    except click.Abort:
        sys.exit(130)  # Ctrl-C before anything ran


if __name__ == "__main__":
    main()
