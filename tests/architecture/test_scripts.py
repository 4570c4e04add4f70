"""The scripts keep their contracts: headers, keys, refusals, and neither a clock nor dice of their own."""

import re
from datetime import date
from pathlib import Path

import pytest

from queueing.errors import by_code
from queueing.live import keys as keys_module
from queueing.live import scripts

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "queueing" / "live" / "lua"
#: Put around every command; their words are those of the commands.
AROUND = ("act", "room", "visit", "end")
COMMANDS = sorted(file.stem for file in FOLDER.glob("*.lua") if file.stem not in AROUND)
TEXT = {file.stem: file.read_text("utf-8") for file in FOLDER.glob("*.lua")}

#: Words between the names in a list of arguments.
NO_NAMES = {"and", "for", "a", "clerk", "note", "nothing", "or", "s"}

#: What a command asks of act.lua and room.lua that reads arguments of its own.
READS = {
    "seated": {"counter", "epoch", "bound"},
    "in_hand": {"counter", "epoch", "bound"},
    "ahead_of": {"promises"},
    "show_call": {"zones"},
    "withdraw": {"zones"},
    "check_hours": {"hours"},
    "check_in_time": {"holds_until"},
    "conclude": {"stops_at"},
    "expected_wait": {"stops_at"},
}
#: An argument of every command that has one: the zone its facts are of.
OF_FACTS = {"zone"}


def split(name: str) -> tuple[str, str]:
    """The header of a script, and its code without comments."""
    header, _, code = TEXT[name].removeprefix("--[[").partition("]]")
    return header, re.sub(r"--[^\n]*", "", code)


def listed(name: str) -> set[str]:
    """The arguments a header lists: the words before each colon, comma or bracket of "args: …"."""
    told = re.search(r"^args: (.*?)(?=^KEYS|^Answers|^The one)", split(name)[0], re.DOTALL | re.MULTILINE)
    assert told, f"{name}.lua does not say which arguments it takes"
    # "ticket: the carried one; text (optional): …" names ticket and text: what follows a colon explains.
    found: set[str] = set()
    for part in re.sub(r"\([^()]*\)", "", told[1]).split(";"):
        names = part.partition(":")[0]
        found |= set(re.findall(r"\b[a-z_]+\b", names)) - NO_NAMES
    return found


def used(name: str) -> set[str]:
    """The arguments a command reads, itself or through what it calls of act.lua."""
    code = split(name)[1]
    found = set(re.findall(r"\bargs\.([a-z_]+)", code))
    for function, reads in READS.items():
        if re.search(rf"\b{function}\(", code):
            found |= reads
    return found


def test_every_script_begins_with_its_contract():
    for name, text in TEXT.items():
        header, _ = split(name)
        assert text.startswith("--[[\n"), f"{name}.lua has no header"
        assert re.match(r"\s*[A-Z]", header), f"{name}.lua begins without a sentence"
    for name in COMMANDS:
        assert re.search(r"^Answers? ", split(name)[0], re.MULTILINE), (
            f"{name}.lua does not say what it answers"
        )


@pytest.mark.parametrize("name", COMMANDS)
def test_a_header_lists_exactly_the_arguments_its_command_uses(name):
    assert listed(name) - OF_FACTS == used(name) - OF_FACTS


@pytest.mark.parametrize("function", READS)
def test_what_act_reads_for_its_commands_is_known_here(function):
    shared = split("act")[1] + split("room")[1] + split("visit")[1]
    body = re.search(rf"^local function {function}\(.*?^end", shared, re.DOTALL | re.MULTILINE)
    assert body
    reads = set(re.findall(r"\bargs\.([a-z_]+)", body[0]))
    if "seated()" in body[0]:
        reads |= READS["seated"]
    assert reads == READS[function]


def test_what_scripts_share_reads_no_other_arguments():
    everywhere = set(re.findall(r"\bargs\.([a-z_]+)", split("act")[1] + split("room")[1] + split("visit")[1]))
    assert everywhere == {name for reads in READS.values() for name in reads} | OF_FACTS


def test_every_refusal_of_a_script_is_a_sentence():
    refused = {code for text in TEXT.values() for code in re.findall(r'refuse\("([^"]+)"', text)}
    assert refused <= by_code().keys()
    assert len(refused) > 20, "this test no longer finds the refusals"


@pytest.mark.parametrize("name", COMMANDS)
def test_a_header_lists_the_refusals_of_its_command(name):
    header, code = split(name)
    refused = set(re.findall(r'refuse\("([^"]+)"', code))
    if "in_hand(" in code:
        refused.add("no-ticket")
    missing = {word for word in refused if not re.search(rf"\b{word}\b", header)}
    assert not missing, f"{name}.lua refuses with {missing} and its header does not say so"


def test_no_script_reads_a_clock_or_rolls_dice():
    for name in TEXT:
        code = split(name)[1]
        for banned in (
            '"TIME"',
            "os.",
            "math.random",
            '"EXPIRE',
            '"PEXPIRE',
            '"RANDOMKEY"',
            '"KEYS"',
            '"SCAN"',
        ):
            assert banned not in code, f"{name}.lua says {banned}"


def test_commands_write_nothing_but_through_later():
    """A refusal after a write would leave something half done: commands only read; commit writes."""
    reads = {
        "HGET",
        "HGETALL",
        "HMGET",
        "HEXISTS",
        "ZRANGE",
        "ZRANGEBYSCORE",
        "ZCARD",
        "ZCOUNT",
        "ZSCORE",
        "ZRANK",
    }
    for name in COMMANDS:
        called = set(re.findall(r'redis\.call\("([A-Z]+)"', split(name)[1]))
        assert called <= reads, f"{name}.lua writes at once: {called - reads}"
    before_commit = split("act")[1].partition("local function commit")[0] + split("room")[1]
    assert set(re.findall(r'redis\.call\("([A-Z]+)"', before_commit)) <= reads


def test_keys_are_given_never_made_in_a_script():
    for name in TEXT:
        called = re.findall(r"redis\.call\(\s*\"[A-Z]+\",\s*([^,)]+)", split(name)[1])
        made = {key for key in called if not re.match(r"KEYS\[|key$|waiting_key\(", key)}
        assert not made, f"{name}.lua names a key by itself: {made}"


def test_key_names_stand_in_keys_py_only():
    declared = Path(keys_module.__file__)
    names = set(re.findall(r'_key\(f?"([a-z]+)', declared.read_text("utf-8")))
    assert {"hall", "facts", "tickets", "waiting", "requests"} <= names
    pattern = re.compile(rf"""["'](?:\{{[^"']*\}}:|:)({"|".join(sorted(names))})\b""")
    strangers = {
        f"{file.relative_to(ROOT)}: {found[0]}"
        for folder in ("queueing", "counters", "displays", "ticket_printer")
        for file in (ROOT / folder).rglob("*.py")
        if file != declared and (found := pattern.search(file.read_text("utf-8")))
    }
    assert not strangers, "a key is spelt outside keys.py"


def test_the_standing_keys_are_those_act_says_they_are():
    header = split("act")[0]
    told = re.findall(r"^KEYS\[(\d+)(?:\.\.(\d+))?\]\s+([a-z]+)", header, re.MULTILINE)
    spread = {n: name for first, last, name in told for n in range(int(first), int(last or first) + 1)}
    given = keys_module.Keys("town").standing(date(2026, 3, 2))
    assert {n: key.partition("}:")[2].partition(":")[0] for n, key in enumerate(given, 1)} == spread


def test_moves_and_limits_in_the_scripts_come_from_the_rules():
    for text in TEXT.values():
        assert not re.search(r"local (MOVES|LIMIT|TERMINAL)\b", text)
    source = scripts.source("next")
    assert source.count("local MOVES = ") == source.count("local LIMIT = ") == 1
    for name in set(re.findall(r"\bLIMIT\.([a-z_]+)", "".join(TEXT.values()))):
        assert f'["{name}"] = ' in source, f"no rule gives LIMIT.{name}"
