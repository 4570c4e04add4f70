"""A loudspeaker as a process of its own, to be killed: python -m tests.devices.loudspeaker SOCKET FOLDER."""

import math
import sys
import time
from array import array
from pathlib import Path

from displays import sound
from displays.cards import TimelineCard
from displays.speaker import Speaker
from displays.voice import VoiceSet
from displays.zone_voice import ZoneVoice
from queueing.clock import Clock
from queueing.live import server
from queueing.planning import read_hall
from queueing.steering import Steering
from tests.live.room import TOWN

LOUDEST = 9_000
#: What it says in place of each call: two thirds of a second, so that a test needn't wait for words.
SHORT = sound.wav(
    array("h", (round(LOUDEST * math.sin(at * 0.1)) for at in range(2 * sound.SAMPLES_PER_SECOND // 3)))
)


def main(socket: str, folder: Path) -> None:
    """Speak for zone 1 for ever; each call is noted in `claimed` before its sound begins."""
    clock = Clock()
    steering = Steering(read_hall(TOWN, 1), server.connect(f"unix://{socket}"), clock)
    zone_voice = ZoneVoice(steering, clock, VoiceSet(folder / "none", folder / "none"))
    began = int((folder / "began").read_text())
    card = TimelineCard(folder / "heard.wav", began, clock.tick, time.sleep)

    def ask(claim):
        answer = zone_voice.ask("1", "device:1", **claim)
        if "say" in answer:
            answer["say"]["audio_url"] = "/short"
            with (folder / "claimed").open("a") as note:
                note.write(f"{answer['say']['call']}\n")
        return answer

    Speaker(ask, lambda _: SHORT, card, clock.tick, time.sleep).run()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
