"""The project library of the demo city: an invented year of the projects that the plans name, through the
room's operations by demo accounts.

Months, money, points, problems, enterprises and investors are invented and marked; posts stand for leaders.
What stands already stays: a second run changes nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from chongyang.core.access import enter
from chongyang.core.scopes import Scope, interval_of, system_scope
from chongyang.projects import operations
from chongyang.projects.enums import Stage
from chongyang.projects.models import Project
from chongyang.projects.operations import AttractionTold, BankTold, EnterpriseTold, ParcelTold
from chongyang.projects.rules.months import first_of
from chongyang.projects.rules.told import MonthTold, ProjectTold
from chongyang.workshop.papers import scope_of

SHANGHAI = ZoneInfo("Asia/Shanghai")
OFFICE = "leading_group_office"
FEN = 1_000_000
"""Ten thousand yuan."""
MONTHS = 12
NOTE = "演示数据：月份、金额和位置都是虚构的。"
LEADERS = ("分管民政副市长（演示）", "分管卫生副市长（演示）", "分管工业副市长（演示）")
FORWARD = (Stage.PREPARATION, Stage.STARTED, Stage.BUILDING, Stage.COMPLETED, Stage.IN_OPERATION)
SAYS = ("基础施工。", "主体施工。", "二次结构和机电安装。", "装修和设备采购。", "室外工程和验收准备。")


@dataclass(frozen=True, slots=True)
class _Demo:
    """How far a named project is in the demo: stage, plan of the year in 万元, work done, months, place. Who
    `is_late` has not reported the last month.
    """

    number: str
    until: Stage
    plan: int
    share: int
    months: int
    place: tuple[float, float]
    beds: int = 0
    problem: str = ""
    is_suspended: bool = False
    is_late: bool = False


DEMOS = (
    _Demo("2018-34-01", Stage.IN_OPERATION, 3600, 100, 12, (113.585, 34.862), 600),
    _Demo("2018-34-02", Stage.BUILDING, 5200, 72, 12, (113.755, 34.775), 500, "周边道路未通，影响验收。"),
    _Demo("2018-34-03", Stage.COMPLETED, 1800, 100, 12, (113.045, 34.462), 300),
    _Demo("2018-34-04", Stage.BUILDING, 2400, 64, 12, (113.385, 34.545), 260),
    _Demo("2018-34-05", Stage.BUILDING, 2200, 58, 11, (112.995, 34.752), 240, "电力增容未批复。"),
    _Demo("2018-34-06", Stage.IN_OPERATION, 1600, 100, 12, (114.015, 34.722), 220),
    _Demo("2018-34-07", Stage.STARTED, 4100, 18, 9, (113.695, 34.802), 400, "管线迁改未完成。"),
    _Demo("2018-34-08", Stage.STARTED, 3000, 12, 8, (113.612, 34.875), 300),
    _Demo("2018-34-09", Stage.BUILDING, 2600, 36, 10, (113.705, 34.735), 280, "", True),
    _Demo("2018-34-10", Stage.PREPARATION, 800, 0, 0, (113.592, 34.682), 300),
    _Demo("2018-34-11", Stage.PREPARATION, 600, 0, 0, (113.088, 34.488), 260),
    _Demo("2018-34-12", Stage.BUILDING, 4600, 66, 12, (113.628, 34.752), 320),
    _Demo("2018-34-13", Stage.COMPLETED, 3900, 100, 12, (113.662, 34.722), 450),
    _Demo("2018-34-14", Stage.BUILDING, 1500, 48, 12, (113.698, 34.718), 180),
    _Demo(
        "2018-34-15", Stage.BUILDING, 1400, 40, 10, (113.678, 34.822), 160, "消防设计需要修改。", is_late=True
    ),
    _Demo("2018-34-17", Stage.BUILDING, 26000, 33, 12, (113.372, 34.795)),
    _Demo("2018-34-20", Stage.BUILDING, 5800, 45, 12, (113.062, 34.728)),
    _Demo("2018-34-21", Stage.PREPARATION, 900, 0, 0, (113.052, 34.715)),
    _Demo("2018-34-23", Stage.STARTED, 3300, 10, 7, (113.762, 34.712)),
)
IN_2014 = (
    ("2014-25-01", 42000, (2100, 2900, 3600, 3900)),
    ("2014-25-06", 3200, (180, 240, 310, 290)),
    ("2014-25-09", 9000, (420, 510, 680, 590)),
    ("2014-25-12", 26000, (1900, 2300, 2700, 2400)),
    ("2014-25-14", 15000, (880, 1120, 1300, 1050)),
    ("2014-25-17", 11000, (640, 760, 900, 820)),
)
"""A project of each section of 2014: its plan of that year, and its last four months, in 万元."""
ENTERPRISES = (
    ("演示康泽老年用品有限公司", "410182", "products", "products", "provincial", (13200, 11800)),
    ("演示安步辅具制造有限公司", "410184", "products", "products", "municipal", (10600, 9300)),
    ("演示颐和养老服务集团", "410105", "group", "elder_care", "provincial", (8800, 7900)),
    ("演示邻里居家养老连锁", "410102", "chain", "elder_care", "municipal", (4200, 3500)),
    ("演示荥泽健康管理公司", "410182", "backbone", "base", "municipal", (6900, 5200)),
    ("演示智护科技有限公司", "410171", "smart_products", "smart", "national", (7300, 4100)),
)


@dataclass(frozen=True, slots=True)
class _Office:
    """The demo's office, which does everything here."""

    scope: Scope

    def __call__(self, operation: Callable[..., Any], at: datetime, **told: Any) -> Any:
        return operation(scope=self.scope, by=self.scope.actor, now=at, **told)


@transaction.atomic
def make_projects(now: datetime) -> dict[str, int]:
    """How many of each were made; nothing where the demo account is missing or it was done before. All of
    them or none: what breaks off half-way is made again.
    """
    with enter(system_scope("demo projects")):
        stands = Project.objects.filter(is_synthetic=True).exists()
        held = {row.number: row for row in Project.objects.exclude(document="")}
    scope = scope_of(OFFICE, now)
    if stands or not held or scope is None:
        return {}
    with enter(scope):
        office = _Office(scope)
        months = sum(_walk(office, demo, held[demo.number], now) for demo in DEMOS)
        for number, plan, done in IN_2014:
            months += _in_2014(office, held[number], plan, done)
        _bring_in(office, now)
        enterprises = _market(office, now)
    return {"projects": len(DEMOS) + len(IN_2014) + 1, "months": months, "enterprises": enterprises}


def _month(today: date, back: int) -> date:
    """The first day of the month so many months before."""
    number = today.year * MONTHS + today.month - 1 - back
    return date(number // MONTHS, number % MONTHS + 1, 1)


def _moment(day: date, now: datetime) -> datetime:
    """Ten in the morning of a day, never after now."""
    return min(datetime.combine(day, time(10), tzinfo=SHANGHAI), now)


def _walk(office: _Office, demo: _Demo, row: Project, now: datetime) -> int:
    """From the plan's words to where the demo has it. Returns its months."""
    today = timezone.localdate(now)
    place = LEADERS[int(demo.number[-2:]) % len(LEADERS)]
    told = ProjectTold(
        name=row.name,
        sector=row.sector,
        area=row.area,
        owner="演示建设单位",
        leader=place,
        longitude=demo.place[0],
        latitude=demo.place[1],
        site_m2=Decimal(9000 + demo.plan * 4),
        floor_m2=Decimal(7000 + demo.plan * 5),
        beds=demo.beds or None,
        starts_on=_month(today, 14),
        ends_on=_month(today, -10) - timedelta(days=1),
        clause=row.clause,
        note=NOTE,
    )
    began = _moment(_month(today, 14), now)
    office(operations.describe_project, began, project=row.id, told=told)
    _plan(office, demo, row, today, began)
    _stages(office, demo, row, today, now)
    for back in range(demo.months, int(demo.is_late), -1):
        _report(office, demo, row, back, today, now)
    _needs(office, demo, row, today, now)
    with enter(system_scope("demo projects")):
        Project.objects.filter(id=row.id).update(is_synthetic=True)
    return demo.months - demo.is_late


def _plan(office: _Office, demo: _Demo, row: Project, today: date, at: datetime) -> None:
    """A plan for this year, and for the months of the last one; of four sources."""
    before = demo.plan * FEN * (MONTHS + 1 - today.month) // MONTHS
    for year, fen in ((today.year - 1, before), (today.year, demo.plan * FEN)):
        money = {"city": fen // 10 * 4, "county": fen // 10 * 3, "bank": fen // 10 * 2, "own": fen // 10}
        office(operations.plan_money, at, project=row.id, year=year, money=money)
    need = {"city": demo.plan * FEN // 2, "province": demo.plan * FEN // 10}
    office(operations.need_funds, at, project=row.id, year=today.year, money=need)
    grant = {"year": today.year, "source": "city", "amount_fen": demo.plan * FEN // 4}
    office(operations.grant_by_document, at, project=row.id, document="演示资金文件", **grant)


def _stages(office: _Office, demo: _Demo, row: Project, today: date, now: datetime) -> None:
    """One stage after the other over the year, the last ones in the last months."""
    steps = [stage for stage in FORWARD if stage.rank <= demo.until.rank]
    backs = {Stage.PREPARATION: 14, Stage.STARTED: demo.months or 13, Stage.BUILDING: max(demo.months - 1, 0)}
    backs |= {Stage.COMPLETED: 2, Stage.IN_OPERATION: 1}
    for stage in steps:
        day = _month(today, backs[stage])
        office(operations.change_stage, _moment(day, now), project=row.id, stage=stage.value, on=day)
    if demo.is_suspended:
        paper = {"reason": "资金没有到位，暂缓建设。（演示）", "document": "演示会议纪要"}
        day = first_of(today)
        told = {"stage": "suspended", "on": day, **paper}
        office(operations.change_stage, _moment(day, now), project=row.id, **told)


def _report(office: _Office, demo: _Demo, row: Project, back: int, today: date, now: datetime) -> None:
    """One month: an even course with a little less in the cold ones."""
    month = _month(today, back)
    done = demo.months - back + 1
    cold = 6 if month.month in (1, 2, 12) else 10
    fen = demo.plan * FEN // 12 * cold // 10
    told = MonthTold(
        month=month,
        share=demo.share * done // demo.months,
        money={"city": fen // 2, "county": fen // 4, "bank": fen - fen // 2 - fen // 4},
        says=f"{SAYS[min(done * len(SAYS) // (demo.months + 1), len(SAYS) - 1)]}（演示）",
    )
    at = _moment(_month(today, back - 1) + timedelta(days=4), now)
    office(operations.report_month, at, project=row.id, told=told, is_synthetic=True)


def _in_2014(office: _Office, row: Project, plan: int, done: tuple[int, ...]) -> int:
    """The money of the first plan's year, so that its sums have something beside them. Returns its months."""
    at = datetime(2014, 8, 4, 10, tzinfo=SHANGHAI)
    money = {"city": plan * FEN // 10 * 3, "own": plan * FEN // 10 * 7}
    office(operations.plan_money, at, project=row.id, year=2014, money=money)
    for number, fen in enumerate((one * FEN for one in done), 1):
        told = MonthTold(
            month=date(2014, MONTHS - len(done) + number, 1),
            share=number * 9,
            money={"city": fen // 10 * 3, "own": fen - fen // 10 * 3},
            says="（演示）",
        )
        later = at + timedelta(days=31 * (number + 1))
        office(operations.report_month, later, project=row.id, told=told, is_synthetic=True)
    with enter(system_scope("demo projects")):
        Project.objects.filter(id=row.id).update(is_synthetic=True, note=NOTE)
    return len(done)


def _needs(office: _Office, demo: _Demo, row: Project, today: date, now: datetime) -> None:
    """A parcel, and the problem of a few."""
    supplied = demo.until is not Stage.PREPARATION
    paper: dict[str, Any] = (
        {"state": "supplied", "document": "演示划拨决定书", "supplied_on": _month(today, 14)}
        if supplied
        else {}
    )
    parcel = ParcelTold(f"演示-{demo.number[-2:]}", Decimal(9000 + demo.plan * 4), "allocated", **paper)
    office(operations.add_parcel, now, project=row.id, told=parcel, is_synthetic=True)
    if not demo.problem:
        return
    solver = {"solver": "属地政府（演示）", "due_on": today + timedelta(days=20)}
    words = {"says": f"{demo.problem}（演示）", **solver}
    made = office(operations.open_problem, now, project=row.id, is_synthetic=True, **words)
    if demo.months == MONTHS:
        office(operations.answer_problem, now, problem=made.id, answer="已协调，本月完成。（演示）")


def _bring_in(office: _Office, now: datetime) -> None:
    """One project of the city's own, in the reserve, behind its months."""
    told = ProjectTold(
        name="演示嵩山路综合养老服务中心",
        sector="elder_care",
        area=interval_of("410103")[0],
        leader=LEADERS[0],
        owner="演示建设单位",
        longitude=113.632,
        latitude=34.718,
        beds=90,
        clause="2018-34/3.1.1",
        note=NOTE,
    )
    office(operations.add_project, now, told=told, is_synthetic=True)
    with enter(system_scope("demo projects")):
        operations.propose_batches(now=now)


def _market(office: _Office, now: datetime) -> int:
    """Enterprises with two years, investors, a match with a bank."""
    today = timezone.localdate(now)
    for name, county, kind, sector, level, revenues in ENTERPRISES:
        told = EnterpriseTold(name, interval_of(county)[0], kind, sector, level)
        made = office(operations.list_enterprise, now, told=told, is_synthetic=True)
        for year, revenue in zip((today.year - 1, today.year - 2), revenues, strict=True):
            paper = {"year": year, "revenue_fen": revenue * FEN, "document": "演示审计报告"}
            office(operations.tell_revenue, now, enterprise=made.id, **paper)
        if kind in ("products", "group"):
            loan = BankTold("演示银行", 3000 * FEN, today, enterprise=made.id, agreed_fen=2000 * FEN)
            loan_told = {"told": loan, "is_synthetic": True}
            office(operations.match_bank, now, **loan_told)
    for deal in _deals(today):
        office(operations.tell_attraction, now, told=deal, is_synthetic=True)
    return len(ENTERPRISES)


def _deals(today: date) -> tuple[AttractionTold, ...]:
    xingyang, jingkai = interval_of("410182")[0], interval_of("410171")[0]
    agreed, arrived = _month(today, 9), _month(today, 3)
    return (
        AttractionTold(
            "演示海松国际养老",
            xingyang,
            "arrived",
            is_known_operator=True,
            agreed_fen=52000 * FEN,
            arrived_fen=18000 * FEN,
            agreed_on=agreed,
            arrived_on=arrived,
        ),
        AttractionTold(
            "演示银杏辅具集团",
            jingkai,
            "agreed",
            is_case_by_case=True,
            note="用地和厂房装修一事一议。（演示）",
            agreed_fen=21000 * FEN,
            arrived_fen=3000 * FEN,
            agreed_on=agreed,
        ),
        AttractionTold("演示长乐健康投资", xingyang, "talking"),
    )
