"""`agent speaker`: a loudspeaker on the sound card of another machine speaks for its zone."""

import time
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

import click

from displays.cards import Card, SoundCard, TimelineCard
from displays.speaker import ASKS_EVERY, Speaker
from queueing.agent import Agent, agent_options
from queueing.remote import ANSWER_WITHIN, PATIENCE, RemoteHall
from queueing.start_errors import AgentRefused, HallGone

#: While it plays, a hall that says nothing for so long is away; seconds. Two such questions are over before
#: the zone can be another's (displays/speaker.py).
STILL_WITHIN = 1.0


@click.command()
@agent_options
@click.option(
    "--to", "file", type=click.Path(path_type=Path), help="Write a WAV instead of sounding, for a test."
)
def speaker(url: str, key_file: Path | None, ca: Path | None, file: Path | None) -> None:
    """Speak a zone's calls on the sound card of this machine."""
    speak(Agent("speaker", url, key_file or Path("agent-speaker.key"), ca), file)


def speak(agent: Agent, file: Path | None = None) -> None:
    """Be the loudspeaker of a zone until stopped; with a file its timeline is written there."""

    def pause(seconds: float) -> None:
        agent.stop.wait(seconds)

    card: Card = SoundCard() if file is None else TimelineCard(file, _tick(), _tick, pause)
    speaking: list[Speaker] = []

    def work(hall: RemoteHall) -> None:
        if not speaking:
            told = hall.ask("GET", "/devices/self")
            if not told.ok:
                raise AgentRefused(url=hall.url, why=told.body.get("detail", told.code))
            zone = told.body["place"]
            ask = partial(_ask, hall, f"/zones/{zone}/voice")
            speaking.append(Speaker(ask, partial(_fetch, hall), card, _tick, pause))
        if not speaking[0].step():
            pause(ASKS_EVERY)

    agent.run(work)


def _ask(hall: RemoteHall, path: str, claim: Mapping[str, Any]) -> Mapping[str, Any]:
    # One that plays must know in time whether the zone is still its own; a claim may take as long as it will.
    hall.patience, hall.answer_within = (PATIENCE, ANSWER_WITHIN) if claim["claim"] else (0.0, STILL_WITHIN)
    try:
        reply = hall.ask("POST", path, dict(claim))
    except HallGone as gone:
        raise OSError(gone.sentence) from gone
    if not reply.ok:
        raise OSError(reply.body.get("detail", reply.code))
    return dict(reply.body)


def _fetch(hall: RemoteHall, path: str) -> bytes:
    try:
        return hall.fetch(path)
    except HallGone as gone:
        raise OSError(gone.sentence) from gone


def _tick() -> int:
    return time.monotonic_ns() // 1_000_000
