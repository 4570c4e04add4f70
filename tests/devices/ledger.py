"""Jobs with their numbers, and whether each number came out as often as the printer's word allows."""

from collections.abc import Iterable
from functools import cache
from typing import Any

from queueing.rules.plan import Kiosk
from queueing.rules.printer_address import Allowed
from queueing.rules.services import TICKET_BLOCKS
from ticket_printer.escpos_reader import read
from ticket_printer.escpos_sheet import Barcode, Sheet
from ticket_printer.paper import bytes_of
from ticket_printer.printer import Outcome, Printer, Result

#: Tests print on this very machine.
ANYWHERE = Allowed(frozenset(range(1, 1 << 16)), local=True)
#: A ticket of few blocks: the shorter, the more faults in a second.
FEW = ("title", "number", "lane", "qr")

PAPER: dict[str, Any] = {
    "ticket": "t-1",
    "hall": {"zh": "滨城区政务服务中心", "en": "Bincheng Service Center"},
    "zone": {"zh": "一楼综合区", "en": "Ground floor"},
    "service": {"zh": "社会保险登记", "en": "Social insurance"},
    "number": "A001",
    "lane": "ordinary",
    "ahead": 7,
    "wait": None,
    "counters": ["3", "5"],
    "at": 1_772_415_660_000,
    "timezone": "Asia/Shanghai",
    "url": "http://192.168.1.20:8080/t/Zk3v9QmT1xYpL0aWbC7dEf",
    "copy": False,
    "blocks": list(TICKET_BLOCKS),
    "notice": None,
    "materials": [],
}


def kiosk(mode: str = "text", width: int = 384, **changes: Any) -> Kiosk:
    """A kiosk of 58 mm paper, or as changed."""
    return Kiosk("gate", {}, "1", width=width, mode=mode, **changes)


@cache
def job(number: str, mode: str = "text", width: int = 384) -> bytes:
    """A short ticket with this number, as its printer is sent it."""
    return bytes_of(PAPER | {"number": number, "blocks": FEW}, kiosk(mode, width))


def printer_at(address: str, **options: Any) -> Printer:
    """A printer here; one that answers does so in no time, unless the machine is busy."""
    return Printer(address, ANYWHERE, **{"timeout": 3.0, "answer_within": 1.0} | options)


def likeness(sheet: Sheet) -> tuple[Any, ...]:
    """What can be seen on a sheet: two of the same likeness are the same ticket."""
    codes = [item.data for item in sheet.items if isinstance(item, Barcode)]
    pictures = [(picture.size, picture.tobytes()) for picture in sheet.pictures]
    return tuple(sheet.texts), tuple(codes), tuple(pictures)


def came_out(sheets: Iterable[Sheet], sent: bytes) -> int:
    """How often a job's whole ticket came out."""
    (meant,) = read(sent).sheets
    return [likeness(sheet) for sheet in sheets].count(likeness(meant))


def as_told(result: Result, times: int) -> bool:
    """Whether a number came out as often as was said: printed once, failed never, unknown at most once."""
    told = {Outcome.PRINTED: {1}, Outcome.FAILED: {0}, Outcome.UNKNOWN: {0, 1}}
    return times in told[result.outcome]
