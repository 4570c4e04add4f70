"""What anybody may know of waiting: how long for whoever comes now, and how promises were kept yesterday."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from apiflask import APIBlueprint
from flask import g
from pydantic import BaseModel

from queueing.access import Right, needs
from queueing.figures import Kept
from queueing.words import LANGUAGES, Words

promise_api = APIBlueprint("promise", __name__, url_prefix="/api/v1", tag="Visitors")

#: "N in 10" is said from so many on; of fewer, how many of how many.
ENOUGH = 10


class Score(BaseModel):
    """How promises were kept on the last day that has figures: `day` null where none has yet.

    lanes: {lane, kept, promised, of_ten}; of_ten is rounded down, null with fewer than 10 promises
    text, short, counted: the same in sentences, {zh, en}; counted says what was counted
    """

    day: date | None
    lanes: list[dict[str, Any]]
    text: dict[str, str]
    short: dict[str, str]
    counted: dict[str, str]


@promise_api.get("/waits")
@needs(Right.PUBLIC)
def waits() -> dict[str, dict[str, dict[str, int]]]:
    """The wait of whoever comes now, by line: {about, at_most}, minutes; where nobody knows, none."""
    opening, now = g.hall.opening, g.clock.now()
    told = [(line, wait) for line, wait in g.waits.of_lines().items() if not opening.stop(line, "", now)]
    return {"lines": {line: {"about": wait["about"], "at_most": wait["at_most"]} for line, wait in told}}


@promise_api.get("/score")
@promise_api.output(Score)
@needs(Right.PUBLIC)
def score() -> dict[str, Any]:
    """How the promises of yesterday, or of the last day with visitors, were kept, by lane."""
    today = g.hall.day
    found = g.figures.last_kept(today, g.clock.tick())
    if found is None:
        none = _each(lambda words: words.say("score.none"))
        return {"day": None, "lanes": [], "text": none, "short": _each(lambda _words: ""), "counted": none}
    day, kept = found
    ordered = {lane.value: kept[lane.value] for lane in g.hall.plan.promises if lane.value in kept}
    lanes = [
        {"lane": lane, "kept": each.kept, "promised": each.promised, "of_ten": of_ten(each)}
        for lane, each in ordered.items()
    ]
    yesterday = day == today - timedelta(days=1)

    def said(words: Words, key: str, each: str) -> str:
        when = words.say("score.yesterday") if yesterday else words.say("score.day", m=day.month, d=day.day)
        parts = words.say("score.between").join(_lane(words, lane, of, each) for lane, of in ordered.items())
        return words.say(key, when=when, lanes=parts)

    return {
        "day": day,
        "lanes": lanes,
        "text": _each(lambda words: said(words, "score.text", "score.lane")),
        "short": _each(lambda words: said(words, "score.short", "score.lane_short")),
        "counted": _each(lambda words: said(words, "score.counted", "score.lane_counted")),
    }


def of_ten(kept: Kept) -> int | None:
    """So many in ten, rounded down, for a figure must not flatter; None: too few to say so."""
    return kept.kept * 10 // kept.promised if kept.promised >= ENOUGH else None


def _lane(words: Words, lane: str, kept: Kept, key: str) -> str:
    n, of = (kept.kept, kept.promised)
    if key != "score.lane_counted" and (ten := of_ten(kept)) is not None:
        n, of = ten, 10
    return words.say(key, lane=words.say(f"report.lane.{lane}"), n=n, of=of)


def _each(say: Callable[[Words], str]) -> dict[str, str]:
    return {language: say(Words(language)) for language in LANGUAGES}
