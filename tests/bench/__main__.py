"""`./hall bench`: how fast the hall is on this machine, against limits that hold on any."""

import os
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from queueing.rules.hall_schema import PRINT_MODES
from tests.bench.dashboard_time import COUNTERS, dashboard_times
from tests.bench.dashboard_time import WAITING as QUEUE
from tests.bench.hall_under_load import CLIENTS, HALL, BenchHall, Desk, bare_askers, callers, seated, takers
from tests.bench.load import Round, Unexpected, drive, median
from tests.bench.print_time import print_times
from tests.bench.rule_time import questions
from tests.bench.screen_time import CALLS, p50_and_p99, screen_times
from tests.bench.script_time import FEW, MANY, script_times
from tests.bench.wait_time import WAITING, median_batch, median_play

#: An act does at least this share of what the bare route does, in this multiple of its slowest answers.
RATE_AT_LEAST, P99_AT_MOST = 0.4, 3.0
#: A script takes at most this much longer with very many waiting than with few.
SCRIPT_AT_MOST = 1.2

#: A batch of waits takes at most so much processor time, ms.
BATCH_AT_MOST = 100.0

ROUNDS, SECONDS = 5, 2.5
#: Numbers are given out for so long before anything is counted: Next needs somebody to call.
WARM_UP = 4.0


@dataclass
class Report:
    """What is printed, line by line, and the limits that were broken, each as a sentence."""

    broken: list[str]

    def say(self, text: str) -> None:
        """One line, at once: the whole run takes minutes."""
        sys.stdout.write(f"{text}\n")
        sys.stdout.flush()

    def hold(self, *, kept: bool, sentence: str) -> None:
        """Note a limit that was broken."""
        if not kept:
            self.broken.append(sentence)


def main() -> int:
    """Run it all; 0 when every limit holds."""
    report, began = Report([]), time.monotonic()
    load = os.getloadavg()[0]
    report.say(f"{_machine()}, {os.cpu_count()} cores, load before the run {load:.1f}")
    with tempfile.TemporaryDirectory(prefix="hall-bench-") as folder:
        hall = BenchHall(Path(folder), HALL).start()
        try:
            desks = seated(hall)
            _acts(report, hall, desks)
            _screen(report, hall, desks)
            _scripts(report, hall)
            _waits(report)
            _questions(report)
        except Unexpected as fault:
            report.broken.append(str(fault))
        finally:
            hall.stop()
    _dashboard(report)
    _paper(report)
    report.say(f"{time.monotonic() - began:.0f} s in all.")
    for sentence in report.broken:
        report.say(sentence)
    if not report.broken:
        report.say("Every limit holds.")
    return 1 if report.broken else 0


def _acts(report: Report, hall: BenchHall, desks: Sequence[Desk]) -> None:
    bare, acts = bare_askers(hall), {"issue": takers(hall), "call": callers(desks)}
    drive(hall.port, acts["issue"], WARM_UP)
    done: dict[str, list[tuple[Round, Round]]] = {name: [] for name in acts}
    for _ in range(ROUNDS):
        for name, clients in acts.items():
            # Each round beside a bare one of the same moment: other work on the machine meets both.
            done[name].append((drive(hall.port, bare, SECONDS), drive(hall.port, clients, SECONDS)))
    every = [pair[0] for pairs in done.values() for pair in pairs]
    report.say(f"\n{CLIENTS} clients over HTTP, appendfsync always, medians of {ROUNDS} rounds in turn:")
    report.say(_line("bare route", median(every)))
    for name, pairs in done.items():
        rate = statistics.median(act.rate / beside.rate for beside, act in pairs)
        slow = statistics.median(act.p99 / beside.p99 for beside, act in pairs)
        report.say(f"{_line(name, median([act for _, act in pairs]))}   ratio {rate:.2f}, p99 x {slow:.1f}")
        report.hold(
            kept=rate >= RATE_AT_LEAST,
            sentence=f"{name} does {rate:.2f} of the bare route's rate; the limit is {RATE_AT_LEAST}.",
        )
        report.hold(
            kept=slow <= P99_AT_MOST,
            sentence=f"{name}'s p99 is {slow:.1f} times the bare route's; the limit is {P99_AT_MOST}.",
        )
    for client in [*bare, *(client for clients in acts.values() for client in clients)]:
        client.close()


def _line(name: str, figures: Round) -> str:
    return f"  {name:<11}{figures.rate:7.0f} a second   p50 {figures.p50:6.1f} ms   p99 {figures.p99:6.1f} ms"


def _screen(report: Report, hall: BenchHall, desks: Sequence[Desk]) -> None:
    zone = [desk for desk in desks if int(desk.counter) <= CLIENTS // 2]
    p50, p99 = p50_and_p99(screen_times(hall, zone))
    report.say(f"\nFrom a call to the changed zone TV (Chromium, {CALLS} calls, one at a time):")
    report.say(f"  {'shown after':<11}{'':18}p50 {p50:6.1f} ms   p99 {p99:6.1f} ms")


def _dashboard(report: Report) -> None:
    told = dashboard_times()
    report.say(f"\nThe dashboard of a hall with {COUNTERS} counters serving and {QUEUE} waiting (Chromium):")
    report.say(
        f"  first paint {told.painted:.0f} ms, its figures {told.shown:.0f} ms after opening (aim: 1,000 ms)"
    )
    middle, slowest = told.changed
    report.say(f"  a call on its floor  p50 {middle:.0f} ms, slowest {slowest:.0f} ms (aim: 300 ms)")


def _paper(report: Report) -> None:
    report.say("\nFrom the kiosk's request to the last byte at the printer (simulator), beside a bare write:")
    for mode in PRINT_MODES:
        timed = print_times(mode)
        asked = f"p50 {timed.asked[0]:6.1f} ms   p99 {timed.asked[1]:6.1f} ms"
        bare = f"p50 {timed.bare[0]:.1f} ms, p99 {timed.bare[1]:.1f} ms"
        report.say(f"  {mode:<11}{timed.size:7,} bytes     {asked}   bare {bare}")


def _waits(report: Report) -> None:
    batch = median_batch()
    report.say(f"a batch of waits, {WAITING} waiting and 100 plays: {batch:.0f} ms of one core")
    report.hold(kept=batch <= BATCH_AT_MOST, sentence=f"a batch of waits took {batch:.0f} ms")
    play = median_play()
    report.say(f"a what-if of the same hall, everybody of the next hour: {play:.0f} ms of one core")
    report.hold(kept=play <= BATCH_AT_MOST, sentence=f"a what-if took {play:.0f} ms")


def _questions(report: Report) -> None:
    report.say("\nWhat pages ask, processor time of the slowest of many cases:")
    for asked in questions():
        report.say(f"  {asked.name:<32}{asked.took:8.3f} ms   at most {asked.limit:g}")
        report.hold(
            kept=asked.took <= asked.limit,
            sentence=f"{asked.name}: {asked.took:.2f} ms; the limit is {asked.limit:g}.",
        )


def _scripts(report: Report, hall: BenchHall) -> None:
    report.say(f"\nInside each script, us a call (commandstats), {FEW} and {MANY:,} waiting in turn:")
    for timed in script_times(hall.folder.client, HALL):
        figures = f"{timed.few:7.0f} and {timed.many:.0f}"
        report.say(f"  {timed.script:<11}{figures}   ratio {timed.ratio:.2f}")
        report.hold(
            kept=timed.ratio <= SCRIPT_AT_MOST,
            sentence=f"The script {timed.script} takes {timed.ratio:.2f} times as long with {MANY:,} "
            f"waiting; the limit is {SCRIPT_AT_MOST}.",
        )


def _machine() -> str:
    """The processor's name, as the system tells it."""
    told = Path("/proc/cpuinfo")
    names = [
        line.partition(":")[2].strip()
        for line in (told.read_text("utf-8").splitlines() if told.exists() else [])
        if line.startswith("model name")
    ]
    return names[0] if names else platform.processor() or platform.machine()


if __name__ == "__main__":
    sys.exit(main())
