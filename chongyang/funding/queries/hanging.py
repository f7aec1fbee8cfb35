"""What hangs on a person here: her standing awards. Two of one programme forbid to link two files."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from chongyang.core import access
from chongyang.core.hanging import Item
from chongyang.core.scopes import system_scope
from chongyang.core.words import N_
from chongyang.funding.models import Award
from chongyang.registry import queries as registry

BOTH = N_("两份档案都在享受同一项按月待遇，请先停发其中一项。")


def since(persons: Sequence[UUID], since: datetime) -> list[Item]:
    """Awards opened since a moment. They stay with their application; a wrong one is stopped."""
    rows = Award.objects.filter(person__in=persons, opened_at__gte=since).order_by("opened_at", "id")
    return [
        Item(row.id, person, person, row.opened_at, row.programme, fixed=True)
        for row in rows
        if (person := row.person)
    ]


def forbids(double: UUID, survivor: UUID) -> str:
    """Why two files may not be linked now, or nothing."""
    with access.enter(system_scope("linking")):
        held = [
            set(
                Award.objects.filter(person__in=registry.get_cluster(file), valid_to=None).values_list(
                    "programme", flat=True
                )
            )
            for file in (double, survivor)
        ]
    return BOTH if held[0] & held[1] else ""
