"""What is wrong with a hall file or a list, in its reader's language; hall files' rules say it in English."""

import re
from collections.abc import Iterator
from functools import cache
from typing import cast

from queueing.errors import HallError
from queueing.words import FOLDER, Words

#: Sentences of the rules, by words that both languages have; `{x}` is what the rule filled in.
_BEGIN = "mistake."
#: Rows of a hall file as a sentence begins with one: "counter 3", "this quota".
_NOUNS = "zone|line|service|counter|kiosk|lane|theme|quota|priority reason"
_ROW = re.compile(rf"({_NOUNS}) (\S+)|this ({_NOUNS})")
_LISTS = {"priority reason": "priority_reasons"}


def in_language(sentence: str, words: Words) -> str:
    """A sentence about a hall file in this language; English where no words file has it."""
    if words.language == "en":
        return sentence
    for pattern, key in _patterns():
        if found := pattern.fullmatch(sentence):
            parts = found.groupdict()
            filled = {
                name: place_in(part, words) if name == "place" else in_language(part, words)
                for name, part in parts.items()
            }
            return words.say(key, **filled)
    row = _ROW.fullmatch(sentence)
    if row is None:
        return " · ".join(_field(part, words) for part in sentence.split("."))
    kind = row[1] or row[3]
    noun = words.say(f"plan.of.{_LISTS.get(kind, kind + 's')}")
    return f"{noun} {row[2]}" if row[2] else words.say("place.this", noun=noun)


def place_in(place: str, words: Words) -> str:
    """Where it stands, in this language: "line 12", "catalogue row 3", "announced row 3"."""
    found = re.match(r"(line|catalogue row|announced row) (\d+)", place)
    if found is None:
        return place
    key = {"line": "place.line", "announced row": "place.day_row"}.get(found[1], "place.row")
    return words.say(key, n=found[2]) + place[found.end() :]


def rows_told(wrong: HallError, words: Words) -> list[str]:
    """Each mistake of a refused list (its `rows`: row, column?, zh, en) with its place, for the console."""
    told = []
    for each in cast("list[dict[str, object]]", wrong.params["rows"]):
        key = "place.cell" if each.get("column") else "place.sheet_row"
        place = words.say(key, row=each["row"], column=each.get("column"))
        text = str(each[words.language])
        told.append(words.say("mistake.about", row=place, what=text) if each["row"] else text)
    return told


def _field(name: str, words: Words) -> str:
    """A key of the file as the forms call it; other words as they are."""
    said = words.say(f"plan.key.{name}")
    return name if said.startswith("plan.key.") else said


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    """The English sentences as patterns, the longest first: it says the most."""
    english = {key: Words("en").say(key) for key in _keys()}
    ordered = sorted(english.items(), key=lambda each: -len(re.sub(r"\{\w+\}", "", each[1])))
    return tuple((re.compile(_pattern(text), re.DOTALL), key) for key, text in ordered)


def _keys() -> Iterator[str]:
    text = (FOLDER / "en.json").read_text("utf-8")
    yield from re.findall(rf'^  "({re.escape(_BEGIN)}[\w.]+)"', text, re.MULTILINE)


def _pattern(text: str) -> str:
    parts = re.split(r"\{(\w+)\}", text)
    return "".join(f"(?P<{part}>.+?)" if place % 2 else re.escape(part) for place, part in enumerate(parts))
