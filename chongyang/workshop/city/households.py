"""Homes: who is married to whom, who lives with whom, and behind which door.

Couples of the register live at one address. The shares are plausible, not published:
about one in ten alone, nearly half as a couple without children in the house.
"""

import re
from dataclasses import dataclass

import numpy as np

from chongyang.registry.enums import LivingForm, Marriage
from chongyang.workshop.city import numbers, places
from chongyang.workshop.city.ground import M_LON, METRES
from chongyang.workshop.city.people import People, Plan
from chongyang.workshop.city.seeds import Bools, Floats, Ints, Words, pick_by_row, stream

MARRIED_MEN = ((60, 0.92), (70, 0.88), (80, 0.76), (90, 0.52), (100, 0.25))
MARRIED_WOMEN = ((60, 0.86), (70, 0.72), (80, 0.42), (90, 0.14), (100, 0.03))
NEVER_MARRIED_MEN, NEVER_MARRIED_WOMEN, DIVORCED = 0.022, 0.003, 0.02
WIFE_YOUNGER_YEARS = 2.5
WIDEST_GAP_YEARS = 14
# How far a door lies from the middle of its compound.
DOOR_SHAKE_M = 25.0

FORMS = (
    LivingForm.ALONE,
    LivingForm.EMPTY_NEST,
    LivingForm.WITH_SPOUSE_AND_CHILDREN,
    LivingForm.WITH_CHILDREN,
    LivingForm.WITH_RELATIVES,
    LivingForm.WITH_SIBLINGS,
    LivingForm.WITH_OTHERS,
    LivingForm.INSTITUTION,
)
# Shares of FORMS: married, unmarried under 80, unmarried from 80 on.
FORM_SHARES = np.array(
    [
        [0.0, 0.565, 0.415, 0.0, 0.0, 0.0, 0.0, 0.02],
        [0.40, 0.0, 0.0, 0.53, 0.03, 0.01, 0.005, 0.025],
        [0.33, 0.0, 0.0, 0.575, 0.025, 0.005, 0.015, 0.05],
    ]
)
ACCESS_NOTES = (
    "单元门有门禁，先打家里电话",
    "门口两级台阶，轮椅从北侧坡道进",
    "楼道灯坏，请带手电",
    "听力不好，敲门要重",
    "院里有狗，进门前先喊人",
    "电梯只到单数层",
)
NOTE_SHARE = 0.12
# The committee is a body; its place is called without it: 碧沙岗社区居委会, 李庄村委会.
BODIES = re.compile(r"(居民委员会|居委会|(?<=村)民?委员?会|(?<=区)委员会)$")


@dataclass(frozen=True, slots=True)
class Homes:
    """Columns beside `People`. `partner` is the row of the spouse in this chunk or -1,
    `household` the row that stands for the house, `form` an index into FORMS."""

    marriage: Words
    partner: Ints
    household: Ints
    form: Ints
    compound: Ints
    floor: Ints
    lift: Bools
    address: Words
    access_note: Words
    lon: Floats
    lat: Floats


def draw_homes(plan: Plan, chunk: int, people: People) -> Homes:
    rng = stream(plan.seed, "homes", chunk)
    married = rng.random(len(people)) < np.where(
        people.male, _by_age(MARRIED_MEN, people.age), _by_age(MARRIED_WOMEN, people.age)
    )
    partner = _couples(rng, people, married)
    household = np.where(partner >= 0, np.minimum(partner, np.arange(len(people))), np.arange(len(people)))
    row = np.where(married, 0, np.where(people.age < 80, 1, 2))
    form = pick_by_row(rng, FORM_SHARES[row])[household]
    return Homes(
        _marriages(rng, people, married), partner, household, form, *_doors(plan, rng, people, household)
    )


def _by_age(points: tuple[tuple[int, float], ...], age: Ints) -> Floats:
    ages, shares = zip(*points, strict=True)
    return np.asarray(np.interp(age, ages, shares))


def _couples(rng: np.random.Generator, people: People, married: Bools) -> Ints:
    """Pair the married of one community by age; who finds nobody has a spouse outside the register."""
    partner = np.full(len(people), -1, dtype=np.int64)
    wish = people.age + np.where(people.male, 0.0, WIFE_YOUNGER_YEARS) + rng.normal(0, 1.5, len(people))
    men, women = (
        _queue(people, married & (people.male == sex), wish, skip_youngest=sex) for sex in (True, False)
    )
    ours, theirs = _same_places(people.community, men, women)
    close = np.abs(people.age[ours] - people.age[theirs]) <= WIDEST_GAP_YEARS
    partner[ours[close]], partner[theirs[close]] = theirs[close], ours[close]
    return partner


def _queue(people: People, chosen: Bools, wish: Floats, *, skip_youngest: bool) -> Ints:
    """Rows in the order of community and age; the youngest men's wives are not yet sixty."""
    if skip_youngest:
        chosen = chosen & (wish > 62.0)
    rows = np.flatnonzero(chosen)
    return rows[np.lexsort((wish[rows], people.community[rows]))]


def _same_places(community: Ints, men: Ints, women: Ints) -> tuple[Ints, Ints]:
    """The first man with the first woman of each community, the second with the second, and so on."""
    wide = 1_000_000
    his = community[men] * wide + numbers.ranks_within(community[men])
    hers = community[women] * wide + numbers.ranks_within(community[women])
    _, at_his, at_hers = np.intersect1d(his, hers, assume_unique=True, return_indices=True)
    return men[at_his], women[at_hers]


def _marriages(rng: np.random.Generator, people: People, married: Bools) -> Words:
    chance = rng.random(len(people))
    never = np.where(people.male, NEVER_MARRIED_MEN, NEVER_MARRIED_WOMEN)
    unmarried = np.where(
        chance < never * 4,
        Marriage.SINGLE,
        np.where(chance > 1 - DIVORCED * 4, Marriage.DIVORCED, Marriage.WIDOWED),
    )
    return np.where(married, Marriage.MARRIED, unmarried).astype(object)


def _doors(
    plan: Plan, rng: np.random.Generator, people: People, household: Ints
) -> tuple[Ints, Ints, Bools, Words, Words, Floats, Floats]:
    """One door for a household: compound, building, unit, floor, room, the point on the map, a note."""
    ground, size = plan.ground, len(people)
    first, beyond = ground.first[people.community], ground.first[people.community + 1]
    compound = (first + rng.random(size) * (beyond - first)).astype(np.int64)[household]
    kind, floors = ground.compound_kinds[compound], ground.compound_floors[compound]
    floor = (1 + rng.random(size) * floors).astype(np.int64)[household]
    floor = np.where(kind == places.COURT, 1, np.minimum(floor, floors))
    numbers_ = [rng.integers(1, most, size)[household] for most in (18, 5, 5)]
    notes = np.array([*ACCESS_NOTES, ""], dtype=object)
    note = np.where(
        rng.random(size) < NOTE_SHARE, rng.integers(0, len(ACCESS_NOTES), size), len(ACCESS_NOTES)
    )
    shake = np.clip(rng.normal(0, DOOR_SHAKE_M, (2, size)), -60, 60)[:, household]
    return (
        compound,
        floor,
        np.isin(kind, (places.LIFT, places.TOWER)),
        _addresses(ground, people.community, compound, floor, numbers_),
        notes[note[household]],
        np.round(ground.compound_lon[compound] + shake[0] / M_LON, 6),
        np.round(ground.compound_lat[compound] + shake[1] / METRES, 6),
    )


def _addresses(
    ground: places.Ground, community: Ints, compound: Ints, floor: Ints, parts: list[Ints]
) -> Words:
    """郑州市金水区花园路街道某社区某小区3号楼2单元501室; in a village 某村3组12号."""
    heads = community_addresses(ground)
    rows = zip(
        heads[community],
        ground.compound_names[compound],
        ground.compound_kinds[compound].tolist(),
        floor.tolist(),
        *(part.tolist() for part in parts),
        strict=True,
    )
    return np.array(
        [
            f"{head}{name}{building * unit + room}号"
            if kind == places.COURT
            else f"{head}{name}{building}号楼{unit}单元{level}0{room}室"
            for head, name, kind, level, building, unit, room in rows
        ],
        dtype=object,
    )


def community_addresses(ground: places.Ground) -> Words:
    """The beginning of every address of each community, down to its name."""
    return np.array(
        [
            _head(ground.streets[street]) + BODIES.sub("", name)
            for street, name in zip(ground.street_of, ground.allotment.names, strict=True)
        ],
        dtype=object,
    )


def _head(street: places.Street) -> str:
    city = "" if street.county_name.startswith("郑州") else "郑州市"
    name = street.name.removeprefix(street.county_name)
    return f"{city}{street.county_name}{name}"
