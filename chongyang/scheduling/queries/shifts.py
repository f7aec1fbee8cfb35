"""When each carer works on a day: her shift or the usual hours, less her absences, within her limits."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.utils import timezone

from chongyang.routing.rules.day import Pause, Window
from chongyang.scheduling.enums import PlanState
from chongyang.scheduling.models import PlannedVisit
from chongyang.scheduling.queries import rosters
from chongyang.scheduling.rules import rostering
from chongyang.scheduling.rules.free import longest_free
from chongyang.scheduling.rules.settings import load
from chongyang.workforce import queries as workforce
from chongyang.workforce.models import Carer

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Hours:
    """When she works, her pause, and how many minutes of care and ways the day may still hold."""

    shift: Window
    pause: Pause | None
    most_work: float


def hours_of(
    carers: Sequence[Carer], day: date, *, organisation: UUID, since: float = 0.0
) -> dict[UUID, Hours]:
    """Of each carer the longest time of the day, from a minute on, in which she works and is not away.

    Where her provider has published a roster of the week she works her shift and without one not at all;
    elsewhere the usual hours hold. What published plans of the week's other days ask of her counts against
    her week, and she rests between two days. In the system's scope.
    """
    midnight = datetime.combine(day, time(), tzinfo=timezone.get_default_timezone())
    keys = [one.id for one in carers]
    gone = workforce.absences_of(keys, midnight, midnight + DAY)
    duty = _on_duty(keys, organisation, day)
    spent, ended = _week_so_far(keys, day, midnight)
    found: dict[UUID, Hours] = {}
    for one in carers:
        away = [
            (_minute(row.from_at, midnight), _minute(row.to_at, midnight)) for row in gone.get(one.id, ())
        ]
        hours, pause = duty[one.id] if duty is not None else (load().day, load().pause)
        rested = max(since, ended.get(one.id, -1e9) + rostering.load().limits.rest_minutes)
        shift = longest_free(hours, away, rested) if hours[1] > hours[0] else None
        left = max(0.0, one.weekly_minutes - spent[one.id])
        most = min(float(load().most_work_minutes), left)
        found[one.id] = Hours(shift or (hours[0], hours[0]), pause, most)
    return found


def _on_duty(
    carers: Collection[UUID], organisation: UUID, day: date
) -> Mapping[UUID, tuple[Window, Pause]] | None:
    """Hours and pause by the published roster; None where the week has none."""
    if not rosters.is_rostered(organisation, rostering.monday_of(day)):
        return None
    kinds = rostering.load().shifts
    nobody = (load().day[0], load().day[0])
    found = dict.fromkeys(carers, (nobody, load().pause))
    for row in rosters.published_shifts(carers, day, day + DAY):
        kind = kinds.get(row.kind)
        midnight = datetime.combine(day, time(), tzinfo=timezone.get_default_timezone())
        hours = (_minute(row.from_at, midnight), _minute(row.to_at, midnight))
        found[row.carer] = (hours, kind.pause if kind else load().pause)
    return found


def _week_so_far(
    carers: Collection[UUID], day: date, midnight: datetime
) -> tuple[dict[UUID, float], dict[UUID, float]]:
    """Minutes of care and ways of the week's other days, and when the day before ended (minutes, below 0)."""
    monday = rostering.monday_of(day)
    rows = PlannedVisit.objects.filter(
        carer__in=list(carers),
        plan__state=PlanState.PUBLISHED,
        plan__day__gte=min(monday, day - DAY),
        plan__day__lt=monday + DAY * rostering.WEEK,
        outcome="",
    ).exclude(plan__day=day)
    spent: dict[UUID, float] = defaultdict(float)
    ended: dict[UUID, float] = {}
    told = rows.order_by("id").values_list("carer", "plan__day", "from_at", "to_at", "travel_minutes")
    for carer, on, from_at, to_at, travel in told:
        if on >= monday:
            spent[carer] += (to_at - from_at).total_seconds() / 60 + travel
        if on == day - DAY:
            ended[carer] = max(ended.get(carer, -1e9), _minute(to_at, midnight))
    return spent, ended


def _minute(moment: datetime, midnight: datetime) -> float:
    return (moment - midnight).total_seconds() / 60
