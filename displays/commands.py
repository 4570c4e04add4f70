"""Where a hall's voice lies, its preparation at set-up, and free announcements as sound."""

from collections.abc import Mapping
from pathlib import Path

import click

from displays.announcement import CannotSpeakError
from displays.voice import VoiceSet, audio_for_text, prepare
from queueing.errors import VoiceFailed
from queueing.settings import data_folder
from queueing.start_errors import DataFolderWrong


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


@click.command("prepare-voice")
@click.option("--data", help="Data folder (or HALL_DATA); ./data by default.")
def prepare_voice(data: str | None) -> None:
    """Make the clips the loudspeakers speak with; done already, it takes milliseconds."""
    where = data_folder(data)
    try:
        made = prepare(voice_set(where).clips)
    except OSError as fault:
        raise DataFolderWrong(folder=where) from fault
    if made:
        click.echo(f"{made} voice clips made.")
