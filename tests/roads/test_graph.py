"""Times on a network: the same as by brute force, never longer over a third place, one-way held."""

from math import inf, isinf, isnan

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chongyang.roads.enums import Mode
from chongyang.roads.rules.graph import lines
from chongyang.roads.rules.travel import haversine, load_travel
from tests.roads.maps import draft_of, floyd, graph_of, grid, place

HOUR = 3600.0
SIZE = 4
NODES = st.integers(0, SIZE * SIZE - 1)
EDGES = st.lists(
    st.tuples(
        NODES,
        NODES,
        st.fixed_dictionaries(
            {
                "metres": st.none() | st.floats(50, 3000),
                "way": st.sampled_from([-1, 0, 1]),
                "highway": st.sampled_from(["", "primary", "footway", "motorway", "residential"]),
            }
        ),
    ),
    min_size=4,
    max_size=40,
)


def at(node, size=SIZE):
    return place(node % size, node // size)


@settings(max_examples=60, deadline=None)
@given(EDGES, st.sampled_from(list(Mode)))
def test_times_are_those_of_brute_force(edges, mode):
    network = draft_of(edges, SIZE).network()
    if not len(network.start):
        return
    known, asked = floyd(network, mode), graph_of(network).by(mode)
    everywhere = [at(node) for node in range(SIZE * SIZE)]
    nodes, metres = asked.snap(everywhere)
    for target in range(SIZE * SIZE):
        reached = asked.to_one(everywhere, at(target), HOUR * 9)
        onward = asked.from_one(at(target), everywhere, HOUR * 9)
        for origin in range(SIZE * SIZE):
            if metres[origin] > 1 or metres[target] > 1:
                continue  # this node has no road of this mode: it is reached on foot from another
            assert reached.seconds[origin] == pytest.approx(known[origin][target], rel=1e-4)
            assert onward.seconds[origin] == pytest.approx(known[target][origin], rel=1e-4)
    assert len(nodes) == SIZE * SIZE


@settings(max_examples=40, deadline=None)
@given(EDGES, NODES, NODES, NODES)
def test_no_way_is_longer_than_over_a_third_place(edges, one, two, three):
    network = draft_of(edges, SIZE).network()
    if not len(network.start):
        return
    asked = graph_of(network).by(Mode.DRIVE)
    _, walks = asked.snap([at(one), at(two), at(three)])
    if not (walks < 1).all():
        return

    def seconds(start, end):
        return float(asked.to_one([at(start)], at(end), HOUR * 9).seconds[0])

    assert seconds(one, three) <= (seconds(one, two) + seconds(two, three)) * (1 + 1e-6) + 1e-6


def test_one_way_holds_for_wheels_and_not_for_feet():
    graph = graph_of(draft_of([(0, 1, {"way": 1}), (1, 2, {"way": 1})]).network())
    driving, walking = graph.by(Mode.DRIVE), graph.by(Mode.WALK)
    first, last = place(0, 0), place(2, 0)
    assert driving.to_one([first], last, HOUR).seconds[0] < 60
    assert isinf(driving.to_one([last], first, HOUR).seconds[0])
    assert walking.to_one([last], first, HOUR).seconds[0] == pytest.approx(
        walking.to_one([first], last, HOUR).seconds[0], rel=1e-6
    )


def test_backwards_only_is_one_way_too():
    driving = graph_of(draft_of([(0, 1, {"way": -1})]).network()).by(Mode.DRIVE)
    assert isinf(driving.to_one([place(0, 0)], place(1, 0), HOUR).seconds[0])
    assert driving.to_one([place(1, 0)], place(0, 0), HOUR).seconds[0] < 60


def test_what_lies_across_the_river_is_not_reached():
    edges = [(0, 1, {}), (1, 2, {}), (20, 21, {}), (21, 22, {})]
    reached = graph_of(draft_of(edges).network()).by(Mode.WALK).to_one([place(0, 0)], place(1, 4), HOUR)
    assert isinf(reached.seconds[0])
    assert isnan(reached.metres[0])


def test_a_place_without_a_road_is_told_apart_from_one_beyond_the_limit():
    asked = graph_of(grid()).by(Mode.WALK)
    told = asked.to_one([place(60, 60), place(0, 0), place(4, 4)], place(4, 4), 60)
    assert isnan(told.seconds[0])
    assert told.seconds[1] == inf
    assert told.seconds[2] == 0


def test_a_small_island_is_no_road_to_snap_to():
    edges = [(n, n + 1, {}) for n in range(19) if n % 5 < 4] + [(n, n + 5, {}) for n in range(15)]
    draft = draft_of(edges)
    draft.add_node("yard", *place(2.4, 2.4))
    draft.add_node("gate", *place(2.5, 2.4))
    draft.add_edge("yard", "gate")
    network = draft.network()
    assert network.parts().tolist()[:2] == [20, 2]
    snapped, _ = graph_of(network).by(Mode.WALK).snap([place(2.4, 2.4)])
    share = load_travel().island_share
    assert (snapped[0] == 25) == (20 * share <= 2)  # two of twenty are many; two of a thousand are not


def test_metres_are_those_of_the_quickest_way():
    edges = [
        (0, 1, {"metres": 110, "highway": "primary"}),
        (1, 2, {"metres": 110, "highway": "primary"}),
        (0, 2, {"metres": 230, "highway": "living_street"}),
    ]
    reached = graph_of(draft_of(edges).network()).by(Mode.DRIVE).to_one([place(0, 0)], place(2, 0), HOUR)
    assert reached.metres[0] == pytest.approx(220, abs=0.5)
    assert reached.seconds[0] == pytest.approx(220 * 3.6 / 35, rel=1e-3)


def test_the_walk_to_the_road_counts():
    asked = graph_of(grid()).by(Mode.DRIVE)
    beside = asked.to_one([place(0, -2)], place(4, 0), HOUR)
    on_it = asked.to_one([place(0, 0)], place(4, 0), HOUR)
    walked = haversine(place(0, -2), place(0, 0)) * 3.6 / load_travel().walk_kmh
    assert beside.seconds[0] - on_it.seconds[0] == pytest.approx(walked, rel=0.01)


@settings(max_examples=60, deadline=None)
@given(
    EDGES,
    st.lists(NODES, min_size=1, max_size=5),
    st.lists(NODES, min_size=1, max_size=5),
    st.sampled_from(list(Mode)),
    st.sampled_from([60.0, 240.0, 900.0]),
)
def test_many_at_once_reach_what_any_of_them_reaches(edges, origins, targets, mode, limit):
    network = draft_of(edges, SIZE).network()
    if not len(network.start):
        return
    asked = graph_of(network).by(mode)
    starts, ends = [at(one) for one in origins], [at(two) for two in targets]
    alone = [asked.within(start, ends, limit) for start in starts]
    for start, told in zip(starts, alone, strict=True):
        seconds = asked.from_one(start, ends, HOUR).seconds
        assert told.tolist() == [bool(one <= limit) for one in seconds]
    together = asked.within_of_any(starts, ends, limit)
    assert together.tolist() == [any(told[place_] for told in alone) for place_ in range(len(ends))]


def test_flat_lines_are_right_within_a_city():
    one, two = (113.45, 34.65), (113.85, 34.9)
    assert lines([one], [two])[0, 0] == pytest.approx(haversine(one, two), rel=2e-3)
