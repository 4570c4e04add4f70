"""What a kiosk's machine is set up with is understood by the browser it is written for."""

import json
import mmap
import re
from pathlib import Path

import pytest

from tests.running import chromium

KIOSK = Path(__file__).parents[2] / "docs" / "kiosk"


def the_browser_itself() -> Path:
    """The program behind the script that starts it."""
    for place in (Path("/usr/lib/chromium/chromium"), Path(chromium()).resolve()):
        if place.exists() and place.stat().st_size > 10_000_000:
            return place
    pytest.skip("the browser's program is not found beside its starter")


def test_every_rule_of_the_policy_file_is_one_the_browser_knows():
    rules = json.loads((KIOSK / "policy.json").read_text("utf-8"))
    with (
        the_browser_itself().open("rb") as file,
        mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as text,
    ):
        unknown = [rule for rule in rules if text.find(rule.encode()) < 0]
        assert text.find(b"NoSuchRuleOfABrowser") < 0
    assert unknown == []


def test_the_policy_opens_the_hall_and_nothing_else():
    rules = json.loads((KIOSK / "policy.json").read_text("utf-8"))
    assert rules["URLBlocklist"] == ["*"]
    assert rules["URLAllowlist"] == rules["AutoplayAllowlist"]
    assert all("HALL" in url for url in rules["URLAllowlist"])


def test_the_start_file_restarts_the_page_and_lets_it_make_sound():
    unit = (KIOSK / "hall-kiosk.service").read_text("utf-8")
    assert re.search(r"^Restart=always$", unit, re.MULTILINE)
    assert "--kiosk" in unit and "--autoplay-policy=no-user-gesture-required" in unit
