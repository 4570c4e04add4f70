"""The promise of the estimates, on a made-up big hall and on real queues: minutes, for `./hall prove`."""

import json
from datetime import date
from pathlib import Path

import pytest

from queueing.estimates.log import read_lines
from queueing.estimates.replay import replay
from queueing.estimates.scores import ENOUGH, Score, score
from queueing.estimates.snapshots import read_snapshots
from queueing.estimates.towns import replay_snapshots
from queueing.simulation.big_hall import BigHall, Settings
from queueing.simulation.busy_day import days as made_up

WARSAW = Path(__file__).parents[1] / "warsaw" / "warsaw_queues_2019-12-30_2020-01-14.csv.gz"

pytestmark = pytest.mark.long


def figure(scored: Score, name: str) -> float:
    value = scored.figures[name]
    assert value is not None
    return value


def test_in_a_big_hall_the_error_is_a_sixth_of_the_formulas_and_the_ranges_keep_their_word():
    hall = BigHall(Settings(world=131, seed=132, overload=1.02, pauses_a_day=4.0))
    lines = [json.dumps(hall.header()), *(json.dumps(e) for e in made_up(hall, date(2026, 6, 1), 9))]
    shape, days = read_lines(lines, "made up")

    scored = score(replay(shape, days, train=5, every=60_000).scored)

    assert figure(scored, "mae") <= 0.17 * figure(scored, "naive_mae")
    assert figure(scored, "interval_score") < figure(scored, "gbm_interval_score")
    for groups in (scored.by_lane, scored.by_band):
        kept = {name: of["cover80"] for name, of in groups.items() if of["tickets"] >= ENOUGH}
        assert all(0.75 <= share <= 0.85 for share in kept.values()), kept


def test_in_warsaw_the_error_is_a_third_of_the_formulas():
    courses = read_snapshots([WARSAW])
    offices = sorted({course.office for course in courses})
    never_seen = set(offices[1::2])  # development used the others

    scored = score(replay_snapshots([c for c in courses if c.office in never_seen], train=7).scored)

    assert figure(scored, "mae") <= 0.33 * figure(scored, "naive_mae")
    assert 0.75 <= figure(scored, "cover80") <= 0.85
