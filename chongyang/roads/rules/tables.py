"""Node and edge tables: CSV in UTF-8 or GB18030 with a heading; documented in docs/how-to/load-roads.md."""

import csv
import io
from collections.abc import Iterator, Mapping
from math import isfinite

from chongyang.core.words import N_
from chongyang.roads.enums import Mode, Shift
from chongyang.roads.rules.drafting import BAD_NUMBER, BAD_WAY, Draft

NODES = {
    "node": ("node_id", "id", "node", "节点编号", "编号"),
    "longitude": ("longitude", "lon", "经度"),
    "latitude": ("latitude", "lat", "纬度"),
}
EDGES = {
    "start": ("from", "u", "start", "起点"),
    "end": ("to", "v", "end", "终点"),
    "metres": ("metres", "length_m", "length", "长度"),
    "highway": ("highway", "道路等级"),
    "kmh": ("kmh", "maxspeed", "限速"),
    "one_way": ("one_way", "oneway", "单行"),
    "drive_seconds": ("drive_seconds", "time_s_regular", "驾车秒数"),
    "walk": ("walk", "可步行"),
    "drive": ("drive", "可驾车"),
}
NEEDED = {"node", "longitude", "latitude"}, {"start", "end"}
WAYS = {
    **dict.fromkeys(("0", "no", "false", "否"), 0),
    **dict.fromkeys(("1", "yes", "true", "是"), 1),
    **dict.fromkeys(("-1", "reverse", "反向"), -1),
}
NO = ("0", "no", "false", "否")


class UnableToRead(Exception):
    """The file is not what it should be; Chinese source text."""


NO_TEXT = N_("文件不是 CSV 文本（UTF-8 或 GB18030）")
NO_HEADING = N_("缺少表头：节点表须有 node_id、longitude、latitude，路段表须有 from、to")


def read_tables(nodes: bytes, edges: bytes, shift: Shift, is_directed: bool = False) -> Draft:
    """The draft of two tables; raises UnableToRead where no row can be read at all. With `is_directed` the
    table tells each direction by itself: an edge without a mark is one-way.
    """
    draft = Draft(shift)
    for number, row in _rows(nodes, NODES, NEEDED[0]):
        longitude, latitude = _number(row["longitude"]), _number(row["latitude"])
        if not row["node"] or longitude is None or latitude is None:
            draft.faults.add(BAD_NUMBER, f"nodes {number}")
            continue
        draft.add_node(row["node"], longitude, latitude)
    for number, row in _rows(edges, EDGES, NEEDED[1]):
        _add_edge(draft, number, row, usual=1 if is_directed else 0)
    return draft


def _add_edge(draft: Draft, number: int, row: Mapping[str, str], usual: int) -> None:
    values: dict[str, float | None] = {}
    for name in ("metres", "kmh", "drive_seconds"):
        text = row.get(name, "")
        values[name] = _number(text)
        if text and values[name] is None:
            draft.edges_read += 1
            return draft.faults.add(BAD_NUMBER, f"edges {number}")
    told = row.get("one_way", "").lower()
    way = WAYS.get(told) if told else usual
    if way is None:
        draft.faults.add(BAD_WAY, f"edges {number}")
        draft.edges_read += 1
        return None
    barred = {
        mode for mode, name in ((Mode.WALK, "walk"), (Mode.DRIVE, "drive")) if row.get(name, "").lower() in NO
    }
    times = {"kmh": values["kmh"], "drive_seconds": values["drive_seconds"]}
    named = {"highway": row.get("highway", ""), "way": way, "forbidden": frozenset(barred)}
    return draft.add_edge(row["start"], row["end"], values["metres"], **times, **named)  # type: ignore[arg-type]


def _rows(
    data: bytes, heads: Mapping[str, tuple[str, ...]], needed: set[str]
) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows by our names with their numbers as an editor shows them."""
    try:
        reader = csv.reader(io.StringIO(_text(data)), strict=True)
        places = _places(next(reader, []), heads)
        if not needed <= set(places):
            raise UnableToRead(NO_HEADING)
        for number, row in enumerate(reader, start=2):
            if any(row):
                yield number, {name: row[at].strip() if at < len(row) else "" for name, at in places.items()}
    except csv.Error:
        raise UnableToRead(NO_TEXT) from None


def _places(row: list[str], heads: Mapping[str, tuple[str, ...]]) -> dict[str, int]:
    known = {word: name for name, words in heads.items() for word in words}
    told = ((known.get(head.strip().lower()), at) for at, head in enumerate(row))
    return {name: at for name, at in told if name}


def _text(data: bytes) -> str:
    for name in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(name)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise UnableToRead(NO_TEXT)


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if isfinite(number) else None
