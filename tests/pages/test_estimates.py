"""The page of estimates: how good the told waits were, as figures, a curve and a table."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from queueing.folder import HallFolder
from queueing.rules.told_waits import Told
from queueing.settings import Settings
from tests.pages.fitting import overflowing


@pytest.mark.fonts
def test_a_manager_sees_how_good_the_told_waits_were(hall_server, page_at):
    folder = HallFolder(Settings(data=hall_server.data))
    told = Told()
    for waited in (18.0, 22.0, 31.0):
        told.count((15.0, 20.0, 30.0), waited, formula=40.0, last=26.0)
    for day in (folder.hall.day - timedelta(days=1), folder.hall.day):
        folder.told.add(day.isoformat(), "played", {("ordinary", "10-20"): told})
    folder.records.dispose()

    page = page_at(1366, 768)
    hall_server.manager_session(page.context)
    page.goto(f"{hall_server.url}/estimates")
    error = page.locator("details.figure").first
    expect(error).to_contain_text("5.00")
    error.locator("summary").click()
    expect(error).to_contain_text("P50")
    expect(page.locator("hall-chart canvas").first).to_be_visible()
    page.get_by_role("button", name="表格").click()
    expect(page.locator("hall-chart tbody tr")).to_have_count(2)
    expect(page.locator(".replay .note")).to_be_visible()
    assert overflowing(page) == []
