"""Lights the counters' strips: those on this machine for the hall itself, and `agent strip` on another."""

import time
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from displays.closed import outside
from displays.led.buses import Buses
from displays.led.driver import Driver, open_drivers
from displays.led.strip import WORDING, Desk, State, Wording, desk_of, face_of, wording_of
from queueing.agent import Agent, agent_options
from queueing.devices import Report
from queueing.errors import HallError
from queueing.remote import RemoteHall
from queueing.rules.devices import AGENT, BEATS_EVERY, DeviceState, own
from queueing.rules.plan import Plan
from queueing.rules.printer_address import Allowed
from queueing.rules.strip_address import StripAddressError
from queueing.settings import local_devices_allowed
from queueing.start_errors import AgentRefused

if TYPE_CHECKING:
    from queueing.folder import HallFolder

#: How often the counters are looked at, seconds: a call is on its strip before its chime has ended.
LOOK_EVERY = 0.4
#: The same where there is no strip: one may come with a newer plan.
LOOK_IDLE = 5.0
#: How long a strip that is asked to show that it works says so, seconds.
TEST_FOR = 5.0
TEST = "测试 TEST 8888"


#: A counter's texts in a language.
Worded = Callable[[str, str], Wording]


class Strips:
    """Some counters' strips at work, from whatever tells how the counters are."""

    def __init__(self, drivers: Mapping[str, Driver]) -> None:
        self.drivers = drivers
        self.faults: dict[str, str] = {}
        self._tested: dict[str, float] = {}
        self._buses = Buses(drivers, self._told)
        self._buses.start()

    def show(self, desks: Iterable[Desk], tick: int, wording: Worded) -> None:
        """The counters are so at this tick; those without a strip here are passed over."""
        for desk in desks:
            driver = self.drivers.get(desk.counter)
            if driver is None:
                continue
            texts = wording(desk.counter, driver.language)
            face = face_of(desk, tick, driver.width, driver.language, texts)
            if time.monotonic() < self._tested.get(desk.counter, 0):
                face = face_of(
                    Desk(desk.counter, State.IDLE), tick, driver.width, wording={State.IDLE: (TEST,)}
                )
            self._buses.show(desk.counter, face)

    def test(self, counters: Iterable[str]) -> None:
        """Show for some seconds that these strips work."""
        self._tested |= dict.fromkeys(counters, time.monotonic() + TEST_FOR)

    def stop(self) -> None:
        """Send nothing any more."""
        self._buses.stop()

    def _told(self, counter: str, down: bool, why: str) -> None:  # noqa: FBT001 - as buses.Tell
        if down:
            self.faults[counter] = why
        else:
            self.faults.pop(counter, None)


def light_here(folder: "HallFolder") -> None:
    """Light the strips that hang on the hall's own machine, for ever; a newer plan may have others."""
    while True:
        _light(folder, strips_here(folder.plan))


def strips_here(plan: Plan) -> dict[str, str]:
    """The addresses of the strips on this machine, by counter."""
    return {c.id: c.strip for c in plan.counters if c.strip and c.strip != AGENT}


def _light(folder: "HallFolder", addresses: Mapping[str, str]) -> None:
    """Light these until the plan has others."""
    hall, steering, devices = folder.hall, folder.steering, folder.devices
    strips = Strips(open_drivers(addresses, Allowed(local=local_devices_allowed()).against_ip))
    beat_at = 0.0
    while strips_here(steering.plan) == addresses:
        try:
            snap = steering.snapshot()
            strips.show(
                [
                    desk_of(counter, snap, *outside(hall, counter, snap))
                    for counter in addresses
                    if counter in steering.plan.counter  # the snapshot may have brought a newer plan
                ],
                snap["tick"],
                partial(wording_of, steering.plan),
            )
            if time.monotonic() >= beat_at:
                beat_at = time.monotonic() + BEATS_EVERY.total_seconds()
                strips.test([c for c in addresses if devices.beat(_report(c, strips.faults.get(c)))])
        except HallError:
            pass  # the strips go dark by themselves (led/keeper.py)
        time.sleep(LOOK_EVERY if addresses else LOOK_IDLE)
    strips.stop()


def _report(counter: str, fault: str | None) -> Report:
    state = DeviceState.OK if fault is None else DeviceState.DOWN
    return Report(own("strip", counter), "strip", counter, state, fault or "")


@click.command()
@agent_options
@click.option(
    "--to",
    "strips",
    multiple=True,
    required=True,
    help='The strip: "onbon+tcp://192.168.0.199:5005", …; for several, 3=ADDRESS once for each counter.',
)
def strip(url: str, key_file: Path | None, ca: Path | None, strips: tuple[str, ...]) -> None:
    """Light the strips that hang on this machine."""
    light_there(Agent("strip", url, key_file or Path("agent-strip.key"), ca), strips)


def light_there(agent: Agent, given: Iterable[str]) -> None:
    """Be the strips of some counters until stopped."""
    at_work: list[Strips] = []

    def work(hall: RemoteHall) -> None:
        if not at_work:
            at_work.append(Strips(_drivers(given, lambda: str(_answer(hall, "/devices/self")["place"]))))
        strips = at_work[0]
        told = _answer(hall, f"/strips?counters={','.join(strips.drivers)}")
        tick = time.monotonic_ns() // 1_000_000
        texts = {each["counter"]: each["wording"] for each in told}
        strips.show(
            [_desk(each, tick) for each in told], tick, lambda c, lang: _wording(lang, texts[c][lang])
        )
        agent.state = DeviceState.DOWN if strips.faults else DeviceState.OK
        agent.text = "; ".join(f"{counter}: {why}" for counter, why in sorted(strips.faults.items()))[:200]
        agent.stop.wait(LOOK_EVERY)

    def test() -> None:
        for strips in at_work:
            strips.test(strips.drivers)

    try:
        agent.run(work, test)
    finally:
        for strips in at_work:
            strips.stop()


def _drivers(given: Iterable[str], own: Callable[[], str]) -> Mapping[str, Driver]:
    addresses = {}
    for each in given:
        counter, equals, address = each.partition("=")
        named = equals and ":" not in counter  # an address may have an equals sign of its own
        addresses[counter if named else own()] = address if named else each
    try:
        return open_drivers(addresses)
    except StripAddressError as wrong:
        raise click.BadParameter(str(wrong)) from wrong


def _answer(hall: RemoteHall, path: str) -> Any:  # noqa: ANN401 - JSON
    reply = hall.ask("GET", path)
    if not reply.ok:
        raise AgentRefused(url=hall.url, why=reply.body.get("detail", reply.code))
    return reply.body


def _wording(language: str, own: Mapping[str, list[str]]) -> Wording:
    return {**WORDING[language], **{State(state): tuple(texts) for state, texts in own.items()}}


def _desk(told: dict[str, Any], tick: int) -> Desk:
    ago = told["called_ms_ago"]
    called = None if ago is None else tick - ago
    return Desk(
        told["counter"], State(told["state"]), told["number"], called, told.get("opens"), told.get("why")
    )
