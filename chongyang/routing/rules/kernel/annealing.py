"""The search: take some visits out, put them back in where they cost least, keep what an annealer would.

Ruin and recreate (Schrimpf et al. 2000) with string removals and greedy insertion with blinks (Christiaens &
Vanden Berghe 2020) under simulated annealing; the schedule of routes that meet is that of `timing`.
"""

from chongyang.routing.rules.kernel.chance import below, heat, uniform
from chongyang.routing.rules.kernel.compiled import compiled
from chongyang.routing.rules.kernel.inserting import BLINK, put_in
from chongyang.routing.rules.kernel.ruin import ruin
from chongyang.routing.rules.kernel.shapes import Arrays, Scratch, State
from chongyang.routing.rules.kernel.timing import EPSILON, in_time, retime, value

ORDERS = 7
TRIED = 6
"""Visits left out before that are tried again in a round."""


@compiled
def copy(source: State, target: State) -> None:
    """Makes the second plan like the first."""
    for i in range(len(source.after)):
        target.after[i] = source.after[i]
    for i in range(len(source.before)):
        target.before[i] = source.before[i]
    for i in range(len(source.carer)):
        target.carer[i] = source.carer[i]
    for i in range(len(source.start)):
        target.start[i] = source.start[i]
    for i in range(len(source.latest)):
        target.latest[i] = source.latest[i]
    for i in range(len(source.at)):
        target.at[i] = source.at[i]
        target.way[i] = source.way[i]
    for i in range(len(source.used)):
        target.used[i] = source.used[i]
    for i in range(len(source.length)):
        target.length[i] = source.length[i]
    for i in range(len(source.floor)):
        target.floor[i] = source.floor[i]
    for i in range(len(source.sums)):
        target.sums[i] = source.sums[i]


@compiled
def order_key(day: Arrays, paper: Scratch, visit: int, order: int) -> float:
    """By what the absent are sorted before they are put back."""
    part = day.first[visit]
    chance = uniform(paper)
    if order == 0:
        return chance
    if order == 1:
        return day.early[part] + 1e-3 * chance - (1e9 if day.place[part] < 0 else 0.0)
    if order == 2:
        return -min(day.due[part], day.late[part]) + 1e-3 * chance
    if order == 3:
        return min(day.due[part], day.late[part]) - day.early[part] + 1e-3 * chance
    if order == 4:
        return chance - (1.0 if day.second[visit] >= 0 else 0.0)
    if order == 5:
        return day.bounds[part + 1] - day.bounds[part] + chance
    return -day.penalty[visit] + chance


@compiled
def sort_absent(day: Arrays, paper: Scratch, held: int, order: int) -> None:
    """Sorts the absent visits in place."""
    for i in range(held):
        paper.key[i] = order_key(day, paper, paper.absent[i], order)
    for i in range(1, held):
        key, visit = paper.key[i], paper.absent[i]
        at = i
        while at > 0 and paper.key[at - 1] > key:
            paper.key[at], paper.absent[at] = paper.key[at - 1], paper.absent[at - 1]
            at -= 1
        paper.key[at], paper.absent[at] = key, visit


@compiled
def absent_in(day: Arrays, plan: State, paper: Scratch) -> int:
    """Notes all visits that the plan leaves out; returns how many."""
    held = 0
    for visit in range(len(day.first)):
        if plan.carer[day.first[visit]] < 0:
            paper.absent[held] = visit
            held += 1
    return held


@compiled
def some_absent(day: Arrays, plan: State, paper: Scratch) -> int:
    """Notes a few of the visits left out, others each time: trying all of them would be most of a round."""
    held = absent_in(day, plan, paper)
    for i in range(min(held, TRIED)):
        other = i + below(paper, held - i)
        paper.absent[i], paper.absent[other] = paper.absent[other], paper.absent[i]
    return min(held, TRIED)


@compiled
def recreate(day: Arrays, plan: State, paper: Scratch, held: int, order: int, blink: float) -> None:
    """Puts the absent back in this order, each where it costs least."""
    sort_absent(day, paper, held, order)
    for i in range(held):
        if put_in(day, plan, paper, paper.absent[i], blink):
            plan.sums[3] -= day.penalty[paper.absent[i]]


@compiled
def construct(day: Arrays, plan: State, paper: Scratch, order: int) -> float:
    """Puts all absent visits into a plan; its value."""
    retime(day, plan, paper, -1e15)
    recreate(day, plan, paper, absent_in(day, plan, paper), order, 0.0)
    retime(day, plan, paper, -1e15)
    return value(day, plan)


@compiled
def anneal(
    day: Arrays,
    plan: State,
    now: State,
    best: State,
    paper: Scratch,
    rounds: int,
    hot: float,
    cold: float,
    average: float,
) -> int:
    """So many rounds while the temperature falls from `hot` to `cold`; returns how many were taken up.

    `now` is the plan that the annealer stands on, `best` the best it saw, `plan` the one being changed.
    """
    taken = 0
    standing, record = value(day, now), value(day, best)
    cooling = (cold / hot) ** (1.0 / max(1, rounds))
    temperature = hot
    copy(now, plan)
    for _ in range(rounds):
        temperature *= cooling
        held = some_absent(day, plan, paper) if plan.sums[3] > 0.0 else 0
        held = ruin(day, plan, paper, held, average)
        whole = retime(day, plan, paper, paper.result[0] - EPSILON) and in_time(day, plan)
        if whole:
            recreate(day, plan, paper, held, below(paper, ORDERS), BLINK)
        found = value(day, plan)
        if whole and found < standing + heat(paper, temperature):
            standing = found
            copy(plan, now)
            taken += 1
            if found < record - EPSILON:
                record = found
                copy(plan, best)
        else:
            copy(now, plan)
    return taken
