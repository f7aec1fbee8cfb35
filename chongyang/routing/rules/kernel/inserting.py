"""Where a visit goes at the least cost: exact for one carer, over the cheapest pairs of places for two.

Each place is priced by a lower bound first (travel, preference, own tardiness, the next visit's delay); only
what may still be cheapest is tried with all its consequences.
"""

from chongyang.routing.rules.kernel.chance import uniform
from chongyang.routing.rules.kernel.compiled import compiled
from chongyang.routing.rules.kernel.shapes import (
    BASE,
    INFINITE,
    LATE,
    LISTED,
    PEAK,
    Arrays,
    Ints,
    Scratch,
    State,
)
from chongyang.routing.rules.kernel.timing import (
    EPSILON,
    begin_trial,
    keep,
    leaving,
    leg,
    partner_bound,
    push_following,
    trial,
)

BLINK = 0.01


@compiled
def where_of(day: Arrays, plan: State, part: int, before: int) -> int:
    """The place of a part behind `before`; a break's is that of the carer."""
    return day.place[part] if day.place[part] >= 0 else plan.at[before]


@compiled
def coming(day: Arrays, plan: State, before: int, part: int) -> float:
    """Minutes from where a node happens to a part."""
    place = day.place[part]
    return 0.0 if place < 0 else day.back[place, plan.at[before]]


@compiled
def detour(day: Arrays, plan: State, part: int, before: int) -> float:
    """Minutes of travel that a part adds behind `before`."""
    place = day.place[part]
    if place < 0:
        return 0.0
    follower = plan.after[before]
    if day.place[follower] < 0:
        follower = plan.after[follower]
    return day.back[place, plan.at[before]] + day.travel[place, day.place[follower]] - plan.way[before]


@compiled
def care(day: Arrays, part: int) -> float:
    """Minutes that count as work."""
    return 0.0 if day.place[part] < 0 else day.duration[part]


@compiled
def floor_price(day: Arrays, plan: State, part: int, before: int, start: float, travelled: float) -> float:
    """At least so much: travel, own tardiness, and that of the very next visit."""
    late = max(0.0, start - day.due[part])
    follower = plan.after[before]
    place = where_of(day, plan, part, before)
    arrival = leaving(day, part, start) + leg(day, place, follower)
    if arrival > plan.start[follower]:
        if arrival > plan.latest[follower] + EPSILON:
            return INFINITE
        late += max(0.0, arrival - day.due[follower]) - max(0.0, plan.start[follower] - day.due[follower])
    return day.weights[0] * travelled + day.weights[1] * late


@compiled
def try_one(
    day: Arrays, plan: State, paper: Scratch, part: int, before: int, start: float, spent: float, best: float
) -> float:
    """The whole price of one part in one place; infinite if a hard rule breaks or it is not below `best`."""
    begin_trial(paper)
    paper.guard[0] = before
    own = max(0.0, start - day.due[part])
    place = where_of(day, plan, part, before)
    top = push_following(day, plan, paper, 0, 0, before, place, leaving(day, part, start))
    late, peak = plan.sums[LATE] + own, max(plan.sums[PEAK], own)
    if not trial(day, plan, paper, top, late, peak, best - spent):
        return INFINITE
    return spent + extra_of(day, plan, paper)


@compiled
def extra_of(day: Arrays, plan: State, paper: Scratch) -> float:
    """The weighted tardiness that the last trial added."""
    return day.weights[1] * (paper.result[0] - plan.sums[LATE]) + day.weights[2] * (
        paper.result[1] - plan.sums[PEAK]
    )


@compiled
def best_for_one(day: Arrays, plan: State, paper: Scratch, part: int, limit: float, blink: float) -> float:
    """The cheapest place of a part of a one-carer visit; carer and node before stand in `paper.choice`.

    With the chance `blink` a place is overlooked (Christiaens & Vanden Berghe 2020), which keeps the search
    from building the same plan again and again.
    """
    best = limit
    for i in range(day.bounds[part], day.bounds[part + 1]):
        carer = day.allowed[i]
        wish = day.cost[part, carer]
        final = len(day.visit) + len(plan.length) + carer
        before = plan.floor[carer]
        while before != final and wish < best:
            arrival = leaving(day, before, plan.start[before]) + coming(day, plan, before, part)
            start = max(arrival, day.early[part])
            if start > day.late[part] + EPSILON:
                break
            added = detour(day, plan, part, before)
            price = wish + floor_price(day, plan, part, before, start, added)
            fits = plan.used[carer] + added + care(day, part) <= day.work[carer] + EPSILON
            if price < best and fits and (blink == 0.0 or uniform(paper) >= blink):
                spent = wish + day.weights[0] * added
                price = try_one(day, plan, paper, part, before, start, spent, best)
                if price < best - EPSILON:
                    best = price
                    paper.choice[0], paper.choice[1] = carer, before
            before = plan.after[before]
    return best


@compiled
def list_places(
    day: Arrays, plan: State, paper: Scratch, part: int, side: int, limit: float, blink: float
) -> int:
    """The cheapest places of one part of a double by their lower bound, cheapest first; returns how many."""
    held = 0
    prices = paper.prices[side]
    places = paper.lists[side]
    for i in range(day.bounds[part], day.bounds[part + 1]):
        carer = day.allowed[i]
        wish = day.cost[part, carer]
        final = len(day.visit) + len(plan.length) + carer
        before = plan.floor[carer]
        while before != final:
            arrival = leaving(day, before, plan.start[before]) + coming(day, plan, before, part)
            start = max(arrival, day.early[part])
            if start > day.late[part] + EPSILON:
                break
            added = detour(day, plan, part, before)
            price = wish + floor_price(day, plan, part, before, start, added)
            fits = plan.used[carer] + added + care(day, part) <= day.work[carer] + EPSILON
            full = held == LISTED and price >= prices[held - 1]
            if fits and price < limit and not full and (blink == 0.0 or uniform(paper) >= blink):
                held = min(held + 1, LISTED)
                at = held - 1
                while at > 0 and prices[at - 1] > price:
                    prices[at] = prices[at - 1]
                    places[at, 0], places[at, 1] = places[at - 1, 0], places[at - 1, 1]
                    at -= 1
                prices[at] = price
                places[at, 0], places[at, 1] = carer, before
            before = plan.after[before]
    return held


@compiled
def pair_starts(
    day: Arrays, plan: State, one: int, other: int, before: int, beside: int
) -> tuple[float, float]:
    """When both parts begin, seen from who comes before each."""
    first = leaving(day, before, plan.start[before]) + coming(day, plan, before, one)
    second = leaving(day, beside, plan.start[beside]) + coming(day, plan, beside, other)
    first, second = max(first, day.early[one]), max(second, day.early[other])
    second = max(second, partner_bound(day, one, first))
    return max(first, partner_bound(day, other, second)), second


@compiled
def try_two(
    day: Arrays, plan: State, paper: Scratch, visit: int, before: int, beside: int, spent: float, best: float
) -> float:
    """The whole price of a double in two places."""
    one, other = day.first[visit], day.second[visit]
    first, second = pair_starts(day, plan, one, other, before, beside)
    if first > day.late[one] + EPSILON or second > day.late[other] + EPSILON:
        return INFINITE
    tardy, tardy_too = max(0.0, first - day.due[one]), max(0.0, second - day.due[other])
    late = plan.sums[LATE] + tardy + tardy_too
    peak = max(plan.sums[PEAK], max(tardy, tardy_too))
    if spent + day.weights[1] * (tardy + tardy_too) + day.weights[2] * (peak - plan.sums[PEAK]) >= best:
        return INFINITE
    begin_trial(paper)
    paper.guard[0], paper.guard[1] = before, beside
    top = push_following(day, plan, paper, 0, 0, before, day.place[one], leaving(day, one, first))
    top = push_following(day, plan, paper, top, 1, beside, day.place[other], leaving(day, other, second))
    if not trial(day, plan, paper, top, late, peak, best - spent):
        return INFINITE
    return spent + extra_of(day, plan, paper)


@compiled
def best_for_two(day: Arrays, plan: State, paper: Scratch, visit: int, limit: float, blink: float) -> float:
    """The cheapest pair of places of a double, of two carers; the choice stands in `paper.choice`."""
    best = limit
    one, other = day.first[visit], day.second[visit]
    ones = list_places(day, plan, paper, one, 0, best, blink)
    others = list_places(day, plan, paper, other, 1, best, blink)
    if ones == 0 or others == 0:
        return best
    for i in range(ones):
        if paper.prices[0, i] + paper.prices[1, 0] >= best:
            break
        carer, before = paper.lists[0, i, 0], paper.lists[0, i, 1]
        spent = day.cost[one, carer] + day.weights[0] * detour(day, plan, one, before)
        for j in range(others):
            if paper.prices[0, i] + paper.prices[1, j] >= best:
                break
            carer_too, beside = paper.lists[1, j, 0], paper.lists[1, j, 1]
            if carer_too == carer:
                continue
            both = spent + day.cost[other, carer_too] + day.weights[0] * detour(day, plan, other, beside)
            price = try_two(day, plan, paper, visit, before, beside, both, best)
            if price < best - EPSILON:
                best = price
                paper.choice[0], paper.choice[1] = carer, before
                paper.choice[2], paper.choice[3] = carer_too, beside
    return best


@compiled
def relay(day: Arrays, plan: State, part: int) -> None:
    """Ways to and from a part that now stands in its route; a pause beside it has the same ways."""
    before, follower, place = plan.before[part], plan.after[part], plan.at[part]
    plan.way[before] = day.back[place, plan.at[before]]
    if before < len(day.visit) and day.place[before] < 0:
        plan.way[plan.before[before]] = plan.way[before]
    goal = follower if day.place[follower] >= 0 else plan.after[follower]
    plan.way[part] = day.travel[place, day.place[goal]]
    if goal != follower:
        plan.way[follower] = plan.way[part]


@compiled
def link(day: Arrays, plan: State, part: int, carer: int, before: int, start: float) -> None:
    """Puts a part behind a node, with its travel and work; what follows is raised by `keep`."""
    added = detour(day, plan, part, before)
    place = where_of(day, plan, part, before)
    follower = plan.after[before]
    plan.after[before], plan.before[part] = part, before
    plan.after[part], plan.before[follower] = follower, part
    plan.carer[part] = carer
    plan.start[part] = start
    plan.latest[part] = day.late[part]
    plan.at[part] = place
    if day.place[follower] < 0:
        plan.at[follower] = place
    if day.place[part] < 0:
        plan.way[part] = plan.way[before]
    else:
        relay(day, plan, part)
    plan.length[carer] += 1
    plan.used[carer] += added + care(day, part)
    plan.sums[BASE] += day.weights[0] * added + day.cost[part, carer]


@compiled
def put_in(day: Arrays, plan: State, paper: Scratch, visit: int, blink: float) -> bool:
    """Puts a visit where it costs least; False if nowhere, or if leaving it out costs less."""
    limit = day.penalty[visit]
    one, other = day.first[visit], day.second[visit]
    if other < 0:
        if best_for_one(day, plan, paper, one, limit, blink) >= limit - EPSILON:
            return False
        return put_one_at(day, plan, paper, one, paper.choice[0], paper.choice[1])
    if best_for_two(day, plan, paper, visit, limit, blink) >= limit - EPSILON:
        return False
    return put_two_at(day, plan, paper, visit, paper.choice)


@compiled
def put_one_at(day: Arrays, plan: State, paper: Scratch, part: int, carer: int, before: int) -> bool:
    """Puts a part behind a node of that carer's, if no hard rule breaks."""
    arrival = leaving(day, before, plan.start[before]) + coming(day, plan, before, part)
    start = max(arrival, day.early[part])
    if start > day.late[part] + EPSILON:
        return False
    if try_one(day, plan, paper, part, before, start, 0.0, INFINITE) >= INFINITE:
        return False
    link(day, plan, part, carer, before, start)
    keep(plan, paper)
    return True


@compiled
def put_two_at(day: Arrays, plan: State, paper: Scratch, visit: int, choice: Ints) -> bool:
    """Puts both parts of a double behind two nodes, if no hard rule breaks."""
    one, other = day.first[visit], day.second[visit]
    carer, before, carer_too, beside = choice[0], choice[1], choice[2], choice[3]
    if try_two(day, plan, paper, visit, before, beside, 0.0, INFINITE) >= INFINITE:
        return False
    first, second = pair_starts(day, plan, one, other, before, beside)
    link(day, plan, one, carer, before, first)
    link(day, plan, other, carer_too, beside, second)
    keep(plan, paper)
    return True
