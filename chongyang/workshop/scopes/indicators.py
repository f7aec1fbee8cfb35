"""Rows behind a number of an indicator in check_scope: by query, page and JSON, within the reader's areas.

Each elder of the sample is asked for by the place in the list where she would stand: reading on from just
before her own key finds her first, however many the city has.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from django.utils import timezone

from chongyang.api import cursors
from chongyang.api import indicators as api
from chongyang.core.clock import now as clock_now
from chongyang.core.queries.measuring import Counted
from chongyang.core.scopes import Scope
from chongyang.indicators import queries
from chongyang.indicators.rules.definitions import Term
from chongyang.indicators.rules.periods import Period
from chongyang.indicators.rules.places import CITY, load_places
from chongyang.registry.models import Elder
from chongyang.territory.enums import TokenName
from chongyang.territory.permissions import NotAllowed
from chongyang.territory.rules.capabilities import Can
from chongyang.workshop.scopes.api import REFUSED, asked
from chongyang.workshop.scopes.asking import may_read
from chongyang.workshop.scopes.rule import Resource, is_inside
from chongyang.workshop.scopes.sample import Sample
from chongyang.workshop.scopes.visit import Visit

KEY, PART, MEASURE = "registration.known_share", "denominator", "registry.living"
READS = may_read(Can.READ_FIGURES)


def _period() -> Period:
    return Period.around(timezone.localdate(clock_now()))


def _before(row: Any) -> Counted:
    """The place just before a row in the order of area and key."""
    return Counted(row.area, str(row.pk)[:-1])


def _by_query(scope: Scope, rows: list[Any]) -> Iterator[Any]:
    term, city = Term(measure=MEASURE), load_places()[CITY]
    for row in rows:
        try:
            drilled = queries.list_rows(scope, term, city, _period(), after=_before(row))
        except NotAllowed:
            return
        yield from _found(row, drilled.rows if drilled else ())


def _by_json(scope: Scope, rows: list[Any]) -> Iterator[Any]:
    period = str(_period())
    filters = {"key": KEY, "part": PART, "period": period, "place": CITY}
    for row in rows:
        before = _before(row)
        cursor = cursors.write([before.area, before.row], "indicator-rows", filters, scope)
        try:
            request = asked(scope, TokenName.INDICATORS_READ)
            told = api.list_indicator_rows(request, KEY, PART, period=period, place=CITY, cursor=cursor)
        except REFUSED:
            return
        yield from _found(row, told["items"])


def _found(row: Any, counted: Iterable[Counted]) -> list[Any]:
    """The row itself where it stands in the page."""
    return [row for one in counted if (one.area, one.row) == (row.area, str(row.pk))]


def _counted_once(_: Sample, row: Any) -> list[Any]:
    """A double is counted with its survivor alone, and has no row of its own."""
    return [] if row.same_as_id else [row]


ROWS = Resource(
    "indicator rows",
    Elder,
    READS,
    {"list": _by_query, "API list": _by_json},
    by_area=frozenset({"list", "API list"}),
    bases=_counted_once,
)


def expected_on_page(visit: Visit) -> set[str]:
    """The chosen elders of the post's areas, for who may read figures and persons."""
    if not READS(visit.who.role):
        return set()
    return {str(row.pk) for row in _chosen(visit) if is_inside(visit.who, row.area)}


def found_on_page(visit: Visit) -> set[str]:
    return {str(row.pk) for row in _chosen(visit) if str(row.pk) in _page(visit, row)}


def _chosen(visit: Visit) -> list[Any]:
    held = visit.sample
    return [row for row in held.rows[Elder] if row.pk in held.chosen and _counted_once(held, row)]


def _page(visit: Visit, row: Any) -> str:
    before = _before(row)
    return visit.get(f"/indicators/{KEY}/rows/{PART}/", place=CITY, after=f"{before.area}.{before.row}")
