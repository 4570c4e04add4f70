"""Facts: every kind has its sentence, and what a kind may do is what the table of moves allows."""

import itertools

from queueing.rules.facts import CALLS, KINDS, LEADS_TO, MAKES, canonical, goes_on, may_lead, number_parts
from queueing.rules.tickets import MOVES, TicketState
from tests.records.story import Story


def test_every_kind_has_one_sentence():
    assert all(text.endswith(".") and text.count(".") == 1 for text in KINDS.values())
    assert CALLS | MAKES | LEADS_TO.keys() <= KINDS.keys()


def test_every_legal_move_has_a_kind_of_fact_and_no_kind_makes_another():
    moves = {(before, after) for before in MOVES for after in MOVES[before]}
    led = {
        (before, after)
        for kind, before, after in itertools.product(KINDS, TicketState, TicketState)
        if before is not after and may_lead(kind, before, after)
    }
    assert led == moves


def test_only_an_undone_call_brings_back_a_finished_ticket():
    finished, serving = TicketState.FINISHED, TicketState.SERVING
    assert [kind for kind in KINDS if may_lead(kind, finished, serving)] == ["undone"]


def test_a_ticket_begins_in_a_line_or_at_a_counter_and_only_once():
    assert may_lead("issued", None, TicketState.WAITING)
    assert may_lead("walked_in", None, TicketState.SERVING)
    assert not may_lead("called", None, TicketState.CALLED)
    assert not may_lead("issued", TicketState.WAITING, TicketState.WAITING)


def test_a_fact_is_the_same_text_whatever_the_order_of_its_keys():
    fact = Story().go_on([0]).facts[0]
    assert canonical(dict(reversed(fact.items()))) == canonical(fact)
    assert canonical({"text": "安静"}).isascii()


def test_after_nothing_only_the_first_fact_goes_on():
    first, second = Story().go_on([0, 0]).facts
    assert goes_on(first, 0, 0)
    assert not goes_on(second, 0, 0)
    assert goes_on(second, 1, 1)


def test_a_number_is_a_prefix_and_a_count():
    assert number_parts("A001") == ("A", 1)
    assert number_parts("AB1000") == ("AB", 1000)
