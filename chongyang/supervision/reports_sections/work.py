"""Sections of work: duties, projects, approvals, designations, returns, and a year's assessment."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import fields
from typing import Any

from django.utils import timezone

from chongyang.approvals import queries as approvals
from chongyang.approvals.rules import catalogue as stages
from chongyang.designations import queries as designations
from chongyang.designations.rules.titles import load_titles
from chongyang.duties import queries as duties
from chongyang.duties.enums import Light
from chongyang.indicators.enums import Level
from chongyang.indicators.rules.places import CITY, load_places
from chongyang.projects import queries as projects
from chongyang.projects.enums import Stage
from chongyang.reporting import queries as reporting
from chongyang.supervision.queries.publishing import list_published
from chongyang.supervision.reports_sections.asked import Asked
from chongyang.supervision.reports_sections.providing import tells
from chongyang.supervision.rules import reports
from chongyang.supervision.rules.reports import Block
from chongyang.supervision.rules.tables import PUBLISHED
from chongyang.territory.rules import organisations, reference

DUTIES = ("单位", "任务", "已销号", "绿", "黄", "红", "逾期", "督办函")
RED = ("任务", "单位", "原因")
PROJECTS = ("地区", "项目", *(stage.label for stage in Stage), "计划投资（万元）", "完成投资（万元）")
APPROVALS = ("阶段", "办结许可", "按期", "按期率", "不予许可", "平均用时（工作日）")
TITLES = ("称号", "期末", "上期末")
RETURNS = ("地区或单位", "应报", "按时", "迟报", "未报", "退回过", "按时率")
RANKED = ("位次", "单位", "得分")
SET_BY_OFFICE = "由领导小组办公室另定"
NO_COUNTY = "不属于单一县（市、区）的"


@tells("duties")
def duty_ledger(asked: Asked) -> Iterator[Block]:
    """The ledger as of the period's end, by organisation; why a duty is red."""
    tally = duties.tally(asked.reader, asked.period, today=asked.day)
    if not tally:
        return
    names = tuple(field.name for field in fields(duties.Tally))
    whole = Counter({name: sum(getattr(row, name) for row in tally.values()) for name in names})
    yield reports.words(
        f"分解到单位的任务 {whole['items']:,} 项，已销号 {whole['closed']:,} 项；"
        f"亮绿灯 {whole['green']:,} 项，黄灯 {whole['yellow']:,} 项，红灯 {whole['red']:,} 项，"
        f"尚不能判断 {whole['grey']:,} 项；逾期 {whole['overdue']:,} 项。"
        f"本期签发督办函 {whole['letters']:,} 件。"
    )
    told = ("items", "closed", "green", "yellow", "red", "overdue", "letters")
    rows = [[_organisation(key), *_numbers(row, told)] for key, row in tally.items()]
    yield reports.grid("各单位任务进展", DUTIES, rows, widths=(37, 9, 9, 9, 9, 9, 9, 9))
    red = duties.list_lit(asked.reader, asked.period, Light.RED, today=asked.day)
    if red:
        yield reports.grid("红灯任务", RED, [_red(row) for row in red], widths=(44, 26, 30), left=3)


def _red(row: Any) -> list[str]:
    why = SET_BY_OFFICE if row.set_by else "；".join(rule.words for rule in row.judged.why)
    return [row.item.what, _organisation(row.run.organisation_key), why]


@tells("projects")
def project_library(asked: Asked) -> Iterator[Block]:
    """The library by unit and stage, the year's planned and done investment, how many stand still."""
    tally = projects.tally(asked.reader, asked.period.year)
    if not tally:
        return
    planned, done = (
        sum(getattr(row, name) for row in tally.values()) for name in ("planned_fen", "done_fen")
    )
    still = sum(row.by_stage[Stage.SUSPENDED.value] for row in tally.values())
    share = f"，完成 {done * 100 / planned:.1f}%" if planned else ""
    yield reports.words(
        f"入库项目 {sum(row.projects for row in tally.values()):,} 个，其中停缓 {still} 个。"
        f"{asked.period.year}年计划投资 {reports.ten_thousand_yuan(planned)} 万元，"
        f"已完成 {reports.ten_thousand_yuan(done)} 万元{share}。"
    )
    order = [key for key in (CITY, *_units()) if key in tally]
    rows = [[_place(key), *_project_numbers(tally[key])] for key in order]
    note = "阶段为生成报告时的阶段；投资为当年累计。"
    yield reports.grid("各地项目", PROJECTS, rows, widths=(17, 8, *[8] * len(Stage), 15, 15), note=note)


def _project_numbers(row: Any) -> list[str]:
    numbers = [f"{row.by_stage[stage.value]:,}" for stage in Stage]
    return [
        f"{row.projects:,}",
        *numbers,
        reports.ten_thousand_yuan(row.planned_fen),
        reports.ten_thousand_yuan(row.done_fen),
    ]


@tells("approvals")
def four_stages(asked: Asked) -> Iterator[Block]:
    """What was decided in the period, stage by stage, in working days."""
    tally = approvals.tally(asked.reader, asked.period.days, asked.now)
    held = tally.get(CITY if asked.is_city else asked.place.key, {})
    found = [(stage, held[stage.name]) for stage in stages.load().stages if stage.name in held]
    ended = [(stage, row) for stage, row in found if row.permitted or row.refused]
    if ended:
        rows = [_approved(stage.label, row) for stage, row in ended]
        yield reports.grid("本期办结的审批阶段", APPROVALS, rows, widths=(34, 13, 11, 13, 13, 16))


def _approved(label: str, row: Any) -> list[str]:
    share, average = row.share_in_time, row.average
    return [
        label,
        f"{row.permitted:,}",
        f"{row.in_time:,}",
        reports.NO_VALUE if share is None else f"{share:.1f}%",
        f"{row.refused:,}",
        reports.NO_VALUE if average is None else f"{average:.1f}",
    ]


@tells("designations")
def titles(asked: Asked) -> Iterator[Block]:
    """How many of each title were held on the last day, and on the former period's."""
    now = designations.count_held(asked.reader, asked.day)
    former = designations.count_held(asked.reader, asked.period.former.days.last)
    labels = {one.key: one.label for one in load_titles()}
    rows = [
        [label, f"{now.get(key, 0):,}", f"{former.get(key, 0):,}"]
        for key, label in labels.items()
        if key in now or key in former
    ]
    if rows:
        yield reports.grid("持有的称号", TITLES, rows, widths=(60, 20, 20))


@tells("reporting")
def returns(asked: Asked) -> Iterator[Block]:
    """Who handed in on time: units with their streets, and the city's lead units."""
    tally = reporting.tally(asked.reader, asked.period, today=timezone.localdate(asked.now))
    sums = _by_unit(tally) if asked.is_city else {key: _counted(row) for key, row in tally.items()}
    whole: Counter[str] = sum(sums.values(), Counter())
    if not whole["due"] and not whole["waiting"]:
        return
    still = f"；另有 {whole['waiting']:,} 份未到期" if whole["waiting"] else ""
    yield reports.words(
        f"应报 {whole['due']:,} 份，按时 {whole['on_time']:,} 份，迟报 {whole['late']:,} 份，未报"
        f" {whole['missing']:,} 份；退回过 {whole['returned']:,} 份，已锁定 {whole['locked']:,} 份{still}。"
    )
    rows = [[_place(key) or _organisation(key), *_returned(row)] for key, row in sorted(sums.items())]
    note = "县（市、区）的数含其街道（乡镇）。" if asked.is_city else ""
    yield reports.grid("填报的按时情况", RETURNS, rows, widths=(34, 11, 11, 11, 11, 11, 11), note=note)


def _by_unit(tally: Mapping[str, Any]) -> dict[str, Counter[str]]:
    """Streets are added to the unit that manages them."""
    found: dict[str, Counter[str]] = {}
    for key, row in tally.items():
        place = load_places().get(key)
        name = place.unit if place and place.level is Level.STREET and place.unit else key
        found.setdefault(name, Counter()).update(_counted(row))
    return found


def _counted(row: Any) -> "Counter[str]":
    return Counter({field.name: getattr(row, field.name) for field in fields(row)})


def _returned(row: "Counter[str]") -> list[str]:
    numbers = [f"{row[name]:,}" for name in ("due", "on_time", "late", "missing", "returned")]
    return [*numbers, f"{row['on_time'] * 100 / row['due']:.1f}%" if row["due"] else reports.NO_VALUE]


@tells("assessment")
def assessment(asked: Asked) -> Iterator[Block]:
    """What was published of the year's assessment, each list apart; of a county its own line."""
    own = "" if asked.is_city else asked.place.name
    for row in list_published():
        if row.year == asked.period.year and row.state == PUBLISHED:
            lines = [one for one in row.extract["rows"] if own in ("", one["name"])]
            told = [[str(one["rank"] or reports.NO_VALUE), one["name"], one["total"] or "–"] for one in lines]
            if told:
                yield reports.grid(f"考核结果（{row.number}）", RANKED, told, widths=(15, 60, 25))


def _numbers(row: Any, names: tuple[str, ...]) -> list[str]:
    return [f"{getattr(row, name):,}" for name in names]


def _organisation(key: str) -> str:
    return next((one.name for one in organisations.load_organisations() if one.key == key), key)


def _units() -> list[str]:
    return [unit.key for unit in reference.load_reporting_units()]


def _place(key: str) -> str:
    if key == CITY:
        return NO_COUNTY
    place = load_places().get(key)
    return place.name if place else ""
