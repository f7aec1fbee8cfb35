"""From a number down to the rows that made it, in the reader's scope."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from chongyang.core.measuring import Measure, get_measure
from chongyang.core.queries.measuring import Counted, list_counted
from chongyang.core.scopes import Scope, intersect
from chongyang.indicators.rules.definitions import Term
from chongyang.indicators.rules.periods import Period
from chongyang.indicators.rules.places import Place
from chongyang.territory.permissions import demand, may
from chongyang.territory.rules.capabilities import WITHOUT_PERSONS, Can

PAGE = 50


@dataclass(frozen=True, slots=True)
class Drilled:
    """One page of rows; `after` is the last of them where more follow."""

    measure: Measure
    rows: tuple[Counted, ...]
    after: Counted | None


def list_rows(
    scope: Scope, term: Term, place: Place, period: Period, *, after: Counted | None = None
) -> Drilled | None:
    """The rows of a term in a place, within the reader's areas; None where nothing is counted from rows.
    A role that reaches no person has its post's areas (`territory.figure_scope`) for rows of things.

    Rows of persons are for who may read persons: to others a lone row would tell that somebody lives there.
    """
    demand(scope, Can.READ_FIGURES)
    measure = get_measure(term.measure)
    if not isinstance(measure, Measure):
        return None
    if measure.is_of_persons and (scope.role in WITHOUT_PERSONS or not may(scope, Can.READ_ELDERS)):
        return Drilled(measure, (), None)
    found = tuple(islice(_rows(scope, measure, place, period, after), PAGE + 1))
    return Drilled(measure, found[:PAGE], found[PAGE - 1] if len(found) > PAGE else None)


def _rows(
    scope: Scope, measure: Measure, place: Place, period: Period, after: Counted | None
) -> Iterator[Counted]:
    for within in intersect(place.intervals, scope.intervals):
        if after is None or after.area <= within[1]:
            begin = after if after and within[0] <= after.area else None
            yield from list_counted(measure, period.days, within, after=begin, most=PAGE + 1)
