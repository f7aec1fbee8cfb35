"""A visit says whether a class by visit is so: then it begins, goes on, or ends on that day."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from chongyang.core import events
from chongyang.core.scopes import Actor, Scope
from chongyang.core.words import N_
from chongyang.groups import permissions
from chongyang.groups.enums import ClassEnd, Evidence, VisitOutcome
from chongyang.groups.models import Membership, Visit
from chongyang.groups.operations.classes import end, person_reasons, write_membership
from chongyang.groups.operations.errors import UnableToGrant
from chongyang.groups.operations.force import bring_files_up
from chongyang.groups.queries.force import holds_on
from chongyang.groups.rules import visits as rules
from chongyang.registry import queries as registry
from chongyang.registry.enums import ClassAuthority, Source
from chongyang.registry.models import Elder

TWICE = N_("这一天已记录过这一类别的走访。")
OLDER = N_("之后已有一次走访，不能再记录更早的。")


@transaction.atomic
def record_visit(
    *,
    elder: UUID,
    kind: str,
    outcome: str,
    visited_on: date | None,
    scope: Scope,
    by: Actor,
    now: datetime,
    note: str = "",
) -> Visit:
    """Who went, when, and what was found. Raises NotFound, NotAllowed, UnableToGrant."""
    permissions.demand_write(scope)
    row = registry.access_elder(scope, elder)
    values, reasons = rules.read_visit(kind, outcome, visited_on, note, timezone.localdate(now))
    if reasons := reasons | person_reasons(row, values.get("visited_on"), by):
        raise UnableToGrant(reasons)
    visit = _write(row, values, by, now)
    _follow(row, visit, by, now)
    bring_files_up([row.id], source=Source.COMMUNITY, by=by, now=now)
    return visit


def _write(row: Elder, values: dict[str, Any], by: Actor, now: datetime) -> Visit:
    later = Visit.objects.filter(person=row.id, kind=values["kind"], visited_on__gt=values["visited_on"])
    if later.exists():
        raise UnableToGrant({"visited_on": OLDER})
    again = rules.again_on(values["kind"], values["outcome"], values["visited_on"])
    told = {"person": row.id, "area": row.area, "visited_by": by.account, "recorded_at": now}
    try:
        with transaction.atomic():
            visit = Visit.objects.create(**told, **values, again_on=again)
    except IntegrityError:
        raise UnableToGrant({"visited_on": TWICE}) from None
    events.record(
        "groups.visit.recorded",
        by=by,
        now=now,
        area=row.area,
        subject_type="registry.elder",
        subject=row.id,
        person=row.id,
        payload={"visit": str(visit.id)},
    )
    return visit


def _follow(row: Elder, visit: Visit, by: Actor, now: datetime) -> None:
    """The class as the visit found it; a first confirmation begins it on the day of the visit."""
    held = Membership.objects.filter(holds_on(visit.visited_on), person=row.id, kind=visit.kind)
    present = held.select_for_update(of=("self",)).first()
    if visit.outcome == VisitOutcome.NOT_SO and present:
        end(present, visit.visited_on, ClassEnd.VISIT, by, now)
    if visit.outcome != VisitOutcome.CONFIRMED:
        return
    if present:
        present.review_on = visit.again_on
        present.save(update_fields=["review_on"])
        return
    columns = {"kind": visit.kind, "evidence": Evidence.VISIT.value, "valid_from": visit.visited_on}
    membership = write_membership(row, columns | {"authority": ClassAuthority.VISIT.value}, by, now)
    membership.review_on = visit.again_on
    membership.save(update_fields=["review_on"])
