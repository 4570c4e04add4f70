"""The types of the whole program hold; a test, so that others run beside this minute of work."""

import subprocess
import sys
from pathlib import Path


def test_mypy_has_nothing_to_say():
    mypy, top = [sys.executable, "-m", "mypy"], Path(__file__).parents[2]
    told = subprocess.run(mypy, cwd=top, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stdout + told.stderr
