"""What the rules found, for supervisors within their scope, and for the reader who is asked."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from chongyang.core import access
from chongyang.core.models import Case, Step
from chongyang.core.queries import events
from chongyang.core.scopes import Scope, system_scope
from chongyang.privacy.models import Finding
from chongyang.privacy.permissions import Can, demand, person_of

OPEN = ("open", "asked", "explained", "escalated")


class NotFound(Exception):
    """There is no such row, or it is not within reach: told apart to nobody."""


@dataclass(frozen=True, slots=True)
class Count:
    """How many findings of a rule are open, and how many ever."""

    rule: str
    open: int
    all: int


def list_findings(
    scope: Scope,
    *,
    states: Collection[str] = OPEN,
    rule: str = "",
    before: UUID | None = None,
    limit: int = 50,
) -> list[Finding]:
    """The newest first; raises NotAllowed."""
    demand(scope, Can.REVIEW_READING)
    rows = access.visible(Finding.objects.filter(state__in=states), scope)
    if rule:
        rows = rows.filter(rule=rule)
    if before:
        rows = rows.filter(id__lt=before)
    return list(rows.order_by("-id")[:limit])


def count_findings(scope: Scope) -> list[Count]:
    """By rule, the open ones beside all."""
    demand(scope, Can.REVIEW_READING)
    held: dict[str, list[int]] = {}
    for rule, state in (
        access.visible(Finding.objects.all(), scope).order_by("id").values_list("rule", "state")
    ):
        counts = held.setdefault(rule, [0, 0])
        counts[0] += state in OPEN
        counts[1] += 1
    return [Count(rule, *counts) for rule, counts in sorted(held.items())]


def access_finding(scope: Scope, finding: UUID) -> Finding:
    """One finding within reach; raises NotAllowed, NotFound."""
    demand(scope, Can.REVIEW_READING)
    row = access.visible(Finding.objects.filter(id=finding), scope).first()
    if row is None:
        raise NotFound(str(finding))
    return row


def list_own_findings(scope: Scope, limit: int = 50) -> list[Finding]:
    """What the account itself was asked about: a sanctioned crossing, for whoever is asked may answer."""
    account = person_of(scope)
    with access.enter(system_scope("own findings", actor=scope.actor)):
        rows = Finding.objects.filter(account=account).exclude(state="open")
        return list(rows.order_by("-id")[:limit])


def access_own_finding(scope: Scope, finding: UUID) -> Finding:
    """One of the account's own; raises NotFound."""
    account = person_of(scope)
    with access.enter(system_scope("own findings", actor=scope.actor)):
        row = Finding.objects.filter(id=finding, account=account).exclude(state="open").first()
    if row is None:
        raise NotFound(str(finding))
    return row


def list_events_of(scope: Scope, row: Finding) -> list[Any]:
    """The readings behind a finding, within the supervisor's own reach."""
    return events.list_events(scope, seqs=row.seqs, limit=100)


def list_case_steps(case: UUID, scope: Scope) -> list[Step]:
    """What was asked, said and decided; whoever may see the finding has been let in before."""
    with access.enter(system_scope("steps", actor=scope.actor)):
        return list(Step.objects.filter(case=case).order_by("number"))


def case_of(row: Any) -> Case:
    """The case under a row of this room: they have one key."""
    return Case(id=row.id)
