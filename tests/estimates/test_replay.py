"""Logs and snapshots replayed: what is learned, promised, scored and told."""

import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from queueing.estimate_errors import LogWrong, TooFewDays
from queueing.estimates.commands import FIGURES, estimate
from queueing.estimates.lessons import learn, lessons_of
from queueing.estimates.log import Event, read_lines, shape_of
from queueing.estimates.replay import replay
from queueing.estimates.scores import Scored, score
from queueing.estimates.snapshots import read_snapshots, virtual_tickets
from queueing.estimates.stretch import Range, Stretch
from queueing.rules.lunch import is_lunch
from queueing.rules.plan import Lane
from queueing.rules.told_waits import interval_score
from queueing.simulation.big_hall import BigHall, Settings
from queueing.simulation.busy_day import days as made_up

#: Fewer visitors, so that a replay is quick.
SMALL = Settings(world=3, seed=3, visitors=3_000)
MINUTE = 60


@pytest.fixture(scope="module")
def small_log(tmp_path_factory):
    """The first 40 minutes of three days of the made-up hall."""
    hall = BigHall(SMALL)
    told = [json.dumps(hall.header())]
    told += [json.dumps(e) for e in made_up(hall, date(2026, 3, 2), 3) if e["t"] < 34_800]
    file = tmp_path_factory.mktemp("log") / "hall.jsonl"
    file.write_text("\n".join(told), "utf-8")
    return file


def test_a_replay_tells_every_figure_of_its_contract(small_log):
    done = CliRunner().invoke(
        estimate, ["replay", str(small_log), "--train-days", "2", "--every", "240", "--json"]
    )

    told = json.loads(done.stdout)
    assert list(told) == ["tickets", *FIGURES[:10], "method", "by_lane", "by_band"]
    assert told["tickets"] > 30
    assert told["posted_mae"] is None
    assert "presence logged" in told["method"]


def test_rates_are_what_the_made_up_hall_is_like(small_log):
    with small_log.open(encoding="utf-8") as lines:
        shape, days = read_lines(lines, "log")
    rates = learn([lessons_of(shape, day) for day in days])

    assert rates.finished > 300
    assert 2.5 * MINUTE < rates.any_service.mean / 1000 < 9 * MINUTE
    assert 0.01 < rates.absent[0] < 0.12
    assert 60_000 < rates.absent_for < 120_000


def test_a_source_without_presence_is_noticed(small_log):
    with small_log.open(encoding="utf-8") as lines:
        silent = [
            line for line in lines if not any(f'"{kind}"' in line for kind in ("open", "pause", "resume"))
        ]
    shape, days = read_lines(silent, "log")

    assert "presence inferred" in learn([lessons_of(shape, day) for day in days]).method


def test_a_replay_needs_days_to_learn_and_days_to_score(small_log):
    with small_log.open(encoding="utf-8") as lines:
        shape, days = read_lines(lines, "log")

    with pytest.raises(TooFewDays):
        replay(shape, days, train=3)


@pytest.mark.parametrize("wrong", ["{", '{"day": "2026-03-02", "t": 1, "event": "dance", "ticket": "1"}'])
def test_a_wrong_line_is_named(wrong):
    header = '{"hall": {"counters": {"1": ["a"]}, "promises": {"ordinary": 45}}}'

    with pytest.raises(LogWrong) as refused:
        read_lines([header, wrong], "hall.jsonl")

    assert refused.value.params["line"] == 2


def test_a_virtual_ticket_waits_until_its_number_or_a_higher_one_shows(tmp_path: Path):
    rows = [("09:00", 2, "A010"), ("09:05", 1, "A012"), ("09:10", 3, "A012"), ("09:15", 0, "A016")]
    table = tmp_path / "snapshots.csv"
    table.write_text(
        "office,group_id,date,clock,counters,queue,number,posted_min\n"
        + "".join(f"U,1,2020-01-08,{clock},2,{queue},{number},10\n" for clock, queue, number in rows),
        "utf-8",
    )

    tickets = virtual_tickets(read_snapshots([table]))

    # Numbers 13, 14 and 16: all are past when A016 shows at 9:15.
    assert tickets.waited.tolist() == [15, 10, 5]
    assert tickets.naive.tolist() == [15, 10, 20]


def test_ranges_that_miss_too_often_grow_until_they_keep_their_word():
    stretch, waits = Stretch(), [10 + 8 * ((n * 7919) % 101) / 101 - 4 for n in range(9_000)]
    raw = Range(9.5, 10.0, 10.5)
    for waited in waits:
        told = stretch.stretched("ordinary", raw)
        stretch.learn("ordinary", told, waited)

    kept = sum(told.low <= waited <= told.high for waited in waits) / len(waits)
    assert 0.75 < kept < 0.85


def test_who_was_not_there_is_scored_apart_and_a_miss_costs_ten_minutes_a_minute():
    one = Scored("ordinary", 12.0, 5.0, 8.0, 10.0, naive=20.0, les=9.0)
    gone = Scored("ordinary", 50.0, 5.0, 8.0, 10.0, naive=20.0, les=9.0, there=False)

    scored = score([one, gone])

    assert scored.tickets == 1
    assert scored.figures["mae"] == 4.0
    assert scored.absent["tickets"] == 1
    assert interval_score(5.0, 10.0, 12.0) == pytest.approx(5 + 20)
    assert list(scored.by_band) == ["5-10"]


def test_a_long_rest_around_noon_is_lunch_whatever_it_is_called():
    hour, minute = 3_600_000, 60_000

    assert is_lunch("", 12 * hour, 30 * minute)
    assert is_lunch("吃饭", 9 * hour, 5 * minute)
    assert not is_lunch("", 9 * hour, 30 * minute)
    assert not is_lunch("", 12 * hour, 10 * minute)


def test_signed_out_at_midday_and_in_again_is_lunch_and_going_home_is_none():
    shape = shape_of({"hall": {"counters": {"1": ["card"]}, "promises": {"ordinary": 45}}})
    hour = 3_600_000

    def day(back):
        seat = [("open", 9.0), ("close", 12.0), ("open", back), ("close", 17.0)]
        return [Event("2026-03-02", int(at * hour), kind, counter="1") for kind, at in seat]

    def lunches(back):
        return [(rest.start, rest.length) for rest in lessons_of(shape, day(back)).breaks if rest.lunch]

    assert lunches(12.75) == [(12 * hour, 0.75 * hour)]
    assert lunches(16.0) == lunches(12.1) == []


@pytest.mark.parametrize(
    ("called", "due"), [(None, 720), (690, 705), (640, 720)], ids=["empty", "seeing to somebody", "had idled"]
)
def test_a_lunch_was_due_in_the_midst_of_the_visit_that_kept_the_clerk_from_it(called, due):
    shape, minute = shape_of({"hall": {"counters": {"1": ["card"]}, "promises": {"ordinary": 45}}}), 60_000
    of_a_day = [("open", 540), ("pause", 720), ("resume", 765), ("close", 1020)]
    if called:
        of_a_day[1:1] = [("issue", called), ("call", called), ("start", called), ("finish", called + 29)]
    day = [
        Event("2026-03-02", at * minute, kind, ticket="1", counter="1", service="card", lane=Lane.ORDINARY)
        for kind, at in of_a_day
    ]

    assert learn([lessons_of(shape, day)]).lunch_at == {"1": due * minute}


def test_hours_shut_between_two_calls_are_no_pause_of_the_clerk():
    shape = shape_of({"hall": {"counters": {"1": ["card"]}, "promises": {"ordinary": 45}}})
    hour, minute = 3_600_000, 60_000
    day = [Event("2026-03-02", 8 * hour, "open", counter="1")]
    day += [Event("2026-03-02", 8 * hour, "issue", f"{n}", "card", Lane.ORDINARY) for n in range(3)]
    # One is called at 17:00, one after a pause that nobody recorded, one when the evening's hours begin.
    for n, at in enumerate((17 * hour, 17 * hour + 25 * minute, 19 * hour)):
        day += [
            Event("2026-03-02", at, "call", f"{n}", counter="1"),
            Event("2026-03-02", at, "start", f"{n}", counter="1"),
            Event("2026-03-02", at + 5 * minute, "finish", f"{n}", counter="1"),
        ]

    assert [rest.length for rest in lessons_of(shape, day).breaks] == [20 * minute]
