"""交办, 反馈, 核查, 销号: an item is given to an organisation and comes back; nobody holds two stages."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from chongyang.core.keys import new_key
from chongyang.core.operations import cases
from chongyang.core.scopes import Actor, Scope
from chongyang.core.words import N_
from chongyang.duties import permissions, queries
from chongyang.duties.enums import Part, RunState
from chongyang.duties.models import Progress, Run
from chongyang.duties.operations.errors import UnableToAssign, refuse
from chongyang.duties.operations.events import tell
from chongyang.duties.rules import settings
from chongyang.duties.rules.answering import answering
from chongyang.duties.rules.items import Item, by_key
from chongyang.duties.rules.lifecycles import RUN
from chongyang.policy.rules.units import load_units
from chongyang.territory import queries as territory

LONGEST = 200
NO_ITEM = N_("台账里没有这一项。")
NOBODY = N_("请选择承办单位。")
NO_UNIT = N_("没有这个单位，或该单位已不存在。")
TWICE = N_("这一项已经交办给这个单位。")
NO_BASIS = N_("方案没有写明由这个单位承办，请写明交办依据。")
TOO_LONG = N_("文字太长。")


def proposed_for(item: Item, day: date) -> tuple[str, ...]:
    """To whom the words of the plan give an item: its lead units, or each county; empty where to nobody."""
    keys = load_units()[settings.load().each].members if item.each else item.owners
    return tuple(dict.fromkeys(answering(key, day) for key in keys))


@transaction.atomic
def assign_item(
    *,
    item: str,
    organisations: Sequence[str],
    scope: Scope,
    by: Actor,
    now: datetime,
    basis: str = "",
    part: Part = Part.OWNER,
) -> list[Run]:
    """Give an item to organisations, a run for each. Raises NotAllowed, UnableToAssign."""
    permissions.demand_office(scope)
    permissions.account_of(by)
    found = by_key().get(item)
    day = timezone.localdate(now)
    units = {row.key: row for row in territory.list_organisations().filter(key__in=list(organisations))}
    refuse(UnableToAssign, _faults(found, organisations, units, basis, part, day))
    assert found
    return [_give(found, units[key], basis.strip(), part, by, now) for key in dict.fromkeys(organisations)]


def _faults(
    item: Item | None,
    keys: Sequence[str],
    units: Mapping[str, Any],
    basis: str,
    part: Part,
    day: date,
) -> dict[str, str]:
    if item is None:
        return {"item": NO_ITEM}
    if not keys:
        return {"organisations": NOBODY}
    if any(key not in units or not territory.existed_on(units[key], day) for key in keys):
        return {"organisations": NO_UNIT}
    held = Run.objects.filter(item=item.key, organisation__in=[units[key].id for key in keys])
    if held.exclude(state=RunState.WITHDRAWN).exists():
        return {"organisations": TWICE}
    if len(basis) > LONGEST:
        return {"basis": TOO_LONG}
    named = {answering(key, day) for key in item.co_owners} if part is Part.CO_OWNER else set()
    if not set(keys) <= {*proposed_for(item, day), *named} and not basis.strip():
        return {"basis": NO_BASIS}
    return {}


def _give(item: Item, unit: Any, basis: str, part: Part, by: Actor, now: datetime) -> Run:
    row = Run.objects.create(
        id=new_key(),
        item=item.key,
        clause=item.clause,
        part=part.value,
        organisation=unit.id,
        organisation_key=unit.key,
        area=unit.area,
        basis=basis,
        due_on=item.by,
        state=RunState.ASSIGNED.value,
        assigned_on=timezone.localdate(now),
        assigned_at=now,
        assigned_by=permissions.account_of(by),
    )
    cases.open_case(
        lifecycle=RUN, area=row.area, organisation=row.organisation, by=by, now=now, case_id=row.id
    )
    tell("run.given", row, by, now, item=item.key)
    return row


@transaction.atomic
def answer_run(*, run: UUID, scope: Scope, by: Actor, now: datetime, reason: str = "") -> Run:
    """The organisation says that it is done; a report with its evidence must stand. Raises UnableToStep."""
    row = _held(run, scope)
    permissions.demand_own(scope, row)
    reports = Progress.objects.filter(run=row, replaced_at=None)
    facts = {"reported"} if reports.filter(percent=100).exclude(files=[]).exists() else set()
    return _step(row, "answer", by, now, reason=reason, facts=facts)


@transaction.atomic
def judge_run(*, run: UUID, action: str, scope: Scope, by: Actor, now: datetime, reason: str = "") -> Run:
    """Check it, close it, or send it back with a remark: `confirm`, `return`, `close`, `send_back`,
    `withdraw`. Raises NotAllowed, NotFound, UnableToStep.
    """
    permissions.demand_office(scope)
    if action == "answer":
        raise permissions.NotAllowed("an office does not answer")
    return _step(_held(run, scope), action, by, now, reason=reason)


def _held(run: UUID, scope: Scope) -> Run:
    """The run under the lock of its case: two people at once come one after the other."""
    cases.hold(run)
    return queries.access_run(scope, run)


def _step(row: Run, action: str, by: Actor, now: datetime, *, reason: str, facts: Iterable[str] = ()) -> Run:
    case = cases.perform(
        case=queries.case_of(row), action=action, by=by, now=now, reason=reason, facts=frozenset(facts)
    )
    row.state = case.state
    row.closed_at = now if case.state == RunState.CLOSED else None
    row.save(update_fields=["state", "closed_at"])
    return row
