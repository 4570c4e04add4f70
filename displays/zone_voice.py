"""A zone's voice: who may speak there now, and what it says next, as a sound of right length and volume."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from displays.announcement import (
    Call,
    CannotSpeakError,
    call_to,
    caption_for_call,
    clips_for_announcement,
    wording_of,
)
from displays.clips import CLIPS, clips_of
from displays.pace import Capacity, Pressure, capacity_of, times_to_say
from displays.voice import VoiceSet, audio_for_call, prepare, seconds_for
from queueing.clock import Clock, to_datetime
from queueing.rules.plan import Plan, Zone
from queueing.rules.voice import fields_of
from queueing.steering import Steering

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class ZoneVoice:
    """The voices of all zones of one hall, as one process answers for them."""

    steering: Steering
    clock: Clock
    voice: VoiceSet
    #: Versions of the plan whose own words this process has seen made.
    made: set[int] = field(default_factory=set)

    def ask(  # noqa: PLR0913 - the words of the contract
        self,
        zone: str,
        device: str,
        speaker: str,
        *,
        epoch: int | None = None,
        ready: bool = False,
        claim: bool = True,
        spoken: str | None = None,
        shown: Sequence[str] = (),
    ) -> dict[str, Any]:
        """Be the zone's one speaker; what it answers under `say` is claimed for this one before it is spoken.

        device   whose page or agent asks; speaker: its own random id, so that it is known from its neighbour
        shown    calls that came to its screen since it last asked
        `say` has call, audio_url (None: there is no sound for it), times, text, and volume in per cent.
        Raises UnknownZone.
        """
        here = self.plan.zone[self.steering.zone(zone)]
        hours = self.plan.voice
        now = to_datetime(self.clock.now(), self.plan.tz).time()
        volume = hours.volume_at(now) if here.speaker else 0
        answer = self.steering.speak(
            zone,
            f"{device}/{speaker[:64]}",
            epoch=epoch,
            ready=ready,
            claim=claim,
            spoken=spoken,
            quiet=not volume,
            shown=shown,
            screen=device,
        )
        dropped = answer.pop("dropped", None)
        if say := answer.pop("say", None):
            waited = (self.clock.tick() - say["tick"]) / 1000
            pressure = Pressure(waited, answer["left"], None if dropped is None else dropped / 1000)
            # Only a free announcement is spoken in quiet hours, and then as loud as ever.
            answer["say"] = self._sayable(here, say, pressure) | {"volume": volume or hours.volume}
        return answer

    @property
    def plan(self) -> Plan:
        """The plan in force."""
        return self.steering.plan

    def capacity(self, zone: str) -> Capacity | None:
        """How many calls an hour a zone can say; None where it says none."""
        return capacity_of(self.voice, self.plan, zone)

    def _sayable(self, zone: Zone, say: dict[str, Any], pressure: Pressure) -> dict[str, Any]:
        if "audio" in say:
            url = f"/api/v1/voice/{say['audio']}"
            return {"call": say["call"], "audio_url": url, "times": 1, "text": say["text"]}
        call = self._call(say)
        what = {"call": say["call"], "number": say["number"], "counter": say["counter"]}
        what |= {"text": caption_for_call(call, self.plan.templates)}
        try:
            self._make_own_words()
            wording = wording_of(self.plan)
            once = seconds_for(self.voice, clips_for_announcement(call, zone.languages, 1, wording))
            times = times_to_say(pressure, once)
            file = audio_for_call(self.voice, call, zone.languages, times, wording)
        except (CannotSpeakError, FileNotFoundError) as fault:
            # The screens have shown the call already; a voice that fails never holds the hall.
            log.warning("zone %s could not speak %s: %s", zone.id, say["call"], fault)
            return what | {"audio_url": None, "times": 1}
        return what | {"audio_url": f"/api/v1/voice/{file}", "times": times}

    def _call(self, say: dict[str, Any]) -> Call:
        service = ""
        if any("service" in fields_of(text) for text in self.plan.templates["voice"].values()):
            service = next((ticket["service"] for ticket in self.steering.tickets([say["ticket"]])), "")
        return call_to(self.plan, say["number"], say["counter"], service)

    def _make_own_words(self) -> None:
        """Make what this plan's templates say besides the usual clips; it may have come since the start."""
        if self.plan.version not in self.made:
            self.made.add(self.plan.version)
            if own := {name: clip for name, clip in clips_of(self.plan).items() if name not in CLIPS}:
                prepare(self.voice.clips, own)
