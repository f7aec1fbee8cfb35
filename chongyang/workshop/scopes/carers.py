"""Providers and carers in check_scope: applications for entry, yearly checks, carers, certificates."""

from collections.abc import Iterable
from typing import Any

from chongyang.api import services_entries as door
from chongyang.api import workforce as carers_door
from chongyang.core.keys import new_key
from chongyang.core.scopes import Scope
from chongyang.services import queries as services
from chongyang.services.models import Entry, YearlyCheck
from chongyang.territory.enums import TokenName
from chongyang.workforce import queries
from chongyang.workforce.models import Absence, Carer, Credential
from chongyang.workshop.scopes import api
from chongyang.workshop.scopes.asking import all_of, counted, listed, one_by_one
from chongyang.workshop.scopes.helping import (
    DAY,
    LATER,
    LONG_AGO,
    NEXT_YEAR,
    Home,
    admits,
    any_of,
    judges,
    plans_days,
    provides,
    verifies,
)
from chongyang.workshop.scopes.rule import Door, Resource
from chongyang.workshop.scopes.sample import WORD, Sample

READS = TokenName.SERVICES_READ
NOON = LONG_AGO.replace(hour=2)


def add_rows(sample: Sample, homes: list[Home]) -> None:
    """A carer with a certificate and an absence, an application and a yearly check of every provider."""
    for home in homes:
        carer = sample.add(_carer(home))
        told = {"skill": "care_worker", "valid_from": DAY, "valid_to": NEXT_YEAR}
        sample.add(Credential(carer=carer, **told, **home.where))
        away = {"from_at": LONG_AGO, "to_at": LATER, "kind": "leave"}
        sample.add(Absence(carer=carer, **away, **home.where))
        asked = {"asked_by": new_key(), "asked_at": LONG_AGO, "submitted_at": LONG_AGO}
        sample.add(Entry(name=WORD, kind="enterprise", state="looking", **asked, **home.where))
        year = {"year": DAY.year, "state": "looking", "opened_at": LONG_AGO}
        sample.add(YearlyCheck(provider=home.provider, **year, **home.where))


def _carer(home: Home) -> Carer:
    return Carer(
        name=WORD,
        sex="female",
        longitude=113.6,
        latitude=34.7,
        travel_mode="bicycle",
        weekly_minutes=2400,
        starts_on=DAY,
        entered_at=LONG_AGO,
        **home.where,
    )


def _ending(get: Any) -> Door:
    """Certificates that run out, told by their keys."""

    def door(scope: Scope, rows: list[Any]) -> Iterable[Any]:
        held = {row.pk: row for row in rows}
        return [held.get(one.credential, one) for one in all_of(get)(scope, rows)]

    return door


KNOWS_CARERS = any_of(provides, plans_days, admits, verifies, judges)
"""Who sends them, plans their days, admits their provider, or judges what they did."""
BY_TOKEN = any_of(provides, plans_days, admits)
PARTIES = any_of(admits, provides)

RESOURCES = (
    Resource(
        "carers",
        Carer,
        KNOWS_CARERS,
        {
            "list": listed(queries.list_carers),
            "detail": one_by_one(queries.access_carer),
            "API list": api.every_page(carers_door.list_carers, READS),
            "API detail": api.each(carers_door.read_carer, READS, "carer"),
        },
        {"count": counted(queries.count_carers)},
        narrower={"API list": BY_TOKEN, "API detail": BY_TOKEN},
    ),
    Resource(
        "certificates",
        Credential,
        KNOWS_CARERS,
        {
            "detail": one_by_one(queries.access_credential),
            "ending": _ending(lambda scope: queries.list_endings(scope, NEXT_YEAR, limit=100_000)),
        },
    ),
    Resource(
        "absences",
        Absence,
        KNOWS_CARERS,
        {"list": all_of(lambda scope: queries.list_away(scope, NOON))},
    ),
    Resource(
        "entries of providers",
        Entry,
        PARTIES,
        {
            "list": listed(services.list_work),
            "detail": one_by_one(services.access_entry),
            "own": all_of(services.list_own_entries),
            "API list": api.page(door.list_entries, READS, show="open"),
            "API detail": api.each(door.read_entry, READS, "entry"),
        },
        narrower={"list": admits, "own": provides, "API list": admits},
    ),
    Resource(
        "yearly checks",
        YearlyCheck,
        PARTIES,
        {
            "list": listed(services.list_checks),
            "detail": one_by_one(services.access_check),
            "own": all_of(services.list_own_checks),
        },
        narrower={"list": admits, "own": provides},
    ),
)
