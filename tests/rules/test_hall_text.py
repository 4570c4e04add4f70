"""A hall file written: what is exported reads back as the same plan; remarks stay where nothing changed."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queueing.planning import read_hall, whole_text
from queueing.rules.hall_text import Rows, rewritten, rows_of, written

ROOT = Path(__file__).parents[2]
FILES = [*sorted((ROOT / "halls").glob("*.toml")), *sorted((ROOT / "tests").glob("*.toml"))]

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
VALUES = st.recursive(
    st.booleans() | st.integers(-(2**62), 2**62) | st.floats(allow_nan=False, allow_infinity=False) | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=20,
)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_export_equals_import_for_every_hall(file):
    text = whole_text(file)
    rows = rows_of(text)

    assert read_hall(written(rows), 1) == read_hall(text, 1)
    assert rewritten(text, rows) == text


@given(st.dictionaries(TEXTS, VALUES, max_size=6))
def test_whatever_rows_a_form_gives_the_file_reads_back_as_these(rows):
    assert rows_of(written(rows)) == rows
    assert rows_of(rewritten("# first\na = 1\n[b]\nc = 2\n", rows)) == rows


def test_what_a_form_left_as_it_was_keeps_its_remarks():
    text = (ROOT / "halls" / "bincheng.toml").read_text("utf-8")
    rows = rows_of(text)
    rows["counters"] = [row for row in rows["counters"] if row["id"] != "26"]
    rows["grace"] = 15
    rows["hours"] = {"week": {"mon-fri": "9:00-17:00"}, "named": {"late": {"week": {"tue": "17:00-20:00"}}}}

    now = rewritten(text, rows)

    assert "# 民政局, 卫生健康局" in now
    assert "day_turns_at = 4    # hour at which" in now
    assert "grace = 15" in now
    assert (
        '\n[hours]\nweek = { mon-fri = "9:00-17:00" }\n\n[hours.named.late]\nweek = { tue = "17:00-20:00" }'
        in now
    )
    assert rows_of(now) == rows


def test_days_are_written_as_days_and_yearly_ones_as_text():
    rows: Rows = {
        "calendar": {"days": [{"date": "2026-04-20", "off": True}, {"date": "2026-02-31", "off": True}]}
    }
    rows["valid"] = {"first": "11-01", "last": "03-31"}

    assert "date = 2026-04-20, off" in written(rows)
    assert 'date = "2026-02-31"' in written(rows)
    assert 'first = "11-01"' in written(rows)
