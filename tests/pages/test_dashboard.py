"""The manager's dashboard: figures, charts each with its table twin, the counters in time, and a wall."""

import re

import pytest
from playwright.sync_api import Page, expect

from queueing.folder import HallFolder
from queueing.hall import Asked
from queueing.settings import Settings
from tests.pages.fitting import overflowing
from tests.running import RunningHall


def advise(hall: RunningHall) -> None:
    """The estimator says that counter 21 should open."""
    folder = HallFolder(Settings(data=hall.data))
    named = ("without", 42.0), ("with", 28.0), ("saved", 14.0)
    offer = {
        "id": "a1", "kind": "open", "made_at": folder.clock.now(), "counters": ["21"],
        "changes": [{"kind": "open", "counter": "21"}],
        "lines": [folder.plan.lines[0].id], "people": 31, "loss": None,
        **{name: {"p10": at - 3, "p50": at, "p90": at + 4} for name, at in named},
    }  # fmt: skip
    told = {"made_at": folder.clock.now(), "offers": [offer], "earlier": []}
    closing = {"lines": [], "offers": []}
    folder.hall.tell_advice(told | {"closing": closing, "tick": folder.clock.tick()})


def alarm(hall: RunningHall) -> None:
    """Three lines that nobody attends; the watch, which knows no such lines, ends that after two minutes."""
    folder = HallFolder(Settings(data=hall.data))
    alerts = folder.alerts
    for line in ("north", "south", "west"):
        about = {"kind": "unattended", "subject": line, "names": {"zh": line, "en": line}, "value": 7}
        said = {"alert": f"unattended:{line}", "to": "raised", **about}
        alerts.run("alert", Asked("watch"), said, swept=[alerts.keys.alerts])
    folder.client.close()


#: How high a wall's page is with 110 counters at work, looked at before the page reads its own hall again.
MANY = """async (floor, many) => {
  const busy = { state: "called", ticket_number: "CH001", holder_name: "模拟·王芳", queue: true };
  const since = floor.time.now();
  const counters = [...Array(110).keys()].map((n) => ({ ...busy, since, id: `${n + 1}`, zone: `${n % 4}` }));
  floor.parentElement.dataset.many = many;
  floor.hall = { counters };
  floor.zones = [0, 1, 2, 3].map((n) => ({ id: `${n}`, names: { zh: `第 ${n} 层`, en: `Floor ${n}` } }));
  await floor.updateComplete;
  return document.documentElement.scrollHeight;
}"""

SHOWN = """async (alerts, [many]) => {
  const at = (minute) => `2026-06-01T09:0${minute}:00+08:00`;
  const of = (kind, id, minute, owner_name) =>
    ({ id: kind + id, kind, at: at(minute), value: 7, names: { zh: id }, owner_name });
  alerts.alerts = [
    ...Array.from({ length: many }, (_, n) => of("device", `机${n}`, n)),
    of("noon", "", 5, "李"), of("unattended", "南", 6), of("unattended", "北", 5),
  ];
  await alerts.updateComplete;
  const told = /机\\d|\\d 台|南|北|中午|另有 \\d/;
  return [...alerts.querySelectorAll("li b, li.more")].map((row) => row.textContent.match(told)[0]);
}"""
SAID = """async (alerts) => {
  const longest = { lane: "booked", waited_min: 43, promise_min: 5 };
  const at = "2026-06-01T09:00:00+08:00";
  alerts.alerts = [{ id: "l", kind: "longest-wait", at, value: 8.6, names: { zh: "社保" }, longest }];
  await alerts.updateComplete;
  return alerts.querySelector("li b").textContent;
}"""

DOTS = """async () => {
  const { waits } = await import("/static/parts/day_charts.js");
  const quarters = [4, null, 5, 6, null].map((p50, n) => ({ start: n, p50, p90: p50 }));
  const { series } = waits(quarters, { text: String }).option(String);
  return series[0].data.map(({ symbol }) => symbol);
}"""


def test_who_waits_for_nobody_stands_before_a_flood_of_lost_devices(hall_server, page_at):
    page: Page = page_at(1440, 900)
    hall_server.manager_session(page.context)
    page.goto(f"{hall_server.url}/dashboard")
    alerts = page.locator("hall-alerts")

    assert alerts.evaluate(SHOWN, [9]) == ["北", "南", "9 台", "中午"]
    assert page.evaluate(DOTS) == ["circle", *["none"] * 4], "a quarter by itself is no line"
    assert alerts.evaluate(SAID) == "社保：预约号最久已等 43 分钟，承诺 5 分钟"
    assert alerts.evaluate(SHOWN, [1]) == ["北", "南", "机0", "中午"]
    page.goto(f"{hall_server.url}/dashboard?wall")
    assert alerts.evaluate(SHOWN, [9]) == ["北", "南", "另有 2"]


def test_a_browser_that_blocks_the_tone_says_so_and_one_touch_lets_it_sound(hall_server, page_at):
    page: Page = page_at(1440, 900)
    kept = "AudioContext = class extends AudioContext { constructor() { super(); window.tone = this; } }"
    page.add_init_script(kept)
    page.add_init_script("localStorage.setItem('clerk-sound', 'off')")  # a clerk's switch: alerts heed it not
    hall_server.manager_session(page.context)
    page.goto(f"{hall_server.url}/dashboard")
    alarm(hall_server)
    silent = page.get_by_text("提示音还没有打开")
    expect(page.locator("[data-alert='unattended:north']")).to_be_visible()
    expect(silent).to_have_count(0)

    page.evaluate("tone.suspend()")
    expect(silent).to_be_visible()
    page.keyboard.press("Tab")
    expect(silent).to_have_count(0)


@pytest.mark.fonts
def test_a_manager_sees_the_day_as_charts_and_as_tables(hall_server, page_at):
    kiosk, clerk = (hall_server.api(hall_server.key(*k)) for k in (("kiosk",), ("clerk", "20")))
    service = next(s for c in clerk.get("/counters").body if c["id"] == "20" for s in c["services"])
    assert kiosk.post("/tickets", {"service": service}).status == 201
    assert clerk.post("/counters/20/sit").status == 201
    assert clerk.post("/counters/20/calls").status == 201
    assert clerk.post("/counters/20/finish", {"outcome": "办结"}).status == 200

    advise(hall_server)
    alarm(hall_server)
    page: Page = page_at(1440, 900)
    hall_server.manager_session(page.context)
    page.goto(f"{hall_server.url}/dashboard")
    expect(page.locator("[data-advice='a1']")).to_contain_text("最长等候 42 → 28 分钟，约 31 人")
    page.locator("[data-advice='a1'] button").click()
    page.locator("[data-followed='a1'] button").click()
    expect(page.locator("[data-followed='a1']")).to_contain_text("已撤销")
    waits = page.locator('hall-chart[title="dashboard.waits"]')
    # The curves may have been read before the call stood in the records; they are read every half minute.
    expect(waits.locator("canvas").first).to_be_visible(timeout=60_000)
    waits.get_by_role("button", name="表格").click()
    expect(waits.get_by_role("columnheader", name="P90")).to_be_visible()
    page.locator('hall-chart[title="dashboard.funnel"] button[popovertarget]').click()
    expect(page.get_by_text("取号：今天发出的号。叫号")).to_be_visible()
    page.keyboard.press("Escape")
    page.locator("manager-figures button[popovertarget='about-manager.kept']").click()
    expect(page.get_by_text("在承诺时间内叫到的 ÷ 全部")).to_be_visible()
    page.keyboard.press("Escape")
    assert overflowing(page) == []

    page.locator('[data-view="counters"]').click()
    expect(page.locator('hall-chart[title="dashboard.gantt"] canvas').first).to_be_visible()
    page.set_viewport_size({"width": 1920, "height": 1080})
    page.goto(f"{hall_server.url}/dashboard?wall")
    expect(page.locator("hall-alerts")).to_contain_text(re.compile(r"另有 \d 项"))
    expect(page.locator("hall-alerts button")).to_have_count(0)
    expect(page.locator('hall-chart[title="dashboard.waits"] canvas').first).to_be_visible()
    expect(page.locator('[data-counter="20"]')).to_be_visible()
    assert page.evaluate("document.documentElement.scrollHeight") == 1080, "the floor stands above the edge"
    floor = page.locator("manager-floor")
    assert floor.evaluate(MANY, True) == 1080 < floor.evaluate(MANY, False), "nor do 110 counters stand below"

    page.goto(f"{hall_server.url}/manager")  # where every alert stands, however many there are
    alert = page.locator("[data-alert='unattended:north']")
    expect(alert).to_contain_text("north：7 人等候，没有窗口在办理")
    expect(alert).to_contain_text("请让办理这条队的窗口恢复，或派人去")
    alert.locator("button").click()
    expect(alert).to_contain_text("处理中")
