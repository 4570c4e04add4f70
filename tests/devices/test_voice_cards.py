"""Sound cards: a program of the system plays, is watched and stopped; the virtual one mixes what overlaps."""

import os
import time
from array import array

import pytest

from displays import sound
from displays.cards import CardError, SoundCard, TimelineCard
from displays.sound import at_volume

BEEP = sound.wav(array("h", [1_000] * 22_050))


@pytest.fixture
def player(tmp_path):
    """Makes a program that stands for aplay: a shell script."""

    def make(script):
        file = tmp_path / "player"
        file.write_text(f"#!/bin/sh\n{script}\n")
        file.chmod(0o755)
        return SoundCard((str(file),))

    return make


def test_a_sound_is_handed_to_the_player_as_a_whole_file(player, tmp_path):
    assert player(f'cp "$1" {tmp_path}/got.wav').play(BEEP, lambda: True)
    assert (tmp_path / "got.wav").read_bytes() == BEEP


def test_a_player_that_fails_says_why(player):
    with pytest.raises(CardError, match="no such device"):
        player("echo no such device >&2; exit 1").play(BEEP, lambda: True)


def test_a_player_that_never_ends_is_ended(player, monkeypatch, tmp_path):
    monkeypatch.setattr("displays.cards._ALLOWANCE", 0.2)
    with pytest.raises(CardError, match="did not end"):
        player(f"echo $$ > {tmp_path}/pid; exec sleep 60").play(BEEP, lambda: True)
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "pid").read_text()), 0)


def test_a_player_falls_silent_when_another_speaks_for_the_zone(player):
    began = time.monotonic()
    long = sound.wav(array("h", [1_000] * 22_050 * 30))
    assert not player("exec sleep 60").play(long, lambda: False)
    assert time.monotonic() - began < 50  # it would play for a minute


def test_a_machine_without_a_player_is_told_which_to_install(monkeypatch):
    monkeypatch.setenv("PATH", "")
    with pytest.raises(CardError, match="aplay, pw-play, paplay, afplay"):
        SoundCard()


def test_the_virtual_card_lays_each_sound_at_its_instant_and_mixes_what_overlaps(tmp_path):
    now = [10_000]

    def pass_time(seconds):
        now[0] += round(1000 * seconds)

    def play():
        return TimelineCard(tmp_path / "t.wav", 9_000, lambda: now[0], pass_time).play(BEEP, lambda: True)

    assert play() and now[0] == 11_000
    now[0] = 10_500  # a second loudspeaker that should have waited
    assert play()
    heard = sound.read(tmp_path / "t.wav")
    seconds = [heard[at] for at in (11_000, 22_050, 33_000, 33_075, 44_000, 44_100, 55_000)]
    assert seconds == [0, 1_000, 1_000, 2_000, 2_000, 1_000, 1_000]
    assert len(heard) == 22_050 * 5 // 2


def test_half_the_volume_is_half_the_amplitude_and_full_volume_changes_nothing():
    assert at_volume(BEEP, 100) == BEEP
    assert set(sound.samples_of(at_volume(BEEP, 50))) == {500}
