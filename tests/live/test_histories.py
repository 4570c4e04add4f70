"""Many clerks and kiosks at once over HTTP: each ticket called once, by the rule, none lost (I1, I3, I9)."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.live.linearizability import Operation, is_linearizable
from tests.live.recorded import Morning
from tests.running import ROOT, RunningHall

NEVER = float("inf")


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[RunningHall]:
    """32 counters on one line."""
    running = RunningHall(tmp_path / "data", ROOT / "halls" / "hall32.toml").start()
    yield running
    running.stop()


@pytest.mark.parametrize("tickets", [250, pytest.param(2_000, marks=pytest.mark.long)])
def test_many_tickets_are_each_called_once_in_the_order_of_the_rule(hall: RunningHall, tickets: int):
    morning = Morning(hall, tickets)
    morning.work()
    morning.each_called_once_by_the_rule()


def in_turn(*acts: tuple[str, int | None]) -> list[Operation]:
    """A history of one act after another."""
    return [Operation(kind, n, n + 0.5, ticket) for n, (kind, ticket) in enumerate(acts)]  # type: ignore[arg-type]


SOUND = in_turn(("issue", 1), ("issue", 2), ("call", 1), ("call", 2), ("call", 0))


def test_the_checker_accepts_what_one_clerk_alone_could_have_done():
    assert is_linearizable(SOUND)
    overlapping = [replace(act, begun=0.0, ended=9.0) for act in SOUND]
    assert is_linearizable(overlapping)


@pytest.mark.parametrize(
    "fault",
    [
        in_turn(("issue", 1), ("issue", 2), ("call", 1), ("call", 1)),
        in_turn(("issue", 1), ("issue", 2), ("call", 2), ("call", 1)),
        in_turn(("issue", 1), ("call", 0), ("call", 1)),
        in_turn(("call", 1), ("issue", 1)),
        in_turn(("issue", 1), ("issue", 1)),
    ],
    ids=[
        "called twice",
        "out of turn",
        "nobody waits though one does",
        "called before issued",
        "issued twice",
    ],
)
def test_the_checker_finds_a_planted_fault(fault: list[Operation]):
    assert not is_linearizable(fault)


def test_the_checker_finds_one_double_call_among_many():
    many = in_turn(*((kind, n) for n in range(1, 1_001) for kind in ("issue", "call")))
    assert is_linearizable(many)
    doubled = [replace(act, ticket=500) if act.kind == "call" and act.ticket == 501 else act for act in many]
    assert not is_linearizable(doubled)


def test_an_act_whose_answer_never_came_may_have_happened_or_not():
    lost = Operation("call", 1.6, NEVER, None)
    happened = [*in_turn(("issue", 1), ("issue", 2)), lost, Operation("call", 5, 6, 2)]
    did_not = [
        *in_turn(("issue", 1), ("issue", 2)),
        lost,
        Operation("call", 5, 6, 1),
        Operation("call", 7, 8, 2),
    ]
    assert is_linearizable(happened)
    assert is_linearizable(did_not)
    assert not is_linearizable([*happened, Operation("call", 7, 8, 2)])
