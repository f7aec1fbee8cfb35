"""Published results: everybody reads what is public, the desk sees what was proposed and withdrawn."""

from typing import Any
from uuid import UUID

from chongyang.core.access import enter
from chongyang.core.scopes import Scope, system_scope
from chongyang.supervision import permissions
from chongyang.supervision.models import Publication, Score, Standing
from chongyang.supervision.queries.assessment import Held, NotFound
from chongyang.supervision.rules import extracts
from chongyang.supervision.rules.tables import PUBLISHED, WITHDRAWN

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
