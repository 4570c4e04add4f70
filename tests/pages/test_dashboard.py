"""The manager's dashboard: figures, charts each with its table twin, the counters in time, and a wall."""

from playwright.sync_api import Page, expect

from tests.pages.fitting import overflowing


def test_a_manager_sees_the_day_as_charts_and_as_tables(hall_server, page_at):
    kiosk, clerk = (hall_server.api(hall_server.key(*k)) for k in (("kiosk",), ("clerk", "20")))
    service = next(s for c in clerk.get("/counters").body if c["id"] == "20" for s in c["services"])
    assert kiosk.post("/tickets", {"service": service}).status == 201
    assert clerk.post("/counters/20/sit").status == 201
    assert clerk.post("/counters/20/calls").status == 201
    assert clerk.post("/counters/20/finish", {"outcome": "办结"}).status == 200

    page: Page = page_at(1440, 900)
    hall_server.manager_session(page.context)
    page.goto(f"{hall_server.url}/dashboard")
    waits = page.locator('hall-chart[title="dashboard.waits"]')
    expect(waits.locator("canvas").first).to_be_visible()
    waits.get_by_role("button", name="表格").click()
    expect(waits.get_by_role("columnheader", name="P90")).to_be_visible()
    page.locator('hall-chart[title="dashboard.funnel"] button[popovertarget]').click()
    expect(page.get_by_text("取号：今天发出的号")).to_be_visible()
    page.keyboard.press("Escape")
    assert overflowing(page) == []

    page.locator('[data-view="counters"]').click()
    expect(page.locator("hall-chart[data-size] canvas").first).to_be_visible()
    page.goto(f"{hall_server.url}/dashboard?wall")
    expect(page.locator('hall-chart[title="dashboard.waits"] canvas').first).to_be_visible()
    expect(page.locator('[data-counter="20"]')).to_be_visible()
