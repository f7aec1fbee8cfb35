"""Indicators: definitions, values by place and period, their course, what stood before, rows behind them."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language, gettext
from ninja import Router

from chongyang.api import cursors
from chongyang.api.indicator_shapes import (
    CountedPage,
    IndicatorDetail,
    IndicatorRow,
    PastRow,
    PeriodName,
    PlaceKey,
    PointRow,
    ValueRow,
)
from chongyang.api.needs import Bearer, scope_of
from chongyang.api.problems import Problem
from chongyang.api.shapes import Cursor
from chongyang.core.access import enter
from chongyang.core.clock import now
from chongyang.core.measuring import get_measure
from chongyang.core.queries.measuring import Counted
from chongyang.core.scopes import Scope
from chongyang.indicators import queries
from chongyang.indicators.enums import Span
from chongyang.indicators.rules import definitions, lights
from chongyang.indicators.rules.definitions import Indicator, Term
from chongyang.indicators.rules.periods import Period
from chongyang.indicators.rules.places import CITY, Place
from chongyang.indicators.rules.reach import get_open, open_below
from chongyang.indicators.rules.small import hidden_of, is_only_in_tables
from chongyang.policy.rules.promises import load_targets
from chongyang.registry.permissions import can_read
from chongyang.territory import queries as territory
from chongyang.territory.enums import TokenName

indicators = Router(tags=["indicators"], auth=Bearer(TokenName.INDICATORS_READ))


@indicators.get("/indicators", response=list[IndicatorRow], operation_id="list_indicators")
def list_indicators(request: HttpRequest, period: PeriodName | None = None) -> list[dict[str, Any]]:
    """The definitions in force on the last day of a period, of the running quarter without one."""
    return [_row(row) for row in definitions.in_force(_period(period).days.last)]


@indicators.get("/indicators/{key}", response=IndicatorDetail, operation_id="get_indicator")
def get_indicator(request: HttpRequest, key: str, period: PeriodName | None = None) -> dict[str, Any]:
    """One definition with its terms in words and its versions, the newest first."""
    row = _found(key, _period(period))
    return {
        **_row(row),
        "numerator": _words(row.numerator),
        "denominator": _words(row.denominator) if row.denominator else None,
        "says": row.says,
        "says_english": row.says_english,
        "confirmed": row.confirmed,
        "versions": _versions(key),
    }


@indicators.get("/indicators/{key}/values", response=list[ValueRow], operation_id="list_indicator_values")
def list_indicator_values(
    request: HttpRequest, key: str, period: PeriodName | None = None, place: PlaceKey = CITY
) -> list[dict[str, Any]]:
    """A place's value and those of the places under it that lie wholly within reach; small numbers of people
    are hidden from who may know no person.
    """
    reach, when = _reach(request), _period(period)
    found = _found(key, when)
    whole, span = _place(place, reach, when), _of(found, when)
    below = [row for row in open_below(whole, reach.intervals, when.days.last) if row.level in found.levels]
    told = queries.list_beside(reach, key, span)
    hides = not can_read(scope_of(request))
    hidden = _hidden(found, below, told) if hides else frozenset()
    if hides and is_only_in_tables(found, whole.level):
        hidden |= {whole.key}
    places = [row for row in (whole, *below) if row.key in told]
    return [_value(found, row, told[row.key], span, is_hidden=row.key in hidden) for row in places]


@indicators.get("/indicators/{key}/trend", response=list[PointRow], operation_id="get_indicator_trend")
def get_indicator_trend(request: HttpRequest, key: str, place: PlaceKey = CITY) -> list[Any]:
    """The newest periods of a place, the oldest first."""
    reach, when = _reach(request), _period(None)
    found = _found(key, when)
    return queries.list_trend(reach, key, _told_alone(request, found, place, reach, when).key)


@indicators.get("/indicators/{key}/history", response=list[PastRow], operation_id="get_indicator_history")
def get_indicator_history(
    request: HttpRequest, key: str, period: PeriodName, place: PlaceKey = CITY
) -> list[dict[str, Any]]:
    """Every value that was found for a place and period, the newest first, with its difference."""
    reach, when = _reach(request), _period(period)
    found = _found(key, when)
    held = _told_alone(request, found, place, reach, when)
    rows = queries.list_history(reach, key, held.key, _of(found, when))
    names = [name for name in PastRow.model_fields if name != "difference"]
    return [
        {name: getattr(row.value, name) for name in names} | {"difference": row.difference} for row in rows
    ]


@indicators.get("/indicators/{key}/rows/{part}", response=CountedPage, operation_id="list_indicator_rows")
def list_indicator_rows(
    request: HttpRequest,
    key: str,
    part: str,
    period: PeriodName | None = None,
    place: PlaceKey = CITY,
    cursor: Cursor | None = None,
) -> dict[str, Any]:
    """The rows behind the `numerator` or `denominator`, fifty a page, within the token's areas."""
    scope, when = scope_of(request), _period(period)
    found = _found(key, when)
    term = {"numerator": found.numerator, "denominator": found.denominator}.get(part)
    held = _place(place, _reach(request), when)
    filters = {"key": key, "part": part, "period": str(when), "place": place}
    after = _after(cursors.read(cursor, "indicator-rows", filters, scope)) if cursor else None
    with enter(reach := _reach(request)):
        drilled = queries.list_rows(reach, term, held, _of(found, when), after=after) if term else None
    if drilled is None:
        raise Problem("not-found")
    last = drilled.after
    following = cursors.write([last.area, last.row], "indicator-rows", filters, scope) if last else None
    return {"measure": drilled.measure.key, "items": list(drilled.rows), "next": following}


def _reach(request: HttpRequest) -> Scope:
    return territory.figure_scope(scope_of(request), now=now())


def _period(name: str | None) -> Period:
    return Period.read(name) if name else Period.around(timezone.localdate(now()))


def _of(found: Indicator, period: Period) -> Period:
    """The period as the indicator has it: of a quarter its year, of a year its last quarter."""
    if found.span is Span.YEAR:
        return Period(period.year)
    return period if period.quarter else Period(period.year, 4)


def _found(key: str, period: Period) -> Indicator:
    found = next((row for row in definitions.in_force(period.days.last) if row.key == key), None)
    if found is None:
        raise Problem("not-found")
    return found


def _place(key: str, reach: Scope, period: Period) -> Place:
    found = get_open(key, reach.intervals, period.days.last)
    if found is None:
        raise Problem("not-found")
    return found


def _told_alone(request: HttpRequest, found: Indicator, key: str, reach: Scope, period: Period) -> Place:
    """A place whose own number may be told to this reader without its neighbours."""
    place = _place(key, reach, period)
    if is_only_in_tables(found, place.level) and not can_read(scope_of(request)):
        raise Problem("not-allowed")
    return place


def _row(row: Indicator) -> dict[str, Any]:
    told = {name: getattr(row, name) for name in IndicatorRow.model_fields if name != "clauses"}
    return {**told, "clauses": list(definitions.clauses_of(row, load_targets()))}


def _versions(key: str) -> list[dict[str, Any]]:
    held = definitions.versions_of(key)
    pairs = zip((None, *held), held, strict=False)
    return [_version(former, row) for former, row in pairs][::-1]


def _version(former: Indicator | None, row: Indicator) -> dict[str, Any]:
    changed = definitions.changes_between(former, row) if former else ()
    return {
        "version": row.version,
        "valid_from": None if row.valid_from == date.min else row.valid_from,
        "valid_to": None if row.valid_to == date.max else row.valid_to,
        "changed": [gettext(one[0]) for one in changed],
    }


def _words(term: Term) -> str:
    measure = get_measure(term.measure)
    reported = term.english if get_language() == "en" else term.reported
    return reported or (gettext(measure.label) if measure else f"@{term.indicator}")


def _hidden(found: Indicator, places: list[Place], told: dict[str, queries.Beside]) -> frozenset[str]:
    rows = {row.key: told[row.key].computed for row in places if row.key in told}
    return hidden_of(found, {key: row.numerator for key, row in rows.items() if row})


def _value(
    found: Indicator, place: Place, told: queries.Beside, period: Period, *, is_hidden: bool
) -> dict[str, Any]:
    counting = told.computed or told.reported
    row = None if is_hidden else counting
    return {
        "place": place.key,
        "name": place.name,
        "period": str(period),
        "source": counting.source if counting else None,
        **{name: getattr(row, name, None) for name in ("numerator", "denominator", "value")},
        "light": _light(found, place, row.value if row else None),
        "reported": told.reported.value if told.reported and not is_hidden else None,
        "difference": None if is_hidden else told.difference,
        "is_hidden": is_hidden,
        "is_locked": bool(counting and counting.locked_at),
        **{name: getattr(row, name, "") for name in ("reason", "document")},
    }


def _light(found: Indicator, place: Place, value: Any) -> lights.Light:
    today = timezone.localdate(now())
    named = [target for target in load_targets() if target.id in found.targets]
    return lights.worst(lights.light_of(found, target, place.level, value, today) for target in named)


def _after(position: list[str]) -> Counted:
    return Counted(int(position[0]), position[1])
