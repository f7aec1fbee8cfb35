"""Planned investment, funds needed and granted, land."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from chongyang.core import access
from chongyang.core.scopes import Actor, Scope, system_scope
from chongyang.core.words import N_
from chongyang.funding import queries as funding
from chongyang.projects import permissions, queries
from chongyang.projects.enums import LandState, LandSupply, MoneySource
from chongyang.projects.models import FundNeed, Grant, Parcel, PlannedMoney, Project
from chongyang.projects.operations.errors import refuse, refuse_faults
from chongyang.projects.operations.keeping import lock
from chongyang.projects.operations.telling import tell
from chongyang.projects.rules import told as words

LABEL = N_("请填写地块编号，最多60字。")
SUPPLY = N_("没有这种供地方式。")
STATE = N_("没有这种用地状态。")
LAND_BACK = N_("已供地的地块不能退回；有误请另立地块并注明依据。")
LAND_DAY = N_("已供地须填写供地日期和依据文件。")
TWICE = N_("这个地块已经登记。")
NOT_APPROVED = N_("只有已批准的机构奖补申请才能对应到项目。")
LINKED = N_("这份申请已经对应到项目。")
MOST_LABEL = 60


@transaction.atomic
def plan_money(
    *, project: UUID, year: int, money: Mapping[str, int], scope: Scope, by: Actor, now: datetime
) -> Project:
    """The investment that is planned for a year, by source, in place of what was. Raises
    NotFound, UnableToKeepProject.
    """
    return _keep_money(PlannedMoney, "planned_fen", (project, year, money), (scope, by, now))


@transaction.atomic
def need_funds(
    *, project: UUID, year: int, money: Mapping[str, int], scope: Scope, by: Actor, now: datetime
) -> Project:
    """What it needs of each source in a year, in place of what was. Raises NotFound, UnableToKeepProject."""
    return _keep_money(FundNeed, "needed_fen", (project, year, money), (scope, by, now))


def _keep_money(
    model: Any,
    column: str,
    told: tuple[UUID, int, Mapping[str, int]],
    who: tuple[Scope, Actor, datetime],
) -> Project:
    (project, year, money), (scope, by, now) = told, who
    permissions.demand_keep(scope)
    row = lock(scope, project)
    refuse_faults(words.fault_of_year(year) or words.fault_of_money(money))
    kept = {source: fen for source, fen in money.items() if fen}
    model.objects.filter(project=row, year=year).delete()
    model.objects.bulk_create(
        model(project=row, area=row.area, year=year, source=source, **{column: fen})
        for source, fen in kept.items()
    )
    verb = "planned" if model is PlannedMoney else "needed"
    tell(f"projects.money.{verb}", row, by, now, year=year, fen=sum(kept.values()))
    return row


@transaction.atomic
def grant_by_document(
    *,
    project: UUID,
    year: int,
    source: str,
    amount_fen: int,
    document: str,
    scope: Scope,
    by: Actor,
    now: datetime,
) -> Grant:
    """Money that came by a document. Raises NotFound, UnableToKeepProject."""
    permissions.demand_keep(scope)
    row = lock(scope, project)
    refuse_faults(words.fault_of_year(year))
    if source not in set(MoneySource):
        refuse("source", words.SOURCE)
    if not words.is_money(amount_fen, least=1):
        refuse("amount", words.NO_MONEY)
    if not 0 < len(document.strip()) <= words.MOST_LINE:
        refuse("document", words.DOCUMENT)
    made = Grant.objects.create(
        project=row,
        area=row.area,
        year=year,
        source=source,
        amount_fen=amount_fen,
        document=document.strip(),
        entered_by=by.account,
        entered_at=now,
    )
    tell("projects.money.granted", row, by, now, year=year, fen=amount_fen)
    return made


@transaction.atomic
def grant_by_application(
    *, project: UUID, application: UUID, scope: Scope, by: Actor, now: datetime
) -> list[Grant]:
    """Money of an approved application of an institution, by its key: each payer's part as the treasury was
    told to pay it. One application is of one project. Raises NotFound (also funding's),
    UnableToKeepProject.
    """
    permissions.demand_keep(scope)
    row = lock(scope, project)
    told = funding.explain(scope, application)
    asked = told.application
    if asked.state != "approved" or asked.organisation is None or not told.parts:
        refuse("application", NOT_APPROVED)
    parts: dict[str, int] = {}
    for part in told.parts:
        source = MoneySource.CITY if part.level == "city" else MoneySource.COUNTY
        parts[source.value] = parts.get(source.value, 0) + part.amount_fen
    with access.enter(system_scope("project grant", actor=by)):
        if Grant.objects.filter(application=application).exists():
            refuse("application", LINKED)
    year = timezone.localdate(asked.decided_at or now).year
    made = [_grant(row, year, source, fen, asked.id, by, now) for source, fen in sorted(parts.items())]
    tell("projects.money.granted", row, by, now, year=year, fen=sum(parts.values()))
    return made


def _grant(
    row: Project, year: int, source: str, fen: int, application: UUID, by: Actor, now: datetime
) -> Grant:
    told = {"year": year, "source": source, "amount_fen": fen, "application": application}
    return Grant.objects.create(project=row, area=row.area, entered_by=by.account, entered_at=now, **told)


@dataclass(frozen=True, slots=True)
class ParcelTold:
    """A piece of land as told."""

    label: str
    size_m2: Decimal
    supply: str
    state: str = LandState.NEEDED.value
    document: str = ""
    supplied_on: date | None = None


@transaction.atomic
def add_parcel(
    *, project: UUID, told: ParcelTold, scope: Scope, by: Actor, now: datetime, is_synthetic: bool = False
) -> Parcel:
    """A parcel that a project needs. Raises NotFound, UnableToKeepProject."""
    permissions.demand_keep(scope)
    row = lock(scope, project)
    _check_parcel(told, timezone.localdate(now))
    if Parcel.objects.filter(project=row, label=told.label.strip()).exists():
        refuse("label", TWICE)
    made = Parcel.objects.create(
        project=row,
        area=row.area,
        label=told.label.strip(),
        size_m2=told.size_m2.quantize(Decimal("0.01")),
        supply=told.supply,
        state=told.state,
        document=told.document.strip(),
        supplied_on=told.supplied_on,
        changed_by=by.account,
        changed_at=now,
        is_synthetic=is_synthetic,
    )
    tell("projects.land.added", row, by, now, state=told.state)
    return made


@transaction.atomic
def move_parcel(
    *,
    parcel: UUID,
    state: str,
    scope: Scope,
    by: Actor,
    now: datetime,
    document: str = "",
    supplied_on: date | None = None,
) -> Parcel:
    """Into the yearly plan, or supplied with its document; what was supplied stays. Raises NotFound,
    UnableToKeepProject.
    """
    permissions.demand_keep(scope)
    found = queries.access_parcel(scope, parcel)
    row = lock(scope, found.project_id)
    held = Parcel.objects.get(id=parcel)
    told = ParcelTold(held.label, held.size_m2, held.supply, state, document or held.document, supplied_on)
    _check_parcel(told, timezone.localdate(now))
    if held.state == LandState.SUPPLIED:
        refuse("state", LAND_BACK)
    held.state, held.document, held.supplied_on = state, told.document.strip(), supplied_on
    held.changed_by, held.changed_at = by.account, now
    held.save(update_fields=["state", "document", "supplied_on", "changed_by", "changed_at"])
    tell("projects.land.moved", row, by, now, state=state)
    return held


def _check_parcel(told: ParcelTold, today: date) -> None:
    if not 0 < len(told.label.strip()) <= MOST_LABEL:
        refuse("label", LABEL)
    if told.size_m2 <= 0 or not words.is_size(told.size_m2):
        refuse("size_m2", words.SIZE)
    if told.supply not in set(LandSupply):
        refuse("supply", SUPPLY)
    if told.state not in set(LandState):
        refuse("state", STATE)
    if len(told.document) > words.MOST_LINE:
        refuse("document", words.TOO_LONG)
    if told.supplied_on and told.supplied_on > today:
        refuse("supplied_on", words.NO_FUTURE)
    if told.state == LandState.SUPPLIED and not (told.supplied_on and told.document.strip()):
        refuse("supplied_on", LAND_DAY)
