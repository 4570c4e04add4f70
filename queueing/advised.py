"""The door to advice: what is offered now, following it in one step, taking it back, what came of it."""

import json
from collections.abc import Iterable, Mapping
from typing import Any, cast

from queueing.advice_errors import AdviceGone, LineLeftAlone
from queueing.live.line import Answer, Asked
from queueing.live.server import reaching
from queueing.rules.advice import ChangeKind
from queueing.rules.hour_acts import early_closing, early_opening
from queueing.rules.hours import Closed, Override, end_of_day
from queueing.stopping import Stopping, stop_recorded
from queueing.today import recorded

#: Advice older than this is none, ms of real time: its figures are of another hall.
FRESH_FOR = 150_000
#: A clerk who was asked for is asked for so long, ms.
WANTED_FOR = 1_800_000

ESTIMATOR = "estimator"


class Advised(Stopping):
    """What a manager does with advice."""

    @reaching()
    def advice(self) -> Mapping[str, Any] | None:
        """The newest advice as estimates/adviser.py tells it; None: nobody knows any."""
        kept = cast("bytes | None", self.client.get(self.keys.advice))
        told: dict[str, Any] | None = json.loads(kept) if kept else None
        return told if told and 0 <= self.clock.tick() - told["tick"] <= FRESH_FOR else None

    @reaching()
    def tell_advice(self, told: Mapping[str, Any]) -> None:
        """Keep new advice, in place of that before."""
        self.client.set(self.keys.advice, json.dumps(told))

    def follow_advice(self, asked: Asked, advice: str) -> Answer:
        """Do all that an advice says, in one step: {advice, acts}. Raises AdviceGone, LineLeftAlone."""
        offer = self._offer(advice)
        known = offer is not None or any(row.get("advice") == advice for row in self._rows_now())
        if not known:
            raise AdviceGone

        def args() -> dict[str, object]:
            now = self.clock.now()
            if offer and self._overtaken(offer):
                raise AdviceGone
            changes = (
                [row for change in offer["changes"] for row in self._recorded(change, now)] if offer else []
            )
            record = {k: v for k, v in offer.items() if k != "changes"} if offer else None
            return {"advice": advice, "changes": changes, "record": record}

        return self._advise(asked, args)

    def undo_advice(self, asked: Asked, advice: str) -> Answer:
        """Take back whatever of an advice still stands: {advice, acts}. Raises ChangeGone."""
        return self._advise(asked, lambda: {"advice": advice, "undo": True, "changes": []})

    def check_advice(self, advice: str, record: Mapping[str, Any], happened: float, *, true: bool) -> None:
        """Record what came of an advice, once: the P90 of the waits, minutes, or people left at closing."""
        asked = Asked(ESTIMATOR, request=f"checked {advice}", digest=advice)
        said = record.get("left_with") or record["with"]
        detail = {"advice": advice, "kind": record["kind"], "said": said, "happened": happened}
        self.run("tell", asked, {"kind": "advice_checked", "detail": detail | {"true": true}})

    def followed(self) -> list[dict[str, Any]]:
        """The advice followed today, the newest first: {advice, record, at, by, undone}."""
        newest: dict[str, Mapping[str, Any]] = {}  # one that was taken back may be followed again
        for row in self._rows_now():
            if "record" in row:
                newest.pop(row["advice"], None)
                newest[row["advice"]] = row
        standing = {row.get("advice") for row in self._standing()}
        told = ("advice", "record", "at", "by")
        return [
            {k: row[k] for k in told} | {"undone": id_ not in standing}
            for id_, row in reversed(newest.items())
        ]

    def wanted(self, counter: str, now: int) -> bool:
        """Whether a manager has asked for a clerk at this counter, and still does."""
        rows = (row for row in self._standing() if row["kind"] == "counter_wanted")
        return any(row["counter"] == counter and row["since"] <= now < row["until"] for row in rows)

    def _rows_now(self) -> Iterable[Mapping[str, Any]]:
        self._read_today()
        return self._rows

    def _offer(self, advice: str) -> Mapping[str, Any] | None:
        told = self.advice()
        every = [*told["offers"], *told["closing"]["offers"], *told["earlier"]] if told else []
        return next((offer for offer in every if offer["id"] == advice), None)

    def _overtaken(self, offer: Mapping[str, Any]) -> bool:
        """Whether a counter, or a line it stops, was changed otherwise since: it knows nothing of that."""
        lines = {change["line"] for change in offer["changes"] if "line" in change}
        return any(
            row["at"] > offer["made_at"]
            and (row.get("counter") in offer["counters"] or row.get("line") in lines)
            for row in self._standing()
            if row.get("advice") != offer["id"]
        )

    def _advise(self, asked: Asked, args: Any) -> Answer:  # noqa: ANN401 - makes the script's arguments
        def decide() -> Answer:
            return self.run("advice", asked, args() | {"hours": self.hours_known}, swept=[self.today_key])

        answer = self._by_hours(decide)
        self._read_today()
        return answer

    def _recorded(self, change: Mapping[str, Any], now: int) -> list[dict[str, object]]:
        """What following one change of an advice records, times in ms."""
        kind, counter, ends = ChangeKind(change["kind"]), change.get("counter"), end_of_day(self.plan, now)
        if kind is ChangeKind.STOP:
            line, service = self.line(change["line"]), change.get("service")
            return [stop_recorded(line, service and self.service(service).id, max(now, change["at"]), ends)]
        desk = self.opening.desk(self.counter(str(counter)).id)
        if kind is ChangeKind.EXTEND:
            act = Override(opens=True, since=now, until=change["until"], counter=counter)
            return [recorded("hours_extended", act, minutes=change["minutes"])]
        if kind is ChangeKind.CLOSE:
            self._check_left({pull.line for pull in self.opening.pulls(desk.id or "", now)}, desk.id, now)
            return [recorded("hours_closed", early_closing(desk, now))]
        if kind is ChangeKind.LINES:
            usual = {pull.line for pull in self.opening.pulls(desk.id or "", now)}
            self._check_left(usual - {pull["line"] for pull in change["pulls"]}, desk.id, now)
            turned = {"kind": "lines_turned", "counter": counter, "pulls": change["pulls"]}
            return [turned | {"since": now, "until": ends}]
        wanted = {"kind": "counter_wanted", "counter": counter, "since": now, "until": now + WANTED_FOR}
        opened = early_opening(desk, now) if isinstance(self.opening.at(now, counter), Closed) else None
        return [wanted, *([recorded("hours_opened", opened)] if opened else [])]

    def _check_left(self, lines: Iterable[str], counter: str | None, now: int) -> None:
        """Raise LineLeftAlone where nobody else calls from one of these lines."""
        for line in lines:
            own = line.startswith("@")
            if not own and not [
                c for c in self.opening.pulling(line, now, "", booked=True) if c.id != counter
            ]:
                raise LineLeftAlone(name=self.plan.line[line].names)
