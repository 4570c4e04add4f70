"""Which font a ticket is drawn in, one sure to hold every Chinese character, and how a text fits a room."""

import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from math import ceil
from pathlib import Path
from typing import Protocol, cast

from PIL import ImageFont

#: A row's height and its baseline below the row's top, in letters.
ROW, BASELINE = 1.34, 1.02
#: White dots at both ends of a row, for letters that lean out of their own width.
LEAN = 2
#: Chinese characters stand alone, Latin words whole; marks stay with the letter they belong to.
_TOKEN = re.compile(
    r"\s+|[（〔《“「(]*(?:[^\s\u2e80-\uffff（〔《“「]+|.)[，。、；：！？）〕》”」]*",
)


class FontError(Exception):
    """No font with Chinese characters was found; name one in the settings."""


@dataclass(frozen=True)
class Face:
    """A font file; its sizes are opened once."""

    path: Path

    def at(self, size: int) -> ImageFont.FreeTypeFont:
        """The font with letters of that many dots."""
        return _opened(str(self.path), size)

    def width(self, text: str, size: int, *, bold: bool = False) -> int:
        """How many dots a text takes in one row, both ends included."""
        advance = sum(_advance(str(self.path), size, letter) for letter in text)
        return ceil(advance) + 2 * (ceil(pen_width(size, bold=bold)) + LEAN)


def find_face(configured: Path | None = None) -> Face:
    """The configured font file, else the packaged one, else what fontconfig has for Chinese.

    Raises FontError where a configured file holds no Chinese characters, or nothing does.
    """
    if configured is not None:
        if not _holds_chinese(Face(configured)):
            raise FontError(f"{configured} is not a font with Chinese characters; name another file.")
        return Face(configured)
    for path in (_packaged(), _fontconfig()):
        if path is not None and _holds_chinese(Face(path)):
            return Face(path)
    raise FontError(FontError.__doc__)


@lru_cache(maxsize=1)
def default_face() -> Face:
    """The face where none is configured, looked for once."""
    return find_face()


def fit(face: Face, text: str, sizes: range, room: int, *, bold: bool = False) -> tuple[int, list[str]]:
    """The size and the rows in which a text fits a room of so many dots.

    sizes  dots of a letter from the floor to the wanted size
    One row, shrunk as far as the floor; then rows of like length at the floor, broken between
    Chinese characters or Latin words, never before a closing mark. A word wider than the room is split.
    """
    wanted, floor = sizes[-1], sizes[0]
    wide = face.width(text, wanted, bold=bold)
    if wide <= room:
        return wanted, [text]
    for smaller in range(min(wanted - 1, wanted * room // wide + 1), floor - 1, -1):
        if face.width(text, smaller, bold=bold) <= room:
            return smaller, [text]

    def at_floor(row: str) -> int:
        return face.width(row, floor, bold=bold)

    return floor, balanced(text, room, at_floor, step=floor // 2)


def pen_width(size: int, *, bold: bool) -> float:
    """Dots added around each letter: the packaged font has one weight, so bold is drawn with a thick pen."""
    return size / 50 if bold else 0.0


def wrap(text: str, room: int, width: Callable[[str], int]) -> list[str]:
    """A text in rows no wider than a room, as `width` measures them; in dots, or in a printer's cells."""
    rows = [""]
    for token in _TOKEN.findall(text):
        if width((rows[-1] + token).rstrip()) <= room:
            rows[-1] += token
        elif width(token) <= room:
            rows.append(token.lstrip())
        else:
            for letter in token:
                if rows[-1] and width(rows[-1] + letter) > room:
                    rows.append("")
                rows[-1] += letter
    return [row.strip() for row in rows if row.strip()]


def balanced(text: str, room: int, width: Callable[[str], int], step: int = 1) -> list[str]:
    """The same rows made of like length: no row is left with a word alone where another has room."""
    rows = wrap(text, room, width)
    for tighter in range(width(text) // max(1, len(rows)), room, step):
        tried = wrap(text, tighter, width)
        if len(tried) == len(rows):
            return tried
    return rows


@lru_cache(maxsize=64)
def _opened(path: str, size: int) -> ImageFont.FreeTypeFont:
    # The basic engine, so that a ticket looks the same whether or not libraqm is installed.
    return ImageFont.truetype(path, size, layout_engine=ImageFont.Layout.BASIC)


@lru_cache(maxsize=8192)
def _advance(path: str, size: int, letter: str) -> float:
    return _opened(path, size).getlength(letter)


def _holds_chinese(face: Face) -> bool:
    try:
        font = face.at(24)
    except OSError:
        return False
    missing = bytes(font.getmask("\U000fffff"))
    return all(bytes(font.getmask(letter)) != missing for letter in "号鑫")


class _FontPackage(Protocol):
    def sans_path(self) -> Path: ...


def _packaged() -> Path | None:
    try:
        return cast(_FontPackage, import_module("pylopdf_fonts_zh_cn")).sans_path()
    except ImportError:
        return None


def _fontconfig() -> Path | None:
    """The file fontconfig would take for Chinese; None without fontconfig."""
    command = shutil.which("fc-match")
    if command is None:
        return None
    asked = [command, "--format=%{file}", "sans:lang=zh-cn"]
    try:
        said = subprocess.run(asked, capture_output=True, text=True, timeout=5, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return Path(said.stdout) if said.returncode == 0 and said.stdout else None
