"""A ticket's paper as plain data, as a print job carries it, and what goes to the printer for it."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from PIL import Image

from queueing.clock import to_datetime
from queueing.itinerary import stops_shown
from queueing.rules.plan import Counter, Kiosk, Lane, Plan
from queueing.rules.services import Service
from ticket_printer.blocks import Block, Gap, Size, Stamp, Words
from ticket_printer.escpos import end, picture_of
from ticket_printer.escpos_preview import draw
from ticket_printer.escpos_reader import read
from ticket_printer.escpos_text import text_of
from ticket_printer.layout import Paper, layout
from ticket_printer.raster import render
from ticket_printer.slip import Slip, layout_slip

#: Dots of a millimetre at 203 dpi.
DOTS_PER_MM = 8


def paper_of(
    plan: Plan,
    ticket: dict[str, Any],
    url: str,
    *,
    copy: bool = False,
    calling: Sequence[Counter] | None = None,
) -> dict[str, Any]:
    """All that a ticket's paper says, as it is now: a job needs no plan, and a new plan alters no job.

    ticket   a ticket record with `ahead`, and `wait` (about, at most), minutes, where that is known
    calling  the counters that may call it; None: all that pull its line at some time
    """
    service = plan.service[ticket["service"]]
    counters = plan.pulled_by[ticket["line"]] if calling is None else calling
    zones = [plan.zone[z].names for z in sorted({c.zone for c in counters})]
    return {
        "ticket": ticket["id"],
        "hall": dict(plan.names),
        "zone": {
            language: " · ".join(names.get(language) or names["zh"] for names in zones)
            for language in ("zh", "en")
        },
        "service": dict(service.names),
        "number": ticket["number"],
        "lane": ticket["lane"],
        "need": ticket.get("need"),
        "extended": "band" in ticket,
        "ahead": ticket.get("ahead"),
        "wait": ticket.get("wait"),
        "counters": [c.id for c in counters],
        "stops": [stop for stop in stops_shown(plan, ticket) if stop["state"] != "left_out"],
        "ready": _ready(service, ticket),
        "at": ticket["arrived"],
        "timezone": plan.timezone,
        "url": url,
        "copy": copy,
        "blocks": list(service.ticket.blocks),
        "notice": service.ticket.notice and dict(service.ticket.notice),
        "materials": [dict(names) for names in service.ticket.materials],
    }


def _ready(service: Service, ticket: dict[str, Any]) -> dict[str, int]:
    """When a visit's result can be collected: {now}, {by: ms}, {after: minutes}, or nothing of it."""
    if "ready_at" in ticket:
        return {"now": 1}
    if by := ticket.get("ready_by"):
        return {"by": by}
    return {"after": service.ready} if service.ready and service.then else {}


def made_up(plan: Plan, service: str, now: int, url: str, *, copy: bool = False) -> dict[str, Any]:
    """The paper of a ticket that nobody took, to see how it looks. Raises KeyError for no service."""
    line = plan.line[plan.service[service].line]
    ticket = {
        "id": "",
        "service": service,
        "line": line.id,
        "number": f"{line.prefix}001",
        "lane": Lane.ORDINARY,
        "ahead": 7,
        "wait": (10, 20),
        "arrived": now,
    }
    return paper_of(plan, ticket, url, copy=copy)


def list_of(plan: Plan, service: Service, now: int, **visit: object) -> dict[str, Any]:
    """A service's list of papers as a print job carries it.

    visit  of a list made at a counter: what Slip has besides, `missing` and `brought` as lists of names
    """
    papers = [dict(names) for names in service.ticket.materials]
    about = {"ticket": "", "number": "", "hall": dict(plan.names), "service": dict(service.names)}
    return about | {"slip": True, "missing": papers, "at": now, "timezone": plan.timezone} | visit


def blocks_of(paper: dict[str, Any]) -> list[Block]:
    """The blocks of a paper that `paper_of` or `list_of` described."""
    zone = ZoneInfo(paper["timezone"])
    if "slip" in paper:
        said = {k: v for k, v in paper.items() if k not in {"slip", "ticket", "timezone"}}
        day = date.fromisoformat(paper["ready_on"]) if paper.get("ready_on") else None
        return layout_slip(Slip(**said | {"at": to_datetime(paper["at"], zone), "ready_on": day}))
    as_they_are = ("hall", "zone", "service", "number", "ahead", "counters", "url", "copy")
    return layout(
        Paper(
            **{name: paper[name] for name in as_they_are},
            lane=Lane(paper["lane"]),
            need=paper.get("need"),
            extended=paper.get("extended", False),
            stops=[(stop["state"], stop["names"]) for stop in paper.get("stops", ())],
            ready=_ready_when(paper.get("ready") or {}, zone),
            at=to_datetime(paper["at"], zone),
            tz=zone,
            wait=paper["wait"] and (paper["wait"][0], paper["wait"][1]),
            blocks=paper["blocks"],
            notice=paper["notice"],
            materials=paper["materials"],
        )
    )


def _ready_when(told: dict[str, int], zone: ZoneInfo) -> bool | datetime | timedelta:
    if by := told.get("by"):
        return to_datetime(by, zone)
    return timedelta(minutes=told["after"]) if "after" in told else "now" in told


def bytes_of(paper: dict[str, Any], kiosk: Kiosk) -> bytes:
    """What a kiosk's printer is sent for a paper: a picture or text, feed and cut."""
    return _made(blocks_of(paper), kiosk)


def _made(blocks: list[Block], kiosk: Kiosk) -> bytes:
    body = text_of(blocks, kiosk.width) if kiosk.mode == "text" else picture_of(render(blocks, kiosk.width))
    return body + end(kiosk.cut)


def test_of(kiosk: Kiosk) -> bytes:
    """What a printer is sent to show that it works: no ticket, and no number."""
    blocks: list[Block] = [
        Stamp("打印测试", "TEST"),
        Gap(0.6),
        Words(kiosk.names.get("zh", kiosk.id), kiosk.names.get("en", ""), Size.LEAD, bold=True),
    ]
    return _made(blocks, kiosk)


def preview(paper: dict[str, Any], kiosk: Kiosk) -> Image.Image:
    """What comes out of that printer, read back from the very bytes it is sent."""
    return seen(bytes_of(paper, kiosk), kiosk.width)


def seen(job: bytes, width: int) -> Image.Image:
    """The one sheet that a job prints."""
    (sheet,) = read(job).sheets
    return draw(sheet, width)
