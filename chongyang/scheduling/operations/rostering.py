"""A week's roster: what it needs, filled by the solver, published."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from chongyang.core import events
from chongyang.core.access import enter
from chongyang.core.scopes import Actor, Scope, system_scope
from chongyang.routing.rules import rosters as solver
from chongyang.scheduling import permissions
from chongyang.scheduling.enums import RosterState
from chongyang.scheduling.models import Roster, Shift, ShiftDemand
from chongyang.scheduling.operations import errors, weeks
from chongyang.scheduling.operations.errors import UnableToPlan
from chongyang.scheduling.queries import access_roster, reach_provider
from chongyang.scheduling.rules.rostering import WEEK, load, monday_of
from chongyang.territory.models import Organisation
from chongyang.workforce.rules import skills

SYSTEM = "a week's roster"
MOST = 500
SEED = 1


@transaction.atomic
def open_week(*, organisation: UUID, week: date, scope: Scope, by: Actor, now: datetime) -> Roster:
    """The roster of a week, begun with what its orders ask; one that is there is counted anew.

    What was set by hand stays. Raises NotFound, NotAllowed, UnableToPlan.
    """
    permissions.demand_plan(scope)
    reach_provider(scope, organisation)
    if week != monday_of(week):
        raise UnableToPlan(errors.NOT_MONDAY, field="week")
    _demand_coming(week, now)
    with enter(system_scope(SYSTEM, actor=scope.actor)):
        home = Organisation.objects.select_for_update().get(id=organisation)
        row, is_new = Roster.objects.get_or_create(
            organisation=organisation,
            week=week,
            defaults={"area": home.area, "state": RosterState.DRAFT, "made_at": now, "account": by.account},
        )
        _count(row)
        tell("counted", row, by, now, new=is_new)
    return row


def _count(row: Roster) -> None:
    held = ShiftDemand.objects.filter(roster=row)
    held.filter(by_hand=False).delete()
    fixed = set(held.order_by("id").values_list("day", "kind", "skill"))
    made = [
        ShiftDemand(roster=row, day=day, kind=kind, skill=skill, count=count, **home_of(row))
        for (day, kind, skill), count in sorted(weeks.count_orders(row.organisation, row.week).items())
        if (day, kind, skill) not in fixed
    ]
    ShiftDemand.objects.bulk_create(made)


@transaction.atomic
def set_demand(
    *, roster: UUID, day: date, kind: str, count: int, scope: Scope, by: Actor, now: datetime, skill: str = ""
) -> ShiftDemand:
    """So many are needed, whatever the orders say. Raises NotFound, NotAllowed, UnableToPlan."""
    row = hold(roster, scope, now)
    demand_day(row, day)
    demand_kind(kind)
    if skill and skill not in skills.skills():
        raise UnableToPlan(errors.UNKNOWN_SKILL, field="skill")
    if not 0 <= count <= MOST:
        raise UnableToPlan(errors.BAD_COUNT, field="count", most=MOST)
    with enter(system_scope(SYSTEM, actor=scope.actor)):
        made, _ = ShiftDemand.objects.update_or_create(
            roster=row,
            day=day,
            kind=kind,
            skill=skill,
            defaults={"count": count, "by_hand": True, **home_of(row)},
        )
        tell("demanded", row, by, now, day=day.isoformat(), shift=kind, count=count)
    return made


@transaction.atomic
def fill(*, roster: UUID, scope: Scope, by: Actor, now: datetime, seconds: float | None = None) -> Roster:
    """Let the solver fill a draft: pinned shifts stay, the others are made anew. Where no roster meets every
    demand under every limit, nothing changes and `reasons` say why.

    A published week is corrected shift by shift. Raises NotFound, NotAllowed, UnableToPlan.
    """
    row = hold(roster, scope, now)
    if row.state != RosterState.DRAFT:
        raise UnableToPlan(errors.IS_PUBLISHED)
    with enter(system_scope(SYSTEM, actor=scope.actor)):
        week = weeks.read_week(row)
        if not any(one.count for one in week.asked.demands):
            raise UnableToPlan(errors.NO_DEMAND)
        found = solver.fill(week.asked, load().seconds if seconds is None else seconds, seed=SEED)
        if not found.impossible:
            _replace(row, week, found)
        row.reasons = [_reason(week, one) for one in found.impossible]
        row.proven, row.filled_at = found.proven, now
        row.save(update_fields=["reasons", "proven", "filled_at"])
        tell("arranged", row, by, now, shifts=len(found.duties), reasons=len(row.reasons))
    return row


def _replace(row: Roster, week: weeks.Week, found: solver.Rostered) -> None:
    pinned = {(one.carer, one.day) for one in week.shifts if one.pinned and str(one.carer) in week.carers}
    gone = [one.id for one in week.shifts if (one.carer, one.day) not in pinned]
    Shift.objects.filter(id__in=gone).delete()
    duties = ((UUID(duty.worker), week.day(duty.day), duty.shift) for duty in found.duties)
    Shift.objects.bulk_create(
        [shift_row(row, carer, day, kind) for carer, day, kind in duties if (carer, day) not in pinned]
    )


def shift_row(row: Roster, carer: UUID, day: date, kind: str, *, pinned: bool = False) -> Shift:
    begin, end = weeks.span(day, kind)
    return Shift(
        roster=row, carer=carer, day=day, kind=kind, from_at=begin, to_at=end, pinned=pinned, **home_of(row)
    )


def _reason(week: weeks.Week, one: solver.Impossible) -> dict[str, Any]:
    """As the page says it: keys only, no name."""
    told: dict[str, Any] = {"why": one.why.value, "missing": one.missing, "carer": one.worker or None}
    told["day"] = None if one.day is None else week.day(one.day).isoformat()
    told["shift"] = one.demand.shift if one.demand else ""
    told["skill"] = (one.demand.skill or "") if one.demand else ""
    return told


@transaction.atomic
def publish_roster(*, roster: UUID, scope: Scope, by: Actor, now: datetime) -> Roster:
    """Carers see it, and days are planned by it. Raises NotFound, NotAllowed, UnableToPlan."""
    row = hold(roster, scope, now)
    with enter(system_scope(SYSTEM, actor=scope.actor)):
        if not Shift.objects.filter(roster=row).exists():
            raise UnableToPlan(errors.NOTHING_TO_PUBLISH)
        if row.state == RosterState.DRAFT:
            row.state, row.published_at, row.published_by = RosterState.PUBLISHED.value, now, by.account
            row.save(update_fields=["state", "published_at", "published_by"])
            tell("published", row, by, now)
    return row


def hold(roster: UUID, scope: Scope, now: datetime) -> Roster:
    """The roster, locked: what two change at once comes one after the other. Raises NotFound, NotAllowed."""
    row = access_roster(scope, roster)
    _demand_coming(row.week, now)
    with enter(system_scope(SYSTEM, actor=scope.actor)):
        return Roster.objects.select_for_update().get(id=row.id)


def _demand_coming(week: date, now: datetime) -> None:
    if week + timedelta(days=WEEK) <= timezone.localdate(now):
        raise UnableToPlan(errors.WEEK_IS_OVER, field="week")


def demand_day(row: Roster, day: date) -> None:
    if not row.week <= day < row.week + timedelta(days=WEEK):
        raise UnableToPlan(errors.NOT_IN_WEEK, field="day")


def demand_kind(kind: str) -> None:
    if kind not in load().shifts:
        raise UnableToPlan(errors.UNKNOWN_SHIFT, field="kind")


def home_of(row: Roster) -> dict[str, Any]:
    return {"area": row.area, "organisation": row.organisation}


def tell(what: str, row: Roster, by: Actor, now: datetime, **payload: object) -> None:
    events.record(
        f"scheduling.roster.{what}",
        by=by,
        now=now,
        area=row.area,
        subject_type="scheduling.roster",
        subject=row.id,
        organisation=row.organisation,
        payload={"week": row.week.isoformat(), **payload},
    )
