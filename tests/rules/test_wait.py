"""How long will I wait: the play of the rule, against its machine code and for what must always hold."""

from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from queueing.estimates.dice import Dice, arrays_of
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
