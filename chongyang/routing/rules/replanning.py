"""A change at ten in the morning: what is done, under way or on its way stays, the rest moves little.

The day is cut at `now`. Each carer begins where her last visit that has begun (or that she is travelling to)
leaves her, with what is left of her shift, her pause and her work. The other visits are planned anew from
the plan that holds: another carer costs `Weights.change`, a later start than was told costs its tardiness,
an earlier one is not allowed. The answer is of the whole day again; its cost is of the rest.
"""

from dataclasses import dataclass, replace

from chongyang.routing.rules.checking import measured
from chongyang.routing.rules.day import Answer, Assignment, Carer, Day, Visit
from chongyang.routing.rules.eligible import owes_pause
from chongyang.routing.rules.planner import ONCE, Budget, plan

MINUTE = 1.0


@dataclass(frozen=True)
class Replanned:
    """The whole day's answer after a change, and how far it is from the one before."""

    answer: Answer
    fixed: tuple[Assignment, ...]
    moved: tuple[str, ...]
    """Visits that somebody else makes than before."""
    shifted: tuple[str, ...]
    """Visits of the same carers that begin at another minute."""


def replan(day: Day, answer: Answer, now: float, budget: Budget = ONCE, *, frozen: float = 0.0) -> Replanned:
    """The rest of the day anew. `day` is as it is known now: visits and carers may be new, gone or others.

    What has begun must still stand in it. A visit that is gone is forgotten, a new one is planned if it can
    be; a carer whose shift now ends earlier gives what she cannot do to others. A double whose second carer
    can no longer come is left out with its reason although its first carer is there. Who would set out
    within `frozen` minutes is left alone, too, unless somebody pinned another minute.
    """
    fixed = standing_still(day, answer, now, frozen)
    rest = remaining(day, answer, fixed, now)
    planned = plan(rest, budget, given=_given(rest, answer, fixed))
    moved, shifted = _differences(answer, planned)
    return Replanned(_whole(day, rest, answer, fixed, planned, now), fixed, moved, shifted)


def standing_still(day: Day, answer: Answer, now: float, frozen: float) -> tuple[Assignment, ...]:
    """What has begun by `now`, and of each carer what follows it within the frozen minutes without a gap."""
    found = []
    for route in answer.routes.values():
        for one in sorted(route, key=lambda one: one.start):
            visit = day.visit_by_key.get(one.visit)
            leaves = one.start - one.travel
            if leaves > now and (
                leaves > now + frozen or (visit and visit.pinned_at not in (None, one.start))
            ):
                break
            if visit:
                found.append(one)
    return tuple(found)


def remaining(day: Day, answer: Answer, fixed: tuple[Assignment, ...], now: float) -> Day:
    """The day after `now` as a day of its own."""
    parts = {(one.visit, one.part): one for one in fixed}
    visits = []
    for visit in day.visits:
        left = [i for i in range(len(visit.parts)) if (visit.key, i) not in parts]
        if len(left) == len(visit.parts):
            visits.append(_still_to_come(visit, answer, now))
        elif left:
            visits.append(_second_half(visit, left[0], parts[visit.key, 1 - left[0]], answer))
    carers = tuple(_from_now_on(day, carer, answer, fixed, now) for carer in day.carers)
    return replace(day, visits=tuple(visits), carers=carers)


def _still_to_come(visit: Visit, answer: Answer, now: float) -> Visit:
    """With the carers and the start that were told; a window that has passed stays and cannot be met."""
    old = answer.by_visit.get(visit.key, ())
    if visit.window[1] < now or visit.pinned_at is not None:
        return visit
    window = (max(visit.window[0], now), visit.window[1])
    if len(old) != len(visit.parts):
        return replace(visit, window=window)
    return replace(visit, window=window, promised=old[0].start, before=tuple(one.carer for one in old))


def _second_half(visit: Visit, part: int, other: Assignment, answer: Answer) -> Visit:
    """The part of a double whose partner has begun: its hour follows from hers."""
    least, most = visit.gap if part == 1 else (-visit.gap[1], -visit.gap[0])
    pin = visit.pinned[part] if part < len(visit.pinned) else None
    old = [one.carer for one in answer.by_visit[visit.key] if one.part == part]
    return replace(
        visit,
        window=(max(0.0, other.start + least), other.start + most),
        parts=(visit.parts[part],),
        gap=(0.0, 0.0),
        pinned=(pin,),
        pinned_at=None,
        banned=visit.banned | {other.carer},
        before=tuple(old),
    )


def _from_now_on(day: Day, carer: Carer, answer: Answer, fixed: tuple[Assignment, ...], now: float) -> Carer:
    """The carer with what she still has of the day."""
    free, place, worked = max(carer.shift[0], now), carer.start, 0.0
    for one in (one for one in fixed if one.carer == carer.key):
        visit = day.visit_by_key[one.visit]
        minutes = visit.parts[one.part].minutes
        free, place = max(free, one.start + minutes), visit.place
        worked += minutes + one.travel
    rest = _rested(day, carer, answer, now)
    if rest is not None and carer.pause:
        free = max(free, rest + carer.pause.minutes)
    return replace(
        carer,
        start=place,
        shift=(min(free, carer.shift[1]), carer.shift[1]),
        pause=carer.pause if rest is None else None,
        most_work=max(0.0, carer.most_work - worked),
    )


def _rested(day: Day, carer: Carer, answer: Answer, now: float) -> float | None:
    """When her pause began, if it has; who had nothing to do while it was due has rested then."""
    planned = answer.pauses.get(carer.key)
    if planned is not None:
        return planned if planned <= now else None
    if carer.pause and owes_pause(day, carer) and carer.pause.window[1] < now:
        return max(carer.shift[0], carer.pause.window[0])
    return None


def _given(rest: Day, answer: Answer, fixed: tuple[Assignment, ...]) -> Answer:
    """The old plan of what remains; a half-begun double stands there with its one part left."""
    done = set(fixed)
    left = [one for one in answer.assignments if one not in done and one.visit in rest.visit_by_key]
    single = {visit.key for visit in rest.visits if len(visit.parts) == 1}
    halves = tuple(replace(one, part=0) if one.visit in single else one for one in left)
    return replace(answer, assignments=halves, unserved=())


def _whole(
    day: Day, rest: Day, answer: Answer, fixed: tuple[Assignment, ...], planned: Answer, now: float
) -> Answer:
    """Fixed and planned together, in the day's own parts and in order of carers and time."""
    parts = {one.visit: one.part for one in fixed}
    later = [replace(one, part=1 - parts.get(one.visit, 1 - one.part)) for one in planned.assignments]
    order = {carer.key: number for number, carer in enumerate(day.carers)}
    both = sorted([*fixed, *later], key=lambda one: (order.get(one.carer, -1), one.start))
    pauses = _pauses(day, rest, answer, planned, now)
    busy = {one.carer for one in both}
    whole = replace(
        planned,
        assignments=tuple(both),
        pauses={key: start for key, start in pauses.items() if key in busy},
    )
    return replace(whole, travel=measured(day, whole).travel)


def _pauses(day: Day, rest: Day, answer: Answer, planned: Answer, now: float) -> dict[str, float]:
    """Those had, those planned, and of who has nothing more to do the first that is possible."""
    found: dict[str, float] = {}
    for carer, later in zip(day.carers, rest.carers, strict=True):
        had = _rested(day, carer, answer, now)
        if had is not None:
            found[carer.key] = had
        elif carer.key in planned.pauses:
            found[carer.key] = planned.pauses[carer.key]
        elif later.pause and owes_pause(rest, later):
            found[carer.key] = max(later.shift[0], later.pause.window[0])
    return found


def _differences(answer: Answer, planned: Answer) -> tuple[tuple[str, ...], tuple[str, ...]]:
    moved, shifted = [], []
    for key, parts in planned.by_visit.items():
        old = {one.carer: one.start for one in answer.by_visit.get(key, ())}
        if old and not {one.carer for one in parts} <= set(old):
            moved.append(key)
        elif old and any(abs(old[one.carer] - one.start) >= MINUTE for one in parts):
            shifted.append(key)
    return tuple(moved), tuple(shifted)
