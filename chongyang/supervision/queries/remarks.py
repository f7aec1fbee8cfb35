"""Remarks: what everybody reads, what a number's holder reads, and the desk's lists."""

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from chongyang.core.access import enter
from chongyang.core.scopes import Scope, system_scope
from chongyang.supervision import permissions
from chongyang.supervision.models import Remark, Vote
from chongyang.supervision.queries.assessment import NotFound
from chongyang.supervision.rules.tables import ANSWERED, RECEIVED, REFUSED, ROUTED, SHOWN
from chongyang.territory.permissions import demand, may
from chongyang.territory.rules.capabilities import Can
from chongyang.territory.rules.small_cells import LEAST, covered

OPEN = (ROUTED, ANSWERED, SHOWN)
PAGE = 50


def list_open(
    clause: str = "", limit: int = PAGE, after: tuple[datetime, UUID] | None = None
) -> list[Remark]:
    """What everybody may read, of a clause or of all, the newest first. No sealed column is loaded."""
    rows = Remark.objects.filter(state__in=OPEN, hidden_at=None).exclude(shown="").defer("text", "contact")
    rows = rows.filter(clause=clause) if clause else rows
    if after:
        rows = rows.filter(received_at__lte=after[0]).exclude(received_at=after[0], id__gte=after[1])
    with enter(system_scope("open remarks")):
        return list(rows.order_by("-received_at", "-id")[:limit])


def find_open(number: str) -> Remark:
    """One by its number, for whoever holds it: in which state it is; its text only where it is open. Raises
    NotFound.
    """
    with enter(system_scope("open remarks")):
        row = Remark.objects.filter(number=number.strip().upper()).defer("text", "contact").first()
    if row is None:
        raise NotFound(number)
    return row


def _reached(scope: Scope) -> "QuerySet[Remark]":
    """The desk's own: of every unit for who assigns, of one's own unit else, once they were let through."""
    demand(scope, Can.ANSWER_REMARKS)
    if may(scope, Can.ASSIGN_DUTIES):
        return Remark.objects.all()
    own = permissions.answers_for(scope)
    return Remark.objects.filter(unit__in=own).exclude(state__in=[RECEIVED, REFUSED])


def list_remarks(
    scope: Scope,
    *,
    state: str = "",
    late: datetime | None = None,
    limit: int = PAGE,
    after: tuple[datetime, UUID] | None = None,
) -> list[Remark]:
    """The desk's list, what is due first; `late` keeps those whose deadline is over."""
    with enter(system_scope("remarks", actor=scope.actor)):
        rows = _reached(scope)
        rows = rows.filter(state=state) if state else rows
        rows = rows.filter(due_at__lt=late) if late else rows
        if after:
            rows = rows.filter(received_at__gte=after[0]).exclude(received_at=after[0], id__lte=after[1])
        return list(rows.order_by("received_at", "id")[:limit])


def count_remarks(scope: Scope, now: datetime) -> dict[str, int]:
    """How many stand in each state, and how many are late."""
    with enter(system_scope("remarks", actor=scope.actor)):
        rows = _reached(scope)
        counts = {
            name: rows.filter(state=name).count() for name in (RECEIVED, ROUTED, ANSWERED, SHOWN, REFUSED)
        }
        return counts | {"late": rows.filter(due_at__lt=now).count()}


def access_remark(scope: Scope, key: UUID) -> Remark:
    """One of the desk's. Raises NotFound."""
    with enter(system_scope("remarks", actor=scope.actor)):
        row = _reached(scope).filter(id=key).first()
    if row is None:
        raise NotFound(str(key))
    return row


def votes_of(about: UUID) -> dict[str, int | None]:
    """How many chose what; None is a small number that is not told. Fewer than five in all tell nothing."""
    with enter(system_scope("votes")):
        counts = dict(Vote.objects.filter(about=about).order_by("choice").values_list("choice", "votes"))
    if sum(counts.values()) < LEAST:
        return dict.fromkeys(counts)
    hidden = covered(counts)
    return {choice: None if choice in hidden else number for choice, number in counts.items()}
