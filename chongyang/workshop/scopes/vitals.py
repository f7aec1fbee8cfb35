"""Monitoring in check_scope: alerts, readings and own limits of every elder of the sample, by each door."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

from chongyang.api import vitals
from chongyang.core.clock import now as clock_now
from chongyang.core.keys import new_key
from chongyang.core.scopes import Scope
from chongyang.registry import queries as registry
from chongyang.registry.models import Elder
from chongyang.telecare import queries as telecare
from chongyang.telecare.models import Alert, Reading, VitalLimit
from chongyang.territory.enums import Role, TokenName
from chongyang.territory.permissions import NotAllowed
from chongyang.territory.rules.capabilities import Can, can
from chongyang.workshop.scopes import api as scopes_api
from chongyang.workshop.scopes.rule import Door, Resource, reads_persons
from chongyang.workshop.scopes.sample import Sample

FEW = 100_000
LONG_AGO = timedelta(days=365 * 20)  # before every alert of a city, so that the first page shows these
SPAN = timedelta(minutes=2)
NOT_THERE = (registry.NotFound, NotAllowed)


def add_rows(sample: Sample, now: datetime) -> None:
    """An open alert, a reading and an own limit of every elder."""
    for elder in list(sample.rows[Elder]):
        whose: dict[str, Any] = {"person": elder.id, "area": elder.area}
        at = now - LONG_AGO
        moments = {"first_at": at, "last_at": at, "shown_at": at, "due_at": at}
        sample.add(Alert(kind="glucose", level="life", rule="glucose_very_low", **moments, **whose))
        serial = f"check-{new_key().hex[-20:]}"
        told = {"event_key": "check", "kind": "spo2", "value": 97.0, "at": now, "received_at": now}
        sample.add(Reading(serial=serial, **told, **whose))
        sample.add(VitalLimit(rule="spo2_low", limit=85, reason=serial, valid_from=now, **whose))


def _watches(role: Role) -> bool:
    return reads_persons(role) and can(role, Can.WATCH_VITALS)


def _list_alerts(scope: Scope, _: list[Any]) -> Iterable[Any]:
    try:
        return telecare.list_alerts(scope, clock_now(), limit=FEW)
    except NOT_THERE:
        return []


def _get_alerts(scope: Scope, rows: list[Any]) -> Iterable[Any]:
    for row in rows:
        try:
            if telecare.get_alert(scope, row.pk):
                yield row
        except NOT_THERE:
            continue


def _of_persons(get: Callable[[Scope, Any], Iterable[Any]]) -> Door:
    """What one elder's page shows, asked for the person of every row."""

    def door(scope: Scope, rows: list[Any]) -> Iterable[Any]:
        for row in rows:
            try:
                yield from get(scope, row)
            except NOT_THERE:
                continue

    return door


RESOURCES = (
    Resource(
        "alerts",
        Alert,
        _watches,
        {
            "list": _list_alerts,
            "detail": _get_alerts,
            "person": _of_persons(lambda scope, row: telecare.list_alerts_of(scope, row.person)),
            "API list": scopes_api.every_page(vitals.list_alerts, TokenName.VITALS_READ),
        },
        {"count": lambda scope: _counted(scope)},
    ),
    Resource(
        "readings",
        Reading,
        _watches,
        {
            "person": _of_persons(
                lambda scope, row: telecare.list_readings_of(scope, row.person, row.at - SPAN, row.at + SPAN)
            )
        },
    ),
    Resource(
        "limits",
        VitalLimit,
        _watches,
        {"person": _of_persons(lambda scope, row: telecare.list_limits(scope, row.person))},
    ),
)


def _counted(scope: Scope) -> int:
    """The open alerts as the desk counts them; none for who is refused."""
    try:
        counted = telecare.count_alerts(scope, clock_now())
    except NOT_THERE:
        return 0
    return sum(number for level, number in counted.items() if level != "late")
