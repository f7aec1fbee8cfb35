"""Handing a file from one area to another: one side proposes, another person of the other side answers.

Until then the sender keeps the file and the receiver sees a small card. Either side reads the one row,
because it carries both areas; what reaches across runs in the system's scope after the right was asked.
"""

import json
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from chongyang.core import access, events, workdays
from chongyang.core.identifiers import mask_name
from chongyang.core.models import Case
from chongyang.core.operations import cases
from chongyang.core.scopes import Actor, Scope, system_scope
from chongyang.core.words import N_
from chongyang.registration import permissions, queries
from chongyang.registration.models import HandOver
from chongyang.registration.operations.changes import ZONE
from chongyang.registration.operations.errors import CHANGED, UnableToAsk, UnableToDecide
from chongyang.registration.operations.following import follow_person
from chongyang.registration.rules.changes import STREET
from chongyang.registration.rules.lifecycles import HAND_OVER
from chongyang.registration.rules.settings import load
from chongyang.registry import operations as registry
from chongyang.registry import queries as files
from chongyang.registry.enums import LifeStatus
from chongyang.registry.models import Elder
from chongyang.registry.operations.elders import read_area
from chongyang.territory import queries as territory

MOST_REASON = 300
OPEN_ALREADY = N_("这位老人正在交接，请等对方答复。")
NOT_ALIVE = N_("已迁出或去世的老人不能交接。")
MERGED = N_("这份档案已并入另一份，请交接那一份。")
SAME_STREET = N_("在同一个街道内不用交接，直接改社区。")
REASON_LACKS = N_("请写明为什么迁移。")
NOT_MINE = N_("迁入地不在您的管辖范围内。")
HERE = N_("这位老人就在您的辖区内，可以直接办理。")
NOWHERE = N_("没有登记这个身份证号码的老人，可以直接登记。")
MOVED = N_("老人的档案已经不在原来的地区，这次交接不再有效，请撤回。")


@transaction.atomic
def propose_hand_over(
    *,
    person: UUID,
    to_area: int,
    reason: str,
    scope: Scope,
    by: Actor,
    now: datetime,
    address: str = "",
) -> HandOver:
    """The sender proposes; the file stays hers until another person there accepts. Raises UnableToAsk."""
    permissions.demand_write(scope)
    elder = files.access_elder(scope, person)
    target, wrong = read_area(to_area, system_scope("hand-over"))
    reasons = wrong | _reasons(elder, target, reason)
    if reasons:
        raise UnableToAsk(reasons)
    return _open(elder, target, "out", reason, address, by, now)


@transaction.atomic
def ask_hand_over(
    *,
    identity_number: str,
    to_area: int,
    reason: str,
    scope: Scope,
    by: Actor,
    now: datetime,
    address: str = "",
) -> HandOver:
    """The receiver asks for somebody who came to live here, by her identity number; the sender answers.

    What the receiver learns is what a registration under this number would tell: the county that keeps it.
    """
    permissions.demand_write(scope)
    target, wrong = read_area(to_area, scope)
    with access.enter(system_scope("asked hand-over", actor=by)):
        elder = queries.find_by_number(identity_number, timezone.localdate(now))
    if elder is None:
        raise UnableToAsk({"identity_number": NOWHERE})
    reasons = wrong | _reasons(elder, target, reason)
    if scope.covers(elder.area):
        reasons["identity_number"] = HERE
    if reasons:
        raise UnableToAsk(reasons)
    with access.enter(system_scope("asked hand-over", actor=by)):
        return _open(elder, target, "in", reason, address, by, now)


def _reasons(elder: Elder, target: int, reason: str) -> dict[str, str]:
    reasons: dict[str, str] = {}
    if elder.life_status != LifeStatus.ALIVE:
        reasons["person"] = NOT_ALIVE
    if elder.same_as_id:
        reasons["person"] = MERGED
    if target and target // STREET == elder.area // STREET:
        reasons["area"] = SAME_STREET
    if not 0 < len(reason.strip()) <= MOST_REASON:
        reasons["reason"] = REASON_LACKS
    return reasons


def _open(
    elder: Elder, target: int, direction: str, reason: str, address: str, by: Actor, now: datetime
) -> HandOver:
    card = {
        "name": mask_name(elder.name),
        "sex": elder.sex,
        "born": elder.born_on.year,
        "from": territory.area_name(elder.area // STREET * STREET),
    }
    row = HandOver(
        person=elder.id,
        area=elder.area,
        to_area=target,
        direction=direction,
        card=json.dumps(card, ensure_ascii=False),
        address=address.strip()[:200] or None,
        reason=reason.strip(),
        proposed_by=permissions.account_of(by),
        proposed_at=now,
        due_at=workdays.deadline(now, int(load("changes")["hand_over_workdays"]), ZONE),
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        if "handover_open_once" not in str(error):
            raise
        raise UnableToAsk({"person": OPEN_ALREADY}) from None
    told = {"direction": direction, "to": target}
    cases.open_case(
        lifecycle=HAND_OVER, area=row.area, person=row.person, by=by, now=now, case_id=row.id, evidence=told
    )
    return row


@transaction.atomic
def accept_hand_over(
    *, hand_over: UUID, scope: Scope, by: Actor, now: datetime, area: int | None = None
) -> HandOver:
    """The answering side agrees, and the file goes over with everything of the person.

    `area` is the community where she lives now, chosen by the receiver. Raises NotFound, UnableToStep (not my
    side, my own proposal), UnableToDecide.
    """
    row = _held(hand_over, scope)
    _perform(row, "accept", scope, by, now)
    target = _target(row, area, scope)
    _move(row, target, by, now)
    row.to_area = target
    return _end(row, "accepted", "", by, now)


def _target(row: HandOver, area: int | None, scope: Scope) -> int:
    if area is None or area == row.to_area or row.direction == "in":
        return row.to_area
    target, wrong = read_area(area, scope)
    if wrong or target // STREET != row.to_area // STREET:
        raise UnableToDecide(wrong or {"area": NOT_MINE})
    return target


def _move(row: HandOver, target: int, by: Actor, now: datetime) -> None:
    """The file's area changes by the registry's operation; its rows, cards and open requests follow."""
    scope = system_scope("hand-over", actor=by)
    with access.enter(scope):
        elder = Elder.objects.select_for_update(of=("self",)).get(id=row.person)
        if elder.area // STREET != row.area // STREET:
            raise UnableToDecide({"person": MOVED})
        changes: dict[str, Any] = {"area": target, "source": "street", "sourced_on": timezone.localdate(now)}
        if row.address:
            changes["address"] = row.address.plain
        try:
            registry.update_elder(
                elder=elder.id,
                changes=changes,
                expected_version=elder.version,
                scope=scope,
                by=by,
                now=now,
            )
        except registry.VersionConflict as error:
            raise UnableToDecide({"person": CHANGED}) from error
        except registry.UnableToRegister as error:
            raise UnableToDecide(error.reasons) from error
        follow_person(row.person, target)
        events.record(
            "registration.hand_over.accepted",
            by=by,
            now=now,
            area=target,
            subject_type="registry.elder",
            subject=row.person,
            person=row.person,
            payload={"from": row.area, "to": target, "hand_over": str(row.id)},
        )


@transaction.atomic
def refuse_hand_over(*, hand_over: UUID, reason: str, scope: Scope, by: Actor, now: datetime) -> HandOver:
    """The answering side does not agree, and says why; the file stays where it is."""
    row = _held(hand_over, scope)
    _perform(row, "refuse", scope, by, now, reason=reason)
    return _end(row, "refused", reason, by, now)


@transaction.atomic
def withdraw_hand_over(*, hand_over: UUID, scope: Scope, by: Actor, now: datetime) -> HandOver:
    """The side that began no longer wants it."""
    row = _held(hand_over, scope)
    began = row.area if row.direction == "out" else row.to_area
    if not scope.covers(began):
        raise queries.NotFound(str(hand_over))
    _perform(row, "withdraw", scope, by, now)
    return _end(row, "withdrawn", "", by, now)


def _held(hand_over: UUID, scope: Scope) -> HandOver:
    permissions.demand_keep(scope)
    row = queries.access_hand_over(scope, hand_over)
    with access.enter(system_scope("hand-over", actor=scope.actor)):
        cases.hold(hand_over)
    return queries.access_hand_over(scope, row.id)


def _perform(row: HandOver, action: str, scope: Scope, by: Actor, now: datetime, **said: Any) -> None:
    """The case belongs to the sender's area, so its step is taken in the system's scope, by this person."""
    facts = {"side"} if queries.answers(scope, row) else set()
    with access.enter(system_scope("hand-over", actor=by)):
        cases.perform(case=Case(id=row.id), action=action, by=by, now=now, facts=facts, how="desk", **said)


def _end(row: HandOver, state: str, answer: str, by: Actor, now: datetime) -> HandOver:
    row.state, row.answer, row.answered_at = state, answer.strip()[:MOST_REASON], now
    row.answered_by = by.account
    with access.enter(system_scope("hand-over", actor=by)):  # the other side's row: read there, written here
        row.save(update_fields=["state", "answer", "answered_at", "answered_by", "to_area"])
    return row
