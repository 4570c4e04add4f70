"""Which stops a visit has, and which comes next."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queueing.planning import read_hall
from queueing.rules.hall_file import read
from queueing.rules.services import Service
from queueing.rules.stops import Stop, expected_wait, next_stop, stops_of
from tests.rules.open_halls import text

CARD, PENSION = Service("card", {}, "social"), Service("pension", {}, "social")
INVOICE, LICENCE = Service("invoice", {}, "tax"), Service("licence", {}, "social", then=("back", "pickup"))


def test_services_of_one_line_are_one_stop():
    assert stops_of([CARD, INVOICE, PENSION]) == (
        Stop("social", ("card", "pension")),
        Stop("tax", ("invoice",)),
    )


def test_stages_follow_one_another():
    assert [(s.line, s.after) for s in stops_of([INVOICE, LICENCE])] == [
        ("tax", None), ("social", None), ("back", 1), ("pickup", 2),
    ]  # fmt: skip


def test_the_shortest_expected_wait_comes_first_and_a_stage_only_after_the_one_before():
    stops = stops_of([INVOICE, LICENCE])
    assert next_stop(stops, {"tax": 9, "social": 4, "back": 0, "pickup": 0}) == 1
    assert next_stop(stops, {"tax": 4, "social": 4}) == 0, "of equals the earlier"


def test_a_line_without_an_open_counter_comes_last_but_it_comes():
    stops = stops_of([INVOICE, CARD])
    assert next_stop(stops, {"tax": expected_wait(0, 0, 5), "social": 300}) == 1
    assert next_stop(stops, {}) == 0


def test_the_expected_wait_is_people_over_counters_times_minutes():
    assert expected_wait(8, 2, 5) == 20


@given(
    st.lists(st.sampled_from([CARD, INVOICE, PENSION, LICENCE]), unique_by=lambda s: s.id, min_size=1),
    st.data(),
)
def test_any_visit_makes_each_stop_once_and_comes_to_an_end(services, data):
    stops, made = list(stops_of(services)), []
    lines = ["social", "tax", "back", "pickup"]
    while (to := next_stop(stops, {line: data.draw(st.integers(0, 9)) for line in lines})) is not None:
        made.append(to)
        stops[to] = Stop(stops[to].line, stops[to].services, stops[to].after, done=True)
    assert sorted(made) == list(range(len(stops)))
    assert all(made.index(s.after) < made.index(i) for i, s in enumerate(stops) if s.after is not None)


LINES = """
  { id = "back", stage = "back-office", names = { zh = "审批" } },
  { id = "pickup", prefix = "C", stage = "pick-up", names = { zh = "出件" } },"""


def file(then: str = '["back", "pickup"]', lines: str = LINES) -> str:
    """The small hall, its card handed on."""
    plain = (
        text("")
        .replace("lines = [", f"lines = [{lines}", 1)
        .replace('lines = ["tax"]', 'lines = ["tax", "back", "pickup"]')
    )
    return plain.replace('{ id = "card",', f'{{ id = "card", then = {then}, ready = 30,')


def test_a_hall_file_names_the_stages_of_a_service():
    service = read_hall(file(), 1).service["card"]
    assert (service.then, service.ready) == (("back", "pickup"), 30)
    assert not read(file()).warnings


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (file(then='["bak"]'), 'service card goes on to line "bak" — did you mean "back"?'),
        (file(then='["back", "back"]'), "service card comes to one line twice"),
        (file(then='["general"]'), "service card comes to one line twice"),
        (
            file().replace('line = "tax", names', 'line = "back", names'),
            "service invoice begins in line back, which is a back office",
        ),
        (file(lines=LINES.replace("back-office", "backoffice")), 'did you mean "back-office"?'),
    ],
)
def test_mistakes_in_stages_are_told(wrong, sentence):
    assert any(sentence in told for told in read(wrong).mistakes), read(wrong)
