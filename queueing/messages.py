"""What other systems are told: alerts that were raised, passed on or are over, and bookings that are near."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import uuid4

from queueing.bookings_told import moment
from queueing.clock import to_datetime
from queueing.folder import HallFolder
from queueing.rules.hook import Hook, News
from queueing.rules.wall_clock import MINUTE, wall
from queueing.words import Words

_WORDS = Words("zh")
#: What of an alert is told as data.
_ALERT = ("id", "kind", "subject", "names", "value", "longest")


def tell_alerts(folder: HallFolder, told: Iterable[tuple[str, Mapping[str, Any]]]) -> int:
    """Queue what happened to alerts in a look for `[alerts] hooks`; how many messages."""
    hall = _WORDS.name(folder.plan.names)
    news = []
    for to, alert in told:
        text = _WORDS.alert(alert)
        if to == "ended":
            text = _WORDS.say("alert.ended", what=text)
        else:
            passed_on = f"（{_WORDS.say('alert.escalated')}）" if to == "escalated" else ""
            text = f"{text}{passed_on}。{_WORDS.say('alert.do.' + alert['kind'])}"
        data = {key: alert[key] for key in _ALERT if key in alert}
        news.append(News(f"alert-{uuid4().hex}", f"alert.{to}", f"【{hall}】{text}", data))
    return folder.hooks.tell(folder.plan.alert_hooks, news)


def remind(folder: HallFolder) -> int:
    """Queue one reminder of each booking that begins within `reminder`, anew once moved; how many."""
    plan = folder.plan
    if plan.bookings is None or plan.bookings.hook is None:
        return 0
    now = folder.clock.now()
    until = now + plan.bookings.reminder * MINUTE
    days = folder.bookings.days(wall(now, plan.tz)[0], wall(until, plan.tz)[0])
    news = []
    for booking in days:
        if booking.state != "booked" or not now < booking.start <= until:
            continue
        service = plan.service.get(booking.service)
        names = service.names if service else {"zh": booking.service}
        text = _WORDS.say(
            "book.reminder",
            hall=_WORDS.name(plan.names),
            when=moment(_WORDS, booking.start, plan.tz),
            service=_WORDS.name(names),
            code=booking.code,
        )
        start = to_datetime(booking.start, plan.tz).isoformat()
        facts = {"code": booking.code, "mask": booking.mask, "channel": booking.channel, "start": start}
        data = facts | {"service": booking.service, "names": dict(names)}
        news.append(News(f"reminder-{booking.id}-{booking.start}", "booking.reminder", text, data))
    return folder.hooks.tell([Hook(plan.bookings.hook)], news)
