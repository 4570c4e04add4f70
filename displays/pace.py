"""How often a call is said, and how many an hour a zone's voice can say: from the length of its sound."""

from collections.abc import Sequence
from typing import NamedTuple

from displays.announcement import CannotSpeakError, call_to, clips_for_announcement, wording_of
from displays.voice import VoiceSet, seconds_for
from queueing.rules.plan import Plan

#: With more than this still to be said in a zone, a call is said once; seconds.
LONG_BACKLOG = 20.0
#: A zone that had to drop a call is behind for so long, seconds: its lull may be chance, the crowd is not.
BEHIND_FOR = 120.0
#: From the end of one call to the beginning of the next, seconds: one question and its answer.
BETWEEN = 0.2
#: Numbers whose length stands for any: every digit thrice, over these and the zone's own counters.
_TYPICAL = ("A012", "A345", "A678", "A901", "A234", "A567", "A890", "A123", "A456", "A789")


class Capacity(NamedTuple):
    """Calls an hour a zone can say: each once, as under load, and each twice."""

    once: int
    twice: int


class Pressure(NamedTuple):
    """How far a zone is behind when it comes to say a call.

    waited   seconds since that call was made
    left     how many wait behind it
    dropped  seconds since a call was last too old to be said; None: never
    """

    waited: float
    left: int
    dropped: float | None = None


def times_to_say(pressure: Pressure, once: float) -> int:
    """Say a call twice, or once when the zone is behind. `once`: seconds it takes, said once.

    It is behind when this call and those after it, each said once, end more than 20 s after it was made,
    and for two minutes after a call was dropped.
    """
    waited, left, dropped = pressure
    behind = waited + (left + 1) * once > LONG_BACKLOG or (dropped is not None and dropped < BEHIND_FOR)
    return 1 if behind else 2


def capacity_of(voice: VoiceSet, plan: Plan, zone: str) -> Capacity | None:
    """How many calls an hour a zone can say, from the measured length of its clips; None where it can't."""
    counters = [counter.id for counter in plan.counters if zone in plan.shown_in[counter.id]]
    if not counters or not plan.zone[zone].speaker:
        return None
    try:
        return Capacity(*(round(3600 / _seconds(voice, plan, zone, counters, times)) for times in (1, 2)))
    except (CannotSpeakError, FileNotFoundError):
        return None  # a counter's name without clips, or clips that aren't made yet


def _seconds(voice: VoiceSet, plan: Plan, zone: str, counters: Sequence[str], times: int) -> float:
    languages, wording = plan.zone[zone].languages, wording_of(plan)
    service = next(iter(plan.service))
    lengths = [
        seconds_for(
            voice,
            clips_for_announcement(
                call_to(plan, number, counters[at % len(counters)], service), languages, times, wording
            ),
        )
        for at, number in enumerate(_TYPICAL)
    ]
    return sum(lengths) / len(lengths) + BETWEEN
