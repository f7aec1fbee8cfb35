"""Small invented days for tests: places on a line or anywhere, a minute a unit."""

import random
from typing import Any

import numpy as np

from chongyang.routing.rules.day import Carer, Day, Part, Pause, Visit, Weights


def line(*at: float) -> np.ndarray:
    """Minutes between places on a straight road; the first is the office."""
    places = np.array(at, dtype=float)
    return np.abs(places[:, None] - places[None, :])


def visit(
    key: str, place: int, window: tuple[float, float] = (0, 600), minutes: float = 30, **more: Any
) -> Visit:
    """A visit of one carer who needs nothing special."""
    needs = frozenset(more.pop("needs", ()))
    return Visit(key, place, window, (Part(minutes, needs),), **more)


def double(
    key: str, place: int, window: tuple[float, float] = (0, 600), minutes: float = 30, **more: Any
) -> Visit:
    """A visit that needs two carers."""
    needs = more.pop("needs", ((), ()))
    parts = tuple(Part(minutes, frozenset(one)) for one in needs)
    return Visit(key, place, window, parts, **more)


def carer(key: str, *skills: str, shift: tuple[float, float] = (0, 700), **more: Any) -> Carer:
    """One who begins and ends at the office."""
    return Carer(key, frozenset(skills), 0, 0, shift, **more)


def random_day(seed: int, visits: int = 8, carers: int = 3) -> Day:
    """Anything a day may hold: doubles, gaps, skills, bans, pins, pauses, short shifts, windows too tight."""
    chance = random.Random(seed)
    spots = np.array([(chance.uniform(0, 60), chance.uniform(0, 60)) for _ in range(visits + 2)])
    travel = np.hypot(*(spots[:, None] - spots[None, :]).transpose(2, 0, 1)).round(2)
    names = [f"c{number}" for number in range(carers)]
    people = tuple(_random_carer(chance, name) for name in names)
    wanted = tuple(_random_visit(chance, number, names) for number in range(visits))
    return Day(wanted, people, travel, Weights(), strict=chance.random() < 0.8)


def _random_carer(chance: random.Random, name: str) -> Carer:
    begins = chance.choice([0.0, 0.0, 120.0])
    pause = Pause((200.0, chance.choice([210.0, 300.0])), 30.0) if chance.random() < 0.5 else None
    skills = frozenset(skill for skill in "abc" if chance.random() < 0.7)
    work = chance.choice([float("inf"), float("inf"), 240.0])
    return Carer(
        name, skills, 0, chance.choice([0, 1]), (begins, begins + chance.choice([240.0, 480.0])), pause, work
    )


def _random_visit(chance: random.Random, number: int, names: list[str]) -> Visit:
    begins = round(chance.uniform(0, 400), 1)
    two = chance.random() < 0.35
    parts = tuple(
        Part(chance.choice([10.0, 20.0, 45.0]), frozenset(chance.sample("abc", chance.choice([0, 1, 1]))))
        for _ in range(2 if two else 1)
    )
    gap = chance.choice([(0.0, 0.0), (0.0, 0.0), (10.0, 30.0)]) if two else (0.0, 0.0)
    more: dict[str, Any] = {}
    if chance.random() < 0.15:
        more["banned"] = frozenset(chance.sample(names, 1))
    if chance.random() < 0.1:
        more["allowed"] = frozenset(chance.sample(names, 2))
    if chance.random() < 0.1:
        more["pinned"] = (chance.choice(names),)
    if chance.random() < 0.1:
        more["pinned_at"] = begins + 20
    if chance.random() < 0.5:
        more["known"] = {chance.choice(names): 0.8}
    window = (begins, begins + chance.choice([0.0, 30.0, 120.0]))
    return Visit(f"v{number}", number + 2, window, parts, gap, chance.choice([1.0, 1.0, 3.0]), **more)
