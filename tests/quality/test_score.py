"""A score is arithmetic over events: nothing taken off without one, less every day, in any order the same."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chongyang.quality.enums import LOWERS
from chongyang.quality.rules import samples
from chongyang.quality.rules.score import STARS_BAD, Lowering, follows, left_of, load, read, score_on

ON = date(2026, 4, 1)
KINDS = load().kinds
lowering = st.builds(
    Lowering,
    st.uuids(),
    st.sampled_from(sorted(KINDS)),
    st.dates(date(2024, 1, 1), date(2027, 1, 1)),
    st.integers(1, 400),
    st.integers(1, 400),
)


def test_no_event_is_the_full_score():
    score = score_on([], ON, helped=10**6)
    assert (score.tenths, str(score.points), score.reasons) == (1000, "100", ())


@given(st.lists(lowering, max_size=12), st.randoms(use_true_random=False), st.integers(0, 5000))
def test_the_order_of_events_does_not_matter(events, random, helped):
    shuffled = list(events)
    random.shuffle(shuffled)
    assert score_on(events, ON, helped=helped) == score_on(shuffled, ON, helped=helped)


@given(st.lists(lowering, max_size=12), st.integers(0, 5000))
def test_what_is_listed_is_what_is_missing(events, helped):
    score = score_on(events, ON, helped=helped)
    assert score.tenths == max(0, 1000 - sum(one.taken for one in score.reasons))
    assert all(0 <= one.taken <= one.left <= one.points for one in score.reasons)


@given(st.integers(1, 1000), st.integers(1, 800), st.integers(-10, 1000))
def test_what_is_left_only_falls(points, days, age):
    now, then = left_of(points, days, age), left_of(points, days, age + 1)
    assert now >= then or age < 0
    assert left_of(points, days, 0) == points
    assert left_of(points, days, days) == 0 == left_of(points, days, -1)


@given(st.lists(lowering, min_size=1, max_size=8), st.integers(0, 600))
def test_a_score_never_falls_without_a_new_event(events, after):
    last = max(one.on for one in events)
    first = score_on(events, last + timedelta(days=after), helped=0)
    assert first.tenths <= score_on(events, last + timedelta(days=after + 1), helped=0).tenths


@given(st.lists(lowering, max_size=8), lowering, st.integers(0, 4000))
def test_one_event_more_never_raises_and_more_help_never_lowers(events, one, helped):
    score = score_on(events, ON, helped=helped)
    assert score_on([*events, one], ON, helped=helped).tenths <= score.tenths
    assert score_on(events, ON, helped=helped + 100).tenths >= score.tenths


def test_an_event_of_tomorrow_takes_nothing_today():
    told = Lowering(UUID(int=1), "missed", ON + timedelta(days=1), 40, 180)
    assert score_on([told], ON, helped=0).tenths == 1000
    assert score_on([told], told.on, helped=0).tenths == 960
    assert score_on([told], told.on + timedelta(days=90), helped=0).tenths == 980
    assert score_on([told], told.on, helped=400).tenths == 980


def test_the_lines():
    told = load()
    assert follows(told.warning_below, 0) == ""
    assert follows(told.warning_below - 1, 9) == "warning"
    assert follows(told.suspension_below, 0) == "warning"
    assert follows(told.suspension_below - 1, told.exit_after - 1) == "suspension"
    assert follows(0, told.exit_after) == "exit"


def test_every_source_has_its_kind():
    assert {*STARS_BAD.values(), *LOWERS.values()} <= set(KINDS)


@pytest.mark.parametrize("change", [{"points": 0}, {"days": 0}, {"days": -1}])
def test_a_file_that_contradicts_itself_is_refused(change):
    row = {"key": "a", "label": "a", "english": "a", "points": 1, "days": 1}
    whole = {name: 1 for name in load().__dataclass_fields__ if name != "kinds"}
    read({**whole, "events": [row]})
    for events in ([row | change], [row, row]):
        with pytest.raises(ValueError, match="events"):
            read({**whole, "events": events})


@given(st.lists(st.uuids(), unique=True, max_size=300), st.booleans(), st.randoms(use_true_random=False))
def test_a_sample_is_drawn_again_by_anybody(orders, is_low, random):
    drawn = samples.draw(orders, ON, is_low=is_low)
    shuffled = list(orders)
    random.shuffle(shuffled)
    assert drawn == samples.draw(shuffled, ON, is_low=is_low)
    assert len(drawn) == samples.count_of(len(orders), is_low=is_low)
    assert len(set(drawn)) == len(drawn)
    assert set(drawn) <= set(orders)


def test_how_many_are_drawn():
    assert [samples.count_of(n, is_low=False) for n in (0, 1, 20, 21, 10_000)] == [0, 1, 1, 2, 60]
    assert [samples.count_of(n, is_low=True) for n in (1, 20, 100)] == [1, 4, 20]


def test_the_week_before():
    assert samples.week_before(date(2026, 4, 1)) == (date(2026, 3, 23), date(2026, 3, 30))
    assert samples.week_before(date(2026, 3, 30)) == (date(2026, 3, 23), date(2026, 3, 30))
