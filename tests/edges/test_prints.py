"""Printing over the API: papers in doubt, how printers are, and how a ticket will look."""

import io
import time

import pytest
from PIL import Image

from tests.edges.printing_hall import HALL, printing_hall
from tests.running import Api, RunningHall
from ticket_printer.simulator import Fault, SimulatedPrinter


@pytest.fixture(scope="module")
def simulated():
    with SimulatedPrinter(port=0) as printer:
        yield printer


@pytest.fixture(scope="module")
def hall(tmp_path_factory, simulated):
    """A hall whose kiosk prints on the simulator."""
    with printing_hall(tmp_path_factory.mktemp("hall"), simulated) as running:
        yield running


@pytest.fixture
def guide(hall: RunningHall) -> Api:
    return hall.api(hall.key("guide"))


def soon(found, wanted):
    """What `found` answers as soon as it is `wanted`."""
    until = time.monotonic() + 60
    while not wanted(answer := found()) and time.monotonic() < until:
        time.sleep(0.05)
    assert wanted(answer), answer
    return answer


def printed(guide, job):
    """What became of a job, once that is settled."""
    return soon(lambda: guide.get(f"/prints/{job}").body, lambda b: b["state"] not in {"queued", "printing"})


def take(guide):
    """A number, and the id of its print job."""
    ticket = guide.post("/tickets", {"service": "card"}).body
    return ticket, guide.post(f"/tickets/{ticket['id']}/print", {"kiosk": "gate"}).body["job"]


def numbers(simulated):
    """The numbers that came out, each with whether it is a copy; half a ticket has none."""
    told = [
        (sheet.texts, [t for t in sheet.texts if t[:1] == "A" and t[1:].isdigit()])
        for sheet in simulated.sheets
    ]
    return [(found[0], "补打" in texts[0]) for texts, found in told if found]


def break_next(simulated, guide, fault, byte):
    """Let a fault happen in the midst of the next ticket; a whole one goes before it."""
    assert printed(guide, take(guide)[1])["state"] == "printed"
    simulated.break_at(fault, byte)


def test_a_ticket_comes_out_on_the_kiosks_own_printer_as_text(guide, simulated):
    ticket, job = take(guide)
    assert printed(guide, job)["state"] == "printed"
    assert (ticket["number"], False) in numbers(simulated)
    (row,) = soon(lambda: guide.get("/printers").body, lambda rows: rows[0]["state"] == "ok")
    assert (row["kiosk"], 400 < row["tickets_left"] < 2_000) == ("gate", True)


def test_a_paper_in_doubt_waits_for_a_decision_and_the_number_stays_one(guide, simulated):
    break_next(simulated, guide, Fault.CUT, 200)
    ticket, job = take(guide)
    assert printed(guide, job)["state"] == "unknown"
    (row,) = guide.get("/prints/undecided").body
    assert (row["job"], row["number"], row["ticket"]) == (job, ticket["number"], ticket["id"])
    anew = guide.post(f"/prints/{job}/decide", {"again": True}, Idempotency_Key="decide-1").body["job"]
    assert (
        guide.post(f"/prints/{job}/decide", {"again": True}, Idempotency_Key="decide-1").body["job"] == anew
    )
    assert printed(guide, anew)["state"] == "printed"
    assert numbers(simulated).count((ticket["number"], True)) == 1
    assert guide.get("/prints/undecided").body == []
    late = guide.post(f"/prints/{job}/decide", {"again": False})
    assert (late.status, late.body["code"]) == (409, "print-decided")


def test_a_paper_in_doubt_may_be_left(guide, simulated):
    break_next(simulated, guide, Fault.POWER, 150)
    _, job = take(guide)
    assert printed(guide, job)["state"] == "unknown"
    before = len(simulated.sheets)
    assert guide.post(f"/prints/{job}/decide", {"again": False}).body == {"job": None}
    assert guide.get("/prints/undecided").body == [] and len(simulated.sheets) == before


def test_a_printer_without_paper_leaves_the_number_on_the_screen(guide, simulated):
    simulated.suffer(Fault.PAPER)
    _, job = take(guide)
    assert printed(guide, job) == guide.get(f"/prints/{job}").body
    assert guide.get(f"/prints/{job}").body["cause"] == "paper"
    (row,) = guide.get("/printers").body
    assert (row["state"], row["tickets_left"]) == ("out", 0)
    simulated.mend()


def size(answer):
    assert answer.status == 200 and answer.headers["Content-Type"] == "image/png"
    with Image.open(io.BytesIO(answer.body)) as picture:
        return picture.size


def test_a_ticket_is_shown_as_its_kiosk_prints_it_or_in_another_way(guide):
    ticket, _ = take(guide)
    page = f"/tickets/{ticket['id']}/image.png"
    text, raster, wide = (
        size(guide.get(f"{page}{look}")) for look in ("", "?mode=raster", "?mode=raster&width=576&drawn=1")
    )
    assert text[0] == raster[0] == 384 and text[1] != raster[1] and wide[0] == 576
    assert guide.get(f"{page}?mode=txt").status == 422
    assert guide.get(f"{page}?kiosk=none").status == 404


def test_a_layout_is_seen_before_it_is_used(guide, hall):
    plain = size(guide.get("/services/card/ticket.png"))
    assert size(guide.get("/services/card/ticket.png?copy=true"))[1] > plain[1]
    assert guide.get("/services/none/ticket.png").status == 404
    manager = hall.api(hall.key("manager"))
    draft = HALL % ("dummy", "dummy", "text") + '[ticket]\nblocks = ["number"]\n'
    assert size(manager.post("/ticket-preview", {"hall": draft, "service": "card"}))[1] < plain[1]
    wrong = manager.post("/ticket-preview", {"hall": draft.replace('"number"', '"nmber"'), "service": "card"})
    assert wrong.status == 422 and 'did you mean "number"' in wrong.body["detail"]
    assert guide.post("/ticket-preview", {"hall": draft, "service": "card"}).status == 403
