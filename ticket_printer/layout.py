"""What the ticket looks like: a paper as a list of blocks, top to bottom, in the hall file's order."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from itertools import groupby

from queueing.rules.plain_text import plain_text
from queueing.rules.plan import Lane, Names
from queueing.rules.services import TICKET_BLOCKS
from queueing.words import day_told
from ticket_printer.blocks import Block, Checklist, Code, Gap, Number, Rule, Shape, Size, Stamp, Words

#: Characters of one text; a longer one ends in an ellipsis, so that no name unrolls metres of paper.
LONGEST = 300

#: The one line at the foot.
NOTICE: Names = {"zh": "请在休息区等候，留意叫号和大屏", "en": "Please wait nearby and watch the screens"}


@dataclass(frozen=True, kw_only=True)
class Paper:
    """All that is printed on one ticket.

    ahead     how many are before it in its line, >= 0; None prints nothing about it
    counters  those that may call, each a short label like "3"; may be empty
    at        when the number was taken, aware; shown in `tz`, the hall's time zone
    url       the ticket's own page, printed as a QR code; "" prints none
    need      what its visitor needs of a counter, a word of rules/needs.py; printed with the lane
    extended  booked in a band of extended service; printed with the lane
    wait      about how long it waits and how long at most, minutes, 0: soon; None prints nothing about it
    copy      printed again: marked 补打 COPY, whatever the blocks are
    blocks    names of what is printed, top to bottom; what has nothing to say is left out
    notice    the text at the foot; None: NOTICE
    materials what to bring, one text each
    stops     where a visit with several goes: its state ("done", "here", "to_come") and its names
    ready     when its result can be collected: True now, at a time, or so long after it was accepted
    """

    hall: Names
    zone: Names
    service: Names
    number: str
    lane: Lane
    ahead: int | None
    counters: Sequence[str]
    at: datetime
    tz: tzinfo
    url: str
    need: str | None = None
    extended: bool = False
    wait: tuple[int, int] | None = None
    copy: bool = False
    blocks: Sequence[str] = TICKET_BLOCKS
    notice: Names | None = None
    materials: Sequence[Names] = ()
    stops: Sequence[tuple[str, Names]] = ()
    ready: bool | datetime | timedelta = False


LANES: Mapping[Lane, tuple[Shape, str, str]] = {
    Lane.ORDINARY: (Shape.DOT, "普通", "Ordinary"),
    Lane.PRIORITY: (Shape.HEART, "优先", "Priority"),
    Lane.BOOKED: (Shape.DIAMOND, "预约", "Booked"),
    Lane.HELPER: (Shape.SQUARE, "帮办", "Helper"),
}
#: What a need is called on the ticket.
_NEEDS: Mapping[str, tuple[str, str]] = {
    "barrier-free": ("无障碍窗口", "Barrier-free counter"),
    "sign": ("手语服务", "Sign language"),
}
#: What a stop's state is called on the ticket.
_STOPS: Mapping[str, tuple[str, str]] = {
    "done": ("已办：", "Done: "),
    "here": ("现在：", "Now: "),
    "to_come": ("随后：", "Then: "),
}
_WEEKDAYS = (
    ("周一", "Mon"),
    ("周二", "Tue"),
    ("周三", "Wed"),
    ("周四", "Thu"),
    ("周五", "Fri"),
    ("周六", "Sat"),
    ("周日", "Sun"),
)
#: What belongs together: a line is drawn across the ticket between one part and the next.
_PARTS = {"title": "head", "time": "code", "qr": "code", "notice": "foot", "materials": "list"}
#: Empty paper above and below a block, in letters; between two of them the larger counts.
_ROOM = {"service": (0.4, 0.2), "zone": (0.2, 0.2), "number": (1.1, 0.9)}
#: The same between a block and a line, below the line and above it; a code brings its own.
_BESIDE_RULE = {"qr": (0.0, 0.0), "time": (0.5, 0.5), "notice": (0.5, 0.7), "materials": (0.5, 0.7)}


def layout(paper: Paper) -> list[Block]:
    """The ticket from top to bottom; every text in it has passed `plain_text`.

    Raises ValueError for a time without a zone: a ticket must not show another town's clock.
    """
    if paper.at.tzinfo is None:
        raise ValueError("The time on a ticket needs a time zone.")
    blocks: list[Block] = [Stamp("补打", "COPY"), Gap(0.6)] if paper.copy else []
    above = ""
    for name in paper.blocks:
        if said := _SAID[name](paper):
            blocks += [*_between(above, name), *said]
            above = name
    return blocks


def _between(above: str, name: str) -> list[Block]:
    """What parts a block from the one above it."""
    if not above:
        return []
    if _PARTS.get(above, "body") == _PARTS.get(name, "body"):
        usual = (0.4, 0.2)
        return [Gap(max(_ROOM.get(above, usual)[1], _ROOM.get(name, usual)[0]))]
    usual = (0.6, 0.7)
    parted = Gap(_BESIDE_RULE.get(above, usual)[1]), Rule(), Gap(_BESIDE_RULE.get(name, usual)[0])
    return [block for block in parted if block != Gap(0.0)]


def counters_in_words(labels: Sequence[str]) -> tuple[str, str]:
    """Which counters may call, in Chinese and English; three or more numbers in a row are drawn together.

    ["3", "5"] is 叫号窗口：3、5 号; ["1", "2", "3", "4"] is 叫号窗口：1–4 号; labels that are words follow
    the numbers. No labels: no words.
    """
    said = [label for label in map(plain_text, labels) if label]
    runs = _runs([int(label) for label in said if _is_number(label)])
    words = [label for label in said if not _is_number(label)]
    if not said:
        return "", ""
    zh = [f"{'、'.join(runs)} 号", *words] if runs else words
    return (
        f"叫号窗口：{'、'.join(zh)}",
        f"Counter{'s' if len(said) > 1 else ''}: {', '.join([*runs, *words])}",
    )


def _is_number(label: str) -> bool:
    return label.isascii() and label.isdigit() and str(int(label)) == label


def _runs(numbers: Sequence[int]) -> list[str]:
    runs: list[str] = []
    ordered = sorted(set(numbers))
    for _, run in groupby(enumerate(ordered), key=lambda pair: pair[1] - pair[0]):
        members = [number for _, number in run]
        if len(members) > 2:  # noqa: PLR2004 - two neighbours read better as "3、4"
            runs.append(f"{members[0]}–{members[-1]}")
        else:
            runs += map(str, members)
    return runs


def _words(names: Names, size: Size, *, bold: bool = False, beside: bool = False) -> list[Words]:
    """A name in both languages, or in the one there is; nothing for a name without letters."""
    zh, en = (shortened(plain_text(names.get(language, ""))) for language in ("zh", "en"))
    if not zh:
        zh, en = en, ""
    return [Words(zh, "" if en == zh else en, size, bold, beside)] if zh else []


def shortened(text: str) -> str:
    """A text that unrolls no metres of paper."""
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def _number(paper: Paper) -> list[Block]:
    number = plain_text(paper.number)
    return [Number(number)] if number else []


def _lane(paper: Paper) -> list[Block]:
    shape, zh, en = LANES[paper.lane]
    told: list[Block] = [Words(zh, en, Size.BODY, beside=True, shape=shape)]
    if paper.extended:
        told.append(Words("延时服务", "Extended hours", Size.BODY, beside=True, shape=Shape.MOON))
    if paper.need is not None:
        told.append(Words(*_NEEDS[paper.need], Size.BODY, bold=True, beside=True))
    return told


def _ahead(paper: Paper) -> list[Block]:
    if paper.ahead is None:
        return []
    if paper.ahead == 0:
        return [Words("您前面没有人", "Nobody before you", Size.LEAD, bold=True)]
    people = "person" if paper.ahead == 1 else "people"
    zh, en = f"您前面还有 {paper.ahead} 人", f"{paper.ahead} {people} before you"
    return [Words(zh, en, Size.LEAD, bold=True)]


def _wait(paper: Paper) -> list[Block]:
    if paper.wait is None:
        return []
    about, most = paper.wait
    if most == 0:
        return [Words("很快叫到", "Called soon", Size.BODY)]
    if about in {0, most}:
        return [Words(f"最多等 {most} 分钟", f"Wait: at most {most} min", Size.BODY)]
    return [
        Words(f"等候约 {about} 分钟，最多 {most} 分钟", f"Wait: about {about}, at most {most} min", Size.BODY)
    ]


def _counters(paper: Paper) -> list[Block]:
    zh, en = map(shortened, counters_in_words(paper.counters))
    return [Words(zh, en, Size.BODY)] if zh else []


def _stops(paper: Paper) -> list[Block]:
    """Every stop of the visit, to tick off, and when its result can be collected."""
    items = [
        Words(
            f"{_STOPS[state][0]}{words.zh}",
            words.en and f"{_STOPS[state][1]}{words.en}",
            Size.BODY,
            state == "here",
        )
        for state, names in paper.stops
        for words in _words(names, Size.BODY)
    ]
    heading = Words("本号办理环节", "Stops of this visit", Size.BODY, bold=True, beside=True)
    stops, when = [Checklist(heading, tuple(items))] if items else [], _collected(paper)
    return [*stops, Gap(0.4), *when] if stops and when else [*stops, *when]


def _collected(paper: Paper) -> list[Block]:
    match paper.ready:
        case True:
            zh, en = "已可取件，请等候叫号", "Your result is ready; wait for your call"
        case datetime() as by:
            at = by.astimezone(paper.tz)
            zh, en = f"{at:%H:%M}", f"{at:%H:%M}"
            if at.date() != paper.at.astimezone(paper.tz).date():
                day = day_told(at.date())
                zh, en = f"{day['zh']} {zh}", f"{en} on {day['en']}"
            zh, en = f"约 {zh} 可取件", f"Ready at about {en}"
        case timedelta() as after:
            minutes = round(after.total_seconds() / 60)
            zh, en = f"受理后约 {minutes} 分钟可取件", f"Ready about {minutes} min after it is accepted"
        case _:
            return []
    return [Words(zh, en, Size.BODY, bold=True)]


def _time(paper: Paper) -> list[Block]:
    """When it was taken, unless that stands beside the code."""
    return [] if _time_beside_code(paper) else [_taken_at(paper)]


def _code(paper: Paper) -> list[Block]:
    if not (url := plain_text(paper.url)):
        return []
    beside = (_taken_at(paper),) if _time_beside_code(paper) else ()
    return [Code(url, Words("扫码看进度", "Scan to follow your place", Size.SMALL), beside)]


def _time_beside_code(paper: Paper) -> bool:
    """Whether both are printed, one after the other: then they share the height of the code."""
    blocks = list(paper.blocks)
    both = plain_text(paper.url) and "time" in blocks and "qr" in blocks
    return bool(both) and abs(blocks.index("time") - blocks.index("qr")) == 1


def _taken_at(paper: Paper) -> Words:
    at = paper.at.astimezone(paper.tz)
    zh, en = _WEEKDAYS[at.weekday()]
    return Words(f"{at:%Y-%m-%d %H:%M}", f"{zh} {en}", Size.SMALL, beside=True)


def _materials(paper: Paper) -> list[Block]:
    items = [words for names in paper.materials for words in _words(names, Size.BODY)]
    return (
        [Checklist(Words("请带好", "Please bring", Size.BODY, bold=True, beside=True), tuple(items))]
        if items
        else []
    )


#: What each block of the hall file says; nothing where there is nothing to say.
_SAID: Mapping[str, Callable[[Paper], Sequence[Block]]] = {
    "title": lambda paper: _words(paper.hall, Size.TITLE, bold=True),
    "service": lambda paper: _words(paper.service, Size.LEAD, bold=True),
    "zone": lambda paper: _words(paper.zone, Size.SMALL, beside=True),
    "number": _number,
    "lane": _lane,
    "ahead": _ahead,
    "wait": _wait,
    "counters": _counters,
    "stops": _stops,
    "time": _time,
    "qr": _code,
    "notice": lambda paper: _words(paper.notice or NOTICE, Size.SMALL),
    "materials": _materials,
}
