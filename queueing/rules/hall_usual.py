"""What counts where a hall file says nothing, and the words it may choose from: what forms show beside it."""

from collections.abc import Mapping, Sequence
from typing import Any

from queueing.rules.bands import clock
from queueing.rules.booking_rules import Channel, Reading
from queueing.rules.hall_bookings import BookingsRow
from queueing.rules.hall_hooks import HookRow
from queueing.rules.hall_row import Row
from queueing.rules.hall_schema import CUTS, LANGUAGES, PRINT_MODES, HallRow, KioskRow, VoiceRow
from queueing.rules.hook import Form
from queueing.rules.needs import NEEDS
from queueing.rules.plan import Stage
from queueing.rules.services import KINDS, TICKET_BLOCKS
from queueing.rules.voice import SPOKEN, USUAL


def usual() -> dict[str, Any]:
    """The usual value of what a hall file leaves out, by table; the keys of its first level stand alone."""
    bookings = _defaults(BookingsRow)
    return {
        **_defaults(HallRow),
        "bookings": bookings | {"cut_off": clock(bookings["cut_off"])},
        "voice": _defaults(VoiceRow),
        "templates": USUAL,
        "ticket": {"blocks": TICKET_BLOCKS},
        "zones": {"languages": LANGUAGES, "speaker": True},
        "kiosks": _defaults(KioskRow),
        "hooks": _defaults(HookRow),
    }


def choices() -> Mapping[str, Sequence[str]]:
    """The words a key may have, by that key."""
    return {
        "reading": list(Reading),
        "channels": list(Channel),
        "format": list(Form),
        "blocks": TICKET_BLOCKS,
        "languages": SPOKEN,
        "mode": PRINT_MODES,
        "cut": CUTS,
        "needs": sorted(NEEDS),
        "stage": list(Stage),
        "service_kind": KINDS,
    }


def _defaults(row: type[Row]) -> dict[str, Any]:
    given = {name: field.default for name, field in row.model_fields.items()}
    return {name: value for name, value in given.items() if isinstance(value, (bool, int, float, str, list))}
