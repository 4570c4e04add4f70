"""How each cell of a catalogue is read: a code, a number, a date, a yes or no, papers."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from queueing.rules.hall_services import LONGEST_LIMIT, LONGEST_VISIT, MOST_MATERIALS
from queueing.rules.services import KINDS

_YES = frozenset({"yes", "y", "true", "1", "是", "√", "✓", "有"})
_NO = frozenset({"", "no", "n", "false", "0", "否", "×", "无"})
_KINDS = {f"{kind}{end}": kind for kind in KINDS for end in ("", "件")} | {"承诺办理件": "承诺"}
_DATE = re.compile(r"(\d{4})(?:-|/|\.|年)(\d{1,2})(?:-|/|\.|月)(\d{1,2})日?(?: 0?0:00(?::00)?)?")
_NUMBER = re.compile(r"(\d{1,6})(?:\.0+)?(?:个?工作日|工作天|天|日|分钟)?")


class WrongCellError(ValueError):
    """A cell that can't be read: a code of catalogue_csv's sentences, and what its sentence needs."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code, self.params = code, params


def plain(text: str) -> str:
    """A cell of codes, numbers or dates as it is meant: full-width signs are the plain ones."""
    return unicodedata.normalize("NFKC", text).strip()


def one_line(cell: str) -> str:
    """A text on one line."""
    return " ".join(cell.split())


def _pair(cell: str) -> dict[str, str]:
    """A text in one or both languages: 身份证|Identity card."""
    zh, _, en = (part.strip() for part in one_line(cell).partition("|"))
    return {"zh": zh or en} | ({"en": en} if en else {})


def _parts(cell: str) -> list[str]:
    return [part.strip() for part in re.split(r"[;；\n]", cell) if part.strip(" |")]


def _words(cell: str) -> list[str]:
    return [part for part in re.split(r"[;；,，、\n]", cell) if part.strip()]


def _whole(column: str, code: str, least: int, most: int) -> Callable[[str], dict[str, Any]]:
    def reads(cell: str) -> dict[str, Any]:
        number = _NUMBER.fullmatch(plain(cell))
        if number is None or not least <= int(number[1]) <= most:
            raise WrongCellError(code, most=most)
        return {column: int(number[1])}

    return reads


def _minutes(cell: str) -> dict[str, Any]:
    return {"minutes": float(_whole("minutes", "minutes", 1, LONGEST_VISIT)(cell)["minutes"])}


def _flag(column: str) -> Callable[[str], dict[str, Any]]:
    def reads(cell: str) -> dict[str, Any]:
        word = plain(cell).lower()
        if word not in _YES | _NO:
            raise WrongCellError("yes")
        return {column: word in _YES}

    return reads


def _day(cell: str) -> date:
    found = _DATE.fullmatch(plain(cell))
    try:
        return date(*(int(part) for part in found.groups())) if found else date.fromisoformat(plain(cell))
    except ValueError:
        raise WrongCellError("date") from None


def _kind(cell: str) -> dict[str, Any]:
    if plain(cell) not in _KINDS:
        raise WrongCellError("kind")
    return {"kind": _KINDS[plain(cell)]}


def _website(cell: str) -> dict[str, Any]:
    if not re.fullmatch(r"https?://[^\s\"<>]{4,300}", plain(cell)):
        raise WrongCellError("website")
    return {"website": plain(cell)}


def _materials(cell: str) -> dict[str, Any]:
    parts = _parts(cell)
    if len(parts) > MOST_MATERIALS:
        raise WrongCellError("materials", count=len(parts), most=MOST_MATERIALS)
    return {"ticket": {"materials": [_pair(part) for part in parts]}}


#: How each column is read; a cell that is empty says nothing.
READS: Mapping[str, Callable[[str], dict[str, Any]]] = {
    "line": lambda cell: {"line": plain(cell)},
    "department": lambda cell: {"department": _pair(cell)},
    "kind": _kind,
    "statutory": _whole("statutory", "limit", 0, LONGEST_LIMIT),
    "promised": _whole("promised", "limit", 0, LONGEST_LIMIT),
    "minutes": _minutes,
    "website": _website,
    "keywords": lambda cell: {"keywords": [one_line(word) for word in _words(cell)]},
    "materials": _materials,
    "first": lambda cell: {"first": _day(cell)},
    "last": lambda cell: {"last": _day(cell)},
    **{name: _flag(name) for name in ("online", "kiosk", "pledge", "instant")},
}
