"""Who was told what about a subject, and how far each message came."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import F

from chongyang.alerting.enums import Progress, SubjectKind
from chongyang.alerting.models import Delivery, Run
from chongyang.core.access import visible
from chongyang.core.scopes import Scope
from chongyang.territory import queries as territory
from chongyang.territory.permissions import demand
from chongyang.territory.rules.capabilities import Can


@dataclass(frozen=True, slots=True)
class Told:
    """A delivery as a page shows it. `progress` is one word: sent is never shown as reached."""

    delivery: Delivery
    kind: str
    progress: Progress
    name: str


def progress_of(row: Delivery) -> Progress:
    """The farthest that is known; what failed after it was sent has failed."""
    if row.reached_at:
        return Progress.REACHED
    if row.failed_at:
        return Progress.FAILED
    if row.withheld_at:
        return Progress.WITHHELD
    if row.delivered_at:
        return Progress.DELIVERED
    return Progress.SENT if row.sent_at else Progress.QUEUED


def list_deliveries(scope: Scope, subject: UUID, limit: int = 200) -> list[Delivery]:
    """Everything sent, or tried, for a subject, in order; raises NotAllowed."""
    demand(scope, Can.READ_ESCALATION)
    rows = visible(Delivery.objects.filter(run__subject=subject), scope)
    return list(rows.select_related("run__version", "step").order_by("queued_at", "id")[:limit])


def list_told(scope: Scope, subject: UUID) -> list[Told]:
    """The same with words: which step, to whom by name of work, how far."""
    rows = list_deliveries(scope, subject)
    names = territory.names_of(row.target for row in rows if row.target and row.target_kind == "account")
    return [
        Told(
            delivery=row,
            kind=row.run.version.steps[row.step.number - 1]["kind"],
            progress=progress_of(row),
            name=names.get(row.target, "") if row.target else "",
        )
        for row in rows
    ]


def list_running(scope: Scope, limit: int = 100, *, matters: bool = False) -> list[Run]:
    """Alarms that go on, the oldest first; or the `matters` that wait for somebody. Raises NotAllowed."""
    demand(scope, Can.READ_ESCALATION)
    rows = visible(Run.objects.filter(state="running"), scope).select_related("version__chain")
    matter = SubjectKind.MATTER.value
    rows = rows.filter(kind=matter) if matters else rows.exclude(kind=matter)
    return list(rows.order_by("started_at", "id")[:limit])


def list_runs_of(scope: Scope, subject: UUID) -> list[Run]:
    """Every run of a subject, also those that ended, the oldest first; raises NotAllowed."""
    demand(scope, Can.READ_ESCALATION)
    rows = visible(Run.objects.filter(subject=subject), scope).select_related("version__chain")
    return list(rows.order_by("started_at", "id"))


def count_sent_after_acknowledgement(since: datetime) -> int:
    """Messages sent after their run had ended, by the one clock of the database; must be nought.

    Counted in the system's scope, over runs that ended since.
    """
    ended = Delivery.objects.filter(run__stopped_at__gte=since, sent_at__isnull=False)
    return ended.filter(sent_at__gt=F("run__stopped_at")).count()
