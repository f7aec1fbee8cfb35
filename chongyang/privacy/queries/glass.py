"""Break-glass openings: for supervisors within scope, for the opener, for the elder's side."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from chongyang.core import access
from chongyang.core.queries import events
from chongyang.core.scopes import Scope, system_scope
from chongyang.privacy.models import GlassBreak
from chongyang.privacy.permissions import Can, demand, may, person_of
from chongyang.privacy.queries.findings import NotFound

UNREVIEWED = ("waiting", "late")


def list_glasses(
    scope: Scope, *, states: Collection[str] = UNREVIEWED, before: UUID | None = None, limit: int = 50
) -> list[GlassBreak]:
    """The newest first; raises NotAllowed."""
    demand(scope, Can.REVIEW_READING)
    rows = access.visible(GlassBreak.objects.filter(state__in=states), scope)
    if before:
        rows = rows.filter(id__lt=before)
    return list(rows.order_by("-id")[:limit])


def count_unreviewed(scope: Scope) -> int:
    """How many wait for a review within reach; none for who does not review."""
    if not may(scope, Can.REVIEW_READING):
        return 0
    return access.visible(GlassBreak.objects.filter(state__in=UNREVIEWED), scope).count()


def access_glass(scope: Scope, glass: UUID) -> GlassBreak:
    """One opening: for a supervisor within reach, for the opener her own; raises NotFound."""
    rows = GlassBreak.objects.filter(id=glass)
    row = access.visible(rows, scope).first() if may(scope, Can.REVIEW_READING) else None
    if row is None and scope.actor.account is not None:
        with access.enter(system_scope("own glass", actor=scope.actor)):
            row = rows.filter(account=scope.actor.account).first()
    if row is None:
        raise NotFound(str(glass))
    return row


def list_own_glasses(scope: Scope, limit: int = 30) -> list[GlassBreak]:
    """What the account itself opened, the newest first."""
    account = person_of(scope)
    with access.enter(system_scope("own glass", actor=scope.actor)):
        return list(GlassBreak.objects.filter(account=account).order_by("-id")[:limit])


def open_glass(scope: Scope, person: UUID, now: datetime) -> GlassBreak | None:
    """The opening under which the account reads this person now: for the notice on the file's page."""
    if scope.actor.account is None or person not in scope.persons:
        return None
    with access.enter(system_scope("own glass", actor=scope.actor)):
        rows = GlassBreak.objects.filter(account=scope.actor.account, person=person, ends_at__gt=now)
        return rows.filter(ended_at=None).order_by("-id").first()


def glasses_of(scope: Scope, persons: Collection[UUID], limit: int = 20) -> list[GlassBreak]:
    """Openings of these persons' files, for themselves and who acts for them; raises NotAllowed."""
    demand(scope, Can.FOLLOW_FAMILY)
    within = [person for person in persons if person in scope.persons]
    rows = access.visible(GlassBreak.objects.filter(person__in=within), scope)
    return list(rows.order_by("-id")[:limit])


def readings_under(row: GlassBreak, scope: Scope) -> list[Any]:
    """Every reading of this opening, for who reviews it: whoever may see the row has been let in before."""
    with access.enter(system_scope("glass readings", actor=scope.actor)):
        rows = events.list_events(
            system_scope("glass readings"), persons=[row.person], since=row.opened_at, limit=500
        )
    return [one for one in rows if (one.payload or {}).get("glass") == str(row.id)]
