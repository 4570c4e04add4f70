"""Refusals of bookings; those about a slot carry `next`, the next possible time, and `opens`, its words."""

from queueing.errors import HallError


class NoBookings(HallError):
    """This hall takes no bookings; please come in its hours and take a number."""


class UnknownBooking(HallError, status=404):
    """No booking has this code; please look at it once more, it has eight letters and figures."""


class IdentityWrong(HallError, status=422):
    """This is no mobile number and no ID number with a right check digit; please type it again."""


class ChannelWrong(HallError, status=422):
    """This hall takes no bookings in this way; these are possible: {known}."""


class SlotOver(HallError):
    """This time is over."""


class BookingBlocked(HallError):
    """Too many bookings were missed, so none can be made before {until}; please take a number instead."""


class NoSlot(HallError):
    """Nothing can be booked at this time."""


class SlotNotListed(HallError):
    """At this time only listed services are served, and this service isn't one of them."""


class SlotTooFar(HallError):
    """This day is not open for booking yet."""


class SlotTooLate(HallError):
    """Booking for this time has closed."""


class BookedTwice(HallError):
    """There is a booking for this service on this day already; it can be moved or cancelled."""


class SlotFull(HallError):
    """Every place at this time is taken."""


class BookingEnded(HallError):
    """This booking is {booking_state}, so this cannot be done any more."""


class CheckInEarly(HallError):
    """It is too early to check in; please come at {when} or later."""


class CheckInOver(HallError):
    """The time for this booking has passed; please take a number as anybody does."""
