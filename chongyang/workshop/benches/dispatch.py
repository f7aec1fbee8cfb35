"""`chongyang bench dispatch`: the recommended list, and what an area loses, in a city with all on duty.

By the straight line, then on an invented grid of streets over the city; a copy of the city, thrown away.
"""

import time
from datetime import datetime

from chongyang.core import clock
from chongyang.core.access import enter
from chongyang.core.keys import new_key
from chongyang.core.operations.counts import recount
from chongyang.core.scopes import system_scope
from chongyang.emergency import queries
from chongyang.emergency.models import Incident
from chongyang.providers.models import Responder
from chongyang.registry.models import Elder
from chongyang.roads import queries as roads
from chongyang.roads.models import RoadNetwork, RoadPack
from chongyang.workshop.benches.city import bench_city
from chongyang.workshop.benches.frame import Goal, Result, settle, summary
from chongyang.workshop.benches.roads import grid
from chongyang.workshop.databases import working_on

ELDERS, TURNS, WARM = 20_000, 60, 5
LIST_MS, COVER_MS = 150.0, 100.0
SIDE, CORNER, STEP = 500, (112.72, 34.24), (0.0029, 0.0015)
"""250,000 crossings over the whole city, blocks of 265 by 165 metres."""
SYSTEM = system_scope("bench")


def run(elders: int = ELDERS) -> Result:
    """List and cover lost at sixty homes, once without and once with roads."""
    with bench_city(elders) as city:
        result = Result("dispatch", {"name": city.template, "copied_as": city.database, "elders": elders})
        with working_on(city.environment["DATABASE_URL"]), enter(SYSTEM):
            now = clock.now()
            recount(now=now)
            _give_accounts()
            result.figures["on_duty"] = Responder.objects.filter(is_on_duty=True).count()
            homes = _homes()
            result.figures["busy_before"] = settle()
            told = {"line": _measure(homes, now)}
            _lay_roads(now)
            told["road"] = _measure(homes, now)
    for basis, (ranked, lost) in told.items():
        result.figures |= {f"list_{basis}_ms": summary(ranked), f"cover_{basis}_ms": summary(lost)}
        listed, covered = summary(ranked)["p95"], summary(lost)["p95"]
        result.goals += [
            Goal(f"recommended list by {basis}, p95 in ms", "<=", LIST_MS, listed),
            Goal(f"cover lost of the five by {basis}, p95 in ms", "<=", COVER_MS, covered),
        ]
    return result


def _give_accounts() -> None:
    """Whoever has no account cannot be offered to, and would not be listed."""
    for row in Responder.objects.filter(account=None, is_on_duty=True).only("id", "account"):
        row.account = new_key()
        row.save(update_fields=["account"])


def _homes() -> list[Incident]:
    """Incidents, not kept, at homes anywhere in the city."""
    rows = Elder.objects.filter(longitude__isnull=False).order_by("id")
    every = max(rows.count() // (TURNS + WARM), 1)
    chosen = list(rows[::every][: TURNS + WARM])
    return [
        Incident(
            person=elder.id, area=elder.area, level="P1", longitude=elder.longitude, latitude=elder.latitude
        )
        for elder in chosen
    ]


def _measure(homes: list[Incident], now: datetime) -> tuple[list[float], list[float]]:
    listed, covered = [], []
    for turn, incident in enumerate(homes):
        begun = time.perf_counter()
        told = queries.recommend(SYSTEM, incident, now=now)
        between = time.perf_counter()
        five = [one.responder.id for one in told.first if one.responder.channel == "app"]
        queries.cover_lost(SYSTEM, five, now=now)
        if turn >= WARM:
            listed.append((between - begun) * 1000)
            covered.append((time.perf_counter() - between) * 1000)
    return listed, covered


def _lay_roads(now: datetime) -> None:
    """A grid over the city."""
    network = grid(SIDE, CORNER, STEP)
    row = RoadNetwork.objects.create(
        name="bench",
        version=1,
        source="an invented grid",
        licence="none needed",
        digest="bench",
        shift="wgs84",
        nodes=len(network.lon),
        arcs=len(network.start),
        loaded_at=now,
        is_active=True,
    )
    RoadPack.objects.create(network=row, data=network.pack())
    roads.forget()
