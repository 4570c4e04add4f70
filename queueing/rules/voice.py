"""How a hall words and speaks its calls: a template per channel, reading, volume by time, planned load."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import time
from typing import Final, TypeAlias

#: Texts by channel and language.
Templates: TypeAlias = Mapping[str, Mapping[str, str]]

#: Languages a call can be spoken in: Mandarin, English, Cantonese.
SPOKEN: Final = ("zh", "en", "yue")

_OF_A_CALL = ("number", "counter", "service", "zone", "floor")
#: The fields a channel's template may have; a counter without a visitor has no number.
FIELDS: Final[Mapping[str, tuple[str, ...]]] = {
    "voice": _OF_A_CALL,
    "tv": ("number", "counter", "zone", "floor"),
    "strip": ("number", "counter", "zone", "floor"),
    "sms": _OF_A_CALL,
    "idle": ("counter", "zone", "floor"),
}
#: Fields without which a channel's text tells nobody where to go.
NEEDED: Final[Mapping[str, tuple[str, ...]]] = {
    "voice": ("number", "counter"),
    "tv": ("number", "counter"),
    "strip": ("number",),
    "sms": ("number", "counter"),
    "idle": (),
}
#: The texts of a hall that has none of its own.
USUAL: Final[Templates] = {
    "voice": {
        "zh": "请{number}号到{counter}号窗口",
        "yue": "请{number}号到{counter}号窗口",
        "en": "number {number}, please go to counter {counter}",
    },
    "tv": {
        "zh": "请 {number} 号到 {counter} 号窗口",
        "en": "{number}, please go to counter {counter}",
    },
    "strip": {"zh": "请{number}号到{counter}号窗口", "en": "{number} → counter {counter}"},
    "sms": {
        "zh": "请{number}号到{counter}号窗口办理。",
        "en": "{number}, please go to counter {counter}.",
    },
    "idle": {"zh": "{counter}号窗口", "en": "Counter {counter}"},
}

#: From one call of a busy counter to its next, minutes: what planned load assumes. Halls measured between 7
#: (simple services) and 15 (approvals); a hall that knows its own says so.
MINUTES_PER_VISITOR: Final = 12
#: More calls an hour in one zone than this can't all be spoken twice in two languages, whatever their order.
MOST_PLANNED: Final = 180

_FIELD = re.compile(r"\{([^{}]*)\}")


def fields_of(template: str) -> list[str]:
    """The fields a template names, in order. Raises ValueError for a brace that stands alone."""
    if set("{}") & set(_FIELD.sub("", template)):
        raise ValueError("has a brace { or } that stands alone; a field is written {number}")
    return _FIELD.findall(template)


def pieces(template: str) -> Iterator[tuple[str, str]]:
    """A template in order as ("words", text) and ("field", name); empty words are left out."""
    for at, text in enumerate(_FIELD.split(template)):
        if at % 2:
            yield "field", text
        elif text:
            yield "words", text


@dataclass(frozen=True)
class Spelling:
    """How a hall reads its numbers aloud; what is shown stays as printed."""

    #: A001 is read "A one".
    drop_leading_zeros: bool = False
    #: Chinese one is read 幺, as over a telephone.
    yao: bool = False


@dataclass(frozen=True)
class Quiet:
    """Hours of the day, hall time, with a volume of their own, per cent; they may reach over midnight."""

    start: time
    end: time
    volume: int = 0

    def includes(self, at: time) -> bool:
        """Whether this is one of its hours; the end itself is not."""
        if self.start <= self.end:
            return self.start <= at < self.end
        return at >= self.start or at < self.end


@dataclass(frozen=True)
class Voice:
    """How loud and in which words a hall speaks."""

    spelling: Spelling = Spelling()
    #: Per cent of the loudspeaker's own.
    volume: int = 100
    #: The first that includes an hour decides; volume 0: calls are shown only.
    quiet: Sequence[Quiet] = ()
    #: What planned load assumes.
    minutes_per_visitor: float = MINUTES_PER_VISITOR

    def volume_at(self, at: time) -> int:
        """The volume of calls at a time of the day, per cent; 0: calls are shown and not spoken."""
        return next((hours.volume for hours in self.quiet if hours.includes(at)), self.volume)


USUAL_VOICE: Final = Voice()


def planned_load(counters: int, minutes_per_visitor: float) -> float:
    """Calls an hour while so many counters are all busy."""
    return counters * 60 / minutes_per_visitor
