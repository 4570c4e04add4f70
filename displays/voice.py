"""The loudspeaker's voice: makes the clip set, splices calls from it and speaks free text, all as WAV."""

import functools
import hashlib
import json
import logging
import os
import re
import tempfile
import wave
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from displays import engine, sound
from displays.announcement import (
    SHOWN,
    USUAL_WORDING,
    Call,
    CannotSpeakError,
    Wording,
    clips_for_announcement,
    spoken_text,
)
from displays.clips import CHIME, CLIPS, SILENCES, Clip
from displays.engine import VOICES, WORDS_PER_MINUTE
from displays.sound import Samples

#: Silence between two clips.
GAP_MS = 60
#: Longest free text in characters, about two minutes of speech.
LONGEST_TEXT = 500
#: Spoken files kept, the last used ones; 150 calls twice in two languages take about 100 MB.
KEPT_FILES = 150

_STAMPS = "prepared.json"
_CLIP_NAME = re.compile(r"(zh|en|yue)-[a-z0-9-]+")

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class VoiceSet:
    """Where a hall's voice lies."""

    #: The clips that `prepare` makes.
    clips: Path
    #: Announcements ready to play.
    spoken: Path
    #: The hall's own recordings; a WAV named as a clip replaces that clip.
    recordings: Path | None = None


def prepare(folder: Path, clips: Mapping[str, Clip] = CLIPS) -> int:
    """Make the clips a folder lacks, or has from another text or voice; answer how many were made.

    clips  by name; those of a hall's own templates come from `clips_of`

    Raises CannotSpeakError where the engine makes no sound.
    """
    folder.mkdir(parents=True, exist_ok=True)
    stamps = {name: _origin(clip) for name, clip in clips.items()} | {CHIME: f"chime {sound.LOUDNESS}"}
    made = _stamps_in(folder)
    missing = [
        name
        for name, stamp in stamps.items()
        if made.get(name) != stamp or not sound.is_whole(folder / f"{name}.wav")
    ]
    if not missing:
        return 0
    spoken = iter(engine.speak([clips[name] for name in missing if name != CHIME]))
    for name in missing:
        samples = sound.ready_to_join(sound.chime()) if name == CHIME else next(spoken)
        _write(folder / f"{name}.wav", sound.wav(samples))
    _write(folder / _STAMPS, json.dumps({**made, **stamps}, ensure_ascii=False, indent=0).encode())
    return len(missing)


def splice(clips: Iterable[str], folder: Path, recordings: Path | None = None, gap_ms: int = GAP_MS) -> bytes:
    """Join clips and silences into one WAV, with a gap between each two.

    clips       names of clips and SILENCES, or CHIME
    recordings  a folder whose WAVs of the same names replace the clips; a broken one is passed over
    Raises KeyError for an unknown name, FileNotFoundError for a clip that isn't made yet.
    """
    return sound.wav(sound.joined([_part(name, folder, recordings)[0] for name in clips], gap_ms))


def audio_for_call(
    voice: VoiceSet,
    call: Call,
    languages: Sequence[str] = SHOWN,
    times: int = 2,
    wording: Wording = USUAL_WORDING,
) -> str | None:
    """Name the file in `voice.spoken` that calls a number, chime and repetition included; made if need be.

    The name is a hash of the sound's parts, so a new recording gives a new file.
    None for a visitor without a number, who is never announced.
    Raises as `clips_for_announcement` and `splice`.
    """
    names = clips_for_announcement(call, languages, times, wording)
    if not names:
        return None
    origins = [_part(name, voice.clips, voice.recordings)[1] for name in names]
    return _kept(voice.spoken, origins, lambda: splice(names, voice.clips, voice.recordings))


def seconds_for(voice: VoiceSet, names: Sequence[str]) -> float:
    """How long these parts last, spliced. Raises as `splice`."""
    parts = [len(_part(name, voice.clips, voice.recordings)[0]) for name in names]
    return sum(parts) / sound.SAMPLES_PER_SECOND + GAP_MS / 1000 * max(0, len(parts) - 1)


def audio_for_text(voice: VoiceSet, texts: Mapping[str, str]) -> str:
    """Name the file in `voice.spoken` that says a free announcement, chime first; made if need be.

    texts  by language, spoken in this order; each needs words
    Raises as `speak_text`, and FileNotFoundError before `prepare`.
    """
    said = [_free(text, language) for language, text in texts.items()]
    chime, origin = _part(CHIME, voice.clips, voice.recordings)
    breath = sound.silence(SILENCES["breath"])

    def make() -> bytes:
        parts = [part for spoken in engine.speak(said) for part in (breath, spoken)]
        return sound.wav(sound.joined([chime, *parts], GAP_MS))

    return _kept(voice.spoken, [origin, *map(_origin, said)], make)


def speak_text(text: str, language: str) -> bytes:
    """Speak free text as a WAV, as loud as the clips.

    Control signs are taken out first; the engine runs in a process of its own.
    Raises CannotSpeakError for empty or too long text, and where the engine makes no sound.
    """
    return sound.wav(engine.speak([_free(text, language)])[0])


def _free(text: str, language: str) -> Clip:
    if language not in VOICES:
        raise CannotSpeakError(f"The loudspeaker speaks {' and '.join(VOICES)}, not {language}.")
    if len(text) > LONGEST_TEXT:
        raise CannotSpeakError(f"An announcement has at most {LONGEST_TEXT} characters, not {len(text)}.")
    if not (clean := spoken_text(text, language)):
        raise CannotSpeakError("An announcement without words can't be spoken.")
    return Clip(language, clean)


def _origin(clip: Clip) -> str:
    return f"{VOICES[clip.language]} {WORDS_PER_MINUTE} {sound.LOUDNESS} active {clip.text}"


def _stamps_in(folder: Path) -> Mapping[str, str]:
    try:
        return dict(json.loads((folder / _STAMPS).read_bytes()))
    except (FileNotFoundError, ValueError, TypeError):
        return {}  # never prepared, or torn: all is made again


def _part(name: str, folder: Path, recordings: Path | None) -> tuple[Samples, str]:
    """Find the samples of a clip or a silence, and a text that changes when they do."""
    if name in SILENCES:
        return sound.silence(SILENCES[name]), f"{name} {SILENCES[name]}"
    if name != CHIME and not _CLIP_NAME.fullmatch(name):
        raise KeyError(name)
    own = recordings / f"{name}.wav" if recordings else None
    if own and own.is_file() and (part := _recorded(own, own.stat().st_mtime_ns)):
        return part
    clip = folder / f"{name}.wav"
    return _prepared(clip, clip.stat().st_mtime_ns)


@functools.lru_cache(maxsize=512)
def _prepared(path: Path, _changed: int) -> tuple[Samples, str]:
    samples = sound.read(path)
    return samples, hashlib.sha256(samples).hexdigest()


@functools.lru_cache(maxsize=512)
def _recorded(path: Path, _changed: int) -> tuple[Samples, str] | None:
    try:
        samples = sound.ready_to_join(sound.read(path))
    except (wave.Error, EOFError, sound.NoSoundError) as fault:
        _log.warning("%s is no PCM WAV with sound in it (%s); the made clip is played instead.", path, fault)
        return None
    return samples, hashlib.sha256(samples).hexdigest()


def _kept(folder: Path, origins: Iterable[str], make: Callable[[], bytes]) -> str:
    recipe = "|".join([f"{GAP_MS}", *origins])
    path = folder / f"{hashlib.sha256(recipe.encode()).hexdigest()[:32]}.wav"
    if sound.is_whole(path):
        os.utime(path)  # used again, so the last to be swept
        return path.name
    folder.mkdir(parents=True, exist_ok=True)
    _write(path, make())
    for old in sorted(folder.iterdir(), key=_last_used, reverse=True)[KEPT_FILES:]:
        old.unlink(missing_ok=True)
    return path.name


def _last_used(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except FileNotFoundError:
        return 0  # another process swept it first


def _write(path: Path, content: bytes) -> None:
    """Put a file in place whole: a player or a kill in between never sees a part of it."""
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".", delete=False) as part:
        part.write(content)
    made = Path(part.name)
    made.chmod(0o644)
    made.replace(path)
