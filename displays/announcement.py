"""What the loudspeaker says, and what screens, strips and phones show of a call: templates filled in."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from displays.clips import CHIME, EN_TO_19, LETTERS, ZH_DIGITS, floor_said, name_in, words_of
from queueing.rules.plan import Names, Plan
from queueing.rules.voice import SPOKEN, USUAL, Spelling, Templates, pieces

#: The languages a call is shown in.
SHOWN = ("zh", "en")

#: Above this a cardinal is harder to follow than its digits.
_LARGEST_CARDINAL = 999
#: A number as printed, inside free text: letters, then at least three digits.
_PRINTED_NUMBER = re.compile(r"(?<![A-Za-z0-9])([A-Z]{1,2})([0-9]{3,})(?![A-Za-z0-9])")
#: Signs that part a name without being read aloud, as in counter "B-2".
_UNREAD = frozenset(" -_./#@")


class CannotSpeakError(ValueError):
    """The loudspeaker cannot say this; the message is a sentence that tells why."""


@dataclass(frozen=True)
class Call:
    """A number called to a counter, with what else a template may name; "" for a visitor without a number."""

    number: str
    counter: str
    service: Names = field(default_factory=dict)
    zone: Names = field(default_factory=dict)
    floor: str = ""


@dataclass(frozen=True)
class Wording:
    """A hall's own way to put things: its templates, and how its numbers are read aloud."""

    templates: Templates = field(default_factory=lambda: USUAL)
    spelling: Spelling = field(default_factory=Spelling)


USUAL_WORDING = Wording()


def wording_of(plan: Plan) -> Wording:
    """How this hall puts things."""
    return Wording(plan.templates, plan.voice.spelling)


def call_to(plan: Plan, number: str, counter: str, service: str = "") -> Call:
    """A call to one of a hall's counters, with the names of the service and of the counter's zone."""
    desk, asked = plan.counter.get(counter), plan.service.get(service)
    zone = plan.zone[desk.zone] if desk else None
    return Call(
        number, counter, asked.names if asked else {}, zone.names if zone else {}, zone.floor if zone else ""
    )


def text_for(channel: str, language: str, call: Call, templates: Templates = USUAL) -> str:
    """What a channel shows or sends of a call: voice, tv, strip, sms; or idle, of a counter without one.

    Numbers stay as printed. A language the channel has no template for is told in Chinese.
    Raises KeyError for another channel.
    """
    texts = templates[channel]
    values = {
        "number": call.number,
        "counter": call.counter,
        "service": name_in(call.service, language),
        "zone": name_in(call.zone, language),
        "floor": call.floor,
    }
    return "".join(
        values[text] if kind == "field" else text for kind, text in pieces(texts.get(language) or texts["zh"])
    )


def caption_for_call(call: Call, templates: Templates = USUAL) -> dict[str, str]:
    """Write what the big panel shows beside a call; empty for a visitor without a number."""
    return {language: text_for("tv", language, call, templates) for language in SHOWN} if call.number else {}


def captioned(shown: Mapping[str, Any], plan: Plan) -> dict[str, Any]:
    """A board with the caption of each of its calls, by language."""
    calls = [
        {**call, "caption": caption_for_call(call_to(plan, call["number"], call["counter"]), plan.templates)}
        for call in shown["calls"]
    ]
    return {**shown, "calls": calls}


def clips_for_announcement(
    call: Call, languages: Sequence[str] = SHOWN, times: int = 2, wording: Wording = USUAL_WORDING
) -> tuple[str, ...]:
    """Name every part of one announcement in order: the chime, then the call in each language, once or twice.

    languages  one or two, spoken in this order
    times      1 or 2; a "pause" goes before the repetition, a "breath" between two languages
    Empty for a visitor served without a ticket (number ""): nobody is called.
    Raises CannotSpeakError for other languages or times, and as `clips_for_call`.
    """
    if times not in {1, 2}:
        raise CannotSpeakError(f"A call is spoken once or twice, not {times} times.")
    if len(languages) not in {1, 2}:
        raise CannotSpeakError(f"A call is spoken in one or two languages, not {len(languages)}.")
    if not call.number:
        return ()
    once: list[str] = []
    for language in languages:
        once += (["breath"] if once else []) + [*clips_for_call(call, language, wording)]
    return (CHIME, *once, "pause", *once) if times > 1 else (CHIME, *once)


def clips_for_call(call: Call, language: str, wording: Wording = USUAL_WORDING) -> tuple[str, ...]:
    """Name the clips that call one number to one counter in one language, as the hall's template puts it.

    The number's letters and digits are read one by one; a counter up to 999 as a cardinal (12: 十二), any
    other sign by sign; services, zones and floors by clips of their own.
    Raises CannotSpeakError for a sign that has no clip, and for another language than zh, en or yue.
    """
    if language not in SPOKEN:
        raise CannotSpeakError(f"The loudspeaker speaks {' and '.join(SPOKEN)}, not {language}.")
    if not call.number:
        return ()
    said: list[str] = []
    for kind, text in pieces(wording.templates["voice"][language]):
        match kind, text:
            case "field", "number":
                said += _number(call.number, language, wording.spelling)
            case "field", "counter":
                said += _counter(call.counter, language)
            case "field", "floor":
                said += _words(floor_said(call.floor, language), language)
            case "field", _:
                said += _words(name_in(call.service if text == "service" else call.zone, language), language)
            case _:
                said += _words(text, language)
    return tuple(said)


def spoken_text(text: str, language: str) -> str:
    """Make free text safe and right for an engine: no control signs, printed numbers spelled out.

    Control, format and unassigned signs become spaces, so that no engine command, direction mark
    or half character passes. A012 becomes "A零一二" or "A zero one two": an engine left to itself
    reads 012 as 零十二.
    """
    clean = "".join(" " if unicodedata.category(sign)[0] == "C" else sign for sign in text)
    return _PRINTED_NUMBER.sub(lambda found: _spelled(found[1], found[2], language), " ".join(clean.split()))


def _words(text: str, language: str) -> list[str]:
    return [name for name, _ in words_of(text, language)]


def _number(number: str, language: str, spelling: Spelling) -> tuple[str, ...]:
    signs = _signs(number)
    if spelling.drop_leading_zeros:
        letters = signs.rstrip("0123456789")
        signs = letters + (signs[len(letters) :].lstrip("0") or "0" * (signs != letters))
    names = _sign_by_sign(signs, language)
    if spelling.yao and language == "zh":
        return tuple("zh-yao" if name == "zh-1" else name for name in names)
    return names


def _counter(counter: str, language: str) -> tuple[str, ...]:
    signs = _signs(counter)
    if signs.isdecimal() and int(signs) <= _LARGEST_CARDINAL:
        return _cardinal(int(signs), language)
    return _sign_by_sign(signs, language)


def _cardinal(value: int, language: str) -> tuple[str, ...]:
    hundreds, rest = value // 100, value % 100
    if not hundreds:
        return _below_hundred(rest, language)
    tail = _below_hundred(rest, language) if rest else ()
    if language == "en":
        return (f"en-{hundreds}", "en-hundred", *tail)
    # 一百零一 names the empty place, 一百一十二 the one that 十二 by itself leaves out.
    link = (f"{language}-0",) if rest in range(1, 10) else (f"{language}-1",) if rest in range(10, 20) else ()
    return (f"{language}-{hundreds}00", *link, *tail)


def _below_hundred(value: int, language: str) -> tuple[str, ...]:
    tens, unit = value // 10, value % 10
    if tens <= 1:
        return (f"{language}-{value}",)
    return (f"{language}-{tens}0", f"{language}-{unit}") if unit else (f"{language}-{tens}0",)


def _signs(name: str) -> str:
    """Reduce a number or counter id to the capital letters and digits that are read aloud."""
    plain = unicodedata.normalize("NFKC", name).upper()
    signs = "".join(sign for sign in plain if sign not in _UNREAD)
    strange = [sign for sign in signs if not (sign in LETTERS or sign in "0123456789")]
    if strange or not signs:
        what = f"the sign {strange[0]!r}" if strange else "an empty name"
        raise CannotSpeakError(
            f"The loudspeaker has no clip for {what} in {name!r}; it reads the letters A to Z and digits."
        )
    return signs


def _sign_by_sign(signs: str, language: str) -> tuple[str, ...]:
    return tuple(f"{language}-{sign.lower()}" for sign in signs)


def _spelled(letters: str, digits: str, language: str) -> str:
    if language == "en":
        return " ".join([*letters, *(EN_TO_19[int(digit)] for digit in digits)])
    return letters + "".join(ZH_DIGITS[int(digit)] for digit in digits)
