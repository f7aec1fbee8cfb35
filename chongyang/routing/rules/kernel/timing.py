"""When each visit begins: earliest times along routes and across them, where two carers meet.

The earliest times are the least fixed point of "not before the carer can be there, not before the window,
not apart from the other carer". They are found by correcting labels upwards from a lower bound (the
general precedence relations of Bartusch, Möhring & Radermacher 1988); a wait in a circle has no fixed point
and is noticed because a label passes its hard limit, a guard or the number of corrections allowed.
"""

from chongyang.routing.rules.kernel.compiled import compiled
from chongyang.routing.rules.kernel.shapes import ABSENT, BASE, LATE, PEAK, Arrays, Scratch, State

EPSILON = 1e-7


@compiled
def leg(day: Arrays, place: int, node: int) -> float:
    """Minutes from a place to a node; none to a break, which happens where the carer is."""
    goal = day.place[node]
    return 0.0 if goal < 0 else day.travel[place, goal]


@compiled
def leaving(day: Arrays, node: int, start: float) -> float:
    """When the carer can go on after what begins at `start`."""
    return max(start + day.duration[node], day.hold[node])


@compiled
def partner_bound(day: Arrays, node: int, start: float) -> float:
    """The earliest start of the other part, given this one's."""
    visit = day.visit[node]
    return start + day.least[visit] if day.first[visit] == node else start - day.most[visit]


@compiled
def begin_trial(paper: Scratch) -> None:
    """A clean sheet: no node raised, no guard, no break moved."""
    paper.number[0] += 1
    if paper.number[0] > 2_000_000_000:
        for i in range(len(paper.mark)):
            paper.mark[i] = 0
        paper.number[0] = 1
    paper.guard[0] = paper.guard[1] = -1
    paper.shifted[0] = paper.shifted[2] = -1


@compiled
def push(paper: Scratch, top: int, node: int, wanted: float) -> int:
    """One more node that may have to begin later."""
    paper.stack[top] = node
    paper.wanted[top] = wanted
    return top + 1


@compiled
def push_following(
    day: Arrays, plan: State, paper: Scratch, top: int, slot: int, before: int, place: int, left: float
) -> int:
    """What comes after a part put in behind `before` that is left at `left`.

    A break there happens at the new part's place, so that what follows the break is reached from there.
    """
    follower = plan.after[before]
    top = push(paper, top, follower, left + leg(day, place, follower))
    if day.place[follower] < 0:
        paper.shifted[2 * slot] = follower
        paper.shifted[2 * slot + 1] = place
        then = plan.after[follower]
        rested = leaving(day, follower, max(left, plan.start[follower]))
        top = push(paper, top, then, rested + leg(day, place, then))
    return top


@compiled
def trial(
    day: Arrays, plan: State, paper: Scratch, top: int, late: float, peak: float, budget: float
) -> bool:
    """Whether all that is raised stays within hard limits and within `budget` of weighted tardiness.

    `late` and `peak` are what the parts put in have by themselves beside the plan's own; the totals stand in
    `paper.result` afterwards.
    """
    number = paper.number[0]
    ends = len(day.visit) + len(plan.length)
    touched = 0
    steps = 0
    while top > 0:
        top -= 1
        node = paper.stack[top]
        wanted = paper.wanted[top]
        marked = paper.mark[node] == number
        now = paper.new[node] if marked else plan.start[node]
        if wanted <= now + EPSILON:
            continue
        steps += 1
        if node == paper.guard[0] or node == paper.guard[1] or wanted > plan.latest[node] + EPSILON:
            return False
        if steps > 4 * len(day.place):
            return False
        if not marked:
            paper.mark[node] = number
            paper.touched[touched] = node
            touched += 1
        paper.new[node] = wanted
        if wanted > day.due[node]:
            late += wanted - max(now, day.due[node])
            peak = max(peak, wanted - day.due[node])
            extra = day.weights[1] * (late - plan.sums[LATE]) + day.weights[2] * (peak - plan.sums[PEAK])
            if extra > budget:
                return False
        if node >= ends:
            continue
        place = plan.at[node]
        if node == paper.shifted[0]:
            place = paper.shifted[1]
        elif node == paper.shifted[2]:
            place = paper.shifted[3]
        follower = plan.after[node]
        top = push(paper, top, follower, leaving(day, node, wanted) + leg(day, place, follower))
        if day.mate[node] >= 0:
            top = push(paper, top, day.mate[node], partner_bound(day, node, wanted))
    paper.result[0] = late
    paper.result[1] = peak
    paper.number[1] = touched
    return True


@compiled
def keep(plan: State, paper: Scratch) -> None:
    """What the last trial raised is raised."""
    for i in range(paper.number[1]):
        node = paper.touched[i]
        plan.start[node] = paper.new[node]
    plan.sums[LATE] = paper.result[0]
    plan.sums[PEAK] = paper.result[1]


@compiled
def unlink(day: Arrays, plan: State, visit: int) -> None:
    """Takes a visit out of its routes; times are stale until `retime`."""
    for part in (day.first[visit], day.second[visit]):
        if part < 0:
            continue
        plan.after[plan.before[part]] = plan.after[part]
        plan.before[plan.after[part]] = plan.before[part]
        plan.length[plan.carer[part]] -= 1
        plan.carer[part] = -1


@compiled
def retime(day: Arrays, plan: State, paper: Scratch, since: float) -> bool:
    """Earliest times anew of all that began at or after `since`, and the sums anew; False for a circle."""
    parts, carers = len(day.visit), len(plan.length)
    for node in range(len(day.place)):
        if plan.start[node] >= since:
            plan.start[node] = day.early[node]
    top = 0
    plan.sums[BASE] = 0.0
    for carer in range(carers):
        node = parts + carer
        final = node + carers
        plan.used[carer] = 0.0
        while node != final:
            follower = plan.after[node]
            way = leg(day, plan.at[node], follower)
            arrival = leaving(day, node, plan.start[node]) + way
            plan.start[follower] = max(plan.start[follower], arrival)
            plan.at[follower] = day.place[follower] if day.place[follower] >= 0 else plan.at[node]
            plan.used[carer] += way
            plan.way[node] = way
            if day.place[node] < 0:
                plan.way[plan.before[node]] = way
            plan.sums[BASE] += day.weights[0] * way
            node = follower
            if node < parts:
                plan.sums[BASE] += day.cost[node, carer]
                if day.place[node] >= 0:
                    plan.used[carer] += day.duration[node]
                mate = day.mate[node]
                if mate >= 0 and plan.start[mate] < partner_bound(day, node, plan.start[node]):
                    plan.start[mate] = partner_bound(day, node, plan.start[node])
                    top = push(paper, top, mate, 0.0)
    if not settle(day, plan, paper, top):
        return False
    sum_up(day, plan)
    if day.strict:
        limit(day, plan)
    return True


@compiled
def limit(day: Arrays, plan: State) -> None:
    """The latest start of each node that leaves all after it within their hard limits.

    Two sweeps carry limits across routes well enough: what is not yet carried is only less strict, and what
    is put in later only tightens, so that a limit never forbids what could be.
    """
    parts, carers = len(day.visit), len(plan.length)
    for node in range(len(day.place)):
        plan.latest[node] = day.late[node]
    for _ in range(2):
        for carer in range(carers):
            node = parts + carers + carer
            while plan.before[node] >= 0:
                earlier = plan.before[node]
                bound = plan.latest[node] - leg(day, plan.at[earlier], node) - day.duration[earlier]
                plan.latest[earlier] = min(plan.latest[earlier], bound)
                mate = day.mate[earlier] if earlier < parts else -1
                if mate >= 0:
                    visit = day.visit[earlier]
                    lag = -day.least[visit] if day.first[visit] == earlier else day.most[visit]
                    plan.latest[earlier] = min(plan.latest[earlier], plan.latest[mate] + lag)
                node = earlier


@compiled
def settle(day: Arrays, plan: State, paper: Scratch, top: int) -> bool:
    """Raises what follows from the pushed nodes until nothing moves any more."""
    ends = len(day.visit) + len(plan.length)
    steps = 0
    while top > 0:
        top -= 1
        node = paper.stack[top]
        steps += 1
        if steps > 8 * len(day.place):
            return False
        if node >= ends:
            continue
        follower = plan.after[node]
        arrival = leaving(day, node, plan.start[node]) + leg(day, plan.at[node], follower)
        if arrival > plan.start[follower] + EPSILON:
            plan.start[follower] = arrival
            top = push(paper, top, follower, 0.0)
        mate = day.mate[node]
        if mate >= 0:
            bound = partner_bound(day, node, plan.start[node])
            if bound > plan.start[mate] + EPSILON:
                plan.start[mate] = bound
                top = push(paper, top, mate, 0.0)
    return True


@compiled
def sum_up(day: Arrays, plan: State) -> None:
    """Tardiness and visits left out, counted anew."""
    late, peak, left = 0.0, 0.0, 0.0
    for visit in range(len(day.first)):
        if plan.carer[day.first[visit]] < 0:
            left += day.penalty[visit]
    for part in range(len(day.visit)):
        if plan.carer[part] >= 0 and plan.start[part] > day.due[part]:
            late += plan.start[part] - day.due[part]
            peak = max(peak, plan.start[part] - day.due[part])
    plan.sums[LATE], plan.sums[PEAK], plan.sums[ABSENT] = late, peak, left


@compiled
def value(day: Arrays, plan: State) -> float:
    """What the plan costs: travel and preferences, tardiness, greatest tardiness, visits left out."""
    sums = plan.sums
    return sums[BASE] + day.weights[1] * sums[LATE] + day.weights[2] * sums[PEAK] + sums[ABSENT]


@compiled
def in_time(day: Arrays, plan: State) -> bool:
    """Whether nothing begins after its limit. Less in a route may be later: a way that was gone before a
    pause, to a visit that is now taken out, is gone after it."""
    parts = len(day.visit)
    for node in range(len(day.place)):
        if (node >= parts or plan.carer[node] >= 0) and plan.start[node] > day.late[node] + EPSILON:
            return False
    return True
