"""Classes granted by an office, and ended by one. Nobody decides about himself or herself."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from chongyang.core import access, events
from chongyang.core.scopes import Actor, Scope
from chongyang.core.words import N_
from chongyang.groups import permissions
from chongyang.groups.enums import BY_OFFICE, ClassEnd
from chongyang.groups.models import Membership
from chongyang.groups.operations.errors import UnableToGrant
from chongyang.groups.operations.force import bring_files_up
from chongyang.groups.operations.offices import office_of
from chongyang.groups.queries import NotFound
from chongyang.groups.rules import classes as rules
from chongyang.groups.rules.classes import GrantForm
from chongyang.registry import queries as registry
from chongyang.registry.enums import LifeStatus
from chongyang.registry.models import Elder
from chongyang.registry.rules import forms

SELF = N_("不能认定本人，或自己受托的老人。")
DEAD = N_("老人已去世，不能再认定。")
BEFORE_BIRTH = N_("开始日期在出生之前。")
HELD = N_("这段时间已有同一类别的认定；等级变化请先结束原来的。")
NOT_OPEN = N_("这一类别已经结束。")
ORDER = N_("结束日期应在开始之后，且不晚于今天。")


@transaction.atomic
def grant_class(*, elder: UUID, form: GrantForm, scope: Scope, by: Actor, now: datetime) -> Membership:
    """Write down that an office decided that a person is of a class. Only an account of that office, or of
    the one that took it over, may. Raises NotFound, NotAllowed, UnableToGrant.
    """
    permissions.demand_grant(scope)
    row = registry.access_elder(scope, elder)
    values = _read(row, form, scope, by, now)
    membership = write_membership(row, values, by, now)
    bring_files_up([row.id], source=rules.SOURCES[membership.authority], by=by, now=now)
    return membership


def _read(row: Elder, form: GrantForm, scope: Scope, by: Actor, now: datetime) -> dict[str, Any]:
    today = timezone.localdate(now)
    values, reasons = rules.read_grant(form, today)
    if reasons := reasons | person_reasons(row, values.get("valid_from"), by):
        raise UnableToGrant(reasons)
    rule = rules.class_rules()[values["kind"]]
    office = office_of(scope, rule.office, form.office, values["valid_from"], today)
    return values | {"authority": rule.office, "office": office.id}


def person_reasons(row: Elder, on: date | None, by: Actor) -> dict[str, str]:
    """Why nothing can be decided about this person by this account, from this day."""
    if registry.is_own_or_helper(by.account, registry.get_cluster(row)):
        return {"elder": SELF}
    if row.life_status == LifeStatus.DEAD:
        return {"elder": DEAD}
    return {"valid_from": BEFORE_BIRTH} if on and on < row.born_on else {}


def write_membership(row: Elder, values: dict[str, Any], by: Actor, now: datetime) -> Membership:
    """The row and its event; raises UnableToGrant where the class is held in that time already."""
    last = values.pop("last_day", None)
    until = last + timedelta(days=1) if last else None
    review = rules.class_rules()[values["kind"]].review_days
    columns = {"person": row.id, "area": row.area, "granted_by": by.account, "granted_at": now}
    review_on = values["valid_from"] + timedelta(days=review) if review else None
    try:
        with transaction.atomic():
            membership = Membership.objects.create(
                **columns, **values, valid_to=until, planned_to=until, review_on=review_on
            )
    except IntegrityError:
        raise UnableToGrant({"kind": HELD}) from None
    record("groups.class.granted", membership, by, now)
    return membership


@transaction.atomic
def end_class(
    *, membership: UUID, on: date | None, reason: str, scope: Scope, by: Actor, now: datetime
) -> Membership:
    """An office ends a class of its own before its day; `on` is the first day on which it does not hold.

    Raises NotFound, NotAllowed, UnableToGrant.
    """
    permissions.demand_grant(scope)
    row = locked(scope, membership)
    today = timezone.localdate(now)
    readers = {"on": forms.past_day, "reason": forms.word(ClassEnd)}
    _, reasons = forms.read_fields(readers, {"on": on, "reason": reason}, today)
    if not reasons and reason not in BY_OFFICE:
        reasons["reason"] = N_("请从列出的选项中选择。")
    if registry.is_own_or_helper(by.account, registry.get_cluster(row.person)):
        reasons["elder"] = SELF
    if reasons:
        raise UnableToGrant(reasons)
    office_of(scope, row.authority, "", today, today)
    assert on
    end(row, row.valid_from if reason == ClassEnd.MISTAKE else on, ClassEnd.of(reason), by, now)
    bring_files_up([row.person], source=rules.SOURCES[row.authority], by=by, now=now)
    return row


def locked(scope: Scope, membership: UUID) -> Membership:
    """A class under lock; raises NotFound when it is not within reach."""
    rows = Membership.objects.filter(id=membership)
    rows = access.visible(rows, scope) if permissions.may_read(scope) else rows.none()
    row = rows.select_for_update(of=("self",)).first()
    if row is None:
        raise NotFound(str(membership))
    return row


def end(row: Membership, on: date, reason: ClassEnd, by: Actor, now: datetime) -> None:
    """Write the end; raises UnableToGrant when it has ended, or before it began."""
    today = timezone.localdate(now)
    if row.end_reason or (row.valid_to and row.valid_to <= today and row.valid_to <= on):
        raise UnableToGrant({"membership": NOT_OPEN})
    if on < row.valid_from or on > today:
        raise UnableToGrant({"on": ORDER})
    row.valid_to = min(on, row.valid_to) if row.valid_to else on
    row.end_reason, row.ended_at, row.ended_by = reason.value, now, by.account
    row.save(update_fields=["valid_to", "end_reason", "ended_at", "ended_by"])
    record("groups.class.ended", row, by, now, reason=reason.value)


def record(kind: str, row: Membership, by: Actor, now: datetime, **payload: Any) -> None:
    """The event of a class; which one it is stands in the row alone."""
    events.record(
        kind,
        by=by,
        now=now,
        area=row.area,
        subject_type="registry.elder",
        subject=row.person,
        person=row.person,
        payload={"membership": str(row.id), **payload},
    )
