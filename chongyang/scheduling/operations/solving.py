"""The planner asked, its answer checked by an eye that shares no code with it, its choices explained."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from chongyang.routing.rules.checking import broken_rules
from chongyang.routing.rules.day import Answer, Assignment, Day
from chongyang.routing.rules.planner import Budget, plan
from chongyang.routing.rules.replanning import remaining, replan
from chongyang.scheduling.operations.errors import BROKEN, UnableToPlan
from chongyang.scheduling.operations.gathering import Gathered
from chongyang.scheduling.rules.settings import load

if TYPE_CHECKING:
    from chongyang.routing.rules.explaining import Explanation


@dataclass(frozen=True)
class Solved:
    """The whole day's answer; `fixed` are the visits that had begun, `moved` those that changed carers."""

    answer: Answer
    fixed: frozenset[str]
    moved: int


def solve(held: Gathered, minute: float, budget: Budget) -> Solved:
    """Before the day a plan of it all, within the day of what has not begun. Raises UnableToPlan."""
    if not held.day.visits:
        return Solved(replace(held.standing, unserved=()), frozenset(), 0)
    if minute <= 0:
        answer = plan(held.day, budget, given=held.standing if held.standing.assignments else None)
        check(held.day, answer)
        return Solved(answer, frozenset(), _moved(held.standing, answer))
    told = replan(held.day, held.standing, minute, budget, frozen=load().frozen_minutes)
    rest = remaining(held.day, held.standing, told.fixed, minute)
    check(rest, _later(rest, told.answer, told.fixed))
    fixed = frozenset(one.visit for one in told.fixed)
    return Solved(told.answer, fixed, len(told.moved))


def _moved(before: Answer, after: Answer) -> int:
    old = before.by_visit
    changed = [
        key
        for key, parts in after.by_visit.items()
        if key in old and {one.carer for one in parts} != {one.carer for one in old[key]}
    ]
    return len(changed)


def _later(rest: Day, answer: Answer, fixed: tuple[Assignment, ...]) -> Answer:
    """The part of an answer that is of the rest; of a half-begun visit its one part is the first."""
    done = {(one.visit, one.part) for one in fixed}
    left = [one for one in answer.assignments if (one.visit, one.part) not in done]
    single = {visit.key for visit in rest.visits if len(visit.parts) == 1}
    told = tuple(replace(one, part=0) if one.visit in single else one for one in left)
    keys = {visit.key for visit in rest.visits}
    return replace(answer, assignments=told, unserved=tuple(u for u in answer.unserved if u.visit in keys))


def check(day: Day, answer: Answer) -> None:
    """Raises UnableToPlan with the rules that an answer breaks; nothing of it is kept."""
    if broken := broken_rules(day, answer):
        raise UnableToPlan(BROKEN, rules="、".join(sorted({one.rule for one in broken})))


def reasons(held: Gathered, solved: Solved) -> Mapping[tuple[str, int], dict[str, Any]]:
    """Why each carer was chosen, by visit and part; in large plans without the alternatives."""
    from chongyang.routing.rules.explaining import explain  # loads numpy and numba

    found: dict[tuple[str, int], dict[str, Any]] = {}
    large = len(held.movable) > load().explained
    for key, parts in solved.answer.by_visit.items():
        if key not in held.movable or key in solved.fixed or large:
            continue
        if len(parts) == len(held.day.visit_by_key[key].parts):
            for one in explain(held.day, solved.answer, key):
                found[key, one.part] = _told(one)
    return found


def _told(one: Explanation) -> dict[str, Any]:
    told = asdict(one)
    kept = ("needs", "pinned", "known", "added_travel", "unskilled", "forbidden", "busy")
    others = [{"carer": other.carer, "more": other.more} for other in one.alternatives]
    return {name: told[name] for name in kept} | {"alternatives": others}
