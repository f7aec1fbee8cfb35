"""A day as arrays for the compiled loops, and a plan of linked routes as an answer."""

from dataclasses import dataclass

import numpy as np

from chongyang.routing.rules.day import Carer, Day, Visit
from chongyang.routing.rules.eligible import eligible, owes_pause, personal_cost, usable
from chongyang.routing.rules.kernel.shapes import INFINITE, Arrays, Floats, Ints, State

NEIGHBOURS = 100
HOUR_WEIGHT = 0.3
"""How many minutes of travel an hour's difference counts, a minute at a time, when visits are called akin."""
PAUSE_PENALTY = 1e9


@dataclass(frozen=True)
class Packed:
    """Arrays, with what their numbers stand for. Visits of the day come first, then the pauses."""

    day: Day
    arrays: Arrays
    parts: tuple[tuple[int, int], ...]  # of every part: the visit's number and its place within the visit
    paused: tuple[int, ...]  # of every pause: the carer's number


def pack(day: Day) -> Packed:
    """The day's numbers; the order of visits and carers is the order of nodes."""
    parts = tuple((number, i) for number, visit in enumerate(day.visits) for i in range(len(visit.parts)))
    paused = tuple(k for k, carer in enumerate(day.carers) if owes_pause(day, carer) and usable(day, carer))
    cost = _costs(day, parts, paused)
    allowed = [np.flatnonzero(row < INFINITE) for row in cost]
    times = _times(day, parts, paused)
    first, second, visit, mate = _links(day, len(paused))
    penalty = [visit.priority * day.weights.unserved for visit in day.visits] + [PAUSE_PENALTY] * len(paused)
    weights = day.weights
    near, akin = _neighbours(day, paused)
    arrays = Arrays(
        place=_ints(
            [day.visits[v].place for v, _ in parts]
            + [-1] * len(paused)
            + [carer.start for carer in day.carers]
            + [carer.end for carer in day.carers]
        ),
        duration=times[0],
        early=times[1],
        due=times[2],
        late=times[3],
        hold=times[4],
        first=first,
        second=second,
        visit=visit,
        mate=mate,
        least=_floats([visit.gap[0] for visit in day.visits] + [0.0] * len(paused)),
        most=_floats([visit.gap[1] for visit in day.visits] + [0.0] * len(paused)),
        cost=cost,
        allowed=_ints(np.concatenate([*allowed, np.zeros(0, np.int64)])),
        bounds=_ints(np.cumsum([0] + [len(row) for row in allowed])),
        travel=_floats(day.travel),
        back=_floats(day.travel.T),
        work=_floats([min(carer.most_work, INFINITE) for carer in day.carers]),
        penalty=_floats(penalty),
        near=near,
        akin=akin,
        weights=_floats([weights.travel, weights.tardiness, weights.greatest_tardiness]),
        strict=bool((times[3] < INFINITE).any()),
    )
    return Packed(day, arrays, parts, paused)


def _ints(values: object) -> Ints:
    return np.ascontiguousarray(values, np.int32)


def _floats(values: object) -> Floats:
    return np.ascontiguousarray(values, np.float64)


def _costs(day: Day, parts: tuple[tuple[int, int], ...], paused: tuple[int, ...]) -> Floats:
    """By part and carer: preferences, or infinite where a rule of persons forbids it."""
    cost = np.full((len(parts) + len(paused), len(day.carers)), INFINITE)
    fit = [(k, carer) for k, carer in enumerate(day.carers) if usable(day, carer)]
    for row, (number, part) in enumerate(parts):
        visit = day.visits[number]
        for k, carer in fit:
            if eligible(visit, part, carer):
                cost[row, k] = personal_cost(day.weights, visit, carer.key)
    for row, k in enumerate(paused, start=len(parts)):
        cost[row, k] = 0.0
    return cost


def starts_of(day: Day, visit: Visit, part: int) -> tuple[float, float, float]:
    """Earliest start, the start from which tardiness counts, and the latest start of a part."""
    early, latest = visit.window
    lag = visit.gap if part == 1 else (0.0, 0.0)
    due = latest
    if visit.promised is not None:
        early = due = min(max(early, visit.promised), latest)
        due += lag[1]
    late = latest if day.strict else INFINITE
    if visit.pinned_at is not None:
        early, late = visit.pinned_at + lag[0], visit.pinned_at + lag[1]
        due = late
    return early, due, late


def _times(day: Day, parts: tuple[tuple[int, int], ...], paused: tuple[int, ...]) -> list[Floats]:
    """Duration, early, due, late and hold of every node: parts, pauses, starts, ends."""
    rows = [(day.visits[v].parts[i].minutes, *starts_of(day, day.visits[v], i)) for v, i in parts]
    rows += [_pause_times(day.carers[k]) for k in paused]
    rows += [(0.0, carer.shift[0], INFINITE, INFINITE) for carer in day.carers]
    rows += [(0.0, carer.shift[0], INFINITE, min(carer.shift[1], INFINITE)) for carer in day.carers]
    columns = [_floats(column) for column in zip(*rows, strict=True)] if rows else [_floats([])] * 4
    return [*columns, np.zeros(len(rows))]


def _pause_times(carer: Carer) -> tuple[float, float, float, float]:
    assert carer.pause is not None
    early, late = carer.pause.window
    return carer.pause.minutes, max(early, carer.shift[0]), INFINITE, late


def _links(day: Day, pauses: int) -> tuple[Ints, Ints, Ints, Ints]:
    """First and second part of each visit; visit and mate of each part."""
    first: list[int] = []
    second: list[int] = []
    visit: list[int] = []
    mate: list[int] = []
    for number, size in enumerate([len(one.parts) for one in day.visits] + [1] * pauses):
        head = len(visit)
        first.append(head)
        second.append(head + 1 if size == 2 else -1)
        visit += [number] * size
        mate += [head + 1, head] if size == 2 else [-1]
    return _ints(first), _ints(second), _ints(visit), _ints(mate)


def _neighbours(day: Day, paused: tuple[int, ...]) -> tuple[Ints, Ints]:
    """Of each visit the nearest others, by travel alone and by travel and hour; no pause is a neighbour."""
    count = len(day.visits)
    if count == 0:
        return np.zeros((len(paused), 0), np.int32), np.zeros((len(paused), 0), np.int32)
    homes = [visit.place for visit in day.visits]
    places = homes + [day.carers[k].start for k in paused]
    hours = _floats([visit.window[0] for visit in day.visits])
    pauses = [day.carers[k].pause for k in paused]
    hours_too = np.concatenate([hours, _floats([pause.window[0] for pause in pauses if pause])])
    near = day.travel[np.ix_(places, homes)] + day.travel[np.ix_(homes, places)].T
    near[np.arange(count), np.arange(count)] = -1.0
    apart = HOUR_WEIGHT * np.abs(hours_too[:, None] - hours[None, :])
    return _nearest(near), _nearest(near / 2 + apart)


def _nearest(distance: Floats) -> Ints:
    """The first columns of each row by value; equal values by their number, so that no run differs."""
    wide = min(NEIGHBOURS, distance.shape[1])
    return _ints(np.argsort(distance, axis=1, kind="stable")[:, :wide])


def empty_plan(packed: Packed) -> State:
    """Every carer goes from her start to her end, nothing is served."""
    arrays = packed.arrays
    parts, carers = len(arrays.visit), len(packed.day.carers)
    nodes = parts + 2 * carers
    starts, ends = np.arange(parts, parts + carers), np.arange(parts + carers, nodes)
    after, before = np.full(nodes, -1, np.int32), np.full(nodes, -1, np.int32)
    after[starts], before[ends] = ends, starts
    carer = np.full(nodes, -1, np.int32)
    carer[starts] = carer[ends] = np.arange(carers)
    used, count = np.zeros(carers), np.zeros(carers, np.int32)
    floor = _ints(starts)
    return State(
        after,
        before,
        carer,
        arrays.early.copy(),
        arrays.late.copy(),
        arrays.place.copy(),
        np.zeros(nodes),
        used,
        count,
        floor,
        np.zeros(4),
    )
