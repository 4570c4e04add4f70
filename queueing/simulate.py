"""Commands that fill a hall with made-up people: `simulate` a running one, `demo` with one of its own."""

import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random, SystemRandom
from typing import Any

import click

from queueing.clock import Clock
from queueing.commands import data_option, folder_of
from queueing.errors import HallError
from queueing.folder import HallFolder
from queueing.live.server import port_is_free
from queueing.remote import RemoteHall
from queueing.simulation.clerks import MARK, Clerk
from queueing.simulation.visitors import Place, Room, Visitors, arrivals
from queueing.simulation.witness import HallTime, Witness
from queueing.staffing import Key
from queueing.start_errors import OtherHall, PortTaken
from queueing.supervisor import own_command

#: Visitors come as fast as the clerks can serve this share of the time.
LOAD = 0.9
#: A working Monday morning, ten times as fast as real time.
DEMO_CLOCK = "2026-03-02T08:55+08:00@10"
#: Nobody comes any more and no clerk found anybody for so long: those who wait can't be called; real seconds.
QUIET_FOR = 6.0

FAMILY = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹"
GIVEN = "芳伟敏静丽强磊洋艳勇军杰娟涛明超秀霞平刚"

#: Hosts that mean every address of this machine.
EVERYWHERE = frozenset({"0.0.0.0", "::"})  # noqa: S104 - compared, not bound

MakeKey = Callable[[str, str, str | None], str]


@dataclass(frozen=True)
class Wanted:
    """How many visitors come (or for how many hours), how many clerks work, from which seed, how fast."""

    visitors: int | None = None
    hours: float | None = None
    clerks: int | None = None
    free: int = 0
    seed: int | None = None
    speed: float | None = None


class Simulation:
    """One run of made-up people in one hall."""

    def __init__(self, url: str, folder: HallFolder, make_key: MakeKey, wanted: Wanted) -> None:
        self._url, self._make_key, self._wanted = url, make_key, wanted
        self._stop = threading.Event()
        self._seed = SystemRandom().randrange(10**6) if wanted.seed is None else wanted.seed
        guide = self._api("guide", "导办台")
        told = guide.ask("GET", "/me").body["hall"]
        time = HallTime.seen(told, wanted.speed)
        answer = guide.ask("GET", "/counters")
        if not answer.ok:
            raise OtherHall(folder=folder.settings.data, hall=url)
        counters = [place_of(counter) for counter in answer.body if counter["queue"]]
        working = len(counters) - wanted.free if wanted.clerks is None else wanted.clerks
        places, self.free = at_work(counters, working)
        self.room = Room(time, Witness(time), places, self._stop)
        visitors = self._visitors(guide)
        self._clerks = [self._clerk(n, place, visitors) for n, place in enumerate(places)]
        lives = [visitors.run, *(clerk.run for clerk in self._clerks)]
        self._threads = [threading.Thread(target=self._live, args=(life,), daemon=True) for life in lives]

    def run(self, see: Callable[[], None]) -> Witness:
        """Until everybody was served, or Ctrl-C; `see` is called five times a second meanwhile."""
        for thread in self._threads:
            thread.start()
        clock, quiet_since = Clock(), Clock().tick()
        try:
            while not self._stop.wait(0.2):
                see()
                nobody = self.room.all_came.is_set() and all(clerk.idle for clerk in self._clerks)
                quiet_since = quiet_since if nobody else clock.tick()
                if self.room.all_came.is_set() and not self.room.witness.open:
                    break
                if clock.tick() - quiet_since > QUIET_FOR * 1000:
                    break
        except KeyboardInterrupt:
            pass
        finally:
            self._stop.set()
            for thread in self._threads:
                thread.join(timeout=15)
        return self.room.witness

    def _live(self, work: Callable[[], None]) -> None:
        try:
            work()
        except HallError as gone:
            # One of them can't go on: nobody can; the first says why.
            if not self._stop.is_set():
                self._stop.set()
                self.room.witness.faults.append(gone.sentence)

    def _visitors(self, guide: RemoteHall) -> Visitors:
        dice, wanted = self._dice("visitors"), self._wanted
        an_hour = LOAD * sum(60 / place.minutes for place in self.room.places)
        if wanted.visitors is not None and wanted.hours is not None:
            an_hour = wanted.visitors / wanted.hours
        coming = arrivals(dice, an_hour, wanted.visitors, wanted.hours)
        return Visitors(self.room, self._api("kiosk", "取号机"), guide, dice, coming)

    def _clerk(self, n: int, place: Place, visitors: Visitors) -> Clerk:
        dice = self._dice(f"counter {place.id}")
        name = MARK + FAMILY[n % len(FAMILY)] + dice.choice(GIVEN)
        return Clerk(self.room, self._api("clerk", name, place.id), place, visitors, dice)

    def _api(self, scope: str, label: str, counter: str | None = None) -> RemoteHall:
        return RemoteHall(self._url, self._make_key(scope, label, counter), self._stop)

    def _dice(self, whose: str) -> Random:
        return Random(f"{self._seed} {whose}")  # noqa: S311 - made-up people need no secrets


def place_of(counter: dict[str, Any]) -> Place:
    """A counter of `GET /counters`."""
    return Place(counter["id"], counter["kind"], tuple(counter["services"]), tuple(counter["lines"]))


def at_work(counters: Sequence[Place], clerks: int) -> tuple[list[Place], list[Place]]:
    """Where clerks work and which counters stay free: free are those whose lines others pull too."""
    working, free = [place for place in counters if place.services], [c for c in counters if not c.services]
    while len(working) > max(clerks, 1):
        pulled = [line for place in working for line in place.lines]
        left = [line for place in free for line in place.lines]
        # Of those that leave most colleagues, one of another kind than the free ones: the first of them.
        spare = min(
            working,
            key=lambda place: (
                any(pulled.count(line) == 1 for line in place.lines),
                sum(left.count(line) for line in place.lines),
                -min(pulled.count(line) for line in place.lines),
            ),
        )
        working.remove(spare)
        free.append(spare)
    return working, free


@contextmanager
def keys_of(folder: HallFolder) -> Iterator[MakeKey]:
    """Makes bearer keys of a hall, which open nothing any more afterwards."""
    with ExitStack() as afterwards:

        def make(scope: str, label: str, counter: str | None = None) -> str:
            what = Key(scope=scope, counter=counter, label=label)
            number, secret = folder.staffing.make_key(what, folder.clock.tick(), "simulation")
            afterwards.callback(lambda: folder.staffing.revoke_key(number, folder.clock.tick()))
            return secret

        yield make


def _until_served(simulation: Simulation, wanted: Wanted) -> Witness:
    """Run it, with a progress bar where somebody looks."""
    room = simulation.room
    length = wanted.visitors or int((wanted.hours or 0) * 60)
    if not sys.stderr.isatty():
        return simulation.run(lambda: None)
    label = "Visitors" if wanted.visitors else "Minutes"
    with click.progressbar(length=length, label=label, file=sys.stderr) as bar:

        def see() -> None:
            seen = room.witness.counts["issued"] - len(room.witness.open)
            done = seen if wanted.visitors else room.time.lived() // 60_000
            bar.update(min(done, length) - bar.pos)

        return simulation.run(see)


def _end_in_order() -> None:
    """Let Ctrl-C and a plain kill end this command in the same order."""

    def interrupt(*_signal: object) -> None:
        raise KeyboardInterrupt

    for which in (signal.SIGINT, signal.SIGTERM):
        signal.signal(which, interrupt)


@click.command()
@data_option
@click.option("--url", default="http://127.0.0.1:8080", show_default=True, help="Where the hall answers.")
@click.option("--visitors", type=click.IntRange(1), help="How many come; 200 unless --hours is given.")
@click.option("--hours", type=click.FloatRange(0, min_open=True), help="How many hall hours they come.")
@click.option("--clerks", type=click.IntRange(1), help="How many counters are worked at; all by default.")
@click.option("--seed", type=int, help="The same seed makes the same people.")
@click.option("--speed", type=float, help="How fast people act; as fast as the hall clock by default.")
def simulate(data: str | None, url: str, visitors: int | None, hours: float | None, **more: Any) -> None:  # noqa: ANN401 - click's options by name
    """Fill a running hall with made-up visitors and clerks, who use its public API only.

    Tells at the end what was seen, and fails when a ticket was at two counters or a number came twice.
    """
    wanted = Wanted(visitors=visitors or (None if hours else 200), hours=hours, **more)
    _end_in_order()
    folder = folder_of(data)
    with keys_of(folder) as make_key:
        witness = _until_served(Simulation(url, folder, make_key, wanted), wanted)
    for line in witness.summary():
        click.echo(line)
    if witness.faults:
        raise SystemExit(1)


@click.command()
@click.option("--data", type=click.Path(path_type=Path), default=Path("demo-data"), help="Its data folder.")
@click.option("--port", type=int, default=8080, show_default=True)
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--public-url", help="What goes into QR codes.")
@click.option(
    "--hall", "hall_file", type=click.Path(path_type=Path, exists=True), help="Bincheng by default."
)
@click.option("--clock", default=DEMO_CLOCK, show_default=True, help="Where the hall clock begins.")
@click.option("--free", type=click.IntRange(0), default=3, show_default=True, help="Counters left to you.")
def demo(data: Path, port: int, host: str, free: int, **given: Any) -> None:  # noqa: ANN401 - click's options by name
    """A hall on a working morning with made-up visitors and clerks, in a data folder of its own."""
    _end_in_order()
    options = {"--data": data.resolve(), "--port": port, "--host": host, "--public-url": given["public_url"]}
    options |= {"--hall": given["hall_file"], "--clock": given["clock"]}
    words = [word for option, value in options.items() if value is not None for word in (option, str(value))]
    if not port_is_free(host, port):
        raise PortTaken(port=port)
    # In a session of its own: Ctrl-C comes to this process, which lets the people leave first.
    hall = subprocess.Popen(own_command("up", *words), start_new_session=True)
    try:
        url = f"http://{'127.0.0.1' if host in EVERYWHERE else host}:{port}"
        _await_ready(hall, url)
        _people(folder_of(str(data.resolve())), url, free)
    except KeyboardInterrupt:
        click.echo("")
    finally:
        if hall.poll() is None:
            hall.send_signal(signal.SIGINT)
        hall.wait()
    raise SystemExit(hall.returncode)


def _await_ready(hall: subprocess.Popen[bytes], url: str) -> None:
    ready = RemoteHall(url, "", threading.Event())
    while not ready.answers("/readyz"):
        try:
            hall.wait(0.2)
        except subprocess.TimeoutExpired:
            continue
        raise SystemExit(hall.returncode)


def _people(folder: HallFolder, url: str, free: int) -> None:
    """Made-up people until Ctrl-C."""
    with keys_of(folder) as make_key:
        simulation = Simulation(url, folder, make_key, Wanted(free=free))
        names = ", ".join(place.id for place in simulation.free)
        if names:
            click.echo(f"Made-up clerks work at the other counters; yours to try: {names}.")
        if folder.staffing.accounts():
            link = folder.staffing.make_link(folder.clock.tick(), "console")
            click.echo(f"Sign in (once, within 15 minutes): {url}/sign-in#{link}")
        click.echo("Ctrl-C ends the demo; the next one goes on where this one stopped.")
        for line in simulation.run(lambda: None).summary():
            click.echo(line)
