"""Rubbish in a file is counted with its reason; what can be read is kept, what cannot be is refused."""

import bz2

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chongyang.core.coordinates import gcj02_of
from chongyang.roads.enums import Mode, Shift
from chongyang.roads.rules import drafting
from chongyang.roads.rules.graph import MODES
from chongyang.roads.rules.osm import read_osm
from chongyang.roads.rules.tables import UnableToRead, read_tables

NODES = b"node_id,longitude,latitude\na,113.60,34.70\nb,113.601,34.70\nc,113.602,34.70\n"
OSM = """<?xml version="1.0" encoding="UTF-8"?>
<osm version="0.6"><!-- invented -->
 <node id="1" lat="34.70" lon="113.600"/><node id="2" lat="34.70" lon="113.601"/>
 <node id="3" lat="34.70" lon="113.602"/><node id="9" lat="34.70" lon="113.700"/>
 <way id="1"><nd ref="1"/><nd ref="2"/><nd ref="3"/><tag k="highway" v="primary"/>
  <tag k="oneway" v="yes"/></way>
 <way id="2"><nd ref="1"/><nd ref="3"/><tag k="highway" v="footway"/></way>
 <way id="3"><nd ref="1"/><nd ref="404"/><tag k="highway" v="residential"/>
  <tag k="maxspeed" v="20 mph"/></way>
 <way id="4"><nd ref="1"/><nd ref="9"/><tag k="waterway" v="river"/></way>
 <way id="5"><nd ref="1"/><nd ref="9"/><tag k="highway" v="service"/><tag k="access" v="private"/></way>
</osm>
"""


def read(edges, nodes=NODES, shift=Shift.WGS84):
    text = edges if isinstance(edges, bytes) else edges.encode()
    return read_tables(nodes, text, shift)


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("a,x,10,", drafting.UNKNOWN_NODE),
        ("a,b,0,", drafting.NO_LENGTH),
        ("a,b,-5,", drafting.NO_LENGTH),
        ("a,b,nan,", drafting.BAD_NUMBER),
        ("a,b,ten,", drafting.BAD_NUMBER),
        ("a,b,0.09,", drafting.SHORT),
        ("a,a,10,", drafting.LOOP),
        ("a,b,100,maybe", drafting.BAD_WAY),
    ],
)
def test_each_fault_of_an_edge_is_counted_with_its_place(row, fault):
    draft = read(f"from,to,metres,one_way\n{row}\nb,c,95,\n")
    assert draft.faults.counts == {fault: 1}
    assert draft.faults.places[fault]
    assert draft.edges_read == 2
    kept = 4 if fault == drafting.SHORT else 2
    assert len(draft.network().start) == kept


def test_an_impossible_speed_gives_way_to_the_class_of_the_road():
    draft = read("from,to,metres,drive_seconds\na,b,1000,2\n")
    assert draft.faults.counts == {drafting.TOO_FAST: 1}
    assert draft.network().seconds[MODES.index(Mode.DRIVE)].tolist() == [180.0, 180.0]


def test_of_two_edges_the_quicker_stands():
    draft = read("from,to,metres\na,b,100\na,b,300\nb,a,200\n")
    network = draft.network()
    assert draft.faults.counts == {drafting.TWICE: 2}
    assert len(network.start) == 2
    assert network.metres.tolist() == [100.0, 100.0]


def test_a_table_that_tells_each_direction_by_itself():
    edges = b"from,to,metres,drive_seconds\na,b,1000,60\nb,a,1000,90\nb,c,1000,60\n"
    draft = read_tables(NODES, edges, Shift.WGS84, is_directed=True)
    network = draft.network()
    drive = network.seconds[MODES.index(Mode.DRIVE)].tolist()
    assert not draft.faults.counts
    assert sorted(drive) == [60.0, 60.0, 90.0, float("inf")]  # back from c one walks


@pytest.mark.parametrize(
    "nodes",
    [b"", b"id;x;y\n1;2;3\n", b"node_id,longitude\na,113\n", b"\xff\xfe\x00\x01", b"PK\x03\x04\x00\x00zip"],
)
def test_a_table_without_its_heading_is_refused(nodes):
    with pytest.raises(UnableToRead):
        read("from,to\na,b\n", nodes)


def test_chinese_headings_and_gb18030_are_read():
    nodes = "编号,经度,纬度\n甲,113.60,34.70\n乙,113.601,34.70\n".encode("gb18030")
    draft = read_tables(nodes, "起点,终点,长度,单行\n甲,乙,120,是\n".encode("gb18030"), Shift.WGS84)
    assert len(draft.network().start) == 2  # there by all modes, back on foot
    assert not draft.faults.counts


def test_shifted_coordinates_are_set_right_at_the_door():
    shown = gcj02_of(113.6, 34.7)
    nodes = f"node_id,longitude,latitude\na,{shown[0]},{shown[1]}\nb,113.61,34.7\n".encode()
    network = read("from,to\na,b\n", nodes, Shift.GCJ02).network()
    assert (network.lon[0], network.lat[0]) == pytest.approx((113.6, 34.7), abs=1e-6)


def test_a_node_off_the_earth_or_told_twice_is_counted():
    nodes = NODES + b"d,200,34\ne,x,34\na,113.9,34.9\n"
    draft = read("from,to\na,b\n", nodes)
    assert draft.faults.counts == {drafting.BAD_PLACE: 1, drafting.BAD_NUMBER: 1, drafting.NODE_TWICE: 1}
    assert draft.network().lon[0] == pytest.approx(113.6)


@settings(max_examples=80, deadline=None)
@given(st.binary(max_size=300), st.binary(max_size=300))
def test_any_bytes_are_read_or_refused_and_nothing_else(nodes, edges):
    try:
        network = read_tables(
            b"node_id,lon,lat\n" + nodes, b"from,to,length\n" + edges, Shift.WGS84
        ).network()
    except UnableToRead:
        return
    assert np.isfinite(network.lon).all()
    assert np.isfinite(network.metres).all()
    assert (network.metres > 0).all()


@pytest.mark.parametrize("name", ["town.osm", "town.osm.bz2"])
def test_an_extract_is_read_with_its_tags(tmp_path, name):
    data = OSM.encode()
    path = tmp_path / name
    path.write_bytes(bz2.compress(data) if name.endswith("bz2") else data)
    draft = read_osm(path)
    network = draft.network()
    assert draft.faults.counts == {drafting.UNKNOWN_NODE: 1}
    assert len(network.lon) == 3  # the river's end is no road
    drive = network.seconds[MODES.index(Mode.DRIVE)]
    assert sorted(drive.tolist())[:2] == pytest.approx([91.4 * 3.6 / 35] * 2, rel=0.01)
    assert sum(drive != float("inf")) == 2  # one-way, and nobody drives on a footway


@pytest.mark.parametrize(
    "text",
    [
        "",
        "not xml",
        "<html></html>",
        "<osm><node id='1' lat='x' lon='1'/><way><nd ref='1'/><tag k='highway' v='path'/></way></osm>",
        "<osm><way>",
        '<!DOCTYPE osm [<!ENTITY a "aaaa">]><osm>&a;</osm>',
    ],
)
def test_what_is_no_extract_is_refused(tmp_path, text):
    path = tmp_path / "town.osm"
    path.write_text(text)
    with pytest.raises(UnableToRead):
        read_osm(path)


def test_a_torn_archive_is_refused(tmp_path):
    path = tmp_path / "town.osm.bz2"
    path.write_bytes(bz2.compress(OSM.encode())[:200])
    with pytest.raises(UnableToRead):
        read_osm(path)
