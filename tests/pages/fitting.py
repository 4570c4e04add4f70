"""Whether what a page says fits where it stands, also when every word is longer than ours."""

import json
from collections.abc import Iterable
from typing import Any

from playwright.sync_api import Page, Route

#: Text runs that leave the box of their block, a clipping ancestor or the window, by more than a hair.
#: Looked at once the fonts have come and what fits itself to its box has done so.
OVERFLOWING = """async () => {
  await document.fonts.ready;
  if (![...document.fonts].some((font) => font.status === "loaded")) throw new Error("mark this test: fonts");
  await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const blockOf = (element) => {
    while (getComputedStyle(element).display.startsWith("inline")) element = element.parentElement;
    return element;
  };
  while (walker.nextNode()) {
    const node = walker.currentNode;
    const parent = node.parentElement;
    if (!node.data.trim() || !parent.checkVisibility() || parent.closest(".visually-hidden")) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const text = range.getBoundingClientRect();
    const boxes = [blockOf(parent).getBoundingClientRect(), { left: 0, right: innerWidth }];
    for (let each = parent; each; each = each.parentElement) {
      if (getComputedStyle(each).overflowX !== "visible") boxes.push(each.getBoundingClientRect());
    }
    const out = boxes.some((box) => text.left < box.left - 2 || text.right > box.right + 2);
    if (out) found.push(node.data.trim());
  }
  return found;
}"""


def overflowing(page: Page, sizes: Iterable[tuple[int, int]] = ()) -> list[str]:
    """Every text on the page that is wider than its box, as it stands or in windows of each of these sizes.

    The last size stays.
    """
    found: list[str] = [] if sizes else page.evaluate(OVERFLOWING)
    for width, height in sizes:
        page.set_viewport_size({"width": width, "height": height})
        found += [f"{text} ({width} x {height})" for text in page.evaluate(OVERFLOWING)]
    return found


def lengthen_words(page: Page) -> None:
    """Give the page words half as long again as ours, as a language yet to come might have."""

    def longer(route: Route) -> None:
        words: dict[str, Any] = json.loads(route.fetch().text())
        route.fulfill(json={key: text + text[: len(text) // 2] for key, text in words.items()})

    page.route("**/static/words/*.json", longer)
