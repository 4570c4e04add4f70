"""A call as sound: even loudness, short gaps, twice with a pause, the hall's own recordings first."""

import io
import logging
import math
import os
import re
import wave
from array import array
from itertools import groupby, pairwise

import pytest

from displays import sound, voice
from displays.announcement import Call, clips_for_announcement
from displays.clips import CANTONESE, CHIME, CLIPS, SILENCES


@pytest.fixture(scope="session")
def clips(tmp_path_factory):
    """The clip set, made once."""
    folder = tmp_path_factory.mktemp("clips")
    assert voice.prepare(folder) == len(CLIPS) + 1  # and the chime
    return folder


@pytest.fixture(scope="session")
def cantonese(tmp_path_factory):
    """The clips of a hall that speaks Cantonese too."""
    folder = tmp_path_factory.mktemp("cantonese")
    assert voice.prepare(folder, CANTONESE) == len(CANTONESE) + 1
    return folder


def samples_of(wav_bytes):
    with wave.open(io.BytesIO(wav_bytes)) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, 22_050)
        return array("h", file.readframes(file.getnframes()))


def seconds(samples):
    return len(samples) / sound.SAMPLES_PER_SECOND


def decibels(samples):
    return 20 * math.log10(sound.rms(samples) / 32_767)


def record(path, rate=44_100, width=3, channels=2, volume=0.2):
    """Keep half a second of 1 kHz between two silences, as a hall's sound studio would deliver it."""
    path.parent.mkdir(exist_ok=True)
    tone = [volume * math.sin(math.tau * 1000 * at / rate) for at in range(rate // 2)]
    wave_form = [0.0] * (rate // 4) + tone + [0.0] * (rate // 4)
    offset = 128 if width == 1 else 0
    frames = b"".join(
        (round(value * (2 ** (8 * width - 1) - 1)) + offset).to_bytes(width, "little", signed=width > 1)
        * channels
        for value in wave_form
    )
    with wave.open(str(path), "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(width)
        file.setframerate(rate)
        file.writeframes(frames)


def pitch_of(samples):
    """Full waves per second."""
    rising = sum(1 for before, after in pairwise(samples) if before < 0 <= after)
    return rising / seconds(samples)


def test_all_clips_are_equally_loud_and_none_is_cut_off(clips):
    made = {name: sound.read(clips / f"{name}.wav") for name in (*CLIPS, CHIME)}
    loudness = [decibels(samples) for samples in made.values()]
    assert max(loudness) - min(loudness) < 1.0
    for name, samples in made.items():
        assert max(map(abs, samples)) < 32_767, name
        assert 0.15 < seconds(samples) < 1.5, name
        assert max(map(abs, samples[:300])) > 200 and max(map(abs, samples[-300:])) > 20, (
            f"{name} has silent ends"
        )


def test_the_chime_is_two_tones_within_a_second(clips):
    chime = sound.read(clips / "chime.wav")
    assert seconds(chime) <= 1.0
    first, second = pitch_of(chime[3000:7000]), pitch_of(chime[12_000:19_000])
    assert 620 < first < 700 and 500 < second < 560


def test_preparing_again_makes_nothing(clips):
    before = {file: file.stat().st_mtime_ns for file in clips.iterdir()}
    assert voice.prepare(clips) == 0
    assert {file: file.stat().st_mtime_ns for file in clips.iterdir()} == before


def test_a_lost_a_torn_and_an_outdated_clip_are_made_again_and_no_other(clips, tmp_path):
    copied(clips, tmp_path)
    (tmp_path / "zh-3.wav").unlink()
    torn = tmp_path / "en-a.wav"
    torn.write_bytes(torn.read_bytes()[:5000])
    stamps = (tmp_path / "prepared.json").read_text()
    (tmp_path / "prepared.json").write_text(stamps.replace("窗口", "柜台"))
    assert voice.prepare(tmp_path) == 4
    assert voice.prepare(tmp_path) == 0


def copied(clips, folder):
    for file in clips.iterdir():
        (folder / file.name).write_bytes(file.read_bytes())


def test_a_call_lasts_as_long_as_its_parts_and_gaps(clips):
    parts = clips_for_announcement(Call("A012", "23"), ("zh", "en"), 2)
    call = samples_of(voice.splice(parts, clips))
    silent = [sound.SAMPLES_PER_SECOND * SILENCES[part] // 1000 for part in parts if part in SILENCES]
    heard = [len(sound.read(clips / f"{part}.wav")) for part in parts if part not in SILENCES]
    gap = sound.SAMPLES_PER_SECOND * 60 // 1000
    assert len(call) == sum(silent) + sum(heard) + gap * (len(parts) - 1)
    assert 15 < seconds(call) < 21


def test_the_gap_between_two_clips_is_heard_as_50_to_80_ms(clips):
    parts = clips_for_announcement(Call("B207", "12"), ("zh",), 1)
    call = samples_of(voice.splice(parts, clips))
    faint, end = 100, 0  # 100 of 32,767 is 34 dB below the clips
    for part in parts[:-1]:
        end += len(sound.read(clips / f"{part}.wav"))
        start, stop = end, end
        while abs(call[start - 1]) < faint:
            start -= 1
        while abs(call[stop]) < faint:
            stop += 1
        assert 50 <= 1000 * seconds(call[start:stop]) <= 80, part
        end += sound.SAMPLES_PER_SECOND * 60 // 1000


def silences(samples, faint=328):
    """Every stretch fainter than -40 dB of full scale, in ms."""
    return [1000 * len([*run]) / 22_050 for quiet, run in groupby(abs(s) < faint for s in samples) if quiet]


@pytest.mark.parametrize("language", ["zh", "en", "yue"])
@pytest.mark.parametrize(("number", "counter"), [("A001", "3"), ("BZ9876", "112"), ("Q540", "VIP1")])
def test_within_a_call_nothing_is_silent_for_more_than_120_ms(clips, cantonese, language, number, counter):
    folder = cantonese if language == "yue" else clips
    call = samples_of(voice.splice(clips_for_announcement(Call(number, counter), (language,), 1)[1:], folder))
    assert max(silences(call)) <= 120
    assert max(map(abs, call)) < 32_767


def test_only_the_breath_and_the_pause_are_longer(clips):
    call = samples_of(voice.splice(clips_for_announcement(Call("A307", "28"), ("zh", "en"), 2), clips))
    long = sorted(ms for ms in silences(call) if ms > 120)
    assert len(long) == 3 and long[0] >= 400 and long[1] < 640 and 1000 <= long[2] < 1240


def test_a_cantonese_call_is_as_loud_as_the_others(cantonese):
    loudness = [
        20 * math.log10(sound.active_rms(sound.read(cantonese / f"{name}.wav"))) for name in CANTONESE
    ]
    assert max(loudness) - min(loudness) < 1.0


def test_a_call_spoken_twice_says_the_same_again_after_a_second(clips):
    once = samples_of(voice.splice(clips_for_announcement(Call("A001", "3"), ("zh",), 1), clips))
    twice = samples_of(voice.splice(clips_for_announcement(Call("A001", "3"), ("zh",), 2), clips))
    assert twice[: len(once)] == once
    pause = twice[len(once) : len(once) + int(1.0 * sound.SAMPLES_PER_SECOND)]
    assert not any(pause)
    call = once[len(sound.read(clips / "chime.wav")) :].tobytes().lstrip(b"\0")
    assert twice.tobytes().endswith(call)


def test_an_unknown_part_is_no_file_name(clips):
    with pytest.raises(KeyError):
        voice.splice(["../secret"], clips)


@pytest.mark.parametrize(
    ("rate", "width", "channels"), [(44_100, 3, 2), (8_000, 1, 1), (22_050, 2, 1), (48_000, 4, 2)]
)
def test_the_halls_own_recording_replaces_a_clip_at_the_same_loudness(clips, tmp_path, rate, width, channels):
    record(tmp_path / "zh-qing.wav", rate=rate, width=width, channels=channels)
    own = samples_of(voice.splice(["zh-qing"], clips, tmp_path))
    made = samples_of(voice.splice(["zh-qing"], clips))
    assert 970 < pitch_of(own) < 1030
    assert 0.49 < seconds(own) < 0.52  # its silent ends are gone
    assert abs(decibels(own) - decibels(made)) < 1.0
    assert voice.splice(["zh-hao-dao"], clips, tmp_path) == voice.splice(["zh-hao-dao"], clips)


@pytest.mark.parametrize("content", [b"", b"ID3 this is an MP3", b"RIFF\x24\0\0\0WAVEfmt ", "silence"])
def test_a_broken_recording_is_passed_over_with_a_warning(clips, tmp_path, caplog, content):
    broken = tmp_path / "zh-qing.wav"
    if content == "silence":
        record(broken, volume=0.0)
    else:
        broken.write_bytes(content)
    with caplog.at_level(logging.WARNING):
        assert voice.splice(["zh-qing"], clips, tmp_path) == voice.splice(["zh-qing"], clips)
    assert "zh-qing.wav is no PCM WAV with sound in it" in caplog.text


def test_the_same_call_is_one_file_and_a_new_recording_makes_another(clips, tmp_path):
    room = voice.VoiceSet(clips, tmp_path / "spoken", tmp_path / "own")
    first = voice.audio_for_call(room, Call("A001", "3"))
    assert first is not None and re.fullmatch(r"[0-9a-f]{32}\.wav", first)
    content = (room.spoken / first).read_bytes()
    assert content == voice.splice(clips_for_announcement(Call("A001", "3")), clips)
    made_at = (room.spoken / first).stat().st_ino
    assert voice.audio_for_call(room, Call("A001", "3")) == first
    assert (room.spoken / first).stat().st_ino == made_at
    assert voice.audio_for_call(room, Call("A001", "3"), times=1) != first
    record(tmp_path / "own" / "zh-qing.wav")
    assert voice.audio_for_call(room, Call("A001", "3")) != first


def test_a_torn_spoken_file_is_made_again(clips, tmp_path):
    room = voice.VoiceSet(clips, tmp_path)
    name = voice.audio_for_call(room, Call("A001", "3"))
    whole = (tmp_path / name).read_bytes()
    (tmp_path / name).write_bytes(whole[:1000])
    assert voice.audio_for_call(room, Call("A001", "3")) == name
    assert (tmp_path / name).read_bytes() == whole


def test_only_the_last_used_spoken_files_are_kept(clips, tmp_path, monkeypatch):
    monkeypatch.setattr(voice, "KEPT_FILES", 3)
    room = voice.VoiceSet(clips, tmp_path)
    names = [voice.audio_for_call(room, Call(f"A00{at}", "3"), ("zh",), 1) for at in range(3)]
    for age, name in enumerate(names):
        os.utime(tmp_path / name, (1_000_000 + age, 1_000_000 + age))
    assert voice.audio_for_call(room, Call("A000", "3"), ("zh",), 1) == names[0]  # said again
    newest = voice.audio_for_call(room, Call("A009", "3"), ("zh",), 1)
    assert {file.name for file in tmp_path.iterdir()} == {newest, names[0], names[2]}


def test_a_visitor_without_a_number_has_no_sound(clips, tmp_path):
    assert voice.audio_for_call(voice.VoiceSet(clips, tmp_path), Call("", "3")) is None
    assert not list(tmp_path.iterdir())
