"""Why a visit is left out: the first of six statements that is true, from people to hours to room."""

from chongyang.routing.rules.day import Carer, Day, Part, Reason, Unserved, Visit
from chongyang.routing.rules.eligible import eligible, skilled, usable
from chongyang.routing.rules.kernel import room, timing
from chongyang.routing.rules.kernel.shapes import State, scratch
from chongyang.routing.rules.packing import Packed, empty_plan

Fits = dict[int, list[Carer]]


def unserved(packed: Packed, plan: State) -> tuple[Unserved, ...]:
    """Each visit that the plan leaves out, with its reason."""
    left = [number for number in range(len(packed.day.visits)) if plan.carer[packed.arrays.first[number]] < 0]
    return tuple(_why(packed, plan, number) for number in left)


def _why(packed: Packed, plan: State, number: int) -> Unserved:
    visit = packed.day.visits[number]
    found = of_persons(packed.day, visit)
    if found:
        return found
    if not fits_in(packed, empty_plan(packed), number):
        return Unserved(visit.key, Reason.NO_SHIFT)
    if not fits_in(packed, plan, number):
        return Unserved(visit.key, Reason.NO_ROOM)
    return Unserved(visit.key, Reason.TOO_DEAR)


def of_persons(day: Day, visit: Visit) -> Unserved | None:
    """Reasons that no change of the plan would mend: skills, permissions, only one who could."""
    for i, part in enumerate(visit.parts):
        if not any(skilled(visit, i, carer) for carer in day.carers):
            return Unserved(visit.key, Reason.NO_SKILL, _missing(day, part))
    fits: Fits = {
        i: [carer for carer in day.carers if eligible(visit, i, carer)] for i in range(len(visit.parts))
    }
    if not all(fits.values()):
        return Unserved(visit.key, Reason.NOBODY_ALLOWED)
    if len(fits) == 2 and len({carer.key for found in fits.values() for carer in found}) < 2:
        return Unserved(visit.key, Reason.ONE_CARER_ONLY)
    if not all(any(usable(day, carer) for carer in found) for found in fits.values()):
        return Unserved(visit.key, Reason.NO_SHIFT)
    return None


def _missing(day: Day, part: Part) -> tuple[str, ...]:
    """The needs that nobody has; if each is had by somebody but by nobody together, all of them."""
    held = frozenset().union(*(carer.skills for carer in day.carers))
    return tuple(sorted(part.needs - held or part.needs))


def fits_in(packed: Packed, plan: State, number: int) -> bool:
    """Whether a visit has room in a plan without moving anything to another carer."""
    arrays = packed.arrays
    paper = scratch(arrays, len(packed.day.carers), 1)
    timing.retime(arrays, plan, paper, -1e15)
    if arrays.second[number] < 0:
        return bool(room.room_for_one(arrays, plan, paper, arrays.first[number]))
    return bool(room.room_for_two(arrays, plan, paper, number))
