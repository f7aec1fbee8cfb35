"""A household opens, grows, splits, loses people and dissolves. Each has a head while anybody lives there."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from chongyang.core import access, events
from chongyang.core.scopes import Actor, Scope
from chongyang.core.words import N_
from chongyang.groups import permissions
from chongyang.groups.enums import LEFT_BY_HAND, HouseRole, LeaveReason
from chongyang.groups.models import Household, Member
from chongyang.groups.operations.deriving import derive
from chongyang.groups.operations.errors import UnableToKeep
from chongyang.groups.queries import NotFound
from chongyang.groups.rules import households as rules
from chongyang.groups.rules.households import MemberForm
from chongyang.registry import queries as registry
from chongyang.registry.enums import Source
from chongyang.registry.rules import forms

LIVES_ELSEWHERE = N_("这位老人已在另一个家庭里，请先在那里办理搬走或分户。")
HEAD_TWICE = N_("一个家庭只有一位户主。")
HEAD_LACKS = N_("户主离开前，请先指定新的户主。")
HEAD_IS_FILE = N_("户主须是有档案的老人或家庭成员之一。")
NOT_THERE = N_("这个人不在这个家庭里。")
NO_ELDER = N_("家庭里至少要有一位有档案的老人。")
CLOSED = N_("这个家庭已经解散。")
BEFORE = N_("日期早于入住的日期。")
NOBODY = N_("请选择分出去的人。")
ALL_OF_THEM = N_("不能把所有人都分出去。")


@transaction.atomic
def open_household(
    *,
    elder: UUID,
    members: Sequence[MemberForm],
    on: date | None,
    source: str,
    scope: Scope,
    by: Actor,
    now: datetime,
    role: str = "head",
) -> Household:
    """A household around an elder who is in none yet. Raises NotFound, NotAllowed, UnableToKeep."""
    permissions.demand_write(scope)
    row = registry.access_elder(scope, elder)
    readers = {"on": forms.past_day, "source": forms.word(Source)}
    _, reasons = forms.read_fields(readers, {"on": on, "source": source}, timezone.localdate(now))
    if reasons:
        raise UnableToKeep(reasons)
    assert on
    house = Household.objects.create(area=row.area, opened_on=on, source=source)
    for form in (MemberForm(role=role, person=row.id), *members):
        _join(house, form, on, scope, now)
    _finish(house, "opened", by, now)
    return house


@transaction.atomic
def add_member(
    *, household: UUID, form: MemberForm, on: date | None, scope: Scope, by: Actor, now: datetime
) -> Member:
    """Somebody moves in. Raises NotFound, NotAllowed, UnableToKeep."""
    permissions.demand_write(scope)
    house = _locked(scope, household)
    _, reasons = forms.read_fields({"on": forms.past_day}, {"on": on}, timezone.localdate(now))
    if not reasons and on and on < house.opened_on:
        reasons["on"] = BEFORE
    if reasons:
        raise UnableToKeep(reasons)
    assert on
    member = _join(house, form, on, scope, now)
    _finish(house, "joined", by, now)
    return member


def _join(house: Household, form: MemberForm, on: date, scope: Scope, now: datetime) -> Member:
    values, reasons = rules.read_member(form, timezone.localdate(now))
    if reasons:
        raise UnableToKeep(reasons)
    area = registry.access_elder(scope, values["person"]).area if values["person"] else house.area
    return _write(house, values | {"area": area}, on)


def _write(house: Household, values: dict[str, Any], on: date) -> Member:
    """The row; what the database refuses is told in words."""
    try:
        with transaction.atomic():
            return Member.objects.create(household=house, joined_on=on, **values)
    except IntegrityError as error:
        is_head = "household_one_head" in str(error)
        raise UnableToKeep({"role": HEAD_TWICE} if is_head else {"person": LIVES_ELSEWHERE}) from None


@transaction.atomic
def leave_household(
    *,
    member: UUID,
    on: date | None,
    reason: str,
    scope: Scope,
    by: Actor,
    now: datetime,
    new_head: UUID | None = None,
) -> Household:
    """Somebody lives there no more; the last elder to leave dissolves the house, a head names a new one.

    Raises NotFound, NotAllowed, UnableToKeep.
    """
    permissions.demand_write(scope)
    row = _locked_member(scope, member)
    house = _locked(scope, row.household_id)
    refuse_end(row, on, reason, timezone.localdate(now))
    assert on
    end_member(row, on, LeaveReason.of(reason))
    _settle(house, row, on, new_head)
    _finish(house, "left", by, now)
    return house


def refuse_end(row: Member, on: date | None, reason: str, today: date) -> None:
    """Raise UnableToKeep unless the row can end on that day for that reason."""
    readers = {"on": forms.past_day, "reason": forms.word(LeaveReason)}
    _, reasons = forms.read_fields(readers, {"on": on, "reason": reason}, today)
    if not reasons and reason not in LEFT_BY_HAND:
        reasons["reason"] = N_("请从列出的选项中选择。")
    if not reasons and on and on < row.joined_on:
        reasons["on"] = BEFORE
    if row.left_on is not None:
        reasons["member"] = NOT_THERE
    if reasons:
        raise UnableToKeep(reasons)


def end_member(row: Member, on: date, reason: LeaveReason) -> None:
    row.left_on, row.leave_reason, row.living_form, row.suggests = on, reason.value, "", []
    row.save(update_fields=["left_on", "leave_reason", "living_form", "suggests"])


def _settle(house: Household, left: Member, on: date, new_head: UUID | None) -> None:
    """A house without an elder is dissolved; one without a head gets the one that was named."""
    rest = Member.objects.filter(household=house, left_on=None)
    if not rest.filter(person__isnull=False).exists():
        dissolve(house, on)
    elif left.role == HouseRole.HEAD:
        _crown(house, new_head, on)


def dissolve(house: Household, on: date) -> None:
    """Nobody with a file lives there any more: it is no household of the register."""
    for row in Member.objects.filter(household=house, left_on=None).order_by("id"):
        end_member(row, max(on, row.joined_on), LeaveReason.DISSOLVED)
    house.closed_on = max(on, house.opened_on)
    house.save(update_fields=["closed_on"])


@transaction.atomic
def change_head(*, member: UUID, scope: Scope, by: Actor, now: datetime) -> Household:
    """Another member is the head from now on. Raises NotFound, NotAllowed, UnableToKeep."""
    permissions.demand_write(scope)
    row = _locked_member(scope, member)
    house = _locked(scope, row.household_id)
    if row.left_on is not None:
        raise UnableToKeep({"member": NOT_THERE})
    _crown(house, member, timezone.localdate(now))
    _finish(house, "head_changed", by, now)
    return house


def _crown(house: Household, member: UUID | None, on: date) -> None:
    """Make a member the head. The former head's role is turned around; what the others are to the new head,
    a person puts right.
    """
    rows = Member.objects.filter(household=house, left_on=None)
    chosen = rows.filter(id=member).first() if member else None
    if chosen is None:
        raise UnableToKeep({"new_head": HEAD_LACKS})
    former = rows.filter(role=HouseRole.HEAD.value).exclude(id=chosen.id).first()
    if former:
        recast(former, TURNED.get(HouseRole.of(chosen.role), HouseRole.RELATIVE), on)
    if chosen.role != HouseRole.HEAD:
        recast(chosen, HouseRole.HEAD, on)


def recast(row: Member, role: HouseRole, on: date) -> Member:
    """The same one under another role from a day on; what she was before stays as it was."""
    if row.joined_on >= on:
        row.role = role.value
        row.save(update_fields=["role"])
        return row
    end_member(row, on, LeaveReason.ROLE)
    return _write(row.household, _copied(row, role), on)


TURNED = {
    HouseRole.SPOUSE: HouseRole.SPOUSE,
    HouseRole.CHILD: HouseRole.PARENT,
    HouseRole.CHILD_IN_LAW: HouseRole.PARENT,
    HouseRole.PARENT: HouseRole.CHILD,
    HouseRole.SIBLING: HouseRole.SIBLING,
    HouseRole.OTHER: HouseRole.OTHER,
}


@transaction.atomic
def change_role(*, member: UUID, role: str, scope: Scope, by: Actor, now: datetime) -> Member:
    """What a member is to the head, put right. Raises NotFound, NotAllowed, UnableToKeep."""
    permissions.demand_write(scope)
    row = _locked_member(scope, member)
    house = _locked(scope, row.household_id)
    _, reasons = forms.read_fields({"role": forms.word(HouseRole)}, {"role": role}, date.min)
    if HouseRole.HEAD in (role, row.role):
        reasons["role"] = HEAD_TWICE
    if row.left_on is not None:
        reasons["member"] = NOT_THERE
    if reasons:
        raise UnableToKeep(reasons)
    row = recast(row, HouseRole.of(role), timezone.localdate(now))
    _finish(house, "role_changed", by, now)
    return row


@transaction.atomic
def split_household(
    *,
    household: UUID,
    members: Sequence[UUID],
    head: UUID,
    on: date | None,
    scope: Scope,
    by: Actor,
    now: datetime,
) -> Household:
    """Some of them live behind another door from that day on, with a head among them; what the others are to
    the new head, a person puts right.

    Raises NotFound, NotAllowed, UnableToKeep.
    """
    permissions.demand_write(scope)
    house = _locked(scope, household)
    here = {row.id: row for row in Member.objects.filter(household=house, left_on=None).order_by("id")}
    gone = [here[key] for key in dict.fromkeys(members) if key in here]
    _refuse_split(here, gone, members, head, on, timezone.localdate(now))
    assert on
    elders = [row for row in gone if row.person]
    fresh = Household.objects.create(
        area=elders[0].area, opened_on=on, came_from=house.id, source=house.source
    )
    for row in gone:
        end_member(row, on, LeaveReason.SPLIT)
        role = HouseRole.HEAD if row.id == head else HouseRole.RELATIVE
        _write(fresh, _copied(row, role), on)
    _finish(house, "split", by, now)
    _finish(fresh, "opened", by, now)
    return fresh


def _refuse_split(
    here: dict[UUID, Member],
    gone: list[Member],
    asked: Sequence[UUID],
    head: UUID,
    on: date | None,
    today: date,
) -> None:
    _, reasons = forms.read_fields({"on": forms.past_day}, {"on": on}, today)
    if not gone or len(gone) != len(set(asked)):
        reasons["members"] = NOBODY if not gone else NOT_THERE
    elif any(row.role == HouseRole.HEAD for row in gone):
        reasons["members"] = HEAD_LACKS
    elif not any(row.person for row in gone) or not any(
        row.person for row in here.values() if row not in gone
    ):
        reasons["members"] = NO_ELDER
    elif head not in {row.id for row in gone}:
        reasons["head"] = HEAD_IS_FILE
    if not reasons and on and any(on < row.joined_on for row in gone):
        reasons["on"] = BEFORE
    if reasons:
        raise UnableToKeep(reasons)


def _copied(row: Member, role: HouseRole) -> dict[str, Any]:
    columns = {name: getattr(row, name) for name in ("person", "area", "sex", "birth_year")}
    return columns | {"role": role.value, "name": row.name.plain, "phone": row.phone.plain}


def _locked(scope: Scope, household: UUID) -> Household:
    rows = access.visible(Household.objects.filter(id=household), scope)
    row = rows.select_for_update(of=("self",)).first()
    if row is None:
        raise NotFound(str(household))
    if row.closed_on is not None:
        raise UnableToKeep({"household": CLOSED})
    return row


def _locked_member(scope: Scope, member: UUID) -> Member:
    rows = access.visible(Member.objects.filter(id=member), scope)
    row = rows.select_for_update(of=("self",)).first()
    if row is None:
        raise NotFound(str(member))
    return row


def _finish(house: Household, what: str, by: Actor, now: datetime) -> None:
    """A house as it is now: its version, what follows from its members, and the event."""
    house.version += 1
    house.save(update_fields=["version"])
    derive(house)
    events.record(
        f"groups.household.{what}",
        by=by,
        now=now,
        area=house.area,
        subject_type="groups.household",
        subject=house.id,
        payload={"version": house.version},
    )
