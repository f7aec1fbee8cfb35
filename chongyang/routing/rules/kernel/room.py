"""Whether a visit fits anywhere at all, whatever it costs: the truth behind "no room"."""

from chongyang.routing.rules.kernel.compiled import compiled
from chongyang.routing.rules.kernel.inserting import care, detour, try_one, try_two
from chongyang.routing.rules.kernel.shapes import INFINITE, Arrays, Scratch, State
from chongyang.routing.rules.kernel.timing import EPSILON, leaving, leg


@compiled
def room_for_one(day: Arrays, plan: State, paper: Scratch, part: int) -> int:
    """Carer and node of a place where a part could stand without breaking a hard rule, whatever it costs."""
    for i in range(day.bounds[part], day.bounds[part + 1]):
        carer = day.allowed[i]
        before = plan.floor[carer]
        while before != len(day.visit) + len(plan.length) + carer:
            if stands(day, plan, paper, part, carer, before):
                paper.choice[0], paper.choice[1] = carer, before
                return 1
            before = plan.after[before]
    return 0


@compiled
def stands(day: Arrays, plan: State, paper: Scratch, part: int, carer: int, before: int) -> bool:
    """Whether a part could stand behind a node of this carer's by itself."""
    start = max(leaving(day, before, plan.start[before]) + leg(day, plan.at[before], part), day.early[part])
    if start > day.late[part] + EPSILON:
        return False
    added = detour(day, plan, part, before)
    if plan.used[carer] + added + care(day, part) > day.work[carer] + EPSILON:
        return False
    return try_one(day, plan, paper, part, before, start, 0.0, INFINITE) < INFINITE


@compiled
def room_for_two(day: Arrays, plan: State, paper: Scratch, visit: int) -> int:
    """Whether a double fits anywhere; every pair of places is looked at."""
    one, other = day.first[visit], day.second[visit]
    nodes = len(day.visit) + len(plan.length)
    for i in range(day.bounds[one], day.bounds[one + 1]):
        carer = day.allowed[i]
        before = plan.floor[carer]
        while before != nodes + carer:
            if stands(day, plan, paper, one, carer, before):
                for j in range(day.bounds[other], day.bounds[other + 1]):
                    carer_too = day.allowed[j]
                    beside = plan.floor[carer_too]
                    while carer_too != carer and beside != nodes + carer_too:
                        fits = stands(day, plan, paper, other, carer_too, beside)
                        if (
                            fits
                            and try_two(day, plan, paper, visit, before, beside, 0.0, INFINITE) < INFINITE
                        ):
                            paper.choice[0], paper.choice[1] = carer, before
                            paper.choice[2], paper.choice[3] = carer_too, beside
                            return 1
                        beside = plan.after[beside]
            before = plan.after[before]
    return 0
