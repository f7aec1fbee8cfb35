"""What follows from a household as it is now: each elder's living form, and the classes to look at."""

from uuid import UUID

from chongyang.groups.models import Household, Member
from chongyang.groups.rules import classes, living
from chongyang.registry import queries as registry
from chongyang.territory import queries as territory

CHILDREN = ("son", "daughter", "daughter_in_law", "son_in_law")


def derive(house: Household) -> None:
    """Write the derived columns of a house's elders; those of the others stay empty."""
    rows = list(Member.objects.filter(household=house, left_on=None).order_by("id"))
    for row in rows:
        if row.person is None:
            continue
        form = living.form_of(row.role, [other.role for other in rows if other.id != row.id])
        suggests = living.suggested(form, _far(row.person, row.area), classes.left_behind_metres())
        if (row.living_form, row.suggests) != (form.value, suggests):
            row.living_form, row.suggests = form.value, suggests
            row.save(update_fields=["living_form", "suggests"])


def _far(person: UUID, area: int) -> living.Far:
    """Where the children are, as the contacts tell; asked only in villages, where it decides anything."""
    if not territory.is_rural(area):
        return living.Far(in_village=False)
    return living.Far(in_village=True, children_metres=registry.children_metres(person, CHILDREN))
