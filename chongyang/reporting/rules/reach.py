"""Which places are within somebody's reach, and whose stage it is."""

from datetime import date
from functools import cache

from chongyang.core.scopes import Interval, Scope, intersect
from chongyang.indicators.enums import Level
from chongyang.indicators.rules.places import CITY, ONE_DAY, Place, load_places
from chongyang.reporting.rules.forms import Form, line_of
from chongyang.reporting.rules.ways import ANY, LEAD, Stage
from chongyang.territory.enums import Role
from chongyang.territory.rules.reference import changes_of_tree, tree_begun


def places_in(scope: Scope) -> frozenset[str]:
    """The keys of the places that somebody sees: a street its own, a county its county's, the city all.

    A street that another unit manages is not the county's, though its code lies there. What a county that is
    gone has filled in is still seen by whoever has its ground.
    """
    trees = (date.max, *(day - ONE_DAY for day in changes_of_tree()))
    return frozenset().union(*(_on(day, scope) for day in trees))


def _on(day: date, scope: Scope) -> frozenset[str]:
    return frozenset(load_places(day)) if scope.system else _places_in(scope.intervals, tree_begun(day))


@cache
def _places_in(intervals: tuple[Interval, ...], begun: date) -> frozenset[str]:
    places = load_places(begun)
    whole = {place.key for place in places.values() if _covers(intervals, place.intervals)}
    streets = {key for key in whole if places[key].level is Level.STREET}
    others = {key for key in streets if not _is_own(intervals, places[places[key].unit], whole)}
    return frozenset(whole - others)


def _is_own(intervals: tuple[Interval, ...], unit: Place, whole: set[str]) -> bool:
    """The whole unit is within reach, or nothing but parts of it."""
    return unit.key in whole or _covers(unit.intervals, intervals)


def _covers(wide: tuple[Interval, ...], narrow: tuple[Interval, ...]) -> bool:
    return bool(narrow) and intersect(wide, narrow) == narrow


def is_of_city(scope: Scope) -> bool:
    return CITY in places_in(scope)


def sees_form(scope: Scope, form: Form, office: str) -> bool:
    """A liaison of the city sees the forms of the line that the own unit leads; all others see every form."""
    if scope.role != Role.LIAISON or not is_of_city(scope):
        return True
    return office in line_of(form.lead)


def is_stage_of(scope: Scope, stage: Stage, form: Form, office: str) -> bool:
    """Whether a stage of a place within reach is this person's: by role, and by whose stage it is."""
    if scope.role not in stage.roles:
        return False
    if stage.of == ANY:
        return is_of_city(scope)
    if stage.of == LEAD:
        return is_of_city(scope) and office in line_of(form.lead)
    return not is_of_city(scope)
