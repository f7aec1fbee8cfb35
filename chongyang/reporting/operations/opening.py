"""A period is opened: one return for each form and place that is asked."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from chongyang.core import access, events
from chongyang.core.scopes import Actor, interval_of, system_scope
from chongyang.core.words import N_
from chongyang.indicators.enums import Level
from chongyang.indicators.rules.periods import Period
from chongyang.indicators.rules.places import Place
from chongyang.reporting import queries
from chongyang.reporting.models import Return
from chongyang.reporting.operations.errors import UnableToReport
from chongyang.reporting.operations.steps import CLOSED
from chongyang.reporting.rules import ways
from chongyang.reporting.rules.forms import Form, forms_of, periods_of
from chongyang.territory import queries as territory
from chongyang.territory.rules.reference import CITY_CODE, reporting_units_on

NOT_QUARTER = N_("报表按季度开放，写作 2018Q4。")
NOT_OVER = N_("这个季度还没有结束，结束后才开放报表。")


@transaction.atomic
def open_returns(*, quarter: Period, by: Actor, now: datetime) -> int:
    """Open what is asked after a quarter, and after the fourth for the year; a second run opens nothing.

    Returns how many were opened. Raises UnableToReport for what is no quarter, not over, or closed.
    """
    if not quarter.quarter:
        raise UnableToReport({"quarter": NOT_QUARTER})
    if quarter.days.until > timezone.localdate(now):
        raise UnableToReport({"quarter": NOT_OVER})
    with access.enter(system_scope("opening", actor=by)):
        if queries.closing_of(str(quarter)):
            raise UnableToReport({"quarter": CLOSED})
        periods = [period for period in periods_of(quarter) if not queries.closing_of(str(period))]
        asked = [row for period in periods for row in _rows(period, now)]
        fresh = _missing(asked)
        Return.objects.bulk_create(fresh, batch_size=500, ignore_conflicts=True)
        if fresh:
            _tell(quarter, len(fresh), by, now)
    return len(fresh)


def _missing(asked: list[Return]) -> list[Return]:
    periods = {row.period for row in asked}
    found = Return.objects.filter(period__in=periods).values_list("form", "place", "period")
    known = set(found)
    return [row for row in asked if (row.form, row.place, row.period) not in known]


def _rows(period: Period, now: datetime) -> Iterator[Return]:
    offices = dict(territory.list_organisations().values_list("key", "id"))
    for form in forms_of(period):
        for level in form.levels:
            for place in form.places(level, period.days.last):
                yield _row(form, place, period, offices, now)


def _row(form: Form, place: Place, period: Period, offices: dict[str, UUID], now: datetime) -> Return:
    due = ways.due_on(period.days.last, ways.chain_of(form.way, place.level).first.workdays)
    authority = form.lead if place.level is Level.CITY else _managers(period)[place.unit or place.key]
    return Return(
        form=form.key,
        version=form.version,
        way=form.way.value,
        level=place.level.value,
        place=place.key,
        period=str(period),
        first_on=period.days.first,
        until_on=period.days.until,
        lead=form.lead,
        area=area_of(place),
        organisation=offices.get(authority),
        opened_at=now,
        fill_due_on=due,
        due_on=due,
    )


def area_of(place: Place) -> int:
    """Where rows of a place lie: the first area that it has."""
    return place.intervals[0][0]


def _managers(period: Period) -> dict[str, str]:
    return {unit.key: unit.manager for unit in reporting_units_on(period.days.last)}


def _tell(quarter: Period, count: int, by: Actor, now: datetime) -> None:
    events.record(
        "reporting.period.opened",
        by=by,
        now=now,
        area=interval_of(CITY_CODE)[0],
        subject_type="reporting.period",
        payload={"period": str(quarter), "returns": count},
    )
