"""Commands of the hall itself: run it, check a hall file, doctor, rebuild, close the day, the workers."""

import json
import logging
import os
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path

import click

from queueing import workers
from queueing.catalogue import decoded, import_listed, import_services, read_file
from queueing.clock import Clock, go_on_from, to_datetime
from queueing.console import mistakes_told, take_days, take_file
from queueing.errors import LiveStateLost
from queueing.folder import HallFolder
from queueing.life import Life
from queueing.live.server import LiveServer, connect, port_is_free
from queueing.planning import check, read_hall
from queueing.reports import LiveSnapshot, doctor_findings
from queueing.rules.services import changes
from queueing.settings import Settings, data_folder, stored_clock
from queueing.start_errors import DataFolderWrong
from queueing.supervisor import Child, Supervisor, end_orphans, note_pid

log = logging.getLogger(__name__)

#: A rebuild may take so long, seconds; nothing else waits for it, for no number is given before.
REBUILT_WITHIN = 120.0

data_option = click.option("--data", help="Data folder (or HALL_DATA); ./data by default.")
clock_option = click.option("--clock", help="The hall clock this folder was started with.")


def folder_of(data: str | None, clock: str | None = None) -> HallFolder:
    """The data folder of a command that works on a running or stopped hall."""
    where = data_folder(data)
    try:
        where.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise DataFolderWrong(folder=where) from fault
    settings = Settings(
        data=where,
        redis_url=os.environ.get("REDIS_URL") or None,
        database=os.environ.get("DATABASE_URL") or None,
        clock=clock or stored_clock(where),
    )
    return HallFolder(settings)


def run_hall(folder: HallFolder, hall_file: Path | None, children: Sequence[Child]) -> None:
    """Start Redis, open the hall, keep its processes running; stop web, workers, Redis in this order."""
    data = folder.settings.data
    end_orphans(data)
    redis = folder.start_redis()
    _note(data, redis)
    try:
        _open_hall(folder, hall_file)
        click.echo(f"Live queue: {redis.what}.")
        supervisor = Supervisor(list(children), folder.records.dispose)
        told = False

        def look() -> None:
            nonlocal redis, told
            for child in children:
                if child.process is not None:
                    note_pid_once(data, child)
            if redis.process is not None and redis.process.poll() is not None:
                log.warning("Redis ended (%s) and is started again", redis.process.returncode)
                redis = folder.start_redis()
                _note(data, redis)
                _check(folder)
            if not told and not port_is_free(folder.settings.host, folder.settings.port):
                told = True
                _tell(folder)

        supervisor.run(look)
    finally:
        redis.stop()
        for note in data.glob("*.pid"):
            note.unlink()


_noted: dict[str, int] = {}


def note_pid_once(data: Path, child: Child) -> None:
    """Note a child's pid when it is a new one."""
    if child.process is not None and _noted.get(child.name) != child.process.pid:
        _noted[child.name] = child.process.pid
        note_pid(data, child.name, child.process.pid)


def _note(data: Path, redis: LiveServer) -> None:
    if redis.process is not None:
        note_pid(data, "redis", redis.process.pid)


def _open_hall(folder: HallFolder, hall_file: Path | None) -> None:
    given, kept = folder.settings.clock, stored_clock(folder.settings.data)
    plan = folder.load_plan(hall_file)
    last = folder.last_now(plan)
    if last is not None:
        # A set clock goes on from where the hall stopped, not from where it would be by now.
        go_on_from(folder.settings.data, last)
    if kept and given != kept:
        now = f"{to_datetime(folder.clock.now(), plan.tz):%Y-%m-%d %H:%M}"
        click.echo(
            f"--clock {given} is not used: this data folder has a clock already, which goes on from {now}; "
            "for another one start with another folder (--data)."
        )
    if _check(folder) and hall_file is not None:
        take_file(folder, hall_file)


def _check(folder: HallFolder) -> bool:
    """Whether the live hall goes on from its archive."""
    try:
        folder.life.check(folder.archive.newest())
    except LiveStateLost as lost:
        # The hall still starts: its screens say plainly that no number is given, and why.
        log.error("%s", lost.sentence)  # noqa: TRY400 - a sentence for a person, not a fault of ours
        return False
    return folder.life.follows(folder.archive.newest())


def last_address(settings: Settings) -> str:
    """Where the hall of this folder was last reached, for people."""
    noted = settings.data / "address"
    return noted.read_text("utf-8") if noted.exists() else settings.address


def _tell(folder: HallFolder) -> None:
    address = folder.settings.address
    (folder.settings.data / "address").write_text(address, "utf-8")
    click.echo(f"The hall is open at {address}")
    if not folder.staffing.accounts():
        link = folder.staffing.make_link(folder.clock.tick(), "console")
        click.echo(f"Sign in as its manager (once, within 15 minutes): {address}/sign-in#{link}")
    else:
        click.echo("Sign in by name and password; `./hall staff link` makes a one-time link.")
    if not folder.settings.reachable_by_phone:
        click.echo("Phones can't reach it yet: start with --host 0.0.0.0 --public-url http://ADDRESS:PORT.")


@click.command()
@data_option
@clock_option
def archiver(data: str | None, clock: str | None) -> None:
    """Write facts to the archive and close each business day (a worker that `up` runs)."""
    workers.keep_records(folder_of(data, clock))


@click.group()
def hall() -> None:
    """Hall files."""


@hall.command("check")
@click.argument("file", type=click.Path(path_type=Path))
def check_file(file: Path) -> None:
    """Check a hall file; every mistake with its line and the right spelling."""
    findings = check(file, to_datetime(Clock().now()).date())
    for finding in findings:
        click.echo(finding)
    if any("warning" not in finding for finding in findings):
        raise SystemExit(1)
    click.echo(f"{file}: fine.")


@hall.command("calendar")
@click.argument("file", type=click.Path(path_type=Path))
@data_option
def import_calendar(file: Path, data: str | None) -> None:
    """Take in a year's days off and make-up days (CSV); a running hall follows at once."""
    with mistakes_told():
        runs = take_days(folder_of(data), decoded(read_file(file)))
    click.echo(f"{file}: taken in; it counts {'now' if runs else 'from the next start'}.")


@hall.command("import-services")
@click.argument("given", type=click.Path(path_type=Path))
@click.argument("catalogue", type=click.Path(path_type=Path))
def import_catalogue(given: Path, catalogue: Path) -> None:
    """Make a hall's catalogue (CSV) of a list as CSV or XLSX; with mistakes nothing is written."""
    with mistakes_told():
        text = import_services(read_file(given))
    catalogue.write_text(text, "utf-8")
    click.echo(
        f"{catalogue}: {text.count(chr(10)) - 1} services. Name it in the hall file: catalogue = "
        f'"{catalogue.name}"'
    )


@hall.command("import-listed")
@click.argument("given", type=click.Path(path_type=Path))
@click.argument("out", type=click.Path(path_type=Path), required=False)
@click.option("--hall", "file", type=click.Path(path_type=Path), required=True, help="The hall file.")
def import_list(given: Path, out: Path | None, file: Path) -> None:
    """Make `listed_services` of a list as CSV or XLSX, to stand in the hall file; with mistakes nothing."""
    known = read_hall(file, 0).service
    with mistakes_told():
        text = import_listed(read_file(given), known)
    if out is None:
        click.echo(text, nl=False)
        return
    out.write_text(text, "utf-8")
    click.echo(f"{out}: {text.count(chr(10)) - 2} services. Put it under [hours] in the hall file.")


@hall.command("hooks")
@data_option
@click.option("--again", is_flag=True, help="Try what was given up once more.")
def hooks(data: str | None, again: bool) -> None:  # noqa: FBT001 - click's flag
    """What receivers check messages with, and the messages that were given up."""
    folder = folder_of(data)
    click.echo(f"secret: {folder.hooks.secret}")
    for message in folder.hooks.outbox.given_up():
        click.echo(f"given up: {message.message} ({message.why})")
    if again:
        click.echo(f"{folder.hooks.outbox.again(folder.clock.tick())} are tried again.")


@hall.command("changes")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--days", default=366, help="How far ahead; a year by default.")
def what_changes(file: Path, days: int) -> None:
    """Which services begin, and which are no longer offered, from today on."""
    plan = read_hall(file, 0)
    today = to_datetime(Clock().now(), plan.tz).date()
    for day, service, begins in changes(plan.services, today, today + timedelta(days=days)):
        click.echo(f"{day} {'begins' if begins else 'ends  '} {service.id} {service.names['zh']}")


@click.command()
@data_option
@click.option("--accept-clock", is_flag=True, help="The clock is right now, though it went back.")
@click.option("--json", "as_json", is_flag=True, help="Findings as JSON.")
def doctor(data: str | None, as_json: bool, accept_clock: bool) -> None:  # noqa: FBT001 - click's flags
    """Check the live hall against its archive: numbers, calls, ends, moves, gaps, times."""
    folder = folder_of(data)
    folder.check_running()
    if accept_clock:
        folder.life.accept_clock()
    archived = folder.archive.head().revision  # before the snapshot: a running archiver goes on meanwhile
    live = LiveSnapshot(**folder.steering.whole(), archived=archived)
    findings = doctor_findings(folder.records, live)
    if as_json:
        click.echo(json.dumps([asdict(finding) for finding in findings], ensure_ascii=False))
    for finding in [] if as_json else findings:
        click.echo(str(finding))
    if findings:
        raise SystemExit(1)
    if not as_json:
        click.echo("The doctor finds nothing wrong.")


@click.command()
@data_option
def rebuild(data: str | None) -> None:
    """After a loss of Redis: begin a new life of the live hall from the archive."""
    folder = folder_of(data)
    folder.check_running()
    # All of it comes back in one script, which takes seconds for the days of a large hall.
    patient = connect(folder.redis_url, timeout=REBUILT_WITHIN)
    answer = Life(folder.plan, patient, folder.clock).rebuild(folder.archive)
    click.echo(f"The hall goes on from its archive: life {answer['life']}, revision {answer['revision']}.")


@click.command("close-day")
@data_option
@click.argument("day", type=click.DateTime(["%Y-%m-%d"]))
def close_day(data: str | None, day: datetime) -> None:
    """Close a business day by hand (the scheduler does it by itself)."""
    folder = folder_of(data)
    folder.check_running()
    answer = folder.life.close_day(day.date())
    click.echo(
        f"{day:%Y-%m-%d} was closed already."
        if answer.get("already")
        else f"{day:%Y-%m-%d}: {answer['ended']} tickets ended."
    )


COMMANDS = (archiver, hall, doctor, rebuild, close_day)
