"""Sections of indicators: summary, targets of both plans, places beside each other, pictures."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from chongyang.indicators.enums import Span
from chongyang.indicators.rules.computing import measured_in
from chongyang.indicators.rules.definitions import Indicator, in_force
from chongyang.indicators.rules.lights import light_of
from chongyang.indicators.rules.places import Place
from chongyang.policy.rules.documents import load_documents
from chongyang.policy.rules.promises import load_targets
from chongyang.supervision.reports_sections.asked import Asked
from chongyang.supervision.reports_sections.providing import tells
from chongyang.supervision.rules import reports, reports_lines
from chongyang.supervision.rules.covering import hidden_places
from chongyang.supervision.rules.reports import Block
from chongyang.supervision.rules.reports_lines import Line, number_words
from chongyang.supervision.rules.reports_plan import load_plan, name_of, period_words
from chongyang.territory.rules import reference

HIDDEN = "从略"
ZONE = "zone."
TARGETS = ("目标", "目标值", "条款", "进展", "本期", "上期", "增减")
COVERED = f"“{HIDDEN}”：涉及人数少于 5，或由它能推出这样的数，不列出。"


@tells("summary")
def summary(asked: Asked) -> Iterator[Block]:
    """Sentences from the values: how many targets stand where, what moved, what is late, the headline."""
    lines = lines_of(asked)
    day = reports.day_in_words(asked.day)
    began = "" if asked.is_over else "本期尚未结束，以下为到当日的数。"
    yield reports.words(
        f"截至{day}，{name_of(asked.place)}两份方案中{reports_lines.lights_words(lines)}{began}"
    )
    yield reports.words(reports_lines.moves_words(lines, period_words(asked.period.former)))
    if late := reports_lines.late_words(lines):
        yield reports.words(late)
    if told := "；".join(_headline(asked)):
        yield reports.words(f"主要数值：{told}。")


@tells("targets")
def targets(asked: Asked) -> Iterator[Block]:
    """Every target that an indicator measures at this level, plan by plan."""
    lines = lines_of(asked)
    for document in load_documents():
        rows = [_row(line) for line in lines if line.target.document == document.key]
        if rows:
            title = f"《{document.title}》（{document.number}）的目标"
            yield reports.grid(title, TARGETS, rows, widths=(28, 17, 11, 15, 12, 12, 9), left=4)
    if lines:
        yield reports.words(
            "按年统计的指标，本期为全年的数；年度未满时不与上年相比。没有数值的写“–”，进展不作评价。"
        )


@tells("places")
def places(asked: Asked) -> Iterator[Block]:
    """The places below beside each other, zones apart from counties, each number with its rank; pictures."""
    chosen = [row for row in _headlined(asked) if _levels_fit(row, asked)]
    told = [(row, _told(asked, row)) for row in chosen]
    told = [(row, numbers) for row, numbers in told if any(shown is not None for shown in numbers.values())]
    for title, group in _groups(asked):
        rows = _ranked(asked, group, told)
        if told and rows:
            heads = ("地区", *(f"{row.label}（{measured_in(row, group[0].level)[0]}）" for row, _ in told))
            yield reports.grid(title, heads, rows, widths=(20, *[16] * len(told)), note=COVERED)
    yield from _bars(asked, {row.key: (row, numbers) for row, numbers in told})
    yield from _courses(asked)


def lines_of(asked: Asked) -> list[Line]:
    """The targets of the place with their numbers, in the order of the plans."""
    held = in_force(asked.period.days.last)
    return [
        _line(asked, target, row)
        for target in load_targets()
        for row in held
        if target.id in row.targets and asked.place.level in row.levels
    ]


def _line(asked: Asked, target: Any, indicator: Indicator) -> Line:
    number, former = _number(asked, indicator), None
    if indicator.span is Span.QUARTER or asked.period.quarter in (0, 4):
        row = asked.value(indicator, asked.place, asked.period_of(indicator).former)
        former = row.value if row else None
    light = light_of(indicator, target, asked.place.level, number, asked.day)
    return Line(target, indicator, asked.place.level, number, former, light)


def _number(asked: Asked, indicator: Indicator) -> Decimal | None:
    row = asked.value(indicator, asked.place)
    return row.value if row else None


def _row(line: Line) -> tuple[str, ...]:
    words = [number_words(line.indicator, line.level, number) for number in (line.number, line.former)]
    return (
        line.target.what,
        reports_lines.goal_words(line),
        reports_lines.clause_words(line.target.clause),
        line.light.label if line.is_judged else reports.NO_VALUE,
        *words,
        reports_lines.change_words(line),
    )


def _headlined(asked: Asked) -> list[Indicator]:
    held = {row.key: row for row in in_force(asked.period.days.last)}
    return [held[key] for key in load_plan().headline if key in held]


def _headline(asked: Asked) -> Iterator[str]:
    for row in _headlined(asked):
        number = _number(asked, row)
        if number is not None:
            yield f"{row.label} {number_words(row, asked.place.level, number)}"


def _levels_fit(indicator: Indicator, asked: Asked) -> bool:
    return bool(asked.below) and asked.below[0].level in indicator.levels


def _told(asked: Asked, indicator: Indicator) -> dict[str, Decimal | None]:
    """The numbers of the places below by key; None where nothing is known; covered ones are missing."""
    level = asked.below[0].level
    held = asked.numbers.of(asked.period_of(indicator), level)
    rows = {key: row for (owner, key), row in held.items() if owner == indicator.key}
    hidden = hidden_places(indicator, rows)
    keys = [place.key for place in asked.below if place.key not in hidden]
    return {key: rows[key].value if key in rows else None for key in keys}


def _groups(asked: Asked) -> list[tuple[str, list[Place]]]:
    """Counties and zones are ranked apart; the streets of a unit are one group."""
    if not asked.is_city:
        return [(f"{name_of(asked.place)}各街道（乡镇），括号内为位次", list(asked.below))]
    zones = {unit.key for unit in reference.load_reporting_units() if unit.manager.startswith(ZONE)}
    counties = [place for place in asked.below if place.key not in zones]
    rest = [place for place in asked.below if place.key in zones]
    return [("各县（市、区），括号内为位次", counties), ("各开发区，括号内为位次", rest)]


def _ranked(asked: Asked, group: list[Place], told: list[Any]) -> list[list[str]]:
    """A row a place; places without any number come last and say so."""
    rows = [[place.name] for place in group]
    for indicator, numbers in told:
        known = {p.key: numbers[p.key] for p in group if numbers.get(p.key) is not None}
        order = reports_lines.ranks(known, indicator.direction)
        decimals = measured_in(indicator, group[0].level)[1]
        for place, row in zip(group, rows, strict=True):
            row.append(_cell(place.key, numbers, order, decimals))
    return rows


def _cell(key: str, numbers: dict[str, Decimal | None], order: dict[str, int], decimals: int) -> str:
    if key not in numbers:
        return HIDDEN
    number = numbers[key]
    return reports.NO_VALUE if number is None else f"{number:,.{decimals}f}（{order[key]}）"


def _bars(asked: Asked, told: dict[str, Any]) -> Iterator[Block]:
    for key in load_plan().bars:
        indicator, numbers = told.get(key, (None, {}))
        known = [(p.name, numbers[p.key]) for p in asked.below if numbers.get(p.key) is not None]
        if indicator and len(known) > 1:
            level = asked.below[0].level
            points = [(name, float(n), number_words(indicator, level, n)) for name, n in known]
            points.sort(key=lambda one: -one[1])
            yield reports.bars(
                f"各地{indicator.label}（{period_words(asked.period_of(indicator))}）",
                measured_in(indicator, level)[0],
                points,
            )


def _courses(asked: Asked) -> Iterator[Block]:
    """The last periods of an indicator in this place; a line needs two points."""
    held = {row.key: row for row in in_force(asked.period.days.last)}
    for key in load_plan().course:
        indicator = held.get(key)
        points = (
            list(_points(asked, indicator)) if indicator and asked.place.level in indicator.levels else []
        )
        if indicator and len(points) > 1:
            unit = measured_in(indicator, asked.place.level)[0]
            yield reports.course(f"{indicator.label}历期变化", unit, points)


def _points(asked: Asked, indicator: Indicator) -> Iterator[tuple[str, float, str]]:
    periods = [asked.period_of(indicator)]
    while len(periods) < load_plan().periods:
        periods.append(periods[-1].former)
    for period in reversed(periods):
        row = asked.value(indicator, asked.place, period)
        if row and row.value is not None:
            yield str(period), float(row.value), number_words(indicator, asked.place.level, row.value)
