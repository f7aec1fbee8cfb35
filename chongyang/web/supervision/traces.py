"""The way of a score back: each target with its indicator and clause, each tally by its parts."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language, gettext

from chongyang.core.words import N_
from chongyang.indicators.rules.definitions import load_indicators
from chongyang.policy.rules.promises import load_targets
from chongyang.policy.rules.units import load_units
from chongyang.supervision.enums import Kind
from chongyang.supervision.rules import extracts
from chongyang.supervision.rules.schemes import Item
from chongyang.supervision.rules.sources import LABELS
from chongyang.web.supervision.doing import label_of

NO_DATA = N_("没有数据")
NUMBERS = {
    "due": N_("应报"),
    "on_time": N_("按期"),
    "late": N_("迟报"),
    "returned": N_("退回"),
    "missing": N_("未报"),
    "items": N_("任务"),
    "closed": N_("已销号"),
    "green": N_("绿灯"),
    "yellow": N_("黄灯"),
    "red": N_("红灯"),
    "overdue": N_("逾期"),
    "letters": N_("督办函"),
    "projects": N_("项目"),
    "planned": N_("计划投资"),
    "planned_fen": N_("计划投资"),
    "done": N_("完成投资"),
    "done_fen": N_("完成投资"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """One value behind a score."""

    label: str
    clause: tuple[str, str]
    indicator: str
    place: str
    period: str
    value: str
    goal: str
    percent: str


@dataclass(frozen=True, slots=True)
class Line:
    """One item of a sheet as it is read."""

    item: Item
    label: str
    clause: tuple[str, str]
    most: str
    kind: str
    points: str | None
    counted: str | None
    is_changed: bool
    steps: tuple[Step, ...]
    unknown: tuple[str, ...]
    tally: str
    judges: Mapping[str, Any]

    @property
    def is_judged(self) -> bool:
        return self.item.is_judged


def clause_of(clause: str) -> tuple[str, str]:
    """Document and number, as the address of a clause asks."""
    document, _, number = clause.partition("/")
    return document, number


def line_of(item: Item, score: Any) -> Line:
    """One item with what it came to; `score` is None before anything was counted."""
    trace: Mapping[str, Any] = score.trace if score else {}
    points = extracts.text(score.points) if score else None
    counted = extracts.text(score.counted) if score else None
    return Line(
        item=item,
        label=label_of(item),
        clause=clause_of(item.clause),
        most=extracts.text(item.most) or "",
        kind=item.kind.label,
        points=f"−{points}" if points not in (None, "0") and item.kind is Kind.PENALTY else points,
        counted=counted,
        is_changed=points != counted,
        steps=tuple(_step(told) for told in trace.get("targets", ()) if "share" in told),
        unknown=tuple(_what(told["target"]) for told in trace.get("targets", ()) if "share" not in told),
        tally=_tally(trace) + _under(trace) if "tally" in trace else "",
        judges=trace if "judges" in trace else {},
    )


def _step(told: Mapping[str, Any]) -> Step:
    return Step(
        label=_label(told["indicator"]),
        clause=clause_of(told["clause"]),
        indicator=told["indicator"],
        place=told["place"],
        period=told["period"],
        value=told["value"],
        goal=told["goal"],
        percent=f"{float(told['share']) * 100:.1f}%",
    )


def _label(indicator: str) -> str:
    """What the indicator is called in the reader's language."""
    for row in load_indicators():
        if row.key == indicator:
            return row.english if get_language() == "en" else row.label
    return indicator


def _what(target: str) -> str:
    """What a target promises, in the reader's language; its name where it is no longer known."""
    promises = (row for row in load_targets() if row.id == target)
    return next(((row.english if get_language() == "en" else "") or row.what for row in promises), target)


def _tally(trace: Mapping[str, Any]) -> str:
    """按期 3 / 应报 4, as words."""
    if not any(number != "0" for *_, number in (*trace["up"], *trace["over"])):
        return f"{gettext(LABELS[trace['tally']])}: {gettext(NO_DATA)}"
    up = " + ".join(_part(name, part, number) for name, part, number in trace["up"])
    over = " + ".join(f"{_number(name)} {number}" for name, number in trace["over"])
    return f"{gettext(LABELS[trace['tally']])}: {up} / {over}" if over else _each(trace, up)


def _under(trace: Mapping[str, Any]) -> str:
    """Under which names the numbers stood, where a department counts those from which it took over."""
    keys = trace.get("keys", ())
    names = "、".join(load_units()[key].short for key in keys if key in load_units())
    return gettext("（%(names)s合计）") % {"names": names} if names else ""


def _each(trace: Mapping[str, Any], up: str) -> str:
    return f"{gettext(LABELS[trace['tally']])}: {up} × {trace['each']}"


def _part(name: str, part: str, number: str) -> str:
    return f"{_number(name)} {number}" + (f" × {part}" if part != "1" else "")


def _number(name: str) -> str:
    return gettext(NUMBERS.get(name, name))
