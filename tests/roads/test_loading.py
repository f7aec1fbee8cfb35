"""A network is loaded beside the old one, once for the same file, and times follow whichever is active."""

import json

import pytest
from django.core.management import CommandError, call_command

from chongyang.core.access import enter
from chongyang.core.clock import now
from chongyang.core.models import Event
from chongyang.core.scopes import Actor, Scope, nobody
from chongyang.roads import operations, queries
from chongyang.roads.enums import Basis, Mode
from chongyang.roads.models import RoadNetwork
from chongyang.roads.operations import Named, RoadFiles, UnableToLoad
from chongyang.territory.permissions import NotAllowed

NODES = "node_id,longitude,latitude\na,113.60,34.70\nb,113.61,34.70\nc,113.62,34.70\n"
EDGES = "from,to,metres,highway\na,b,1000,primary\nb,c,1000,primary\n"
FROM, TO = (113.60, 34.70), (113.62, 34.70)
SAID = {"name": "test", "source": "invented", "licence": "none needed"}


@pytest.fixture(autouse=True)
def _no_graph_of_another_test():
    queries.forget()
    yield
    queries.forget()


@pytest.fixture
def town(tmp_path):
    (tmp_path / "nodes.csv").write_text(NODES)
    path = tmp_path / "edges.csv"
    path.write_text(EDGES)
    return path


def load(path, *more, capsys=None, **words):
    call_command("load_roads", str(path), *more, "--json", **{**SAID, **words})
    return json.loads(capsys.readouterr().out.splitlines()[-1]) if capsys else None


def test_without_a_network_the_answer_says_straight_line(db):
    [told] = queries.travel_times([FROM], TO, Mode.DRIVE)
    assert told.basis is Basis.STRAIGHT_LINE
    assert told.metres == pytest.approx(1828 * 1.4, rel=0.01)


def test_a_loaded_network_answers_by_road(db, town, capsys):
    told = load(town, capsys=capsys)
    assert (told["nodes"], told["arcs"], told["is_active"], told["is_new"]) == (3, 4, True, True)
    queries.forget()
    [journey] = queries.travel_times([FROM], TO, Mode.DRIVE)
    assert journey.basis is Basis.ROAD
    assert journey.seconds == pytest.approx(2000 * 3.6 / 35, rel=0.01)
    assert journey.metres == pytest.approx(2000, rel=0.01)


def test_a_place_far_from_any_road_is_reckoned_by_the_straight_line(db, town):
    load(town)
    queries.forget()
    near, far = queries.travel_times([FROM, (113.60, 34.80)], TO, Mode.EBIKE)
    assert (near.basis, far.basis) == (Basis.ROAD, Basis.STRAIGHT_LINE)


def test_next_door_is_not_sent_round_by_the_road(db, town):
    load(town)
    queries.forget()
    [journey] = queries.travel_times([(113.605, 34.7005)], (113.605, 34.7006), Mode.DRIVE)
    assert journey.seconds < 30


def test_reach_is_by_road_where_there_is_one(db, town):
    straight = queries.reach([FROM], [TO, (113.7, 34.7)], Mode.DRIVE, 240)
    assert straight.tolist() == [False, False]  # 2,560 m at 20 km/h
    load(town)
    queries.forget()
    assert queries.reach([FROM], [TO, (113.7, 34.7)], Mode.DRIVE, 240).tolist() == [True, False]
    assert queries.reach([], [TO], Mode.DRIVE, 240).tolist() == [False]


def test_the_same_file_again_is_not_loaded_again(db, town, capsys):
    first, again = load(town, capsys=capsys), load(town, capsys=capsys)
    assert (first["is_new"], again["is_new"]) == (True, False)
    assert RoadNetwork.objects.count() == 1
    assert Event.objects.filter(kind="roads.network.activated").count() == 1


def test_a_new_version_lies_beside_the_old_until_it_is_activated(db, town, capsys):
    load(town)
    town.write_text(EDGES + "a,c,1900,primary\n")
    told = load(town, "--keep-active", capsys=capsys)
    assert (told["version"], told["is_active"]) == (2, False)
    assert queries.get_active().version == 1
    call_command("load_roads", name="test", activate=2)
    assert queries.get_active().version == 2
    call_command("load_roads", list=True)
    assert "test 2: 3 nodes, 6 arcs, active" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("edges", "words"),
    [
        ("from,to\n", {}),
        ("from,to\na,x\nb,y\na,b\n", {}),
        ("nothing\n", {}),
        (EDGES, {"licence": ""}),
        (EDGES, {"source": " "}),
    ],
)
def test_what_is_not_worth_keeping_is_refused_whole(db, town, edges, words):
    town.write_text(edges)
    with pytest.raises(CommandError):
        load(town, **words)
    assert not RoadNetwork.objects.exists()


def test_a_file_that_is_not_there_is_an_answer(db, tmp_path):
    with pytest.raises(CommandError):
        load(tmp_path / "gone.osm")
    with pytest.raises(CommandError):
        call_command("load_roads")
    with pytest.raises(CommandError):
        call_command("load_roads", name="test", activate=7)


def test_who_may_not_administer_loads_nothing_and_everybody_may_ask(db, town):
    visitor = Scope((), Actor("person", "operator"), role="operator")
    with enter(visitor), pytest.raises(NotAllowed):
        operations.load_network(
            files=RoadFiles(town, town.with_name("nodes.csv")),
            named=Named(**SAID),
            scope=visitor,
            by=visitor.actor,
            now=now(),
        )
    load(town)
    queries.forget()
    with enter(nobody()):
        assert queries.travel_times([FROM], TO, Mode.WALK)[0].basis is Basis.ROAD


def test_a_refused_file_tells_what_was_wrong(db, town):
    town.write_text("from,to\na,x\nb,y\na,b\n")
    files = RoadFiles(town, town.with_name("nodes.csv"))
    with pytest.raises(UnableToLoad) as refused:
        operations.load_network(
            files=files, named=Named(**SAID), scope=_system(), by=_system().actor, now=now()
        )
    assert refused.value.report["edges"] == 3
    assert sum(refused.value.report["faults"].values()) == 2


def _system():
    from chongyang.core.scopes import system_scope

    return system_scope("test")


def test_a_process_asks_seldom_whether_the_network_changed(db, town, django_assert_num_queries):
    load(town)
    queries.forget()
    queries.travel_times([FROM], TO, Mode.WALK)
    with django_assert_num_queries(0):
        queries.travel_times([FROM] * 200, TO, Mode.WALK)
