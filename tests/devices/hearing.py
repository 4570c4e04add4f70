"""A small hall with a loudspeaker in made-up time: what it called, what it said, the WAV that was heard."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from displays import sound
from displays.cards import TimelineCard
from displays.speaker import Speaker
from displays.voice import VoiceSet
from displays.zone_voice import ZoneVoice
from tests.live.room import SECOND, Room


class KilledError(BaseException):
    """kill -9: whatever ran here goes no further, and tidies nothing up."""


@dataclass(frozen=True)
class Played:
    """One sound: which call, at which samples of the timeline, and what."""

    call: str
    begin: int
    samples: bytes

    @property
    def end(self) -> int:
        """The sample after its last."""
        return self.begin + len(self.samples) // 2


@dataclass
class Hearing:
    """Zone 1 of a room. `arrivals`: when counters 1 and 2 call, by turns; ms, earliest first."""

    room: Room
    voice: VoiceSet
    timeline: Path
    arrivals: list[int] = field(default_factory=list)
    #: When what speaks is killed, ms, earliest first.
    kills: list[int] = field(default_factory=list)
    called: list[str] = field(default_factory=list)
    claimed: list[str] = field(default_factory=list)
    played: list[Played] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Two clerks sit down; the timeline begins now."""
        self.began = self.room.time.ms
        self.zone_voice = ZoneVoice(self.room.steering, self.room.steering.clock, self.voice)
        for counter in ("1", "2"):
            self.room.sit(counter)

    def call(self) -> str:
        """One more visitor is called; the call's id."""
        counter = "12"[len(self.called) % 2]
        self.room.take()
        self.room.next(counter)
        shown = self.room.steering.snapshot()["calls"]["1"]
        self.called.append(str(shown[0]["call"]))
        return self.called[-1]

    def pause(self, seconds: float) -> None:
        """Let time pass; what is due in it happens at its instant."""
        until = self.room.time.ms + math.ceil(seconds * SECOND)
        while self.arrivals and self.arrivals[0] <= until:
            self.room.time.ms = max(self.room.time.ms, self.arrivals.pop(0))
            self.call()
        if self.kills and self.kills[0] <= until:
            self.room.time.ms = max(self.room.time.ms, self.kills.pop(0))
            raise KilledError
        self.room.time.ms = until

    def speaker(self, fetch: Callable[[str], bytes] | None = None) -> Speaker:
        """A loudspeaker that has just been switched on."""
        card = TimelineCard(self.timeline, self.began, self.tick, self.pause)
        return Speaker(self.ask, fetch or self.fetch, _Noting(self, card), self.tick, self.pause)

    def tick(self) -> int:
        """Elapsed time, ms."""
        return self.room.time.ms

    def ask(self, claim: Mapping[str, Any]) -> dict[str, Any]:
        """The question of a loudspeaker, answered as the API answers it."""
        answer = self.zone_voice.ask("1", "device:1", **claim)
        if "say" in answer:
            self.claimed.append(answer["say"]["call"])
        return answer

    def fetch(self, url: str) -> bytes:
        """The sound at an address."""
        return (self.voice.spoken / url.rpartition("/")[2]).read_bytes()

    def listen(self, seconds: float) -> None:
        """Let the loudspeaker work for so long; one that is killed is switched on again at once."""
        until, speaker = self.room.time.ms + seconds * SECOND, self.speaker()
        while self.room.time.ms < until:
            try:
                if not speaker.step():
                    self.pause(1.0)
            except KilledError:
                speaker = self.speaker()

    def told(self, kind: str) -> list[str]:
        """The calls that such facts tell of, in order."""
        return [str(fact["detail"]["call"]) for fact in self.room.facts(kind)]

    def check_timeline(self) -> None:
        """Each sound lies whole in the WAV, nothing lies over it, and between two there is silence."""
        heard, at = memoryview(self.timeline.read_bytes())[44:], 0
        for sound_ in self.played:
            assert sound_.begin >= at, f"{sound_.call} was spoken over another call"
            assert not any(heard[2 * at : 2 * sound_.begin].tobytes().strip(b"\0"))
            assert heard[2 * sound_.begin : 2 * sound_.end] == sound_.samples
            at = sound_.end
        assert len(heard) == 2 * at


@dataclass
class _Noting:
    """A card that notes what it played, cut where it was killed or stopped."""

    hearing: Hearing
    card: TimelineCard

    def play(self, content: bytes, go_on: Callable[[], bool]) -> bool:
        hearing, samples = self.hearing, sound.samples_of(content).tobytes()
        begin = (hearing.tick() - hearing.began) * sound.SAMPLES_PER_SECOND // SECOND
        steps = [0]

        def counted() -> bool:
            going = go_on()
            steps[0] += going
            return going

        ended = False
        try:
            ended = self.card.play(content, counted)
        finally:
            cut = len(samples) if ended else 2 * sound.SAMPLES_PER_SECOND * (steps[0] + 1)
            hearing.played.append(Played(hearing.claimed[-1], begin, samples[:cut]))
        return ended
