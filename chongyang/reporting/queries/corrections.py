"""Reads of corrections: those that wait, and those of a return."""

from uuid import UUID

from chongyang.core import access
from chongyang.core.scopes import Scope, system_scope
from chongyang.reporting.enums import CorrectionState
from chongyang.reporting.models import Correction, Return
from chongyang.reporting.queries.pages import NotFound
from chongyang.reporting.queries.returns import visible_returns


def list_corrections(scope: Scope, *, show: str = "open", limit: int = 50) -> list[Correction]:
    """`open` waits for the office, `done` is decided; the newest first."""
    rows = Correction.objects.filter(report__in=visible_returns(scope).order_by())
    proposed = CorrectionState.PROPOSED.value
    rows = rows.filter(state=proposed) if show == "open" else rows.exclude(state=proposed)
    return list(rows.select_related("report").order_by("-proposed_at", "-id")[:limit])


def access_correction(scope: Scope, correction: UUID) -> Correction:
    """One of a return within reach. Raises NotFound."""
    rows = Correction.objects.filter(report__in=visible_returns(scope).order_by())
    row = rows.filter(id=correction).first()
    if row is None:
        raise NotFound(str(correction))
    return row


def corrections_of(row: Return) -> list[Correction]:
    with access.enter(system_scope("corrections")):
        return list(Correction.objects.filter(report=row).order_by("-proposed_at", "-id"))
