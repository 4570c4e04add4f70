"""The printing loop: takes each asked paper, prints it on its kiosk's printer, says what became of it.

It knows nothing of where jobs come from: that is its `Jobs`, the live hall itself or, on another
machine, an agent that asks over HTTP.
"""

import logging
import secrets
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any, Protocol

from queueing.errors import HallError
from queueing.prints import Report
from queueing.rules.devices import AGENT, BEATS_EVERY, DeviceState
from queueing.rules.plan import Kiosk
from queueing.rules.printer_address import Allowed
from ticket_printer.paper import DOTS_PER_MM, bytes_of, seen, test_of
from ticket_printer.printer import Outcome, Printer

log = logging.getLogger(__name__)

#: Seconds between two looks at an idle printer.
LOOK_EVERY = 20.0
#: Seconds one asks for a job before looking whether anything else is due.
ASK_FOR = 1.0
#: Seconds to wait when the hall is out of reach.
BREATHE = 0.5


class Jobs(Protocol):
    """Where jobs come from. Every method raises HallError while that is out of reach."""

    def left_printing(self, kiosk: str) -> list[str]:
        """At a start: jobs that a loop before this one had begun, now marked unknown; their ids."""

    def next(self, kiosk: str, loop: str, wait: float) -> dict[str, Any] | None:
        """The kiosk's oldest job, {job, kiosk, paper}; None when there is none within `wait` seconds.

        A job is handed to the same loop again until `done` was heard: an answer may be lost.
        """

    def done(self, kiosk: str, job: str, report: Report) -> None:
        """What became of a job, and how its printer is now."""

    def saw(self, kiosk: str, state: str) -> None:
        """How an idle printer is."""


class Loop:
    """One kiosk's printer, served for ever, one job at a time."""

    def __init__(self, jobs: Jobs, kiosk: Kiosk, printer: Printer) -> None:
        self.jobs = jobs
        self.kiosk = kiosk
        self.printer = printer
        #: Tells this loop from one before or beside it.
        self.name = secrets.token_hex(6)
        self._last: tuple[str, Report] | None = None
        self._look_at = 0.0
        #: False ends it after the job in hand.
        self.goes_on = True

    def run(self) -> None:
        """Print for ever; while the hall is out of reach the screens say so, and the jobs are still there."""
        while self.goes_on:
            try:
                self.step()
            except HallError:
                time.sleep(BREATHE)

    def step(self, wait: float = ASK_FOR) -> None:
        """One job, or one look at the printer where none is asked."""
        job = self.jobs.next(self.kiosk.id, self.name, wait)
        if job is not None:
            self._print(job)
        elif time.monotonic() >= self._look_at:
            self.jobs.saw(self.kiosk.id, self.printer.state())
            self._look_at = time.monotonic() + LOOK_EVERY

    def _print(self, job: dict[str, Any]) -> None:
        """Print a job, or, where only our word about it was lost, say it again."""
        if self._last is None or self._last[0] != job["job"]:
            self._last = job["job"], self._printed(job["paper"])
        name, report = self._last
        self.jobs.done(self.kiosk.id, name, report)
        self._look_at = time.monotonic() + (LOOK_EVERY if report.printer != DeviceState.UNKNOWN else 0)

    def _printed(self, paper: dict[str, Any]) -> Report:
        """Print a paper; what became of it."""
        sent = bytes_of(paper, self.kiosk)
        result = self.printer.print_ticket(sent, self.kiosk.width, self.kiosk.cut)
        if result.outcome is not Outcome.PRINTED:
            log.warning("the printer of kiosk %s: %s, %s", self.kiosk.id, result.outcome, result.why)
        long = seen(sent, self.kiosk.width).height // DOTS_PER_MM
        gone = long if result.outcome is not Outcome.FAILED else 0
        return Report(result.outcome, result.why, result.state, gone)


def work(
    jobs: Jobs,
    kiosks: Iterable[Kiosk],
    allowed: Allowed,
    tell: Callable[[str], bool] = lambda _: False,
    holds: Callable[[], bool] = lambda: True,
) -> bool:
    """Serve every kiosk that has a printer, each in a thread of its own: a dead one holds up no other.

    tell   tells the hall how a kiosk's printer is; answers whether it is to show that it works
    holds  whether these are the hall's kiosks still; when not, all end after their job in hand

    Answers True then. False when one of them ends by itself, which only a fault in the program makes it;
    the supervisor starts anew.
    """
    printers: dict[str, Printer] = {}
    loops, threads = [], []
    # The printers are looked at first: a start tells of no state that is only not known yet.
    beat_at = time.monotonic() + BEATS_EVERY.total_seconds()
    for kiosk in kiosks:
        if kiosk.printer is None or kiosk.printer == AGENT:
            continue
        begun = _left(jobs, kiosk)
        if kiosk.printer not in printers:
            printers[kiosk.printer] = Printer(kiosk.printer, allowed, broke_off=bool(begun))
        loop = Loop(jobs, kiosk, printers[kiosk.printer])
        loops.append(loop)
        threads.append(threading.Thread(target=loop.run, name=f"printer of {kiosk.id}", daemon=True))
        threads[-1].start()
    while all(thread.is_alive() for thread in threads):
        time.sleep(BREATHE)
        if not holds():
            return _end(loops, threads)
        if time.monotonic() < beat_at:
            continue
        beat_at = time.monotonic() + BEATS_EVERY.total_seconds()
        with suppress(HallError):  # the hall is out of reach, and says so itself
            for loop in loops:
                if tell(loop.kiosk.id):
                    loop.printer.print_ticket(test_of(loop.kiosk), loop.kiosk.width, loop.kiosk.cut)
    return False


def _end(loops: Iterable[Loop], threads: Iterable[threading.Thread]) -> bool:
    for loop in loops:
        loop.goes_on = False
    for thread in threads:
        thread.join()
    return True


def _left(jobs: Jobs, kiosk: Kiosk) -> list[str]:
    """What a loop before this one left in the midst; asked until the hall answers."""
    while True:
        try:
            begun = jobs.left_printing(kiosk.id)
        except HallError:
            time.sleep(BREATHE)
            continue
        for job in begun:
            log.warning("print job %s: unknown, the worker before this one ended while printing it", job)
        return begun
