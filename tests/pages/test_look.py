"""The visual language holds: colours that can be read, one import map, nothing styled or scripted inline."""

import re

import pytest

from tests.running import ROOT

STATIC = ROOT / "static"
PAGES = sorted(STATIC.glob("*.html"))

NEAR, ACROSS_THE_ROOM = 4.5, 7.0

#: Words on grounds, by the ground they stand on; each must be read at the distance of its screen.
ON_PAPER = [
    (text, ground)
    for ground in ("paper", "card")
    for text in ("ink", "action", "action-pressed", "done", "fault", "past")
] + [
    ("past", "sunk"), ("on-action", "action"), ("on-call", "call"), ("ink", "call-wash"),
    ("ink", "action-wash"), ("done", "done-wash"), ("fault", "fault-wash"),
]  # fmt: skip
ON_NIGHT = [
    (text, ground)
    for ground in ("paper", "card", "sunk")
    for text in ("ink", "action", "done", "fault", "past")
] + [("on-call", "call"), ("on-action", "action")]


def tokens(selector: str) -> dict[str, str]:
    """The colours one rule of tokens.css gives, by name."""
    text = (STATIC / "style" / "tokens.css").read_text("utf-8")
    rule = re.search(rf"  {re.escape(selector)} {{(.*?)\n  }}", text, re.DOTALL)
    assert rule, selector
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", rule[1]))


def contrast(one: str, other: str) -> float:
    """How well two colours tell apart, from 1 to 21. Source: WCAG 2.2, contrast ratio."""

    def light(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    dark, bright = sorted((light(one), light(other)))
    return (bright + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(("text", "ground"), ON_PAPER)
def test_words_on_paper_are_read_at_a_desk(text: str, ground: str) -> None:
    colours = tokens(":root")
    assert contrast(colours[text], colours[ground]) >= NEAR


@pytest.mark.parametrize(("text", "ground"), ON_NIGHT)
def test_words_on_night_are_read_across_the_room(text: str, ground: str) -> None:
    colours = tokens(":root") | tokens(".night")
    assert contrast(colours[text], colours[ground]) >= ACROSS_THE_ROOM


def test_every_page_has_the_same_import_map_so_that_its_hash_is_one() -> None:
    maps = {
        found
        for page in PAGES
        for found in re.findall(
            r'<script type="importmap">(.*?)</script>', page.read_text("utf-8"), re.DOTALL
        )
    }
    assert len(maps) == 1


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_no_page_styles_or_scripts_inline_or_loads_from_outside(page: object) -> None:
    text = (STATIC / str(page)).read_text("utf-8")
    assert not re.search(r"<style|\sstyle=|\son\w+=|(?:src|href)=\"(?:https?:)?//", text)
    assert not re.search(r"<script(?![^>]*(?:\ssrc=|type=\"importmap\"))", text)
