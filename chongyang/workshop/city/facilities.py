"""Facilities and who goes out from them: institutions, centres, stations, responders.

Invented, like the elders, with as many of each kind as a city of this size has. They do not grow with
`elders`: a small demo city still has a station in every street.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np

from chongyang.core.identifiers import credit_check, organisation_check
from chongyang.providers.enums import OwnerKind, ProviderKind, ResponderKind, Skill
from chongyang.workshop.city import ground, names, numbers
from chongyang.workshop.city.households import BODIES, community_addresses
from chongyang.workshop.city.people import Plan
from chongyang.workshop.city.places import Ground
from chongyang.workshop.city.seeds import Ints, Words, pick, stream
from chongyang.workshop.city.totals import largest_remainder

CARE_HOMES = 205
DAY_CENTRES = 1150
OWNERS = (OwnerKind.PUBLIC, OwnerKind.PUBLIC_BUILT_PRIVATE_RUN, OwnerKind.NON_PROFIT, OwnerKind.COMPANY)
# First two characters of a credit code: public institution, private non-enterprise unit, company.
CODE_HEADS = {OwnerKind.PUBLIC: "12", OwnerKind.NON_PROFIT: "52", OwnerKind.COMPANY: "91"}
CODE_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
SMALLEST_HOME, LARGEST_HOME = 30, 520
GOOD_NAMES = (
    *(
        "福寿",
        "康乐",
        "夕阳红",
        "松鹤",
        "颐和",
        "爱晚",
        "安馨",
        "慈心",
        "金秋",
        "长青",
        "怡心",
        "仁爱",
        "孝亲",
        "益寿",
    ),
    *("和顺", "乐龄", "椿萱", "常春", "晚晴", "祥宁", "宜居", "瑞康"),
)
# Slots of lines and mobile numbers beyond those of the elders; see contacts.NUMBERS_EACH.
FIRST_FACILITY_SLOT = 9_000_000
FIRST_RESPONDER_SLOT = 95_000_000
# Who belongs to a station: kind, how many, how often with a skill.
CREW = ((ResponderKind.STATION_STAFF, 2), (ResponderKind.CARE_WORKER, 2), (ResponderKind.VOLUNTEER, 2))
SKILLS: dict[ResponderKind, tuple[Skill, ...]] = {
    ResponderKind.STATION_STAFF: (Skill.FIRST_AID, Skill.LIFTING),
    ResponderKind.CARE_WORKER: (Skill.FIRST_AID, Skill.LIFTING, Skill.DEMENTIA),
    ResponderKind.VOLUNTEER: (Skill.LIFTING,),
    ResponderKind.GRID_WORKER: (Skill.LOCKSMITH,),
}


@dataclass(frozen=True, slots=True)
class Facility:
    """One place. `community` is an index into the allotment's columns, `street` into the ground's."""

    number: int
    name: str
    kind: ProviderKind
    owner: OwnerKind
    credit_code: str
    community: int
    street: int
    area: int
    address: str
    lon: float
    lat: float
    phone: str
    floor_area: int
    beds: int
    nursing_beds: int
    residents: int
    day_places: int
    opened_year: int


@dataclass(frozen=True, slots=True)
class Helper:
    """One responder of a station (an index into the facilities)."""

    number: int
    station: int
    street: int
    name: str
    kind: ResponderKind
    skills: tuple[Skill, ...]
    area: int
    lon: float
    lat: float
    phone: str
    on_duty: bool


@cache
def draw_facilities(plan: Plan) -> tuple[Facility, ...]:
    """All places, homes first; a station and an integrated centre in every street."""
    land = plan.ground
    main = _main_communities(land)
    homes = _homes(plan, land)
    centres = [(int(c), ProviderKind.INTEGRATED_CARE_CENTRE) for c in main]
    stations = [(int(c), ProviderKind.STATION) for c in main]
    days = [(int(c), ProviderKind.DAY_CARE_CENTRE) for c in _busiest(land, DAY_CENTRES)]
    small = [
        (int(c), ProviderKind.COMMUNITY_CARE_FACILITY) for c in _busiest(land, 2 * DAY_CENTRES)[DAY_CENTRES:]
    ]
    sites = [*homes, *centres, *stations, *days, *small]
    rng = stream(plan.seed, "facilities")
    heads = community_addresses(land)
    phones = numbers.fixed_lines(FIRST_FACILITY_SLOT + np.arange(len(sites)), plan.seed)
    return tuple(
        _facility(rng, land, number, site, str(heads[site[0]]), str(phones[number]))
        for number, site in enumerate(sites)
    )


def _main_communities(land: Ground) -> Ints:
    """The community with most elders in each street."""
    order = np.lexsort((-land.allotment.elders, land.street_of))
    _, first = np.unique(land.street_of[order], return_index=True)
    return order[first]


def _busiest(land: Ground, count: int) -> Ints:
    return np.argsort(-land.allotment.elders, kind="stable")[:count]


def _homes(plan: Plan, land: Ground) -> list[tuple[int, ProviderKind]]:
    """A welfare institute a county, a rural home for each third town, private homes by elders."""
    rng = stream(plan.seed, "homes")
    hosts = [street.host for street in land.streets]
    main = _main_communities(land)
    institutes = [int(main[hosts.index(code)]) for code in ground.polygons()]
    towns = [int(main[at]) for at, street in enumerate(land.streets) if street.name.endswith(("镇", "乡"))][
        ::3
    ]
    shares = largest_remainder(
        np.bincount(land.allotment.units, weights=land.allotment.elders, minlength=16), CARE_HOMES
    )
    homes = [
        int(rng.choice(np.flatnonzero(land.allotment.units == unit)))
        for unit, share in enumerate(shares)
        for _ in range(int(share))
    ]
    return [
        *((at, ProviderKind.SOCIAL_WELFARE_INSTITUTE) for at in institutes),
        *((at, ProviderKind.RURAL_WELFARE_HOME) for at in towns),
        *((at, ProviderKind.CARE_HOME) for at in homes),
    ]


def _facility(
    rng: np.random.Generator, land: Ground, number: int, site: tuple[int, ProviderKind], head: str, phone: str
) -> Facility:
    community, kind = site
    street = int(land.street_of[community])
    owner = _owner(rng, kind)
    beds, day_places = _size(rng, kind)
    near = _beside(rng, land, community, street)
    return Facility(
        number=number,
        name=_name(rng, land, kind, community, street, number),
        kind=kind,
        owner=owner,
        credit_code=_credit_code(rng, owner, land.streets[street].host) if beds else "",
        community=community,
        street=street,
        area=int(land.allotment.codes[community]),
        address=f"{head}{int(rng.integers(1, 300))}号",
        lon=near[0],
        lat=near[1],
        phone=phone,
        floor_area=int(beds * rng.integers(28, 45) + day_places * rng.integers(6, 14)) or 60,
        beds=beds,
        nursing_beds=int(beds * rng.uniform(0.2, 0.75)),
        residents=int(beds * rng.uniform(0.35, 0.9)),
        day_places=day_places,
        opened_year=int(rng.integers(2004, 2025)),
    )


def _owner(rng: np.random.Generator, kind: ProviderKind) -> OwnerKind:
    if kind in (ProviderKind.SOCIAL_WELFARE_INSTITUTE, ProviderKind.RURAL_WELFARE_HOME):
        return OwnerKind.PUBLIC
    shares = [0.04, 0.16, 0.52, 0.28] if kind is ProviderKind.CARE_HOME else [0.3, 0.5, 0.14, 0.06]
    return OWNERS[int(pick(rng, 1, shares)[0])]


def _size(rng: np.random.Generator, kind: ProviderKind) -> tuple[int, int]:
    """Beds and day places."""
    if kind is ProviderKind.SOCIAL_WELFARE_INSTITUTE:
        return int(rng.integers(18, 50)) * 10, 0
    if kind is ProviderKind.RURAL_WELFARE_HOME:
        return int(rng.integers(4, 14)) * 10, 0
    if kind is ProviderKind.CARE_HOME:
        drawn = np.exp(rng.normal(np.log(140), 0.55))
        return int(np.clip(drawn, SMALLEST_HOME, LARGEST_HOME) // 5 * 5), 0
    if kind is ProviderKind.INTEGRATED_CARE_CENTRE:
        return int(rng.integers(2, 9)) * 5, int(rng.integers(4, 12)) * 5
    return 0, 0 if kind is ProviderKind.STATION else int(rng.integers(2, 8)) * 5


def _name(
    rng: np.random.Generator, land: Ground, kind: ProviderKind, community: int, street: int, number: int
) -> str:
    county = land.streets[street].county_name
    place = county + land.streets[street].name.removeprefix(county)
    local = BODIES.sub("", land.allotment.names[community]).removesuffix("社区")
    words = {
        ProviderKind.SOCIAL_WELFARE_INSTITUTE: f"{county}社会福利院",
        ProviderKind.RURAL_WELFARE_HOME: f"{place}敬老院",
        ProviderKind.CARE_HOME: f"{local}{GOOD_NAMES[number % len(GOOD_NAMES)]}养老院",
        ProviderKind.INTEGRATED_CARE_CENTRE: f"{place}综合养老服务中心",
        ProviderKind.STATION: f"{place}应急服务站",
        ProviderKind.DAY_CARE_CENTRE: f"{local}日间照料中心",
        ProviderKind.COMMUNITY_CARE_FACILITY: f"{local}养老服务站点",
    }
    return words[kind]


def _credit_code(rng: np.random.Generator, owner: OwnerKind, county: str) -> str:
    """A code that checks (GB 32100); the chance of one twice among some 450 is below one in a million."""
    body = "".join(CODE_ALPHABET[at] for at in rng.integers(0, len(CODE_ALPHABET), 8))
    first17 = CODE_HEADS.get(owner, "52") + county + body + organisation_check(body)
    return first17 + credit_check(first17)


def _beside(rng: np.random.Generator, land: Ground, community: int, street: int) -> tuple[float, float]:
    centre = (float(land.lon[community]), float(land.lat[community]))
    lon = np.array([centre[0] + rng.normal(0, 120) / ground.M_LON])
    lat = np.array([centre[1] + rng.normal(0, 120) / ground.METRES])
    lon, lat = ground.drawn_inside(lon, lat, centre, land.streets[street].host)
    return round(float(lon[0]), 6), round(float(lat[0]), 6)


@cache
def draw_helpers(plan: Plan) -> tuple[Helper, ...]:
    """Six responders at each station, and a grid worker in each community of the busier half."""
    land, places = plan.ground, draw_facilities(plan)
    rng = stream(plan.seed, "responders")
    stations = {place.street: place for place in places if place.kind is ProviderKind.STATION}
    posts = [
        (station, station.community, kind)
        for station in stations.values()
        for kind, count in CREW
        for _ in range(count)
    ]
    busier = _busiest(land, len(land.lon) // 2)
    posts += [(stations[int(land.street_of[at])], int(at), ResponderKind.GRID_WORKER) for at in busier]
    full = _full_names(rng, len(posts))
    phones = numbers.mobiles(FIRST_RESPONDER_SLOT + np.arange(len(posts)), plan.seed)
    return tuple(
        _helper(rng, land, number, post, str(full[number]), str(phones[number]))
        for number, post in enumerate(posts)
    )


def _full_names(rng: np.random.Generator, size: int) -> Words:
    return names.draw_children(rng, names.surnames().draw(rng, size), rng.random(size) < 0.45)


def _helper(
    rng: np.random.Generator,
    land: Ground,
    number: int,
    post: tuple[Facility, int, ResponderKind],
    name: str,
    phone: str,
) -> Helper:
    station, community, kind = post
    lon, lat = _beside(rng, land, community, station.street)
    return Helper(
        number=number,
        station=station.number,
        street=station.street,
        name=name,
        kind=kind,
        skills=tuple(skill for skill in SKILLS[kind] if rng.random() < 0.8),
        area=int(land.allotment.codes[community]),
        lon=lon,
        lat=lat,
        phone=phone,
        on_duty=bool(rng.random() < (0.75 if kind is ResponderKind.STATION_STAFF else 0.4)),
    )
