"""Targets beside their values, as a paper says them. Nothing is said that no value says."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from chongyang.indicators.enums import Direction, Level
from chongyang.indicators.rules.computing import measured_in
from chongyang.indicators.rules.definitions import Indicator
from chongyang.indicators.rules.lights import Light, goal_of, is_own_goal, operator_of
from chongyang.policy.rules.documents import load_documents
from chongyang.policy.rules.promises import OPERATORS, Target
from chongyang.supervision.rules.reports import NO_VALUE, joined

PLAIN_UNITS = ("%", "‰")


@dataclass(frozen=True, slots=True)
class Line:
    """One target of a place: its number now and in the former period (None: not known, or not comparable)."""

    target: Target
    indicator: Indicator
    level: Level
    number: Decimal | None
    former: Decimal | None
    light: Light

    @property
    def is_better(self) -> bool | None:
        """Whether it moved the right way; None where it did not move, or nothing is known."""
        if self.number is None or self.former is None or self.number == self.former:
            return None
        return (self.number > self.former) is (self.indicator.direction is Direction.UP)

    @property
    def is_judged(self) -> bool:
        return self.light is not Light.GREY


def number_words(indicator: Indicator, level: Level, number: Decimal | None) -> str:
    """71.3%, 40.2 张, – where it is not known."""
    unit, decimals = measured_in(indicator, level)
    return NO_VALUE if number is None else with_unit(f"{number:,.{decimals}f}", unit)


def with_unit(number: str, unit: str) -> str:
    return f"{number}{unit}" if unit in PLAIN_UNITS else f"{number} {unit}".strip()


def goal_words(line: Line) -> str:
    """不低于 60%; 3–5 家; 700 亿元左右; the word of the operator alone where the plan has no number."""
    asked = (line.indicator, line.target, line.level)
    goal, operator = goal_of(*asked), operator_of(*asked)
    whole = "" if is_own_goal(*asked) else "全市"
    if goal is None:
        return f"{whole}{OPERATORS[line.target.operator]}"
    is_range = operator == "from_to" and goal == line.target.value
    number = f"{goal:,f}–{line.target.value_to}" if is_range else f"{goal.normalize():,f}"
    said = with_unit(number, measured_in(line.indicator, line.level)[0])
    if operator == "about":
        return f"{whole} {said}左右".strip()
    word = "" if operator in ("", "from_to") else OPERATORS[operator]
    return f"{whole}{word} {said}".strip()


@cache
def clause_words(clause: str) -> str:
    """二(三): how the plan itself numbers the clause."""
    return next((row.label for held in load_documents() for row in held.clauses if row.id == clause), clause)


def change_words(line: Line) -> str:
    """+1.2, −3, 持平; – where one of both is not known."""
    if line.number is None or line.former is None:
        return NO_VALUE
    difference = line.number - line.former
    decimals = measured_in(line.indicator, line.level)[1]
    if not difference:
        return "持平"
    return f"{'+' if difference > 0 else '−'}{abs(difference):,.{decimals}f}"


def lights_words(lines: Sequence[Line]) -> str:
    """How many targets stand where."""
    counts = {light: sum(line.light is light for line in lines) for light in Light}
    judged = len(lines) - counts[Light.GREY]
    if not judged:
        return f"列入统计的目标 {len(lines)} 项，都还没有可以评价的数值。"
    told = "，".join(f"{light.label} {counts[light]} 项" for light in Light if light is not Light.GREY)
    rest = f"；其余 {counts[Light.GREY]} 项没有数值或须由人判断，不作评价" if counts[Light.GREY] else ""
    return f"列入统计的目标 {len(lines)} 项，可以评价的 {judged} 项：{told}{rest}。"


def moves_words(lines: Sequence[Line], former: str) -> str:
    """How many moved which way since the former period."""
    known = [line for line in lines if line.number is not None and line.former is not None]
    if not known:
        return f"没有可与上期（{former}）比较的数值。"
    better = sum(line.is_better is True for line in known)
    worse = sum(line.is_better is False for line in known)
    same = len(known) - better - worse
    told = f"改善 {better} 项，退步 {worse} 项，持平 {same} 项"
    return f"与上期（{former}）相比，有两期数值的 {len(known)} 项中，{told}。"


def late_words(lines: Iterable[Line]) -> str:
    """Which targets were not reached in time, those of one name with their number; empty where none."""
    late = [line for line in lines if line.light is Light.RED]
    times = Counter(line.target.what for line in late)
    names = [
        line.target.what if times[line.target.what] == 1 else f"{line.target.what}（{goal_words(line)}）"
        for line in late
    ]
    return f"到期未达到的目标：{joined(names)}。" if names else ""


def ranks(numbers: dict[str, Decimal], direction: Direction) -> dict[str, int]:
    """The place of each key, the best first; equal numbers share a place."""
    ordered = sorted(numbers.values(), reverse=direction is Direction.UP)
    return {key: ordered.index(number) + 1 for key, number in numbers.items()}
