"""Who may do what: roles, key scopes, rights; pure. Routes declare the right they need as data."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

F = TypeVar("F", bound=Callable[..., Any])


class Right(StrEnum):
    """One thing a person or device may do."""

    #: Anybody, unnamed; the route itself is harmless.
    PUBLIC = "public"
    #: Any signed-in person, key or paired device.
    KNOWN = "known"
    #: Take an ordinary number.
    TAKE = "take"
    #: Issue for someone in any lane, grant priority, change service, cancel, reprint, see who waits.
    GUIDE = "guide"
    #: Bring a missed ticket back, or give one up.
    HELP = "help"
    #: Sit at a counter and serve.
    SERVE = "serve"
    #: See boards, speak for a zone.
    SCREEN = "screen"
    #: Say how a device is; take its jobs.
    DEVICE = "device"
    #: Take a kiosk's print jobs.
    PRINT = "print"
    #: Watch and steer the hall.
    MANAGE = "manage"
    #: See figures of a single clerk: a manager to whom somebody who may has given it.
    CLERK_FIGURES = "clerk-figures"


_R = Right

#: What a person's role, or a key's scope, allows. A manager may do everything a person may by role.
RIGHTS: Mapping[str, frozenset[Right]] = {
    "visitor": frozenset({_R.PUBLIC}),
    "kiosk": frozenset({_R.PUBLIC, _R.KNOWN, _R.TAKE, _R.DEVICE}),
    "screen": frozenset({_R.PUBLIC, _R.KNOWN, _R.SCREEN, _R.DEVICE}),
    "device": frozenset({_R.PUBLIC, _R.KNOWN, _R.DEVICE}),
    "printer": frozenset({_R.PUBLIC, _R.KNOWN, _R.DEVICE, _R.PRINT}),
    "strip": frozenset({_R.PUBLIC, _R.KNOWN, _R.DEVICE}),
    "speaker": frozenset({_R.PUBLIC, _R.KNOWN, _R.DEVICE, _R.SCREEN}),
    "keys": frozenset({_R.PUBLIC, _R.KNOWN, _R.DEVICE, _R.SERVE}),
    "reader": frozenset({_R.PUBLIC, _R.KNOWN, _R.DEVICE}),
    "clerk": frozenset({_R.PUBLIC, _R.KNOWN, _R.SERVE, _R.HELP}),
    "guide": frozenset({_R.PUBLIC, _R.KNOWN, _R.TAKE, _R.GUIDE, _R.HELP}),
    "manager": frozenset(_R) - {_R.CLERK_FIGURES},
}

#: Roles a person can have; the other words above are scopes of keys and devices.
ROLES = ("clerk", "guide", "manager")
#: Scopes a key can be made with.
SCOPES = ("kiosk", "guide", "clerk", "screen", "device", "manager")


@dataclass(frozen=True)
class Principal:
    """Who acts: a person's session, a key, a paired device, or a visitor.

    id        "staff:3", "key:2", "device:4", "visitor"; requests and seats belong to it
    role      a word of RIGHTS
    counters  where a clerk may sit; None means anywhere
    counter   the one counter a key is bound to; the kiosk or zone id of a device
    rate      requests a minute; None means no limit
    changes_hours  a clerk who may change today's hours of an own counter
    sees_clerks  a manager who may see figures of a single clerk
    """

    id: str
    role: str
    name: str = ""
    counters: tuple[str, ...] | None = None
    counter: str | None = None
    rate: int | None = None
    changes_hours: bool = False
    sees_clerks: bool = False

    def may(self, right: Right) -> bool:
        """Whether the role allows it, or this person was given it."""
        if right is Right.CLERK_FIGURES:
            return self.sees_clerks and self.may(Right.MANAGE)
        return right in RIGHTS[self.role]

    def may_sit_at(self, counter: str) -> bool:
        """Whether this clerk works at that counter."""
        if self.counter is not None:
            return self.counter == counter
        return self.counters is None or counter in self.counters

    def may_change_hours(self, counter: str) -> bool:
        """Whether today's hours of that counter may be changed: by a manager, or its clerk who may."""
        return self.may(Right.MANAGE) or (self.changes_hours and self.may_sit_at(counter))


VISITOR = Principal("visitor", "visitor")


def needs(right: Right) -> Callable[[F], F]:
    """Declare the right a route needs; the gate reads it, and a test finds a route without one."""

    def declare(view: F) -> F:
        view.__dict__["needs"] = right
        return view

    return declare
