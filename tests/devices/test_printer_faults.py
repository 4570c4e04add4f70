"""Whatever happens to a printer, no number is lost and none comes out twice (I16)."""

import random
from concurrent.futures import ThreadPoolExecutor

import pytest

from queueing.rules.devices import DeviceState
from tests.devices.ledger import as_told, came_out, job, printer_at
from ticket_printer.commands import obey
from ticket_printer.printer import Outcome
from ticket_printer.simulator import Fault, SimulatedPrinter
from ticket_printer.status import ASK, OFFLINE_NOW, PAPER_NOW

#: Bytes that go before a job: what a printer that answers is asked.
ASKED_BEFORE = 4 * len(PAPER_NOW)


def broken_at_each(fault, places, mode):
    """Let a fault happen at each of these bytes, and print the next ticket after each."""
    first, second = job("A001", mode), job("A002", mode)
    with SimulatedPrinter() as simulated:
        # One that stands still says nothing to the job: that is waited for.
        stands = fault in {Fault.PAPER, Fault.COVER}
        printer = printer_at(simulated.address, answer_within=0.1 if stands else 10.0)
        for place in places:
            simulated.sheets.clear()
            simulated.break_at(fault, place)
            broken = printer.print_ticket(first, 384)
            simulated.mend()
            whole = printer.print_ticket(second, 384)
            assert whole.outcome is Outcome.PRINTED, f"after a fault at byte {place}: {whole.why}"
            assert came_out(simulated.sheets, second) == 1, f"after a fault at byte {place}"
            times = came_out(simulated.sheets, first)
            assert as_told(broken, times), f"a fault at byte {place}: {broken}, came out {times} times"
            yield place, broken.outcome


def test_a_cut_at_every_byte_of_a_text_ticket_loses_no_number_and_doubles_none():
    last = ASKED_BEFORE + len(job("A001")) + len(ASK)
    outcomes = dict(broken_at_each(Fault.CUT, range(last), "text"))
    # A line that breaks before the job's first byte has cost nothing; after that nobody knows.
    assert {outcomes[place] for place in range(ASKED_BEFORE)} == {Outcome.FAILED}
    assert {outcomes[place] for place in range(ASKED_BEFORE, last)} == {Outcome.UNKNOWN}


@pytest.mark.parametrize("cuts", [60, pytest.param(500, marks=pytest.mark.long)])
def test_a_cut_at_many_bytes_of_a_picture_loses_no_number_and_doubles_none(cuts):
    last = ASKED_BEFORE + len(job("A001", "raster")) + len(ASK)
    places = random.Random(500).sample(range(last), cuts)
    outcomes = dict(broken_at_each(Fault.CUT, places, "raster"))
    assert len(outcomes) == cuts and Outcome.PRINTED not in outcomes.values()


@pytest.mark.parametrize("mode", ["text", "raster"])
@pytest.mark.parametrize("fault", [fault for fault in Fault if fault is not Fault.CUT])
def test_no_other_fault_loses_or_doubles_a_number_either(fault, mode):
    places = random.Random(f"{fault} {mode}").sample(range(len(job("A001", mode))), 12)
    outcomes = dict(broken_at_each(fault, places, mode))
    assert Outcome.PRINTED not in outcomes.values()


def a_life_of(seed):
    """A printer's bad day: faults in the midst of jobs and between them; what was told and what came out."""
    chance = random.Random(seed)
    mode = chance.choice(["text", "text", "raster"])
    sent = {number: job(number, mode) for number in ("A001", "A002", "A003")}
    told = {}
    with SimulatedPrinter(paper=chance.choice([None, 1, 2, 9]), silent=chance.random() < 0.1) as simulated:
        printer = printer_at(simulated.address, answer_within=0.05, timeout=0.2)
        for number, content in sent.items():
            if chance.random() < 0.6:
                simulated.break_at(chance.choice(list(Fault)), chance.randrange(len(content) + 24))
            elif chance.random() < 0.3:
                simulated.suffer(chance.choice([Fault.PAPER, Fault.COVER, Fault.POWER]))
            told[number] = printer.print_ticket(content, 384)
            if chance.random() < 0.7:
                simulated.mend(paper=chance.choice([None, 1, 5]))
        simulated.mend()
        return {
            number: (told[number], came_out(simulated.sheets, content)) for number, content in sent.items()
        }


def lost_or_doubled(seeds):
    """The seeds after which a number came out otherwise than it was told; how many jobs, by outcome."""
    wrong, outcomes = [], dict.fromkeys(Outcome, 0)
    # Side by side, for most of a life is waiting for a printer that says nothing.
    with ThreadPoolExecutor(8) as pool:
        for seed, life in zip(seeds, pool.map(a_life_of, seeds), strict=True):
            for number, (result, times) in life.items():
                outcomes[result.outcome] += 1
                if not as_told(result, times):
                    wrong.append((seed, number, result, times))
    return wrong, outcomes


def test_seeded_cuts_power_cycles_and_paper_outs_lose_and_double_no_number():
    wrong, outcomes = lost_or_doubled(range(200))
    assert wrong == []
    assert min(outcomes.values()) > 100, outcomes


@pytest.mark.long
def test_10_000_seeded_cuts_power_cycles_and_paper_outs_lose_and_double_no_number():
    wrong, outcomes = lost_or_doubled(range(10_000))
    assert wrong == []
    assert min(outcomes.values()) > 2_000, outcomes


def test_a_printer_without_paper_is_sent_nothing_until_it_has_some():
    with SimulatedPrinter(paper=1) as simulated:
        printer = printer_at(simulated.address)
        # It comes out, and the paper ends before the printer says so: that is not known.
        assert printer.print_ticket(job("A001"), 384).outcome is Outcome.UNKNOWN
        without = printer.print_ticket(job("A002"), 384)
        assert without.outcome is Outcome.FAILED and without.why.endswith("is out of paper.")
        simulated.mend()
        assert printer.print_ticket(job("A003"), 384).outcome is Outcome.PRINTED
    assert [came_out(simulated.sheets, job(f"A00{n}")) for n in (1, 2, 3)] == [1, 0, 1]


def test_paper_that_ends_in_the_midst_is_told_at_once_and_the_rest_comes_out_on_the_new_roll():
    with SimulatedPrinter() as simulated:
        simulated.break_at(Fault.PAPER, ASKED_BEFORE + 100)
        told = printer_at(simulated.address, timeout=5).print_ticket(job("A001"), 384)
        assert told.outcome is Outcome.UNKNOWN and told.why.endswith("is out of paper.")
        assert simulated.sheets == []
        simulated.mend()
    assert came_out(simulated.sheets, job("A001")) == 1


def test_a_loop_that_follows_a_dead_one_ends_the_ticket_it_left_open():
    broken, next_one = job("A001", "raster"), job("A002", "raster")
    with SimulatedPrinter() as simulated:
        simulated.break_at(Fault.CUT, 3_000)
        printer_at(simulated.address).print_ticket(broken, 384)
        assert (
            printer_at(simulated.address, broke_off=True).print_ticket(next_one, 384).outcome
            is Outcome.PRINTED
        )
    assert came_out(simulated.sheets, next_one) == 1


def test_questions_that_go_into_an_open_band_do_no_harm():
    """They are answered at once and count as dots too, as printers' manuals say."""
    with SimulatedPrinter() as simulated:
        simulated.mechanism.take(b"\x1dv0\x00\x30\x00\x40\x00" + b"\xff" * 100 + OFFLINE_NOW)
        printer = printer_at(simulated.address, broke_off=True)
        assert printer.state() is DeviceState.OK
        assert printer.print_ticket(job("A001"), 384).outcome is Outcome.PRINTED
    assert came_out(simulated.sheets, job("A001")) == 1


def test_a_fault_typed_with_a_number_happens_at_that_byte():
    with SimulatedPrinter() as simulated:
        obey(simulated, ["cut", str(ASKED_BEFORE + 10)])
        assert printer_at(simulated.address).print_ticket(job("A001"), 384).outcome is Outcome.UNKNOWN
        obey(simulated, ["paper", "5"])
        assert printer_at(simulated.address).print_ticket(job("A002"), 384).outcome is Outcome.PRINTED
