"""A manager stops numbers over the API: kiosk and desks tell it by name, a repeat acts once, undo ends it."""

from tests.edges.test_hours import built, day  # noqa: F401 - fixtures


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

    assert day.ask("clerk", "/hall/stopped-numbers", "POST", body).status_code == 403
    past = day.ask("manager", "/hall/stopped-numbers", "POST", {"line": "tax", "at": "9:00"})
    assert (past.status_code, past.json["code"]) == (409, "stop-passed")
    wrong = day.ask("manager", "/hall/stopped-numbers", "POST", {"line": "tax", "at": "25:00"})
    assert wrong.status_code == 422
    assert day.ask("manager", f"/hall/hours/{first.json['act']}/undo", "POST").status_code == 201
    assert day.kiosk()["services"][0]["open"]
