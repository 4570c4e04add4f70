"""A loudspeaker without a screen: claims what its zone is to hear, plays it once, tells it was spoken."""

import logging
import secrets
import wave
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from displays import sound
from displays.cards import Card

#: What a speaker tells when it asks, and what it is answered: the body and the answer of POST /zones/…/voice.
Ask: TypeAlias = Callable[[Mapping[str, Any]], Mapping[str, Any]]

#: A free speaker asks this often; seconds.
ASKS_EVERY = 1.0
#: A zone is another's after 5 s of silence: one that has not been heard for this long stops first; ms.
UNHEARD_AT_MOST = 4_000
#: After a sound it could not play it steps back for so long, so that another may try; ms.
NOT_AGAIN_FOR = 10_000

log = logging.getLogger(__name__)


class Speaker:
    """One loudspeaker of one zone.

    ask    the question to the hall; raises OSError when the hall can't be reached
    fetch  the sound at an address, a WAV of ours; raises OSError
    tick   elapsed time, ms; pause waits for so many seconds: both given, so that time can be made up
    """

    def __init__(
        self,
        ask: Ask,
        fetch: Callable[[str], bytes],
        card: Card,
        tick: Callable[[], int],
        pause: Callable[[float], None],
    ) -> None:
        self._ask = ask
        self._fetch = fetch
        self._card = card
        self._tick = tick
        self._pause = pause
        self._name = secrets.token_hex(8)  # a new one each time: a speaker that was killed is another one
        self._epoch: int | None = None
        self._spoken: str | None = None
        self._heard = tick()
        self._broken_until = 0
        self._lost = False

    def run(self) -> None:
        """Speak for ever."""
        while True:
            if not self.step():
                self._pause(ASKS_EVERY)

    def step(self) -> bool:
        """Ask once, and speak what there is; whether there was something, so that the next may wait."""
        answer = self._claim(free=True)
        say = answer.get("say")
        if say is None:
            return False
        try:
            self._speak(say)
        except (OSError, ValueError, EOFError, wave.Error) as fault:
            log.warning("%s was not spoken: %s", say["call"], fault)
            self._broken_until = self._tick() + NOT_AGAIN_FOR
        return True

    def _speak(self, say: Mapping[str, Any]) -> None:
        """Play what was claimed; only one played to its end is told as spoken, any other is recorded so."""
        if say["audio_url"] is None:
            return
        content = sound.at_volume(self._fetch(say["audio_url"]), say["volume"])
        if self._still_mine() and self._card.play(content, self._still_mine):
            self._spoken = say["call"]

    def _still_mine(self) -> bool:
        """Renew the claim; False where another may be speaking by now: then this one is silent at once."""
        self._claim(free=False)
        return self._epoch is not None and self._tick() - self._heard < UNHEARD_AT_MOST

    def _claim(self, *, free: bool) -> Mapping[str, Any]:
        ready = self._tick() >= self._broken_until
        asked = {"speaker": self._name, "epoch": self._epoch, "ready": ready, "claim": free}
        if free:
            asked["spoken"] = self._spoken
        try:
            answer = self._ask(asked)
        except OSError as fault:
            if not self._lost:
                log.warning("the hall is away: %s", fault)
            self._lost = True
            return {}
        if self._lost:
            log.warning("the hall is back")
        self._lost, self._heard = False, self._tick()
        if free:
            self._spoken = None
        self._epoch = answer["epoch"] if answer["speaker"] else None
        return answer
