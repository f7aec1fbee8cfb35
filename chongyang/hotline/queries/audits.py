"""The monthly sample: what was drawn, what waits for whom, what is late."""

from collections import Counter
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet

from chongyang.core.access import visible
from chongyang.core.scopes import Scope
from chongyang.hotline.models import Call, CallAudit
from chongyang.hotline.queries.knowledge import NotFound
from chongyang.hotline.rules.audits import Candidate
from chongyang.registry.permissions import can_read
from chongyang.territory.permissions import demand, may
from chongyang.territory.rules.capabilities import Can

NOBODY = UUID(int=0)


def _audits(scope: Scope) -> QuerySet[CallAudit]:
    demand(scope, Can.ANSWER_CALLS)
    rows = visible(CallAudit.objects.select_related("call"), scope)
    return rows if can_read(scope) or scope.system else rows.none()


def access_audit(scope: Scope, audit: UUID) -> CallAudit:
    """One drawn call: for the seat, who judges it, and the shift lead."""
    row = _audits(scope).filter(id=audit).first()
    own = (row.seat, row.reviewer) if row else ()
    if row is None or not (scope.actor.account in own or may(scope, Can.LEAD_SHIFT)):
        raise NotFound(str(audit))
    return row


def list_audits(scope: Scope, month: date, limit: int = 500) -> list[CallAudit]:
    """All drawn calls of a month."""
    demand(scope, Can.LEAD_SHIFT)
    return list(_audits(scope).filter(month=month).order_by("seat", "turn")[:limit])


def list_own_audits(scope: Scope, limit: int = 50) -> tuple[list[CallAudit], list[CallAudit]]:
    """What I have to judge, and what was judged of me and I have not read."""
    mine = scope.actor.account or NOBODY
    judge = _audits(scope).filter(reviewer=mine, reviewed_at=None).order_by("due_on", "id")[:limit]
    read = _audits(scope).filter(seat=mine, reviewed_at__isnull=False, acknowledged_at=None)
    return list(judge), list(read.order_by("reviewed_at", "id")[:limit])


def list_overdue(scope: Scope, today: date, limit: int = 200) -> list[CallAudit]:
    """Drawn calls that nobody has judged in time."""
    demand(scope, Can.LEAD_SHIFT)
    rows = _audits(scope).filter(reviewed_at=None, due_on__lt=today)
    return list(rows.order_by("due_on", "id")[:limit])


def candidates_between(first: datetime, last: datetime) -> dict[UUID, list[Candidate]]:
    """The answered calls of each seat in a span that were written down."""
    rows = Call.objects.filter(answered_at__gte=first, answered_at__lt=last, account__isnull=False)
    rows = rows.exclude(purpose="").order_by("account", "id")
    found: dict[UUID, list[Candidate]] = {}
    for account, call, purpose in rows.values_list("account", "id", "purpose").iterator(2000):
        if account:
            found.setdefault(account, []).append(Candidate(call, purpose))
    return found


def reviewers_of(month: date) -> dict[UUID, UUID]:
    """Who judged each seat in a month."""
    rows = CallAudit.objects.filter(month=month).order_by("id")
    return dict(rows.values_list("seat", "reviewer"))


def loads_in(month: date) -> Counter[UUID]:
    """How many calls each reviewer was given in a month."""
    rows = CallAudit.objects.filter(month=month).order_by("id")
    return Counter(rows.values_list("reviewer", flat=True))
