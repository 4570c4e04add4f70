"""A manager's own words over the loudspeaker: safe, as loud as a call, and never a hung engine."""

import io
import math
import sys
import wave
from array import array
from concurrent.futures import ThreadPoolExecutor

import espeakng_loader
import pytest

from displays import engine, sound, voice
from displays.announcement import CannotSpeakError
from displays.clips import Clip


def samples_of(wav_bytes):
    with wave.open(io.BytesIO(wav_bytes)) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, 22_050)
        return array("h", file.readframes(file.getnframes()))


def seconds(samples):
    return len(samples) / sound.SAMPLES_PER_SECOND


def test_free_text_is_spoken_as_loud_as_the_clips_by_another_process():
    said = samples_of(voice.speak_text("系统维护，请稍候。请A012号到三号窗口。", "zh"))
    assert 3 < seconds(said) < 10
    assert abs(20 * math.log10(sound.rms(said) / 32_767 / sound.LOUDNESS)) < 1.0  # dB
    assert "pyttsx3" not in sys.modules


def test_a_free_announcement_has_the_chime_and_both_languages(tmp_path):
    room = voice.VoiceSet(tmp_path, tmp_path / "spoken")
    (tmp_path / "chime.wav").write_bytes(sound.wav(sound.chime()))
    texts = {"zh": "今天五点停止取号。", "en": "No more numbers after five."}
    name = voice.audio_for_text(room, texts)
    said = sound.read(room.spoken / name)
    assert said[: len(sound.chime())] == sound.chime()
    assert seconds(said) > 4
    assert voice.audio_for_text(room, texts) == name


def test_control_bytes_never_reach_the_engine(monkeypatch):
    given_to_engine: list[str] = []
    run_engine = engine._run_engine

    def overheard(folder, jobs):
        given_to_engine.extend(clip.text for clip in jobs.values())
        return run_engine(folder, jobs)

    monkeypatch.setattr(engine, "_run_engine", overheard)
    cut = samples_of(voice.speak_text("请\x00到\x1b三\x07号窗口\u202e", "zh"))
    plain = samples_of(voice.speak_text("请 到 三 号窗口", "zh"))
    assert given_to_engine == ["请 到 三 号窗口"] * 2
    assert abs(seconds(cut) - seconds(plain)) < 0.05  # nothing after the zero byte was lost


def test_the_engines_own_process_cleans_what_it_is_given_as_well(tmp_path):
    engine._run_engine(tmp_path, {"0.wav": Clip("zh", "请\x00到\x1b三号窗口")})
    assert seconds(sound.read(tmp_path / "0.wav")) > 1.2


def test_an_engine_that_wrote_no_file_is_asked_once_more(monkeypatch):
    asked, run_engine = [], engine._run_engine

    def silent_at_first(folder, jobs):
        asked.append(len(jobs))
        return run_engine(folder, jobs) if len(asked) > 1 else ""

    monkeypatch.setattr(engine, "_run_engine", silent_at_first)
    assert seconds(samples_of(voice.speak_text("please wait", "en"))) > 0.4
    assert asked == [1, 1]


def test_an_engine_that_stays_silent_is_reported_in_a_sentence(monkeypatch):
    monkeypatch.setattr(engine, "_run_engine", lambda _folder, _jobs: "No such library.")
    with pytest.raises(CannotSpeakError, match=r"no sound for 'please wait'. No such library."):
        voice.speak_text("please wait", "en")


@pytest.mark.parametrize(
    ("text", "language", "why"),
    [
        ("", "zh", "without words"),
        ("\x00\x1b\n", "zh", "without words"),
        ("……！", "zh", "made no sound"),
        ("请" * 501, "zh", "at most 500"),
        ("bonjour", "fr", "zh and en and yue"),
    ],
)
def test_a_text_that_cannot_be_spoken_is_refused_in_a_sentence(text, language, why):
    with pytest.raises(CannotSpeakError, match=why):
        voice.speak_text(text, language)


def test_two_announcements_at_once_are_both_spoken_whole():
    with ThreadPoolExecutor(2) as pool:
        said = [*pool.map(lambda text: voice.speak_text(text, "en"), ["one", "please wait here"])]
    assert 0.2 < seconds(samples_of(said[0])) < 0.6 < seconds(samples_of(said[1]))


def test_the_engine_finds_its_data_in_a_deep_folder(tmp_path, monkeypatch):
    deep = tmp_path / ("deep" * 40) / "espeak-ng-data"
    deep.parent.mkdir()
    deep.symlink_to(espeakng_loader.get_data_path())
    (tmp_path / "espeakng_loader.py").write_text(
        f"def get_library_path(): return {espeakng_loader.get_library_path()!r}\n"
        f"def get_data_path(): return {str(deep)!r}\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    assert seconds(samples_of(voice.speak_text("请到三号窗口", "zh"))) > 0.8
