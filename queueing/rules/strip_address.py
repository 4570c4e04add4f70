"""How the LED strip of a counter is written in the hall file: its protocol, its cable, its number on it."""

import re
from dataclasses import dataclass
from urllib.parse import unquote

#: Every spelling, as the end of a sentence.
SPELLINGS = (
    'a strip is "dummy", "onbon+tcp://192.168.0.199:5005", "onbon+serial:///dev/ttyUSB0?baud=57600", '
    '"alpha+tcp://host:port", "template+tcp://host:port?frame=02{text}03" or "luma://max7219"; '
    '"agent" is one that an agent works on another machine'
)
#: What each protocol may be told after the question mark, beside its cable's own words.
_WORDS = {
    "onbon": {"address"},
    "alpha": {"address"},
    "template": {"address", "frame", "checksum", "encoding", "answer"},
    "luma": {"orientation", "spi"},
    "dummy": set[str](),
}
#: Words for every strip: dots across it, and the language it speaks.
_EVERY = {"width", "language"}
#: Dots across a strip of eight Hanzi, and the widest one; a board counts in eights.
WIDTH, WIDEST = 128, 1024
#: Bits a second where the address doesn't say, as the makers set their boards.
BAUD = {"onbon": 57_600, "alpha": 9_600, "template": 9_600}

_HOST = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?(?:\.[A-Za-z0-9-]{1,63})*"
_WHERE = re.compile(
    rf"dummy|luma://(?P<chip>max7219)|(?P<protocol>onbon|alpha|template)\+"
    rf"(?:tcp://(?P<host>{_HOST}):(?P<port>\d{{1,5}})|serial://(?P<path>/dev/[\w.:/-]+))"
)
#: Words of a matrix: how each is written, and what it is when it isn't.
_LIKE = {"spi": (r"\d\.\d", "0.0"), "orientation": (r"0|-?90|180", "0")}


class StripAddressError(ValueError):
    """A strip's address that can't be one; the sentence says how it is written."""


@dataclass(frozen=True)
class StripAddress:
    """Where a strip is and what it is told.

    protocol   onbon, alpha, template, luma or dummy
    bus        what it hangs on, "tcp://host:port", "serial:///dev/ttyUSB0"; strips of one bus take turns
    host, port of a network strip, else "" and 0; path and baud of a serial one, else "" and 0
    number     its address on the bus; 0 where the strip has none
    width      dots across, a multiple of 8
    words      what else stands after the question mark
    """

    protocol: str
    bus: str
    host: str
    port: int
    path: str
    baud: int
    number: int
    width: int
    language: str
    words: dict[str, str]


def parse(text: str) -> StripAddress:
    """The strip a hall file names. Raises StripAddressError with the right spelling."""
    where, _, asked = text.partition("?")
    found = _WHERE.fullmatch(where)
    if found is None or ".." in where:
        raise StripAddressError(f'"{text}" is no strip; {SPELLINGS}')
    protocol = found["protocol"] or ("luma" if found["chip"] else "dummy")
    words = _words(text, asked, protocol, serial=found["path"] is not None)
    port = _number(text, "port", found["port"] or "0", range(1 if found["host"] else 0, 1 << 16))
    width = _number(text, "width", words.pop("width", str(WIDTH)), range(8, WIDEST + 1, 8))
    address = _number(text, "address", words.pop("address", "1"), range(1, 255))
    baud = BAUD[protocol] if found["path"] else 0
    baud = _number(text, "baud", words.pop("baud", str(baud)), range(921_601)) if found["path"] else 0
    language = words.pop("language", "en" if protocol == "alpha" else "zh")
    if language not in {"zh", "en"}:
        raise StripAddressError(f'"{text}" speaks {language}; a strip speaks zh or en')
    for word, example in _LIKE.items():
        if not re.fullmatch(example[0], words.get(word, example[1])):
            raise StripAddressError(f'"{text}": {word} is written {word}={example[1]}')
    bus = where.partition("+")[2] or (f"{where} {words.get('spi', '0.0')}" if found["chip"] else where)
    return StripAddress(
        protocol,
        bus,
        found["host"] or "",
        port,
        found["path"] or "",
        baud,
        address if protocol in BAUD else 0,
        width,
        language,
        words,
    )


def _words(text: str, asked: str, protocol: str, *, serial: bool) -> dict[str, str]:
    known = _WORDS[protocol] | _EVERY | ({"baud"} if serial else set())
    pairs = [pair.partition("=") for pair in asked.split("&")] if asked else []
    words = {word: unquote(said) for word, _, said in pairs}
    if len(words) < len(pairs):
        raise StripAddressError(f'"{text}" says one thing twice')
    for word in words:
        if word not in known:
            raise StripAddressError(f'"{text}" says {word}; this kind of strip knows {_list(known)}')
    if protocol == "template" and "frame" not in words:
        raise StripAddressError(f'"{text}" has no frame; write it in hexadecimal, frame=02{{text}}03')
    return words


def _number(text: str, word: str, said: str, allowed: range) -> int:
    if said.isascii() and said.isdigit() and int(said) in allowed:
        return int(said)
    step = f" in steps of {allowed.step}" if allowed.step > 1 else ""
    raise StripAddressError(f'"{text}": {word} is a number from {allowed[0]} to {allowed[-1]}{step}')


def _list(words: set[str]) -> str:
    *most, last = sorted(words)
    return f"{', '.join(most)} and {last}"
