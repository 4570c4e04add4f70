"""A hall's own recordings: what is missing, misnamed, unlike the others, cut off; what an announcer reads."""

import math
import shutil
import wave
from array import array
from statistics import median

import pytest
from click.testing import CliRunner

from displays import sound
from displays.clips import CLIPS
from displays.commands import voice as commands
from displays.commands import voice_set
from displays.voice_pack import faults
from tests.running import give_voice

#: As many clips as have a middle loudness; to measure the whole set takes seconds.
SOME = {name: CLIPS[name] for name in [*list(CLIPS)[:12], "zh-qing", "en-a"]}


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """A data folder with the made clips."""
    folder = tmp_path_factory.mktemp("voice")
    give_voice(folder)
    return folder


@pytest.fixture
def pack(data):
    """Recordings of some clips that are as good as the made ones."""
    folder = data / "voice" / "recordings"
    folder.mkdir()
    for name in SOME:
        shutil.copy(voice_set(data).clips / f"{name}.wav", folder)
    yield folder
    shutil.rmtree(folder)


def write(path, samples, rate=sound.SAMPLES_PER_SECOND):
    """Keep samples as a WAV of that rate."""
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, rate, 0, "NONE", "not compressed"))
        file.writeframes(samples.tobytes())


def tone(seconds, amplitude):
    """A plain tone."""
    return array(
        "h",
        (
            max(-32_768, min(32_767, round(amplitude * math.sin(at * 0.1))))
            for at in range(int(seconds * sound.SAMPLES_PER_SECOND))
        ),
    )


def found(data):
    """The faults of the pack."""
    return list(faults(data / "voice" / "recordings", SOME, voice_set(data).clips))


def test_the_made_clips_are_within_a_decibel_of_one_another(data):
    clips = voice_set(data).clips
    loudness = [20 * math.log10(sound.active_rms(sound.read(clips / f"{name}.wav"))) for name in CLIPS]
    assert max(loudness) - min(loudness) < 0.7
    assert all(abs(level - median(loudness)) < 0.4 for level in loudness)


def test_a_missing_and_a_misnamed_recording_are_told_with_the_words_and_the_right_name(data, pack):
    (pack / "zh-qing.wav").rename(pack / "zh-qin.wav")
    assert found(data) == [
        'zh-qin.wav: no clip has this name; did you mean "zh-qing"?',
        'zh-qing.wav: missing; it says "请".',
    ]


def test_a_recording_louder_or_softer_than_the_others_by_more_than_a_decibel_is_told(data, pack):
    for name, gain in (("zh-1", 0.5), ("zh-2", 0.9), ("zh-3", 1.1)):
        samples = sound.read(pack / f"{name}.wav")
        write(pack / f"{name}.wav", array("h", (round(sample * gain) for sample in samples)))
    (told,) = found(data)
    assert told == "zh-1.wav: 5.9 dB softer than the others; record it like them."


def test_a_recording_that_is_cut_off_or_far_too_long_is_told(data, pack):
    usual = 32_767 * sound.LOUDNESS * math.sqrt(2)
    write(pack / "zh-4.wav", tone(0.4, 60_000))
    write(pack / "zh-5.wav", tone(4.0, usual))
    told = {name: [each for each in found(data) if each.startswith(name)] for name in ("zh-4", "zh-5")}
    assert any("cut off in" in each for each in told["zh-4"])
    (long,) = told["zh-5"]
    assert "lasts 4.0 s; the made clip of these words lasts 0." in long


@pytest.mark.parametrize("content", ["mp3", "8 kHz", "silence"])
def test_a_recording_of_a_wrong_format_is_told(data, pack, content):
    file = pack / "en-a.wav"
    match content:
        case "mp3":
            file.write_bytes(b"ID3 this is an MP3")
        case "8 kHz":
            write(file, tone(0.2, 5_000), rate=8_000)
        case _:
            write(file, array("h", bytes(20_000)))
    (told,) = found(data)
    assert told.startswith("en-a.wav: ")


def test_the_command_says_what_is_wrong_and_what_is_to_be_recorded(data, pack):
    run, where = CliRunner(), ["--data", str(data)]
    for name in CLIPS.keys() - SOME.keys():
        shutil.copy(voice_set(data).clips / f"{name}.wav", pack)
    assert "all fine" in run.invoke(commands, ["check", *where]).output
    (pack / "zh-3.wav").unlink()
    told = run.invoke(commands, ["check", *where])
    assert told.exit_code == 1 and 'zh-3.wav: missing; it says "三".' in told.output
    listed = run.invoke(commands, ["list", *where]).output
    assert "zh-hao-chuangkou.wav  号窗口" in listed and len(listed.splitlines()) == len(CLIPS) + 1
    assert not (data / "hall.db").exists(), "a question about the voice opens no hall"


def test_a_hall_without_recordings_is_told_so(data):
    told = CliRunner().invoke(commands, ["check", "--data", str(data)])
    assert told.exit_code == 0 and "the made voice speaks" in told.output
