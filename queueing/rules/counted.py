"""Which quotas of a plan a number counts for."""

from queueing.rules.admission import Quota
from queueing.rules.plan import Plan
from queueing.rules.services import Service
from queueing.rules.wall_clock import wall


def counting(plan: Plan, service: Service, at: int) -> tuple[Quota, ...]:
    """The quotas of a number that is given for a service at an instant (ms); those of its 大项 too."""
    day, minute = wall(at, plan.tz)
    wanted = {service.id, plan.above.get(service.id, service.id)}
    return tuple(q for q in plan.quotas if q.counts(wanted, service.line, day.weekday(), minute))
