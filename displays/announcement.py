"""What the loudspeaker says and its caption shows: a call as clip names, and the text of every clip."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

#: The languages a call can be spoken in.
LANGUAGES = ("zh", "en")

#: The two tones before every announcement; made, not spoken.
CHIME = "chime"
#: Parts that are silent, in ms: between two languages, and before a call is said again.
SILENCES: Mapping[str, int] = {"breath": 400, "pause": 1000}

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_ZH_DIGITS = "零一二三四五六七八九"
# The hyphens stress the end of thirteen, so that nobody hears thirty.
# fmt: off
_EN_TO_19 = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thir-teen", "four-teen", "fif-teen", "six-teen", "seven-teen", "eigh-teen", "nine-teen",
)
# fmt: on
_EN_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
#: Above this a cardinal is harder to follow than its digits.
_LARGEST_CARDINAL = 999
#: A number as printed, inside free text: letters, then at least three digits.
_PRINTED_NUMBER = re.compile(r"(?<![A-Za-z0-9])([A-Z]{1,2})([0-9]{3,})(?![A-Za-z0-9])")
#: Signs that part a name without being read aloud, as in counter "B-2".
_UNREAD = frozenset(" -_./#@")


class CannotSpeakError(ValueError):
    """The loudspeaker cannot say this; the message is a sentence that tells why."""


class Clip(NamedTuple):
    """A piece of an announcement: the language of the voice that speaks it, and the text it speaks."""

    language: str
    text: str


@dataclass(frozen=True)
class Reading:
    """How a hall reads its numbers aloud; what is shown stays as printed."""

    #: A001 is read "A one".
    drop_leading_zeros: bool = False
    #: Chinese one is read 幺, as over a telephone.
    yao: bool = False


READ_IN_FULL = Reading()


def clips_for_announcement(
    number: str,
    counter: str,
    languages: Sequence[str] = ("zh", "en"),
    times: int = 2,
    reading: Reading = READ_IN_FULL,
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
    if not number:
        return ()
    once: list[str] = []
    for language in languages:
        once += (["breath"] if once else []) + [*clips_for_call(number, counter, language, reading)]
    return (CHIME, *once, "pause", *once) if times > 1 else (CHIME, *once)


def clips_for_call(
    number: str, counter: str, language: str, reading: Reading = READ_IN_FULL
) -> tuple[str, ...]:
    """Name the clips that call one number to one counter in one language.

    number   as printed; its letters and digits are read one by one; "" gives no clips
    counter  its id; a number up to 999 is read as a cardinal (12: 十二), anything else sign by sign
    Raises CannotSpeakError for a sign that has no clip, and for another language than zh or en.
    """
    if language not in LANGUAGES:
        raise CannotSpeakError(f"The loudspeaker speaks {' and '.join(LANGUAGES)}, not {language}.")
    if not number:
        return ()
    said, place = _number(number, language, reading), _counter(counter, language)
    if language == "zh":
        return ("zh-qing", *said, "zh-hao", "zh-dao", *place, "zh-hao-chuangkou")
    return ("en-number", *said, "en-please-go-to-counter", *place)


def caption_for_call(number: str, counter: str) -> dict[str, str]:
    """Write what a call says, as shown while it is spoken; empty for a visitor without a number."""
    if not number:
        return {}
    return {"zh": f"请 {number} 号到 {counter} 号窗口", "en": f"{number}, please go to counter {counter}"}


def spoken_text(text: str, language: str) -> str:
    """Make free text safe and right for an engine: no control signs, printed numbers spelled out.

    Control, format and unassigned signs become spaces, so that no engine command, direction mark
    or half character passes. A012 becomes "A零一二" or "A zero one two": an engine left to itself
    reads 012 as 零十二.
    """
    clean = "".join(" " if unicodedata.category(sign)[0] == "C" else sign for sign in text)
    return _PRINTED_NUMBER.sub(lambda found: _spelled(found[1], found[2], language), " ".join(clean.split()))


def _number(number: str, language: str, reading: Reading) -> tuple[str, ...]:
    signs = _signs(number)
    if reading.drop_leading_zeros:
        letters = signs.rstrip("0123456789")
        signs = letters + (signs[len(letters) :].lstrip("0") or "0" * (signs != letters))
    names = _sign_by_sign(signs, language)
    if reading.yao and language == "zh":
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
    link = ("zh-0",) if rest in range(1, 10) else ("zh-1",) if rest in range(10, 20) else ()
    return (f"zh-{hundreds}00", *link, *tail)


def _below_hundred(value: int, language: str) -> tuple[str, ...]:
    tens, unit = value // 10, value % 10
    if tens <= 1:
        return (f"{language}-{value}",)
    return (f"{language}-{tens}0", f"{language}-{unit}") if unit else (f"{language}-{tens}0",)


def _signs(name: str) -> str:
    """Reduce a number or counter id to the capital letters and digits that are read aloud."""
    plain = unicodedata.normalize("NFKC", name).upper()
    signs = "".join(sign for sign in plain if sign not in _UNREAD)
    strange = [sign for sign in signs if not (sign in _LETTERS or sign in "0123456789")]
    if strange or not signs:
        what = f"the sign {strange[0]!r}" if strange else "an empty name"
        raise CannotSpeakError(
            f"The loudspeaker has no clip for {what} in {name!r}; it reads the letters A to Z and digits."
        )
    return signs


def _sign_by_sign(signs: str, language: str) -> tuple[str, ...]:
    return tuple(f"{language}-{sign.lower()}" for sign in signs)


def _spelled(letters: str, digits: str, language: str) -> str:
    if language == "zh":
        return letters + "".join(_ZH_DIGITS[int(digit)] for digit in digits)
    return " ".join([*letters, *(_EN_TO_19[int(digit)] for digit in digits)])


def _catalogue() -> dict[str, Clip]:
    zh = {"qing": "请", "hao": "号", "dao": "到", "hao-chuangkou": "号窗口", "yao": "幺"}
    zh |= {str(unit): word for unit, word in enumerate(_ZH_DIGITS)}
    zh |= {f"1{unit}": f"十{_ZH_DIGITS[unit]}" if unit else "十" for unit in range(10)}
    zh |= {f"{tens}0": f"{_ZH_DIGITS[tens]}十" for tens in range(2, 10)}
    # 一百 is one clip, not two: its 一 changes tone. 二百 is never 两百, as a counter is an ordinal.
    zh |= {f"{hundreds}00": f"{_ZH_DIGITS[hundreds]}百" for hundreds in range(1, 10)}
    en = {"number": "number", "please-go-to-counter": "please go to counter", "hundred": "hundred"}
    en |= {str(value): word for value, word in enumerate(_EN_TO_19)}
    en |= {f"{tens}0": word for tens, word in enumerate(_EN_TENS, start=2)}
    clips = {f"zh-{name}": Clip("zh", text) for name, text in zh.items()}
    clips |= {f"en-{name}": Clip("en", text) for name, text in en.items()}
    # A letter has its English name in a Chinese call too, spoken by the English voice; two clips,
    # so that a hall's Chinese announcer can record it as well.
    letters = {
        f"{language}-{letter.lower()}": Clip("en", letter) for language in ("zh", "en") for letter in _LETTERS
    }
    return clips | letters


#: Every spoken clip by its stable name, which is also its file's: any prefix and digits, counters to 999.
CLIPS: Mapping[str, Clip] = _catalogue()
