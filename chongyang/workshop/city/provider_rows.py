"""The rows of facilities, responders and devices in stock."""

from datetime import date

import numpy as np

from chongyang.core.keys import named_key
from chongyang.workshop.city import numbers
from chongyang.workshop.city.devices import serials
from chongyang.workshop.city.facilities import Facility, Helper, draw_facilities, draw_helpers
from chongyang.workshop.city.people import Plan
from chongyang.workshop.city.rows import Frame, Keys, Sealer
from chongyang.workshop.city.seeds import Words, stream

PROVIDER_LANE, RESPONDER_LANE, STOCK_LANE = 50, 51, 52
IN_STOCK = 200
FIRST_STOCK_SERIAL = 90_000_000
CITY_AREA = 410_100_000_000
SPOKEN = ("{central_plains,mandarin}", "{central_plains,mandarin}", "{mandarin}")


def _office(plan: Plan, place: Facility | Helper) -> str:
    """The street office to which a place or a responder belongs (territory's key of it)."""
    return str(named_key("organisation", f"street.{plan.ground.streets[place.street].code}.office"))


def _keys(plan: Plan, what: str, count: int, lane: int) -> Words:
    return numbers.row_keys(stream(plan.seed, what), 0, count, lane=lane)


def provider_rows(plan: Plan) -> Frame:
    places = draw_facilities(plan)
    return {
        "id": _keys(plan, "provider keys", len(places), PROVIDER_LANE).tolist(),
        "name": [place.name for place in places],
        "kind": [place.kind.value for place in places],
        "owner_kind": [place.owner.value for place in places],
        "credit_code": [place.credit_code for place in places],
        "organisation": [None if place.beds > 0 else _office(plan, place) for place in places],
        "area": [place.area for place in places],
        "address": [place.address for place in places],
        "longitude": [place.lon for place in places],
        "latitude": [place.lat for place in places],
        "phone": [place.phone for place in places],
        "floor_area_sqm": [place.floor_area for place in places],
        "beds": [place.beds for place in places],
        "nursing_beds": [place.nursing_beds for place in places],
        "residents": [place.residents for place in places],
        "day_places": [place.day_places for place in places],
        "opened_on": [date(place.opened_year, 7, 1) for place in places],
    }


def responder_rows(plan: Plan, keys: Keys, watched: dict[int, list[str]]) -> Frame:
    """`watched` gives the homes whose keys the grid worker of a community holds."""
    helpers = draw_helpers(plan)
    stations = _keys(plan, "provider keys", len(draw_facilities(plan)), PROVIDER_LANE)
    ids = _keys(plan, "responder keys", len(helpers), RESPONDER_LANE)
    sealer = Sealer(keys, stream(plan.seed, "responder nonces"))
    held = [watched.get(helper.area, []) if helper.kind == "grid_worker" else [] for helper in helpers]
    return {
        "id": ids.tolist(),
        "organisation": [_office(plan, helper) for helper in helpers],
        "station_id": [str(stations[helper.station]) for helper in helpers],
        "name": [helper.name for helper in helpers],
        "kind": [helper.kind.value for helper in helpers],
        "skills": ["{" + ",".join(helper.skills) + "}" for helper in helpers],
        "skill_ends": ["{}"] * len(helpers),
        "travel_mode": [""] * len(helpers),
        "sex": [("female", "female", "male")[int(key[-1], 16) % 3] for key in ids.tolist()],
        "languages": [SPOKEN[int(key[-2], 16) % len(SPOKEN)] for key in ids.tolist()],
        "area": [helper.area for helper in helpers],
        "longitude": [helper.lon for helper in helpers],
        "latitude": [helper.lat for helper in helpers],
        "phone": sealer.column("providers_responder.phone", ids, [helper.phone for helper in helpers]),
        "is_on_duty": [helper.on_duty for helper in helpers],
        "capacity": [1] * len(helpers),
        "holds_keys_of": ["{" + ",".join(persons) + "}" for persons in held],
    }


def stock_rows(plan: Plan) -> Frame:
    """Devices that nobody has yet."""
    return {
        "id": _keys(plan, "stock keys", IN_STOCK, STOCK_LANE).tolist(),
        "serial": serials(FIRST_STOCK_SERIAL + np.arange(IN_STOCK)).tolist(),
        "kind": ["pendant"] * IN_STOCK,
        "model": ["demo-pendant"] * IN_STOCK,
        "state": ["stock"] * IN_STOCK,
        "area": [CITY_AREA] * IN_STOCK,
        "place": [""] * IN_STOCK,
    }
