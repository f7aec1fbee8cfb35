"""Enterprises under cultivation, attracted investment, bank and enterprise."""

from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from chongyang.core import events
from chongyang.core.scopes import Actor, Scope
from chongyang.core.words import N_
from chongyang.projects import permissions, queries
from chongyang.projects.enums import AttractionState, EnterpriseKind, EnterpriseLevel, Sector
from chongyang.projects.models import Attraction, BankMatch, Enterprise, Revenue
from chongyang.projects.operations.errors import refuse, refuse_faults
from chongyang.projects.operations.keeping import is_of_city
from chongyang.projects.rules import told as words

KIND = N_("没有这种企业类别。")
LEVEL = N_("没有这个级别。")
LISTED = N_("这家企业已经在培育名单里。")
LEFT = N_("这家企业已经移出名单。")
FALLS = N_("到位资金不能减少；确有退出的，请写明原因。")
CASE = N_("一事一议须写明商定的内容。")
STATE = N_("没有这种状态。")
AGREED_DAY = N_("签约后须填写签约日期。")
ARRIVED_DAY = N_("已落地须填写落地日期。")
FOR_WHOM = N_("请选择需要资金的企业或项目。")
PAID = N_("放款不能超过授信。")
REVENUE_AGAIN = N_("这一年的营业收入已经登记，改动须填写新的依据文件。")
FUTURE_YEAR = N_("年度还没有结束。")
CLAUSE_ATTRACTION, CLAUSE_OPERATOR = "2018-34/4.3", "2018-34/2.3.p3"
MOST_BANK = 60


@dataclass(frozen=True, slots=True)
class EnterpriseTold:
    """An enterprise for the list; `area` is the first code of its county."""

    name: str
    area: int
    kind: str
    sector: str
    level: str = EnterpriseLevel.NONE.value


@dataclass(frozen=True, slots=True)
class AttractionTold:
    """An investor as told; amounts in fen."""

    investor: str
    area: int
    state: str = AttractionState.TALKING.value
    is_known_operator: bool = False
    is_case_by_case: bool = False
    note: str = ""
    agreed_fen: int = 0
    arrived_fen: int = 0
    agreed_on: date | None = None
    arrived_on: date | None = None
    reason: str = ""
    project: UUID | None = None


@dataclass(frozen=True, slots=True)
class BankTold:
    """A need and what a bank gives; amounts in fen; `subsidy` names the interest subsidy, its amount is not
    stated by the plan.
    """

    bank: str
    need_fen: int
    met_on: date
    enterprise: UUID | None = None
    project: UUID | None = None
    agreed_fen: int = 0
    paid_fen: int = 0
    subsidy: str = ""
    document: str = ""


@transaction.atomic
def list_enterprise(
    *, told: EnterpriseTold, scope: Scope, by: Actor, now: datetime, is_synthetic: bool = False
) -> Enterprise:
    """Onto the list. Raises UnableToKeepProject."""
    permissions.demand_keep(scope)
    name = _name(told.name, "name")
    _check_area(told.area, scope)
    for column, known, why in (
        ("kind", EnterpriseKind, KIND),
        ("sector", Sector, words.SECTOR),
        ("level", EnterpriseLevel, LEVEL),
    ):
        if getattr(told, column) not in set(known):
            refuse(column, why)
    if Enterprise.objects.filter(name=name, area=told.area, left_on=None).exists():
        refuse("name", LISTED)
    made = Enterprise.objects.create(
        name=name,
        area=told.area,
        kind=told.kind,
        sector=told.sector,
        level=told.level,
        clause=EnterpriseKind.of(told.kind).clause,
        listed_on=timezone.localdate(now),
        is_synthetic=is_synthetic,
    )
    _tell("projects.enterprise.listed", made, by, now, kind=told.kind)
    return made


@transaction.atomic
def leave_list(*, enterprise: UUID, scope: Scope, by: Actor, now: datetime) -> Enterprise:
    """Off the list; its years stay. Raises NotFound, UnableToKeepProject."""
    row = _enterprise(scope, enterprise)
    row.left_on = timezone.localdate(now)
    row.save(update_fields=["left_on"])
    _tell("projects.enterprise.left", row, by, now)
    return row


@transaction.atomic
def tell_revenue(
    *, enterprise: UUID, year: int, revenue_fen: int, document: str, scope: Scope, by: Actor, now: datetime
) -> Revenue:
    """What it took in a year that is over; another figure needs another document. Raises NotFound,
    UnableToKeepProject.
    """
    row = _enterprise(scope, enterprise)
    refuse_faults(words.fault_of_year(year))
    if year >= timezone.localdate(now).year:
        refuse("year", FUTURE_YEAR)
    if not words.is_money(revenue_fen):
        refuse("revenue", words.MONEY)
    if not 0 < len(document.strip()) <= words.MOST_LINE:
        refuse("document", words.DOCUMENT)
    held = Revenue.objects.filter(enterprise=row, year=year).first()
    if held and held.document == document.strip() and held.revenue_fen != revenue_fen:
        refuse("document", REVENUE_AGAIN)
    told = {"area": row.area, "revenue_fen": revenue_fen, "document": document.strip()}
    made, _ = Revenue.objects.update_or_create(enterprise=row, year=year, defaults=told)
    was = held.revenue_fen if held else None
    _tell("projects.enterprise.revenue", row, by, now, year=year, fen=revenue_fen, was_fen=was)
    return made


@transaction.atomic
def tell_attraction(
    *,
    told: AttractionTold,
    scope: Scope,
    by: Actor,
    now: datetime,
    attraction: UUID | None = None,
    is_synthetic: bool = False,
) -> Attraction:
    """An investor for the first time, or what became of one. What has arrived never falls without a reason.
    Raises NotFound, UnableToKeepProject.
    """
    permissions.demand_keep(scope)
    held = queries.access_attraction(scope, attraction) if attraction else None
    _check_attraction(told, held, scope, timezone.localdate(now))
    project = queries.access_project(scope, told.project) if told.project else None
    row = held or Attraction(is_synthetic=is_synthetic)
    for field in fields(told):
        setattr(row, field.name, getattr(told, field.name) if field.name != "project" else project)
    row.investor, row.note, row.reason = told.investor.strip(), told.note.strip(), told.reason.strip()
    row.clause = CLAUSE_OPERATOR if told.is_known_operator else CLAUSE_ATTRACTION
    row.save()
    _tell("projects.attraction.told", row, by, now, state=row.state, fen=row.arrived_fen)
    return row


def _check_attraction(told: AttractionTold, held: Attraction | None, scope: Scope, today: date) -> None:
    _name(told.investor, "investor")
    _check_area(told.area, scope)
    is_agreed = told.state in (AttractionState.AGREED, AttractionState.ARRIVED)
    days = [day for day in (told.agreed_on, told.arrived_on) if day]
    checks = (
        ("state", STATE, told.state in set(AttractionState)),
        ("agreed", words.MONEY, words.is_money(told.agreed_fen) and words.is_money(told.arrived_fen)),
        ("note", CASE, bool(told.note.strip()) or not told.is_case_by_case),
        ("note", words.TOO_LONG, len(told.note) <= 300 and len(told.reason) <= 200),
        ("agreed_on", AGREED_DAY, told.agreed_on is not None or not is_agreed),
        ("arrived_on", ARRIVED_DAY, told.arrived_on is not None or told.state != AttractionState.ARRIVED),
        ("agreed_on", words.NO_FUTURE, all(day <= today for day in days)),
        ("reason", FALLS, held is None or told.arrived_fen >= held.arrived_fen or told.reason.strip() != ""),
    )
    refuse_faults(next(({name: why} for name, why, is_right in checks if not is_right), {}))


@transaction.atomic
def match_bank(
    *,
    told: BankTold,
    scope: Scope,
    by: Actor,
    now: datetime,
    match: UUID | None = None,
    is_synthetic: bool = False,
) -> BankMatch:
    """A bank meets who needs money, or what became of it. Raises NotFound, UnableToKeepProject."""
    permissions.demand_keep(scope)
    _check_bank(told, timezone.localdate(now))
    enterprise = queries.access_enterprise(scope, told.enterprise) if told.enterprise else None
    project = queries.access_project(scope, told.project) if told.project else None
    whose = enterprise or project
    if whose is None:
        refuse("enterprise", FOR_WHOM)
    row = queries.access_bank_match(scope, match) if match else BankMatch(is_synthetic=is_synthetic)
    row.area, row.enterprise, row.project = whose.area, enterprise, project
    row.need_fen, row.agreed_fen, row.paid_fen = told.need_fen, told.agreed_fen, told.paid_fen
    row.bank, row.subsidy, row.document = told.bank.strip(), told.subsidy.strip(), told.document.strip()
    row.met_on = told.met_on
    row.save()
    _tell("projects.bank.matched", row, by, now, need_fen=row.need_fen, paid_fen=row.paid_fen)
    return row


def _check_bank(told: BankTold, today: date) -> None:
    checks = (
        ("bank", words.NAME, 0 < len(told.bank.strip()) <= MOST_BANK),
        ("need", words.NO_MONEY, words.is_money(told.need_fen, least=1)),
        ("agreed", words.MONEY, words.is_money(told.agreed_fen) and words.is_money(told.paid_fen)),
        ("paid", PAID, told.paid_fen <= told.agreed_fen),
        ("met_on", words.NO_FUTURE, told.met_on <= today),
        ("subsidy", words.TOO_LONG, max(len(told.subsidy), len(told.document)) <= words.MOST_LINE),
    )
    refuse_faults(next(({name: why} for name, why, is_right in checks if not is_right), {}))


def _enterprise(scope: Scope, enterprise: UUID) -> Enterprise:
    """One that is still listed, held until the commit."""
    permissions.demand_keep(scope)
    queries.access_enterprise(scope, enterprise)
    row = Enterprise.objects.select_for_update(of=("self",)).get(id=enterprise)
    if row.left_on:
        refuse("enterprise", LEFT)
    return row


def _name(name: str, field: str) -> str:
    if not 0 < len(name.strip()) <= words.MOST_NAME:
        refuse(field, words.NAME)
    return name.strip()


def _check_area(area: int, scope: Scope) -> None:
    if not is_of_city(area) or not scope.covers(area):
        refuse("area", words.AREA)


def _tell(
    kind: str, row: Enterprise | Attraction | BankMatch, by: Actor, now: datetime, /, **payload: Any
) -> None:
    noun = kind.rpartition(".")[0]
    events.record(kind, by=by, now=now, area=row.area, subject_type=noun, subject=row.id, payload=payload)
