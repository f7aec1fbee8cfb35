"""Which visits are taken out: strings of neighbours, as in slack induction by string removals.

Christiaens & Vanden Berghe, "Slack Induction by String Removals for Vehicle Routing Problems",
Transportation Science 54(2), 2020. A visit of two carers leaves both routes. Seeds are any visit, or one of
those that begin late.
"""

from chongyang.routing.rules.kernel.chance import below, uniform
from chongyang.routing.rules.kernel.compiled import compiled
from chongyang.routing.rules.kernel.shapes import INFINITE, Arrays, Scratch, State
from chongyang.routing.rules.kernel.timing import EPSILON, unlink

AVERAGE, LONGEST = 10.0, 10
SPLIT, LESS = 0.5, 0.01
TARDY = 0.15
"""How often the seed is a visit that begins late."""


@compiled
def seed_visit(day: Arrays, plan: State, paper: Scratch) -> int:
    """Where the cut begins: any visit, now and then a late one."""
    visits = len(day.first)
    chosen = below(paper, visits)
    if uniform(paper) < TARDY and plan.sums[1] > EPSILON:
        for step in range(visits):
            visit = (chosen + step) % visits
            part = day.first[visit]
            if plan.carer[part] >= 0 and plan.start[part] > day.due[part] + EPSILON:
                return visit
    return chosen


@compiled
def average_length(plan: State) -> float:
    """Parts in a route that is not empty, on average."""
    total, routes = 0, 0
    for carer in range(len(plan.length)):
        total += plan.length[carer]
        routes += 1 if plan.length[carer] > 0 else 0
    return total / max(1, routes)


@compiled
def take_out(day: Arrays, plan: State, paper: Scratch, held: int, part: int) -> int:
    """One visit less; it is noted as absent."""
    visit = day.visit[part]
    paper.absent[held] = visit
    since = plan.start[part]
    if day.mate[part] >= 0:
        since = min(since, plan.start[day.mate[part]]) - day.most[visit]
    paper.result[0] = min(paper.result[0], since)
    unlink(day, plan, visit)
    return held + 1


@compiled
def cut_string(day: Arrays, plan: State, paper: Scratch, held: int, part: int, length: int) -> int:
    """Takes `length` parts around this one out of its route, sometimes leaving some in the middle."""
    parts = len(day.visit)
    carer = plan.carer[part]
    kept = 0
    if length > 1 and length < plan.length[carer] and uniform(paper) < SPLIT:
        kept = 1
        while length + kept < plan.length[carer] and uniform(paper) > LESS:
            kept += 1
    node = part
    for _ in range(below(paper, length + kept)):
        if plan.before[node] < parts and node != plan.floor[carer]:
            node = plan.before[node]
    skip = below(paper, length) if kept > 0 else length
    seen = 0
    while node < parts and seen < length + kept:
        then = plan.after[node]
        if seen < skip or seen >= skip + kept:
            held = take_out(day, plan, paper, held, node)
        seen += 1
        node = then
    return held


@compiled
def ruin(day: Arrays, plan: State, paper: Scratch, held: int, average: float) -> int:
    """Takes strings out of routes near a seed; returns the count of absent visits in `paper.absent`."""
    paper.result[0] = INFINITE
    for i in range(len(paper.ruined)):
        paper.ruined[i] = 0
    longest = min(float(LONGEST), average_length(plan))
    strings = int(1.0 + uniform(paper) * (4.0 * average / (1.0 + longest) - 1.0))
    strings = max(1, strings)
    seed = seed_visit(day, plan, paper)
    near = day.akin if uniform(paper) < 0.5 else day.near
    cut = 0
    for i in range(-1, near.shape[1]):
        if cut >= strings:
            break
        visit = seed if i < 0 else near[seed, i]
        part = day.first[visit]
        if day.second[visit] >= 0 and uniform(paper) < 0.5:
            part = day.second[visit]
        carer = plan.carer[part]
        if carer < 0 or paper.ruined[carer]:
            continue
        length = 1 + int(uniform(paper) * min(longest, float(plan.length[carer])))
        held = cut_string(day, plan, paper, held, part, min(length, plan.length[carer]))
        paper.ruined[carer] = 1
        cut += 1
    return held
