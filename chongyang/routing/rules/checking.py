"""An independent eye on an answer: every hard rule read from the day alone, with nothing of the planner's.

It shares no code with the search, knows no linked routes and no arrays, and is written to be read beside the
rules: whoever doubts a plan asks here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from chongyang.routing.rules.day import Answer, Assignment, Carer, Day, Visit

SLACK = 1e-4
"""Minutes: rounding in sums of binary fractions, no rule."""


@dataclass(frozen=True, slots=True)
class Broken:
    """One hard rule that an answer breaks, by which visit or carer."""

    rule: str
    who: str
    by: float = 0.0


def broken_rules(day: Day, answer: Answer) -> tuple[Broken, ...]:
    """Every hard rule that the answer breaks; empty for an answer that may be carried out."""
    return (
        *_accounting(day, answer),
        *(fault for key, parts in answer.by_visit.items() for fault in _visit_faults(day, key, parts)),
        *(fault for key, route in answer.routes.items() for fault in _route_faults(day, answer, key, route)),
    )


def _accounting(day: Day, answer: Answer) -> Iterator[Broken]:
    """Each visit is planned or left out with a reason, never both, never neither."""
    planned, left = set(answer.by_visit), {one.visit for one in answer.unserved}
    keys = {visit.key for visit in day.visits}
    for key in sorted((planned | left) - keys):
        yield Broken("unknown_visit", key)
    for key in sorted(planned & left):
        yield Broken("planned_and_left_out", key)
    for key in sorted(keys - planned - left):
        yield Broken("forgotten", key)


def _visit_faults(day: Day, key: str, parts: tuple[Assignment, ...]) -> Iterator[Broken]:
    visit = next((one for one in day.visits if one.key == key), None)
    if visit is None:
        return
    if [one.part for one in parts] != list(range(len(visit.parts))):
        yield Broken("parts", key)
        return
    if len({one.carer for one in parts}) < len(parts):
        yield Broken("two_carers", key)
    for one in parts:
        yield from _person_faults(day, visit, one)
        yield from _hour_faults(day, visit, one)
    if len(parts) == 2:
        apart = parts[1].start - parts[0].start
        if not visit.gap[0] - SLACK <= apart <= visit.gap[1] + SLACK:
            yield Broken("together", key, apart)


def _person_faults(day: Day, visit: Visit, one: Assignment) -> Iterator[Broken]:
    carer = next((carer for carer in day.carers if carer.key == one.carer), None)
    if carer is None:
        yield Broken("unknown_carer", one.carer)
        return
    if visit.parts[one.part].needs - carer.skills:
        yield Broken("skill", visit.key)
    if one.carer in visit.banned:
        yield Broken("banned", visit.key)
    if visit.allowed is not None and one.carer not in visit.allowed:
        yield Broken("not_allowed", visit.key)
    if one.part < len(visit.pinned) and visit.pinned[one.part] not in (None, one.carer):
        yield Broken("pinned_carer", visit.key)


def _hour_faults(day: Day, visit: Visit, one: Assignment) -> Iterator[Broken]:
    if visit.pinned_at is not None:
        least, most = visit.gap if one.part else (0.0, 0.0)
        if not visit.pinned_at + least - SLACK <= one.start <= visit.pinned_at + most + SLACK:
            yield Broken("pinned_time", visit.key, one.start - visit.pinned_at)
        return
    if one.start < visit.window[0] - SLACK:
        yield Broken("too_early", visit.key, visit.window[0] - one.start)
    if day.strict and one.start > visit.window[1] + SLACK:
        yield Broken("too_late", visit.key, one.start - visit.window[1])


def _route_faults(day: Day, answer: Answer, key: str, route: tuple[Assignment, ...]) -> Iterator[Broken]:
    """The carer can be everywhere in time, within her shift, her pause and her work."""
    carer = next((carer for carer in day.carers if carer.key == key), None)
    if carer is None:
        return
    homes = {visit.key: visit for visit in day.visits}
    stops = [
        (one.start, homes[one.visit].parts[one.part].minutes, homes[one.visit].place, one.visit)
        for one in sorted(route, key=lambda one: one.start)
        if one.visit in homes
    ]
    yield from _pause_faults(day, carer, answer.pauses.get(key))
    pause = answer.pauses.get(key)
    free, place, work = carer.shift[0], carer.start, 0.0
    for start, minutes, goal, visit in [*stops, (carer.shift[1], 0.0, carer.end, "end of shift")]:
        way = float(day.travel[place, goal])
        if pause is not None and carer.pause and (pause < start or visit == "end of shift"):
            if pause < free - SLACK:
                yield Broken("pause_overlaps", key, free - pause)
            free, pause = max(free, pause + carer.pause.minutes), None
        if free + way > start + SLACK:
            yield Broken("travel" if visit != "end of shift" else "shift", visit, free + way - start)
        free, place, work = start + minutes, goal, work + way + minutes
    if work > carer.most_work + SLACK:
        yield Broken("work", key, work - carer.most_work)


def _pause_faults(day: Day, carer: Carer, pause: float | None) -> Iterator[Broken]:
    """A pause that the shift leaves room for is taken, within its window."""
    if carer.pause is None:
        return
    begins = max(carer.shift[0], carer.pause.window[0])
    way = float(day.travel[carer.start, carer.end])
    due = begins <= carer.pause.window[1] and begins + carer.pause.minutes + way <= carer.shift[1]
    if pause is None:
        if due:
            yield Broken("pause_missing", carer.key)
        return
    if not carer.pause.window[0] - SLACK <= pause <= carer.pause.window[1] + SLACK:
        yield Broken("pause_window", carer.key, pause)


@dataclass(frozen=True, slots=True)
class Measured:
    """What an answer costs, reckoned from its assignments alone."""

    travel: float
    tardiness: float
    greatest_tardiness: float

    @property
    def mankowska(self) -> float:
        """The objective of Mankowska, Meisel & Bierwirth, "The home health care routing and scheduling
        problem with interdependent services", Health Care Management Science 17, 2014."""
        return (self.travel + self.tardiness + self.greatest_tardiness) / 3


def measured(day: Day, answer: Answer) -> Measured:
    """Travel of carers who go out, and tardiness against the end of each window."""
    homes = {visit.key: visit for visit in day.visits}
    travel = 0.0
    for key, route in answer.routes.items():
        carer = next(one for one in day.carers if one.key == key)
        ordered = [homes[one.visit].place for one in sorted(route, key=lambda one: one.start)]
        stops = [carer.start, *ordered, carer.end]
        travel += sum(float(day.travel[a, b]) for a, b in pairwise(stops))
    late = [max(0.0, one.start - homes[one.visit].window[1]) for one in answer.assignments]
    return Measured(travel, sum(late), max(late, default=0.0))
