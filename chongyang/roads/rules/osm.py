"""An extract of OpenStreetMap in XML (.osm, .osm.bz2), read as a stream: ways first, then their nodes.

The binary form (.osm.pbf) needs a library that is not locked here; `osmium cat in.osm.pbf -o out.osm.bz2`
makes this form of it. Tags: OpenStreetMap's wiki, Key:highway, Key:oneway, Key:access, Key:maxspeed.
"""

import bz2
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from xml.etree import ElementTree

from chongyang.core.words import N_
from chongyang.roads.enums import Mode, Shift
from chongyang.roads.rules.drafting import Draft
from chongyang.roads.rules.tables import UnableToRead

ROADS = frozenset(
    (
        *("motorway", "trunk", "primary", "secondary", "tertiary", "unclassified", "residential"),
        *("living_street", "service", "road", "track", "path", "footway", "cycleway", "pedestrian"),
        *("steps", "bridleway", "corridor"),
    )
)
CLOSED = frozenset({"no", "private"})
ONE_WAY = {"yes": 1, "true": 1, "1": 1, "-1": -1, "reverse": -1}
ROUND = frozenset({"roundabout", "circular"})
MPH = 1.609344
NOT_OSM = N_("文件不是 OpenStreetMap 的 XML（.osm、.osm.bz2）")
ENTITIES = N_("文件含有实体声明，不予读取")


@dataclass(frozen=True, slots=True)
class Way:
    """A road: its nodes in order and what its tags say."""

    nodes: tuple[str, ...]
    highway: str
    kmh: float | None
    way: int
    forbidden: frozenset[Mode]


def read_osm(path: Path, shift: Shift = Shift.WGS84) -> Draft:
    """The draft of an extract. Two passes, so that only nodes of roads are held; raises UnableToRead."""
    draft = Draft(shift)
    try:
        ways = [way for way in (_way(one) for one in _elements(path, "way")) if way]
        used = {node for way in ways for node in way.nodes}
        for node in _elements(path, "node"):
            if (key := node.get("id", "")) in used:
                draft.add_node(key, float(node.get("lon", "nan")), float(node.get("lat", "nan")))
    except (ElementTree.ParseError, OSError, EOFError, ValueError) as error:
        raise UnableToRead(NOT_OSM) from error
    for way in ways:
        for start, end in zip(way.nodes, way.nodes[1:], strict=False):
            draft.add_edge(start, end, highway=way.highway, kmh=way.kmh, way=way.way, forbidden=way.forbidden)
    return draft


def _open(path: Path) -> IO[bytes]:
    return bz2.open(path) if path.suffix == ".bz2" else path.open("rb")


def _elements(path: Path, tag: str) -> Iterator[ElementTree.Element]:
    """Elements of one kind, each thrown away after use. A document type is refused: no entity grows."""
    with _open(path) as file:
        if b"<!" in file.read(2048).replace(b"<!--", b""):
            raise UnableToRead(ENTITIES)
        file.seek(0)
        root: ElementTree.Element | None = None
        for event, element in ElementTree.iterparse(file, events=("start", "end")):  # noqa: S314 - see above
            if root is None:
                root = element
                if element.tag != "osm":
                    raise UnableToRead(NOT_OSM)
            elif event == "end" and element.tag in ("node", "way", "relation"):
                if element.tag == tag:
                    yield element
                root.clear()


def _way(element: ElementTree.Element) -> Way | None:
    tags = {tag.get("k", ""): tag.get("v", "") for tag in element.iter("tag")}
    highway = tags.get("highway", "").removesuffix("_link")
    if highway not in ROADS or tags.get("area") == "yes" or tags.get("access") in CLOSED:
        return None
    nodes = tuple(node.get("ref", "") for node in element.iter("nd"))
    return Way(nodes, highway, _kmh(tags.get("maxspeed", "")), _one_way(tags, highway), _forbidden(tags))


def _one_way(tags: dict[str, str], highway: str) -> int:
    told = tags.get("oneway", "")
    if told in ONE_WAY:
        return ONE_WAY[told]
    is_round = tags.get("junction") in ROUND or highway == "motorway"
    return 1 if is_round and told != "no" else 0


def _forbidden(tags: dict[str, str]) -> frozenset[Mode]:
    """Modes that the tags of access close."""
    barred = set()
    if tags.get("foot") in CLOSED:
        barred.add(Mode.WALK)
    if tags.get("motor_vehicle", tags.get("motorcar", tags.get("vehicle"))) in CLOSED:
        barred.add(Mode.DRIVE)
    if tags.get("bicycle", tags.get("vehicle")) in CLOSED:
        barred.add(Mode.EBIKE)
    return frozenset(barred)


def _kmh(text: str) -> float | None:
    """`50`, `30 mph`; words (`CN:urban`, `walk`, `none`) say nothing here."""
    number, _, unit = text.partition(" ")
    try:
        value = float(number)
    except ValueError:
        return None
    if not 0 < value < 1000:
        return None
    return value * MPH if unit == "mph" else value
