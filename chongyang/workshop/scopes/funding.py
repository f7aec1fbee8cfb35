"""Applications for subsidies in check_scope: by list, detail and count, for the desks that handle them."""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

from chongyang.core.keys import new_key
from chongyang.core.scopes import Scope
from chongyang.funding import queries
from chongyang.funding.models import Application, Award, SampleLine, Signal
from chongyang.funding.models import Sample as Sampled
from chongyang.funding.queries import awards, signals
from chongyang.registry.models import Elder
from chongyang.territory.enums import Role
from chongyang.territory.permissions import NotAllowed
from chongyang.territory.rules.capabilities import WITHOUT_PERSONS, Can, can
from chongyang.treasury.rules.told import paying_area
from chongyang.workshop.scopes.rule import Door, Resource
from chongyang.workshop.scopes.sample import FAR_FUTURE, Sample

FEW = 100_000
DAY = date(2019, 6, 1)
NOT_THERE = (queries.NotFound, NotAllowed)


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


def handles(role: Role) -> bool:
    """Whether the role acts in a stage and may know persons."""
    return can(role, Can.HANDLE_FUNDING) and role not in WITHOUT_PERSONS


def _list(scope: Scope, rows: list[Any]) -> Iterable[Any]:
    try:
        return queries.list_work(scope, show="open", limit=FEW)
    except NotAllowed:
        return []


def _page(get: Callable[[Scope], Iterable[Any]]) -> Door:
    def door(scope: Scope, rows: list[Any]) -> Iterable[Any]:
        try:
            return list(get(scope))
        except NotAllowed:
            return []

    return door


def _each(get: Callable[[Scope, Any], Any]) -> Door:
    def door(scope: Scope, rows: list[Any]) -> Iterable[Any]:
        for row in rows:
            try:
                get(scope, row.pk)
            except NOT_THERE:
                continue
            yield row

    return door


RESOURCES = (
    Resource(
        "funding applications",
        Application,
        handles,
        {"list": _list, "detail": _each(queries.access_handled)},
        {"count": lambda scope: queries.visible_applications(scope).count()},
    ),
    Resource(
        "standing awards",
        Award,
        handles,
        {
            "list": _page(lambda scope: awards.list_awards(scope, limit=FEW)),
            "detail": _each(awards.access_award),
        },
    ),
    Resource(
        "signals on cases",
        Signal,
        handles,
        {
            "list": _page(lambda scope: signals.list_signals(scope, show="all", limit=FEW)),
            "detail": _each(signals.access_signal),
        },
    ),
    Resource(
        "sampled cases",
        SampleLine,
        handles,
        {
            "list": _page(lambda scope: signals.list_sample_lines(scope, limit=FEW)),
            "detail": _each(signals.access_sample_line),
        },
    ),
)
