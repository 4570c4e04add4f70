"""The tree keeps its shape: short files with a first sentence, words in both languages, no foreign paths."""

import ast
import json
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest

from queueing import planning, start_errors
from queueing.errors import HallError, by_code

ROOT = Path(__file__).parents[2]
WORDS = ROOT / "static" / "words"

#: Where refusals are declared: what an act can be refused for, and one file for each part of the hall's work.
REFUSALS = {f"queueing/{file.name}" for file in (ROOT / "queueing").glob("*errors.py")}
for name in REFUSALS:
    import_module(name.removesuffix(".py").replace("/", "."))

#: What is made, fetched or kept by a running hall, where there is no git to say so.
MADE = {"vendor", "node_modules", "data", "demo-data", "__pycache__"}

#: Names of drawers: what is in them could be anything.
DRAWERS = {"common", "helper", "helpers", "lib", "misc", "shared", "stuff", "tools", "util", "utils"}

CODE = {".py", ".lua", ".js", ".css", ".html", ".sh", ""}

#: How a file's first sentence begins; that of a page is its title.
FIRST_SENTENCE = {
    ".py": r'"""[^\n]+[.:]("""|\n)',
    ".lua": r"--\[\[\s*[A-Z][^\n]+",
    ".js": r"(//|/\*\*?) ?[^\s][^\n]+",
    ".css": r"/\* [^\n]+",
    ".html": r"<!doctype html>\n[^\0]{1,300}<title>[^<]+</title>",
    ".sh": r"#![^\n]+\n# [A-Z][^\n]+\.",
    "": r"#![^\n]+\n# [A-Z][^\n]+\.|(?!#!)",
    ".toml": r"# [^\n]+\.",
    ".txt": r"# [^\n]+\.",
    ".md": r"# [^\n]+",
    ".csv": r"# [^\n]+|[^\n]+,",
}


@cache
def tree() -> tuple[Path, ...]:
    """Every file that is or would be committed."""
    listing = subprocess.run(
        ["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        capture_output=True, check=False,
    )  # fmt: skip
    if listing.returncode == 0:
        named = (ROOT / name for name in listing.stdout.decode().split("\0") if name)
        return tuple(sorted(file for file in named if file.is_file()))
    return tuple(file for file in sorted(ROOT.rglob("*")) if file.is_file() and not _is_made(file))


def _is_made(file: Path) -> bool:
    folders = set(file.relative_to(ROOT).parts[:-1]) - {".ci"}
    return bool(folders & MADE) or any(folder.startswith(".") for folder in folders)


def named(file: Path) -> str:
    """A file as a reader of the tree knows it."""
    return file.relative_to(ROOT).as_posix()


def texts() -> Iterator[tuple[str, str]]:
    """Name and text of every file that has text."""
    for file in tree():
        content = file.read_bytes()
        if b"\0" not in content:
            yield named(file), content.decode("utf-8")


def test_no_file_is_longer_than_300_lines():
    long = {
        named(file): lines
        for file in tree()
        if file.suffix in CODE and (lines := len(file.read_text("utf-8").splitlines())) > 300
    }

    assert long == {}


def test_no_file_or_folder_is_a_drawer():
    assert [
        named(file) for file in tree() if DRAWERS & {Path(part).stem for part in file.relative_to(ROOT).parts}
    ] == []


def test_every_file_begins_with_one_sentence():
    silent = [
        named(file)
        for file in tree()
        if not file.name.startswith(".")
        if (opening := FIRST_SENTENCE.get(file.suffix)) and not re.match(opening, file.read_text("utf-8"))
    ]

    assert silent == []


def languages_of(topic: str) -> dict[str, dict[str, str]]:
    """The words of one topic by language."""
    files = {"zh": WORDS / f"{topic}zh-CN.json", "en": WORDS / f"{topic}en.json"}
    return {language: json.loads(file.read_text("utf-8")) for language, file in files.items()}


TOPICS = sorted(file.name.removesuffix("en.json") for file in WORDS.glob("*en.json"))


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic or "all pages")
def test_both_languages_have_the_same_words_with_the_same_blanks(topic):
    words = languages_of(topic)
    blanks = {
        language: {key: sorted(set(re.findall(r"\{\w+\}", text))) for key, text in of_one.items()}
        for language, of_one in words.items()
    }

    assert blanks["zh"] == blanks["en"]
    assert [key for of_one in words.values() for key, text in of_one.items() if not text.strip()] == []


def test_every_language_file_has_its_counterpart():
    assert {file.name for file in WORDS.glob("*.json")} == {
        f"{topic}{language}.json" for topic in TOPICS for language in ("en", "zh-CN")
    }


def test_every_refusal_has_words_in_both_languages():
    assert {planning.HallFileError, start_errors.PortTaken} <= set(by_code().values())
    words = languages_of("")

    missing = [
        (code, language)
        for code in by_code()
        for language, known in words.items()
        if f"error.{code}" not in known
    ]

    assert missing == []


def test_every_refusal_is_declared_where_refusals_are_known_from_the_start():
    strangers = [
        f"{name}: {node.name}"
        for name, text in texts()
        if name.endswith(".py") and "HallError" in text
        if name not in REFUSALS | {"queueing/planning.py"}
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.ClassDef) and "HallError" in {ast.unparse(base) for base in node.bases}
    ]

    assert strangers == []


def test_every_refusal_is_raised_somewhere():
    elsewhere = "\n".join(text for name, text in texts() if name not in REFUSALS and "tests/" not in name)
    words, quoted = set(re.findall(r"\w+", elsewhere)), set(re.findall(r'"([\w-]+)"', elsewhere))
    idle = [
        kind.__name__
        for code, kind in by_code().items()
        if kind is not HallError and kind.__name__ not in words and code not in quoted
    ]

    assert idle == []


def test_everything_a_page_loads_is_there():
    loaded = {
        (named(page), address)
        for page in (ROOT / "static").glob("*.html")
        for address in re.findall(r'"(/static/[^"]+)"', page.read_text("utf-8"))
    }

    assert loaded
    assert [(page, address) for page, address in sorted(loaded) if not (ROOT / address[1:]).exists()] == []


#: What only one machine knows. The brackets keep this file from finding itself.
FOREIGN = {
    "a folder of one machine": r"/[r]oot/|/[w]ork/|/[h]ome/\w+/|/[U]sers/\w+/",
    "a folder beside this one": r"[.][.]/shared|/tmp/[s]pec",
    "the address of a registry": r"--(extra-)?[i]ndex-url|[r]egistry\s*=|//[\w.-]*(npm|pypi|python[h]osted)",
    "a place a package was fetched from": r'"[r]esolved":',
}


@pytest.mark.parametrize("what", FOREIGN)
def test_nothing_in_the_tree_names_one_machine(what):
    found = [
        f"{name}:{number}"
        for name, text in texts()
        for number, line in enumerate(text.splitlines(), start=1)
        if re.search(FOREIGN[what], line)
    ]

    assert found == []


def test_migrations_are_one_chain():
    folder = ROOT / "queueing" / "records" / "migrations" / "versions"
    steps = {file.name: file.read_text("utf-8") for file in sorted(folder.glob("[0-9]*.py"))}
    told = [re.findall(r'^(?:down_)?revision = "?(\w+)"?$', text, re.MULTILINE) for text in steps.values()]
    numbers = [name[:4] for name in steps]

    assert told == [list(pair) for pair in zip(numbers, ["None", *numbers[:-1]], strict=True)]
