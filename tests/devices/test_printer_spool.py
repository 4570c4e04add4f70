"""The printing loop: wherever jobs come from, each is printed once, and what became of it is said."""

import json
import threading
from dataclasses import dataclass, field, replace

import pytest

from queueing.errors import LiveUnreachable
from queueing.rules.devices import DeviceState
from tests.devices.ledger import ANYWHERE, PAPER, came_out, job, kiosk, printer_at
from ticket_printer import spool
from ticket_printer.printer import Outcome
from ticket_printer.simulator import Fault, SimulatedPrinter
from ticket_printer.spool import Loop, work


@dataclass
class Desk:
    """Jobs from a list; like the hall, it hands one out again until it hears of it."""

    waiting: list[str] = field(default_factory=list)
    told: list = field(default_factory=list)
    seen: list = field(default_factory=list)
    begun: list[str] = field(default_factory=list)
    deaf: int = 0

    def left_printing(self, kiosk):
        return self.begun

    def next(self, kiosk, loop, wait):
        if not self.waiting:
            return None
        paper = PAPER | {"number": self.waiting[0], "blocks": ["title", "number", "lane", "qr"]}
        # As it comes over HTTP or out of the store: as JSON.
        return json.loads(json.dumps({"job": f"job-{self.waiting[0]}", "kiosk": kiosk, "paper": paper}))

    def done(self, kiosk, job, report):
        if self.deaf:
            self.deaf -= 1
            raise LiveUnreachable
        self.told.append((job, report))
        self.waiting.pop(0)

    def saw(self, kiosk, state):
        self.seen.append(state)


def test_each_job_is_printed_and_told_with_the_paper_it_took():
    desk = Desk(["A001", "A002"])
    with SimulatedPrinter(paper=5) as simulated:
        loop = Loop(desk, kiosk(), printer_at(simulated.address))
        loop.step()
        loop.step()
    assert [(name, report.outcome, report.printer) for name, report in desk.told] == [
        ("job-A001", Outcome.PRINTED, DeviceState.LOW),
        ("job-A002", Outcome.PRINTED, DeviceState.LOW),
    ]
    assert all(60 < report.printed < 200 for _, report in desk.told)
    assert [came_out(simulated.sheets, job(number)) for number in ("A001", "A002")] == [1, 1]


def test_a_word_that_was_lost_is_said_again_and_nothing_is_printed_twice():
    desk = Desk(["A001"], deaf=3)
    with SimulatedPrinter() as simulated:
        loop = Loop(desk, kiosk(), printer_at(simulated.address))
        for _ in range(3):
            with pytest.raises(LiveUnreachable):
                loop.step()
        loop.step()
    assert [report.outcome for _, report in desk.told] == [Outcome.PRINTED]
    assert came_out(simulated.sheets, job("A001")) == 1


def test_an_idle_printer_is_looked_at_and_not_at_every_step():
    desk = Desk()
    with SimulatedPrinter(paper=0) as simulated:
        loop = Loop(desk, kiosk(), printer_at(simulated.address))
        for _ in range(5):
            loop.step()
    assert desk.seen == [DeviceState.OUT]


def test_a_job_that_was_not_printed_took_no_paper():
    desk = Desk(["A001", "A002"])
    with SimulatedPrinter(cover_open=True) as simulated:
        loop = Loop(desk, kiosk(), printer_at(simulated.address))
        loop.step()
        simulated.mend()
        simulated.break_at(Fault.CUT, 200)
        loop.step()
    (_, refused), (_, broken) = desk.told
    assert (refused.outcome, refused.printer, refused.printed) == (Outcome.FAILED, DeviceState.COVER, 0)
    assert broken.outcome is Outcome.UNKNOWN and broken.printed > 0


def test_a_printer_that_hangs_holds_up_no_other_kiosk(monkeypatch):
    monkeypatch.setattr(spool, "Printer", lambda *_, **__: printer_at(_[0], timeout=30, answer_within=30))
    with SimulatedPrinter(silent=True, paper=0) as dead, SimulatedPrinter() as alive:
        desks = {"dead": Desk(["A001"]), "alive": Desk([f"A00{n}" for n in range(2, 6)])}
        done = threading.Event()

        class Both:
            def left_printing(self, kiosk):
                return []

            def next(self, kiosk, loop, wait):
                done.wait(0 if desks[kiosk].waiting else 0.05)
                return desks[kiosk].next(kiosk, loop, wait)

            def done(self, kiosk, job, report):
                desks[kiosk].done(kiosk, job, report)
                if not desks["alive"].waiting:
                    done.set()

            def saw(self, kiosk, state):
                """Nobody asks."""

        kiosks = [
            replace(kiosk(), id=name, printer=p.address) for name, p in (("dead", dead), ("alive", alive))
        ]
        threading.Thread(target=work, args=(Both(), kiosks, ANYWHERE), daemon=True).start()
        assert done.wait(20)
        assert desks["dead"].told == []
    assert [came_out(alive.sheets, job(f"A00{n}")) for n in range(2, 6)] == [1] * 4


def test_a_newer_plan_with_other_kiosks_ends_the_work_after_the_job_in_hand():
    desk = Desk(["A001"])
    with SimulatedPrinter() as simulated:
        kiosks = [replace(kiosk(), printer=simulated.address)]
        assert work(desk, kiosks, ANYWHERE, holds=lambda: bool(desk.waiting)) is True
    assert [name for name, _ in desk.told] == ["job-A001"]
