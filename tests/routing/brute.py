"""Whether a visit fits into a plan, found by trying every place of every carer and reckoning times plainly.

Nothing of the planner's is used: routes are lists, times are raised until they stand still.
"""

from itertools import product

from chongyang.routing.rules.day import Answer, Carer, Day
from chongyang.routing.rules.eligible import owes_pause

Stop = tuple[str, int]
PAUSE = "pause"


def could_be_added(day: Day, answer: Answer, key: str, *, pauses: bool) -> bool:
    """Whether the visit can stand in the answer's routes in some place, all hard rules kept."""
    routes = {carer.key: _route(day, answer, carer, pauses) for carer in day.carers}
    visit = day.visit_by_key[key]
    able = [
        [carer.key for carer in day.carers if _may(day, key, part, carer)] for part in range(len(visit.parts))
    ]
    for carers in product(*able):
        if len(set(carers)) < len(carers):
            continue
        for places in product(*(range(len(routes[carer]) + 1) for carer in carers)):
            tried = {carer: list(route) for carer, route in routes.items()}
            for part, (carer, place) in enumerate(zip(carers, places, strict=True)):
                tried[carer].insert(place, (key, part))
            if _stands(day, tried):
                return True
    return False


def _route(day: Day, answer: Answer, carer: Carer, pauses: bool) -> list[Stop]:
    stops: list[tuple[float, int, Stop]] = [
        (one.start, 1, (one.visit, one.part)) for one in answer.routes.get(carer.key, ())
    ]
    if pauses and owes_pause(day, carer):
        begins = max(carer.shift[0], carer.pause.window[0]) if carer.pause else 0.0
        stops.append((answer.pauses.get(carer.key, begins), 0, (PAUSE, 0)))
    return [stop for _, _, stop in sorted(stops)]


def _may(day: Day, key: str, part: int, carer: Carer) -> bool:
    visit = day.visit_by_key[key]
    pinned = part < len(visit.pinned) and visit.pinned[part] not in (None, carer.key)
    listed = visit.allowed is None or carer.key in visit.allowed
    return visit.parts[part].needs <= carer.skills and carer.key not in visit.banned and listed and not pinned


def _stands(day: Day, routes: dict[str, list[Stop]]) -> bool:
    """Earliest times by raising them until nothing moves; no hard limit may be passed."""
    starts: dict[tuple[str, str, int], float] = {}
    for _ in range(60):
        moved = False
        for carer in day.carers:
            moved |= _raise(day, carer, routes[carer.key], starts)
        if any(_too_late(day, stop, start) for stop, start in starts.items()):
            return False
        if not moved:
            return all(_home_in_time(day, carer, routes[carer.key], starts) for carer in day.carers)
    return False


def _raise(day: Day, carer: Carer, route: list[Stop], starts: dict[tuple[str, str, int], float]) -> bool:
    free, place, moved = carer.shift[0], carer.start, False
    for key, part in route:
        name = (key, carer.key if key == PAUSE else "", part)
        if key == PAUSE:
            wanted, minutes = max(free, carer.pause.window[0]), carer.pause.minutes
        else:
            visit = day.visit_by_key[key]
            lag = visit.gap if part else (0.0, 0.0)
            early = visit.window[0] if visit.pinned_at is None else visit.pinned_at + lag[0]
            wanted, minutes = (
                max(free + float(day.travel[place, visit.place]), early),
                visit.parts[part].minutes,
            )
            other = starts.get((key, "", 1 - part))
            if other is not None:
                wanted = max(wanted, other + visit.gap[0] if part else other - visit.gap[1])
            place = visit.place
        if wanted > starts.get(name, -1.0) + 1e-9:
            starts[name] = wanted
            moved = True
        free = starts[name] + minutes
    return moved


def _too_late(day: Day, stop: tuple[str, str, int], start: float) -> bool:
    key, carer, part = stop
    if key == PAUSE:
        return start > day.carer_by_key[carer].pause.window[1] + 1e-6
    visit = day.visit_by_key[key]
    if visit.pinned_at is not None:
        return start > visit.pinned_at + (visit.gap[1] if part else 0.0) + 1e-6
    return start > (visit.window[1] if day.strict else 1e9) + 1e-6


def _home_in_time(
    day: Day, carer: Carer, route: list[Stop], starts: dict[tuple[str, str, int], float]
) -> bool:
    place, free, work, served = carer.start, carer.shift[0], 0.0, False
    for key, part in route:
        if key == PAUSE:
            free = starts[key, carer.key, part] + carer.pause.minutes
            continue
        visit = day.visit_by_key[key]
        minutes = visit.parts[part].minutes
        work += float(day.travel[place, visit.place]) + minutes
        place, free, served = visit.place, starts[key, "", part] + minutes, True
    home = float(day.travel[place, carer.end])
    if not served:
        return True
    return free + home <= carer.shift[1] + 1e-6 and work + home <= carer.most_work + 1e-6
