"""Monitoring in check_scope: alerts, readings and own limits of every elder of the sample, by each door."""

from datetime import datetime, timedelta
from typing import Any

from chongyang.api import vitals
from chongyang.core.clock import now as clock_now
from chongyang.core.keys import new_key
from chongyang.core.scopes import Scope
from chongyang.registry.models import Elder
from chongyang.telecare import queries as telecare
from chongyang.telecare.models import Alert, Reading, VitalLimit
from chongyang.territory.enums import TokenName
from chongyang.territory.rules.capabilities import Can
from chongyang.workshop.scopes import api as scopes_api
from chongyang.workshop.scopes.asking import counted, listed, may_read, of_each, one_by_one
from chongyang.workshop.scopes.rule import Resource
from chongyang.workshop.scopes.sample import Sample

LONG_AGO = timedelta(days=365 * 20)  # before every alert of a city, so that the first page shows these
SPAN = timedelta(minutes=2)


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


def _alerts(scope: Scope, limit: int) -> list[Alert]:
    return telecare.list_alerts(scope, clock_now(), limit=limit)


def _open_alerts(scope: Scope) -> int:
    """As the desk counts them."""
    counts = telecare.count_alerts(scope, clock_now())
    return sum(number for level, number in counts.items() if level != "late")


WATCHES = may_read(Can.WATCH_VITALS)

RESOURCES = (
    Resource(
        "alerts",
        Alert,
        WATCHES,
        {
            "list": listed(_alerts),
            "detail": one_by_one(telecare.get_alert),
            "person": of_each(lambda scope, row: telecare.list_alerts_of(scope, row.person)),
            "API list": scopes_api.every_page(vitals.list_alerts, TokenName.VITALS_READ),
        },
        {"count": counted(_open_alerts)},
    ),
    Resource(
        "readings",
        Reading,
        WATCHES,
        {
            "person": of_each(
                lambda scope, row: telecare.list_readings_of(scope, row.person, row.at - SPAN, row.at + SPAN)
            )
        },
    ),
    Resource(
        "limits",
        VitalLimit,
        WATCHES,
        {"person": of_each(lambda scope, row: telecare.list_limits(scope, row.person))},
    ),
)
