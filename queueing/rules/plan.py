"""The hall's versioned set-up, as the rules see it: zones, services, lines, lanes, counters, devices."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from functools import cached_property
from typing import TypeAlias
from zoneinfo import ZoneInfo

#: A text in the hall's languages, e.g. {"zh": "社会保险", "en": "Social insurance"}.
Names: TypeAlias = Mapping[str, str]


class Lane(StrEnum):
    """How a visitor stands in a line; each lane in use has a promise."""

    ORDINARY = "ordinary"
    PRIORITY = "priority"
    BOOKED = "booked"
    HELPER = "helper"


@dataclass(frozen=True)
class Zone:
    """A part of the room with its own screens and one voice."""

    id: str
    names: Names
    floor: str = ""
    #: Direction from this zone's screens to another zone's counters: up, down, left, right, here.
    arrows: Mapping[str, str] = field(default_factory=dict)
    #: Languages of the spoken call, at most two.
    languages: tuple[str, ...] = ("zh", "en")
    #: Its screens, in the order in which they take over the voice; empty: whichever are paired.
    screens: tuple[str, ...] = ()
    #: Whether calls are spoken here.
    speaker: bool = True


@dataclass(frozen=True)
class Service:
    """What a visitor comes for; the leaves of the tree are what the kiosk issues for."""

    id: str
    names: Names
    line: str
    children: tuple["Service", ...] = ()

    def walk(self) -> Iterator["Service"]:
        """This service, then those under it."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True)
class Line:
    """Who waits for the same thing; it owns the prefix its numbers are printed with."""

    id: str
    names: Names
    prefix: str


@dataclass(frozen=True)
class Pull:
    """A counter pulls a line, always or only from a share of the promise on."""

    line: str
    threshold: float | None = None


@dataclass(frozen=True)
class Counter:
    """A desk where a clerk serves; it pulls its lines and its own line `@id`."""

    id: str
    names: Names
    kind: str
    zone: str
    pulls: tuple[Pull, ...]
    strip: str | None = None

    @property
    def own_line(self) -> str:
        """The line of tickets transferred to this very counter; it has no prefix."""
        return f"@{self.id}"

    @property
    def all_pulls(self) -> tuple[Pull, ...]:
        """Every line this counter pulls, its own first."""
        return (Pull(self.own_line), *self.pulls)


@dataclass(frozen=True)
class Kiosk:
    """A ticket dispenser; `printer` is "dummy" or "tcp://host:port", None when it prints nothing."""

    id: str
    names: Names
    zone: str
    printer: str | None = None
    #: Paper width in dots: 384 for 58 mm, 576 for 80 mm at 203 dpi.
    width: int = 576


@dataclass(frozen=True)
class Plan:
    """One version of a hall's set-up. A change makes a new version and never alters an issued ticket."""

    version: int
    id: str
    names: Names
    timezone: str
    zones: tuple[Zone, ...]
    services: tuple[Service, ...]
    lines: tuple[Line, ...]
    #: Promised wait by lane in use.
    promises: Mapping[Lane, timedelta]
    counters: tuple[Counter, ...]
    kiosks: tuple[Kiosk, ...] = ()
    #: Why a guide may grant priority: code -> names.
    priority_reasons: Mapping[str, Names] = field(default_factory=dict)
    #: Hour of hall time at which the business day turns.
    day_turns_at: int = 4
    #: A booked visitor later than this after the slot stands as ordinary.
    grace: timedelta = timedelta(minutes=10)
    #: A missed ticket that comes back stands behind this many.
    behind: int = 3
    #: Whether waiting tickets are carried to the next day at `close_day`.
    carry_over: bool = False

    @cached_property
    def tz(self) -> ZoneInfo:
        """The hall's time zone."""
        return ZoneInfo(self.timezone)

    @cached_property
    def service(self) -> Mapping[str, Service]:
        """Every service of the tree by id."""
        return {s.id: s for top in self.services for s in top.walk()}

    @cached_property
    def line(self) -> Mapping[str, Line]:
        """Every line by id, each counter's own line included."""
        own = [Line(c.own_line, c.names, "") for c in self.counters]
        return {line.id: line for line in (*self.lines, *own)}

    @cached_property
    def counter(self) -> Mapping[str, Counter]:
        """Every counter by id."""
        return {c.id: c for c in self.counters}

    @cached_property
    def zone(self) -> Mapping[str, Zone]:
        """Every zone by id."""
        return {z.id: z for z in self.zones}

    def counters_of(self, zone: str) -> list[str]:
        """Ids of the counters in a zone."""
        return [c.id for c in self.counters if c.zone == zone]

    @cached_property
    def pulled_by(self) -> Mapping[str, tuple[Counter, ...]]:
        """The counters that pull each line."""
        return {
            line: tuple(c for c in self.counters if any(p.line == line for p in c.all_pulls))
            for line in self.line
        }

    @cached_property
    def shown_in(self) -> Mapping[str, tuple[str, ...]]:
        """The zones that show and speak a call to each counter: its own, and those that point to its zone."""
        return {
            c.id: tuple(z.id for z in self.zones if c.zone == z.id or c.zone in z.arrows)
            for c in self.counters
        }

    @cached_property
    def counted_in(self) -> Mapping[str, frozenset[str]]:
        """The zones that show how many wait in each line: those that show a counter which pulls it."""
        return {
            line: frozenset(zone for c in counters for zone in self.shown_in[c.id])
            for line, counters in self.pulled_by.items()
        }
