"""On which line of a TOML text each key and each list element stands; Python's own parser doesn't say."""

import re
import tomllib
from bisect import bisect_right
from collections.abc import Mapping
from typing import TypeAlias

#: The way to a value in the parsed text: keys of tables, indexes of lists, e.g. ("counters", 2, "zone").
Path: TypeAlias = tuple[str | int, ...]

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_STRING = re.compile(
    r"""
    \"{3} (?:\\.|[^\\])*? \"{3,5}   # the closing three may follow one or two quotes of the text
    | '{3} .*? '{3,5}
    | \" (?:\\.|[^"\\\n])* \"
    | ' [^'\n]* '
    """,
    re.DOTALL | re.VERBOSE,
)
_COMMENT = re.compile(r"#[^\n]*")
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_PLAIN_VALUE = re.compile(r"[^,\]}#\n]+")


def lines_of(text: str) -> Mapping[Path, int]:
    """The line, from 1, of every key and list element of a TOML text that tomllib accepts.

    A table that several headers add to stands where it is first named. For a text that tomllib
    refuses the answer means nothing: parse first.
    """
    return _Reader(text).read()


def open_bracket(text: str) -> int | None:
    """The line of the innermost list or table brace that is never closed; None when all are.

    For texts that tomllib refuses, which says only that the document ended too early.
    """
    opened: list[int] = []
    at = 0
    while at < len(text):
        skipped = _STRING.match(text, at) or _COMMENT.match(text, at)
        if skipped is None and text[at] in "[{":
            opened.append(at)
        elif skipped is None and text[at] in "]}" and opened:
            opened.pop()
        at = skipped.end() if skipped else at + 1
    return text.count("\n", 0, opened[-1]) + 1 if opened else None


class _Reader:
    """One pass over the text; it knows where values begin and end, not what they mean."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._newlines = [match.start() for match in re.finditer(r"\n", text)]
        self._lines: dict[Path, int] = {}
        #: How many elements each list of tables ([[header]]) has so far.
        self._tables: dict[Path, int] = {}

    def read(self) -> Mapping[Path, int]:
        table: Path = ()
        while self._skip_blank() < len(self._text):
            if self._text[self._at] == "[":
                table = self._header()
            else:
                self._key_and_value(table)
        return self._lines

    def _header(self) -> Path:
        line = self._line()
        closing = "]]" if self._text.startswith("[[", self._at) else "]"
        self._at += len(closing)
        keys = self._keys()
        self._at += len(closing)
        path: Path = ()
        for key in keys[:-1]:
            path = self._note((*path, key), line)
        path = (*path, keys[-1])
        if closing == "]":
            return self._note(path, line)
        self._lines.setdefault(path, line)
        self._tables[path] = self._tables.get(path, 0) + 1
        return self._note(path, line)

    def _note(self, path: Path, line: int) -> Path:
        """Remember where a path stands; in a list of tables it goes on in the newest element."""
        self._lines.setdefault(path, line)
        if path in self._tables:
            path = (*path, self._tables[path] - 1)
            self._lines.setdefault(path, line)
        return path

    def _key_and_value(self, table: Path) -> None:
        line = self._line()
        path = table
        for key in self._keys():
            path = (*path, key)
            self._lines.setdefault(path, line)
        self._at += 1  # the equals sign
        self._skip_blank()
        self._value(path)

    def _value(self, path: Path) -> None:
        if self._text[self._at] == "[":
            self._list(path)
        elif self._text[self._at] == "{":
            self._inline_table(path)
        else:
            string = _STRING.match(self._text, self._at)
            self._at = (string or self._must(_PLAIN_VALUE)).end()

    def _list(self, path: Path) -> None:
        self._at += 1
        index = 0
        while self._text[self._skip_blank()] != "]":
            self._lines[(*path, index)] = self._line()
            self._value((*path, index))
            self._skip_comma()
            index += 1
        self._at += 1

    def _inline_table(self, path: Path) -> None:
        self._at += 1
        while self._text[self._skip_blank()] != "}":
            self._key_and_value(path)
            self._skip_comma()
        self._at += 1

    def _keys(self) -> list[str]:
        """A key and, after dots, those under it; leaves the reader at what follows."""
        keys: list[str] = []
        while True:
            self._skip_blank()
            if bare := _BARE.match(self._text, self._at):
                keys.append(bare.group())
                self._at = bare.end()
            else:
                quoted = self._must(_STRING)
                keys.append(tomllib.loads(f"key = {quoted.group()}")["key"])
                self._at = quoted.end()
            if self._text[self._skip_blank()] != ".":
                return keys
            self._at += 1

    def _skip_blank(self) -> int:
        self._at = self._must(_BLANK).end()
        return self._at

    def _skip_comma(self) -> None:
        if self._text[self._skip_blank()] == ",":
            self._at += 1

    def _must(self, pattern: re.Pattern[str]) -> re.Match[str]:
        match = pattern.match(self._text, self._at)
        if match is None:
            raise ValueError(f"not TOML at line {self._line()}")
        return match

    def _line(self) -> int:
        return bisect_right(self._newlines, self._at - 1) + 1
