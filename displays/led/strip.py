"""What a counter's strip says: one row, 16 dots high, in words that fit it; pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from queueing.rules.plain_text import plain_text
from queueing.rules.plan import Plan
from queueing.rules.strip_address import WIDTH
from queueing.rules.voice import USUAL

#: Dots of one row.
HEIGHT = 16
#: How long a call flashes, ms, as in deployed halls.
FLASH_FOR = 3_000
#: Flashing is half a second light, half a second dark: never above 2 Hz, for people with epilepsy.
_LIGHT, _FLASH = 500, 1_000
#: A hall unheard for this long may have called somebody else: the strip goes dark; seconds.
STALE_AFTER = 5.0
#: Characters of one text, so that no slogan makes an endless frame.
LONGEST = 100

#: Scrolling: the beginning stands still so long, ms; then a dot takes so many ms; dots between two rounds.
_STANDS, _MS_A_DOT, _GAP = 1_000, 25, 48

_FIELD = re.compile(r"\{(number|counter)\}")
_PLACE = re.compile(r"\{(zone|floor)\}")


class State(StrEnum):
    """What a counter does, as far as its strip tells."""

    CALLED = "called"
    SERVING = "serving"
    PAUSED = "paused"
    CLOSED = "closed"
    IDLE = "idle"


class Style(StrEnum):
    """How a face stands there."""

    STEADY = "steady"
    FLASH = "flash"


@dataclass(frozen=True)
class Face:
    """What a strip shows; a text too wide for the strip scrolls."""

    text: str
    style: Style = Style.STEADY


#: A dark strip.
BLANK = Face("")


@dataclass(frozen=True)
class Desk:
    """A counter, as its strip needs it.

    counter    its id, as people read it over the desk
    number     of the ticket in its hands, as printed; "" for a visitor without one
    called_at  tick of the last call or recall, ms of real time; None unless called
    opens      closed by its hours: when it opens next, by language, e.g. {"zh": "13:30 再开", …}
    why        the same after the reason, for strips that have room, {"zh": "今天提前关闭，13:30 再开", …}
    """

    counter: str
    state: State
    number: str = ""
    called_at: int | None = None
    opens: Mapping[str, str] | None = None
    why: Mapping[str, str] | None = None


#: Texts by state, the longest first; fields are {number} and {counter}.
Wording = Mapping[State, tuple[str, ...]]

#: Outside its hours a counter says when it opens next.
_OPENS = {"zh": ("暂停服务 {opens}", "暂停 {opens}"), "en": ("Closed. {opens}",)}
#: Without a number a visitor is served all the same.
_NUMBERLESS = {"zh": "正在办理", "en": "Serving"}
WORDING: Mapping[str, Wording] = {
    "zh": {
        State.CALLED: ("请{number}号到{counter}号窗口", "请{number}号办理", "{number}"),
        State.SERVING: ("{number}号办理中", "{number}"),
        State.PAUSED: ("暂停服务",),
        State.CLOSED: ("窗口已关闭",),
        State.IDLE: ("热情为您服务", "欢迎光临"),
    },
    "en": {
        State.CALLED: ("{number} to counter {counter}", "{number}, please", "{number}"),
        State.SERVING: ("Serving {number}", "{number}"),
        State.PAUSED: ("Paused",),
        State.CLOSED: ("Closed",),
        State.IDLE: ("Welcome",),
    },
}


def face_of(
    desk: Desk, tick: int, width: int = WIDTH, language: str = "zh", wording: Wording | None = None
) -> Face:
    """What the strip of this counter says at this tick: its first text that fits, else the last.

    width    dots across the strip
    wording  the hall's own texts by state, tried first; the usual ones of the language, "zh" or "en", follow
    Every text has passed `plain_text`: a number is the hall's, but a slogan is typed by somebody.
    """
    if desk.state in {State.CALLED, State.SERVING} and not plain_text(desk.number):
        return Face(fitted((_NUMBERLESS[language],), width))
    texts = (*(wording or {}).get(desk.state, ()), *WORDING[language][desk.state])
    if desk.state is State.CLOSED and desk.opens and desk.opens[language]:
        opens = desk.opens[language]
        texts = (*(template.format(opens=opens) for template in _OPENS[language]), opens)
    if desk.state is State.CLOSED and desk.why:
        texts = (desk.why[language], *texts)
    said = {"number": desk.number, "counter": desk.counter}
    text = fitted(tuple(_FIELD.sub(lambda field: said[field[1]], template) for template in texts), width)
    flashing = desk.called_at is not None and tick - desk.called_at < FLASH_FOR
    return Face(text, Style.FLASH if flashing and desk.state is State.CALLED else Style.STEADY)


def wording_of(plan: Plan, counter: str, language: str) -> Wording:
    """A counter's texts: the hall's own for a call and for nobody there, if any, then the usual ones."""
    zone = plan.zone[plan.counter[counter].zone]
    known = {"zone": zone.names.get(language, zone.names["zh"]), "floor": zone.floor}
    wording = dict(WORDING[language])
    for channel, state in (("strip", State.CALLED), ("idle", State.IDLE)):
        own = plan.templates[channel][language]
        if own != USUAL[channel][language]:
            filled = _PLACE.sub(lambda field: known[field[1]], own)
            wording[state] = (filled, *wording[state])
    return wording


def fitted(texts: tuple[str, ...], width: int) -> str:
    """The first of these texts that fits so many dots, as plain text; the last one where none does."""
    plain = [plain_text(text)[:LONGEST].rstrip() for text in texts]
    return next((text for text in plain if width_of(text) <= width), plain[-1])


def width_of(text: str) -> int:
    """Dots a text takes: 8 for a sign of ASCII, 16 for any other, as boards with GB2312 fonts draw them."""
    return sum(cell(sign) for sign in text)


def cell(sign: str) -> int:
    """Dots across one sign."""
    return 8 if sign.isascii() else 16


def is_dark(face: Face, elapsed: int) -> bool:
    """Whether a face is in the dark half of its flashing, so many ms after it was first shown."""
    return face.style is Style.FLASH and elapsed % _FLASH >= _LIGHT


def scrolled(text: str, width: int, elapsed: int) -> int:
    """Dots by which a text has moved to the left after so many ms; 0 for one that fits.

    It begins anew every `round_of` dots, where its next round, a gap behind it, stands exactly as it did.
    """
    if width_of(text) <= width:
        return 0
    return max(0, elapsed - _STANDS) // _MS_A_DOT % round_of(text)


def round_of(text: str) -> int:
    """Dots from the beginning of a scrolling text to the beginning of its next round."""
    return width_of(text) + _GAP


def window_of(text: str, width: int, elapsed: int) -> str:
    """The whole signs of a text that stand on the strip after so many ms: for boards that can't scroll."""
    if width_of(text) <= width:
        return text
    moved, left, seen = scrolled(text, width, elapsed), 0, ""
    for sign in (text + " " * (_GAP // 8)) * 2:
        if left >= moved and left + cell(sign) <= moved + width:
            seen += sign
        left += cell(sign)
    return seen


def time_for_round(text: str, width: int) -> float:
    """Seconds until a text that scrolls was read whole; 0 for one that fits."""
    return (_STANDS + round_of(text) * _MS_A_DOT) / 1000 if width_of(text) > width else 0.0


def desk_of(
    counter: str,
    snapshot: Mapping[str, Any],
    opens: Mapping[str, str] | None = None,
    why: Mapping[str, str] | None = None,
) -> Desk:
    """A counter in the live hall's snapshot, as its strip needs it; one where nobody sits is paused.

    opens, why  outside its hours when it opens next, and that after the reason
    Whoever is in hand is served on.
    """
    live = snapshot["counters"].get(counter, {})
    ticket = snapshot["tickets"].get(live.get("ticket"), {})
    if live.get("closed"):
        return Desk(counter, State.CLOSED)
    if opens is not None and not ticket:
        return Desk(counter, State.CLOSED, opens=opens, why=why)
    if not live.get("holder"):
        return Desk(counter, State.PAUSED)
    if ticket:
        called_at = ticket.get("called_tick") if ticket["state"] == State.CALLED else None
        return Desk(counter, State(ticket["state"]), ticket.get("number", ""), called_at)
    return Desk(counter, State.PAUSED if live.get("paused") else State.IDLE)
