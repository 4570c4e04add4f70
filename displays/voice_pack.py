"""A hall's own recordings, checked before an announcer goes home: missing, misnamed, unlike the others."""

import math
import wave
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from itertools import groupby
from pathlib import Path
from statistics import median

from displays import sound
from displays.clips import CHIME, Clip
from displays.sound import Samples

#: A recording this much louder or softer than the middle of the set was made differently; dB.
MOST_OFF = 1.0
#: Against the made clip of the same words a recording may last this part of it, and so many times as long.
SHORTEST, LONGEST = 0.4, 2.5
#: Below this consonants are lost; Hz.
LOWEST_RATE = 16_000
#: So many samples in a row at the very top are cut off, not loud.
_CUT_OFF, _TOP = 3, 32_700


def faults(recordings: Path, clips: Mapping[str, Clip], made: Path) -> Iterator[str]:
    """Every fault of a folder of recordings as a sentence that begins with the file's name.

    clips  what the hall needs, by name
    made   the folder of the made clips, which stand in for what is missing
    """
    there = {file.stem: file for file in sorted(recordings.glob("*.wav"))}
    wanted = {name: clip.text for name, clip in clips.items()} | {CHIME: "chime"}
    for name in there.keys() - wanted.keys():
        near = get_close_matches(name, wanted, n=1)
        yield f"{name}.wav: no clip has this name" + (f'; did you mean "{near[0]}"?' if near else ".")
    heard: dict[str, Samples] = {}
    for name in sorted(wanted):
        if name not in there:
            # The chime is no speech: the made one goes well with any voice.
            if name != CHIME:
                yield f'{name}.wav: missing; it says "{wanted[name]}".'
            continue
        try:
            heard[name] = _read(there[name])
        except (wave.Error, EOFError, ValueError) as fault:
            yield f"{name}.wav: {str(fault).rstrip('.') or 'it ends too early'}."
    yield from _unlike_the_others(heard)
    for name, samples in heard.items():
        yield from _lengths(name, samples, made / f"{name}.wav")
        if cuts := _cut_off(samples):
            yield f"{name}.wav: cut off in {cuts} place{'s' if cuts > 1 else ''}; record it softer."


def _read(file: Path) -> Samples:
    with wave.open(str(file), "rb") as opened:
        rate = opened.getframerate()
    if rate < LOWEST_RATE:
        raise ValueError(f"recorded at {rate} Hz; at least {LOWEST_RATE} Hz are needed")
    samples = sound.read(file)
    start, end = sound.heard(samples)
    return samples[start:end]


def _unlike_the_others(heard: Mapping[str, Samples]) -> Iterator[str]:
    loudness = {name: 20 * math.log10(sound.active_rms(samples)) for name, samples in heard.items()}
    middle = median(loudness.values()) if loudness else 0.0
    for name, level in loudness.items():
        if name != CHIME and abs(level - middle) > MOST_OFF:
            how = "louder" if level > middle else "softer"
            yield f"{name}.wav: {abs(level - middle):.1f} dB {how} than the others; record it like them."


def _lengths(name: str, samples: Samples, made: Path) -> Iterator[str]:
    if not sound.is_whole(made):
        return
    usual, lasts = (len(each) / sound.SAMPLES_PER_SECOND for each in (sound.read(made), samples))
    if not SHORTEST * usual <= lasts <= LONGEST * usual:
        yield f"{name}.wav: lasts {lasts:.1f} s; the made clip of these words lasts {usual:.1f} s."


def _cut_off(samples: Samples) -> int:
    runs = (len(list(run)) for top, run in groupby(abs(sample) >= _TOP for sample in samples) if top)
    return sum(run >= _CUT_OFF for run in runs)
