"""Whom to send first, and why: everything is weighed in seconds of the way."""

from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chongyang.emergency.rules import nearest
from chongyang.emergency.rules.nearest import Need, Responder, Way, rank, recommend
from chongyang.emergency.rules.weights import load_weights
from chongyang.roads.enums import Basis

NEED = Need(kinds=frozenset({"care_worker", "station_staff"}), skills=frozenset({"first_aid"}))
WEIGHTS = load_weights()


def way(minutes, basis=Basis.ROAD):
    return Way(round(minutes * 60), round(minutes * 250), basis)


def responder(number, minutes=5.0, **changes):
    values = {"kind": "care_worker", "way": way(minutes), "on_duty": True}
    return Responder(id=UUID(int=number), **{**values, **changes})


def order(*responders, need=NEED):
    return [one.responder.id.int for one in rank(need, responders)]


def test_the_sooner_goes_first():
    assert order(responder(1, 8), responder(2, 4), responder(3, 12)) == [2, 1, 3]


def test_duty_room_and_kind_come_before_the_way():
    assert order(responder(1, 1, on_duty=False), responder(2, 20)) == [2, 1]
    assert order(responder(1, 1, load=1), responder(2, 20)) == [2, 1]
    assert order(responder(1, 1, kind="volunteer"), responder(2, 20)) == [2, 1]


@pytest.mark.parametrize(
    ("better", "need"),
    [
        ({"holds_key": True}, NEED),
        ({"skills": frozenset({"first_aid", "lifting"})}, NEED),
        ({"visits": 3}, NEED),
        ({"languages": frozenset({"wu"})}, replace(NEED, languages=frozenset({"wu"}))),
        ({"sex": "female"}, replace(NEED, prefers_sex="female")),
    ],
)
def test_what_helps_at_the_door_is_worth_some_way(better, need):
    near = responder(1, 10.0, sex="male")
    assert order(near, responder(2, 11.0, **better), need=need) == [2, 1]
    assert order(near, responder(2, 25.0, **better), need=need) == [1, 2]


def test_a_wish_unknown_bars_nobody():
    need = replace(NEED, prefers_sex="female")
    assert order(responder(1, 10.0), responder(2, 11.0, sex="female"), need=need) == [1, 2]


def test_visits_count_up_to_a_point():
    one, many = (rank(NEED, [responder(1, 60, visits=n)])[0].seconds for n in (WEIGHTS.familiar_most, 50))
    assert one == many


def test_the_rested_farther_away_beats_the_tired_near():
    tired = responder(1, 5, rested=1.0)
    rested = responder(2, 20, rested=WEIGHTS.rest_hours)
    assert order(tired, rested) == [2, 1]
    added = WEIGHTS.tired_seconds * (1 - 1.0 / WEIGHTS.rest_hours)
    assert rank(NEED, [tired])[0].seconds == 300 + round(added)
    assert order(tired, responder(2, 5 + added / 60 + 1)) == [1, 2]  # but not from anywhere


def test_tiredness_wears_off_and_is_gone_after_the_rest():
    told = [rank(NEED, [responder(1, 5, rested=hours)])[0] for hours in (0.0, 3.0, 6.0, WEIGHTS.rest_hours)]
    seconds = [one.seconds for one in told]
    assert seconds == sorted(seconds, reverse=True)
    assert [nearest.TIRED in one.reasons for one in told] == [True, True, True, False]


def test_a_free_one_goes_before_a_busy_one():
    assert order(responder(1, 5, load=1, capacity=3), responder(2, 9)) == [2, 1]


def test_every_place_in_the_list_has_its_reasons():
    best, worst = rank(NEED, [responder(1, holds_key=True), responder(2, way=None, on_duty=False, load=2)])
    assert best.metres == 1250
    assert best.way.minutes == 5
    assert best.reasons == (
        *(nearest.ON_DUTY, nearest.NEAR, nearest.SUITED, nearest.FREE),
        nearest.HOLDS_KEY,
    )
    assert worst.metres is None
    assert worst.reasons == (nearest.OFF_DUTY, nearest.NO_POSITION, nearest.SUITED, nearest.FULL)


def test_a_usual_place_instead_of_a_position_is_said():
    [told] = rank(NEED, [responder(1, has_shared=False)])
    assert nearest.USUAL_PLACE in told.reasons
    assert told.against == (nearest.USUAL_PLACE,)


@pytest.mark.parametrize(("seconds", "minutes"), [(0, 1), (60, 1), (61, 2), (599, 10)])
def test_minutes_are_rounded_up(seconds, minutes):
    assert Way(seconds, 0).minutes == minutes


def test_the_nearer_who_stand_behind_are_told_with_why():
    five = [responder(n, 10 + n) for n in range(1, 6)]
    full, tired = responder(8, 2, load=1), responder(9, 4, rested=0.0)
    told = recommend(NEED, [*five, full, tired, responder(10, 30, load=1)])
    assert [one.responder.id.int for one in told.first] == [1, 2, 3, 4, 5]
    assert [(one.responder.id.int, one.against[0]) for one in told.nearer] == [
        (8, nearest.FULL),
        (9, nearest.TIRED),
    ]


def test_contacts_are_called_and_never_fill_the_list():
    contacts = [responder(n, 1, channel=nearest.PHONE, kind="daughter") for n in range(1, 6)]
    need = Need()
    told = recommend(need, [*contacts, responder(9, 12)])
    assert [one.responder.id.int for one in told.first] == [1, 2, 9]
    assert nearest.BY_PHONE in told.first[0].reasons
    assert nearest.ON_DUTY not in told.first[0].reasons


def test_nobody_at_all_is_an_empty_list():
    assert recommend(NEED, []) == nearest.Recommendation((), ())


CANDIDATES = st.lists(
    st.builds(
        Responder,
        id=st.uuids(),
        kind=st.sampled_from(["care_worker", "volunteer"]),
        way=st.none() | st.builds(Way, st.integers(0, 7200), st.integers(0, 40_000)),
        on_duty=st.booleans(),
        load=st.integers(0, 3),
        capacity=st.integers(1, 3),
        holds_key=st.booleans(),
        visits=st.integers(0, 9),
        rested=st.none() | st.floats(0, 40),
        channel=st.sampled_from([nearest.APP, nearest.PHONE]),
    ),
    unique_by=lambda one: one.id,
    max_size=14,
)


@given(CANDIDATES)
def test_the_order_does_not_depend_on_the_order_given(responders):
    ranked = rank(NEED, responders, limit=4)
    assert ranked == rank(NEED, reversed(responders), limit=4)
    assert len(ranked) == min(len(responders), 4)


@given(CANDIDATES)
def test_a_recommendation_shows_few_and_says_why_each_nearer_is_not_first(responders):
    told = recommend(NEED, responders)
    assert len(told.first) <= WEIGHTS.shown
    assert sum(one.responder.channel == nearest.PHONE for one in told.first) <= WEIGHTS.by_phone_shown
    assert all(one.against and one not in told.first for one in told.nearer)
    if any(one.on_duty and one.channel == nearest.APP for one in responders):
        assert told.first
