"""Whatever is done in whatever order, the hall does what the plain model does; broken scripts are found."""

import pytest
import redis
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test

from queueing.errors import HallError
from queueing.live import scripts
from tests.live.machine_clerks import Hall
from tests.live.mutants import MUTANTS, QUICK

SHORT = settings(max_examples=15, stateful_step_count=40, deadline=None, database=None)
LONG = settings(SHORT, max_examples=2_000, stateful_step_count=80, suppress_health_check=list(HealthCheck))
#: Looking for a planted fault: no shrinking, the first failure is enough.
HUNT = settings(LONG, max_examples=400, phases=[Phase.generate], report_multiple_bugs=False)

#: How a machine on broken scripts ends: a difference, a refusal the model has not, none where it has one.
FOUND = (AssertionError, HallError, KeyError, redis.ResponseError, pytest.fail.Exception)


def on(client: redis.Redis) -> type[RuleBasedStateMachine]:
    """The machine, on this Redis."""
    return type("HallOnRedis", (Hall,), {"redis": client})


def test_the_hall_does_what_the_model_does(empty_redis):
    run_state_machine_as_test(on(empty_redis), settings=SHORT)


@pytest.mark.long
def test_the_hall_does_what_the_model_does_for_long(empty_redis):
    run_state_machine_as_test(on(empty_redis), settings=LONG)


@pytest.mark.parametrize(
    "mutant", [name if name in QUICK else pytest.param(name, marks=pytest.mark.long) for name in MUTANTS]
)
def test_a_broken_script_is_found(empty_redis, monkeypatch, mutant):
    command, right, wrong = MUTANTS[mutant]
    whole = scripts.source

    def broken(name: str) -> str:
        text = whole(name)
        if command not in {name, "act"}:
            return text
        assert text.count(right) == 1, f"the script no longer says {right!r} once; put the mutant right"
        return text.replace(right, wrong)

    monkeypatch.setattr(scripts, "source", broken)
    with pytest.raises(FOUND):
        run_state_machine_as_test(on(empty_redis), settings=HUNT)
