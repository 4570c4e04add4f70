"""How a hall file holds its catalogue: by the name of a CSV beside it, or with that text written into it."""

import re
import tomllib

from queueing.rules.toml_lines import lines_of


def catalogue_named(text: str) -> str | None:
    """The file that a hall file's `catalogue` names; None without one, or where its text is there itself."""
    try:
        named = tomllib.loads(text).get("catalogue")
    except tomllib.TOMLDecodeError:
        return None  # whoever reads it says what is wrong
    return named if isinstance(named, str) and is_name(named) else None


def is_name(catalogue: str) -> bool:
    """Whether this is the name of a file beside the hall file, not a list."""
    return re.fullmatch(r"[^/\\\n,]{1,200}\.csv", catalogue) is not None


def with_catalogue(text: str, catalogue: str) -> str:
    """The hall file with this list in place of what its key `catalogue` had; without the key, unchanged."""
    line = lines_of(text).get(("catalogue",))
    if line is None:
        return text
    rows = text.split("\n")
    start = sum(len(row) + 1 for row in rows[: line - 1])
    end = re.compile(r"\s*catalogue\s*=\s*").match(text, start)
    value = end and _VALUE.match(text, end.end())
    if value is None:
        raise ValueError("the catalogue isn't written as a text")
    return (
        text[: value.start()] + quoted(catalogue.lstrip("\ufeff").replace("\r\n", "\n")) + text[value.end() :]
    )


_VALUE = re.compile(r'"""(?:\\.|[^\\])*?"""|\'\'\'.*?\'\'\'|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'', re.DOTALL)


def quoted(text: str) -> str:
    """A text as TOML has it, each row on a line of its own."""
    if "'''" not in text and not text.endswith("'") and not re.search(r"[\x00-\x08\x0b-\x1f\x7f]", text):
        return f"'''\n{text}'''"
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    escaped = re.sub(r"[\x00-\x08\x0b-\x1f\x7f]", lambda sign: f"\\u{ord(sign[0]):04x}", escaped)
    return f'"""\n{escaped}"""'
