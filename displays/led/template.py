"""Frames of boards with a protocol of their own: a pattern in hexadecimal, its blanks filled in by name.

{text}    the text in the board's letters
{addr}    the strip's address, one byte
{len+2}   bytes of the text and 2 more, in one byte; {len16+2} in two, low one first; {len16be+2} high first
{check}   the checksum of what stands between [ and ], or of all before it where there are no brackets
So a frame FF 68 n n 68 address 05 text sum 16 is written FF68{len+2}{len+2}68[{addr}05{text}]{check}16.
"""

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from displays.led.checksums import CHECKSUMS
from displays.led.letters import in_letters_of
from displays.led.strip import Face, is_dark, window_of
from displays.led.wire import StripFault, Whole

ENCODINGS = ("gb2312", "gbk", "gb18030", "utf-8", "ascii")
_PIECE = re.compile(
    r"(?P<hex>(?:[0-9A-Fa-f]{2})+)|\{(?P<blank>text|addr|check)\}|(?P<edge>[\[\]])"
    r"|\{len(?P<size>16be|16)?(?:\+(?P<more>\d{1,3}))?\}"
)
_ORDERS: dict[str | None, tuple[int, Literal["little", "big"]]] = {
    None: (1, "big"),
    "16": (2, "little"),
    "16be": (2, "big"),
}


class TemplateError(ValueError):
    """A frame that can't be filled in; the sentence says what is wrong."""


@dataclass(frozen=True)
class Template:
    """One board by the pattern of its frames.

    answer  what stands in the board's answer, in hexadecimal; "" where it gives none
    Raises TemplateError for a pattern that can't be filled in.
    """

    pattern: str
    number: int
    width: int
    checksum: str = "none"
    encoding: str = "gb2312"
    answer: str = ""

    def __post_init__(self) -> None:
        """Read the pattern when the board is named, not at the first call."""
        for word, known in ((self.checksum, [*CHECKSUMS]), (self.encoding, ENCODINGS)):
            if word not in known:
                raise TemplateError(f'"{word}" is none of {", ".join(known)}')
        if not re.fullmatch(r"(?:[0-9A-Fa-f]{2})*", self.answer):
            raise TemplateError(f'the answer "{self.answer}" is not hexadecimal')
        blanks = [piece["blank"] for piece in self._pieces]
        if blanks.count("text") != 1:
            raise TemplateError(f'the frame "{self.pattern}" needs one {{text}}')
        if ("check" in blanks) != (self.checksum != "none"):
            raise TemplateError(f'the frame "{self.pattern}" and checksum={self.checksum} don\'t go together')
        edges = "".join(piece["edge"] or ("!" if piece["blank"] == "check" else "") for piece in self._pieces)
        if edges not in {"", "!", "[]!"}:
            raise TemplateError(f'in the frame "{self.pattern}" one {{check}} stands behind one [ and ]')

    def frame(self, face: Face, elapsed: int) -> bytes:
        """The frame that shows a face as it stands so many ms after it was first shown.

        Such a board is trusted with nothing but a text: dark is a space, and it scrolls by new texts.
        Raises StripFault for a text whose length has no room in the pattern.
        """
        text = in_letters_of(face.text, self.encoding) if not is_dark(face, elapsed) else ""
        return self._filled((window_of(text, self.width, elapsed) or " ").encode(self.encoding))

    @property
    def is_whole(self) -> Whole | None:
        """Tells whether the answer has been heard; None for a board that gives none."""
        expected = bytes.fromhex(self.answer)
        return (lambda heard: expected in heard) if expected else None

    def check(self, answer: bytes) -> None:
        """Nothing in the answer can refuse; it was heard."""

    @cached_property
    def _pieces(self) -> list[re.Match[str]]:
        pieces, at = [], 0
        while at < len(self.pattern):
            piece = _PIECE.match(self.pattern, at)
            if piece is None:
                raise TemplateError(
                    f'the frame "{self.pattern}" is not understood from "{self.pattern[at:]}" on'
                )
            pieces.append(piece)
            at = piece.end()
        return pieces

    def _filled(self, text: bytes) -> bytes:
        sent, begin, end = b"", 0, None
        for piece in self._pieces:
            if piece["hex"]:
                sent += bytes.fromhex(piece["hex"])
            elif piece["edge"] == "[":
                begin = len(sent)
            elif piece["edge"] == "]":
                end = len(sent)
            elif piece["blank"] == "text":
                sent += text
            elif piece["blank"] == "addr":
                sent += bytes([self.number])
            elif piece["blank"] == "check":
                sent += CHECKSUMS[self.checksum](sent[begin:end])
            else:
                sent += _size(len(text) + int(piece["more"] or 0), *_ORDERS[piece["size"]])
        return sent


def _size(count: int, width: int, order: Literal["little", "big"]) -> bytes:
    try:
        return count.to_bytes(width, order)
    except OverflowError:
        raise StripFault(f"A text of {count} bytes is too long for this frame.") from None
