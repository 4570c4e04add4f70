"""The set-up of a running hall: a day closed, looked at, saved, undone; services and rules by their forms."""

import pytest
from playwright.sync_api import expect

from tests.running import ROOT, RunningHall


@pytest.fixture(scope="module")
def lunch(tmp_path_factory):
    file = ROOT / "tests" / "lunch_hall.toml"
    hall = RunningHall(tmp_path_factory.mktemp("setup"), file, ("--clock", "2026-02-28T10:00+08:00")).start()
    yield hall
    hall.stop()


@pytest.fixture
def page(lunch, page_at):
    page = page_at(1440, 900)
    lunch.manager_session(page.context)
    return page


def save(page, why):
    page.locator("#save").click()
    dialog = page.locator("ask-save dialog")
    changes = dialog.locator(".changes li").all_inner_texts()
    expect(dialog.locator("setup-rehearsal")).to_contain_text("还没有往日的记录，从明天起可以试演")
    dialog.get_by_label("原因").fill(why)
    dialog.get_by_role("button", name="保存", exact=False).last.click()
    expect(page.locator(".says.done")).to_contain_text("已生效")
    return changes


def test_today_is_closed_looked_at_saved_the_kiosk_follows_and_it_is_brought_back(lunch, page, page_at):
    kiosk = page_at(1080, 1920)
    lunch.pair(kiosk.context, "kiosk", "gate")
    kiosk.goto(f"{lunch.url}/kiosk")
    expect(kiosk.get_by_text("社保卡")).to_be_visible()
    page.goto(f"{lunch.url}/setup#calendar")
    day = page.locator('[data-date="2026-02-28"]')  # a Saturday worked on for the Spring Festival
    expect(day).to_have_attribute("data-open", "open")
    day.click()
    dialog = page.locator("ask-day dialog")
    expect(dialog).to_contain_text("2026年2月28日 周六（春节补班），本厅9:00–12:00")
    dialog.get_by_text("停办").click()
    sure = dialog.get_by_role("button", name="确定")
    expect(sure).to_be_disabled()
    expect(sure).to_have_accessible_description("请填写中文名称")
    dialog.get_by_label("中文名称").fill("系统升级")
    expect(sure).to_have_accessible_description("")
    dialog.get_by_role("button", name="确定").click()

    expect(day).to_have_attribute("data-open", "closed")
    expect(page.locator(".says-day")).to_have_text(
        "2026年2月28日 周六（春节补班），本厅不开放：系统升级。下次开门：2026年3月2日 周一 9:00。"
    )
    assert save(page, "机房停电") == ["新增 日历 · 停办 2026-02-28 系统升级"]
    expect(kiosk.locator("body")).to_contain_text("系统升级")
    expect(kiosk.get_by_text("社保卡")).to_have_count(0)

    page.locator('[data-section="versions"]').click()
    saved = page.locator("tr[data-version]").filter(has_text="机房停电")
    expect(saved).to_be_visible()
    version = int(saved.get_attribute("data-version"))
    page.locator(f'[data-version="{version - 1}"] [data-act="undo"]').click()
    page.locator("ask-reason dialog").get_by_text("改错了").click()
    page.locator("ask-reason dialog").get_by_role("button", name="恢复这一版").click()
    expect(page.locator(".says.done")).to_contain_text(f"第 {version + 1} 版已生效")
    page.locator('[data-section="calendar"]').click()
    expect(day).to_have_attribute("data-open", "open")
    expect(kiosk.get_by_text("社保卡")).to_be_visible()


def test_what_had_no_form_has_one_with_each_mistake_under_its_row(lunch, page):
    page.goto(f"{lunch.url}/setup#offers")
    page.locator('[data-add="quotas"]').click()
    quotas = page.locator('[data-card="quotas"]')
    most = quotas.get_by_label("最多发号")
    most.fill("0")
    most.blur()
    expect(quotas.get_by_role("alert")).to_have_text("这一项限额：最多发号 至少 1")
    expect(page.locator(".findings .found b")).to_have_text("一件事与限号 · 限额 1 · 最多发号")
    expect(page.locator("#save")).to_be_disabled()
    most.fill("30")
    most.blur()

    page.locator('[data-section="voice"]').click()
    spoken = page.get_by_label("播报（普通话）")
    expect(spoken).to_have_attribute("placeholder", "请{number}号到{counter}号窗口")
    spoken.fill("请{number}号到{counter}号台")
    spoken.blur()
    page.locator('[data-section="bookings"]').click()
    page.locator('[data-begin="bookings"]').click()
    page.get_by_label("提前几个工作日").fill("3")
    page.get_by_label("提前几个工作日").blur()
    page.locator('[data-section="alerts"]').click()
    page.locator('[data-add="hooks"]').click()
    page.get_by_label("地址", exact=True).fill("https://example.gov.cn/hook")
    page.get_by_label("地址", exact=True).blur()

    assert save(page, "新规则") == [
        "新增 限额 general",
        "文案 · 语音：新增 请{number}号到{counter}号台",
        "预约 · 提前几个工作日：新增 3",
        "新增 提醒 · 接收方 https://example.gov.cn/hook",
    ]


def test_a_service_saved_in_mid_day_is_on_the_kiosk_without_a_reload_and_issued_numbers_stay(
    lunch, page, page_at
):
    kiosk = page_at(1080, 1920)
    lunch.pair(kiosk.context, "kiosk", "gate")
    kiosk.goto(f"{lunch.url}/kiosk")
    expect(kiosk.get_by_text("社保卡")).to_be_visible()
    issued = lunch.api(lunch.key("kiosk", "gate")).post("/tickets", {"service": "card"}).json()
    kiosk.evaluate("window.stayed = true")

    page.goto(f"{lunch.url}/setup#services")
    page.locator("#add-service").click()
    dialog = page.locator("ask-row dialog")
    dialog.get_by_label("编号").fill("passport")
    dialog.get_by_label("中文名称").fill("护照")
    dialog.get_by_role("button", name="确定").click()
    assert save(page, "") == ["新增 业务 passport 护照"]

    expect(kiosk.get_by_text("护照")).to_be_visible()
    assert kiosk.evaluate("window.stayed")
    clerk = lunch.api(lunch.key("clerk", "1"))
    epoch = clerk.post("/counters/1/sit", {}).json()["epoch"]
    called = clerk.post("/counters/1/calls", {}, Seat_Epoch=str(epoch)).json()
    assert (called["ticket"], called["number"]) == (issued["id"], issued["number"])


def test_overlapping_bands_and_an_impossible_day_are_sentences_and_cannot_be_saved(lunch, page):
    page.goto(f"{lunch.url}/setup#hours")
    monday = page.locator('[data-kind="week"][data-day="mon"]')
    monday.fill("9:00-12:00 11:00-17:00")
    monday.blur()

    expect(page.locator(".findings .fault")).to_be_visible()
    expect(page.locator(".findings .found").first).to_contain_text("9:00")
    expect(page.locator("#save")).to_be_disabled()
    page.locator("#drop").click()
    page.locator("ask-confirm dialog").get_by_role("button", name="放弃改动").click()
    expect(monday).to_have_value("9:00-12:00  13:30-17:00")


def test_of_days_looked_at_quickly_the_last_is_told_and_until_then_it_says_that_it_looks(lunch, page):
    page.goto(f"{lunch.url}/setup#hall")
    preview, held = page.locator("setup-preview section"), []

    def hold(route):
        if held:
            return route.continue_()
        return held.append(route)

    expect(preview.locator(".says-day")).to_contain_text("2026年2月28日")
    page.route("**/plan/day", hold)
    asked = []

    def note(request):
        if request.url.endswith("/plan/day"):
            asked.append(request.post_data_json)

    page.on("request", note)
    for day in ("2026-03-02", "2026-03-03", "2028-03-06"):
        preview.locator("input").fill(day)
    expect(preview).to_have_attribute("aria-busy", "true")
    expect(preview.get_by_text("正在查看")).to_be_visible()
    held[0].continue_()
    expect(preview.locator(".says-day")).to_contain_text("2028年3月6日")
    expect(preview.locator(".note")).to_have_text("暂定：2028 年的放假安排尚未公布，这一天可能变动。")
    expect(preview).to_have_attribute("aria-busy", "false")
    assert [each["date"] for each in asked] == ["2026-03-02", "2028-03-06"]
