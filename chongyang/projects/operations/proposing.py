"""What the machine proposes: another batch by the rules, another stage when an approval was given. People
decide; a proposal is made once for a reason.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from chongyang.core import access
from chongyang.core.scopes import SYSTEM, Actor, Scope, system_scope
from chongyang.core.words import N_
from chongyang.projects import permissions, queries
from chongyang.projects.enums import Batch, ProposalKind, Stage
from chongyang.projects.models import Project, Proposal
from chongyang.projects.operations.errors import refuse
from chongyang.projects.operations.keeping import lock
from chongyang.projects.operations.staging import MOST_REASON, change_stage
from chongyang.projects.operations.telling import tell
from chongyang.projects.rules.batches import proposals
from chongyang.projects.rules.settings import load_settings
from chongyang.projects.rules.told import MOST_LINE, REASON

DECIDED = N_("这条建议已经办理。")
MOVED = N_("项目已经不在提出建议时的阶段或批次，请不采纳这条建议。")
NO_BATCH = N_("没有这个批次。")
SAME_BATCH = N_("项目已经在这一批。")


@transaction.atomic
def propose_batches(*, now: datetime) -> int:
    """Every project that the rules put forward, once a year for a batch. Returns how many were proposed."""
    with access.enter(system_scope("project batches")):
        year = timezone.localdate(now).year
        made = 0
        for project, standing in queries.list_standings(system_scope("project batches"), now):
            for batch, checked in proposals(standing):
                basis = [condition.name for condition in checked]
                key = f"batch/{project.id}/{batch.value}/{year}"
                made += _propose(project, key, (ProposalKind.BATCH, batch.value), basis, now)
    return made


def _propose(
    project: Project,
    key: str,
    what: tuple[ProposalKind, str],
    basis: Sequence[str],
    now: datetime,
    document: str = "",
) -> bool:
    kind, to = what
    was = project.batch if kind is ProposalKind.BATCH else project.stage
    _, is_new = Proposal.objects.get_or_create(
        key=key,
        defaults={
            "project": project,
            "area": project.area,
            "kind": kind.value,
            "was": was,
            "to": to,
            "basis": list(basis),
            "document": document,
            "proposed_at": now,
        },
    )
    if is_new:
        tell("projects.proposal.made", project, SYSTEM, now, kind=kind.value, to=to)
    return is_new


@transaction.atomic
def follow_permit(event: Any) -> None:
    """Handler of `approvals.stage.permitted`: payload {project, stage, document}. What it does not know,
    or what would move a project back or nowhere, it leaves. Idempotent by project, stage and document.
    """
    told: Mapping[str, Any] = event.payload or {}
    stage = load_settings().permitted.get(str(told.get("stage", "")))
    try:
        key = UUID(str(told.get("project", "")))
    except ValueError:
        return
    with access.enter(system_scope("project permit")):
        project = Project.objects.filter(id=key).first()
        if project is None or stage is None or stage.rank <= Stage.of(project.stood).rank:
            return
        document = str(told.get("document") or "")[:MOST_LINE]
        name = f"permit/{project.id}/{stage.value}/{document}"[:160]
        _propose(project, name, (ProposalKind.STAGE, stage.value), ["permitted"], event.at, document)


@transaction.atomic
def accept_proposal(*, proposal: UUID, scope: Scope, by: Actor, now: datetime, reason: str = "") -> Proposal:
    """Do what is proposed, in one's own name. Raises NotFound, UnableToKeepProject."""
    row = _open(scope, proposal)
    project = row.project
    held = project.batch if row.kind == ProposalKind.BATCH else project.stage
    if held != row.was:
        refuse("proposal", MOVED)
    _decide(row, by, now, is_accepted=True, reason=reason)
    if row.kind == ProposalKind.BATCH:
        _place(project, row.to, by, now)
    else:
        who: dict[str, Any] = {"scope": scope, "by": by, "now": now}
        who |= {"reason": reason, "document": row.document}
        change_stage(project=project.id, stage=row.to, on=timezone.localdate(now), **who)
    return row


@transaction.atomic
def refuse_proposal(*, proposal: UUID, reason: str, scope: Scope, by: Actor, now: datetime) -> Proposal:
    """It stays as it is, with a reason. Raises NotFound, UnableToKeepProject."""
    row = _open(scope, proposal)
    if not 0 < len(reason.strip()) <= MOST_REASON:
        refuse("reason", REASON)
    _decide(row, by, now, is_accepted=False, reason=reason)
    tell("projects.proposal.refused", row.project, by, now, kind=row.kind, to=row.to)
    return row


@transaction.atomic
def change_batch(
    *, project: UUID, batch: str, reason: str, scope: Scope, by: Actor, now: datetime
) -> Project:
    """Put a project into another batch without a proposal: with a reason. Raises NotFound,
    UnableToKeepProject.
    """
    permissions.demand_keep(scope)
    row = lock(scope, project)
    if batch not in set(Batch):
        refuse("batch", NO_BATCH)
    if batch == row.batch:
        refuse("batch", SAME_BATCH)
    if not 0 < len(reason.strip()) <= MOST_REASON:
        refuse("reason", REASON)
    made = Proposal.objects.create(
        project=row,
        area=row.area,
        key=f"person/{row.id}/{batch}/{now.isoformat()}",
        kind=ProposalKind.BATCH.value,
        was=row.batch,
        to=batch,
        proposed_at=now,
    )
    _decide(made, by, now, is_accepted=True, reason=reason)
    _place(row, batch, by, now)
    return row


def _open(scope: Scope, proposal: UUID) -> Proposal:
    permissions.demand_keep(scope)
    lock(scope, queries.access_proposal(scope, proposal).project_id)
    row = Proposal.objects.select_related("project").get(id=proposal)
    if row.decided_at is not None:
        refuse("proposal", DECIDED)
    return row


def _decide(row: Proposal, by: Actor, now: datetime, *, is_accepted: bool, reason: str) -> None:
    row.decided_by, row.decided_at = permissions.account_of(by), now
    row.is_accepted, row.reason = is_accepted, reason.strip()[:MOST_REASON]
    row.save(update_fields=["decided_by", "decided_at", "is_accepted", "reason"])


def _place(project: Project, batch: str, by: Actor, now: datetime) -> None:
    was, project.batch = project.batch, batch
    project.save(update_fields=["batch"])
    tell("projects.project.batched", project, by, now, was=was, batch=batch)
