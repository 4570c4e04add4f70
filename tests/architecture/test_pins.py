"""Every library is pinned with all it needs: `hall` installs the lists as they are, and resolves nothing."""

from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]


def pins(*files: str) -> dict[str, Requirement]:
    """What these lists pin for this Python, by name."""
    lines = [line for file in files for line in (ROOT / file).read_text("utf-8").splitlines()]
    wanted = [Requirement(line) for line in lines if line and not line.startswith("#")]
    return {canonicalize_name(pin.name): pin for pin in wanted if not pin.marker or pin.marker.evaluate()}


def needs(pin: Requirement) -> Iterator[Requirement]:
    """What a library asks for, with the extras that are wanted of it."""
    for line in metadata.requires(pin.name) or []:
        need = Requirement(line)
        if not need.marker or any(need.marker.evaluate({"extra": extra}) for extra in ("", *pin.extras)):
            yield need


@pytest.mark.parametrize(
    "files", [["requirements.txt"], ["requirements.txt", "requirements-test.txt"]], ids=["hall", "tests"]
)
def test_whatever_a_library_needs_is_pinned_at_a_version_it_takes(files: list[str]):
    pinned = pins(*files)
    missing = {
        f"{name} needs {need}"
        for name, pin in pinned.items()
        for need in needs(pin)
        if (found := pinned.get(canonicalize_name(need.name))) is None
        or not need.specifier.contains(str(found.specifier).removeprefix("=="))
    }
    assert missing == set()
