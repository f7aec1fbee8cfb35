"""What a reader asks for in the address: a period, and a place within reach."""

from dataclasses import dataclass
from datetime import date

from django.http import Http404, HttpRequest, QueryDict
from django.utils import timezone

from chongyang.core.clock import now as clock_now
from chongyang.core.scopes import Scope, intersect, subtract
from chongyang.indicators.enums import Level, Span
from chongyang.indicators.rules.periods import Period
from chongyang.indicators.rules.places import CITY, Place, load_places
from chongyang.territory import queries as territory
from chongyang.web.parts.doors import scope_of

QUARTERS = 8


@dataclass(frozen=True, slots=True)
class Asked:
    """The reader's reach, the quarter, and the place whose values are shown."""

    reach: Scope
    period: Period
    place: Place

    @property
    def year(self) -> Period:
        return Period(self.period.year)

    def of(self, span: Span) -> Period:
        """The quarter, or its year."""
        return self.period if span is Span.QUARTER else self.year


def asked(request: HttpRequest) -> Asked:
    """Raises Http404 for what is no period, no place, or out of reach; NotAllowed."""
    reach = territory.figure_scope(scope_of(request), now=clock_now())
    period = _period(request.GET)
    return Asked(reach, period, _place(request.GET.get("place", ""), reach, period.days.last))


def places_within(reach: Scope, day: date) -> list[Place]:
    """The city, whose sums are everybody's, and the units that lay wholly within reach on a day; where there
    is none, the streets that do.
    """
    found = [place for place in load_places(day).values() if _is_open(place, reach)]
    above = [place for place in found if place.level is not Level.STREET]
    return above if len(above) > 1 else found


def streets_within(reach: Scope, unit: str, day: date) -> list[Place]:
    return [place for place in load_places(day).values() if place.unit == unit and _is_open(place, reach)]


def latest_periods() -> list[Period]:
    """The running quarter and those before it."""
    found = [Period.around(timezone.localdate(clock_now()))]
    while len(found) < QUARTERS:
        found.append(found[-1].former)
    return found


def _period(told: QueryDict) -> Period:
    name = told.get("period", "")
    try:
        period = Period.read(name) if name else latest_periods()[0]
    except ValueError:
        raise Http404(name) from None
    return period if period.quarter else Period(period.year, 4)


def _place(key: str, reach: Scope, day: date) -> Place:
    """The one asked for, or the first whole unit or street of a reader who has a part of the city."""
    places = {place.key: place for place in places_within(reach, day)}
    if not key:
        own = (place for place in places.values() if place.key != CITY)
        return next(own, places[CITY]) if _is_part(reach) else places[CITY]
    asked_for = places.get(key) or load_places(day).get(key)
    if asked_for is None or not _is_open(asked_for, reach):
        raise Http404(key)
    return asked_for


def _is_part(reach: Scope) -> bool:
    return bool(subtract(load_places()[CITY].intervals, reach.intervals))


def _is_open(place: Place, reach: Scope) -> bool:
    return place.level is Level.CITY or intersect(place.intervals, reach.intervals) == place.intervals
