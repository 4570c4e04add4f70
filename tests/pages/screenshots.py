"""Every page at its own size, as pictures for the docs: `python -m tests.pages.screenshots [FOLDER]`."""

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.pages.morning import Morning, open_morning
from tests.running import BROWSER_FLAGS, ROOT, RunningHall, chromium

CLOCK = "2026-03-02T09:00+08:00@20"
#: A hall of extended hours, its morning going by faster, and who has booked for its tomorrow.
PINGGU_CLOCK = "2026-03-03T09:30+08:00@60"
TOMORROW = (
    ("08:30", "insurance-11"),
    ("08:30", "company-02"),
    ("17:00", "property-06"),
    ("17:00", "people-16"),
)


@contextmanager
def page_of(browser: Browser, hall: RunningHall, size: tuple[int, int], **who: str) -> Iterator[Page]:
    """A page of that size; manager=, kiosk= or screen= say whose browser it is."""
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, locale="zh-CN")
    if who:
        hall.manager_session(context)
    for kind in ("kiosk", "screen"):
        if kind in who:
            hall.pair(context, kind, who[kind])
    yield context.new_page()
    context.close()


def settle(page: Page) -> Page:
    """Its words, letters and pictures are there and nothing moves any more."""
    # Not the network's silence: a strip asks twice a second, for ever.
    page.wait_for_function(
        """() => document.querySelector("main:not(.alone)")?.innerText.trim()
          && document.fonts.status === "loaded" && [...document.images].every((image) => image.complete)"""
    )
    page.wait_for_timeout(600)
    return page


def shoot(browser: Browser, morning: Morning, folder: Path) -> None:
    """All pictures."""
    hall = morning.hall

    def keep(page: Page, name: str) -> None:
        settle(page).screenshot(path=folder / f"{name}.png")

    with page_of(browser, hall, (1080, 1920), kiosk="gate-1") as page:
        page.goto(f"{hall.url}/kiosk")
        keep(page, "kiosk")
        page.locator("button.service").first.click()
        keep(page, "kiosk-services")
        page.locator("button.service").first.click()
        page.wait_for_selector("img[src*='qr.svg']")
        keep(page, "kiosk-taken")
    with page_of(browser, hall, (1920, 1080), kiosk="gate-1") as page:
        page.goto(f"{hall.url}/kiosk")
        keep(page, "kiosk-landscape")
    with page_of(browser, hall, (1920, 1080), screen="1") as page:
        page.goto(f"{hall.url}/screen?zone=1")
        page.wait_for_selector("[data-revision]")
        morning.act("6", "calls")
        newest = "document.querySelector('.list span').innerText"
        page.wait_for_function(f"() => document.querySelector('call-panel').innerText.includes({newest})")
        keep(page, "screen")
    _phone(browser, morning, folder)
    pages = {
        "landing": ("/", (1280, 900)), "manager": ("/manager", (1440, 900)),
        "guide": ("/guide", (1280, 800)), "staff": ("/staff", (1280, 800)), "log": ("/log", (1280, 800)),
        "devices": ("/devices", (1440, 900)), "strip": ("/strip?counter=6", (1280, 200)),
    }  # fmt: skip
    for name, (path, size) in pages.items():
        with page_of(browser, hall, size, manager="yes") as page:
            page.goto(f"{hall.url}{path}")
            keep(page, name)
    with page_of(browser, hall, (1280, 900)) as page:
        page.goto(f"{hall.url}/sign-in")
        keep(page, "sign-in")
    for name, size in (("counter", (1280, 800)), ("counter-narrow", (360, 800))):
        with page_of(browser, hall, size, manager="yes") as page:
            page.goto(f"{hall.url}/counter")
            _sit_and_call(page, "8" if name == "counter" else "11")
            keep(page, name)
    ticket = morning.tickets[3]
    (folder / "ticket.png").write_bytes(morning.guide.get(f"/tickets/{ticket['id']}/image.png").body)


def shoot_pinggu(browser: Browser, hall: RunningHall, folder: Path) -> None:
    """The pages of hours and figures: a hall with bookings for tomorrow and a morning behind it."""
    guide = hall.api(hall.key("guide", label="导办台"))
    for n, (start, service) in enumerate(TOMORROW):
        booked = {"service": service, "start": f"2026-03-04T{start}+08:00", "identity": f"1380013800{n}"}
        answer = guide.post("/bookings", booked | {"channel": "phone"})
        assert answer.status == 201, answer.body
    hall.command("simulate", "--url", hall.url, "--visitors", "150", "--hours", "1.5", "--clerks", "30")
    pages = {
        "dashboard": ("/dashboard", (1440, 1000)), "dashboard-wall": ("/dashboard?wall", (1920, 1080)),
        "bookings": ("/bookings", (1440, 900)),
        "setup": ("/setup#calendar", (1440, 900)), "setup-bookings": ("/setup#bookings", (1440, 900)),
        "reports": ("/reports", (1440, 900)),
    }  # fmt: skip
    for name, (path, size) in pages.items():
        with page_of(browser, hall, size, manager="yes") as page:
            page.goto(f"{hall.url}{path}")
            settle(page).screenshot(path=folder / f"{name}.png")
    with page_of(browser, hall, (390, 844)) as page:
        page.goto(f"{hall.url}/book?lang=zh&service=insurance-11")
        settle(page).screenshot(path=folder / "book.png")


def _phone(browser: Browser, morning: Morning, folder: Path) -> None:
    far, called = morning.tickets[-1], next(t for t in morning.tickets if _state(morning, t) == "called")
    for name, ticket in (("phone", far), ("phone-called", called)):
        with page_of(browser, morning.hall, (390, 844)) as page:
            page.goto(f"{morning.hall.url}/t/{ticket['token']}")
            settle(page).screenshot(path=folder / f"{name}.png")


def _state(morning: Morning, ticket: dict[str, str]) -> str:
    return str(morning.guide.get(f"/tickets/{ticket['token']}").body["state"])


def _sit_and_call(page: Page, counter: str) -> None:
    page.locator(f"button[data-counter='{counter}']").click()
    page.locator("button.next").click()
    page.evaluate("scrollTo(0, 0)")


def main(folder: Path) -> None:
    """Start halls on a set morning, fill them, take the pictures."""
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(BROWSER_FLAGS))
        with _hall("bincheng", CLOCK) as hall:
            shoot(browser, open_morning(hall), folder)
        with _hall("pinggu", PINGGU_CLOCK) as hall:
            shoot_pinggu(browser, hall, folder)
        browser.close()


@contextmanager
def _hall(name: str, clock: str) -> Iterator[RunningHall]:
    with tempfile.TemporaryDirectory() as data:
        hall = RunningHall(Path(data) / "data", ROOT / "halls" / f"{name}.toml", ("--clock", clock)).start()
        try:
            yield hall
        finally:
            hall.stop()


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "images")
