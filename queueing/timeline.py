"""The door to a day's curves, for the manager's dashboard."""

from datetime import date, datetime, timedelta
from typing import Any

from queueing.clock import to_ms
from queueing.records.tables import Records
from queueing.records.timeline import advice_checked, served_on, speech_on, staffed_on
from queueing.rules.plan import Plan
from queueing.rules.timeline import heat, quarters

__all__ = ["Timeline"]


class Timeline:
    """What one hall's archive knows of a day, in the order of time. Times are ms on the hall clock."""

    def __init__(self, records: Records) -> None:
        self._records = records

    def curves(self, plan: Plan, day: date) -> dict[str, Any]:
        """{quarters: [rules.timeline.Quarter], heat: [rules.timeline.Heat], speech: {kind: n}}."""
        served = served_on(self._records, plan.id, day.isoformat())
        staffed = staffed_on(self._records, plan.id, day.isoformat())
        midnight = datetime(day.year, day.month, day.day, tzinfo=plan.tz)
        # Hours of the business day, which goes on past midnight until it turns.
        hours = [to_ms(midnight + timedelta(hours=hour)) for hour in range(24 + plan.day_turns_at)]
        return {
            "quarters": [quarter.__dict__ for quarter in quarters(served, staffed)],
            "heat": [cell.__dict__ for cell in heat(served, hours)],
            "speech": speech_on(self._records, plan.id, day.isoformat()),
        }

    def counters(self, plan: Plan, day: date) -> dict[str, Any]:
        """Each counter's day: {stretches: [[counter, start, end, why paused]], served: [[…, number]]}."""
        served = served_on(self._records, plan.id, day.isoformat())
        staffed = staffed_on(self._records, plan.id, day.isoformat())
        return {
            "stretches": [[s.counter, s.start, s.end, s.paused] for s in staffed],
            "served": [
                [s.counter, s.started, s.ended, s.number]
                for s in served
                if s.counter and s.started and s.ended
            ],
        }

    def advice_checked(self, plan: Plan, until: date, days: int) -> list[dict[str, Any]]:
        """What came of advice that was followed in so many days: {advice, kind, said, happened, true}."""
        asked = [(until - timedelta(days=back)).isoformat() for back in range(days)]
        return advice_checked(self._records, plan.id, asked)
