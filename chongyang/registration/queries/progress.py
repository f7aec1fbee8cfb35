"""How many are registered, where, against the plan's 30 % and 80 %.

The share's denominator is people of 60 and over who live there (territory.rules.population: published for the
city and two counties, estimated for the other units). Nobody publishes it for streets and communities: there
the second share stands alone, of the people whom the city knows (files, and invitations of people of claims).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection

from chongyang.core.counting import Counted
from chongyang.core.scopes import Interval, Scope
from chongyang.policy.rules.promises import Target, load_targets
from chongyang.registration.models import Invitation
from chongyang.registry.permissions import can_read
from chongyang.registry.queries.elders import visible_elders
from chongyang.territory.permissions import may
from chongyang.territory.rules.capabilities import Can

CLAUSE = "2018-34/3.4.1"
TARGETS = ("2018-34:registration.2018", "2018-34:registration.2020")
KINDS = ("registration.registered", "registration.known")
BY_STREET = """
    SELECT area / 1000 * 1000, count(*) FILTER (WHERE registered_at IS NOT NULL), count(*)
    FROM registry_elder WHERE life_status = 'alive' AND same_as_id IS NULL GROUP BY 1 ORDER BY 1
"""
CLAIMED = """
    SELECT area / 1000 * 1000, count(*) FROM registration_invitation
    WHERE known_from = 'claims' AND state NOT IN ('registered', 'gone') GROUP BY 1 ORDER BY 1
"""


def targets() -> tuple[Target, ...]:
    """The plan's promises, the earlier first."""
    return tuple(
        sorted((row for row in load_targets() if row.id in TARGETS), key=lambda row: row.by or date.max)
    )


def count_registered(scope: Scope, now: datetime) -> Iterator[Counted]:
    """Counter of core.counting: registered and known people by street; a second at 1.3 million."""
    with connection.cursor() as cursor:
        cursor.execute(CLAIMED)
        claimed = dict(cursor.fetchall())
        cursor.execute(BY_STREET)
        rows = {area: (registered, known) for area, registered, known in cursor.fetchall()}
    for area in sorted({*rows, *claimed}):
        registered, known = rows.get(area, (0, 0))
        yield Counted(KINDS[0], area, registered)
        yield Counted(KINDS[1], area, known + claimed.get(area, 0))


@dataclass(frozen=True, slots=True)
class Share:
    """Registered and known people of one community."""

    area: int
    registered: int
    known: int


def count_communities(scope: Scope, street: Interval) -> list[Share]:
    """Of one street, counted live: its some thousand rows. Whoever may know no person gets none."""
    if not (can_read(scope) and (may(scope, Can.KEEP_REGISTER) or may(scope, Can.READ_FIGURES))):
        return []
    living = visible_elders(scope, street).filter(life_status="alive", same_as=None)
    counted: dict[int, list[int]] = {}
    for area, registered_at in living.order_by().values_list("area", "registered_at"):
        held = counted.setdefault(area, [0, 0])
        held[0] += registered_at is not None
        held[1] += 1
    claimed = Invitation.objects.filter(area__range=street, known_from="claims")
    for area in claimed.exclude(state__in=("registered", "gone")).values_list("area", flat=True):
        if scope.covers(area):
            counted.setdefault(area, [0, 0])[1] += 1
    return [Share(area, *held) for area, held in sorted(counted.items())]
