"""How the numbers came about, and what is missing or not confirmed: said plainly."""

from collections.abc import Iterator

from chongyang.indicators.enums import Source
from chongyang.indicators.rules.definitions import Indicator, in_force
from chongyang.supervision.reports_sections.asked import Asked
from chongyang.supervision.reports_sections.providing import tells
from chongyang.supervision.rules import reports
from chongyang.supervision.rules.reports import Block
from chongyang.supervision.rules.reports_plan import load_plan

COLUMNS = 3
RULES = (
    "指标由程序从业务记录逐行计算，或由单位按季填报、逐级审核后锁定；每个指标的分子、分母和口径见指标库。",
    "进展的评价规则：达到目标值为“已达到”；未达到的，在目标日期前为“推进中”，到期后为“到期未达到”；“左右”“基本”“力争”"
    "的目标到期后仍为“推进中”，由人判断；没有数值的不评价。方案未写日期的，以规划期末为准。",
    "涉及人数少于 5 的分组不列出；由其他数能推出的一并不列出。全市合计列出。",
)


@tells("sources")
def sources(asked: Asked) -> Iterator[Block]:
    """Where numbers come from, and when those of this report were last computed."""
    for text in RULES:
        yield reports.words(text)
    rows = [asked.value(row, asked.place) for row in _held(asked)]
    found = [row for row in rows if row]
    if found:
        reported = sum(row.source == Source.REPORTED.value for row in found)
        locked = sum(row.locked_at is not None for row in found)
        yield reports.words(
            f"本报告用到的指标值 {len(found)} 个：自动计算 {len(found) - reported} 个，填报 {reported} 个，"
            f"已锁定 {locked} 个；自动计算的，以最近一次写入的值为准，可按版本重新计算核对。"
        )


@tells("missing")
def missing(asked: Asked) -> Iterator[Block]:
    """Sections and indicators without a value, readings that nobody confirmed."""
    if asked.empty:
        yield reports.words(f"没有数值的部分：{'、'.join(asked.empty)}。")
    lacking = [row for row in _held(asked) if not _has_value(asked, row)]
    for source, said in ((Source.REPORTED, "应由单位填报而没有值"), (Source.COMPUTED, "应自动计算而没有值")):
        names = [row.label for row in lacking if row.source is source]
        if names:
            yield _names(f"{said}的指标（{len(names)} 个）", names)
    if names := [row.label for row in _held(asked) if not row.confirmed]:
        yield _names(f"口径未经市里确认的指标（{len(names)} 个）", names)
    if not load_plan().layout["confirmed"]:
        yield reports.words(f"版式参照 {load_plan().layout['source']}，未与标准原文核对。")


def _names(title: str, names: list[str]) -> Block:
    """Names in columns."""
    filled = names + [""] * (-len(names) % COLUMNS)
    rows = [filled[place : place + COLUMNS] for place in range(0, len(filled), COLUMNS)]
    return reports.grid(title, ("指标",) * COLUMNS, rows, widths=(1,) * COLUMNS, left=COLUMNS)


def _held(asked: Asked) -> list[Indicator]:
    """The indicators that this place has."""
    held = in_force(asked.period.days.last)
    return [row for row in held if asked.place.level in row.levels]


def _has_value(asked: Asked, indicator: Indicator) -> bool:
    row = asked.value(indicator, asked.place)
    return row is not None and row.value is not None
