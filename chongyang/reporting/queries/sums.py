"""What the level below said, added up."""

from chongyang.indicators.rules.periods import Period
from chongyang.reporting.enums import ACCEPTED, LOCKED
from chongyang.reporting.models import Return
from chongyang.reporting.queries.returns import form_of, place_of, returns_below, said_below
from chongyang.reporting.rules.summing import Sum, add_up
from chongyang.reporting.rules.ways import LOCKING

COUNTS = {"street": (ACCEPTED, LOCKED), "unit": (LOCKING, LOCKED)}
"""States in which a figure below was accepted by the level that adds up."""


def sums_of(row: Return) -> dict[str, Sum]:
    """Every line of a return that adds up, over what was accepted below."""
    place = place_of(row)
    said = said_below([one for one in returns_below(row) if one.state in COUNTS[one.level]])
    items = form_of(row).items_for(place, Period.read(row.period).days.last)
    return {item.key: add_up(item, place, said.get(item.key, {})) for item in items}
