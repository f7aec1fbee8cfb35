"""Certificates that end soon or have ended, and no newer one of the same skill stands beside them."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from chongyang.core import access
from chongyang.core.scopes import Scope
from chongyang.workforce import permissions
from chongyang.workforce.models import Credential
from chongyang.workforce.rules.skills import load


@dataclass(frozen=True, slots=True)
class Ending:
    """A certificate that runs out: whose, which, and its last day plus one."""

    credential: UUID
    carer: UUID
    name: str
    skill: str
    valid_to: date
    is_over: bool


def endings(on: date) -> "QuerySet[Credential]":
    """Those of people employed today which end within the days of the reminder; renewed ones do not count."""
    longer = Q(valid_to=None) | Q(valid_to__gt=OuterRef("valid_to"))
    newer = Credential.objects.filter(longer, carer=OuterRef("carer"), skill=OuterRef("skill"))
    soon = Credential.objects.filter(valid_to__lte=on + timedelta(days=load().remind_days))
    employed = Q(carer__starts_on__lte=on) & (Q(carer__ends_on=None) | Q(carer__ends_on__gt=on))
    return soon.filter(employed, ~Exists(newer))


def list_endings(
    scope: Scope, on: date, *, organisation: UUID | None = None, limit: int = 100
) -> list[Ending]:
    """What runs out within reach, the first to end first."""
    permissions.demand_read(scope)
    rows = access.visible(endings(on), scope)
    rows = rows.filter(organisation=organisation) if organisation else rows
    found = rows.select_related("carer").order_by("valid_to", "id")[:limit]
    return [
        Ending(row.id, row.carer_id, row.carer.name, row.skill, row.valid_to, row.valid_to <= on)
        for row in found
        if row.valid_to
    ]


def expired_rows(since: date, on: date) -> list[tuple[Any, ...]]:
    """(key, organisation, area, day) of certificates of people at work that ended from `since` to `on`, with
    no newer one beside them. In the system's scope.
    """
    rows = endings(on).filter(valid_to__gte=since, valid_to__lte=on).order_by("valid_to", "id")
    return list(rows.values_list("id", "organisation", "area", "valid_to"))
