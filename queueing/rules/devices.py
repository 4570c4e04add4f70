"""The devices of a hall: their kinds, where each stands, and how one may be."""

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum
from typing import Final

from queueing.rules.plan import Names, Plan

#: Kind of device -> what it stands at: a kiosk, a zone or a counter.
KINDS: Final[Mapping[str, str]] = {
    "kiosk": "kiosk",
    "screen": "zone",
    "printer": "kiosk",
    "speaker": "zone",
    "strip": "counter",
    "keys": "counter",
    "reader": "kiosk",
}

#: In the hall file, in the place of a printer's or strip's address: it hangs on another machine, and an
#: agent works it there.
AGENT: Final = "agent"

#: How the id of a device begins that the hall's own machine works.
OWN: Final = "box:"

#: Kinds that are a browser: it keeps its key as a cookie. The others are worked by an agent.
BROWSERS: Final = frozenset({"kiosk", "screen"})

#: A device that has said nothing for this long is lost; each says how it is three times as often.
LOST_AFTER: Final = timedelta(seconds=15)
BEATS_EVERY: Final = timedelta(seconds=5)


class DeviceState(StrEnum):
    """How a device is, in the words of its own last report; lost is the hall's finding."""

    OK = "ok"
    #: It works, and its paper ends soon.
    LOW = "low"
    #: It has no paper.
    OUT = "out"
    #: Its cover is open.
    COVER = "cover"
    #: Its agent is there and can't reach it, or it reports a fault.
    DOWN = "down"
    #: It takes what it is sent and never says how it is.
    UNKNOWN = "unknown"
    #: Nothing has been heard of it.
    LOST = "lost"


#: States nobody need do anything about: a printer that never says how it is can only be looked at.
WELL: Final = frozenset({DeviceState.OK, DeviceState.UNKNOWN})


def places(plan: Plan, kind: str) -> Mapping[str, Names]:
    """Where a device of this kind may stand: id -> names."""
    match KINDS[kind]:
        case "kiosk":
            return {kiosk.id: kiosk.names for kiosk in plan.kiosks}
        case "zone":
            return {zone.id: zone.names for zone in plan.zones}
        case _:
            return {counter.id: counter.names for counter in plan.counters}


def own(kind: str, place: str) -> str:
    """The id of a device that the hall's own machine works, at the address the hall file gives."""
    return f"{OWN}{kind}:{place}"


def has_place(plan: Plan, device: str, kind: str, place: str) -> bool:
    """Whether the plan still has a device's place; for one of the hall's own machine, its address there."""
    if not device.startswith(OWN):
        return place in places(plan, kind)
    addresses = {own("printer", kiosk.id): kiosk.printer for kiosk in plan.kiosks}
    addresses |= {own("strip", counter.id): counter.strip for counter in plan.counters}
    return addresses.get(device) not in {None, AGENT}


def expected(plan: Plan) -> list[tuple[str, str]]:
    """The devices the hall file speaks of, as kind and place: each should be heard of."""
    printers = [("printer", kiosk.id) for kiosk in plan.kiosks if kiosk.printer]
    strips = [("strip", counter.id) for counter in plan.counters if counter.strip]
    return [
        *(("kiosk", kiosk.id) for kiosk in plan.kiosks),
        *(("screen", zone.id) for zone in plan.zones),
        *printers,
        *strips,
    ]
