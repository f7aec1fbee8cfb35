"""Reads of change requests: of the desk, of who asked, and what stands against one."""

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from chongyang.core import access
from chongyang.core.scopes import Scope
from chongyang.registration import permissions
from chongyang.registration.enums import Route
from chongyang.registration.models import ChangedField, ChangeRequest
from chongyang.registration.queries.files import present_of
from chongyang.registration.queries.pages import After, NotFound, by_moment
from chongyang.registration.rules import changes as rules
from chongyang.registration.rules.lifecycles import rank_of
from chongyang.registry import queries as registry
from chongyang.registry.permissions import can_read

OPEN = ("open", "returned")


@dataclass(frozen=True, slots=True)
class FieldDiff:
    """One field: what stood there when it was asked for, what stands there now, what shall stand there."""

    field: str
    old: Any
    present: Any
    new: Any
    changed: bool
    rivals: int = 0


@dataclass(frozen=True, slots=True)
class Diff:
    """A request against the file of today. `version` is the file's; who decides says which one was seen."""

    fields: list[FieldDiff] = field(default_factory=list)
    version: int = 0
    rivals: list[ChangeRequest] = field(default_factory=list)

    @property
    def has_conflict(self) -> bool:
        return any(one.changed for one in self.fields)


def visible_changes(scope: Scope) -> QuerySet[ChangeRequest]:
    """Requests within reach of the desk."""
    if not permissions.keeps(scope):
        return ChangeRequest.objects.none()
    return access.visible(ChangeRequest.objects.all(), scope)


def access_change(scope: Scope, request: UUID) -> ChangeRequest:
    """One request, for the desk or for who asked. Raises NotFound."""
    row = visible_changes(scope).filter(id=request).first()
    if row is None and scope.actor.account:
        own = access.visible(ChangeRequest.objects.filter(id=request), scope)
        row = own.filter(asked_by=scope.actor.account).first()
    if row is None:
        raise NotFound(str(request))
    return row


def changes_carrying(scope: Scope, right: UUID) -> list[ChangeRequest]:
    """What was opened for a request for a correction, in order."""
    return list(visible_changes(scope).filter(carries=right).order_by("asked_at", "id"))


def list_changes(
    scope: Scope,
    *,
    is_open: bool = True,
    mine: bool = False,
    person: UUID | None = None,
    limit: int = 100,
    after: After | None = None,
) -> list[ChangeRequest]:
    """Open requests by their deadline, or decided ones, the newest first; `mine` are those for my level."""
    permissions.demand_keep(scope)
    rows = visible_changes(scope)
    rows = rows.filter(state__in=OPEN) if is_open else rows.exclude(state__in=OPEN)
    if person:
        rows = rows.filter(person=person)
    if mine:
        rows = rows.filter(_of_level(scope))
    name = "due_at" if is_open else "decided_at"
    return by_moment(rows, name, limit, after, newest=not is_open)


def _of_level(scope: Scope) -> Q:
    """Of my own level, and what is late below it."""
    rank = rank_of(scope.role)
    own = [route.value for route in Route if route.rank == rank or (rank == 1 and route.rank == 0)]
    below = [route.value for route in Route if route.rank < rank]
    return Q(state="open") & (Q(route__in=own) | Q(route__in=below, escalated_at__isnull=False))


def count_mine(scope: Scope) -> int:
    """How many wait for a decision at my level."""
    return visible_changes(scope).filter(_of_level(scope)).count()


def list_asked(scope: Scope, person: UUID | None = None, limit: int = 30) -> list[ChangeRequest]:
    """What the present account asked for, the newest first, as far as the person is still within reach."""
    if scope.actor.account is None:
        return []
    rows = access.visible(ChangeRequest.objects.filter(asked_by=scope.actor.account), scope)
    rows = rows.filter(person=person) if person else rows
    return list(rows.order_by("-asked_at", "-id")[:limit])


def values_of(row: ChangeRequest) -> dict[str, dict[str, Any]]:
    """By field: `old` and `new`."""
    return dict(json.loads(row.values.plain))


def diff_of(scope: Scope, row: ChangeRequest) -> Diff:
    """The request beside the file of today, with other open requests for the same fields. Raises NotFound."""
    if not can_read(scope):
        raise NotFound(str(row.id))
    elder = registry.access_elder(scope, row.person)
    present, told = present_of(scope, elder), values_of(row)
    old = {name: pair["old"] for name, pair in told.items()}
    changed = set(rules.changed_meanwhile(old, present)) if row.state in OPEN else set()
    rivals = rivals_of(scope, row)
    wanted = [name for rival in rivals for name in rival.fields]
    fields = [
        FieldDiff(name, pair["old"], present[name], pair["new"], name in changed, wanted.count(name))
        for name, pair in told.items()
    ]
    return Diff(fields, elder.version, rivals)


def rivals_of(scope: Scope, row: ChangeRequest) -> list[ChangeRequest]:
    """Other open requests for one of its fields."""
    if row.state not in OPEN:
        return []
    parts = ChangedField.objects.filter(person=row.person, field__in=row.fields, is_open=True)
    others = parts.exclude(request=row.id).values("request")
    rows = access.visible(ChangeRequest.objects.filter(id__in=others), scope)
    return list(rows.order_by("asked_at", "id"))


def count_late(scope: Scope, now: datetime) -> int:
    """Open and past their deadline."""
    return visible_changes(scope).filter(state__in=OPEN, due_at__lt=now).count()
