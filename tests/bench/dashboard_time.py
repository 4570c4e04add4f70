"""The manager's dashboard of a big hall: 100 counters serving, 500 waiting, in a real browser."""

import random
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from queueing.folder import HallFolder
from queueing.hall import Asked, Hall
from queueing.settings import Settings
from tests.bench.hall_under_load import BenchHall
from tests.bench.load import percentile
from tests.running import BROWSER_FLAGS, ROOT, chromium

#: A moment at which that hall is open.
OPEN = "2026-03-02T09:00+08:00"
COUNTERS, WAITING, OPENINGS, CALLS = 100, 500, 5, 30

#: Notes when the page first shows its figures, and when a tile shows each number, in ms of this machine.
WATCH = """() => {
  const now = () => performance.timeOrigin + performance.now();
  const seen = new Map(), asked = new Map();
  const note = (what) => {
    if (seen.has(what)) return;
    seen.set(what, now());
    asked.get(what)?.(seen.get(what));
  };
  new MutationObserver(() => {
    if (document.querySelector("manager-figures dd")) note("figures");
    for (const tile of document.querySelectorAll(".tile .middle .number")) {
      if (tile.textContent) note(tile.textContent);
    }
  }).observe(document, { subtree: true, childList: true, characterData: true });
  window.seenAt = (what) => seen.get(what) ?? new Promise((done) => asked.set(what, done));
}"""


@dataclass(frozen=True)
class DashboardTimes:
    """Milliseconds: from opening the page to its first paint and to its figures; from a call to its tile."""

    painted: float
    shown: float
    changed: tuple[float, float]


def dashboard_times() -> DashboardTimes:
    """Measured on the hall of Chuzhou's size; updates on the wall, which has the floor."""
    with _full_hall() as (running, hall, seats), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(BROWSER_FLAGS))
        context = browser.new_context(viewport={"width": 1920, "height": 1080}, locale="zh-CN")
        running.manager_session(context)
        context.add_init_script(f"({WATCH})()")
        page = context.new_page()
        opened = [_open(page, f"{running.url}/dashboard") for _ in range(OPENINGS)]
        _open(page, f"{running.url}/dashboard?wall")
        page.wait_for_selector("manager-floor .tile")
        changed = sorted(_changed(page, hall, *random.choice(seats)) for _ in range(CALLS))
        browser.close()
    painted, shown = (sorted(each)[OPENINGS // 2] for each in zip(*opened, strict=True))
    return DashboardTimes(painted, shown, (percentile(changed, 0.5), changed[-1]))


@contextmanager
def _full_hall() -> Iterator[tuple[BenchHall, Hall, list[tuple[str, Asked]]]]:
    """A running hall with so many counters serving and so many waiting, and its seats."""
    with tempfile.TemporaryDirectory(prefix="hall-bench-") as folder:
        data = Path(folder) / "big"
        running = BenchHall(data, ROOT / "halls" / "chuzhou.toml", ("--clock", OPEN)).start()
        try:
            hall, seats = HallFolder(Settings(data=data, clock=OPEN)).hall, []
            pulled = {pull.line: c.id for c in hall.plan.counters[:COUNTERS] for pull in c.pulls}
            services = [s for s in hall.plan.service.values() if not s.children and s.line in pulled]
            for n in range(WAITING + COUNTERS):
                # The guide's word lets the limits go.
                hall.take(Asked("bench"), services[n % len(services)].id, override=True)
            for counter in [c for c in hall.plan.counters if c.queue][:COUNTERS]:
                epoch = hall.sit(Asked("bench", "Bench"), counter.id)["epoch"]
                seats.append((counter.id, Asked("bench", "Bench", epoch=epoch)))
                hall.call_next(seats[-1][1], counter.id)
            yield running, hall, seats
        finally:
            running.stop()


def _open(page: Page, url: str) -> tuple[float, float]:
    page.goto(url)
    told: list[float] = page.evaluate(
        """async () => {
          const shown = (await window.seenAt("figures")) - performance.timeOrigin;
          return [performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? shown, shown];
        }"""
    )
    return told[0], told[1]


def _changed(page: Page, hall: Hall, counter: str, seat: Asked) -> float:
    time.sleep(random.uniform(0.3, 1.3))  # out of step with the page
    sent = time.time() * 1000
    number = hall.call_next(seat, counter).get("number")
    return float(page.evaluate("(number) => window.seenAt(number)", number)) - sent
