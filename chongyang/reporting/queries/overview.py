"""Who has handed in and who is late: by place and form, for the office, the city and the counties."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext

from chongyang.core import access
from chongyang.core.scopes import Scope, system_scope
from chongyang.indicators.enums import Level
from chongyang.indicators.rules.periods import Period
from chongyang.indicators.rules.places import CITY
from chongyang.reporting import permissions
from chongyang.reporting.models import Return
from chongyang.reporting.queries.returns import visible_returns
from chongyang.reporting.rules import reach


@dataclass(frozen=True, slots=True)
class Tally:
    """Returns of one place or lead unit: `due` were handed in on time, late, or not at all (`missing`).

    What still has time is `waiting` and not due. `returned` were sent back at least once, `locked` are done.
    """

    due: int = 0
    on_time: int = 0
    late: int = 0
    missing: int = 0
    returned: int = 0
    locked: int = 0
    waiting: int = 0

    @property
    def whole(self) -> int:
        return self.due + self.waiting

    @property
    def handed_in(self) -> int:
        return self.on_time + self.late

    def with_return(self, row: Return, today: date | None = None) -> "Tally":
        """As of a day; without one, as it stands when all days are past."""
        handed_in = row.submitted_at is not None
        is_late = handed_in and timezone.localdate(row.submitted_at) > row.fill_due_on
        is_waiting = not handed_in and today is not None and today <= row.fill_due_on
        return replace(
            self,
            due=self.due + (not is_waiting),
            on_time=self.on_time + (handed_in and not is_late),
            late=self.late + is_late,
            missing=self.missing + (not handed_in and not is_waiting),
            waiting=self.waiting + is_waiting,
            returned=self.returned + (row.times_returned > 0),
            locked=self.locked + (row.locked_at is not None),
        )


def tally(scope: Scope, period: Period, *, today: date | None = None) -> dict[str, Tally]:
    """By place (a unit's key, a street's first code) and, for the city's own returns, by the lead unit's key;
    as of a day, or as a year is assessed, when all days are past.

    A year is its four quarters and the year's own forms. Places are those within the reader's areas; a role
    without areas asks with its `territory.figure_scope`. Raises NotAllowed.
    """
    permissions.demand_tally(scope)
    places = reach.places_in(scope)
    with access.enter(system_scope("tally", actor=scope.actor)):
        rows = list(Return.objects.filter(period__in=_names(period), place__in=places).order_by("id"))
    return tally_of(rows, today)


def tally_of(rows: Iterable[Return], today: date | None = None) -> dict[str, Tally]:
    """The tallies of some returns."""
    counted: dict[str, Tally] = defaultdict(Tally)
    for row in rows:
        key = row.lead if row.place == CITY else row.place
        counted[key] = counted[key].with_return(row, today)
    return dict(counted)


def _names(period: Period) -> list[str]:
    quarters = [] if period.quarter else [str(Period(period.year, number)) for number in range(1, 5)]
    return [str(period), *quarters]


def list_matrix(scope: Scope, periods: Iterable[Period], level: Level, unit: str = "") -> list[Return]:
    """The returns of some periods at a level, within a unit where one is named, by place and form."""
    rows = visible_returns(scope).filter(period__in=[str(period) for period in periods], level=level.value)
    found = list(rows.order_by("place", "form", "period"))
    if not unit:
        return found
    from chongyang.reporting.queries.returns import place_of

    return [row for row in found if unit in (row.place, place_of(row).unit)]


def list_periods(scope: Scope, most: int = 12) -> list[str]:
    """The periods that were opened, the newest first."""
    rows = visible_returns(scope).order_by("-first_on", "period").values_list("period", "first_on")
    return list(dict.fromkeys(period for period, _ in rows.distinct()))[:most]


def is_late(row: Return, day: date) -> bool:
    """Whether what it waits for should have been done."""
    return row.due_on is not None and row.due_on < day


def figure_of_handed_in(now: datetime) -> str:
    """How far the newest period is, as the plan's pages show it beside its clause."""
    with access.enter(system_scope("figure")):
        newest = Return.objects.order_by("-first_on", "period").values_list("period", flat=True).first()
        rows = list(Return.objects.filter(period=newest).order_by("id")) if newest else []
    if not rows:
        return gettext("还没有开放过报表")
    handed_in = sum(row.submitted_at is not None for row in rows)
    locked = sum(row.locked_at is not None for row in rows)
    told = {"period": newest, "all": len(rows), "in": handed_in, "locked": locked}
    return gettext("%(period)s 共 %(all)s 张表，已报 %(in)s，已锁定 %(locked)s") % told
