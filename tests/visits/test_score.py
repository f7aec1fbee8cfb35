"""Points of evidence: more never gives fewer, the place alone decides nothing, and the numbers agree."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chongyang.visits.enums import CallBackOutcome, Mark
from chongyang.visits.rules.score import Evidence, Picture, judge
from chongyang.visits.rules.settings import settings

AT = datetime(2019, 6, 12, 1, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
WHOLE = Evidence(
    from_at=AT,
    to_at=AT + 180 * MINUTE,
    minutes=60,
    arrived_at=AT,
    started_at=AT + MINUTE,
    ended_at=AT + 61 * MINUTE,
    metres=20,
    accuracy=15,
    has_card=True,
    steps_asked=5,
    steps_done=5,
    pictures=(Picture(),),
    is_signed=True,
)
NOTHING = Evidence(from_at=AT, to_at=AT + 180 * MINUTE, minutes=60, steps_asked=5)

evidence = st.builds(
    Evidence,
    from_at=st.just(AT),
    to_at=st.just(AT + 180 * MINUTE),
    minutes=st.integers(10, 240),
    arrived_at=st.none() | st.integers(-300, 300).map(lambda n: AT + n * MINUTE),
    started_at=st.none() | st.integers(-300, 300).map(lambda n: AT + n * MINUTE),
    ended_at=st.none() | st.integers(300, 700).map(lambda n: AT + n * MINUTE),
    paused_seconds=st.integers(0, 3600),
    metres=st.none() | st.floats(0, 1e6),
    accuracy=st.none() | st.floats(0, 1e6),
    has_card=st.booleans(),
    has_code=st.booleans(),
    steps_asked=st.just(5),
    steps_done=st.integers(0, 5),
    pictures=st.lists(st.builds(Picture, st.booleans(), st.booleans()), max_size=4).map(tuple),
    is_signed=st.booleans(),
    is_closed_by_card=st.booleans(),
    called_back=st.sampled_from(["", *CallBackOutcome]),
    marks=st.frozensets(st.sampled_from(list(Mark))),
)


def test_the_weights_are_a_hundred_and_the_whole_gets_them():
    assert sum(settings("score")["weights"].values()) == 100
    assert judge(WHOLE).total == 100
    assert judge(NOTHING).total == 0


def test_a_bad_position_alone_never_rejects():
    for metres, accuracy in ((None, None), (5e6, 3), (700, 2000)):
        given_ = judge(replace(WHOLE, metres=metres, accuracy=accuracy))
        assert given_.is_payable, (metres, given_.total)


def test_a_position_alone_never_suffices_nor_does_what_the_carer_says_by_herself():
    assert not judge(replace(NOTHING, metres=1, accuracy=1, arrived_at=AT)).is_payable
    own_word = replace(WHOLE, has_card=False, pictures=(), is_signed=False)
    assert not judge(own_word).is_payable


@pytest.mark.parametrize(
    ("more", "lowers"),
    [
        ({"marks": frozenset({Mark.LATE})}, "late"),
        ({"marks": frozenset({Mark.CLOCK})}, "clock"),
        ({"marks": frozenset({Mark.TWO_PLACES})}, "two_places"),
        ({"marks": frozenset({Mark.UNCERTIFIED})}, "uncertified"),
        ({"marks": frozenset({Mark.CONFLICT})}, "conflict"),
        ({"pictures": (Picture(), Picture(is_old=True))}, "photo_old"),
        ({"pictures": (Picture(), Picture(is_again=True))}, "photo_again"),
        ({"called_back": "denied"}, "denied"),
    ],
)
def test_what_speaks_against_it_lowers_it_by_its_number_and_says_so(more, lowers):
    told = judge(replace(WHOLE, **more))
    assert told.total == 100 - settings("score")["lowers"][lowers]
    assert [reason.key for reason in told.reasons if reason.points < 0] == [lowers]


def test_three_days_late_alone_is_still_payable_and_in_two_places_is_not():
    assert judge(replace(WHOLE, marks=frozenset({Mark.LATE}))).is_payable
    assert not judge(replace(WHOLE, marks=frozenset({Mark.TWO_PLACES}))).is_payable
    assert not judge(replace(WHOLE, called_back="denied")).is_payable


def test_half_an_hour_of_an_hour_gives_a_part_and_pauses_do_not_count():
    half = judge(replace(WHOLE, ended_at=AT + 31 * MINUTE))
    paused = judge(replace(WHOLE, paused_seconds=1800))
    of_half, of_paused = (next(one for one in told.reasons if one.key == "dwell") for told in (half, paused))
    assert 0 < of_half.points < 20
    assert of_paused.points == of_half.points


@given(evidence)
def test_points_lie_within_their_bounds_and_add_up(seen):
    told = judge(seen)
    assert 0 <= told.total <= 100
    assert told.total == max(0, min(100, sum(one.points for one in told.reasons)))
    assert all(one.points <= one.of for one in told.reasons)
    assert len({one.key for one in told.reasons}) == len(told.reasons)


@given(evidence, st.floats(0, 1e5), st.integers(1, 5))
def test_more_evidence_never_lowers_the_score(seen, metres, steps):
    before = judge(seen).total
    better = [
        replace(seen, has_card=True),
        replace(seen, has_code=True),
        replace(seen, is_signed=True),
        replace(seen, is_closed_by_card=True),
        replace(seen, pictures=(*seen.pictures, Picture())),
        replace(seen, steps_done=min(5, seen.steps_done + steps)),
        replace(seen, paused_seconds=0),
    ]
    if seen.metres is None:
        better.append(replace(seen, metres=metres))
    else:
        better.append(replace(seen, metres=min(metres, seen.metres)))
    if seen.called_back != CallBackOutcome.DENIED:
        better.append(replace(seen, called_back=CallBackOutcome.CONFIRMED.value))
    assert all(judge(one).total >= before for one in better)


@given(evidence, st.sampled_from(["late", "clock", "two_places", "conflict", "uncertified"]))
def test_a_mark_never_raises_it(seen, mark):
    assert judge(replace(seen, marks=seen.marks | {mark})).total <= judge(seen).total
