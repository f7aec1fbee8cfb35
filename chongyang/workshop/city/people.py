"""Persons: age, sex, birthday, name, where born, identity number, and for a few the day they died or moved.

The ages keep the published share of 65+ among 60+ (2022); inside that they fall as a register of today falls.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np

from chongyang.workshop.city import names, numbers
from chongyang.workshop.city.places import Ground, lay_ground
from chongyang.workshop.city.seeds import (
    CHUNK,
    REFERENCE_DAY,
    Bools,
    Floats,
    Ints,
    Words,
    pick,
    pick_evenly,
    stream,
)
from chongyang.workshop.city.totals import share_of_65

YOUNGEST, OLDEST = 60, 109
# Of those 65 and over: 65-69, 70-74, …; about six in ten thousand of all are a hundred, as in Henan in 2020.
FIVE_YEARS = (0.375, 0.265, 0.170, 0.107, 0.058, 0.0195, 0.0045, 0.00078, 0.00004)
WOMEN_BY_AGE = ((60, 70, 80, 90, 100, 110), (0.503, 0.515, 0.555, 0.64, 0.74, 0.80))
HUI_BY_AREA = {410104: 0.08, 410182204: 0.6}
HUI_ELSEWHERE = 0.011
DEAD_SHARE, MOVED_SHARE = 0.005, 0.003

# Other counties of Henan and of other provinces where people of Zhengzhou were born; any six digits do.
HENAN = np.array(
    [410221, 410222, 410225, 410327, 410423, 410526, 410725, 410823, 411024, 411025, 411081, 411122]
)
ELSEWHERE = np.array([110105, 130104, 140105, 210102, 310106, 320106, 330106, 340104, 370102, 420106, 510107])
# Nobody is drawn as born here; it takes the surplus of crowded birthdays.
SPARE = np.array([411403, 411503, 411603, 411703, 410803, 410903])


@dataclass(frozen=True, slots=True)
class Plan:
    """A city to be made: so many elders from this seed, in chunks. Elders are in the order of their area."""

    elders: int
    seed: int

    @property
    def ground(self) -> Ground:
        return lay_ground(self.elders, self.seed)

    @property
    def chunks(self) -> int:
        return -(-self.elders // CHUNK)

    def span(self, chunk: int) -> tuple[int, int]:
        """First elder of a chunk and the first of the next."""
        return chunk * CHUNK, min(self.elders, (chunk + 1) * CHUNK)


@dataclass(frozen=True, slots=True)
class People:
    """Columns of equal length; `born` is 19490101, `left` an index into LEFT."""

    first: int
    community: Ints
    age: Ints
    male: Bools
    born: Ints
    hui: Bools
    family: Words
    given: Words
    identity: Words
    dead: Bools
    moved: Bools
    left_days_ago: Ints

    def __len__(self) -> int:
        return len(self.age)


@cache
def age_weights() -> Floats:
    """Weight of each single age from 60 to 109."""
    young = 0.985 ** np.arange(5)
    bands = np.array([*FIVE_YEARS])
    fall = (np.append(bands[1:], bands[-1] / 20) / bands) ** 0.2
    old = np.concatenate([_band(share, float(step)) for share, step in zip(bands, fall, strict=True)])
    share = share_of_65()
    return np.concatenate([young / young.sum() * (1 - share), old / old.sum() * share])


def _band(share: float, step: float) -> Floats:
    falling = step ** np.arange(5)
    return np.asarray(falling / falling.sum() * share)


def draw_people(plan: Plan, chunk: int) -> People:
    """The persons of one chunk."""
    first, beyond = plan.span(chunk)
    rng, size = stream(plan.seed, "people", chunk), beyond - first
    ends = np.cumsum(plan.ground.allotment.elders)
    community = np.searchsorted(ends, np.arange(first, beyond), side="right")
    age = YOUNGEST + pick_evenly(rng, size, age_weights())
    male = rng.random(size) >= np.interp(age, *WOMEN_BY_AGE)
    born = _birthdays(rng, age)
    hui = rng.random(size) < _hui_share(plan.ground.allotment.codes[community])
    family, given = names.draw_names(rng, born // 10_000, male, hui)
    regions = _birthplaces(rng, plan.ground, community)
    sequences, regions = numbers.sequences_for(regions, born, male, chunk, plan.chunks, SPARE)
    fate = rng.random(size)
    return People(
        first=first,
        community=community,
        age=age,
        male=male,
        born=born,
        hui=hui,
        family=family,
        given=given,
        identity=numbers.identity_numbers(regions, born, sequences),
        dead=fate < DEAD_SHARE,
        moved=(fate >= DEAD_SHARE) & (fate < DEAD_SHARE + MOVED_SHARE),
        left_days_ago=rng.integers(20, 700, size),
    )


def _birthdays(rng: np.random.Generator, age: Ints) -> Ints:
    """Days on which people of these ages were born: any but 1 January, so that the year alone decides."""
    year = REFERENCE_DAY.year - 1 - age
    start = (year - 1970).astype("datetime64[Y]").astype("datetime64[D]")
    days = start + rng.integers(1, 365, len(age))
    month = days.astype("datetime64[M]")
    in_month = (days - month.astype("datetime64[D]")).astype(np.int64)
    return np.asarray(year * 10_000 + (month.astype(np.int64) % 12 + 1) * 100 + in_month + 1)


def _hui_share(codes: Ints) -> Floats:
    share = np.full(len(codes), HUI_ELSEWHERE)
    for code, value in HUI_BY_AREA.items():
        share[codes // 10 ** (12 - len(str(code))) == code] = value
    return share


def _birthplaces(rng: np.random.Generator, ground: Ground, community: Ints) -> Ints:
    """Seven in ten were born where they live, two elsewhere in Henan, one in another province."""
    hosts = np.array([int(street.host) for street in ground.streets])[ground.street_of[community]]
    way = pick(rng, len(community), [0.7, 0.21, 0.09])
    henan = HENAN[rng.integers(0, len(HENAN), len(community))]
    far = ELSEWHERE[rng.integers(0, len(ELSEWHERE), len(community))]
    return np.where(way == 0, hosts, np.where(way == 1, henan, far))
