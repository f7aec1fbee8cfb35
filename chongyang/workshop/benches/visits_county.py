"""A county's day, invented by rule: two thousand visits around towns and villages, three hundred carers."""

import math
import random

import numpy as np

from chongyang.routing.rules.day import Carer, Day, Part, Pause, Visit

VISITS, CARERS = 2_000, 300
TOWNS = 14
WIDE, HIGH = 32.0, 26.0
"""Kilometres."""
MINUTES_PER_KM = 3.4
"""An electric bicycle at 23 km/h on ways a third longer than the straight line."""
SHOES_OFF = 2.0
"""Minutes between the road and the door."""
KINDS = (
    # what, share, minutes, carers, needs
    ("care", 0.34, (30, 45, 60), 1, ("care",)),
    ("house", 0.22, (60, 90), 1, ()),
    ("meal", 0.14, (15, 20), 1, ()),
    ("bath", 0.09, (50, 60), 2, ("bath",)),
    ("lift", 0.03, (20, 30), 2, ("care",)),
    ("nurse", 0.10, (20, 30), 1, ("nurse",)),
    ("visit", 0.08, (20, 30), 1, ()),
)
SKILLS = (("care", 0.75), ("bath", 0.45), ("nurse", 0.25))


def county_day(visits: int = VISITS, carers: int = CARERS, seed: int = 8) -> Day:
    """Homes near towns, windows of one to three hours, shifts of eight hours with a pause at noon."""
    chance = random.Random(seed)
    homes = _homes(chance, visits, carers)
    people = tuple(_carer(chance, number) for number in range(carers))
    wanted = tuple(_visit(chance, number, carers, homes) for number in range(visits))
    spots = np.array(homes)
    apart = spots[:, None] - spots[None, :]
    travel = np.hypot(apart[..., 0], apart[..., 1]) * MINUTES_PER_KM + SHOES_OFF
    np.fill_diagonal(travel, 0.0)
    return Day(wanted, people, travel.round(1))


def county_homes(visits: int = VISITS, carers: int = CARERS, seed: int = 8) -> list[tuple[float, float]]:
    """Where the places of such a day lie, in kilometres."""
    return _homes(random.Random(seed), visits, carers)


def _homes(chance: random.Random, visits: int, carers: int) -> list[tuple[float, float]]:
    towns = [(chance.uniform(2, WIDE - 2), chance.uniform(2, HIGH - 2)) for _ in range(TOWNS)]
    return [_near(chance, towns) for _ in range(carers + visits)]


def _near(chance: random.Random, towns: list[tuple[float, float]]) -> tuple[float, float]:
    """Around a town, larger ones first; one in eight is a lone house."""
    if chance.random() < 0.125:
        return chance.uniform(0, WIDE), chance.uniform(0, HIGH)
    town = towns[int(len(towns) * chance.random() ** 2)]
    return chance.gauss(town[0], 1.2), chance.gauss(town[1], 1.2)


def _carer(chance: random.Random, number: int) -> Carer:
    skills = frozenset(skill for skill, share in SKILLS if chance.random() < share)
    begins = chance.choice([420.0, 450.0, 480.0, 480.0, 600.0])
    pause = Pause((690.0, 780.0), 30.0)
    return Carer(f"carer{number}", skills, number, number, (begins, begins + 540.0), pause, 480.0)


def _visit(chance: random.Random, number: int, carers: int, homes: list[tuple[float, float]]) -> Visit:
    _, _, minutes, parts, needs = chance.choices(KINDS, [kind[1] for kind in KINDS])[0]
    begins = 15.0 * chance.randint(30, 64)
    window = (begins, begins + chance.choice([60.0, 120.0, 180.0]))
    home = homes[carers + number]
    nearest = sorted(range(carers), key=lambda carer: math.dist(homes[carer], home))[:12]
    known = {f"carer{one}": round(chance.random(), 2) for one in chance.sample(nearest, 3)}
    part = Part(float(chance.choice(minutes)), frozenset(needs))
    return Visit(
        f"visit{number}",
        carers + number,
        window,
        (part,) * parts,
        priority=chance.choice([1.0, 1.0, 1.0, 3.0]),
        known=known if chance.random() < 0.7 else {},
        banned=frozenset({f"carer{nearest[0]}"}) if chance.random() < 0.02 else frozenset(),
    )
