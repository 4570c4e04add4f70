"""What the ticket looks like: a paper as a list of blocks, top to bottom; no pixels and no printer here."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from enum import StrEnum
from itertools import groupby

from queueing.rules.plan import Lane, Names

#: Characters of one text; a longer one ends in an ellipsis, so that no name unrolls metres of paper.
LONGEST = 300

#: The one line at the foot.
NOTICE: Names = {"zh": "请在休息区等候，留意叫号和大屏", "en": "Please wait nearby and watch the screens"}


class Size(StrEnum):
    """How large words stand; the raster turns each into dots for its paper."""

    TITLE = "title"
    LEAD = "lead"
    BODY = "body"
    SMALL = "small"


class Shape(StrEnum):
    """A lane's mark, the same on paper as on every screen."""

    DOT = "dot"
    DIAMOND = "diamond"
    HEART = "heart"
    SQUARE = "square"


@dataclass(frozen=True, kw_only=True)
class Paper:
    """All that is printed on one ticket.

    ahead     how many are before it in its line, >= 0; None prints nothing about it
    counters  those that may call, each a short label like "3"; may be empty
    at        when the number was taken, aware; shown in `tz`, the hall's time zone
    url       the ticket's own page, printed as a QR code; "" prints none
    copy      printed again: marked 补打 COPY
    """

    hall: Names
    zone: Names
    service: Names
    number: str
    lane: Lane
    ahead: int | None
    counters: Sequence[str]
    at: datetime
    tz: tzinfo
    url: str
    copy: bool = False
    notice: Names | None = None


@dataclass(frozen=True)
class Words:
    """One text in two languages, Chinese first; `beside` puts the English on the same row where it fits."""

    zh: str
    en: str
    size: Size
    bold: bool = False
    beside: bool = False
    shape: Shape | None = None


@dataclass(frozen=True)
class Number:
    """The ticket's number, the hero: a third of the paper's width high."""

    text: str


@dataclass(frozen=True)
class Stamp:
    """White words on a black bar."""

    zh: str
    en: str


@dataclass(frozen=True)
class Code:
    """A QR code, words that speak of it, and words that stand beside it."""

    url: str
    caption: Words
    beside: tuple[Words, ...]


@dataclass(frozen=True)
class Rule:
    """A thin line across the paper."""


@dataclass(frozen=True)
class Gap:
    """Empty paper, as a share of the height of a body letter."""

    height: float


Block = Words | Number | Stamp | Code | Rule | Gap

LANES: Mapping[Lane, tuple[Shape, str, str]] = {
    Lane.ORDINARY: (Shape.DOT, "普通", "Ordinary"),
    Lane.PRIORITY: (Shape.HEART, "优先", "Priority"),
    Lane.BOOKED: (Shape.DIAMOND, "预约", "Booked"),
    Lane.HELPER: (Shape.SQUARE, "帮办", "Helper"),
}
_WEEKDAYS = (
    ("周一", "Mon"),
    ("周二", "Tue"),
    ("周三", "Wed"),
    ("周四", "Thu"),
    ("周五", "Fri"),
    ("周六", "Sat"),
    ("周日", "Sun"),
)
#: Controls that part words; every other control goes without a trace.
_BREAKS = frozenset("\t\n\v\f\r\x85\u2028\u2029")


def layout(paper: Paper) -> list[Block]:
    """The ticket from top to bottom; every text in it has passed `printable`.

    Raises ValueError for a time without a zone: a ticket must not show another town's clock.
    """
    if paper.at.tzinfo is None:
        raise ValueError("The time on a ticket needs a time zone.")
    blocks: list[Block] = [Stamp("补打", "COPY"), Gap(0.6)] if paper.copy else []
    blocks += [*_words(paper.hall, Size.TITLE, bold=True), Gap(0.7), Rule(), Gap(0.6)]
    blocks += _words(paper.service, Size.LEAD, bold=True)
    if zone := _words(paper.zone, Size.SMALL, beside=True):
        blocks += [Gap(0.2), *zone]
    if number := printable(paper.number):
        blocks += [Gap(1.1), Number(number), Gap(0.9)]
    blocks += [_lane(paper.lane), *_ahead(paper.ahead), *_counters(paper.counters), Gap(0.7), Rule()]
    at = _time(paper.at.astimezone(paper.tz))
    if url := printable(paper.url):
        # Its own quiet zone is gap enough.
        blocks += [Code(url, Words("扫码看进度", "Scan to follow your place", Size.SMALL), (at,))]
    else:
        blocks += [Gap(0.5), at, Gap(0.5)]
    return [*blocks, Rule(), Gap(0.5), *_words(paper.notice or NOTICE, Size.SMALL)]


def printable(text: str) -> str:
    """The text as it may go to a printer: no control or format character, single spaces, none at the ends.

    Categories Cc (C0, DEL, C1), Cf and lone surrogates go: to a printer `ESC @` is reset and
    `GS V` is cut, and a bidi override would turn a name round. Line breaks and tabs become spaces.
    """
    spaced = ("".join(" " if c in _BREAKS else c for c in text)).translate({0x3000: " "})
    kept = (c for c in spaced if unicodedata.category(c) not in {"Cc", "Cf", "Cs"})
    return " ".join(part for part in "".join(kept).split(" ") if part)


def counters_in_words(labels: Sequence[str]) -> tuple[str, str]:
    """Which counters may call, in Chinese and English; three or more numbers in a row are drawn together.

    ["3", "5"] is 叫号窗口：3、5 号; ["1", "2", "3", "4"] is 叫号窗口：1–4 号; labels that are words follow
    the numbers. No labels: no words.
    """
    said = [label for label in map(printable, labels) if label]
    runs = _runs([int(label) for label in said if _is_number(label)])
    words = [label for label in said if not _is_number(label)]
    if not said:
        return "", ""
    zh = [f"{'、'.join(runs)} 号", *words] if runs else words
    return (
        f"叫号窗口：{'、'.join(zh)}",
        f"Counter{'s' if len(said) > 1 else ''}: {', '.join([*runs, *words])}",
    )


def _is_number(label: str) -> bool:
    return label.isascii() and label.isdigit() and str(int(label)) == label


def _runs(numbers: Sequence[int]) -> list[str]:
    runs: list[str] = []
    ordered = sorted(set(numbers))
    for _, run in groupby(enumerate(ordered), key=lambda pair: pair[1] - pair[0]):
        members = [number for _, number in run]
        if len(members) > 2:  # noqa: PLR2004 - two neighbours read better as "3、4"
            runs.append(f"{members[0]}–{members[-1]}")
        else:
            runs += map(str, members)
    return runs


def _words(names: Names, size: Size, *, bold: bool = False, beside: bool = False) -> list[Words]:
    """A name in both languages, or in the one there is; nothing for a name without letters."""
    zh, en = (_short(printable(names.get(language, ""))) for language in ("zh", "en"))
    if not zh:
        zh, en = en, ""
    return [Words(zh, "" if en == zh else en, size, bold, beside)] if zh else []


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def _lane(lane: Lane) -> Words:
    shape, zh, en = LANES[lane]
    return Words(zh, en, Size.BODY, beside=True, shape=shape)


def _ahead(ahead: int | None) -> list[Block]:
    if ahead is None:
        return []
    if ahead == 0:
        return [Gap(0.4), Words("您前面没有人", "Nobody before you", Size.LEAD, bold=True)]
    people = "person" if ahead == 1 else "people"
    return [Gap(0.4), Words(f"您前面还有 {ahead} 人", f"{ahead} {people} before you", Size.LEAD, bold=True)]


def _counters(labels: Sequence[str]) -> list[Block]:
    zh, en = map(_short, counters_in_words(labels))
    return [Gap(0.4), Words(zh, en, Size.BODY)] if zh else []


def _time(at: datetime) -> Words:
    zh, en = _WEEKDAYS[at.weekday()]
    return Words(f"{at:%Y-%m-%d %H:%M}", f"{zh} {en}", Size.SMALL, beside=True)
