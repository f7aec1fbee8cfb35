"""Whom to send first, and why."""

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from chongyang.emergency.rules import nearest
from chongyang.emergency.rules.nearest import Need, Responder, haversine, rank

HOME = (113.6650, 34.7570)
NEED = Need(HOME, kinds=frozenset({"care_worker", "station_staff"}), skills=frozenset({"first_aid"}))


def responder(number, east=0.0, **changes):
    values = {"kind": "care_worker", "position": (HOME[0] + east, HOME[1]), "on_duty": True}
    return Responder(id=UUID(int=number), **{**values, **changes})


def order(*responders):
    return [one.responder.id.int for one in rank(NEED, responders)]


def test_a_known_distance():
    zhengzhou, kaifeng = (113.6253, 34.7466), (114.3076, 34.7973)
    assert 62_000 < haversine(zhengzhou, kaifeng) < 63_500
    assert haversine(HOME, HOME) == 0


def test_the_nearer_goes_first():
    assert order(responder(1, 0.02), responder(2, 0.01), responder(3, 0.03)) == [2, 1, 3]


def test_duty_room_and_kind_come_before_distance():
    assert order(responder(1, on_duty=False), responder(2, 0.05)) == [2, 1]
    assert order(responder(1, load=1), responder(2, 0.05)) == [2, 1]
    assert order(responder(1, kind="volunteer"), responder(2, 0.05)) == [2, 1]


def test_a_key_and_a_skill_are_worth_some_way():
    assert order(responder(1, 0.010), responder(2, 0.011, holds_key=True)) == [2, 1]
    assert order(responder(1, 0.010), responder(2, 0.011, skills=frozenset({"first_aid", "lifting"}))) == [
        2,
        1,
    ]


def test_a_free_one_goes_before_a_busy_one():
    assert order(responder(1, 0.01, load=1, capacity=3), responder(2, 0.012)) == [2, 1]


def test_every_place_in_the_list_has_its_reasons():
    best, worst = rank(
        NEED, [responder(1, holds_key=True), responder(2, position=None, on_duty=False, load=2)]
    )
    assert best.metres == 0
    assert best.reasons == (nearest.ON_DUTY, nearest.NEAR, nearest.SUITED, nearest.FREE, nearest.HOLDS_KEY)
    assert worst.metres is None
    assert worst.reasons == (nearest.OFF_DUTY, nearest.NO_POSITION, nearest.SUITED, nearest.FULL)


def test_an_incident_without_a_place_still_finds_somebody():
    found = rank(Need(position=None), [responder(2), responder(1)])
    assert [one.responder.id.int for one in found] == [1, 2]


@given(
    st.lists(
        st.builds(
            Responder,
            id=st.uuids(),
            kind=st.sampled_from(["care_worker", "volunteer"]),
            position=st.none() | st.tuples(st.floats(113, 114), st.floats(34, 35)),
            on_duty=st.booleans(),
            load=st.integers(0, 3),
            capacity=st.integers(1, 3),
            holds_key=st.booleans(),
        ),
        unique_by=lambda one: one.id,
        max_size=12,
    )
)
def test_the_order_does_not_depend_on_the_order_given(responders):
    ranked = rank(NEED, responders, limit=4)
    assert ranked == rank(NEED, reversed(responders), limit=4)
    assert len(ranked) == min(len(responders), 4)
