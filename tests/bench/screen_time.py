"""From a clerk's Next to a zone TV that shows the number: a real page in a real browser."""

import random
import time
from collections.abc import Sequence

from playwright.sync_api import Page, sync_playwright

from tests.bench.hall_under_load import BenchHall, Desk
from tests.bench.load import Client, percentile
from tests.running import BROWSER_FLAGS, chromium

CALLS = 120

#: Notes when each number first stands in the page's list, by the page's own clock, which is this machine's.
WATCH = """() => {
  const seen = new Map(), waiting = new Map();
  const look = () => {
    const now = performance.timeOrigin + performance.now();
    for (const shown of document.querySelectorAll(".list .number > span:first-child")) {
      const number = shown.textContent;
      if (seen.has(number)) continue;
      seen.set(number, now);
      waiting.get(number)?.(now);
    }
  };
  new MutationObserver(look).observe(document, { subtree: true, childList: true, characterData: true });
  look();
  window.shownAt = (number) => seen.get(number) ?? new Promise((done) => waiting.set(number, done));
}"""


def screen_times(hall: BenchHall, desks: Sequence[Desk]) -> list[float]:
    """Milliseconds from sending each call to the changed page, sorted."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(BROWSER_FLAGS))
        context = browser.new_context(viewport={"width": 1920, "height": 1080}, locale="zh-CN")
        hall.pair(context, "screen", "1")
        page = context.new_page()
        page.goto(f"{hall.url}/screen?zone=1")
        page.wait_for_selector("hall-screen .list")
        page.evaluate(WATCH)
        times = sorted(_time_of_one(hall, page, desks[n % len(desks)]) for n in range(CALLS))
        browser.close()
    return times


def _time_of_one(hall: BenchHall, page: Page, desk: Desk) -> float:
    client = Client(desk.ask, desk.told)
    # Out of step with the beats of the page and the hub, as clerks are.
    time.sleep(random.uniform(0.02, 0.12))
    sent = time.time() * 1000
    client.send(hall.port)
    while not client.receive():
        pass
    client.close()
    shown = page.evaluate("(number) => window.shownAt(number)", desk.numbers[-1])
    return float(shown) - sent


def p50_and_p99(times: Sequence[float]) -> tuple[float, float]:
    """The middle and the slowest of a hundred."""
    return percentile(times, 0.5), percentile(times, 0.99)
