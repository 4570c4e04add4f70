"""The archive: every fact once, in order, gapless, whatever happens to those who write it."""

import itertools
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, event, select, text

from queueing.errors import ArchiverDeposed, FactDiffers, FactGap, NumberDoubled
from queueing.records.archive import Archive, Head, digest_of
from queueing.records.tables import calls, facts, heads, open_records, tickets
from queueing.rules.facts import Fact
from tests.records.story import DAY, HALL, Story

DAYS = st.lists(st.integers(0, 10_000), max_size=40)
CUTS = st.lists(st.tuples(st.integers(1, 12), st.integers(0, 8)), min_size=1)
_halls = itertools.count(1)


def everything(engine: Engine, hall: str = HALL) -> list[tuple[object, ...]]:
    """All that is kept of one hall, without its name and without who wrote it."""
    apart = {"hall", "reader", "epoch"}
    kept: list[tuple[object, ...]] = []
    with engine.begin() as connection:
        for table in (facts, tickets, calls, heads):
            columns = [column for column in table.columns if column.name not in apart]
            rows = connection.execute(select(*columns).where(table.c.hall == hall).order_by(*columns[:1]))
            kept += [(table.name, *row) for row in rows]
    return kept


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(choices=DAYS, cuts=CUTS)
def test_however_the_stream_is_cut_and_sent_again_the_tables_are_the_same(engine, choices, cuts):
    told = Story().go_on(choices).facts
    once, cut = f"h{next(_halls)}", f"h{next(_halls)}"
    Archive(engine, once).append(told, Archive(engine, once).open())

    archive, at = Archive(engine, cut), 0
    for length, again in itertools.cycle(cuts):
        archive.append(told[max(0, at - again) : at + length], archive.open())
        at += length
        if at >= len(told):
            break

    assert everything(engine, cut) == everything(engine, once)
    assert archive.digest() == digest_of(told)
    assert archive.head() == ((told[-1]["life"], told[-1]["revision"]) if told else (0, 0))


def test_a_deposed_archiver_writes_nothing(engine, archive):
    told = Story().go_on(range(30)).facts
    deposed = archive.open("archiver 1")
    archive.append(told[:5], deposed)
    before = everything(engine)
    epoch = archive.open("archiver 2")

    with pytest.raises(ArchiverDeposed):
        archive.append(told[5:10], deposed)
    assert everything(engine) == before

    archive.append(told[5:], epoch)
    assert archive.digest() == digest_of(told)


@pytest.mark.parametrize("missing", [0, 1, 7])
def test_a_gap_is_refused_and_nothing_of_the_batch_is_written(engine, archive, missing):
    told = Story().go_on(range(30)).facts[:12]
    epoch = archive.open()

    with pytest.raises(FactGap) as refused:
        archive.append([fact for n, fact in enumerate(told) if n != missing], epoch)

    assert refused.value.params == {"expected": missing + 1, "given": missing + 2}
    assert archive.head() == Head(0, 0)
    assert not [row for row in everything(engine) if row[0] != "heads"]


def test_a_fact_that_comes_again_with_other_words_is_refused(engine, archive):
    told = Story().go_on(range(30)).facts
    epoch = archive.open()
    archive.append(told[:9], epoch)
    before = everything(engine)
    forged: Fact = {**told[3], "by": "staff:99"}

    for batch in ([forged], [*told[5:12], forged], [told[9], {**told[9], "plan": 2}]):
        with pytest.raises(FactDiffers):
            archive.append(batch, epoch)

    assert everything(engine) == before


def test_a_new_life_leaves_one_gap_and_names_what_it_goes_on_from(archive):
    story = Story().go_on([0, 0, 0])
    lost = Story().go_on([0, 0, 0, 0]).facts[3]
    story.new_life(margin=100)
    story.issue()
    epoch = archive.open()
    archive.append(story.facts, epoch)

    assert archive.head() == Head(2, 105)
    with pytest.raises(FactDiffers):  # acknowledged by the old life, never archived, and now too late
        archive.append([lost], epoch)


def test_a_new_life_that_goes_on_from_elsewhere_is_refused(archive):
    story = Story().go_on([0, 0, 0])
    epoch = archive.open()
    archive.append(story.facts[:2], epoch)
    story.new_life()

    with pytest.raises(FactGap):
        archive.append(story.facts[3:], epoch)
    with pytest.raises(FactGap):
        archive.append([{**story.facts[2], "life": 2}], epoch)


def test_a_number_printed_twice_in_a_day_is_refused_by_name(engine, archive):
    story = Story()
    first = story.issue()
    story.numbers.clear()
    second = story.issue()

    with pytest.raises(NumberDoubled) as refused:
        archive.append(story.facts, archive.open())

    assert refused.value.params == {"number": "A001", "day": DAY, "ticket": second, "other": first}
    assert archive.head() == Head(0, 0)


def test_walk_ins_have_no_number_and_any_number_of_them_is_kept(archived):
    story = Story()
    story.walk_in("1")
    story.walk_in("2")
    assert len(archived(story).tickets_since("9999")) == 2


def test_two_halls_in_one_database_do_not_meet(engine, archive):
    other = Archive(engine, "village")
    told = Story().go_on(range(20)).facts
    archive.append(told, archive.open())
    other.append(told[:3], other.open())

    assert (archive.head().revision, other.head().revision) == (told[-1]["revision"], 3)
    assert other.digest() == digest_of(told[:3])


def test_a_fault_on_the_way_leaves_no_part_of_a_batch(engine, archive):
    told = Story().go_on(range(30)).facts
    epoch = archive.open()
    archive.append(told[:6], epoch)
    before = everything(engine)

    def fault(_connection: object) -> None:
        raise OSError("the disk is full")

    event.listen(engine, "commit", fault)
    with pytest.raises(OSError, match="the disk is full"):
        archive.append(told[6:], epoch)
    event.remove(engine, "commit", fault)

    assert everything(engine) == before
    archive.append(told[6:], epoch)
    assert archive.digest() == digest_of(told)


WRITE_UNTIL_KILLED = """
import sys
from queueing.records.archive import Archive
from queueing.records.tables import open_records
from tests.records.story import HALL, Story
archive = Archive(open_records(sys.argv[1]), HALL)
story = Story().go_on([0, 0, 3, 5, 3, 8, 0] * 60)
told = [f for f in story.facts if f["revision"] > archive.head().revision]
epoch = archive.open()
for start in range(0, len(told), 9):
    archive.append(told[start : start + 9], epoch)
    print(told[start : start + 9][-1]["revision"], flush=True)
"""


def test_what_was_written_outlives_kill_9_and_nothing_is_half_written(engine, archive, database):
    story = Story().go_on([0, 0, 3, 5, 3, 8, 0] * 60)
    root = Path(__file__).parents[2]
    for acknowledged in (3, 11, 6):
        writer = subprocess.Popen(
            [sys.executable, "-c", WRITE_UNTIL_KILLED, database],
            stdout=subprocess.PIPE, text=True, cwd=root, env=os.environ | {"PYTHONPATH": str(root)},
        )  # fmt: skip
        assert writer.stdout is not None
        last = [int(writer.stdout.readline()) for _ in range(acknowledged)][-1]
        writer.send_signal(signal.SIGKILL)
        writer.wait()
        writer.stdout.close()
        epoch = archive.open()  # waits for, or ends, what the dead one left open
        head = archive.head().revision
        assert head >= last
        upto = [fact for fact in story.facts if fact["revision"] <= head]
        whole = Archive(engine, f"h{next(_halls)}")
        whole.append(upto, whole.open())
        assert everything(engine) == everything(engine, whole._hall)
    archive.append([f for f in story.facts if f["revision"] > head], epoch)
    assert archive.digest() == digest_of(story.facts)


def test_a_rebuild_finds_what_was_open_answered_and_printed(archived):
    story = Story().go_on([0, 1, 0, 3, 9, 5, 11, 3, 4, 0, 7])
    archive = archived(story)

    assert archive.tickets_since("2026-03-03") == story.open()
    assert archive.tickets_since(DAY) == sorted(story.tickets.values(), key=lambda t: t["id"])
    asked = [{**fact["request"], "day": DAY} for fact in story.facts if "request" in fact]
    assert asked and archive.requests_since(DAY) == asked
    assert archive.requests_since("2026-03-03") == []
    assert archive.highest_numbers(DAY) == story.numbers
    assert archive.highest_numbers("2026-03-03") == {}
    assert archive.highest_seq() == story.seq


def test_numbers_past_999_are_counted_not_compared_as_words(archived):
    story = Story()
    story.numbers["A"] = 998
    for _ in range(3):
        story.issue()
    assert archived(story).highest_numbers(DAY) == {"A": 1001}


def test_an_empty_archive_says_so(archive):
    assert archive.head() == Head(0, 0)
    assert archive.tickets_since(DAY) == archive.requests_since(DAY) == list(archive.facts()) == []
    assert archive.newest() is None and archive.newest_of("issued") == []
    assert (archive.highest_numbers(DAY), archive.highest_seq()) == ({}, 0)


def test_the_newest_facts_of_a_kind_are_found_by_counter(archived):
    story = Story().go_on([0, 0])
    closed = [story.tell("counter_closed", None, counter, reason="late") for counter in ("1", "2", "1")]
    stopped = [story.tell("hall_stopped", text={"zh": "停"}), story.tell("hall_resumed")]
    archive = archived(story)

    assert archive.newest_of("counter_closed", "counter_opened") == closed[1:]
    assert archive.newest_of("hall_stopped", "hall_resumed") == stopped[1:]
    assert archive.newest() == stopped[1]


def test_facts_are_read_back_by_stretch_and_by_ticket(archived):
    story = Story()
    for _ in range(2_500):
        story.issue()
    archive = archived(story)
    assert list(archive.facts()) == story.facts
    assert list(archive.facts(after=1_998, until=2_003)) == story.facts[1_998:2_003]
    assert archive.history("000000000007") == [story.facts[6]]


def test_what_is_committed_is_on_the_disk(tmp_path):
    engine = open_records(f"sqlite:///{tmp_path / 'hall.db'}")
    with engine.connect() as connection:
        assert connection.execute(text("PRAGMA journal_mode")).scalar() == "wal"
        assert connection.execute(text("PRAGMA synchronous")).scalar() == 2  # FULL
    engine.dispose()


def test_an_archiver_writes_beside_a_long_read(engine, archive):
    story = Story().go_on(range(30))
    epoch = archive.open()
    archive.append(story.facts[:10], epoch)
    with engine.begin() as reader:
        assert len(reader.execute(select(facts.c.revision)).all()) == 10
        archive.append(story.facts[10:], epoch)
    assert archive.digest() == digest_of(story.facts)
