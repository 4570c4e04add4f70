"""What a hall file may say about its services: the catalogue's columns, tickets, themes, quotas."""

from datetime import date
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field

from queueing.rules.hall_hours import DatedOrYearly, PeriodRow, RoleTimesRow
from queueing.rules.hall_row import Id, NamesRow, Row, Text, each_once, like, one_of, short_form
from queueing.rules.services import KINDS, TICKET_BLOCKS

#: Working days of the longest limit, and minutes of the longest visit.
LONGEST_LIMIT, LONGEST_VISIT = 1000, 480
#: Papers that one service may ask for.
MOST_MATERIALS = 20


def _with_a_number(blocks: list[str]) -> list[str]:
    if "number" not in blocks:
        raise ValueError('leaves out "number", which is what a ticket is for')
    return blocks


ShortNames = Annotated[NamesRow, BeforeValidator(short_form("zh"))]
Limit = Annotated[int, Field(ge=0, le=LONGEST_LIMIT)]
Website = Annotated[str, like(r"https?://[^\s\"<>]{4,300}", "a website is written https://…")]


class TicketRow(Row):
    """What stands on a ticket: its blocks top to bottom, the text at its foot, and what to bring."""

    blocks: (
        Annotated[
            list[Annotated[str, one_of(*TICKET_BLOCKS)]],
            AfterValidator(each_once),
            AfterValidator(_with_a_number),
        ]
        | None
    ) = None
    notice: Annotated[NamesRow | None, BeforeValidator(short_form("zh"))] = None
    materials: Annotated[list[ShortNames], Field(max_length=MOST_MATERIALS)] = []


class OfferedRow(PeriodRow):
    """The days on which a service is offered; without one of them from the beginning, or for good."""

    first: DatedOrYearly = date.min
    last: DatedOrYearly = date.max


class AboutRow(Row):
    """What the catalogue says of a service (rules/services.py has the meaning of each)."""

    department: Annotated[NamesRow | None, BeforeValidator(short_form("zh"))] = None
    kind: Annotated[str, one_of(*KINDS)] | None = None
    statutory: Limit | None = None
    promised: Limit | None = None
    minutes: Annotated[float, Field(gt=0, le=LONGEST_VISIT)] | None = None
    online: bool = False
    website: Website | None = None
    kiosk: bool = False
    pledge: bool = False
    instant: bool = False
    keywords: list[Text] = []
    valid: OfferedRow | None = None


class SubServiceRow(AboutRow):
    """A 子项; it waits in the line of its 大项 and prints as that does, unless it says otherwise."""

    id: Id
    names: NamesRow
    line: str | None = None
    ticket: TicketRow = TicketRow()
    then: list[str] = []
    ready: Annotated[int, Field(ge=1, le=600)] | None = None


class ServiceRow(SubServiceRow):
    """A 大项: a card on the kiosk's first page, with or without 子项 under it."""

    children: list[SubServiceRow] = []


class ThemeRow(Row):
    """A theme (一件事): one choice, one line and one number for several services."""

    id: Id
    names: NamesRow
    line: str
    items: Annotated[list[str], Field(min_length=2), AfterValidator(each_once)]


class QuotaRow(RoleTimesRow):
    """At most so many numbers in these hours, for a service (with those under it) or a line."""

    service: str | None = None
    line: str | None = None
    tickets: Annotated[int, Field(ge=1, le=100_000)]
