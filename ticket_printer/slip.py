"""What a list of papers looks like (一次性告知单), and a slip for whoever collects a result another day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from queueing.rules.plain_text import plain_text
from queueing.rules.plan import Names
from queueing.words import day_told
from ticket_printer.blocks import Block, Checklist, Code, Gap, Rule, Size, Words
from ticket_printer.layout import shortened

#: How the code of an earlier list is written where it is scanned; it opens no page and names nobody.
CODE = "SLIP-{code}"


@dataclass(frozen=True, kw_only=True)
class Slip:
    """All that is printed on one list.

    missing  papers still to bring; of a list without a visit all of them
    brought  papers that were in order
    remark   the clerk's own words; "" for none
    number   of the visit, and the counter's label; "" at a kiosk
    code     what links the next visit to this list; "" at a kiosk
    ready_on  from which day the result can be collected; None: that isn't what it is for
    """

    hall: Names
    service: Names
    missing: Sequence[Names]
    brought: Sequence[Names] = ()
    remark: str = ""
    number: str = ""
    counter: str = ""
    code: str = ""
    ready_on: date | None = None
    at: datetime


def layout_slip(slip: Slip) -> list[Block]:
    """The list from top to bottom; every text in it has passed `plain_text`."""
    title = ("取件单", "Pick-up slip") if slip.ready_on else ("一次性告知单", "What to bring")
    blocks: list[Block] = [Words(*title, Size.TITLE, bold=True), Gap(0.5)]
    blocks += [*_text(slip.service, Size.LEAD, bold=True), Gap(0.5), Rule(), Gap(0.7)]
    if slip.ready_on:
        day = day_told(slip.ready_on)
        blocks.append(Words(f"{day['zh']}起可取件", f"Ready from {day['en']}", Size.LEAD, bold=True))
    if slip.missing or not slip.ready_on:
        heading = ("还需补齐", "Still missing") if slip.code else ("请带好", "Please bring")
        blocks += [Gap(0.6), *_list(heading, slip.missing)] if slip.ready_on else _list(heading, slip.missing)
    if slip.brought:
        blocks += [Gap(0.9), Words("已收齐", "In order", Size.SMALL, bold=True, beside=True)]
        for names in slip.brought:
            blocks += [Gap(0.2), *_text(names, Size.SMALL)]
    if remark := shortened(plain_text(slip.remark)):
        blocks += [Gap(0.9), Words(remark, "", Size.BODY)]
    blocks += [Gap(0.6), Rule(), Gap(0.6), *_text(slip.hall, Size.SMALL), Gap(0.3)]
    visit = " · ".join(part for part in (slip.number, slip.counter) if part)
    made = Words(f"{slip.at:%Y-%m-%d %H:%M}", plain_text(visit), Size.SMALL)
    if not slip.code:
        return [*blocks, made]
    when = ("取件时", "to collect") if slip.ready_on else ("下次", "next time")
    again = Words(f"{when[0]}请带此单取号 {slip.code}", f"Show this {when[1]}: {slip.code}", Size.SMALL)
    return [*blocks, Code(CODE.format(code=slip.code), again, (made,))]


def _list(heading: tuple[str, str], papers: Sequence[Names]) -> list[Block]:
    items = [words for names in papers for words in _text(names, Size.BODY)]
    if not items:
        return [Words("不需要材料", "No papers are needed", Size.BODY)]
    return [Checklist(Words(*heading, Size.BODY, bold=True, beside=True), tuple(items))]


def _text(names: Mapping[str, str], size: Size, *, bold: bool = False) -> list[Words]:
    zh, en = (shortened(plain_text(names.get(language, ""))) for language in ("zh", "en"))
    return [Words(zh or en, "" if en == zh else en, size, bold)] if zh or en else []
