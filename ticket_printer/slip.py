"""What a list of papers looks like (一次性告知单): all of a service's, or at a counter the missing ones."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from queueing.rules.plain_text import plain_text
from queueing.rules.plan import Names
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
    """

    hall: Names
    service: Names
    missing: Sequence[Names]
    brought: Sequence[Names] = ()
    remark: str = ""
    number: str = ""
    counter: str = ""
    code: str = ""
    at: datetime


def layout_slip(slip: Slip) -> list[Block]:
    """The list from top to bottom; every text in it has passed `plain_text`."""
    blocks: list[Block] = [Words("一次性告知单", "What to bring", Size.TITLE, bold=True), Gap(0.5)]
    blocks += [*_text(slip.service, Size.LEAD, bold=True), Gap(0.5), Rule(), Gap(0.7)]
    blocks += _list(("还需补齐", "Still missing") if slip.code else ("请带好", "Please bring"), slip.missing)
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
    again = Words(f"下次请带此单取号 {slip.code}", f"Show this next time: {slip.code}", Size.SMALL)
    return [*blocks, Code(CODE.format(code=slip.code), again, (made,))]


def _list(heading: tuple[str, str], papers: Sequence[Names]) -> list[Block]:
    items = [words for names in papers for words in _text(names, Size.BODY)]
    if not items:
        return [Words("不需要材料", "No papers are needed", Size.BODY)]
    return [Checklist(Words(*heading, Size.BODY, bold=True, beside=True), tuple(items))]


def _text(names: Mapping[str, str], size: Size, *, bold: bool = False) -> list[Words]:
    zh, en = (shortened(plain_text(names.get(language, ""))) for language in ("zh", "en"))
    return [Words(zh or en, "" if en == zh else en, size, bold)] if zh or en else []
