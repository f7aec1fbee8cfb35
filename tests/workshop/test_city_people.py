"""People of a demo city: valid and different numbers, plausible shares, everybody inside the right county."""

from __future__ import annotations

from collections import Counter
from datetime import date

import numpy as np
import pytest
import shapely

from chongyang.core import identifiers
from chongyang.registry import enums
from chongyang.workshop.city import ground, health, names, numbers, people
from chongyang.workshop.city.households import FORMS
from chongyang.workshop.city.people import Plan
from chongyang.workshop.city.rows import Drawn, draw_chunk
from chongyang.workshop.city.seeds import REFERENCE_DAY

PLAN = Plan(12_000, 5)


@pytest.fixture(scope="module")
def drawn() -> Drawn:
    return draw_chunk(PLAN, 0)


def test_ages_keep_the_published_share(drawn):
    age = drawn.people.age
    assert abs((age >= 65).mean() - 0.73735) < 0.0005
    assert age.min() == 60
    assert (age >= 100).sum() >= 5
    assert 0.12 < (age >= 80).mean() < 0.16


def test_identity_numbers_are_valid_different_and_say_who_it_is(drawn):
    chosen = drawn.people
    for row in range(0, len(chosen), 37):
        read = identifiers.read_identity(chosen.identity[row], today=REFERENCE_DAY)
        assert int(f"{read.born_on:%Y%m%d}") == chosen.born[row]
        assert (read.sex == "male") == chosen.male[row]
        assert identifiers.age_on(read.born_on, REFERENCE_DAY) == chosen.age[row]
    assert len(set(chosen.identity)) == len(chosen)


def test_crowded_birthdays_still_get_different_numbers():
    size = 400
    regions, born = np.full(size, 410105), np.full(size, 19600101)
    male = np.arange(size) % 2 == 0
    made = set()
    for chunk in range(4):
        sequences, used = numbers.sequences_for(regions, born, male, chunk, 12, people.SPARE)
        made |= set(numbers.identity_numbers(used, born, sequences))
    assert len(made) == 4 * size


def test_a_birthday_with_too_many_people_is_refused():
    size = 2000
    with pytest.raises(ValueError, match="more people on one birthday"):
        numbers.sequences_for(
            np.full(size, 410105), np.full(size, 19600101), np.ones(size, bool), 0, 40, people.SPARE
        )


def test_telephones_are_valid_and_lie_in_the_fictive_segments(drawn):
    given = [number for number in drawn.phones.number if number]
    assert 0.8 < len(given) / len(drawn.people) < 0.97
    for number in given[::53]:
        assert identifiers.read_phone(number).number == number
        assert number.startswith((numbers.MOBILE_SEGMENT, numbers.FIXED_SEGMENT))
    mobiles = [number for number in given if number.startswith("154")]
    assert len(set(mobiles)) == len(mobiles)


def test_couples_live_behind_one_door(drawn):
    partner = drawn.homes.partner
    rows = np.flatnonzero(partner >= 0)
    assert (partner[partner[rows]] == rows).all()
    assert (drawn.people.male[rows] != drawn.people.male[partner[rows]]).all()
    for column in ("address", "floor", "lon", "lat", "form", "household"):
        values = getattr(drawn.homes, column)
        assert (values[rows] == values[partner[rows]]).all()


def test_living_forms_are_plausible(drawn):
    share = {form: (drawn.homes.form == place).mean() for place, form in enumerate(FORMS)}
    assert 0.07 < share[enums.LivingForm.ALONE] < 0.13
    assert 0.35 < share[enums.LivingForm.EMPTY_NEST] < 0.50
    alone = drawn.homes.form == FORMS.index(enums.LivingForm.ALONE)
    assert (drawn.homes.partner[alone] < 0).all()
    assert (health.is_in(drawn.health.classes, enums.PersonClass.LIVING_ALONE) == alone).all()


def test_everybody_lives_inside_the_right_county(drawn):
    land = PLAN.ground
    hosts = np.array([street.host for street in land.streets])[land.street_of[drawn.people.community]]
    for code, polygon in ground.polygons().items():
        inside = hosts == code
        assert shapely.contains_xy(polygon, drawn.homes.lon[inside], drawn.homes.lat[inside]).all()
    assert {street.host for street in land.streets} == set(ground.polygons())


def test_ability_falls_and_illness_rises_with_age(drawn):
    age, known = drawn.people.age, drawn.health.ability >= 0
    impaired = drawn.health.ability >= 1
    assert impaired[known & (age >= 85)].mean() > 2 * impaired[known & (age < 70)].mean()
    dementia = health.is_in(drawn.health.conditions, enums.Condition.DEMENTIA)
    assert dementia[age >= 85].mean() > 3 * dementia[age < 70].mean()
    assert (health.is_in(drawn.health.classes, enums.PersonClass.AGED) == (age >= 80)).all()
    assert (health.is_in(drawn.health.classes, enums.PersonClass.CENTENARIAN) == (age >= 100)).all()


def test_contacts_are_in_order_and_reachable(drawn):
    given = drawn.contacts
    order = given.elder * 10 + given.rank
    assert (np.diff(order) > 0).all()
    assert (given.rank[np.r_[True, np.diff(given.elder) > 0]] == 1).all()
    assert all(identifiers.read_phone(number) for number in given.phone[::97])
    assert len(set(given.elder)) / len(drawn.people) > 0.95
    assert set(given.key_holder) <= {member.value for member in enums.KeyHolder}


def test_names_are_of_their_generation(drawn):
    early = Counter(drawn.people.given[(drawn.people.born < 19400000) & ~drawn.people.male])
    late = Counter(drawn.people.given[(drawn.people.born > 19600000) & drawn.people.male])
    assert {name for name, _ in early.most_common(40)} & {"秀英", "桂英", "秀兰", "桂兰", "玉兰"}
    assert {name for name, _ in late.most_common(40)} & {"建军", "建国", "卫东", "志强"}
    assert not {"卫东", "跃进"} & set(early)


def test_some_share_a_name_and_some_carry_a_rare_character(drawn):
    assert Counter(drawn.names).most_common(1)[0][1] >= 3
    rare = set(names._data()["rare_characters"])
    assert any(set(name) & rare for name in drawn.names)
    assert any(
        name[:2] in {"欧阳", "上官", "司马", "皇甫", "诸葛", "夏侯", "尉迟", "令狐"} for name in drawn.names
    )


def test_a_few_have_died_or_moved(drawn):
    assert 20 < drawn.people.dead.sum() < 120
    assert 10 < drawn.people.moved.sum() < 80
    assert not (drawn.people.dead & drawn.people.moved).any()


def test_row_keys_rise_and_are_version_seven():
    keys = numbers.row_keys(np.random.default_rng(1), 7, 500, lane=3)
    assert list(keys) == sorted(keys)
    assert {key[14] for key in keys} == {"7"}
    assert {key[19] for key in keys} <= set("89ab")


def test_birthdays_are_real_days(drawn):
    for born in drawn.people.born[::101].tolist():
        assert date(born // 10000, born // 100 % 100, born % 100) < REFERENCE_DAY
