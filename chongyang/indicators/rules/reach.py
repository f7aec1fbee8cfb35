"""Which places a reader may ask for: the city, whose sums are everybody's, and what is wholly his."""

from collections.abc import Sequence
from datetime import date

from chongyang.core.scopes import Interval, intersect
from chongyang.indicators.enums import Level
from chongyang.indicators.rules.places import CITY, Place, load_places

Areas = Sequence[Interval]


def is_open(place: Place, areas: Areas) -> bool:
    """Whether a number of this place may be told to a reader of these areas."""
    return place.level is Level.CITY or intersect(place.intervals, areas) == place.intervals


def get_open(key: str, areas: Areas, day: date) -> Place | None:
    """The place of a day by its key, if it is open."""
    place = load_places(day).get(key)
    return place if place and is_open(place, areas) else None


def places_within(areas: Areas, day: date) -> list[Place]:
    """The city and the units that lay wholly within reach on a day; where there is none, the streets."""
    found = [place for place in load_places(day).values() if is_open(place, areas)]
    above = [place for place in found if place.level is not Level.STREET]
    return above if len(above) > 1 else found


def open_below(place: Place, areas: Areas, day: date) -> list[Place]:
    """What lies under a place: of the city its units, or a street reader's streets; of a unit its streets."""
    if place.level is Level.STREET:
        return []
    if place.level is Level.UNIT:
        held = load_places(day).values()
        return [street for street in held if street.unit == place.key and is_open(street, areas)]
    return [one for one in places_within(areas, day) if one.key != CITY]
