"""`chongyang bench visits --rows`: the county's day as rows of a database, planned and published.

The invented day of `visits_county` becomes carers with certificates and accepted orders of one provider in
a copy of prepared ground without elders. `visits_measured` takes the time.
"""

import time
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid5

from django.db import connection

from chongyang.core import bulk
from chongyang.core.access import enter
from chongyang.core.models import Case
from chongyang.core.scopes import system_scope
from chongyang.orders.models import Order
from chongyang.orders.rules.lifecycle import ORDER, order
from chongyang.routing.rules.day import Carer, Visit
from chongyang.territory.models import Organisation
from chongyang.workforce.models import Carer as CarerRow
from chongyang.workforce.models import Credential
from chongyang.workshop.benches.city import bench_city
from chongyang.workshop.benches.frame import Result, settle
from chongyang.workshop.benches.visits_county import CARERS, VISITS, county_day, county_homes
from chongyang.workshop.benches.visits_measured import DAY, EVENING, ZONE, measure
from chongyang.workshop.databases import working_on

ELDERS = 0
"""The bench brings its own provider, carers and orders; a demo city would be made for nothing."""
SEARCH = 45.0
AREA = 410105001001
WEST, SOUTH = 113.45, 34.60
ITEMS = {
    frozenset({"care"}): "morning_care",
    frozenset({"bath"}): "bath_help",
    frozenset({"nurse"}): "nursing_visit",
    frozenset[str](): "home_visit",
}
SKILLS = {"care": ("care_worker",), "bath": ("bathing", "care_worker"), "nurse": ("nurse",)}


def run(visits: int = VISITS, carers: int = CARERS, seconds: float = SEARCH) -> Result:
    """Makes the rows, plans them, publishes the plan."""
    with bench_city(ELDERS) as city, working_on(city.environment["DATABASE_URL"]):
        result = Result("visits", {"name": city.template, "copied_as": city.database, "rows": visits})
        result.figures["ground_seconds"] = city.made_seconds or 0.0
        _warm()
        began = time.perf_counter()
        provider = prepare(visits, carers)
        _analyse()
        result.figures["rows_made_seconds"] = round(time.perf_counter() - began, 1)
        result.machine["busy_before"] = settle()
        measure(provider, seconds, result)
    return result


def _warm() -> None:
    """Machine code is made before anything is timed."""
    from chongyang.routing.rules.planner import Budget, plan

    plan(county_day(12, 4), Budget(rounds=20))


def _analyse() -> None:
    with connection.cursor() as cursor:
        for name in ("orders_order", "core_case", "workforce_carer", "workforce_credential"):
            cursor.execute(f"ANALYZE {name}")


def prepare(visits: int, carers: int) -> UUID:
    """One provider with its carers and accepted orders of the day; its organisation."""
    day, homes = county_day(visits, carers), county_homes(visits, carers)
    with enter(system_scope("bench")):
        home = Organisation.objects.create(
            key="provider.bench",
            name="演示服务商（虚构）",
            short_name="演示服务商",
            kind="service_provider",
            area=AREA,
            intervals=[[AREA, AREA]],
        )
        people = [_carer(one, homes[one.start], home.id) for one in day.carers]
        bulk.create(people)
        both = list(zip(day.carers, people, strict=True))
        bulk.create([paper for one, row in both for paper in _papers(one, row)])
        known = {one.key: row.id for one, row in both}
        rows = [_order(one, homes[one.place], home.id, known) for one in day.visits]
        bulk.create(rows)
        bulk.create([_case(row) for row in rows])
    return home.id


def _key(name: str) -> UUID:
    return uuid5(UUID(int=8), name)


def _place(home: tuple[float, float]) -> dict[str, float]:
    """Kilometres as degrees."""
    return {"longitude": WEST + home[0] / 91.5, "latitude": SOUTH + home[1] / 111.3}


def _carer(one: Carer, home: tuple[float, float], provider: UUID) -> CarerRow:
    row = CarerRow(
        id=_key(one.key),
        organisation=provider,
        name=f"护理员{one.key.removeprefix('carer')}",
        sex="female",
        area=AREA,
        travel_mode="ebike",
        weekly_minutes=2640,
        starts_on=date(2020, 1, 1),
        entered_at=datetime(2020, 1, 1, tzinfo=UTC),
        **_place(home),
    )
    row.phone = ""
    return row


def _papers(one: Carer, row: CarerRow) -> list[Credential]:
    skills = {"health", *(name for skill in one.skills for name in SKILLS[skill])}
    since = date(2020, 1, 1)
    told = {
        "carer": row,
        "issuer": "演示",
        "valid_from": since,
        "area": AREA,
        "organisation": row.organisation,
    }
    return [Credential(skill=skill, **told) for skill in sorted(skills)]


def _order(one: Visit, home: tuple[float, float], provider: UUID, known: dict[str, UUID]) -> Order:
    """Its window is that of the start with the minutes of the help behind it."""
    part = one.parts[0]
    midnight = datetime(DAY.year, DAY.month, DAY.day, tzinfo=ZONE)
    best = max(one.known, key=lambda key: one.known[key]) if one.known else None
    row = Order(
        id=_key(one.key),
        person=_key(f"elder of {one.key}"),
        area=AREA,
        item=ITEMS[part.needs],
        organisation=provider,
        provider_name="演示服务商（虚构）",
        channel="call",
        from_at=midnight + timedelta(minutes=one.window[0]),
        to_at=midnight + timedelta(minutes=one.window[1] + part.minutes),
        minutes=int(part.minutes),
        people=len(one.parts),
        state="accepted",
        state_at=EVENING,
        opened_at=EVENING,
        carer_before=known[best] if best else None,
        key=f"bench/{one.key}",
        **_place(home),
    )
    row.name, row.place, row.phone, row.note = "演示老人", "", "", ""
    return row


def _case(row: Order) -> Case:
    return Case(
        id=row.id,
        lifecycle=ORDER,
        version=order.version,
        state="accepted",
        area=row.area,
        organisation=row.organisation,
        person=row.person,
        opened_at=EVENING,
        entered_at=EVENING,
        timed_from=EVENING,
        last_number=3,
    )
