"""Made-up people work a whole hall through its API alone, and whoever watches them sees what goes wrong."""

import re
import signal
import subprocess
import sys
from itertools import islice
from pathlib import Path
from random import Random

import pytest

from queueing.planning import read_hall
from queueing.rules.plan import Plan
from queueing.simulate import at_work
from queueing.simulation.visitors import Place, arrivals
from queueing.simulation.witness import HallTime, Witness
from tests.running import ROOT, Api, RunningHall, free_port

BINCHENG = ROOT / "halls" / "bincheng.toml"


@pytest.fixture(scope="module")
def quick_hall(tmp_path_factory):
    """Bincheng on a morning that passes 400 times as fast."""
    clock = ("--clock", "2026-03-02T08:55+08:00@400")
    hall = RunningHall(tmp_path_factory.mktemp("quick"), BINCHENG, clock).start()
    yield hall
    hall.stop()


@pytest.fixture
def witness():
    """One who has seen nothing yet."""
    told = {"timezone": "Asia/Shanghai", "clock": {"now": "2026-03-02T09:00+08:00", "speed": 1.0}}
    return Witness(HallTime.seen(told))


def places_of(plan: Plan) -> list[Place]:
    """Every counter of a plan, as the API would tell of it."""
    return [
        Place(c.id, c.kind, tuple(p.line for p in c.pulls), tuple(p.line for p in c.pulls))
        for c in plan.counters
    ]


@pytest.fixture(scope="module")
def simulated(quick_hall):
    """What a simulation of 40 visitors said, in a hall where a real clerk sits at counter 3."""
    person = quick_hall.api(quick_hall.key("clerk", "3", "赵老师"))
    assert person.post("/counters/3/sit").status == 201
    said = quick_hall.command("simulate", "--url", quick_hall.url, "--visitors", "40", "--seed", "7")
    assert person.post("/counters/3/seen").status == 200, "a real clerk keeps the seat"
    return said


def test_everybody_is_served_and_nothing_is_doubled(quick_hall, simulated):
    assert "issued 40," in simulated and "still open 0" in simulated
    assert re.search(r"wait ordinary: P50 \d+\.\d, P90 \d+\.\d hall minutes \(\d+ visitors\)", simulated)
    assert simulated.endswith(
        "Every number was given out once, and every ticket was at one counter at a time."
    )
    assert quick_hall.command("doctor") == "The doctor finds nothing wrong."


def test_made_up_clerks_leave_and_their_keys_open_nothing_afterwards(quick_hall, simulated):
    manager = quick_hall.api(quick_hall.key("manager"))
    seats = {c["id"]: c["holder_name"] for c in manager.get("/hall-state").body["counters"]}
    keys = [line for line in quick_hall.command("key", "list").splitlines() if "made_by=simulation" in line]

    assert {counter: name for counter, name in seats.items() if name} == {"3": "赵老师"}
    assert len(keys) >= 28 and all("revoked_at=" in line for line in keys)


def test_simulating_a_hall_that_is_not_there_ends_in_one_sentence(quick_hall):
    words = ("simulate", "--data", str(quick_hall.data), "--url", f"http://127.0.0.1:{free_port()}")
    program = "import sys; import queueing.remote as r; r.PATIENCE = 0; import app; app.main()"

    done = subprocess.run(
        [sys.executable, "-c", program, *words], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert done.returncode == 1
    assert re.fullmatch(r"The hall at \S+ does not answer; [^\n]+\n", done.stderr)


def demo_until_people_work(folder: Path, port: int) -> tuple[str, list[str]]:
    """Run a demo until numbers were taken and called, then Ctrl-C: the hall time it reached, what it said."""
    words = ("demo", "--data", str(folder), "--port", str(port))
    with subprocess.Popen(
        [sys.executable, str(ROOT / "app.py"), *words], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        said = [next(line for line in process.stdout if "yours to try" in line)]
        api = Api(f"http://127.0.0.1:{port}")
        began = revision = api.ask("GET", "/readyz").body["revision"]
        while revision < began + 40:
            revision = api.ask("GET", "/readyz").body["revision"]
        reached = api.get("/me").body["hall"]["clock"]["now"]
        process.send_signal(signal.SIGINT)
        said += process.stdout.read().splitlines()
        assert process.wait(timeout=120) == 0, said
    return reached, said


@pytest.mark.long
def test_a_demo_has_people_at_work_and_counters_left_and_goes_on_where_it_stopped(tmp_path):
    port = free_port()

    first, said = demo_until_people_work(tmp_path, port)
    second, _ = demo_until_people_work(tmp_path, port)

    assert "yours to try: 1, 9, 15." in said[0]
    assert any("every ticket was at one counter at a time" in line for line in said)
    assert "2026-03-02T08:55" <= first < second < "2026-03-02T10", "the second morning goes on"


def test_a_demo_beside_another_hall_says_that_the_port_is_taken(quick_hall, tmp_path):
    words = ("demo", "--data", str(tmp_path / "demo"), "--port", str(quick_hall.port))

    done = subprocess.run(
        [sys.executable, str(ROOT / "app.py"), *words], capture_output=True, text=True, check=False
    )

    assert done.returncode == 1
    assert done.stderr.startswith(f"Port {quick_hall.port} is taken by another program;")


def test_two_counters_with_one_ticket_are_noticed(witness):
    witness.issued("1", "A001")
    witness.called("1", "A001", "3", "ordinary", 4.0)

    witness.called("1", "A001", "5", "ordinary", None)

    assert witness.faults == ["A001 was called to 5 while it was at 3."]
    assert witness.summary()[-1] == "A001 was called to 5 while it was at 3."


def test_a_number_given_out_twice_on_one_day_is_noticed(witness):
    witness.issued("1", "A001")

    witness.issued("2", "A001")

    assert witness.faults == ["The number A001 of 2026-03-02 was given out twice."]


def test_a_call_of_somebody_served_already_is_noticed(witness):
    witness.called("1", "A001", "3", "ordinary", 0.0)
    witness.leaves("1")
    witness.finished("1")

    witness.called("1", "A001", "3", "ordinary", None)

    assert witness.faults == ["A001 was called to 3 after it had been served."]


def test_a_call_taken_back_and_called_elsewhere_is_no_fault(witness):
    witness.called("1", "A001", "3", "ordinary", 0.0)
    witness.leaves("1")
    witness.finished("1")
    witness.called("2", "A002", "3", "ordinary", 0.0)
    witness.leaves("2")
    witness.stays("1", "3")

    witness.called("2", "A002", "5", "ordinary", None)

    assert witness.faults == [] and witness.counts["served"] == 0


def test_as_many_visitors_come_as_were_wanted_and_no_longer_than_wanted():
    assert len(list(arrivals(Random(1), 60, 25, None))) == 25
    assert 0 < max(arrivals(Random(1), 60, None, 2)) <= 120
    busy = list(islice(arrivals(Random(1), 60, None, None), 5000))
    assert busy == sorted(busy) and busy[-1] > 60 * 24 * 2, "for ever, day after day"


def test_counters_left_free_are_those_whose_lines_others_pull():
    counters = places_of(read_hall(BINCHENG, 1))

    working, free = at_work(counters, len(counters) - 3)

    assert [place.id for place in free] == ["1", "9", "15"]
    assert {line for place in working for line in place.lines} == {
        line for place in counters for line in place.lines
    }
