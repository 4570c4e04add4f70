"""Advice over the API, and stops without it: done with one tap, taken back, and the kiosk follows."""

from tests.edges.test_hours import built, day  # noqa: F401 - fixtures


def test_a_manager_follows_advice_with_one_tap_and_takes_it_back_and_the_kiosk_follows(day):  # noqa: F811
    day.go("2026-03-02T15:40")
    hall, now = day.folder.hall, day.time()
    left = {"p50": 9, "p90": 14}, {"p50": 2, "p90": 4}
    offer = {
        "id": "a1", "kind": "stop", "made_at": now, "counters": [], "lines": ["general"], "turned_away": 6.0,
        "changes": [{"kind": "stop", "line": "general", "at": now}], "left": left[0], "left_with": left[1],
    }  # fmt: skip
    line = {"line": "general", "closes": now + 4_800_000, "expected": 9.2, "p90": 14}
    told = {"made_at": now, "offers": [], "earlier": [], "closing": {"lines": [line], "offers": [offer]}}
    hall.tell_advice(told | {"tick": hall.clock.tick()})

    shown = day.ask("manager", "/advice").json
    assert shown["closing"]["lines"][0]["closes"] == "2026-03-02T17:00:00+08:00"
    assert shown["closing"]["offers"][0]["left_with"] == left[1]
    assert day.ask("clerk", "/advice/a1/follow", "POST").status_code == 403
    assert day.ask("manager", "/advice/a1/follow", "POST").status_code == 201
    assert not day.kiosk()["services"][0]["open"]
    assert day.ask("kiosk", "/tickets", "POST", {"service": "card"}).json["code"] == "numbers-stopped"

    after = day.ask("manager", "/advice").json
    assert after["closing"]["offers"] == [] and after["followed"][0]["id"] == "a1"
    assert after["followed"][0]["counters"] == [], "a list, as it was offered"
    assert day.ask("manager", "/advice/a1/undo", "POST").status_code == 201
    assert day.kiosk()["services"][0]["open"]
    offer |= {"id": "a3", "kind": "open", "counters": ["2"], "changes": [{"kind": "open", "counter": "2"}]}
    hall.tell_advice(told | {"tick": hall.clock.tick()})
    assert day.ask("manager", "/advice/a3/follow", "POST").status_code == 201
    offer["id"] = "a4"
    hall.tell_advice(told | {"tick": hall.clock.tick()})
    assert day.ask("manager", "/advice").json["closing"]["offers"] == [], (
        "the clerk has been asked for already"
    )
    offer["counters"] = []
    turned = {"kind": "lines", "counter": "1", "pulls": [{"line": "tax"}]}
    offer |= {"id": "a2", "kind": "move", "changes": [turned]}
    hall.tell_advice(told | {"tick": hall.clock.tick()})
    alone = day.ask("manager", "/advice/a2/follow", "POST")
    assert "calls from General, so" in alone.json["detail"]
    gone = day.ask("manager", "/advice/older/follow", "POST")
    assert (gone.status_code, gone.json["code"]) == (409, "advice-gone")


def test_kiosk_and_desks_tell_a_stopped_service_by_name_until_it_is_taken_back(day):  # noqa: F811
    day.go("2026-03-02T15:40")
    body = {"service": "card", "reason": {"en": "System fault"}}
    key = {"Authorization": f"Bearer {day.keys['manager']}", "Idempotency-Key": "stop-1"}
    first, again = (day.client.post("/api/v1/hall/stopped-numbers", headers=key, json=body) for _ in range(2))
    assert first.status_code == 201 and first.json["act"] == again.json["act"]
    assert len(day.ask("manager", "/hall-state").json["stopped_numbers"]) == 1

    card, invoice = day.kiosk()["services"]
    assert not card["open"] and card["stopped"] and invoice["open"]
    assert card["opens"]["zh"] == "今天停止取号（System fault），明天 9:00 再发号"
    refused = day.ask("kiosk", "/tickets", "POST", {"service": "card"})
    assert (refused.status_code, refused.json["code"]) == (409, "numbers-stopped")
    assert refused.json["detail"].startswith("No number can be taken for Social security card now")
    told = day.ask("manager", "/hall-state").json["stopped_numbers"][0]
    assert (told["service"], told["since"], told["begun"]) == ("card", "15:40", True)
    assert told["told"] == card["opens"]

    assert day.ask("manager", "/board").json["no_numbers"] == [{"line": "general", "service": "card"}]

    stop = {"line": "tax", "reason": {"zh": "等候的人已多"}}
    tax = day.ask("manager", "/hall/stopped-numbers", "POST", stop)
    assert day.kiosk()["closed_text"]["zh"].startswith("今天停止取号（")
    day.ask("manager", f"/hall/hours/{tax.json['act']}/undo", "POST")

    assert day.ask("clerk", "/hall/stopped-numbers", "POST", body).status_code == 403
    past = day.ask("manager", "/hall/stopped-numbers", "POST", {"line": "tax", "at": "9:00"})
    assert (past.status_code, past.json["code"]) == (409, "stop-passed")
    wrong = day.ask("manager", "/hall/stopped-numbers", "POST", {"line": "tax", "at": "25:00"})
    assert wrong.status_code == 422
    assert day.ask("manager", f"/hall/hours/{first.json['act']}/undo", "POST").status_code == 201
    assert day.kiosk()["services"][0]["open"]
