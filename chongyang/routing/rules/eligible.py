"""Who may do a part of a visit at all: skills, allowed and banned pairs, pins."""

from chongyang.routing.rules.day import Carer, Day, UnableToPlan, Visit, Weights, pause_due


def skilled(visit: Visit, part: int, carer: Carer) -> bool:
    """Whether she has every skill and certificate that the part needs."""
    return visit.parts[part].needs <= carer.skills


def permitted(visit: Visit, part: int, carer: Carer) -> bool:
    """Whether no pair rule and no pin forbids her."""
    if carer.key in visit.banned or (visit.allowed is not None and carer.key not in visit.allowed):
        return False
    pin = visit.pinned[part] if part < len(visit.pinned) else None
    return pin is None or pin == carer.key


def eligible(visit: Visit, part: int, carer: Carer) -> bool:
    """Whether hard rules of persons let her do it."""
    return skilled(visit, part, carer) and permitted(visit, part, carer)


def usable(day: Day, carer: Carer) -> bool:
    """Whether the way from her first place to her last fits into her shift and her work."""
    way = float(day.travel[carer.start, carer.end])
    return carer.shift[0] + way <= carer.shift[1] and way <= carer.most_work


def owes_pause(day: Day, carer: Carer) -> bool:
    """Whether she must have her pause if she goes out that day."""
    return pause_due(carer, float(day.travel[carer.start, carer.end]))


def personal_cost(weights: Weights, visit: Visit, carer: str) -> float:
    """What speaks against her beside travel: continuity, wishes, and a change of plan."""
    cost = weights.wishes * visit.wishes.get(carer, 0.0)
    if visit.known:
        cost += weights.continuity * (1.0 - visit.known.get(carer, 0.0))
    if visit.before and carer not in visit.before:
        cost += weights.change
    return cost


def check_day(day: Day) -> None:
    """Refuses what cannot be read as a day; says which visit or carer is wrong."""
    places = len(day.travel)
    if day.travel.shape != (places, places) or not (day.travel >= 0).all():
        raise UnableToPlan("travel must be a square of minutes")
    if len(day.visit_by_key) != len(day.visits) or len(day.carer_by_key) != len(day.carers):
        raise UnableToPlan("a key stands twice")
    for visit in day.visits:
        _check_visit(visit, places)
    for carer in day.carers:
        _check_carer(carer, places)


def _check_visit(visit: Visit, places: int) -> None:
    if not 0 <= visit.place < places:
        raise UnableToPlan(f"visit {visit.key}: no place {visit.place}")
    if len(visit.parts) not in (1, 2) or any(part.minutes < 0 for part in visit.parts):
        raise UnableToPlan(f"visit {visit.key}: one part or two, none of negative length")
    if not visit.window[0] <= visit.window[1] or not 0 <= visit.gap[0] <= visit.gap[1]:
        raise UnableToPlan(f"visit {visit.key}: a window ends before it begins")
    if visit.priority <= 0:
        raise UnableToPlan(f"visit {visit.key}: the priority must be above zero")


def _check_carer(carer: Carer, places: int) -> None:
    if not (0 <= carer.start < places and 0 <= carer.end < places):
        raise UnableToPlan(f"carer {carer.key}: no such place")
    if not carer.shift[0] <= carer.shift[1] or carer.most_work < 0:
        raise UnableToPlan(f"carer {carer.key}: the shift ends before it begins")
    if carer.pause and not (carer.pause.window[0] <= carer.pause.window[1] and carer.pause.minutes >= 0):
        raise UnableToPlan(f"carer {carer.key}: the pause ends before it begins")
