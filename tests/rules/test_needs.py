"""Who pulls the line of visitors with a need: fitted counters at once, others from half of the promise."""

import pytest

from queueing.planning import read_hall
from queueing.rules.hall_file import read
from queueing.rules.plan import Pull
from tests.rules.open_halls import text

ACCESS = (
    '  { id = "access", prefix = "N", need = "barrier-free", of = "general", names = { zh = "无障碍" } },'
)


def file(line: str = ACCESS, **counters: str) -> str:
    """The small hall with one line more."""
    return text("", **counters).replace("lines = [", f"lines = [\n{line}", 1)


FITTED = ', needs = ["barrier-free"]'


def test_fitted_counters_pull_it_as_they_pull_the_line_and_others_from_half_of_the_promise():
    plan = read_hall(
        file(first=FITTED).replace(
            'id = "2", zone = "1", lines = [', 'id = "2", zone = "1", lines = ["general", '
        ),
        1,
    )
    assert Pull("access") in plan.counter["1"].pulls
    assert Pull("access", 0.5) in plan.counter["2"].pulls


def test_who_helps_the_line_later_still_helps_its_need_line_no_sooner():
    helped = file().replace('lines = ["tax"]', 'lines = ["tax", { line = "general", threshold = 0.6 }]')
    assert Pull("access", 0.6) in read_hall(helped, 1).counter["2"].pulls


def test_who_does_not_pull_the_line_does_not_pull_its_need_line():
    assert Pull("access", 0.5) not in read_hall(file(first=FITTED), 1).counter["2"].pulls


def test_a_counters_own_word_about_a_need_line_stands():
    said = file().replace('lines = ["general"]', 'lines = ["general", { line = "access", threshold = 0.9 }]')
    assert read_hall(said, 1).counter["1"].pulls == (Pull("general"), Pull("access", 0.9))


def test_in_the_hours_of_a_role_too():
    plan = read_hall(file(second=', roles = [{ at = "12:00-14:00", lines = ["general"] }]'), 1)
    assert Pull("access", 0.5) in plan.counter["2"].roles[0].pulls


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (ACCESS.replace(', of = "general"', ""), "need and of belong together"),
        (
            ACCESS.replace('of = "general"', 'of = "genral"'),
            'is for visitors of line "genral" — did you mean "general"?',
        ),
        (ACCESS.replace("barrier-free", "barrierfree"), 'did you mean "barrier-free"?'),
        (
            ACCESS + ACCESS.replace("access", "wheel").replace('"N"', '"W"'),
            "lines access and wheel are for the same need of line general",
        ),
    ],
)
def test_mistakes_are_told(line, sentence):
    assert any(sentence in told for told in read(file(line)).mistakes), read(file(line))


def test_a_need_that_nobody_is_fitted_for_is_a_warning():
    told = read(file()).warnings
    assert any("no counter that pulls line general is fitted for barrier-free" in each for each in told)
    assert not any("pulled by no counter" in each for each in told)
    assert not read(file(first=FITTED)).warnings
