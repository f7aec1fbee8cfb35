"""A change is decided about. Who asked does not decide; who decides has seen the file as it stands."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from chongyang.core import access, workdays
from chongyang.core.models import Case
from chongyang.core.operations import cases
from chongyang.core.scopes import Actor, Scope, system_scope
from chongyang.core.words import N_
from chongyang.registration import permissions, queries
from chongyang.registration.enums import Evidence, Route
from chongyang.registration.models import ChangedField, ChangeRequest
from chongyang.registration.operations import corrections
from chongyang.registration.operations.changes import ZONE
from chongyang.registration.operations.errors import CHANGED, UnableToDecide
from chongyang.registration.rules import changes as rules
from chongyang.registration.rules.lifecycles import rank_of
from chongyang.registry import operations as registry
from chongyang.registry import queries as files
from chongyang.registry.enums import StatusEvidence
from chongyang.registry.models import Elder

LOOK = N_("这一项在申请之后改过；请核对两边，确认后再同意。")
ENDED = ("approved", "refused", "withdrawn")
STATUS_EVIDENCE = {
    Evidence.POLICE: StatusEvidence.POLICE,
    Evidence.CREMATION: StatusEvidence.CREMATION,
    Evidence.MEDICAL_CERTIFICATE: StatusEvidence.MEDICAL_CERTIFICATE,
}


@transaction.atomic
def approve_change(
    *,
    request: UUID,
    seen: int,
    scope: Scope,
    by: Actor,
    now: datetime,
    despite: Sequence[str] = (),
    answer: str = "",
) -> ChangeRequest:
    """Agree, and write it into the file. `seen` is the version of the file that was looked at; fields that
    changed since the request must be named in `despite`.

    Raises NotFound, UnableToStep (not my level, my own request), UnableToDecide.
    """
    row = _held(request, scope)
    elder = files.access_elder(scope, row.person)
    diff = queries.diff_of(scope, row)
    changed = tuple(one.field for one in diff.fields if one.changed)
    if seen != elder.version:
        raise UnableToDecide({"seen": CHANGED}, changed)
    if left := set(changed) - set(despite):
        raise UnableToDecide(dict.fromkeys(sorted(left), LOOK), changed)
    _perform(row, "approve", scope, by, now, evidence={"despite": list(changed)})
    _apply(row, elder, by, now)
    return _end(row, "approved", answer, by, now)


@transaction.atomic
def refuse_change(*, request: UUID, reason: str, scope: Scope, by: Actor, now: datetime) -> ChangeRequest:
    """Do not agree, and say why to who asked."""
    row = _held(request, scope)
    _perform(row, "refuse", scope, by, now, reason=reason)
    return _end(row, "refused", reason, by, now)


@transaction.atomic
def return_change(*, request: UUID, reason: str, scope: Scope, by: Actor, now: datetime) -> ChangeRequest:
    """Ask who asked for more evidence; the deadline begins anew when it comes."""
    row = _held(request, scope)
    _perform(row, "return", scope, by, now, reason=reason)
    row.state, row.answer = "returned", reason.strip()
    row.save(update_fields=["state", "answer"])
    return row


@transaction.atomic
def resubmit_change(
    *, request: UUID, evidence_note: str, scope: Scope, by: Actor, now: datetime, evidence: str = ""
) -> ChangeRequest:
    """Who asked adds what was missing."""
    row = _own(request, scope)
    _perform(row, "resubmit", scope, by, now)
    row.state, row.evidence_note = "open", evidence_note.strip()[: rules.MOST_REASON] or None
    if evidence in set(Evidence):
        row.evidence = evidence
    row.due_at = workdays.deadline(now, rules.workdays_for(Route.of(row.route)), ZONE)
    row.escalated_at = None
    row.save(update_fields=["state", "evidence_note", "evidence", "due_at", "escalated_at"])
    return row


@transaction.atomic
def withdraw_change(*, request: UUID, scope: Scope, by: Actor, now: datetime) -> ChangeRequest:
    """Who asked no longer wants it."""
    row = _own(request, scope)
    _perform(row, "withdraw", scope, by, now)
    return _end(row, "withdrawn", "", by, now)


@transaction.atomic
def mark_told(*, scope: Scope, now: datetime) -> int:
    """Who asked has seen how it ended; returns how many answers were new."""
    account = scope.actor.account
    if account is None:
        return 0
    rows = ChangeRequest.objects.filter(asked_by=account, state__in=("approved", "refused"), told_at=None)
    return access.visible(rows, scope).update(told_at=now)


def _held(request: UUID, scope: Scope) -> ChangeRequest:
    permissions.demand_keep(scope)
    cases.hold(request)
    row = queries.visible_changes(scope).filter(id=request).first()
    if row is None:
        raise queries.NotFound(str(request))
    return row


def _own(request: UUID, scope: Scope) -> ChangeRequest:
    cases.hold(request)
    row = queries.access_change(scope, request)
    if row.asked_by != scope.actor.account:
        raise queries.NotFound(str(request))
    return row


def _perform(row: ChangeRequest, action: str, scope: Scope, by: Actor, now: datetime, **said: Any) -> None:
    facts = {"level"} if rank_of(scope.role) >= Route.of(row.route).rank else set()
    cases.perform(case=Case(id=row.id), action=action, by=by, now=now, facts=facts, how="desk", **said)


def _end(row: ChangeRequest, state: str, answer: str, by: Actor, now: datetime) -> ChangeRequest:
    row.state, row.answer, row.decided_at = state, answer.strip() or None, now
    row.decided_by = None if state == "withdrawn" else by.account
    row.save(update_fields=["state", "answer", "decided_at", "decided_by"])
    ChangedField.objects.filter(request=row).update(is_open=False)
    corrections.follow_decision(row, by, now)
    return row


def _apply(row: ChangeRequest, elder: Elder, by: Actor, now: datetime) -> None:
    """Write the wished values by the registry's own operations, in the system's scope: the right was asked.

    A reviewer decides and has no right to write files by hand.
    """
    wished = {name: pair["new"] for name, pair in queries.values_of(row).items()}
    scope = system_scope("approved change", actor=by)
    with access.enter(scope):
        try:
            _write(row, elder, wished, {"scope": scope, "by": by, "now": now})
        except registry.VersionConflict as error:
            raise UnableToDecide({"seen": CHANGED}) from error
        except registry.UnableToRegister as error:
            raise UnableToDecide(error.reasons) from error


def _write(row: ChangeRequest, elder: Elder, wished: dict[str, Any], said: dict[str, Any]) -> None:
    version, life = elder.version, wished.pop(rules.LIFE, None)
    contacts = wished.pop(rules.CONTACTS, None)
    if wished:
        told = {name: rules.from_json(name, value) for name, value in wished.items()}
        told |= {"source": row.source, "sourced_on": timezone.localdate(row.asked_at)}
        version = registry.update_elder(
            elder=elder.id, changes=told, expected_version=version, **said
        ).version
    if contacts is not None:
        forms = rules.contacts_of(contacts)
        held = registry.set_contacts(
            elder=elder.id, contacts=forms, source=row.source, expected_version=version, **said
        )
        version = held.version
    if life:
        registry.change_life_status(
            elder=elder.id,
            status=life["status"],
            on=date.fromisoformat(life["on"]) if life.get("on") else None,
            evidence=STATUS_EVIDENCE.get(row.evidence, StatusEvidence.POLICE).value,  # type: ignore[call-overload]
            **said,
        )
