"""What a hall file may say: its tables and keys, each with its type, its range and its default."""

from collections.abc import Callable
from datetime import time
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, BeforeValidator, Field

from queueing.rules import printer_address, strip_address
from queueing.rules.devices import AGENT
from queueing.rules.hall_bookings import BookingsRow
from queueing.rules.hall_hooks import AlertsRow
from queueing.rules.hall_hours import CalendarRow, CounterHoursRow, HoursRow, RoleTimesRow
from queueing.rules.hall_row import Id, NamesRow, Row, Text, each_once, like, meant, one_of, short_form
from queueing.rules.hall_services import QuotaRow, ServiceRow, ThemeRow, TicketRow
from queueing.rules.identity import PRIORITY_AGE
from queueing.rules.needs import NEEDS
from queueing.rules.plan import Stage
from queueing.rules.voice import FIELDS, MINUTES_PER_VISITOR, SPOKEN, Quiet

#: Kinds of counters.
KINDS = ("综合受理", "审批", "出件", "帮办", "无障碍", "便民", "投诉")
#: How a visitor may stand in a line.
LANES = ("ordinary", "priority", "booked", "helper")

#: The wait in minutes that a lane promises where the file doesn't say; helper has none.
DEFAULT_PROMISES = {"ordinary": 45, "priority": 15, "booked": 5}

#: Ways a screen can point.
ARROWS = ("up", "down", "left", "right", "here")
#: Languages of a zone's calls where the file names none.
LANGUAGES = ("zh", "en")

#: How a kiosk's printer is told what to print, and what ends a ticket.
PRINT_MODES = ("raster", "text")
CUTS = ("partial", "full", "none")

#: A counter that helps later than this helps nobody.
MOST_SHARE = 5

#: The loudspeaker's own volume, per cent.
LOUDEST = 100

#: Names that people try for a time zone, and what it is called.
_ZONES_MEANT = {"asia/beijing": "Asia/Shanghai", "beijing": "Asia/Shanghai", "china": "Asia/Shanghai"}


def _timezone(word: str) -> str:
    try:
        ZoneInfo(word)
    except (KeyError, ValueError, OSError):
        hint = _ZONES_MEANT.get(word.lower())
        end = f' — did you mean "{hint}"?' if hint else meant(word, available_timezones())
        raise ValueError(f'cannot be "{word}", which is no known time zone{end}') from None
    return word


def _address(parse: Callable[[str], object]) -> AfterValidator:
    def check(word: str) -> str:
        if word != AGENT:
            parse(word)  # its ValueError says how it is written
        return word

    return AfterValidator(check)


def _share(number: float) -> float:
    if not 0 < number <= MOST_SHARE:
        raise ValueError(f"cannot be {number:g}: it is a share of the promise, so 60 % is written 0.6")
    return number


def _quiet(value: object) -> Quiet:
    how = '["12:00", "14:00"], or with a volume from 0 to 100 per cent ["18:00", "20:00", 60]'
    match value:
        case [str(start), str(end)]:
            volume = 0
        case [str(start), str(end), int(volume)] if 0 <= volume <= LOUDEST:
            pass
        case _:
            raise ValueError(f"cannot be {value}: quiet hours are {how}")
    try:
        return Quiet(time.fromisoformat(start), time.fromisoformat(end), volume)
    except ValueError:
        raise ValueError(f"cannot be {value}: quiet hours are {how}") from None


HallId = Annotated[str, like(r"[a-z0-9-]{1,40}", "an id of a hall is small letters a–z, digits and hyphens")]
Prefix = Annotated[str, like(r"[A-Z]{1,2}", "a prefix is one or two of the letters A–Z")]
Printer = Annotated[str, _address(printer_address.parse)]
Strip = Annotated[str, _address(strip_address.parse)]


class LaneRow(Row):
    """A lane this hall uses, with the wait it promises, in minutes."""

    promise: Annotated[int, Field(gt=0, le=600)] | None = None


class ZoneRow(Row):
    """A part of the room; `screens` in the order in which they take over its voice."""

    id: Id
    names: NamesRow
    floor: str = ""
    arrows: dict[str, Annotated[str, one_of(*ARROWS)]] = {}
    languages: Annotated[
        list[Annotated[str, one_of(*SPOKEN)]],
        Field(min_length=1, max_length=2),
        AfterValidator(each_once),
    ] = list(LANGUAGES)
    screens: Annotated[list[Id], AfterValidator(each_once)] = []
    speaker: bool = True


class VoiceRow(Row):
    """How a hall speaks: how numbers are read, how loud, and when otherwise."""

    drop_leading_zeros: bool = False
    yao: bool = False
    volume: Annotated[int, Field(ge=1, le=LOUDEST)] = LOUDEST
    quiet: list[Annotated[Quiet, BeforeValidator(_quiet)]] = []
    minutes_per_visitor: Annotated[float, Field(ge=1, le=240)] = MINUTES_PER_VISITOR


class LineRow(Row):
    """Who waits for the same thing, and the letters its numbers begin with, which a paper roll may lack.

    need, of: those of line `of` who need a barrier-free counter or sign language wait here
    stage: papers rest here ("back-office"), or results are collected here ("pick-up")
    """

    id: Id
    names: NamesRow
    prefix: Prefix | Literal[""] = ""
    roll: bool = False
    need: Annotated[str, one_of(*NEEDS)] | None = None
    of: str | None = None
    stage: Annotated[str, one_of(*Stage)] | None = None


class PullRow(Row):
    """A line a counter pulls; with a threshold, only from that share of the promise on (0.6 is 60 %)."""

    line: str
    threshold: Annotated[float, AfterValidator(_share)] | None = None


class RoleRow(RoleTimesRow):
    """Other lines that a counter pulls in some hours."""

    lines: list[Annotated[PullRow, BeforeValidator(short_form("line"))]]


class CounterRow(CounterHoursRow):
    """A desk where a clerk serves; with queue = false one walks up to it: it pulls no lines."""

    id: Id
    names: NamesRow | None = None
    queue: bool = True
    kind: Annotated[str, one_of(*KINDS)] = KINDS[0]
    roles: list[RoleRow] = []
    zone: str
    lines: list[Annotated[PullRow, BeforeValidator(short_form("line"))]] = []
    strip: Strip | None = None
    needs: Annotated[list[Annotated[str, one_of(*NEEDS)]], AfterValidator(each_once)] = []


class KioskRow(Row):
    """A ticket dispenser; without a printer it only shows the number."""

    id: Id
    names: NamesRow | None = None
    zone: str
    printer: Printer | None = None
    width: Annotated[int, Field(ge=192, le=1024, multiple_of=8)] = 576
    mode: Annotated[str, one_of(*PRINT_MODES)] = "raster"
    cut: Annotated[str, one_of(*CUTS)] = "partial"
    roll: Annotated[int, Field(ge=5, le=1000)] = 80


class HallRow(Row):
    """The whole file."""

    id: HallId
    names: NamesRow
    timezone: Annotated[str, AfterValidator(_timezone)]
    hours: HoursRow | None = None
    calendar: CalendarRow = CalendarRow()
    announced: str = ""
    bookings: BookingsRow | None = None
    alerts: AlertsRow = AlertsRow()
    day_turns_at: Annotated[int, Field(ge=0, le=23)] = 4
    grace: Annotated[int, Field(ge=0, le=240)] = 10
    behind: Annotated[int, Field(ge=1, le=99)] = 3
    carry_over: bool = False
    priority_age: Annotated[int, Field(ge=50, le=100)] = PRIORITY_AGE
    lanes: dict[Annotated[str, one_of(*LANES)], LaneRow] = {}
    priority_reasons: dict[Id, NamesRow] = {}
    ticket: TicketRow = TicketRow()
    voice: VoiceRow = VoiceRow()
    templates: dict[Annotated[str, one_of(*FIELDS)], dict[Annotated[str, one_of(*SPOKEN)], Text]] = {}
    zones: Annotated[list[ZoneRow], Field(min_length=1)]
    lines: Annotated[list[LineRow], Field(min_length=1)]
    catalogue: str | None = None
    services: Annotated[list[ServiceRow], Field(min_length=1)]
    themes: list[ThemeRow] = []
    quotas: list[QuotaRow] = []
    last_ticket: bool = True
    one_per_person: bool = True
    counters: Annotated[list[CounterRow], Field(min_length=1)]
    kiosks: list[KioskRow] = []
