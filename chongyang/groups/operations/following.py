"""What the files tell: a death ends classes, places and care, a move takes them along."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from chongyang.core import access
from chongyang.core.scopes import SYSTEM, system_scope
from chongyang.groups.enums import ClassEnd, HouseRole, LeaveReason
from chongyang.groups.models import Care, Household, Member, Membership, Proposal, Visit
from chongyang.groups.operations.classes import record
from chongyang.groups.operations.deriving import derive
from chongyang.groups.operations.force import bring_files_up
from chongyang.groups.operations.households import dissolve, end_member, recast
from chongyang.registry.models import Elder


@transaction.atomic
def follow_registration(event: Any) -> None:
    """Handler: a new or changed file gets the classes of its birthday; what is hers moves with her."""
    with access.enter(system_scope("groups follow")):
        elder = Elder.objects.filter(id=event.subject).first()
        if elder is None:
            return
        _move(elder)
        bring_files_up([elder.id], by=SYSTEM, now=event.at)


def _move(elder: Elder) -> None:
    """The rows stand where the file stands; the household follows its head."""
    for model in (Membership, Visit, Care, Member):
        model.objects.filter(person=elder.id).exclude(area=elder.area).update(area=elder.area)
    Proposal.objects.filter(person=elder.id, state="open").exclude(area=elder.area).update(area=elder.area)
    heads = Member.objects.filter(person=elder.id, role=HouseRole.HEAD.value, left_on=None)
    house = Household.objects.filter(id__in=heads.values("household")).exclude(area=elder.area).first()
    if house:
        house.area = elder.area
        house.save(update_fields=["area"])
        Member.objects.filter(household=house, person=None).update(area=elder.area)


@transaction.atomic
def follow_contacts(event: Any) -> None:
    """Handler: where the children live may have changed, and with it who is left behind."""
    with access.enter(system_scope("groups follow")):
        rows = Member.objects.filter(person=event.subject, left_on=None)
        for house in Household.objects.filter(id__in=rows.values("household")).order_by("id"):
            derive(house)


@transaction.atomic
def follow_life(event: Any) -> None:
    """Handler: the dead belong to no class, live nowhere and need no carer from the day after; a death taken
    back gives the classes back that it ended.
    """
    with access.enter(system_scope("groups follow")):
        elder = Elder.objects.filter(id=event.subject).first()
        if elder is None:
            return
        if elder.life_status == "dead" and elder.status_on:
            _end_all(elder.id, elder.status_on, event.at)
        elif elder.life_status == "alive":
            _reopen(elder.id, event.at)
        bring_files_up([elder.id], by=SYSTEM, now=event.at)


def _end_all(person: UUID, on: date, at: datetime) -> None:
    for row in Membership.objects.filter(person=person, end_reason="").order_by("id"):
        if row.valid_to is None or row.valid_to > on:
            row.valid_to = max(on, row.valid_from)
            row.end_reason, row.ended_at = ClassEnd.DEATH.value, at
            row.save(update_fields=["valid_to", "end_reason", "ended_at"])
            record("groups.class.ended", row, SYSTEM, at, reason=ClassEnd.DEATH.value)
    for care in Care.objects.filter(person=person, until=None).order_by("id"):
        care.until = max(on, care.since)
        care.save(update_fields=["until"])
    member = Member.objects.filter(person=person, left_on=None).select_related("household").first()
    if member:
        end_member(member, max(on, member.joined_on), LeaveReason.DEATH)
        _settle(member.household, on)


def _settle(house: Household, on: date) -> None:
    """A widow is the head after him; who is to be it among several is left to the desk, and listed there."""
    rest = Member.objects.filter(household=house, left_on=None)
    elders = rest.filter(person__isnull=False)
    if not elders.exists():
        dissolve(house, on)
        return
    if not rest.filter(role=HouseRole.HEAD.value).exists():
        heir = rest.filter(role=HouseRole.SPOUSE.value).first() or (
            rest.first() if rest.count() == 1 else None
        )
        if heir:
            recast(heir, HouseRole.HEAD, max(on, heir.joined_on))
    derive(house)


def _reopen(person: UUID, at: datetime) -> None:
    today = timezone.localdate(at)
    for row in Membership.objects.filter(person=person, end_reason=ClassEnd.DEATH.value).order_by("id"):
        if row.planned_to is None or row.planned_to > today:
            row.valid_to, row.end_reason, row.ended_at, row.ended_by = row.planned_to, "", None, None
            row.save(update_fields=["valid_to", "end_reason", "ended_at", "ended_by"])
            record("groups.class.reopened", row, SYSTEM, at)
