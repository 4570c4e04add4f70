"""Advice over the API: told to managers, followed with one tap, taken back, and the kiosk follows."""

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
