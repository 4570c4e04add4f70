"""Samples in plain Python: reads a WAV, trims and evens it, joins parts, writes one; and the chime."""

import io
import math
import sys
import wave
from array import array
from collections.abc import Sequence
from itertools import accumulate, pairwise
from operator import mul
from pathlib import Path
from typing import TypeAlias

#: 16-bit mono samples at SAMPLES_PER_SECOND.
Samples: TypeAlias = "array[int]"

SAMPLES_PER_SECOND = 22_050
#: Active RMS of every clip as a part of full scale: -16.5 dB, loud in a hall, leaves few peaks to round off.
LOUDNESS = 0.15

_FULL = 32_767
#: The volume of the loudspeaker itself, per cent.
LOUDEST = 100
#: Samples above this are rounded off: cut off flat they would crackle.
_KNEE = 0.7 * _FULL
#: What is fainter than this part of the peak is silence at the ends of a clip.
_FAINT = 0.01
#: A stretch of 10 ms is active unless it is 34 dB fainter than the loudest: pauses inside a clip don't count.
_ACTIVE = 0.02
_STRETCH = SAMPLES_PER_SECOND // 100
#: Kept around the sound and faded (4 ms), so that a splice doesn't click.
_EDGE = SAMPLES_PER_SECOND * 4 // 1000


class NoSoundError(ValueError):
    """There is nothing to hear in this."""


def read(path: Path) -> Samples:
    """Read a PCM WAV of any rate, width and number of channels as mono samples of ours.

    Raises wave.Error or EOFError for anything else, NoSoundError for a WAV without samples.
    """
    with wave.open(str(path), "rb") as file:
        width, channels, rate = file.getsampwidth(), file.getnchannels(), file.getframerate()
        frames = file.readframes(file.getnframes())
    samples = _sixteen_bit(frames, width)
    if channels > 1:
        tracks = [samples[track::channels] for track in range(channels)]
        samples = array("h", (sum(frame) // channels for frame in zip(*tracks, strict=False)))
    if not samples or not rate:
        raise NoSoundError(f"{path.name} holds no samples.")
    return samples if rate == SAMPLES_PER_SECOND else _resampled(samples, rate)


def is_whole(path: Path) -> bool:
    """Tell whether a file is a WAV with all the samples its header promises."""
    try:
        with wave.open(str(path), "rb") as file:
            frames = file.getnframes()
            size = frames * file.getsampwidth() * file.getnchannels()
            return frames > 0 and len(file.readframes(frames)) == size
    except (FileNotFoundError, wave.Error, EOFError):
        return False


def wav(samples: Samples) -> bytes:
    """Write samples as a WAV file."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SAMPLES_PER_SECOND)
        file.writeframes(samples.tobytes())
    return out.getvalue()


def silence(ms: int) -> Samples:
    """Samples of no sound at all."""
    return array("h", bytes(2 * (SAMPLES_PER_SECOND * ms // 1000)))


def joined(parts: Sequence[Samples], gap_ms: int) -> Samples:
    """Put parts one after the other with a gap of silence between each two."""
    gap, whole = silence(gap_ms), array("h")
    for position, part in enumerate(parts):
        whole += gap + part if position else part
    return whole


def ready_to_join(samples: Samples) -> Samples:
    """Trim the silence off both ends, bring the rest to LOUDNESS and fade its edges in and out.

    Peaks are rounded off rather than cut. Raises NoSoundError where all is silence.
    """
    start, end = heard(samples)
    gain = LOUDNESS * _FULL / active_rms(samples[start:end])
    even = array(
        "h", (_rounded_off(sample * gain) for sample in samples[max(start - _EDGE, 0) : end + _EDGE])
    )
    for at in range(min(_EDGE, len(even) // 2)):
        even[at] = even[at] * at // _EDGE
        even[-1 - at] = even[-1 - at] * at // _EDGE
    return even


def heard(samples: Samples) -> tuple[int, int]:
    """From which sample to before which one there is sound. Raises NoSoundError where all is silence."""
    faint = _FAINT * max(map(abs, samples), default=0)
    if not faint:
        raise NoSoundError("There is only silence.")
    start = next(at for at, sample in enumerate(samples) if abs(sample) > faint)
    return start, len(samples) - next(at for at, one in enumerate(reversed(samples)) if abs(one) > faint)


def active_rms(samples: Samples) -> float:
    """RMS of the active stretches, in sample units; samples must hold sound."""
    stretches = [rms(samples[at : at + _STRETCH]) for at in range(0, len(samples) - _STRETCH + 1, _STRETCH)]
    if not stretches:
        return rms(samples)
    active = [one * one for one in stretches if one > _ACTIVE * max(stretches)]
    return math.sqrt(sum(active) / len(active))


def at_volume(content: bytes, per_cent: int) -> bytes:
    """A WAV of ours, softer: 100 leaves it as it is, 50 halves its amplitude (-6 dB)."""
    if per_cent == LOUDEST:
        return content
    return wav(array("h", (sample * per_cent // LOUDEST for sample in samples_of(content))))


def samples_of(content: bytes) -> Samples:
    """The samples of a WAV of ours. Raises wave.Error, EOFError or NoSoundError for anything else."""
    with wave.open(io.BytesIO(content)) as file:
        if file.getparams()[:3] != (1, 2, SAMPLES_PER_SECOND):
            raise wave.Error(f"not 16-bit mono at {SAMPLES_PER_SECOND} Hz")
        samples = _sixteen_bit(file.readframes(file.getnframes()), 2)
    if not samples:
        raise NoSoundError("It holds no samples.")
    return samples


def rms(samples: Samples) -> float:
    """Root of the mean square, in sample units; samples must not be empty."""
    return math.sqrt(sum(map(mul, samples, samples)) / len(samples))


def chime() -> Samples:
    """Two falling tones, E5 and C5, within 0.9 s."""
    return array(
        "h",
        (round(_struck(at / SAMPLES_PER_SECOND) * _FULL / 2) for at in range(SAMPLES_PER_SECOND * 9 // 10)),
    )


def _struck(at: float) -> float:
    """Sum two struck bars at a time in s: each a base tone and an overtone that dies sooner."""
    total = 0.0
    for start, pitch in ((0.0, 659.26), (0.32, 523.25)):
        if (age := at - start) > 0:
            total += math.exp(-age / 0.16) * math.sin(math.tau * pitch * age)
            total += math.exp(-age / 0.06) * math.sin(math.tau * pitch * 3 * age) / 4
    return total


def _rounded_off(sample: float) -> int:
    over = abs(sample) - _KNEE
    if over <= 0:
        return int(sample)
    room = _FULL - _KNEE
    return int(math.copysign(_KNEE + room * math.tanh(over / room), sample))


def _sixteen_bit(frames: bytes, width: int) -> Samples:
    """Bring samples of 1 to 4 bytes to 16 bit: one byte counts from 128, the others keep their upper two."""
    if width == 1:
        return array("h", ((byte - 128) * 256 for byte in frames))
    upper = bytearray(len(frames) // width * 2)
    high, low = (width - 1, width - 2) if sys.byteorder == "little" else (0, 1)
    upper[sys.byteorder == "big" :: 2] = frames[low::width]
    upper[sys.byteorder == "little" :: 2] = frames[high::width]
    return array("h", bytes(upper))


def _resampled(samples: Samples, rate: int) -> Samples:
    """Each of our samples is the mean of the recording over its time: a plain low-pass against whistling."""
    sums = [0, *accumulate(samples)]
    step = rate / SAMPLES_PER_SECOND

    def sum_to(time: float) -> float:
        whole = min(int(time), len(samples) - 1)
        return sums[whole] + (time - whole) * samples[whole]

    edges = [sum_to(at * step) for at in range(int(len(samples) / step) + 1)]
    return array("h", (int((after - before) / step) for before, after in pairwise(edges)))
