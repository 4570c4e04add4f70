"""Whether the bookings of a hall file fit its lines, services, lanes and hours."""

from collections.abc import Iterable, Iterator

from queueing.rules.hall_bookings import by_booking
from queueing.rules.hall_checks import Finding, services_of
from queueing.rules.hall_row import meant
from queueing.rules.hall_schema import HallRow


def booking_findings(hall: HallRow) -> Iterator[Finding]:
    """All about bookings that doesn't fit."""
    row = hall.bookings
    if row is None:
        return
    yield from _named("lines", row.lines, [line.id for line in hall.lines if not line.roll])
    yield from _named("services", row.services, [service.id for _, service, _ in services_of(hall)])
    if not row.walk_in and not (hall.hours and by_booking(hall.hours)):
        text = (
            "nothing can be booked: give bands by booking, e.g. [hours] booked, or walk_in = true for slots "
            "within the ordinary hours"
        )
        yield Finding(("bookings",), text, warning=True)
    if row.walk_in and hall.hours is None:
        text = "walk_in slots need [hours]; a hall that is always open would be booked around the clock"
        yield Finding(("bookings", "walk_in"), text)


def _named(key: str, given: Iterable[str], known: list[str]) -> Iterator[Finding]:
    for name in given:
        if name not in known:
            yield Finding(("bookings", key, name), f'bookings.{key} has "{name}"{meant(name, known)}')
