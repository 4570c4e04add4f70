"""A hall says which blocks its tickets have, in which order, for each service; the copy's mark stays."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queueing.planning import HallFileError, read_hall
from queueing.rules.services import TICKET_BLOCKS
from tests.devices.ledger import PAPER, kiosk
from tests.rules.test_hall_file import SMALL
from ticket_printer.blocks import Checklist, Code, Gap, Number, Rule, Stamp, Words
from ticket_printer.paper import blocks_of, made_up, preview

MATERIALS = [{"zh": "身份证原件", "en": "Identity card"}, {"zh": "照片"}]


def on_paper(**changes):
    """The blocks of a ticket, gaps left out."""
    return [block for block in blocks_of(PAPER | changes) if not isinstance(block, Gap)]


def spoken(block):
    """A block's first words, or what it is."""
    match block:
        case Words():
            return block.zh
        case Number():
            return block.text
        case Checklist():
            return [item.zh for item in block.items]
        case _:
            return type(block).__name__


def test_blocks_stand_in_the_order_of_the_hall_file_and_a_line_parts_what_does_not_belong_together():
    told = [spoken(block) for block in on_paper(blocks=["number", "qr", "service", "notice"])]
    assert told == ["A001", "Rule", "Code", "Rule", "社会保险登记", "Rule", "请在休息区等候，留意叫号和大屏"]


def test_what_has_nothing_to_say_leaves_neither_a_gap_nor_a_line():
    bare = on_paper(
        blocks=["title", "zone", "wait", "materials", "number"], hall={"zh": ""}, zone={"zh": "\x1b"}
    )
    assert bare == [Number("A001")]


def test_the_time_stands_beside_the_code_where_both_follow_each_other_and_alone_elsewhere():
    (code,) = [block for block in on_paper(blocks=["number", "qr", "time"]) if isinstance(block, Code)]
    assert [words.zh[:10] for words in code.beside] == ["2026-03-02"]
    apart = on_paper(blocks=["time", "number", "qr"])
    assert spoken(apart[0]).startswith("2026-03-02")
    assert [block.beside for block in apart if isinstance(block, Code)] == [()]


@given(st.permutations(TICKET_BLOCKS), st.sets(st.sampled_from(TICKET_BLOCKS)))
def test_no_layout_leaves_out_the_mark_of_a_copy(order, kept):
    blocks = on_paper(copy=True, blocks=[name for name in order if name in kept])
    assert blocks[0] == Stamp("补打", "COPY")
    assert not [block for block in on_paper(blocks=order) if isinstance(block, Stamp)]
    assert not [pair for pair in pairwise(blocks) if pair == (Rule(), Rule())]


@pytest.mark.parametrize(
    ("wait", "words"),
    [
        ((10, 20), ["等候约 10 分钟，最多 20 分钟", "Wait: about 10, at most 20 min"]),
        ((15, 15), ["最多等 15 分钟", "Wait: at most 15 min"]),
        (None, []),
    ],
)
def test_a_range_of_wait_is_printed_when_there_is_one(wait, words):
    found = on_paper(blocks=["number", "wait"], wait=wait)[1:]
    assert [text for block in found for text in (block.zh, block.en)] == words


def test_what_to_bring_is_listed_with_boxes_to_tick():
    *_, listed = on_paper(blocks=["number", "materials"], materials=MATERIALS)
    assert [(item.zh, item.en) for item in listed.items] == [("身份证原件", "Identity card"), ("照片", "")]
    with_list, without = (preview(PAPER | {"materials": some}, kiosk("raster")) for some in (MATERIALS, []))
    assert with_list.height > without.height + 100


CARD = 'names = { zh = "社保卡" }'
OWN = 'blocks = ["number", "materials"], materials = ["身份证", { zh = "照片", en = "Photo" }]'
USUAL = """
[ticket]
blocks = ["title", "number", "notice"]
notice = { zh = "过号作废", en = "Void when missed" }
"""
HALL = SMALL.replace(CARD, f"{CARD}, ticket = {{ {OWN} }}") + USUAL


def test_a_service_prints_as_its_hall_does_unless_it_says_otherwise():
    plan = read_hall(HALL, 1)
    usual, own = plan.service["refund"].ticket, plan.service["card"].ticket
    assert usual.blocks == ("title", "number", "notice") and usual.materials == ()
    assert own.blocks == ("number", "materials")
    assert own.materials == ({"zh": "身份证", "en": "身份证"}, {"zh": "照片", "en": "Photo"})
    assert usual.notice == own.notice == {"zh": "过号作废", "en": "Void when missed"}


def test_a_made_up_ticket_shows_what_the_hall_file_says():
    paper = made_up(read_hall(HALL, 1), "card", PAPER["at"], PAPER["url"], copy=True)
    told = [spoken(block) for block in blocks_of(paper) if not isinstance(block, Gap)]
    assert told == ["Stamp", "A001", "Rule", ["身份证", "照片"]]


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ('blocks = ["title", "nmber"]', 'line 26: ticket.blocks cannot be "nmber" — did you mean "number"?'),
        ('blocks = ["title"]', 'line 26: ticket.blocks leaves out "number", which is what a ticket is for'),
        ('blocks = ["number", "copy"]', 'ticket.blocks cannot be "copy"; known are: ahead, counters, lane'),
        ('blocks = ["number", "number"]', "ticket.blocks has the same word twice"),
        ('blcks = ["number"]', 'unknown key "blcks" — did you mean "blocks"?'),
        ('materials = "card"', "ticket.materials must be a list in brackets"),
    ],
)
def test_a_mistake_in_the_layout_is_told_with_its_line(row, sentence):
    with pytest.raises(HallFileError) as refusal:
        read_hall(f"{SMALL}[ticket]\n{row}\n", 1)
    assert sentence in "\n".join(refusal.value.problems)


@pytest.mark.parametrize(
    ("ready", "said"),
    [
        ({"after": 40}, "受理后约 40 分钟可取件"),
        ({"by": PAPER["at"] + 2_400_000}, "可取件"),
        ({"by": PAPER["at"] + 90_000_000}, "约 3月3日 周二 10:41 可取件"),
        ({"now": 1}, "已可取件，请等候叫号"),
    ],
)
def test_a_visit_with_several_stops_lists_them_and_says_when_its_result_can_be_collected(ready, said):
    stops = [
        {"state": "here", "names": {"zh": "不动产受理", "en": "Property"}},
        {"state": "to_come", "names": {"zh": "综合出件", "en": "Pick-up"}},
    ]
    _number, listed, when = on_paper(blocks=["number", "stops"], stops=stops, ready=ready)

    assert spoken(listed) == ["现在：不动产受理", "随后：综合出件"]
    assert said in when.zh
