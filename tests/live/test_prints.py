"""Print jobs: each is handed out once, a doubtful one waits for a person; no printer is well by silence."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queueing.clock import Clock
from queueing.errors import PrintDecided, PrintUnknown
from queueing.hall import Asked
from queueing.planning import read_hall
from queueing.prints import HEARD_WITHIN, WAITING_AT_MOST, Prints, Report
from queueing.rules.paper_roll import FIRST_GUESS, LOW_LEAVES, Roll
from tests.live.room import TOWN, Room

KIOSKS = ", ".join(f'{{ id = "{kiosk}", zone = "1", printer = "dummy" }}' for kiosk in ("gate", "east"))
HALL = TOWN.replace("[priority_reasons]", f"kiosks = [{KIOSKS}]\n[priority_reasons]")
GUIDE = Asked("staff:1")
PRINTED = Report("printed", "it printed it", "ok", 150)
NOBODY_KNOWS = Report("unknown", "broke off", "unknown", 150)


@pytest.fixture
def prints(room: Room) -> Prints:
    """The jobs of a hall with two kiosks."""
    return Prints(read_hall(HALL, 1), room.redis, Clock(real=room.time))


def paper(number="A001"):
    return {"ticket": f"t-{number}", "number": number}


def take(prints, loop="loop-1", kiosk="gate"):
    """The next job, or None without waiting."""
    return prints.next(kiosk, loop, 0.01)


def test_jobs_come_in_the_order_they_were_asked_and_to_their_own_kiosk(prints):
    first, second = (prints.ask(GUIDE, "gate", paper(n)) for n in ("A001", "A002"))
    other = prints.ask(GUIDE, "east", paper("A003"))
    assert take(prints, kiosk="east")["job"] == other
    given_out = take(prints)
    assert given_out == {"job": first, "kiosk": "gate", "paper": paper("A001")}
    assert prints.outcome(first)["state"] == "printing"
    prints.done("gate", first, PRINTED)
    assert prints.outcome(first) == {"state": "printed", "text": "it printed it", "cause": ""}
    assert take(prints)["job"] == second and take(prints, kiosk="east")["job"] == other


def test_a_request_that_is_repeated_asks_for_one_paper(prints):
    asked = Asked("kiosk:1", "request-1", "digest")
    assert prints.ask(asked, "gate", paper()) == prints.ask(asked, "gate", paper())
    prints.done("gate", take(prints)["job"], PRINTED)
    assert take(prints) is None
    prints.ask(asked, "gate", paper())
    assert take(prints) is None


def test_a_job_whose_answer_was_lost_is_handed_to_the_same_loop_again_and_to_no_other(prints):
    job = prints.ask(GUIDE, "gate", paper())
    assert take(prints, "loop-1")["job"] == take(prints, "loop-1")["job"] == job
    assert take(prints, "loop-2") is None
    prints.done("gate", job, PRINTED)
    assert take(prints, "loop-1") is None


def test_a_job_taken_from_the_line_and_never_handed_out_is_still_printed(prints):
    """The hall's own process may end between the two."""
    job = prints.ask(GUIDE, "gate", paper())
    prints.client.lmove(prints.keys.prints("gate"), prints.keys.printing("gate"))
    assert prints.left_printing("gate") == []
    assert take(prints, "loop-2")["job"] == job


def test_what_a_dead_loop_had_begun_is_for_the_guide_desk_to_decide(prints):
    job = prints.ask(GUIDE, "gate", paper())
    take(prints, "loop-1")
    assert prints.left_printing("gate") == [job] and take(prints, "loop-2") is None
    (row,) = prints.undecided()
    assert (row["job"], row["kiosk"], row["ticket"], row["number"]) == (job, "gate", "t-A001", "A001")
    assert prints.outcome(job)["state"] == "unknown"
    # It was alive after all: then it is known.
    prints.done("gate", job, PRINTED)
    assert prints.undecided() == [] and prints.outcome(job)["state"] == "printed"


def test_a_doubtful_paper_is_printed_again_only_when_somebody_says_so_and_once(prints):
    job = prints.ask(GUIDE, "gate", paper())
    prints.done("gate", take(prints)["job"], NOBODY_KNOWS)
    assert take(prints) is None
    asked, colleague = Asked("staff:1", "r-1", "d"), Asked("staff:2", "r-2", "d")
    anew = prints.again(asked, job, "east", paper() | {"copy": True})
    assert prints.again(asked, job, "east", paper() | {"copy": True}) == anew
    with pytest.raises(PrintDecided):
        prints.again(colleague, job, "gate", paper() | {"copy": True})
    with pytest.raises(PrintDecided):
        prints.leave(job)
    assert take(prints, kiosk="east") == {"job": anew, "kiosk": "east", "paper": paper() | {"copy": True}}
    assert take(prints) is None and prints.undecided() == []


def test_a_doubtful_paper_may_be_left_as_it_is(prints):
    job = prints.ask(GUIDE, "gate", paper())
    prints.done("gate", take(prints)["job"], NOBODY_KNOWS)
    prints.leave(job)
    prints.leave(job)
    with pytest.raises(PrintDecided):
        prints.again(GUIDE, job, "gate", paper())
    assert take(prints) is None and prints.undecided() == []
    with pytest.raises(PrintUnknown):
        prints.leave("none")


def test_the_oldest_papers_are_given_up_when_too_many_wait(prints):
    jobs = [prints.ask(GUIDE, "gate", paper(f"A{n:03}")) for n in range(WAITING_AT_MOST + 3)]
    assert [prints.outcome(job)["state"] for job in jobs[:4]] == ["failed"] * 3 + ["queued"]
    assert take(prints)["job"] == jobs[3]


def test_a_job_of_yesterday_is_nobodys(prints, room):
    prints.ask(GUIDE, "gate", paper("A001"))
    prints.ask(GUIDE, "gate", paper("A002"))
    held = take(prints)["job"]
    room.redis.delete(prints.keys.printed, prints.keys.undecided)
    assert take(prints) is None
    prints.done("gate", held, NOBODY_KNOWS)
    assert prints.undecided() == [] and take(prints) is None


def test_yesterdays_papers_that_nobody_printed_are_in_no_ones_way(prints, room):
    for n in range(WAITING_AT_MOST):
        prints.ask(GUIDE, "gate", paper(f"A{n:03}"))
    room.redis.delete(prints.keys.printed, prints.keys.undecided)
    today = prints.ask(GUIDE, "gate", paper("A001"))
    assert prints.outcome(today)["state"] == "queued"


def test_a_job_out_of_paper_says_so(prints):
    job = prints.ask(GUIDE, "gate", paper())
    prints.done("gate", take(prints)["job"], Report("failed", "out of paper", "out", 0))
    assert prints.outcome(job)["cause"] == "paper" and prints.undecided() == []


# Printers ------------------------------------------------------------------------------------------------


def of_gate(prints):
    return next(row for row in prints.printers() if row["kiosk"] == "gate")


def test_a_printer_nobody_heard_of_or_not_lately_is_unknown(prints, room):
    assert [(row["kiosk"], row["state"], row["at"]) for row in prints.printers()] == [
        ("gate", "unknown", None),
        ("east", "unknown", None),
    ]
    prints.saw("gate", "ok")
    assert of_gate(prints)["state"] == "ok"
    room.time.on(ms=HEARD_WITHIN + 1)
    assert of_gate(prints)["state"] == "unknown" and of_gate(prints)["at"] is not None


def report(printer, printed=0):
    return Report("printed", "", printer, printed)


def test_tickets_left_are_counted_from_what_was_printed_until_the_roll_is_changed(prints):
    assert of_gate(prints)["tickets_left"] == 80_000 // FIRST_GUESS
    for _ in range(100):
        prints.ask(GUIDE, "gate", paper())
        prints.done("gate", take(prints)["job"], report("ok", 200))
    assert of_gate(prints)["tickets_left"] == (80_000 - 100 * 200) // 200
    prints.saw("gate", "low")
    assert of_gate(prints)["tickets_left"] == LOW_LEAVES // 200
    for state in ("out", "cover", "unknown"):
        prints.saw("gate", state)
        assert of_gate(prints)["tickets_left"] == 0
    prints.saw("gate", "ok")
    assert of_gate(prints)["tickets_left"] == 80_000 // FIRST_GUESS


def test_an_open_cover_alone_is_no_new_roll(prints):
    prints.done("gate", prints.ask(GUIDE, "gate", paper()), report("ok", 40_000))
    for state in ("cover", "ok"):
        prints.saw("gate", state)
    assert of_gate(prints)["tickets_left"] == 1


@given(st.lists(st.integers(1, 2_000), max_size=60), st.integers(5_000, 200_000), st.booleans())
def test_a_forecast_never_rises_by_printing_and_is_never_below_nothing(printed, length, low):
    roll = Roll()
    for mm in printed:
        roll = roll.after(mm)
    left = [roll.left(length, low=low)]
    for _ in range(5):
        # No shorter than the mean: a shorter one would rightly promise more.
        roll = roll.after(-(-roll.used // roll.tickets) if roll.tickets else FIRST_GUESS)
        left.append(roll.left(length, low=low))
    assert all(a >= b >= 0 for a, b in itertools.pairwise(left[1:]))
    assert roll.left(length, low=True) <= roll.left(length, low=False)
