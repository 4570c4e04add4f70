"""The speech engine, in a process of its own: speaks texts as even samples, one job at a time."""

import ctypes
import json
import logging
import os
import subprocess
import sys
import tempfile
import threading
import wave
from collections.abc import Mapping, Sequence
from pathlib import Path

import espeakng_loader

from displays import sound
from displays.announcement import CannotSpeakError, spoken_text
from displays.clips import Clip
from displays.sound import Samples

#: espeak-ng's voice for each language; yue is Cantonese.
VOICES: Mapping[str, str] = {"zh": "cmn", "en": "en-us", "yue": "yue"}
WORDS_PER_MINUTE = 175

_log = logging.getLogger(__name__)
#: One job at a time: a second engine would only share the processor.
_one_job = threading.Lock()


def speak(clips: Sequence[Clip]) -> list[Samples]:
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
                "Usage: python -m displays.engine say FOLDER, with JSON {file: [language, text]} on stdin."
            )
