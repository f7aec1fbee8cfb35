"""Applications for subsidies in check_scope: by list, detail and count, for the desks that handle them."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from chongyang.api import funding
from chongyang.core import clock
from chongyang.core.keys import new_key
from chongyang.core.scopes import Scope
from chongyang.funding import queries
from chongyang.funding.models import Application, Award, Entitlement, SampleLine, Signal
from chongyang.funding.models import Sample as Sampled
from chongyang.funding.queries import awards, entitlements, signals
from chongyang.registry.models import Elder
from chongyang.territory.enums import Role, TokenName
from chongyang.territory.rules.capabilities import BY_MANDATE, Can, can
from chongyang.treasury.rules.told import paying_area
from chongyang.workshop.scopes import api
from chongyang.workshop.scopes.asking import counted, list_and_detail, may
from chongyang.workshop.scopes.rule import Resource
from chongyang.workshop.scopes.sample import FAR_FUTURE, Sample

DAY = date(2019, 6, 1)


def add_rows(sample: Sample, now: datetime) -> None:
    """One for every elder, in the first stage."""
    for elder in list(sample.rows[Elder]):
        row = Application(
            programme="home_care_purchase",
            flow="person",
            area=elder.area,
            person=elder.id,
            channel="own",
            asked_by=new_key(),
            asked_at=now,
            day=DAY,
            state="community",
            submitted_at=now,
            due_at=now + FAR_FUTURE,
        )
        row.name = "check"
        _runs_on(sample, sample.add(row), now)
        told = {"payee": elder.id, "person": elder.id, "area": elder.area, "day": DAY, "answer": "probably"}
        moments = {"proposed_at": now, "computed_at": now}
        sample.add(Entitlement(programme=row.programme, digest="check", said="check", **moments, **told))


def _runs_on(sample: Sample, case: Application, now: datetime) -> None:
    """Its award, a signal on it, and that it was drawn in the sample of its county."""
    whose: dict[str, Any] = {"application": case, "area": case.area, "person": case.person}
    sample.add(
        Award(
            programme=case.programme,
            county=paying_area(case.area),
            payee=case.person or case.id,
            object=f"person:{case.person}",
            valid_from=DAY,
            opened_at=now,
            **whose,
        )
    )
    sample.add(Signal(rule="bad_sample", severity="serious", key=f"check:{case.id}", raised_at=now, **whose))
    days = {"from_on": DAY, "to_on": DAY.replace(month=7)}
    drawn = sample.add(Sampled(area=paying_area(case.area), each=1, seed=1, drawn_at=now, **days))
    sample.add(SampleLine(sample=drawn, order=new_key(), programme=case.programme, **whose))


HANDLES = may(Can.HANDLE_FUNDING)


def _is_own_side(role: Role) -> bool:
    """A desk, or who acts for the person."""
    return HANDLES(role) or role in BY_MANDATE


def proposes(role: Role) -> bool:
    """A desk that applies for people of its area."""
    return HANDLES(role) and can(role, Can.APPLY_FUNDING)


def _proposal(scope: Scope, key: UUID) -> Entitlement:
    return entitlements.access_entitlement(scope, key, clock.now())


RESOURCES = (
    Resource(
        "funding applications",
        Application,
        HANDLES,
        {
            **list_and_detail(queries.list_work, queries.access_handled, show="open"),
            "API list": api.every_page(funding.list_work, TokenName.FUNDING_READ, show="open"),
        },
        {"count": counted(queries.visible_applications)},
    ),
    Resource(
        "applications by JSON",
        Application,
        _is_own_side,
        {
            "API detail": api.each(funding.read, TokenName.FUNDING_READ, "application"),
            "API explanation": api.each(funding.explain, TokenName.FUNDING_READ, "application"),
        },
    ),
    Resource(
        "standing awards",
        Award,
        HANDLES,
        list_and_detail(awards.list_awards, awards.access_award),
    ),
    Resource(
        "signals on cases",
        Signal,
        HANDLES,
        list_and_detail(signals.list_signals, signals.access_signal, show="all"),
    ),
    Resource(
        "sampled cases",
        SampleLine,
        HANDLES,
        list_and_detail(signals.list_sample_lines, signals.access_sample_line),
    ),
    Resource(
        "proposed benefits",
        Entitlement,
        proposes,
        list_and_detail(entitlements.list_entitlements, _proposal),
        {"count": counted(entitlements.visible_entitlements)},
    ),
)
