"""Other systems are told: signed, retried, given up, never sent into the own network; a real listener."""

import base64
import hmac
import json
import threading

import pytest
from werkzeug import Request, Response
from werkzeug.datastructures import Headers
from werkzeug.serving import make_server

from queueing.devices import Report
from queueing.hooks import BACK_OFF
from queueing.messages import remind, tell_alerts
from queueing.posting import public
from queueing.rules.alerts import AlertKind
from queueing.rules.hook import Form, Hook, News
from queueing.watch import readings
from tests.edges.booking_day import WEDNESDAY, open_day

NEWS = News("n", "alert.raised", "社保：3 人等候", {"value": 3})


class Receiver:
    """A real listener that keeps what it got and answers what it is told to."""

    def __init__(self) -> None:
        self.got: list[tuple[str, Headers, bytes]] = []
        self.status, self.answer, self.told = 204, b"", Headers()
        self.server = make_server("127.0.0.1", 0, Request.application(self.take))
        self.url = f"http://127.0.0.1:{self.server.server_port}/hook?key=k"

    def take(self, request: Request) -> Response:
        self.got.append((request.full_path, Headers(request.headers), request.get_data()))
        return Response(self.answer, self.status, self.told)


@pytest.fixture
def receiver():
    receiver = Receiver()
    threading.Thread(target=receiver.server.serve_forever, daemon=True).start()
    yield receiver
    receiver.server.shutdown()
    receiver.server.server_close()


@pytest.fixture(scope="module")
def built(live_redis, tmp_path_factory):
    with pytest.MonkeyPatch.context() as allowed:
        allowed.setenv("HALL_ALLOW_LOCAL_DEVICES", "1")
        day = open_day(live_redis, tmp_path_factory.mktemp("hooks"))
        vars(day.folder)["hooks"] = day.folder.hooks  # opened while it is allowed
        yield day


@pytest.fixture
def day(built, empty_redis):
    with built.folder.records.begin() as connection:
        connection.exec_driver_sql("DELETE FROM bookings")
        connection.exec_driver_sql("DELETE FROM messages")
    return built.go("2026-03-02T10:00")


def test_a_message_is_signed_sent_once_and_the_robots_get_their_own_form(day, receiver):
    hooks = day.folder.hooks
    forms = [Hook(receiver.url, form) for form in Form]

    assert [hooks.tell(forms, [NEWS]), hooks.tell(forms, [NEWS])] == [3, 0]
    assert [hooks.send_due(), hooks.send_due()] == [3, 0]
    (path, headers, content), *robots = receiver.got
    secret = base64.b64decode(hooks.secret.removeprefix("whsec_"))
    wanted = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + content
    signature = base64.b64encode(hmac.digest(secret, wanted, "sha256")).decode()
    assert (path, headers["webhook-signature"]) == ("/hook?key=k", f"v1,{signature}")
    assert int(headers["webhook-timestamp"]) == day.time() // 1000
    told = json.loads(content)
    assert (told["type"], told["data"]) == ("alert.raised", {"value": 3, "text": NEWS.text})
    for _, _, robot in robots:
        assert json.loads(robot) == {"msgtype": "text", "text": {"content": NEWS.text}}


def test_a_message_not_taken_is_tried_later_with_its_id_and_given_up_in_the_end(day, receiver):
    hooks = day.folder.hooks
    receiver.answer, receiver.status = b'{"errcode":45009}', 200
    hooks.tell([Hook(receiver.url, Form.WECOM)], [NEWS])
    for seconds in (*BACK_OFF, 0):
        assert [hooks.send_due(), hooks.send_due()] == [0, 0]
        day.time.ms += 1000 * seconds

    (given_up,) = hooks.outbox.given_up()
    assert (len(receiver.got), given_up.tries, given_up.why) == (7, 7, "errcode 45009")
    assert len({headers["webhook-id"] for _, headers, _ in receiver.got}) == 1
    receiver.answer = b'{"errcode":0}'
    assert (hooks.outbox.again(day.time()), hooks.send_due(), hooks.outbox.given_up()) == (1, 1, [])


def test_a_redirect_is_not_followed_and_a_dead_receiver_stops_nobody(day, receiver):
    receiver.status, receiver.told = 307, Headers({"Location": receiver.url})
    hooks = day.folder.hooks
    hooks.tell([Hook(receiver.url), Hook("http://127.0.0.1:9/")], [NEWS])

    assert (hooks.send_due(), len(receiver.got)) == (0, 1)
    day.time.ms += 5_000
    whys = [message.why for message in hooks.outbox.due(day.time())]
    assert whys[0] == "it answered 307" and "refused" in whys[1]


def test_nothing_is_sent_into_the_own_network(day, receiver, monkeypatch):
    monkeypatch.setattr(day.folder.hooks, "_local", False)
    day.folder.hooks.tell([Hook(receiver.url), Hook(receiver.url.replace("127.0.0.1", "localhost"))], [NEWS])

    assert (day.folder.hooks.send_due(), receiver.got) == (0, [])
    assert len(day.folder.hooks.outbox.given_up()) == 2
    inside = (
        "127.0.0.1 10.1.2.3 192.168.1.1 169.254.169.254 100.100.100.200 0.0.0.0 ::1 fe80::1 fd00:ec2::254"
    )
    disguised = "::ffff:127.0.0.1 64:ff9b::7f00:1 2002:7f00:1:: 224.0.0.1"
    assert not any(map(public, f"{inside} {disguised}".split()))
    assert public("114.114.114.114") and public("2400:3200::1")


def test_who_booked_is_reminded_once_and_a_cancelled_booking_is_not(day, receiver, monkeypatch):
    monkeypatch.setitem(vars(day.folder.plan.bookings), "hook", receiver.url)
    code = day.book(WEDNESDAY).json["code"]
    gone = day.book("2026-03-04T17:00").json["code"]
    day.ask(f"/bookings/{gone}/cancel", {})

    assert remind(day.folder) == 0
    day.go("2026-03-03T20:31")
    assert [remind(day.folder), remind(day.folder), day.folder.hooks.send_due()] == [1, 0, 1]
    told = json.loads(receiver.got[0][2])
    assert (told["type"], told["data"]["code"]) == ("booking.reminder", code)
    assert "3月4日 周三 8:30" in told["data"]["text"] and code in told["data"]["text"]


def test_whoever_moves_a_booking_is_reminded_anew_at_its_own_time(day, receiver, monkeypatch):
    monkeypatch.setitem(vars(day.folder.plan.bookings), "hook", receiver.url)
    code = day.book(WEDNESDAY).json["code"]
    assert remind(day.go("2026-03-03T20:31").folder) == 1
    day.ask(f"/bookings/{code}/move", {"start": "2026-03-05T17:00+08:00"})

    assert remind(day.folder) == 0
    assert [remind(day.go("2026-03-05T05:01").folder), remind(day.folder), day.folder.hooks.send_due()] == [
        1,
        0,
        2,
    ]
    texts = [json.loads(content)["data"]["text"] for _, _, content in receiver.got]
    assert ["3月4日 周三 8:30" in texts[0], "3月5日 周四 17:00" in texts[1]] == [True, True]


def test_a_screen_switched_off_for_the_night_needs_nobody(day):
    day.folder.devices.beat(Report("device:9", "screen", "1", state="lost"))

    def devices():
        return [(r.names["zh"], r.value) for r in readings(day.folder) if r.kind is AlertKind.DEVICE]

    assert [(name.split("：")[1], value) for name, value in devices()] == [("失去联系", 1)]
    day.go("2026-03-02T22:00")
    assert devices() == []


def test_raised_passed_on_and_ended_alerts_are_told(day, receiver, monkeypatch):
    monkeypatch.setitem(vars(day.folder.plan), "alert_hooks", (Hook(receiver.url, Form.WECOM),))
    alert = {"id": "unattended:a", "kind": "unattended", "subject": "a", "names": {"zh": "社保"}, "value": 3}
    assert tell_alerts(day.folder, [(to, alert) for to in ("raised", "escalated", "ended")]) == 3
    day.folder.hooks.send_due()

    what, deed = "社保：3 人等候，没有窗口在办理", "。请让办理这条队的窗口恢复，或派人去"
    texts = [json.loads(content)["text"]["content"].split("】")[1] for _, _, content in receiver.got]
    assert texts == [f"{what}{deed}", f"{what}（无人认领，已上报）{deed}", f"已解除：{what}"]
