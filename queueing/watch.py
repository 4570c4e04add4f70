"""Looks at the hall every few seconds and raises what needs somebody."""

from collections.abc import Mapping
from functools import partial

from queueing.folder import HallFolder
from queueing.records.timeline import late_and_missed
from queueing.rules import hall_readings
from queueing.rules.alerts import Reading
from queueing.rules.devices import places
from queueing.rules.plan import Names, Plan
from queueing.words import LANGUAGES, Words

HOUR = 3_600_000


def readings(folder: HallFolder) -> list[Reading]:
    """Every value that can be an alert, as it is now."""
    hall, steering = folder.hall, folder.steering
    snapshot, plan = steering.snapshot(), hall.plan  # in this order: it may bring a newer plan
    now, opening = snapshot["now"], hall.opening_of(snapshot)
    # Whom nobody may call now, as in a lunch break, nobody has to see to; nor to a screen off for the night.
    over = {c.id: opening.overrun(c.id, now) for c in plan.counters}
    pulls = {
        counter: [pull.line for pull in opening.pulls(counter, now)]
        for counter, late in over.items()
        if late is None or late.before
    }
    in_use = None in over.values() or any(snapshot["counts"].values())
    known = folder.devices.all() if in_use else {}
    since = late_and_missed(folder.records, plan.id, now - HOUR, hall.promises)
    told = folder.waits.lately()
    return [
        *hall_readings.of_lines(plan, snapshot, pulls),
        *hall_readings.of_devices(plan, known, partial(_named, plan)),
        *hall_readings.of_the_last_hour(plan, *since),
        hall_readings.of_estimates(plan, told["told"], told["otherwise"]),
        hall_readings.of_noon(plan, opening.needed_at_noon(now), snapshot),
    ]


def _named(plan: Plan, device: Mapping[str, str]) -> Names:
    """A device as people call it, and how it is: "打印机 入口 缺纸"."""
    place = places(plan, device["kind"])[device["place"]]
    return {
        language: f"{(words := Words(language)).say('device.kind.' + device['kind'])} {words.name(place)}"
        f"{words.say('manager.device_is', state=words.say('device.state.' + device['state']))}"
        for language in LANGUAGES
    }
