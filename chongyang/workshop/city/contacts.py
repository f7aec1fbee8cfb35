"""Telephones and contacts: whom to call for an elder, in which order, how far away, and who holds the key."""

from dataclasses import dataclass

import numpy as np

from chongyang.registry.enums import KeyHolder, LivingForm, PersonClass, Relation
from chongyang.workshop.city import names, numbers
from chongyang.workshop.city.health import Health, is_in
from chongyang.workshop.city.households import FORMS, Homes
from chongyang.workshop.city.people import People, Plan
from chongyang.workshop.city.seeds import Bools, Ints, Words, pick, stream

# Each elder owns four numbers of the segment: the own one and those of three contacts.
NUMBERS_EACH = 4
WITHOUT_PHONE_AT_60, WITHOUT_PHONE_RISE = 0.03, 0.25
FIXED_LINE_SHARE = 0.10
CHILD_OF_COUPLE, CHILD_OF_OTHERS, SECOND_CHILD = 0.42, 0.93, 0.14
NEIGHBOUR_OF_ALONE = 0.5
# Distance bands of children who live elsewhere: same compound, same district, same city, another city.
BANDS_M = np.array([[50, 600], [600, 4_000], [4_000, 25_000], [60_000, 900_000]])
BAND_SHARES = [0.18, 0.30, 0.34, 0.18]


@dataclass(frozen=True, slots=True)
class Phones:
    """One number or "" an elder; couples share a fixed line."""

    number: Words


@dataclass(frozen=True, slots=True)
class Contacts:
    """Columns over contacts, ordered by elder and rank. `elder` is the row in the chunk."""

    elder: Ints
    rank: Ints
    name: Words
    relation: Words
    phone: Words
    distance_m: Ints
    key_holder: Words


def draw_phones(plan: Plan, chunk: int, people: People, homes: Homes) -> Phones:
    rng, size = stream(plan.seed, "phones", chunk), len(people)
    rows = people.first + np.arange(size)
    none = rng.random(size) < WITHOUT_PHONE_AT_60 + WITHOUT_PHONE_RISE * (people.age - 60) / 30
    fixed = (rng.random(size) < FIXED_LINE_SHARE)[homes.household]
    own = numbers.mobiles(rows * NUMBERS_EACH, plan.seed)
    line = numbers.fixed_lines(people.first + homes.household, plan.seed)
    return Phones(np.where(fixed, line, np.where(none, "", own)))


def draw_contacts(
    plan: Plan, chunk: int, people: People, homes: Homes, health: Health, phones: Phones
) -> Contacts:
    """Spouse first, then children, then who lives next door; for the destitute the grid worker."""
    rng = stream(plan.seed, "contacts", chunk)
    coupled = homes.partner >= 0
    destitute = is_in(health.classes, PersonClass.DESTITUTE)
    child = (rng.random(len(people)) < np.where(coupled, CHILD_OF_COUPLE, CHILD_OF_OTHERS)) & ~destitute
    second = child & (rng.random(len(people)) < SECOND_CHILD)
    alone = homes.form == FORMS.index(LivingForm.ALONE)
    near = alone & (rng.random(len(people)) < NEIGHBOUR_OF_ALONE)
    family = _family(rng, people, homes)
    parts = [
        _spouses(plan, people, homes, phones, np.flatnonzero(coupled)),
        *(
            _children(plan, rng, people, homes, family, np.flatnonzero(rows), rank)
            for rank, rows in ((1, child), (2, second))
        ),
        _helpers(plan, rng, people, np.flatnonzero(near & ~destitute), Relation.NEIGHBOUR),
        _helpers(plan, rng, people, np.flatnonzero(destitute), Relation.GRID_WORKER),
    ]
    return _in_order(parts)


def _family(rng: np.random.Generator, people: People, homes: Homes) -> Words:
    """The surname that the children carry: the father's, whoever he was."""
    unknown = names.surnames().draw(rng, len(people))
    fathers = np.where(homes.partner >= 0, people.family[homes.partner], unknown)
    return np.where(people.male, people.family, fathers)


def _slot_numbers(plan: Plan, people: People, rows: Ints, place: int) -> Words:
    return numbers.mobiles((people.first + rows) * NUMBERS_EACH + place, plan.seed)


def _spouses(plan: Plan, people: People, homes: Homes, phones: Phones, rows: Ints) -> Contacts:
    spouse = homes.partner[rows]
    own = phones.number[spouse]
    own = np.where(own == phones.number[rows], "", own)  # the line at home rings the elder herself
    return Contacts(
        elder=rows,
        rank=np.ones(len(rows), dtype=np.int64),
        name=np.asarray(people.family[spouse] + people.given[spouse], dtype=object),
        relation=_same(Relation.SPOUSE, len(rows)),
        phone=np.where(own == "", _slot_numbers(plan, people, rows, 3), own),
        distance_m=np.zeros(len(rows), dtype=np.int64),
        key_holder=_same(KeyHolder.HOLDS, len(rows)),
    )


def _children(
    plan: Plan, rng: np.random.Generator, people: People, homes: Homes, family: Words, rows: Ints, rank: int
) -> Contacts:
    son = rng.random(len(rows)) < 0.56
    together = np.isin(homes.form[rows], [FORMS.index(form) for form in WITH_CHILDREN]) & (rank == 1)
    distance = np.where(together, 0, _distances(rng, len(rows)))
    keys = (rng.random(len(rows)) < 0.7) & (distance < NEAR_ENOUGH_M) | (distance == 0)
    return Contacts(
        elder=rows,
        rank=np.full(len(rows), 1 + rank),
        name=names.draw_children(rng, family[rows], son),
        relation=np.where(son, Relation.SON, Relation.DAUGHTER).astype(object),
        phone=_slot_numbers(plan, people, rows, rank),
        distance_m=distance,
        key_holder=_keys(rng, keys),
    )


NEAR_ENOUGH_M = 5_200
"""A key further away opens no door in time; a few live just beyond what the data check asks for. Invented."""
WITH_CHILDREN = (LivingForm.WITH_CHILDREN, LivingForm.WITH_SPOUSE_AND_CHILDREN)


def _helpers(
    plan: Plan, rng: np.random.Generator, people: People, rows: Ints, relation: Relation
) -> Contacts:
    size = len(rows)
    adult = names.draw_children(rng, names.surnames().draw(rng, size), rng.random(size) < 0.4)
    near = relation is Relation.NEIGHBOUR
    return Contacts(
        elder=rows,
        rank=np.full(size, 9),
        name=adult,
        relation=_same(relation, size),
        phone=_slot_numbers(plan, people, rows, 3),
        distance_m=rng.integers(5, 80, size) if near else rng.integers(200, 1500, size),
        key_holder=_keys(rng, rng.random(size) < (0.4 if near else 0.25)),
    )


def _distances(rng: np.random.Generator, size: int) -> Ints:
    low, high = BANDS_M[pick(rng, size, BAND_SHARES)].T
    return np.asarray(rng.integers(low, high))


def _keys(rng: np.random.Generator, holds: Bools) -> Words:
    code = holds & (rng.random(len(holds)) < 0.12)
    known = np.where(rng.random(len(holds)) < 0.15, KeyHolder.UNKNOWN, KeyHolder.NONE)
    return np.where(code, KeyHolder.KNOWS_CODE, np.where(holds, KeyHolder.HOLDS, known)).astype(object)


def _same(word: str, size: int) -> Words:
    return np.full(size, word, dtype=object)


def _in_order(parts: list[Contacts]) -> Contacts:
    """One table; the ranks of each elder count 1, 2, 3 without a gap."""
    columns = [
        np.concatenate([getattr(part, name) for part in parts])
        for name in ("elder", "rank", "name", "relation", "phone", "distance_m", "key_holder")
    ]
    order = np.lexsort((columns[1], columns[0]))
    columns = [column[order] for column in columns]
    columns[1] = numbers.ranks_within(columns[0]) + 1
    return Contacts(*columns)
