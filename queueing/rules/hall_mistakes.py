"""Mistakes in the form of a hall file as sentences: not TOML, unknown keys, missing keys, wrong types."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, get_args

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from queueing.rules.hall_row import Row, meant, near
from queueing.rules.hall_schema import HallRow
from queueing.rules.toml_lines import Path, open_bracket

#: Tables of the file and what one row of them is called.
NOUNS = {
    "zones": "zone",
    "lines": "line",
    "services": "service",
    "themes": "theme",
    "quotas": "quota",
    "counters": "counter",
    "kiosks": "kiosk",
    "lanes": "lane",
    "priority_reasons": "priority reason",
}

#: The subject of a sentence about the file's first level.
WHOLE = "the hall"

#: What an input method for Chinese types, and the plain character TOML wants.
_WIDE = dict(zip("“”‘’＝，［］｛｝＂＇＃", "\"\"''=,[]{}\"'#", strict=True))

#: What the parser says, and what its reader should do.
_HINTS = {
    "Cannot overwrite a value": "this key is here a second time",
    "Illegal character '\\n'": 'the text before it has no closing quotation mark (")',
    "Unterminated string": "a text has no closing quotation mark",
    "Expected '=' after a key": 'a key must be followed by = and a value, e.g. zone = "1"',
    "Invalid value": 'this is no value; text stands in quotes, e.g. zone = "1"',
    "Expected ']' at the end": "the name of a table stands in brackets: [priority_reasons]",
    "Unclosed inline table": 'before this a comma, a brace or a quotation mark (") is missing',
    "Invalid date or datetime": "there is no such day; a date is written 2026-02-28",
    "Expected newline or end of document": "only one key and value can stand on a line",
}


def syntax_mistake(text: str, said: str) -> tuple[int, str]:
    """Line and sentence for a text that is not TOML; `said` is what tomllib says about it."""
    what, _, where = said.rpartition(" (at ")
    found = re.match(r"line (\d+), column (\d+)", where)
    rows = text.split("\n")
    line, column = (int(found[1]), int(found[2])) if found else (len(text.rstrip().split("\n")), 0)
    unclosed = None if found else open_bracket(text)
    character = rows[line - 1][column - 1 : column] if found else ""
    if unclosed is not None:
        return unclosed, "this list or table is opened here and never closed"
    if character in _WIDE:
        return line, f"this is a full-width {character}; the file needs the plain {_WIDE[character]}"
    if (
        what.startswith("Invalid initial character for a key")
        and open_bracket("\n".join(rows[:line])) == line
    ):
        return line, "a table in braces { … } must stand on one line"
    if twice := re.match(r"Cannot declare \((.*?),?\) twice", what):
        return line, f"the table {twice[1]} is here a second time"
    hint = next((hint for start, hint in _HINTS.items() if what.startswith(start)), f"unreadable: {what}")
    around = open_bracket("\n".join(rows[: line - 1]))
    return line, f"{hint}; or the list opened on line {around} is not closed" if around else hint


def form_mistakes(data: Mapping[str, Any], errors: list[ErrorDetails]) -> Iterator[tuple[Path, str]]:
    """Path and sentence for each error of the schema; a misspelt key isn't reported as missing too."""
    misspelt = {
        (*error["loc"][:-1], near(str(error["loc"][-1]), _keys_at(error["loc"][:-1])))
        for error in errors
        if error["type"] == "extra_forbidden"
    }
    for error in errors:
        path = error["loc"]
        if error["type"] != "missing" or path not in misspelt:
            yield path, _sentence(data, error)


def _sentence(data: Mapping[str, Any], error: ErrorDetails) -> str:
    subject, rest = _subject(data, error["loc"])
    key = ".".join(str(part) for part in rest if isinstance(part, str) and part != "[key]")
    if error["type"] == "missing":
        return f"{subject} has no {key}"
    if error["type"] == "extra_forbidden":
        if rest[-1] == "children":
            return f"{subject} has children of its own, but the tree has two levels only"
        return f'{subject} has an unknown key "{rest[-1]}"{meant(str(rest[-1]), _keys_at(error["loc"][:-1]))}'
    say = _SAY.get(error["type"])
    what = f"{key} {say(error) if say else error['msg'].lower()}".strip()
    return what if subject == WHOLE else f"{subject}: {what}"


def _subject(data: Mapping[str, Any], path: Path) -> tuple[str, Path]:
    """Who the sentence is about, and the rest of the path within it."""
    if path[0] not in NOUNS or len(path) == 1:
        return WHOLE, path
    length = 4 if path[2:3] == ("children",) and len(path) > 3 else 2  # noqa: PLR2004 - path of a 子项
    row: Any = data
    for part in path[:length]:
        row = row[part]  # the path of an error leads to a row, or to what should have been one
    name = path[length - 1]
    if isinstance(name, int):
        name = row.get("id", "") if isinstance(row, dict) else ""
    noun = NOUNS[str(path[0])]
    return f"{noun} {name}" if name else f"this {noun}", path[length:]


def _keys_at(path: Path) -> list[str]:
    """The keys that the schema allows at a path."""
    model: type[BaseModel] = HallRow
    for part in path:
        if field := model.model_fields.get(str(part)):
            model = _row_in(field.annotation) or model
    return list(model.model_fields)


def _row_in(annotation: object) -> type[Row] | None:
    if isinstance(annotation, type) and issubclass(annotation, Row):
        return annotation
    return next((row for row in map(_row_in, get_args(annotation)) if row), None)


def _range(error: ErrorDetails) -> str:
    limits = error.get("ctx", {})
    words = {"gt": "above", "ge": "at least", "lt": "below", "le": "at most"}
    return "must be " + " and ".join(f"{word} {limits[key]}" for key, word in words.items() if key in limits)


def _text(error: ErrorDetails) -> str:
    given = error["input"]
    example = f', e.g. "{given}"' if isinstance(given, (int, float)) and not isinstance(given, bool) else ""
    return f"must be text in quotes{example}"


#: What to say for each kind of error the schema can find.
_SAY: Mapping[str, Callable[[ErrorDetails], str]] = {
    "string_type": _text,
    "int_type": lambda _: "must be a whole number",
    "int_from_float": lambda _: "must be a whole number",
    "float_type": lambda _: "must be a number",
    "bool_type": lambda _: "must be true or false",
    "list_type": lambda _: "must be a list in brackets [ … ]",
    "dict_type": lambda _: "must be a table in braces { … }",
    "model_type": lambda error: f"must be a table in braces{_example(error)}",
    "greater_than": _range,
    "greater_than_equal": _range,
    "less_than": _range,
    "less_than_equal": _range,
    "multiple_of": lambda error: f"must be a multiple of {error['ctx']['multiple_of']}",
    "too_short": lambda _: "must not be empty",
    "too_long": lambda error: f"may have {error['ctx']['max_length']} at most",
    "value_error": lambda error: str(error["ctx"]["error"]),
}


def _example(error: ErrorDetails) -> str:
    match error["loc"]:
        case (*_, "names"):
            return f', e.g. {{ zh = "{error["input"]}" }}'
        case ("lanes", _):
            return f", e.g. {{ promise = {error['input']} }}"
        case (*_, "lines", int()):
            return " or the name of a line in quotes"
    return " { … }"
