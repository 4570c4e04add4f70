"""The calling unit with 19 keys: its frames, a decoder that survives noise, and what its keys ask for; pure.

A frame, as deployed systems have it (9600 8N1; several units hang on one RS-485 cable):
    FF 68 | length | length | 68 | address | function | data … | sum mod 256 | 16
length counts address, function and data; the sum is taken over these three.
Unit to host: data are the keys of one wish, digits as 0–9, the last one a function key. The host
echoes each frame it has understood. Host to unit: function 02 with six digits, three of waiting
count and three of the ticket; function 03, without data, buzzes.

What the keys mean (digits first, then the function key):
    [n] 呼叫          finish the ticket in hand and call the next; n: that number of a paper roll, pressed
                      twice where it was called today already
    8 确认            call one of those who wait below the threshold
    重呼              call the ticket in hand once more
    2 确认            the visitor is here
    评价              finish
    6 确认            missed (弃号)
    0 确认            hold (挂起)
    3 [ticket] 确认   resume (回呼): the one held longest, or the one whose number ends in these digits
    n 转移            transfer to counter n; 0n: to the n-th line of the hall file; at its front
    暂停              pause; again: go on
    99 确认           take the seat over from somebody else
    77 确认           leave the seat
A unit without a seat sits down with its first key. 取消 clears on the unit alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from types import MappingProxyType

HEAD, FIXED, END = b"\xff\x68", 0x68, 0x16
#: Functions: keys were pressed (whatever a unit really sends is taken), show six digits, buzz.
PRESSED, SHOW, BUZZ = 0x01, 0x02, 0x03
#: A unit holds so many digits, so no frame is longer than a function key and these, or six digits shown.
DIGITS = 5
_LONGEST, _LEAST = 2 + DIGITS + 1, 2
#: Bytes of a frame around what `length` counts: head, both lengths, 68; sum, 16.
_BEFORE, _AFTER = 5, 2
#: The largest count three digits show.
MOST_SHOWN = 999


class Key(IntEnum):
    """A function key."""

    FINISH = 0x0B
    CALL = 0x0C
    RECALL = 0x0D
    CANCEL = 0x0E
    CONFIRM = 0x0F
    PAUSE = 0x12
    TRANSFER = 0x13


#: Each key by the letter that stands for it on a keyboard.
LETTERS: Mapping[str, Key] = MappingProxyType(
    {
        "f": Key.FINISH,
        "c": Key.CALL,
        "r": Key.RECALL,
        "x": Key.CANCEL,
        "e": Key.CONFIRM,
        "p": Key.PAUSE,
        "t": Key.TRANSFER,
    }
)


class Act(StrEnum):
    """What a clerk wishes."""

    CALL = "call"
    BELOW = "below"
    RECALL = "recall"
    START = "start"
    FINISH = "finish"
    MISS = "miss"
    HOLD = "hold"
    RESUME = "resume"
    TRANSFER = "transfer"
    PAUSE = "pause"
    TAKE_OVER = "take over"
    LEAVE = "leave"


@dataclass(frozen=True)
class Frame:
    """One message on the cable."""

    address: int
    function: int
    data: bytes = b""


@dataclass(frozen=True)
class Wish:
    """An act, and the digits it was given: a counter, a line, a ticket's last digits, a roll's number."""

    act: Act
    number: str = ""


#: The digits before 确认 that are an act by themselves.
_CONFIRMED = {
    "8": Act.BELOW,
    "2": Act.START,
    "6": Act.MISS,
    "0": Act.HOLD,
    "99": Act.TAKE_OVER,
    "77": Act.LEAVE,
}
_RESUME = "3"
_ALONE = {Key.RECALL: Act.RECALL, Key.FINISH: Act.FINISH, Key.PAUSE: Act.PAUSE}

#: Refusal -> the three digits that say it, with a buzz, where the ticket stands otherwise.
CODES: Mapping[str, int] = MappingProxyType(
    {
        "empty": 901,
        "below-threshold": 902,
        "recall-too-soon": 903,
        "recall-limit": 904,
        "no-ticket": 905,
        "wrong-state": 906,
        "seated": 907,
        "seat-lost": 907,
        "busy": 908,
        "too-many-held": 909,
        "not-held-here": 910,
        "unknown-counter": 911,
        "unknown-line": 911,
        "stale": 912,
        "hall-stopped": 913,
        "counter-closed": 914,
        "bad-input": 915,
        "roll-called-before": 916,
        "no-such-keys": 998,
        "no-answer": 999,
    }
)
#: The hall does not answer; it refuses for a reason that has no digits of its own.
NO_ANSWER, OTHER = "no-answer", 990


def encode(frame: Frame) -> bytes:
    """The bytes of a frame."""
    body = bytes((frame.address, frame.function)) + frame.data
    return HEAD + bytes((len(body), len(body), FIXED)) + body + bytes((sum(body) % 256, END))


class Decoder:
    """Finds frames in what comes over a cable: noise, cut and wrong frames are passed over."""

    def __init__(self) -> None:
        self._rest = b""

    def feed(self, data: bytes) -> list[Frame]:
        """The frames that these bytes complete."""
        self._rest += data
        found: list[Frame] = []
        while (start := self._rest.find(HEAD)) >= 0:
            self._rest = self._rest[start:]
            if (length := _whole(self._rest)) == 0:
                return found
            if length is None:
                self._rest = self._rest[1:]  # no frame begins here, perhaps one does further on
                continue
            body = self._rest[_BEFORE : length - _AFTER]
            found.append(Frame(body[0], body[1], body[2:]))
            self._rest = self._rest[length:]
        self._rest = self._rest[-1:]  # half a head
        return found

    def silence(self) -> None:
        """Nothing came for a while: a frame begun before was cut."""
        self._rest = b""


def _whole(data: bytes) -> int | None:
    """The length of the frame these bytes begin with; 0 while it is not all there, None if it is none."""
    head = data[2:_BEFORE]
    if head[:1] and not _LEAST <= head[0] <= _LONGEST:
        return None
    if (head[1:2] and head[1] != head[0]) or (head[2:3] and head[2] != FIXED):
        return None
    if len(head) < _BEFORE - 2 or len(data) < _BEFORE + head[0] + _AFTER:
        return 0
    total, end = data[_BEFORE + head[0] : _BEFORE + head[0] + _AFTER]
    right = end == END and total == sum(data[_BEFORE : _BEFORE + head[0]]) % 256
    return _BEFORE + head[0] + _AFTER if right else None


def wish_of(keys: bytes) -> Wish | None:
    """What the keys of one frame ask for; None for keys that mean nothing."""
    if not keys or any(digit > 9 for digit in keys[:-1]):  # noqa: PLR2004 - digits
        return None
    digits, last = "".join(map(str, keys[:-1])), keys[-1]
    if last == Key.CALL:
        return Wish(Act.CALL, digits)
    if last == Key.TRANSFER:
        return Wish(Act.TRANSFER, digits) if digits else None
    if last == Key.CONFIRM:
        if digits in _CONFIRMED:
            return Wish(_CONFIRMED[digits])
        return Wish(Act.RESUME, digits[1:]) if digits.startswith(_RESUME) else None
    alone = next((act for key, act in _ALONE.items() if key == last), None)
    return Wish(alone) if alone and not digits else None


def shown(address: int, waiting: int, ticket: int) -> Frame:
    """What a unit is to show: how many wait, and a ticket's count (0: none) or a refusal's three digits.

    A zero is sent as a zero: whether a blank clears a digit or leaves it differs between makers.
    """
    text = f"{min(waiting, MOST_SHOWN):03d}{ticket % (MOST_SHOWN + 1):03d}"
    return Frame(address, SHOW, bytes(map(int, text)))


def buzz(address: int) -> Frame:
    """Have a unit buzz."""
    return Frame(address, BUZZ)


def pressed(address: int, digits: str, key: Key) -> Frame:
    """What a unit sends for digits and a function key."""
    return Frame(address, PRESSED, bytes(map(int, digits)) + bytes((key,)))
