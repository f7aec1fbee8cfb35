"""What the plans leave open: matters nobody owns, duties with no milestone, duties given to nobody."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from chongyang.core import access
from chongyang.core.scopes import Scope, system_scope
from chongyang.duties import permissions
from chongyang.duties.enums import RunState
from chongyang.duties.models import Run
from chongyang.duties.rules.items import Item, load_items
from chongyang.territory import queries as territory
from chongyang.territory.enums import Role


@dataclass(frozen=True, slots=True)
class Gaps:
    """`held` are the organisations that an office gave an item to although the text names none."""

    unowned: tuple[Item, ...]
    without_milestone: tuple[Item, ...]
    not_given: tuple[Item, ...]
    without_liaison: tuple[str, ...]
    held: dict[str, tuple[str, ...]]


def list_gaps(scope: Scope, *, now: datetime, items: Iterable[Item] | None = None) -> Gaps:
    """Of both plans, in the order of their text. Raises NotAllowed."""
    permissions.demand_read(scope)
    rows = access.visible(Run.objects.exclude(state=RunState.WITHDRAWN), scope)
    held: dict[str, tuple[str, ...]] = {}
    for item, key in rows.order_by("item", "organisation_key").values_list("item", "organisation_key"):
        held[item] = (*held.get(item, ()), key)
    found = tuple(load_items() if items is None else items)
    return Gaps(
        unowned=tuple(item for item in found if not item.is_owned),
        without_milestone=tuple(item for item in found if not item.milestones),
        not_given=tuple(item for item in found if item.key not in held),
        without_liaison=_without_liaison(scope, now),
        held=held,
    )


def _without_liaison(scope: Scope, now: datetime) -> tuple[str, ...]:
    """Organisations with a duty that runs, where no account holds the post of a liaison."""
    running = Run.objects.exclude(state__in=[RunState.WITHDRAWN, RunState.CLOSED])
    rows = access.visible(running, scope).order_by("organisation_key")
    pairs = rows.values_list("organisation_key", "organisation", "area").distinct()
    with access.enter(system_scope("liaison")):
        return tuple(key for key, unit, area in pairs if not liaisons_of(unit, area, now))


def liaisons_of(organisation: UUID, area: int, now: datetime) -> list[UUID]:
    """The accounts that hold the post of a liaison there now; in the system's scope."""
    return territory.list_holders(Role.LIAISON.value, area, now, organisation=organisation)
