"""The printer's worker: draws each asked paper and sends it to its kiosk's printer, one at a time."""

import logging
import time
from typing import Any

from PIL import Image

from queueing.clock import to_datetime
from queueing.errors import LiveUnreachable
from queueing.prints import Job, Prints
from queueing.rules.plan import Lane, Plan
from ticket_printer.layout import Paper, layout
from ticket_printer.printer import Outcome, Printer
from ticket_printer.raster import render

log = logging.getLogger(__name__)


def draw(plan: Plan, paper: dict[str, Any], width: int = 576) -> Image.Image:
    """A paper, as kiosk_api.paper_of describes it, as a 1-bit image `width` dots wide."""
    zones = [plan.zone[z] for z in paper["zones"] if z in plan.zone]
    names = {
        "zh": " · ".join(z.names["zh"] for z in zones),
        "en": " · ".join(z.names.get("en", z.names["zh"]) for z in zones),
    }
    blocks = layout(
        Paper(
            hall=plan.names,
            zone=names,
            service=plan.service[paper["service"]].names,
            number=paper["number"],
            lane=Lane(paper["lane"]),
            ahead=paper["ahead"],
            counters=paper["counters"],
            at=to_datetime(paper["at"], plan.tz),
            tz=plan.tz,
            url=paper["url"],
            copy=paper["copy"],
        )
    )
    return render(blocks, width)


def work(prints: Prints) -> None:
    """Print for ever; what became of each job is written down with it."""
    for begun in prints.left_printing():
        log.warning("print job %s: unknown, the worker before this one ended while printing it", begun)
    printers: dict[str, Printer] = {}
    while True:
        try:
            job = prints.next()
        except LiveUnreachable:
            time.sleep(0.5)  # the screens say so; the jobs are still there when Redis is back
            continue
        if job is not None:
            print_one(prints, job, printers)


def print_one(prints: Prints, job: Job, printers: dict[str, Printer]) -> None:
    """Print one job on its kiosk's printer; printers are kept, for each knows how its last job ended."""
    kiosk = prints.kiosk(job["kiosk"])
    if kiosk.printer is None:
        prints.done(job["job"], Outcome.FAILED, "This kiosk has no printer.")
        return
    if kiosk.printer not in printers:
        printers[kiosk.printer] = Printer(kiosk.printer)
    result = printers[kiosk.printer].print_ticket(draw(prints.plan, job["paper"], kiosk.width))
    prints.done(job["job"], result.outcome, result.why, "paper" if result.paper_out else "")
    if result.outcome is not Outcome.PRINTED:
        log.warning("the printer of kiosk %s: %s %s", kiosk.id, result.outcome, result.why)
