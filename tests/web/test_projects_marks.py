"""Marks on the map of projects: each project is in one, and none covers another."""

import itertools
from math import dist

from hypothesis import given
from hypothesis import strategies as st

from chongyang.web.parts import maps
from chongyang.web.projects.drawing import crowds_of, marks_of

MARK = 16
PLACES = st.lists(st.tuples(st.floats(112.7, 114.3), st.floats(34.2, 35.0)), max_size=30)


@given(PLACES)
def test_every_project_is_in_one_crowd_and_no_two_marks_cover_each_other(
    places: list[tuple[float, float]],
) -> None:
    crowds = crowds_of(places)
    assert sorted(index for crowd in crowds for index in crowd.held) == list(range(len(places)))
    view = maps.view_of([maps.Point(*place) for place in places])
    marks = [view.place(crowd.longitude, crowd.latitude) for crowd in crowds]
    assert all(dist(a, b) >= MARK for a, b in itertools.combinations(marks, 2))


@given(PLACES)
def test_the_numbers_of_the_marks_follow_each_other(places: list[tuple[float, float]]) -> None:
    numbers: list[int] = []
    for mark in marks_of(crowds_of(places)):
        first, _, last = str(mark["label"]).partition("–")
        numbers += range(int(first), int(last or first) + 1)
    assert numbers == list(range(1, len(places) + 1))
