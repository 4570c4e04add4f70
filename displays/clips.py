"""The clips a voice is made of: the text of each by name, for any number and counter, and a hall's words."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from queueing.rules.plan import Plan
from queueing.rules.voice import pieces

#: The two tones before every announcement; made, not spoken.
CHIME = "chime"
#: Parts that are silent, in ms: between two languages, and before a call is said again.
SILENCES: Mapping[str, int] = {"breath": 400, "pause": 1000}

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
ZH_DIGITS = "零一二三四五六七八九"
# The hyphens stress the end of thirteen, so that nobody hears thirty.
# fmt: off
EN_TO_19 = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thir-teen", "four-teen", "fif-teen", "six-teen", "seven-teen", "eigh-teen", "nine-teen",
)
# fmt: on
_EN_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")

#: The words of usual templates, each with a name an announcer can read.
_NAMED: Mapping[str, Mapping[str, str]] = {
    "zh": {
        "请": "zh-qing",
        "到": "zh-dao",
        "号到": "zh-hao-dao",
        "号窗口": "zh-hao-chuangkou",
        "号窗口办理": "zh-hao-chuangkou-banli",
    },
    "yue": {
        "请": "yue-cing",
        "到": "yue-dou",
        "号到": "yue-hou-dou",
        "号窗口": "yue-hou-coenghau",
        "号窗口办理": "yue-hou-coenghau-baanlei",
    },
    "en": {"number": "en-number", "please go to counter": "en-please-go-to-counter"},
}
#: An engine pauses at these, longer than the gap between two clips: words are parted there instead.
_STOPS = re.compile(r"[，。！？；：、…—,.!?;:()（）《》“”\"\s]*[，。！？；：、…—,.!?;:()（）《》“”\"]+\s*")
#: A floor as signs write it: 2F, 2, B1.
_FLOOR = re.compile(r"(B?)(\d{1,2})F?")


class Clip(NamedTuple):
    """A piece of an announcement: the language of the voice that speaks it, and the text it speaks."""

    language: str
    text: str


def words_of(text: str, language: str) -> Iterator[tuple[str, Clip]]:
    """The clips that say some words, in order, with their names; none for mere punctuation."""
    for said in _STOPS.split(text):
        words = said.strip()
        if any(sign.isalnum() for sign in words):
            named = _NAMED[language].get(words.lower() if language == "en" else words)
            mark = hashlib.sha256(words.encode()).hexdigest()[:8]
            yield named or f"{language}-words-{mark}", Clip(language, words)


def name_in(names: Mapping[str, str], language: str) -> str:
    """A name in a language that is spoken; Cantonese reads what is written in Chinese."""
    return names.get(language) or names.get("zh", "")


def floor_said(floor: str, language: str) -> str:
    """A floor as it is said: 2F is 2楼 and floor 2, B1 负1楼 and basement 1; other names stay."""
    if not (found := _FLOOR.fullmatch(floor)):
        return floor
    below, number = found[1], found[2]
    if language == "en":
        return f"{'basement' if below else 'floor'} {number}"
    return f"{'负' if below else ''}{number}楼"


def clips_of(plan: Plan) -> Mapping[str, Clip]:
    """Every clip this hall's calls are made of: the usual ones, its languages', and its templates' words."""
    spoken = {language for zone in plan.zones for language in zone.languages}
    clips = {**CLIPS, **(CANTONESE if "yue" in spoken else {})}
    for language in sorted(spoken):
        for text in _texts(plan, language):
            clips.update((name, clip) for name, clip in words_of(text, language) if name not in clips)
    return clips


def _texts(plan: Plan, language: str) -> Iterator[str]:
    """What the voice template says besides number and counter."""
    for kind, text in pieces(plan.templates["voice"][language]):
        if kind == "words":
            yield text
        elif text == "service":
            yield from (name_in(service.names, language) for service in plan.service.values())
        elif text == "zone":
            yield from (name_in(zone.names, language) for zone in plan.zones)
        elif text == "floor":
            yield from (floor_said(zone.floor, language) for zone in plan.zones)


def _chinese(language: str) -> dict[str, Clip]:
    said = {str(unit): word for unit, word in enumerate(ZH_DIGITS)}
    said |= {f"1{unit}": f"十{ZH_DIGITS[unit]}" if unit else "十" for unit in range(10)}
    said |= {f"{tens}0": f"{ZH_DIGITS[tens]}十" for tens in range(2, 10)}
    # 一百 is one clip, not two: its 一 changes tone. 二百 is never 两百, as a counter is an ordinal.
    said |= {f"{hundreds}00": f"{ZH_DIGITS[hundreds]}百" for hundreds in range(1, 10)}
    return {f"{language}-{name}": Clip(language, text) for name, text in said.items()} | _shared(language)


def _english() -> dict[str, Clip]:
    said = {str(value): word for value, word in enumerate(EN_TO_19)}
    said |= {f"{tens}0": word for tens, word in enumerate(_EN_TENS, start=2)}
    said |= {"hundred": "hundred"}
    return {f"en-{name}": Clip("en", text) for name, text in said.items()} | _shared("en")


def _shared(language: str) -> dict[str, Clip]:
    words = {name: Clip(language, text) for text, name in _NAMED[language].items()}
    # A letter has its English name in a Chinese call too, spoken by the English voice; a clip for each
    # language, so that a hall's Chinese announcer can record it as well.
    return words | {f"{language}-{letter.lower()}": Clip("en", letter) for letter in LETTERS}


#: Every usual clip by its stable name, which is also its file's: any prefix and digits, counters to 999.
CLIPS: Mapping[str, Clip] = _chinese("zh") | {"zh-yao": Clip("zh", "幺")} | _english()
#: The same in Cantonese, made only for a hall that speaks it.
CANTONESE: Mapping[str, Clip] = _chinese("yue")
