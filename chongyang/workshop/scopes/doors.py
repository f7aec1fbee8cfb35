"""The doors that check_scope tries: the resources there are, who may see any, how each is asked."""

from collections.abc import Callable, Iterable
from typing import Any

from chongyang.core.models import Event
from chongyang.core.queries import events
from chongyang.core.scopes import Scope
from chongyang.emergency import queries as emergency
from chongyang.emergency.models import Dispatch, Incident
from chongyang.providers import queries as providers
from chongyang.providers.models import Provider, Responder
from chongyang.registry import queries as registry
from chongyang.registry.models import Elder
from chongyang.telecare import queries as telecare
from chongyang.telecare.models import Device
from chongyang.territory.enums import Role
from chongyang.territory.permissions import NotAllowed
from chongyang.territory.rules.capabilities import Can, can
from chongyang.workshop.scopes import api as scopes_api
from chongyang.workshop.scopes import calls as scopes_calls
from chongyang.workshop.scopes import claims as scopes_claims
from chongyang.workshop.scopes import exports as scopes_exports
from chongyang.workshop.scopes import funding as scopes_funding
from chongyang.workshop.scopes import groups as scopes_groups
from chongyang.workshop.scopes import hotline as scopes_hotline
from chongyang.workshop.scopes import indicators as scopes_indicators
from chongyang.workshop.scopes import integrity as scopes_integrity
from chongyang.workshop.scopes import ledger as scopes_ledger
from chongyang.workshop.scopes import linkage as scopes_linkage
from chongyang.workshop.scopes import privacy as scopes_privacy
from chongyang.workshop.scopes import reach as scopes_reach
from chongyang.workshop.scopes import registration as scopes_registration
from chongyang.workshop.scopes import roads as scopes_roads
from chongyang.workshop.scopes import treasury as scopes_treasury
from chongyang.workshop.scopes import vitals as scopes_vitals
from chongyang.workshop.scopes.asking import listed, may_read, one_by_one
from chongyang.workshop.scopes.expansions import EXPANSIONS, READINGS
from chongyang.workshop.scopes.related import FILE_READ, HELP_AT_HOME
from chongyang.workshop.scopes.rule import Door, Resource, anyone, reads_persons
from chongyang.workshop.scopes.sample import KIND, PLACE_KIND, WORD

NOT_THERE = (registry.NotFound, emergency.NotFound, NotAllowed)


def _exporters(role: Role) -> bool:
    return can(role, Can.EXPORT_ELDERS)


def _page(get: Callable[[Scope, int], Iterable[Any]]) -> Door:
    """A door to many rows, asked for a page of the sample's size."""

    def door(scope: Scope, rows: list[Any]) -> Iterable[Any]:
        try:
            return list(get(scope, len(rows)))
        except NOT_THERE:
            return []

    return door


def _devices_at_home(scope: Scope, rows: list[Any]) -> Iterable[Any]:
    return [device for row in rows for device in telecare.list_devices_of(scope, row.person)]


def _places(scope: Scope, rows: list[Any]) -> Iterable[Any]:
    """Public places, area by area: all of a city are too many to fetch for every character."""
    return [place for row in rows for place in providers.list_providers(PLACE_KIND, (row.area, row.area))]


RESOURCES = (
    Resource(
        "elders",
        Elder,
        reads_persons,
        {
            "list": _page(lambda scope, limit: registry.list_elders(scope, limit=limit)),
            "detail": one_by_one(registry.access_elder),
            "search": _page(lambda scope, _: registry.find_elders(scope, WORD)),
            "export": _page(lambda scope, limit: registry.export_elders(scope, limit=limit)),
            **scopes_api.ELDERS,
        },
        {"count": registry.count_elders, "API count": scopes_api.count_elders},
        {"export": _exporters, "API export": _exporters},
        by_area=frozenset({"API export"}),
    ),
    Resource(
        "incidents",
        Incident,
        reads_persons,
        {
            "list": _page(lambda scope, limit: emergency.list_incidents(scope, limit=limit)),
            "detail": one_by_one(emergency.access_incident),
            **scopes_api.INCIDENTS,
        },
        {
            "count": lambda scope: sum(emergency.count_open(scope).values()),
            "API count": scopes_api.count_incidents,
        },
    ),
    Resource(
        "dispatches",
        Dispatch,
        reads_persons,
        {"detail": one_by_one(emergency.access_dispatch)},
    ),
    Resource(
        "devices",
        Device,
        reads_persons,
        {
            "list": _devices_at_home,
            "detail": one_by_one(telecare.get_device),
            "search": one_by_one(telecare.find_device, "serial"),
            "page": listed(telecare.list_devices_page, wanted=telecare.DeviceFilter()),
            "API detail": scopes_api.devices_one_by_one,
        },
        {"count": telecare.count_devices_in_use},
        {"page": may_read(Can.READ_DEVICES)},
    ),
    Resource(
        "responders",
        Responder,
        anyone,
        {"list": listed(providers.list_responders_on_duty)},
    ),
    Resource(
        "providers",
        Provider,
        anyone,
        {
            "list": _places,
            "detail": one_by_one(lambda _, key: providers.get_provider(key)),
            **scopes_api.PROVIDERS,
        },
        {"count": lambda scope: providers.count_providers()},
        {"API detail": lambda role: can(role, Can.READ_PROVIDERS)},
    ),
    Resource(
        "events",
        Event,
        anyone,
        {
            "list": _page(lambda scope, _: events.list_events(scope, kinds=[KIND, FILE_READ])),
            "detail": one_by_one(events.access_event, "id"),
        },
        {"count": events.count_events},
    ),
    *scopes_calls.RESOURCES,
    *scopes_vitals.RESOURCES,
    *scopes_reach.RESOURCES,
    scopes_roads.POSITIONS,
    scopes_ledger.TIMES,
    scopes_indicators.ROWS,
    *scopes_hotline.RESOURCES,
    *scopes_groups.RESOURCES,
    *scopes_integrity.RESOURCES,
    *scopes_privacy.RESOURCES,
    *scopes_exports.RESOURCES,
    *scopes_registration.RESOURCES,
    *scopes_funding.RESOURCES,
    *scopes_treasury.RESOURCES,
    *scopes_linkage.RESOURCES,
    *scopes_claims.RESOURCES,
    *(one for room in HELP_AT_HOME for one in room.RESOURCES),
    *EXPANSIONS,
    READINGS,
)
