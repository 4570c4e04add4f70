"""A hall's own words: templates by channel, spoken by clips of their own, shown as printed, or refused."""

from datetime import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from displays import sound, voice
from displays.announcement import Call, Wording, call_to, captioned, clips_for_call, text_for, wording_of
from displays.clips import CLIPS, clips_of, floor_said, words_of
from displays.pace import Pressure, times_to_say
from queueing.planning import HallFileError, check, read_hall
from queueing.rules.voice import FIELDS, USUAL, Quiet, Voice, fields_of, pieces, planned_load
from tests.live.room import TOWN

HERE = Call("A001", "3", {"zh": "社保", "en": "Social"}, {"zh": "东区", "en": "East"}, "2F")


def hall(more, text=TOWN):
    """The town with some more in its file."""
    return read_hall(text + more, 1)


def problems(more):
    """What reading says about it."""
    with pytest.raises(HallFileError) as refusal:
        hall(more)
    return "\n".join(refusal.value.problems)


def said(plan, call, language):
    """The texts of the clips that call it, parted by a dot."""
    clips = clips_of(plan)
    return "·".join(clips[name].text for name in clips_for_call(call, language, wording_of(plan)))


def test_without_templates_a_hall_says_and_shows_the_usual_texts():
    plan = hall("")
    assert said(plan, HERE, "zh") == "请·A·零·零·一·号到·三·号窗口"
    assert said(plan, HERE, "en") == "number·A·zero·zero·one·please go to counter·three"
    assert plan.templates == USUAL
    assert text_for("tv", "zh", HERE) == "请 A001 号到 3 号窗口"
    assert text_for("sms", "en", HERE) == "A001, please go to counter 3."
    assert text_for("idle", "zh", HERE) == "3号窗口"


def test_a_hall_words_its_calls_and_the_words_become_clips_of_their_own():
    plan = hall('[templates.voice]\nzh = "您好，请{number}到{zone}{floor}{counter}号窗口办理"\n')
    call = call_to(plan, "A010", "12")
    assert call_to(plan, "A010", "1").zone == {"zh": "东", "en": "East"}
    assert said(plan, call_to(plan, "A010", "1"), "zh") == "您好·请·A·零·一·零·到·东·一·号窗口办理"
    assert said(plan, call, "en").startswith("number"), "what the file leaves out is as usual"
    own = {clip.text for name, clip in clips_of(plan).items() if name not in CLIPS}
    assert own == {"您好", "东", "西"}


def test_a_service_and_a_floor_are_spoken_by_clips_too():
    plan = hall(
        '[templates.voice]\nen = "{number}, {service}, {floor}, counter {counter}"\n',
        TOWN.replace('en = "East" },', 'en = "East" }, floor = "2F",'),
    )
    assert said(plan, call_to(plan, "A001", "1", "card"), "en") == "A·zero·zero·one·Card·floor 2·counter·one"
    names = set(clips_of(plan)) - set(CLIPS)
    assert {clips_of(plan)[name].text for name in names} == {
        "Card", "Pension", "Invoice", "Permit", "floor 2", "counter",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("floor", "zh", "en"), [("1F", "1楼", "floor 1"), ("B2", "负2楼", "basement 2"), ("中庭", "中庭", "中庭")]
)
def test_a_floor_is_said_as_people_say_it(floor, zh, en):
    assert (floor_said(floor, "zh"), floor_said(floor, "en")) == (zh, en)


def test_own_words_are_made_at_set_up_and_spoken_without_a_gap_over_120_ms(tmp_path):
    plan = hall('[templates.voice]\nzh = "您好，请{number}到{counter}号窗口办理，谢谢"\n')
    made = voice.prepare(tmp_path, {n: c for n, c in clips_of(plan).items() if n.startswith("zh")})
    assert made > 60
    call = sound.samples_of(voice.splice(clips_for_call(HERE, "zh", wording_of(plan)), tmp_path))
    assert longest_gap(call) <= 0.120


def longest_gap(samples):
    """The longest stretch fainter than -40 dB of full scale, in seconds."""
    longest = run = 0
    for sample in samples:
        run = run + 1 if abs(sample) < 328 else 0
        longest = max(longest, run)
    return longest / sound.SAMPLES_PER_SECOND


def test_the_big_panel_captions_each_call_as_the_hall_words_it():
    plan = hall('[templates.tv]\nzh = "{number} → {zone} {counter} 号"\n')
    board = captioned({"calls": [{"number": "A001", "counter": "1"}], "waiting": {}}, plan)
    assert board["calls"][0]["caption"] == {
        "zh": "A001 → 东 1 号", "en": "A001, please go to counter 1",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        (
            '[templates.voice]\nzh = "请{numbr}到{counter}"\n',
            'unknown field "numbr" — did you mean "number"?',
        ),
        ('[templates.idle]\nzh = "{number}"\n', 'the idle template zh has an unknown field "number"'),
        ('[templates.sms]\nen = "{number}"\n', "the sms template en leaves out {counter}"),
        ('[templates.tv]\nzh = "{number} {counter"\n', "has a brace { or } that stands alone"),
        ('[templates.vioce]\nzh = "x"\n', 'cannot be "vioce" — did you mean "voice"?'),
        ('[templates.voice]\nfr = "x"\n', 'cannot be "fr"'),
        ("[voice]\nvolume = 0\n", "voice.volume must be at least 1"),
        ('[voice]\nquiet = [["12:00", "25:00"]]\n', 'quiet hours are ["12:00", "14:00"]'),
        ('[voice]\nquiet = [["12:00", "14:00", 101]]\n', "with a volume from 0 to 100"),
    ],
)
def test_a_wrong_template_or_hour_is_refused_with_what_was_meant(more, sentence):
    assert sentence in problems(more)


def test_a_hall_that_plans_more_than_180_calls_an_hour_for_one_zone_is_warned(tmp_path):
    file = tmp_path / "hall.toml"
    file.write_text(TOWN + "[voice]\nminutes_per_visitor = 1.0\n", "utf-8")
    assert check(file) == []
    file.write_text(TOWN.replace("lanes =", "voice = { minutes_per_visitor = 0.5 }\nlanes ="), "utf-8")
    assert "at least 1" in check(file)[0]
    more = "".join(f'  {{ id = "{n}", zone = "1", lines = ["social"] }},\n' for n in range(4, 38))
    file.write_text(TOWN.replace("counters = [\n", f"counters = [\n{more}"), "utf-8")
    (warning,) = check(file)
    assert warning.startswith("warning, line 7: zone 1 speaks the calls of 37 counters, about 185 an hour")
    assert planned_load(37, 12) == 185


def test_quiet_hours_reach_over_midnight_and_the_first_that_includes_an_hour_decides():
    hours = Voice(volume=90, quiet=(Quiet(time(12), time(14)), Quiet(time(22), time(7), 30)))
    at = {hour: hours.volume_at(time(hour)) for hour in (6, 7, 11, 12, 13, 14, 22, 23, 0)}
    assert at == {6: 30, 7: 90, 11: 90, 12: 0, 13: 0, 14: 90, 22: 30, 23: 30, 0: 30}


def test_a_call_is_said_once_when_the_zone_is_behind():
    assert times_to_say(Pressure(0, 0), 9.6) == 2
    assert times_to_say(Pressure(0, 1), 9.6) == 2
    assert times_to_say(Pressure(0, 2), 9.6) == 1
    assert times_to_say(Pressure(11, 0), 9.6) == 1
    assert times_to_say(Pressure(0, 2), 4.9) == 2
    assert [times_to_say(Pressure(0, 0, dropped), 9.6) for dropped in (None, 0, 119, 120)] == [2, 1, 1, 2]


TEMPLATES = st.lists(
    st.one_of(
        st.sampled_from([f"{{{name}}}" for name in FIELDS["voice"]]),
        st.text(st.characters(codec="utf-8", exclude_characters="{}")),
    )
).map("".join)


@given(TEMPLATES)
def test_a_template_filled_in_holds_every_word_and_every_field(template):
    kinds = [*pieces(template)]
    assert [text for kind, text in kinds if kind == "field"] == fields_of(template)
    shown = text_for("tv", "zh", HERE, {"tv": {"zh": template}})
    values = {"number": "A001", "counter": "3", "service": "社保", "zone": "东区", "floor": "2F"}
    assert shown == "".join(values[text] if kind == "field" else text for kind, text in kinds)
    clips_for_call(HERE, "zh", Wording({"voice": {"zh": template}}))


@given(st.text(), st.sampled_from(["zh", "en", "yue"]))
def test_words_become_clips_with_safe_names_that_tell_their_language(text, language):
    for name, clip in words_of(text, language):
        assert name.startswith(f"{language}-") and Path(name).name == name and name.isascii()
        assert clip.text == clip.text.strip() and any(sign.isalnum() for sign in clip.text)
