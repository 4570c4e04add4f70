"""A hall file written: from the rows a form has changed, with the text of whatever it left as it was."""

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from typing import Any, TypeAlias

from queueing.rules.catalogue_text import quoted
from queueing.rules.toml_lines import lines_of

#: A hall file as JSON has it: the tables and keys of the file, days and times as text.
Rows: TypeAlias = dict[str, Any]

#: Keys whose text is a day where it can be one; "06-01", of every year, stays text.
_DAYS = frozenset({"date", "first", "last"})
#: Longest list that stands on one line.
_SHORT = 90


def rows_of(text: str) -> Rows:
    """The rows of a hall file that tomllib accepts."""
    return {key: _plain(value) for key, value in tomllib.loads(text).items()}


def rewritten(text: str, rows: Rows) -> str:
    """The hall file with these rows. What is as it was keeps its text, remarks included.

    text  the file before the change, one that tomllib accepts
    Reads back as exactly these rows.
    """
    former, chunks = rows_of(text), _chunks(text)
    plain: list[str] = []
    tables: list[str] = []
    for key in [*chunks, *(key for key in rows if key not in chunks)]:
        if key not in rows:
            continue
        chunk = chunks.get(key, "")
        is_table = bool(re.search(r"^\[", chunk, re.MULTILINE)) if chunk else isinstance(rows[key], dict)
        if not chunk:
            chunk = ("\n" if is_table else "") + _told(key, rows[key], is_table) + "\n"
        elif former[key] != rows[key]:
            remarks, gap = re.match(r"(?:#[^\n]*\n|\n)*", chunk), re.search(r"\n+$", chunk)
            told = _told(key, rows[key], is_table)
            chunk = f"{remarks[0] if remarks else ''}{told}{gap[0] if gap else chr(10)}"
        (tables if is_table else plain).append(chunk if chunk.endswith("\n") else f"{chunk}\n")
    whole = "".join([*plain, *tables])
    # A table whose parts stand apart in the file isn't found whole: then all of it is written anew.
    return whole if _reads_as(whole, rows) else written(rows)


def written(rows: Rows) -> str:
    """A whole hall file of these rows, in their order; tables stand last, as TOML wants it."""
    plain = [_told(key, value, False) for key, value in rows.items() if not isinstance(value, dict)]
    tables = [_told(key, value, True) for key, value in rows.items() if isinstance(value, dict)]
    return "\n".join(plain) + "\n" + "".join(f"\n{table}\n" for table in tables)


def _chunks(text: str) -> dict[str, str]:
    """The text of each key of the first level, with the remarks right above it."""
    rows = text.splitlines(keepends=True)
    starts = sorted((line - 1, str(path[0])) for path, line in lines_of(text).items() if len(path) == 1)
    edges = []
    for line, _ in starts:
        while line and rows[line - 1].startswith("#"):
            line -= 1  # noqa: PLW2901 - up to the first remark
        edges.append(line)
    ends = [*edges[1:], len(rows)]
    if edges:
        edges[0] = 0
    return {key: "".join(rows[a:b]) for (_, key), a, b in zip(starts, edges, ends, strict=True)}


def _reads_as(text: str, rows: Rows) -> bool:
    try:
        return rows_of(text) == rows
    except tomllib.TOMLDecodeError:
        return False


def _told(key: str, value: object, is_table: bool) -> str:  # noqa: FBT001 - two ways to write one thing
    if is_table and isinstance(value, dict):
        return "\n\n".join(_table([key], value))
    return f"{_key(key)} = {_value(value, 0, key)}"


def _table(path: list[str], table: Mapping[str, object]) -> Iterator[str]:
    """A table under its header; tables of tables stand under headers of their own, after its plain keys."""
    deep = {
        k: v for k, v in table.items() if isinstance(v, dict) and any(isinstance(x, dict) for x in v.values())
    }
    shallow = {k: v for k, v in table.items() if k not in deep}
    if shallow or not deep:
        told = [f"{_key(k)} = {_value(v, 0, k)}" for k, v in shallow.items()]
        yield "\n".join([f"[{'.'.join(map(_key, path))}]", *told])
    for key, value in deep.items():
        yield from _table([*path, key], value)


def _value(value: object, depth: int, key: str = "") -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case int() | float():
            return repr(value)
        case str() if "\n" in value:
            return quoted(value)
        case str():
            return value if key in _DAYS and _is_day(value) else _text(value)
        case list():
            return _list(value, depth)
        case dict():
            inside = ", ".join(f"{_key(k)} = {_value(v, depth, k)}" for k, v in value.items())
            return f"{{ {inside} }}" if inside else "{}"
        case _:
            raise TypeError(f"a hall file has no {type(value).__name__}")


def _list(values: list[object], depth: int) -> str:
    told = [_value(value, depth + 1) for value in values]
    short = f"[{', '.join(told)}]"
    if not any(isinstance(value, dict) for value in values) and len(short) <= _SHORT:
        return short
    pad = "  " * (depth + 1)
    return "[\n" + "".join(f"{pad}{each},\n" for each in told) + "  " * depth + "]"


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _key(key: str) -> str:
    return key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else _text(key)


def _text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _plain(value: object) -> object:
    match value:
        case dict():
            return {key: _plain(each) for key, each in value.items()}
        case list():
            return [_plain(each) for each in value]
        case datetime() | date() | time():
            return value.isoformat()
        case _:
            return value
