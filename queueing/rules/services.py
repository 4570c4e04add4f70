"""What a visitor comes for: the services of the catalogue, their tickets, and when they are offered."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TypeAlias

from queueing.rules.timetable import Period

_Names: TypeAlias = Mapping[str, str]

#: 即办: done while the visitor is there; 承诺: within the promised working days.
KINDS = ("即办", "承诺")

#: What a ticket may be made of, in the order of today's ticket; what has nothing to say is left out.
TICKET_BLOCKS = (
    "title",
    "service",
    "zone",
    "number",
    "lane",
    "ahead",
    "wait",
    "counters",
    "stops",
    "time",
    "qr",
    "notice",
    "materials",
)


@dataclass(frozen=True)
class TicketLayout:
    """What stands on a service's tickets, top to bottom; a reprint's 补打 mark stands above all of it."""

    blocks: tuple[str, ...] = TICKET_BLOCKS
    #: The text at the foot; None: the usual one.
    notice: _Names | None = None
    #: What to bring for this service.
    materials: tuple[_Names, ...] = ()


@dataclass(frozen=True)
class About:
    """What a hall's catalogue says of a service.

    statutory, promised  limits in working days; None: not said
    minutes              how long a visit should take
    online, website      it can be done online, and where
    kiosk                it can be done at a self-service machine
    pledge               告知承诺: on the visitor's word, papers may follow
    instant              秒批: decided by the computer at once
    valid                when it is offered at all; None: always
    """

    department: _Names | None = None
    kind: str | None = None
    statutory: int | None = None
    promised: int | None = None
    minutes: float | None = None
    online: bool = False
    website: str | None = None
    kiosk: bool = False
    pledge: bool = False
    instant: bool = False
    keywords: tuple[str, ...] = ()
    valid: Period | None = None


@dataclass(frozen=True)
class Service:
    """What a visitor comes for; the leaves of the tree are what the kiosk issues for.

    items  of a theme (一件事): the services it stands for, by id, with one number
    """

    id: str
    names: _Names
    line: str
    children: tuple["Service", ...] = ()
    ticket: TicketLayout = field(default_factory=TicketLayout)
    about: About = field(default_factory=About)
    items: tuple[str, ...] = ()
    #: The lines its visit goes on to, one after another, with the same number.
    then: tuple[str, ...] = ()
    #: Within so many minutes its result can be collected, as the visitor is told; None: nothing is said.
    ready: int | None = None

    def walk(self) -> Iterator["Service"]:
        """This service, then those under it."""
        yield self
        for child in self.children:
            yield from child.walk()

    def offered_on(self, day: date) -> bool:
        """Whether its dates include the day."""
        return self.about.valid is None or day in self.about.valid


def changes(services: Iterable[Service], first: date, last: date) -> list[tuple[date, Service, bool]]:
    """What begins (True) or is no longer offered (False) on these days, both counted, in order of time."""
    days = [first + timedelta(days=ahead) for ahead in range((last - first).days + 1)]
    found = [
        (day, service, service.offered_on(day))
        for top in services
        for service in top.walk()
        if service.about.valid
        for day in days
        if service.offered_on(day) != service.offered_on(day - timedelta(days=1))
    ]
    return sorted(found, key=lambda change: (change[0], change[1].id))
