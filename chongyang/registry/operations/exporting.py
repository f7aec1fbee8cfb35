"""A list of elders leaves the program: how many at most, and the event that says so."""

from datetime import datetime

from django.db import transaction

from chongyang.core import events
from chongyang.core.scopes import Actor, Interval, Scope
from chongyang.registry import permissions, queries
from chongyang.territory import queries as territory


class TooManyToExport(Exception):
    """More elders than one export may hold; nothing was exported."""

    def __init__(self, found: int, most: int) -> None:
        super().__init__(f"{found} elders, at most {most}")
        self.found, self.most = found, most


@transaction.atomic
def begin_export(
    *,
    scope: Scope,
    within: Interval | None,
    by: Actor,
    now: datetime,
    most: int = queries.EXPORT_LIMIT,
    number: int | None = None,
) -> int:
    """Demand the right, count, and write the event; `queries.export_elders` gives the rows then.

    `number` is the running number of the file, if an approved export has one.
    Raises NotAllowed, TooManyToExport.
    """
    permissions.demand_export(scope)
    found = queries.count_elders(scope, within)
    if found > most:
        raise TooManyToExport(found, most)
    area = within or next(iter(scope.intervals), territory.city_interval())
    events.record(
        "registry.elders.exported",
        by=by,
        now=now,
        area=area[0],
        subject_type="registry.elder",
        organisation=scope.organisation,
        payload={"rows": found, "first": area[0], "last": area[1], **({"number": number} if number else {})},
    )
    return found
