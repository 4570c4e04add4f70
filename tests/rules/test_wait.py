"""How long will I wait: the play of the rule, against its machine code and for what must always hold."""

from collections.abc import Mapping, Sequence
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from queueing.estimates.dice import Dice, pulled
from queueing.estimates.kernel import play_all
from queueing.rules.next_ticket import Waiting
from queueing.rules.plan import Lane, Pull
from queueing.rules.wait import NEVER, Absence, Desk, Visit, play

PROMISES = {Lane.ORDINARY: 2_700_000, Lane.PRIORITY: 900_000, Lane.BOOKED: 300_000}
NOW = 40_000_000
MINUTE = 60_000


def a_hall(seed: int, lines: int = 4) -> tuple[list[Visit], list[Desk]]:
    dice = Random(seed)
    visits = []
    arrivals = sorted(NOW + dice.randint(-40, 60) * MINUTE for _ in range(dice.randint(0, 40)))
    for n, arrives in enumerate(arrivals):
        lane = dice.choice(list(PROMISES))
        place = arrives + (dice.randint(0, 20) * MINUTE if lane is Lane.BOOKED else 0)
        ticket = Waiting(f"{n:06d}", f"l{dice.randrange(lines)}", lane, place)
        visits.append(Visit(ticket, arrives, dice.randint(1, 12 * MINUTE), dice.random()))
    desks = []
    for _ in range(dice.randint(1, 5)):
        pulls = [
            Pull(f"l{line}", dice.choice([None, None, 0.5, 0.2]))
            for line in range(lines)
            if dice.random() < 0.6
        ]
        free = dice.choice([NOW, NOW + dice.randint(0, 10 * MINUTE), NEVER])
        breaks = sorted(
            (NOW + dice.randint(0, 60 * MINUTE), dice.randint(1, 20 * MINUTE))
            for _ in range(dice.randint(0, 2))
        )
        until = dice.choice([NEVER, NOW + 50 * MINUTE])
        desks.append(Desk(tuple(pulls) or (Pull("l0"),), free, until, tuple(breaks)))
    return visits, desks


def arrays_of(
    visits: Sequence[Visit],
    desks: Sequence[Desk],
    promises: Mapping[Lane, int],
    guests: Sequence[str],
    absence: Absence,
) -> Dice:
    """One replication as `play` takes it, for the kernel; every visit is wanted. Lines go by name."""
    named = {v.ticket.line for v in visits} | {p.line for d in desks for p in d.pulls} | set(guests)
    lines = {line: n for n, line in enumerate(sorted(named))}
    lanes = {lane: n for n, lane in enumerate(promises)}
    most = max((len(d.breaks) for d in desks), default=0)
    breaks = np.full((1, len(desks), most + 1, 2), NEVER, np.int64)
    for n, desk in enumerate(desks):
        breaks[0, n, : len(desk.breaks)] = np.array(desk.breaks, np.int64).reshape(-1, 2)
    return Dice(
        np.array([0, len(visits)], np.int64),
        np.array([lines[v.ticket.line] for v in visits], np.int64),
        np.array([lanes[v.ticket.lane] for v in visits], np.int64),
        np.array([v.ticket.place for v in visits], np.int64),
        np.array([v.arrives for v in visits], np.int64),
        np.array([v.busy for v in visits], np.int64),
        np.array([v.shows for v in visits], np.float64),
        *pulled([d.pulls for d in desks], lines),
        np.array([[d.free for d in desks]], np.int64),
        np.array([d.until for d in desks], np.int64),
        breaks,
        np.array([float(ms) for ms in promises.values()]),
        np.array(absence.chance),
        absence.busy,
        np.ones(len(visits), np.bool_),
        np.array([line in guests for line in lines], np.bool_),
    )


@pytest.mark.parametrize("seed", range(150))
def test_the_kernel_plays_as_the_reference_does(seed):
    visits, desks = a_hall(seed)
    guests = ["l0", "l2"]
    absence = Absence((0.1, 0.2, 0.3, 0.3, 0.4), 90_000)

    played = play(visits, desks, PROMISES, NOW, guests=guests, absence=absence)
    arrays = arrays_of(visits, desks, PROMISES, guests, absence)
    called, came = play_all(*arrays, NOW, NEVER)

    assert called.tolist() == list(played.visits)
    assert came[0][arrays.guests].tolist() == list(played.guests)


@settings(max_examples=60)
@given(st.integers(0, 10**6), st.data())
def test_one_more_ahead_in_the_only_line_never_makes_anybody_wait_less(seed, data):
    dice = Random(seed)
    ahead = [NOW - dice.randint(1, 90) * MINUTE for _ in range(dice.randint(1, 20))]
    visits = [
        Visit(Waiting(f"{n:06d}", "l0", Lane.ORDINARY, place), place, dice.randint(1, 9) * MINUTE)
        for n, place in enumerate(sorted(ahead))
    ]
    desks = [Desk((Pull("l0"),), NOW + dice.randint(0, 5) * MINUTE) for _ in range(dice.randint(1, 4))]
    gone = data.draw(st.integers(0, len(visits) - 1))
    fewer = [visit for n, visit in enumerate(visits) if n != gone]

    of_all = dict(zip([v.ticket.id for v in visits], play(visits, desks, PROMISES, NOW).visits, strict=True))
    of_fewer = dict(zip([v.ticket.id for v in fewer], play(fewer, desks, PROMISES, NOW).visits, strict=True))

    assert all(of_fewer[ticket] <= of_all[ticket] for ticket in of_fewer)


def test_somebody_who_comes_now_waits_as_long_as_the_ticket_they_would_get():
    for seed in range(40):
        visits, desks = a_hall(seed)
        waiting = [visit for visit in visits if visit.arrives < NOW and visit.ticket.place < NOW]
        newcomer = Visit(Waiting("999999", "l0", Lane.ORDINARY, NOW), NOW, MINUTE)

        asked = play(waiting, desks, PROMISES, NOW, guests=["l0"]).guests[0]
        came = play([*waiting, newcomer], desks, PROMISES, NOW).visits[-1]

        assert asked == came


def test_the_kernel_is_given_the_first_visits_of_every_replication_as_the_same_people():
    visits, desks = a_hall(3)
    arrays = arrays_of(visits, desks, PROMISES, ["l0"], Absence())

    assert isinstance(arrays, Dice)
    assert arrays.offsets.tolist() == [0, len(visits)]
    assert arrays.line.dtype == np.int64
