"""The public score: how yesterday's promises were kept, by lane, rounded down, or that nobody can say yet."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import insert

from displays.promise_api import of_ten
from queueing.figures import Kept
from queueing.records.figures import figures
from tests.edges.conftest import Built


@pytest.mark.parametrize(
    ("kept", "promised", "ten"), [(743, 812, 9), (811, 812, 9), (812, 812, 10), (9, 9, None), (0, 10, 0)]
)
def test_so_many_in_ten_is_rounded_down_and_not_said_of_a_handful(kept, promised, ten):
    assert of_ten(Kept(kept, promised)) == ten


def test_anybody_reads_the_score_of_the_last_day_or_that_there_is_none(built: Built):
    visitor = built.app.test_client()
    none = visitor.get("/api/v1/score").json
    assert (none["day"], none["short"]["zh"]) == (None, "")
    assert none["text"]["en"] == "There is no figure of an earlier day yet."

    yesterday = (built.folder.hall.day - timedelta(days=1)).isoformat()
    with built.folder.records.begin() as connection:
        for lane, data in (
            ("ordinary", {"kept": 743, "promised": 812}),
            ("booked", {"kept": 3, "promised": 4}),
        ):
            row = {"hall": built.folder.plan.id, "dimension": "lane", "period": yesterday, "key": lane}
            connection.execute(insert(figures), row | {"data": json.dumps(data)})
    built.folder.figures.__dict__["_last_kept"] = (0, None, None)
    told = visitor.get("/api/v1/score").json
    assert told["day"] == yesterday
    assert [(row["lane"], row["of_ten"]) for row in told["lanes"]] == [("ordinary", 9), ("booked", None)]
    assert told["text"]["en"] == "Yesterday, promised waits were kept: Ordinary 9 in 10, Booked 3 in 4"
    assert "812" in told["counted"]["zh"]
    assert visitor.get("/api/v1/waits").json == {"lines": {}}, "nobody knows yet"
