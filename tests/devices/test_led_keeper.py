"""A strip is kept right: sent what changed, sent again in time, tried again, dark with the hall."""

from dataclasses import dataclass, field

from hypothesis import given
from hypothesis import strategies as st

from displays.led.driver import Dummy
from displays.led.keeper import PAUSES, RESEND, Keeper
from displays.led.strip import BLANK, STALE_AFTER, Face, Style, time_for_round
from displays.led.wire import StripFault

LONG = Face("请带齐材料到二楼综合窗口领取结果")


@dataclass
class Strip(Dummy):
    """A driver that keeps all it is sent, flashes, and can be taken off its cable."""

    width: int = 128
    bus: str = "dummy"
    language: str = "zh"
    gone: bool = False
    tries: int = 0
    sent: list[str] = field(default_factory=list)

    def frame(self, face, elapsed):
        dark = face.style is Style.FLASH and elapsed % 1000 >= 500
        return b"" if dark else face.text.encode()

    def send(self, frame):
        self.tries += 1
        if self.gone:
            raise StripFault("It is gone.")
        self.sent.append(frame.decode())


def kept():
    """A keeper, its strip, and what was told of it."""
    strip, told = Strip(), []
    return Keeper(strip, lambda down, why: told.append((down, why))), strip, told


def pass_time(keeper, begin, end, face=None):
    """Live through hundredths of seconds; the hall is heard every second when it says something."""
    for hundredth in range(round(begin * 100), round(end * 100)):
        if face is not None and hundredth % 100 == 0:
            keeper.show(face, hundredth / 100)
        keeper.step(hundredth / 100)


def test_a_strip_is_dark_until_the_hall_is_heard():
    keeper, strip, _ = kept()
    pass_time(keeper, 100, 101)
    assert strip.sent == [""]


def test_a_change_is_sent_at_once_and_the_same_again_every_five_seconds():
    keeper, strip, _ = kept()
    pass_time(keeper, 100, 112, Face("A001"))
    assert strip.sent == ["A001"] * 3
    keeper.show(Face("B002"), 112)
    keeper.step(112)
    assert strip.sent[3:] == ["B002"]


def test_a_strip_goes_dark_when_the_hall_is_silent_and_comes_back_with_it():
    keeper, strip, _ = kept()
    pass_time(keeper, 100, 101, Face("A001"))
    pass_time(keeper, 101, 100 + STALE_AFTER)
    assert strip.sent == ["A001"]
    pass_time(keeper, 100 + STALE_AFTER, 107)
    assert strip.sent == ["A001", ""]
    pass_time(keeper, 107, 108, Face("A001"))
    assert strip.sent == ["A001", "", "A001"]


def test_a_call_flashes_on_a_board_that_is_told_each_half_second():
    keeper, strip, _ = kept()
    pass_time(keeper, 100, 103, Face("A001", Style.FLASH))
    pass_time(keeper, 103, 104, Face("A001"))
    assert strip.sent == ["A001", "", "A001", "", "A001", "", "A001"]


def test_a_board_that_scrolls_by_itself_comes_to_the_end_before_it_is_sent_again():
    keeper, strip, _ = kept()
    pass_time(keeper, 100, 100 + time_for_round(LONG.text, 128) - 0.1, LONG)
    assert len(strip.sent) == 1
    pass_time(keeper, 108, 110, LONG)
    assert len(strip.sent) == 2


def test_a_strip_is_tried_four_times_before_it_is_down_and_that_is_told_once():
    keeper, strip, told = kept()
    strip.gone = True
    pass_time(keeper, 100, 100 + sum(PAUSES[:2]) + 0.5, Face("A001"))
    assert (strip.tries, told) == (3, [])
    pass_time(keeper, 101, 102, Face("A001"))
    assert (strip.tries, told) == (4, [(True, "It is gone.")])
    pass_time(keeper, 102, 200, Face("A001"))
    assert told == [(True, "It is gone.")]
    assert keeper.is_down


def test_a_strip_that_is_down_costs_its_cable_one_try_every_five_seconds():
    keeper, strip, _ = kept()
    strip.gone = True
    pass_time(keeper, 100, 105, Face("A001"))
    before = strip.tries
    pass_time(keeper, 105, 155, Face("A001"))
    assert strip.tries - before == 50 / RESEND


def test_a_strip_that_comes_back_is_told_once_and_shows_the_present():
    keeper, strip, told = kept()
    strip.gone = True
    pass_time(keeper, 100, 110, Face("A001"))
    strip.gone = False
    pass_time(keeper, 110, 130, Face("B002"))
    assert told == [(True, "It is gone."), (False, "")]
    assert set(strip.sent) == {"B002"}
    assert not keeper.is_down


def test_a_text_whose_answer_was_lost_may_stand_there_and_is_written_over():
    keeper, strip, _ = kept()
    pass_time(keeper, 100, 101, Face("A001"))
    strip.gone = True  # it shows B002 and its answer never came
    pass_time(keeper, 101, 101.1, Face("B002"))
    strip.gone = False
    pass_time(keeper, 102, 103, Face("A001"))
    assert strip.sent == ["A001", "A001"]


def test_a_short_fault_is_nobodys_business():
    keeper, strip, told = kept()
    strip.gone = True
    pass_time(keeper, 100, 100.5, Face("A001"))
    strip.gone = False
    pass_time(keeper, 101, 103, Face("A001"))
    assert (told, strip.sent) == ([], ["A001"])


@given(
    st.lists(
        st.tuples(st.sampled_from(["show A", "show B", "silence", "gone", "back"]), st.integers(1, 900)),
        max_size=30,
    )
)
def test_whatever_happens_a_reachable_strip_shows_the_hall_and_news_come_in_turn(story):
    keeper, strip, told = kept()
    now, said, heard = 100.0, BLANK, 0.0
    for what, hundredths in story:
        if what.startswith("show"):
            said, heard = Face(what[-1]), now
            keeper.show(said, now)
        elif what != "silence":
            strip.gone = what == "gone"
        for _ in range(hundredths):
            now += 0.01
            keeper.step(now)
    strip.gone = False
    for _ in range(round(RESEND * 100) + 1):
        now += 0.01
        keeper.step(now)
    assert strip.sent[-1] == (said.text if now - heard < STALE_AFTER else "")
    assert [down for down, _ in told] == [n % 2 == 0 for n in range(len(told))]
    assert not keeper.is_down
