"""Finds a service by what a visitor types: characters, pinyin, initials, or any mixture of them; pure."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from queueing.rules.services import Service

#: How a character may be read, without tones: 长 -> ("chang", "zhang"); () for what is no Chinese character.
Readings: TypeAlias = Callable[[str], Sequence[str]]

#: So many services are answered at the most, three pages of a kiosk.
MOST = 24
#: From so many signs on, a text that has them in order but apart is an answer too: sbk for 社会保障卡.
APART_FROM = 3
#: Longer queries are cut: nobody types them, and none may hold the hall up.
LONGEST = 40

_SIGNS = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class _Text:
    """A text to find a service by: its signs, how each is read, and how much a find in it counts (0 most)."""

    service: int
    signs: str
    readings: tuple[tuple[str, ...], ...]
    weight: int


@dataclass(frozen=True)
class Found:
    """A service, the 大项 it stands under, and the department of either."""

    service: Service
    parent: Service | None


class Finder:
    """The services of one plan, indexed once by the first sign of every place where a query may begin."""

    def __init__(self, services: Iterable[Service], readings: Readings) -> None:
        self._found = [
            Found(service, None if service is top else top)
            for top in services
            for service in top.walk()
            if not service.children
        ]
        self._known: dict[str, tuple[str, ...]] = {}
        self._readings = readings
        self._starts: defaultdict[str, list[tuple[_Text, int]]] = defaultdict(list)
        for number, found in enumerate(self._found):
            for text in self._texts(number, found):
                self._index(text)

    def search(self, query: str, most: int = MOST) -> list[Found]:
        """The services that fit, the best first: those whose name begins so, then others; [] for no query."""
        signs = letters(query)[:LONGEST]
        if not signs:
            return []
        best: dict[int, int] = {}
        tried: dict[tuple[str, int], bool] = {}  # many services share a department's or a 大项's name
        for text, start in self._starts.get(signs[0], ()):
            rank = 2 * text.weight + (start > 0)
            if rank >= best.get(text.service, rank + 1):
                continue
            place = (text.signs, start)
            if place not in tried:
                tried[place] = _fits(signs, 0, text, start)
            if tried[place]:
                best[text.service] = rank
        if len(best) < most and len(signs) >= APART_FROM:
            for text, start in self._starts.get(signs[0], ()):
                if not start and not text.weight and text.service not in best and _fits_apart(signs, text):
                    best[text.service] = 99
        ranked = sorted(best, key=lambda number: (best[number], number))
        return [self._found[number] for number in ranked[:most]]

    def _texts(self, number: int, found: Found) -> Iterator[_Text]:
        service, parent = found.service, found.parent
        yield from self._read(number, service.names, 0)
        for word in service.about.keywords:
            yield self._text(number, word, 1)
        if parent:
            yield from self._read(number, parent.names, 2)
        yield from self._read(number, service.about.department or {}, 3)

    def _read(self, number: int, names: Mapping[str, str], weight: int) -> Iterator[_Text]:
        """A name in every language; each word of an English one may be its beginning."""
        yield self._text(number, names.get("zh", ""), weight)
        english = names.get("en", "")
        if english != names.get("zh"):
            words = english.split()
            yield from (self._text(number, " ".join(words[start:]), weight) for start in range(len(words)))

    def _text(self, service: int, text: str, weight: int) -> _Text:
        signs = letters(text)
        return _Text(service, signs, tuple(self._reading(sign) for sign in signs), weight)

    def _reading(self, sign: str) -> tuple[str, ...]:
        if sign not in self._known:
            self._known[sign] = () if sign.isascii() else tuple(self._readings(sign))
        return self._known[sign]

    def _index(self, text: _Text) -> None:
        for start, sign in enumerate(text.signs):
            # The middle of an English word is no beginning.
            if not start or not sign.isascii() or not text.signs[start - 1].isascii():
                for first in {sign, *(reading[0] for reading in text.readings[start])}:
                    self._starts[first].append((text, start))


def letters(text: str) -> str:
    """A text as it is compared: no spaces and signs, full-width letters as plain ones, all of them small."""
    return _SIGNS.sub("", unicodedata.normalize("NFKC", text)).lower()


def _fits(query: str, at: int, text: _Text, place: int) -> bool:
    """Whether the query from `at` on is written by the signs from a place on.

    Each sign by itself, by a reading or by its initial; the last reading may be unfinished.
    """
    if at == len(query) or place == len(text.signs):
        return at == len(query)
    written = {text.signs[place]} if query[at] == text.signs[place] else set()
    for reading in text.readings[place]:
        if reading.startswith(query[at:]):
            return True
        written |= {part for part in (reading, reading[0]) if query.startswith(part, at)}
    return any(_fits(query, at + len(part), text, place + 1) for part in written)


def _fits_apart(query: str, text: _Text) -> bool:
    """Whether the text has every sign of the query in this order, the first at its beginning."""
    at = 0
    for sign, readings in zip(text.signs, text.readings, strict=True):
        if sign == query[at] or any(reading[0] == query[at] for reading in readings):
            at += 1
            if at == len(query):
                return True
    return False
