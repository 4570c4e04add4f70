"""Where a hall's voice lies, its clips made at set-up, its own recordings checked, free announcements."""

import logging
import os
from collections.abc import Mapping
from pathlib import Path

import click

from displays.announcement import CannotSpeakError
from displays.clips import CHIME, clips_of
from displays.voice import VoiceSet, audio_for_text, prepare
from displays.voice_pack import faults
from queueing.commands import data_option, folder_of
from queueing.errors import VoiceFailed
from queueing.folder import FIRST_HALL
from queueing.planning import read_hall
from queueing.rules.plan import Plan
from queueing.settings import data_folder
from queueing.start_errors import DataFolderWrong

log = logging.getLogger(__name__)

_hall_option = click.option(
    "--hall", "hall_file", type=click.Path(path_type=Path), help="Hall file; else the hall of the folder."
)


def voice_set(data: Path) -> VoiceSet:
    """The voice of a data folder; WAVs in its `recordings` replace the made clips of the same names."""
    voice = data / "voice"
    return VoiceSet(clips=voice / "clips", spoken=voice / "spoken", recordings=voice / "recordings")


def say_text(voice: VoiceSet, text: Mapping[str, str]) -> str:
    """The sound file of a free announcement. Raises VoiceFailed; nothing has been announced then."""
    try:
        return audio_for_text(voice, text)
    except (CannotSpeakError, FileNotFoundError) as fault:
        raise VoiceFailed(why=str(fault)) from fault


def prepare_for(data: Path, plan: Plan) -> int:
    """Make every clip this hall speaks with; how many were made. Raises VoiceFailed, DataFolderWrong."""
    try:
        # The usual clips first: they are there even where the engine can't say a template's own words.
        return prepare(voice_set(data).clips) + prepare(voice_set(data).clips, clips_of(plan))
    except CannotSpeakError as fault:
        raise VoiceFailed(why=str(fault)) from fault
    except OSError as fault:
        raise DataFolderWrong(folder=data) from fault


def prepare_before_start(data: Path, hall_file: Path | None) -> None:
    """The same for a hall that is about to open: it opens without a voice rather than not at all.

    What a hall that ran before says is there already, or is made when it is first said.
    """
    try:
        prepare_for(data, read_hall(hall_file or FIRST_HALL, 1))
    except VoiceFailed as mute:
        log.warning("%s %s", mute.sentence, mute.params["why"])


@click.command("prepare-voice")
@data_option
@_hall_option
def prepare_voice(data: str | None, hall_file: Path | None) -> None:
    """Make the clips the loudspeakers speak with; done already, it takes milliseconds."""
    if made := prepare_for(data_folder(data), _plan(data, hall_file)):
        click.echo(f"{made} voice clips made.")


@click.group()
def voice() -> None:
    """The loudspeakers' voice, and a hall's own recordings of it."""


@voice.command("list")
@data_option
@_hall_option
def listed(data: str | None, hall_file: Path | None) -> None:
    """Every clip's name and words: what an announcer records, one WAV each."""
    for name, clip in sorted(clips_of(_plan(data, hall_file)).items()):
        click.echo(f"{name}.wav  {clip.text}")
    click.echo(f"{CHIME}.wav  (two tones; leave it out to keep the made ones)")


@voice.command("check")
@data_option
@_hall_option
def checked(data: str | None, hall_file: Path | None) -> None:
    """Check the recordings folder: missing, misnamed, wrong format, loudness, length, cut off."""
    where = voice_set(data_folder(data))
    folder = where.clips.parent / "recordings"
    if not any(folder.glob("*.wav")):
        click.echo(f"No recordings in {folder}: the made voice speaks.")
        return
    clips = clips_of(_plan(data, hall_file))
    found = list(faults(folder, clips, where.clips))
    for fault in found:
        click.echo(fault)
    if found:
        raise SystemExit(1)
    click.echo(f"{folder}: {len(clips)} recordings, all fine.")


def _plan(data: str | None, hall_file: Path | None) -> Plan:
    if hall_file is not None:
        return read_hall(hall_file, 1)
    # A folder in which no hall has run yet must not be bound to one by a question about its voice.
    begun = (data_folder(data) / "hall.db").exists() or "DATABASE_URL" in os.environ
    return folder_of(data).plan if begun else read_hall(FIRST_HALL, 1)
