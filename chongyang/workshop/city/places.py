"""Where people live: streets inside their county, communities in them, compounds in each.

All invented; only the tree of areas and the county polygons are real. A zone has no polygon of its own
and lies in that of its host county (data/seats.csv).
"""

from dataclasses import dataclass
from functools import cache

import numpy as np

from chongyang.territory.rules import reference
from chongyang.workshop.city import ground
from chongyang.workshop.city.seeds import Floats, Ints, Words, pick, stream
from chongyang.workshop.city.totals import Allotment, allot

CANDIDATES = 3000
ELDERS_PER_COMPOUND = 60
MOST_COMPOUNDS = 14
LOCAL_UNIT = "410174"

# Kinds of compounds and their share in a city community.
COURT, WALK_UP, LIFT, TOWER = range(4)
FLOORS = {COURT: (1, 2), WALK_UP: (5, 7), LIFT: (9, 11), TOWER: (18, 33)}
CITY_MIX = [0.06, 0.56, 0.20, 0.18]

LUCK = (
    *("幸福", "和谐", "康乐", "阳光", "金桂", "翠竹", "锦绣", "祥和", "丽景", "春晖", "福源", "安泰", "嘉和"),
    *("怡康", "静苑", "清和", "兰亭", "梅园", "枫林", "碧水", "桂苑", "新兴", "文苑", "桃园", "银杏", "紫荆"),
)
ENDINGS = ("花园", "小区", "家园", "佳苑", "新村", "公寓")
WORKS = (
    *("纺织厂", "棉纺厂", "机械厂", "粮食局", "供销社", "铁路局", "砂轮厂", "电缆厂"),
    *("卷烟厂", "教育局", "印刷厂", "煤机厂", "水利局", "邮电局", "化肥厂", "面粉厂"),
)
ROADS = (
    *("建设路", "中原路", "文化路", "人民路", "健康路", "桐柏路", "嵩山路", "伏牛路"),
    *("秦岭路", "陇海路", "航海路", "黄河路", "农业路", "东风路", "花园路", "工人路"),
)


@dataclass(frozen=True, slots=True)
class Street:
    code: int
    name: str
    county: str
    county_name: str
    host: str
    lon: float
    lat: float
    radius_m: float


@dataclass(frozen=True, slots=True)
class Ground:
    """Every place of the demo city. `first[c] … first[c+1]` are the compounds of community c."""

    allotment: Allotment
    streets: tuple[Street, ...]
    street_of: Ints
    lon: Floats
    lat: Floats
    first: Ints
    compound_names: Words
    compound_kinds: Ints
    compound_floors: Ints
    compound_lon: Floats
    compound_lat: Floats


@cache
def lay_ground(elders: int, seed: int) -> Ground:
    """Place streets, communities and compounds of a city of so many elders."""
    allotment = allot(elders, seed)
    streets = _streets(seed)
    at = {street.code: index for index, street in enumerate(streets)}
    street_of = np.array([at[int(code) // 1000] for code in allotment.codes], dtype=np.int64)
    lon, lat = _communities(streets, street_of, seed)
    return _with_compounds(allotment, streets, street_of, lon, lat, seed)


def _seat_of(code: str) -> ground.Seat:
    """The seat around which a street lies: the new district's for its streets, else its county's."""
    local = next(unit for unit in reference.load_reporting_units() if unit.code == LOCAL_UNIT)
    if not local.covers(int(code) * 1000):
        return ground.seats()[code[:6]]
    near = ground.seats()[LOCAL_UNIT]
    return ground.Seat(code, ground.seats()[code[:6]].host, near.lon, near.lat, near.reach_m)


def _streets(seed: int) -> tuple[Street, ...]:
    """Centres of the 208 streets: city streets around their seat, towns over the rest of the county."""
    areas = reference.load_areas()
    names = {area.code: area.name for area in areas if area.level == "county"}
    rows = sorted((area for area in areas if area.level == "street"), key=lambda area: area.code)
    centres: dict[str, tuple[float, float]] = {}
    for host in ground.polygons():
        centres |= _centres(host, [row for row in rows if _seat_of(row.code).host == host], seed)
    return tuple(_street(row, centres, names[row.code[:6]]) for row in rows)


def _centres(host: str, rows: list[reference.Area], seed: int) -> dict[str, tuple[float, float]]:
    lon, lat = ground.scatter(stream(seed, "streets", host), host, CANDIDATES)
    centres: dict[str, tuple[float, float]] = {}
    for row in sorted(rows, key=lambda row: (row.kind != "street", row.code)):
        seat = _seat_of(row.code)
        gathered = row.kind == "street" or seat.host != row.code[:6]
        near = _near(lon, lat, seat) if gathered else np.arange(len(lon))
        taken = list(centres.values())
        best = near[ground.spread(lon[near], lat[near], 1, taken)[0]]
        centres[row.code] = (float(lon[best]), float(lat[best]))
    return centres


def _near(lon: Floats, lat: Floats, seat: ground.Seat) -> Ints:
    """Candidates within reach of a seat, at least forty: part of a zone may lie beyond its reach."""
    far = ground.distance_m(lon, lat, seat.lon, seat.lat)
    return np.flatnonzero(far <= max(seat.reach_m, float(np.sort(far)[40])))


def _street(row: reference.Area, centres: dict[str, tuple[float, float]], county_name: str) -> Street:
    lon, lat = centres[row.code]
    others = np.array([place for code, place in centres.items() if code != row.code])
    gap = float(ground.distance_m(others[:, 0], others[:, 1], lon, lat).min())
    host = _seat_of(row.code).host
    radius = min(max(0.55 * gap, 400.0), 4000.0)
    return Street(int(row.code), row.name, row.code[:6], county_name, host, lon, lat, radius)


def _communities(streets: tuple[Street, ...], street_of: Ints, seed: int) -> tuple[Floats, Floats]:
    lon, lat = np.zeros(len(street_of)), np.zeros(len(street_of))
    for index, street in enumerate(streets):
        inside = np.flatnonzero(street_of == index)
        rng = stream(seed, "communities of", street.code)
        around = (street.lon, street.lat)
        lon[inside], lat[inside] = ground.spiral(rng, around, street.radius_m, len(inside), street.host)
    return lon, lat


def _with_compounds(
    allotment: Allotment, streets: tuple[Street, ...], street_of: Ints, lon: Floats, lat: Floats, seed: int
) -> Ground:
    counts = np.clip(np.ceil(allotment.elders / ELDERS_PER_COMPOUND), 2, MOST_COMPOUNDS).astype(np.int64)
    first = np.concatenate([[0], np.cumsum(counts)])
    rng = stream(seed, "compounds")
    kinds = np.where(np.repeat(allotment.rural, counts), COURT, pick(rng, int(first[-1]), CITY_MIX))
    low, high = np.array([FLOORS[kind] for kind in range(4)]).T
    floors = rng.integers(low[kinds], high[kinds] + 1)
    names = _compound_names(allotment, counts, kinds, rng)
    where = np.empty((2, int(first[-1])))
    per_street = np.bincount(street_of, minlength=len(streets))
    for index, count in enumerate(counts):
        street = streets[street_of[index]]
        radius = min(max(0.5 * street.radius_m / np.sqrt(per_street[street_of[index]]), 90.0), 500.0)
        around = (float(lon[index]), float(lat[index]))
        span = slice(first[index], first[index + 1])
        where[:, span] = ground.spiral(rng, around, radius, int(count), street.host)
    return Ground(allotment, streets, street_of, lon, lat, first, names, kinds, floors, *where)


def _compound_names(allotment: Allotment, counts: Ints, kinds: Ints, rng: np.random.Generator) -> Words:
    """花园路32号院, 纺织厂家属院, 祥和小区; in a village 1组, 2组, …; none twice in a community."""
    names: list[str] = []
    for rural, count in zip(allotment.rural, counts, strict=True):
        taken: list[str] = []
        for number in range(count):
            name = f"{number + 1}组" if rural else _city_name(int(kinds[len(names) + number]), rng)
            taken.append(name if name not in taken else f"{name}{number + 1}区")
        names += taken
    return np.array(names, dtype=object)


def _city_name(kind: int, rng: np.random.Generator) -> str:
    way = rng.random()
    if kind in (LIFT, TOWER) or way < 0.3:
        return str(rng.choice(LUCK)) + str(rng.choice(ENDINGS))
    if way < 0.55:
        return str(rng.choice(WORKS)) + "家属院"
    return f"{rng.choice(ROADS)}{rng.integers(1, 200)}号院"
