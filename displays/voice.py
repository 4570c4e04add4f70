"""The loudspeaker's voice: makes the clip set, splices calls from it and speaks free text, all as WAV."""

import ctypes
import functools
import hashlib
import json
import logging
import os
import subprocess
import sys
import tempfile
import threading
import wave
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import espeakng_loader

from displays import sound
from displays.announcement import (
    CHIME,
    CLIPS,
    READ_IN_FULL,
    SILENCES,
    CannotSpeakError,
    Clip,
    Reading,
    clips_for_announcement,
    spoken_text,
)
from displays.sound import Samples

#: espeak-ng's voice for each language.
VOICES: Mapping[str, str] = {"zh": "cmn", "en": "en-us"}
WORDS_PER_MINUTE = 175
#: Silence between two clips.
GAP_MS = 60
#: Longest free text in characters, about two minutes of speech.
LONGEST_TEXT = 500
#: Spoken files kept, the last used ones; 150 calls twice in two languages take about 100 MB.
KEPT_FILES = 150

_STAMPS = "prepared.json"

_log = logging.getLogger(__name__)
#: One job at a time: a second engine would only share the processor.
_one_job = threading.Lock()


@dataclass(frozen=True)
class VoiceSet:
    """Where a hall's voice lies, and how it reads."""

    #: The clips that `prepare` makes.
    clips: Path
    #: Announcements ready to play.
    spoken: Path
    #: The hall's own recordings; a WAV named as a clip replaces that clip.
    recordings: Path | None = None
    reading: Reading = READ_IN_FULL


def prepare(folder: Path) -> int:
    """Make the clips a folder lacks, or has from another text or voice; answer how many were made.

    Raises CannotSpeakError where the engine makes no sound.
    """
    folder.mkdir(parents=True, exist_ok=True)
    stamps = {name: _origin(clip) for name, clip in CLIPS.items()} | {CHIME: f"chime {sound.LOUDNESS}"}
    made = _stamps_in(folder)
    missing = [
        name
        for name, stamp in stamps.items()
        if made.get(name) != stamp or not sound.is_whole(folder / f"{name}.wav")
    ]
    if not missing:
        return 0
    texts = [CLIPS[name] for name in missing if name != CHIME]
    spoken = iter(_speak(texts))
    for name in missing:
        samples = sound.ready_to_join(sound.chime()) if name == CHIME else next(spoken)
        _write(folder / f"{name}.wav", sound.wav(samples))
    _write(folder / _STAMPS, json.dumps(stamps, ensure_ascii=False, indent=0).encode())
    return len(missing)


def splice(clips: Iterable[str], folder: Path, recordings: Path | None = None, gap_ms: int = GAP_MS) -> bytes:
    """Join clips and silences into one WAV, with a gap between each two.

    clips       names from CLIPS and SILENCES, or CHIME
    recordings  a folder whose WAVs of the same names replace the clips; a broken one is passed over
    Raises KeyError for an unknown name, FileNotFoundError for a clip that isn't made yet.
    """
    return sound.wav(sound.joined([_part(name, folder, recordings)[0] for name in clips], gap_ms))


def audio_for_call(
    voice: VoiceSet, number: str, counter: str, languages: Sequence[str] = ("zh", "en"), times: int = 2
) -> str | None:
    """Name the file in `voice.spoken` that calls a number, chime and repetition included; made if need be.

    The name is a hash of the sound's parts, so a new recording gives a new file.
    None for a visitor without a number, who is never announced.
    Raises as `clips_for_announcement` and `splice`.
    """
    names = clips_for_announcement(number, counter, languages, times, voice.reading)
    if not names:
        return None
    origins = [_part(name, voice.clips, voice.recordings)[1] for name in names]
    return _kept(voice.spoken, origins, lambda: splice(names, voice.clips, voice.recordings))


def audio_for_text(voice: VoiceSet, texts: Mapping[str, str]) -> str:
    """Name the file in `voice.spoken` that says a free announcement, chime first; made if need be.

    texts  by language, spoken in this order; each needs words
    Raises as `speak_text`, and FileNotFoundError before `prepare`.
    """
    said = [_free(text, language) for language, text in texts.items()]
    chime, origin = _part(CHIME, voice.clips, voice.recordings)
    breath = sound.silence(SILENCES["breath"])

    def make() -> bytes:
        parts = [part for spoken in _speak(said) for part in (breath, spoken)]
        return sound.wav(sound.joined([chime, *parts], GAP_MS))

    return _kept(voice.spoken, [origin, *map(_origin, said)], make)


def speak_text(text: str, language: str) -> bytes:
    """Speak free text as a WAV, as loud as the clips.

    Control signs are taken out first; the engine runs in a process of its own.
    Raises CannotSpeakError for empty or too long text, and where the engine makes no sound.
    """
    return sound.wav(_speak([_free(text, language)])[0])


def _free(text: str, language: str) -> Clip:
    if language not in VOICES:
        raise CannotSpeakError(f"The loudspeaker speaks {' and '.join(VOICES)}, not {language}.")
    if len(text) > LONGEST_TEXT:
        raise CannotSpeakError(f"An announcement has at most {LONGEST_TEXT} characters, not {len(text)}.")
    if not (clean := spoken_text(text, language)):
        raise CannotSpeakError("An announcement without words can't be spoken.")
    return Clip(language, clean)


def _origin(clip: Clip) -> str:
    return f"{VOICES[clip.language]} {WORDS_PER_MINUTE} {sound.LOUDNESS} {clip.text}"


def _stamps_in(folder: Path) -> Mapping[str, str]:
    try:
        return dict(json.loads((folder / _STAMPS).read_bytes()))
    except (FileNotFoundError, ValueError, TypeError):
        return {}  # never prepared, or torn: all is made again


def _part(name: str, folder: Path, recordings: Path | None) -> tuple[Samples, str]:
    """Find the samples of a clip or a silence, and a text that changes when they do."""
    if name in SILENCES:
        return sound.silence(SILENCES[name]), f"{name} {SILENCES[name]}"
    if name != CHIME and name not in CLIPS:
        raise KeyError(name)
    own = recordings / f"{name}.wav" if recordings else None
    if own and own.is_file() and (part := _recorded(own, own.stat().st_mtime_ns)):
        return part
    clip = folder / f"{name}.wav"
    return _prepared(clip, clip.stat().st_mtime_ns)


@functools.lru_cache(maxsize=256)
def _prepared(path: Path, _changed: int) -> tuple[Samples, str]:
    samples = sound.read(path)
    return samples, hashlib.sha256(samples).hexdigest()


@functools.lru_cache(maxsize=256)
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


def _speak(clips: Sequence[Clip]) -> list[Samples]:
    """Have the engine speak each clip in a process of its own; what it leaves out is tried once more."""
    fault = ""
    with _one_job, tempfile.TemporaryDirectory(prefix="say-") as name:
        files = [Path(name) / f"{at}.wav" for at in range(len(clips))]
        for _attempt in range(2):
            if left := _unspoken(files, clips):
                fault = _run_engine(Path(name), left)
        for clip in _unspoken(files, clips).values():
            raise CannotSpeakError(f"The speech engine made no sound for {clip.text[:40]!r}. {fault}".strip())
        return [sound.read(file) for file in files]


def _unspoken(files: Sequence[Path], clips: Sequence[Clip]) -> dict[str, Clip]:
    return {file.name: clip for file, clip in zip(files, clips, strict=True) if not sound.is_whole(file)}


def _run_engine(folder: Path, jobs: Mapping[str, Clip]) -> str:
    """Run one engine over jobs, file name -> clip; answer its last complaint, empty when it had none."""
    command = [sys.executable, "-m", __name__, "say", str(folder)]
    home = Path(__file__).parent.parent
    seconds = 15 + len(jobs)
    try:
        done = subprocess.run(  # the text goes by stdin: a command line is public and holds no zero byte
            command,
            input=json.dumps(jobs).encode(),
            cwd=home,
            capture_output=True,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return f"It was stopped after {seconds} s."
    complaints = done.stderr.decode(errors="replace").strip().splitlines()
    return complaints[-1] if complaints else ""


def say(folder: Path, jobs: Mapping[str, tuple[str, str]]) -> None:
    """Speak jobs, file name -> language and text, into a folder, one after the other with one engine.

    Only for a process that does nothing else: espeak-ng can't be started twice, and exits on bad data.
    A job without sound leaves no file.
    """
    # pyttsx3 looks for the machine's espeak, and Debian's 1.51 reads Chinese as English letters:
    # it gets the one of our own packages, whatever it asks for.
    espeak = ctypes.CDLL(espeakng_loader.get_library_path(), mode=ctypes.RTLD_GLOBAL)
    ctypes.cdll.LoadLibrary = lambda name: espeak  # type: ignore[method-assign]  # noqa: ARG005
    # espeak-ng cuts the path of its data at 160 bytes; a link in the short temporary folder is never longer.
    data = folder / "espeak-ng-data"
    if not data.exists():
        data.symlink_to(espeakng_loader.get_data_path())
    os.environ["ESPEAK_DATA_PATH"] = str(data)
    import pyttsx3  # noqa: PLC0415 - finds the library while it is imported

    engine = pyttsx3.init("espeak")
    finished = threading.Event()
    engine.connect("finished-utterance", lambda **_: finished.set())
    engine.setProperty("rate", WORDS_PER_MINUTE)
    for name, (language, text) in jobs.items():
        raw = folder / f"raw-{name}"
        finished.clear()
        engine.setProperty("voice", VOICES[language])
        engine.save_to_file(spoken_text(text, language), str(raw))
        engine.runAndWait()
        finished.wait(timeout=5)  # runAndWait may come back before the file is written
        try:
            (folder / name).write_bytes(sound.wav(sound.ready_to_join(sound.read(raw))))
        except (OSError, EOFError, wave.Error, sound.NoSoundError) as fault:
            _log.warning("No sound for %r: %s", text, fault)


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["say", folder]:
            say(Path(folder), json.load(sys.stdin.buffer))
        case _:
            sys.exit(
                "Usage: python -m displays.voice say FOLDER, with JSON {file: [language, text]} on stdin."
            )
