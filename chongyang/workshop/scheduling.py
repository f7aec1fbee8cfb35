"""Plans of a demo city's next days, the last a draft; in rounds, so that they are the same each time.

Through the room's operations; invented as the orders are. Repeatable: where plans stand nothing is made.
"""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from chongyang.core.scopes import SYSTEM, system_scope
from chongyang.scheduling import operations
from chongyang.scheduling.models import DayPlan

ROUNDS = 400
DAYS = (0, 1, 2)


def make_plans(now: datetime) -> dict[str, int]:
    """How many plans and visits were made; days without an accepted order stay without a plan."""
    told: dict[str, Any] = {"scope": system_scope("demo plans"), "by": SYSTEM, "now": now}
    if DayPlan.objects.exists():
        return {}
    plans: list[DayPlan] = []
    for number in DAYS:
        day = timezone.localdate(now) + timedelta(days=number)
        try:
            made = operations.plan_day(day=day, rounds=ROUNDS, **told)
        except operations.UnableToPlan:
            continue
        plans += [operations.publish(plan=one.id, **told) for one in made] if number < DAYS[-1] else made
    return {"plans": len(plans), "visits": sum(one.visits for one in plans)}
