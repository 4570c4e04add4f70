"""What a ticket is made of: texts, a number, a code, lines and gaps; no pixels and no printer here."""

from dataclasses import dataclass
from enum import StrEnum


class Size(StrEnum):
    """How large words stand; the raster turns each into dots for its paper, text into times the usual."""

    TITLE = "title"
    LEAD = "lead"
    BODY = "body"
    SMALL = "small"


class Shape(StrEnum):
    """A lane's mark, or that of extended service, the same on paper as on every screen."""

    DOT = "dot"
    DIAMOND = "diamond"
    HEART = "heart"
    SQUARE = "square"
    MOON = "moon"


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
class Checklist:
    """What to bring: a heading, and texts to tick off, each behind an empty box."""

    heading: Words
    items: tuple[Words, ...]


@dataclass(frozen=True)
class Rule:
    """A thin line across the paper."""


@dataclass(frozen=True)
class Gap:
    """Empty paper, as a share of the height of a body letter."""

    height: float


Block = Words | Number | Stamp | Code | Checklist | Rule | Gap
