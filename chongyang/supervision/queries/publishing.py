"""Published results: everybody reads what is public, the desk sees what was proposed and withdrawn."""

from typing import Any
from uuid import UUID

from django.utils import timezone

from chongyang.core.access import enter
from chongyang.core.scopes import Scope, system_scope
from chongyang.supervision import permissions
from chongyang.supervision.models import Correction, Note, Publication, Score, Standing
from chongyang.supervision.queries.assessment import Held, NotFound
from chongyang.supervision.rules import extracts
from chongyang.supervision.rules.tables import PUBLISHED, WITHDRAWN
from chongyang.territory.permissions import demand
from chongyang.territory.rules.capabilities import Can

PUBLIC = (PUBLISHED, WITHDRAWN)


def extract_of(held: Held) -> dict[str, Any]:
    """The extract of a run as it stands now, units by rank; in the running system scope."""
    scores: dict[str, list[Score]] = {}
    for score in Score.objects.filter(run=held.run).order_by("place", "id"):
        scores.setdefault(score.subject, []).append(score)
    standings = Standing.objects.filter(run=held.run)
    by_rank = sorted(standings.order_by("subject"), key=lambda row: (row.rank is None, row.rank or 0))
    rows = [
        {
            "subject": row.subject,
            "name": held.subjects[row.subject].name,
            "standing": row,
            "scores": scores.get(row.subject, []),
        }
        for row in by_rank
    ]
    return extracts.extract(held.scheme, held.ranked, rows)


def export_of(scope: Scope, held: Held) -> dict[str, Any]:
    """Rank and points for the city's own assessment, with corrections and notes, for who assesses."""
    demand(scope, Can.ASSESS)
    with enter(system_scope("assessment", actor=scope.actor)):
        told = extract_of(held) | {"run": str(held.run.id), "digest": held.run.digest}
        corrections = Correction.objects.filter(run=held.run, confirmed_at__isnull=False)
        notes = Note.objects.filter(run=held.run)
        return told | {
            "locked_at": held.run.locked_at.isoformat() if held.run.locked_at else None,
            "corrections": [_correction(row) for row in corrections.order_by("confirmed_at", "id")],
            "notes": list(notes.order_by("written_at", "id").values("subject", "kind", "clause", "text")),
        }


def _correction(row: Correction) -> dict[str, Any]:
    return {
        "subject": row.subject,
        "item": row.item,
        "before": extracts.text(row.before),
        "points": extracts.text(row.points),
        "reason": row.reason,
        "document": row.document,
        "on": timezone.localdate(row.confirmed_at).isoformat(),
    }


def list_publications(scope: Scope) -> list[Publication]:
    """All of them, for the desk, the newest first."""
    if not permissions.sees_all(scope):
        return []
    with enter(system_scope("publications", actor=scope.actor)):
        return list(Publication.objects.order_by("-proposed_at", "-id"))


def access_publication(scope: Scope, key: UUID) -> Publication:
    """One, for the desk. Raises NotFound."""
    found = next((row for row in list_publications(scope) if row.id == key), None)
    if found is None:
        raise NotFound(str(key))
    return found


def list_published() -> list[Publication]:
    """What everybody may read, the newest year first; what was withdrawn stays named, without its content."""
    with enter(system_scope("published")):
        rows = Publication.objects.filter(state__in=PUBLIC)
        return list(rows.order_by("-year", "listing", "-published_on", "-id"))


def get_published(number: str) -> Publication:
    """One that is or was public. Raises NotFound."""
    found = next((row for row in list_published() if row.number == number), None)
    if found is None:
        raise NotFound(number)
    return found
