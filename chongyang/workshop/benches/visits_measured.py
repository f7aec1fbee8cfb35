"""A provider's day through the database, timed: gathered, searched, written, published, planned again at ten.

What stands afterwards is read back from the rows and judged by `routing/rules/checking.py`, which shares no
code with the planner.
"""

import time
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection

from chongyang.core import bulk
from chongyang.core.access import enter
from chongyang.core.scopes import SYSTEM, Scope, system_scope
from chongyang.orders.models import Assignment
from chongyang.routing.rules.checking import broken_rules
from chongyang.routing.rules.day import Reason, Unserved
from chongyang.scheduling import operations
from chongyang.scheduling.enums import Stage
from chongyang.scheduling.models import DayPlan, LeftOut, PlannedVisit
from chongyang.scheduling.operations.gathering import gather
from chongyang.workforce.models import Absence, Carer
from chongyang.workshop.benches.frame import Goal, Result

SECONDS = 60.0
ZONE = ZoneInfo("Asia/Shanghai")
DAY = date(2026, 4, 14)
EVENING = datetime(2026, 4, 13, 18, tzinfo=ZONE)
TEN, THREE = (datetime(2026, 4, 14, hour, tzinfo=ZONE) for hour in (10, 15))
ONE_IN = 30
"""At ten one carer in so many tells that she must go home at three."""
AGAIN_SHARE = 3
"""Within the day the search lasts a third as long: somebody waits for it."""


@dataclass
class Steps:
    """When each step of a planning ended, and how many statements were sent until then."""

    began: float = field(default_factory=time.perf_counter)
    ends: dict[str, float] = field(default_factory=dict)
    statements: dict[str, int] = field(default_factory=dict)
    sent: int = 0

    def count(self, execute: Any, *told: Any) -> Any:
        self.sent += 1
        return execute(*told)

    def end(self, name: str) -> None:
        self.ends[name] = time.perf_counter()
        self.statements[name] = self.sent

    def stage(self, stage: Stage) -> None:
        self.end("gathering" if stage == Stage.SEARCHING else "solving")

    def seconds(self) -> dict[str, float]:
        moments = [self.began, *self.ends.values()]
        spans = zip(self.ends, moments, moments[1:], strict=False)
        return {f"{name}_seconds": round(after - before, 2) for name, before, after in spans}


def measure(provider: UUID, seconds: float, result: Result) -> None:
    """Planned and published as a dispatcher does it, and again at ten of the day, when some must go early."""
    scope = system_scope("bench")
    with enter(scope):
        plan, figures, whole = _planned(provider, seconds, scope, EVENING)
        result.figures |= figures | {"broken": broken_in_rows(plan, scope)}
        leaving = _leave_at_three(provider)
        again, at_ten, _ = _planned(provider, max(1.0, seconds / AGAIN_SHARE), scope, TEN)
        fixed = PlannedVisit.objects.filter(plan=again, fixed=True).count()
        told = {"leaving": leaving, "fixed": fixed, "moved": again.moved}
        result.figures["at_ten"] = at_ten | told | {"broken": broken_in_rows(again, scope)}
    result.goals = _goals(result.figures, whole)


def _planned(
    provider: UUID, seconds: float, scope: Scope, now: datetime
) -> tuple[DayPlan, dict[str, Any], float]:
    """The published plan, its figures, and the seconds of it all, the search included."""
    told: dict[str, Any] = {"scope": scope, "by": SYSTEM, "now": now}
    steps = Steps()
    with connection.execute_wrapper(steps.count):
        plan = operations.plan_day(day=DAY, organisation=provider, seconds=seconds, tell=steps.stage, **told)[
            0
        ]
        steps.end("writing")
        operations.publish(plan=plan.id, **told)
        steps.end("publishing")
    return plan, _figures(plan, provider, seconds, steps), steps.ends["publishing"] - steps.began


def _figures(plan: DayPlan, provider: UUID, seconds: float, steps: Steps) -> dict[str, Any]:
    standing = Assignment.objects.filter(organisation=provider, ended_at=None)
    return {
        "visits": plan.visits + plan.left,
        "carers": plan.carers,
        "left_out": plan.left,
        "by_road": plan.by_road,
        "search_seconds": seconds,
        **steps.seconds(),
        "statements": steps.statements["publishing"],
        "assigned": standing.count(),
        "refused": PlannedVisit.objects.filter(plan=plan).exclude(outcome="").count(),
    }


def broken_in_rows(plan: DayPlan, scope: Scope) -> int:
    """Hard rules that the published day breaks, by its assignments, pauses and those left out as rows."""
    held = gather(organisation=plan.organisation, day=plan.day, scope=scope, now=EVENING)
    left = LeftOut.objects.filter(plan=plan).order_by("order").values_list("order", flat=True)
    known = [str(key) for key in left if str(key) in held.day.visit_by_key]
    answer = replace(
        held.standing,
        pauses={key: float(minute) for key, minute in plan.pauses.items()},
        unserved=tuple(Unserved(key, Reason.NO_ROOM) for key in known),
    )
    return len(broken_rules(held.day, answer))


def _leave_at_three(provider: UUID) -> int:
    carers = Carer.objects.filter(organisation=provider).order_by("id")
    leaving = list(carers)[::ONE_IN]
    told = {"from_at": THREE, "to_at": EVENING + timedelta(days=1, hours=6), "kind": "sick"}
    bulk.create([Absence(carer=one, area=one.area, organisation=one.organisation, **told) for one in leaving])
    return len(leaving)


def _goals(figures: dict[str, Any], whole: float) -> list[Goal]:
    ten = figures["at_ten"]
    refused = figures["refused"] + ten["refused"]
    return [
        Goal("rows: a day gathered, searched, written and published, in s", "<=", SECONDS, round(whole, 1)),
        Goal("rows: hard rules broken by what was published", "==", 0, figures["broken"]),
        Goal("rows: hard rules broken after planning anew at ten", "==", 0, ten["broken"]),
        Goal("rows: visits of the plans that were refused", "==", 0, refused),
    ]
