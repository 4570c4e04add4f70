"""At the guide desk: a paper of which nobody knows whether it came out waits for somebody's word."""

import pytest
from playwright.sync_api import expect

from tests.edges.printing_hall import printing_hall
from ticket_printer.simulator import Fault, SimulatedPrinter


@pytest.fixture(scope="module")
def simulated():
    with SimulatedPrinter() as printer:
        yield printer


@pytest.fixture(scope="module")
def hall(tmp_path_factory, simulated):
    with printing_hall(tmp_path_factory.mktemp("hall"), simulated) as running:
        yield running


@pytest.fixture
def desk(hall, page_at):
    """The guide desk, open."""
    page = page_at(1280, 800)
    hall.manager_session(page.context)
    page.goto(f"{hall.url}/guide")
    page.wait_for_selector("guide-issue .row")
    return page


def in_doubt(hall, simulated):
    """A number whose paper may or may not have come out."""
    guide = hall.api(hall.key("guide"))
    for broken in (False, True):  # a whole ticket first, so that none has to be mended
        if broken:
            simulated.break_at(Fault.CUT, 200)
        ticket = guide.post("/tickets", {"service": "card"}).body
        job = guide.post(f"/tickets/{ticket['id']}/print", {"kiosk": "gate"}).body["job"]
        while guide.get(f"/prints/{job}").body["state"] in {"queued", "printing"}:
            pass
    assert guide.get(f"/prints/{job}").body["state"] == "unknown"
    return ticket["number"]


def copies(simulated, number):
    return [s for s in simulated.sheets if s.texts and "补打" in s.texts[0] and number in s.texts]


def test_a_paper_in_doubt_is_printed_again_when_the_guide_says_so(hall, simulated, desk):
    number = in_doubt(hall, simulated)
    doubt = desk.locator("guide-doubts li")
    expect(doubt.locator(".number")).to_have_text(number, timeout=15_000)
    doubt.locator("[name=again]").click()
    expect(doubt).to_have_count(0)
    for _ in range(100):
        if copies(simulated, number):
            break
        desk.wait_for_timeout(50)
    assert len(copies(simulated, number)) == 1


def test_a_paper_that_came_out_after_all_is_left(hall, simulated, desk):
    number = in_doubt(hall, simulated)
    doubt = desk.locator("guide-doubts li")
    expect(doubt.locator(".number")).to_have_text(number, timeout=15_000)
    doubt.locator("[name=leave]").click()
    expect(doubt).to_have_count(0)
    assert copies(simulated, number) == []
