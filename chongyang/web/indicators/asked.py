"""What a reader asks for in the address: a period, and a place within reach."""

from dataclasses import dataclass
from datetime import date

from django.http import Http404, HttpRequest, QueryDict
from django.utils import timezone

from chongyang.core.clock import now as clock_now
from chongyang.core.scopes import Scope, subtract
from chongyang.indicators import queries
from chongyang.indicators.enums import Span
from chongyang.indicators.rules.periods import Period
from chongyang.indicators.rules.places import CITY, Place, load_places
from chongyang.indicators.rules.reach import get_open, places_within
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
    period = _period(request.GET, reach)
    return Asked(reach, period, _place(request.GET.get("place", ""), reach, period.days.last))


def latest_periods() -> list[Period]:
    """The running quarter and those before it."""
    found = [Period.around(timezone.localdate(clock_now()))]
    while len(found) < QUARTERS:
        found.append(found[-1].former)
    return found


def periods_to_choose(told: Asked) -> list[Period]:
    """The newest, the one that is shown, and every quarter that has values: plans end years before today."""
    held = {period for period in queries.list_periods(told.reach) if period.quarter}
    return sorted({told.period, *latest_periods(), *held}, key=lambda one: one.days.last, reverse=True)


def _newest(reach: Scope) -> Period:
    """The newest quarter that has values, so that nobody meets an empty page first; else the running one."""
    return next((one for one in queries.list_periods(reach) if one.quarter), latest_periods()[0])


def _period(told: QueryDict, reach: Scope) -> Period:
    name = told.get("period", "")
    try:
        period = Period.read(name) if name else _newest(reach)
    except ValueError:
        raise Http404(name) from None
    return period if period.quarter else Period(period.year, 4)


def _place(key: str, reach: Scope, day: date) -> Place:
    """The one asked for, or the first whole unit or street of a reader who has a part of the city."""
    if key:
        place = get_open(key, reach.intervals, day)
        if place is None:
            raise Http404(key)
        return place
    city = load_places(day)[CITY]
    own = (place for place in places_within(reach.intervals, day) if place.key != CITY)
    return next(own, city) if subtract(city.intervals, reach.intervals) else city
