"""The hall's versioned set-up, as the rules see it: zones, services, lines, lanes, counters, devices."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from enum import StrEnum
from functools import cached_property
from typing import TypeAlias
from zoneinfo import ZoneInfo

from queueing.rules.admission import Quota
from queueing.rules.bands import Band
from queueing.rules.booking_rules import BookingRules
from queueing.rules.calendar import NOTHING_ANNOUNCED, Calendar
from queueing.rules.hook import Hook
from queueing.rules.identity import PRIORITY_AGE
from queueing.rules.services import Service
from queueing.rules.timetable import Hours, Period
from queueing.rules.voice import USUAL, USUAL_VOICE, Templates, Voice

#: A text in the hall's languages, e.g. {"zh": "社会保险", "en": "Social insurance"}.
Names: TypeAlias = Mapping[str, str]


#: The card under which a kiosk shows the themes; no service may have this id.
THEMES = "themes"
THEMES_NAMES: Names = {"zh": "一件事", "en": "One visit for all"}


class Stage(StrEnum):
    """What a line is to a visit that has begun elsewhere (受理 → 审批 → 出件)."""

    #: Papers wait here, not their visitor: calls from it are neither shown nor spoken.
    BACK_OFFICE = "back-office"
    #: Who is handed on to it can collect a result.
    PICK_UP = "pick-up"


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
class Line:
    """Who waits for the same thing; it owns the prefix its numbers are printed with.

    roll  its numbers are torn off a paper roll: a counter calls one after another, the hall gives out none
    need  what its visitors need of a counter (rules/needs.py), who would else wait in the line `of`
    """

    id: str
    names: Names
    prefix: str
    roll: bool = False
    need: str | None = None
    of: str | None = None
    stage: Stage | None = None


@dataclass(frozen=True)
class Pull:
    """A counter pulls a line, always or only from a share of the promise on."""

    line: str
    threshold: float | None = None


@dataclass(frozen=True)
class Role:
    """What a counter pulls in some hours in place of its usual lines; weekdays count from 0, Monday."""

    at: Band
    weekdays: frozenset[int]
    pulls: tuple[Pull, ...]


@dataclass(frozen=True)
class Counter:
    """A desk where a clerk serves; it pulls its lines and its own line `@id`."""

    id: str
    names: Names
    kind: str
    zone: str
    pulls: tuple[Pull, ...]
    strip: str | None = None
    #: The named timetable it keeps; None: the hall's.
    hours: str | None = None
    #: When it is there at all: a season, or the days of an outpost; hidden outside. None: always.
    valid: Period | None = None
    #: Whether it serves in the bands that are by booking only.
    extended: bool = True
    #: Whether it serves in no others.
    extended_only: bool = False
    #: Other lines in some hours.
    roles: tuple[Role, ...] = ()
    #: The needs it is fitted for.
    needs: frozenset[str] = frozenset()
    #: Whether people are called to it; else one walks up without a number, and nobody need sit there.
    queue: bool = True

    @property
    def own_line(self) -> str:
        """The line of tickets transferred to this very counter; it has no prefix."""
        return f"@{self.id}"

    @property
    def all_pulls(self) -> tuple[Pull, ...]:
        """Every line this counter pulls, its own first."""
        return (Pull(self.own_line), *self.pulls)

    @property
    def ever_pulled(self) -> frozenset[str]:
        """The lines it pulls at some hour."""
        every = (self.pulls, *(role.pulls for role in self.roles))
        return frozenset(pull.line for pulls in every for pull in pulls)

    def pulls_at(self, weekday: int, minute: float) -> tuple[Pull, ...]:
        """What it pulls on a weekday (0 for Monday) at a minute after midnight, its own line first."""
        role = next((role for role in self.roles if weekday in role.weekdays and minute in role.at), None)
        return (Pull(self.own_line), *role.pulls) if role else self.all_pulls


@dataclass(frozen=True)
class Kiosk:
    """A ticket dispenser; `printer` is as rules/printer_address.py reads it, None when it prints nothing."""

    id: str
    names: Names
    zone: str
    printer: str | None = None
    #: Paper width in dots: 384 for 58 mm, 576 for 80 mm at 203 dpi.
    width: int = 576
    #: How tickets are sent: "raster" as a picture, "text" in the printer's own GB18030 letters.
    mode: str = "raster"
    #: What ends a ticket: "partial" leaves it hanging, "full" lets it fall, "none" is torn off by hand.
    cut: str = "partial"
    #: Length of a new roll of paper, metres.
    roll: int = 80


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
    #: Choices that stand for several services (一件事); each is a service with `items`.
    themes: tuple[Service, ...] = ()
    #: How many numbers are given in some hours.
    quotas: tuple[Quota, ...] = ()
    #: Whether numbers end before closing, when those who wait already fill the time that is left.
    last_ticket: bool = True
    #: Whether a person whose card was read has one unserved number of a service at a time.
    one_per_person: bool = True
    voice: Voice = USUAL_VOICE
    #: What is said, shown and sent about a call, by channel and language.
    templates: Templates = field(default_factory=lambda: USUAL)
    #: Why a guide may grant priority: code -> names.
    priority_reasons: Mapping[str, Names] = field(default_factory=dict)
    #: The years whose days off the hall file brings itself; they win over those beside it.
    announced: Calendar = NOTHING_ANNOUNCED
    #: When the hall and its counters are open; None: always.
    hours: Hours | None = None
    #: How it takes bookings; None: it takes none.
    bookings: BookingRules | None = None
    #: Who is told of raised and escalated alerts.
    alert_hooks: tuple[Hook, ...] = ()
    #: Hour of hall time at which the business day turns.
    day_turns_at: int = 4
    #: A booked visitor later than this after the slot stands as ordinary.
    grace: timedelta = timedelta(minutes=10)
    #: A missed ticket that comes back stands behind this many.
    behind: int = 3
    #: Whether waiting tickets are carried to the next day at `close_day`.
    carry_over: bool = False
    #: From this age on a visitor's card opens the priority lane at the kiosk, years.
    priority_age: int = PRIORITY_AGE

    @cached_property
    def tz(self) -> ZoneInfo:
        """The hall's time zone."""
        return ZoneInfo(self.timezone)

    @cached_property
    def service(self) -> Mapping[str, Service]:
        """Every service of the tree, and every theme, by id."""
        return {s.id: s for top in (*self.services, *self.themes) for s in top.walk()}

    @cached_property
    def offered(self) -> tuple[Service, ...]:
        """The tree of services without those whose numbers are torn off a paper roll, then the themes."""
        given: list[Service] = []
        for top in self.services:
            children = tuple(child for child in top.children if not self.line[child.line].roll)
            if children or not (top.children or self.line[top.line].roll):
                given.append(replace(top, children=children))
        if self.themes:
            given.append(Service(THEMES, THEMES_NAMES, self.themes[0].line, self.themes))
        return tuple(given)

    @cached_property
    def line(self) -> Mapping[str, Line]:
        """Every line by id, each counter's own line included."""
        own = [Line(c.own_line, c.names, "") for c in self.counters]
        return {line.id: line for line in (*self.lines, *own)}

    @cached_property
    def above(self) -> Mapping[str, str]:
        """The 大项 of each 子项, by id."""
        return {child.id: top.id for top in self.services for child in top.children}

    @cached_property
    def need_lines(self) -> Mapping[str, Mapping[str, Line]]:
        """Where visitors of a line with a need wait in its place: line -> need -> line."""
        found: dict[str, dict[str, Line]] = {}
        for line in self.lines:
            if line.need and line.of:
                found.setdefault(line.of, {})[line.need] = line
        return found

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

    def rolls_of(self, counter: Counter) -> list[Line]:
        """The paper rolls a counter pulls."""
        return [self.line[p.line] for p in counter.pulls if self.line[p.line].roll]

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
