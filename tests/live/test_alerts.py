"""Alerts in the live hall: raised once however often looked at, taken on by the first, told in facts."""

from dataclasses import replace

import pytest

from queueing.alerts import AlertOver, Alerts
from queueing.hall import Asked
from queueing.rules.alerts import AlertKind, Longest, Reading
from tests.live.room import Room

LONG = Reading(AlertKind.UNATTENDED, "social", {"zh": "社保", "en": "Social"}, 3)


@pytest.fixture
def alerts(room: Room) -> Alerts:
    return Alerts(room.hall.in_force, room.redis, room.hall.clock)


def kinds(room: Room) -> list[str]:
    return [fact["kind"] for fact in room.facts() if fact["kind"].startswith("alert")]


def test_an_alert_is_raised_once_and_over_when_it_is_well_again(room, alerts):
    assert alerts.look([LONG]) == []
    room.time.on(minutes=2)
    assert [to for to, _ in alerts.look([LONG])] == ["raised"]
    assert alerts.look([LONG]) == []
    assert alerts.all()["unattended:social"]["names"]["en"] == "Social"

    alerts.look([])
    room.time.on(minutes=2)
    assert [(to, alert["value"]) for to, alert in alerts.look([])] == [("ended", 3)]
    assert alerts.all() == {} and kinds(room) == ["alert_raised", "alert_ended"]


def test_an_alert_shows_its_figure_of_now_and_that_is_no_news(room, alerts):
    alerts.look([LONG])
    room.time.on(minutes=2)
    alerts.look([LONG])
    since = alerts.all()[LONG.id]["at"]
    room.time.on(minutes=1)

    assert alerts.look([replace(LONG, value=7)]) == []
    assert (alerts.all()[LONG.id]["value"], alerts.all()[LONG.id]["at"]) == (7, since)
    assert kinds(room) == ["alert_raised"]
    room.time.on(minutes=9)
    assert [(to, alert["value"]) for to, alert in alerts.look([replace(LONG, value=9)])] == [("escalated", 9)]


def test_a_long_wait_keeps_its_minutes_of_now_to_the_end(room, alerts):
    def longest(minutes):
        wait = Longest(lane="booked", waited_min=minutes, promise_min=5)
        return Reading(AlertKind.LONGEST_WAIT, "social", LONG.names, minutes / 5, wait)

    alerts.look([longest(42)])
    room.time.on(minutes=1)
    ((_, raised),) = alerts.look([longest(43)])
    alerts.look([longest(44)])
    assert (raised["longest"]["waited_min"], alerts.all()[raised["id"]]["longest"]["waited_min"]) == (43, 44)
    alerts.look([])
    room.time.on(minutes=1)
    ((to, ended),) = alerts.look([])
    assert (to, ended["longest"]) == ("ended", {"lane": "booked", "waited_min": 44, "promise_min": 5})
    facts = [fact["detail"] for fact in room.facts() if fact["kind"].startswith("alert")]
    assert [detail["longest"]["waited_min"] for detail in facts] == [43, 44]


def test_the_first_who_takes_an_alert_on_has_it(room, alerts):
    alerts.look([LONG])
    room.time.on(minutes=2)
    alerts.look([LONG])
    wang, li = Asked("staff:1", "王"), Asked("staff:2", "李")

    assert alerts.acknowledge(wang, "unattended:social")["owner_name"] == "王"
    assert alerts.acknowledge(li, "unattended:social")["owner_name"] == "王"
    room.time.on(minutes=9)
    assert alerts.look([LONG]) == []
    assert kinds(room) == ["alert_raised", "alert_acknowledged"]
    with pytest.raises(AlertOver):
        alerts.acknowledge(wang, "noon:")


def test_a_second_watcher_raises_nothing_twice(room, alerts):
    other = Alerts(room.hall.in_force, room.redis, room.hall.clock)
    for watcher in (alerts, other):
        watcher.look([LONG])
    room.time.on(minutes=2)
    for watcher in (alerts, other):
        watcher.look([LONG])

    assert kinds(room) == ["alert_raised"]
