"""The follow-up of a finding: asked, explained by the reader, closed by somebody else."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from chongyang.core import access, live
from chongyang.core.operations import cases
from chongyang.core.scopes import Scope, system_scope
from chongyang.core.words import N_
from chongyang.privacy import queries
from chongyang.privacy.models import Finding
from chongyang.privacy.operations.common import refuse
from chongyang.privacy.permissions import Can, demand, person_of
from chongyang.privacy.rules.unusual import Verdict

VERDICT_LACKS = N_("请选择结论。")
WORDS_LACK = N_("请写明理由。")
OWN = N_("不能处理关于本人的异常查看，须由其他人办理。")


@transaction.atomic
def ask_reader(*, finding: UUID, question: str, scope: Scope, now: datetime) -> Finding:
    """Ask the reader what it was for; she sees the question on her page. Raises NotFound, UnableToStep."""
    row = _held(scope, finding)
    return _perform(row, "ask", scope, now, reason=question)


@transaction.atomic
def close_finding(*, finding: UUID, verdict: str, reason: str, scope: Scope, now: datetime) -> Finding:
    """The verdict, by a supervisor who is not the reader. Raises NotFound, UnableToHandle, UnableToStep."""
    row = _held(scope, finding)
    faults = {} if verdict in set(Verdict) else {"verdict": VERDICT_LACKS}
    refuse(faults | ({} if reason.strip() else {"reason": WORDS_LACK}))
    row.verdict, row.closed_at = verdict, now
    return _perform(row, "close", scope, now, reason=reason, facts={"verdict"}, evidence={"verdict": verdict})


def _held(scope: Scope, finding: UUID) -> Finding:
    demand(scope, Can.REVIEW_READING)
    cases.hold(finding)
    row = queries.access_finding(scope, finding)
    refuse({"finding": OWN} if row.account == person_of(scope) else {})
    return row


@transaction.atomic
def explain_finding(*, finding: UUID, words: str, scope: Scope, now: datetime) -> Finding:
    """The reader says what it was for; nobody can say it for her. Raises NotFound, UnableToStep."""
    row = queries.access_own_finding(scope, finding)
    refuse({} if words.strip() else {"words": WORDS_LACK})
    with access.enter(system_scope("own findings", actor=scope.actor)):
        cases.hold(finding)
        return _perform(row, "explain", scope, now, reason=words, facts={"is_reader"})


def _perform(row: Finding, action: str, scope: Scope, now: datetime, **said: Any) -> Finding:
    facts = {"not_reader"} if row.account != scope.actor.account else set()
    said["facts"] = facts | set(said.pop("facts", ()))
    case = cases.perform(
        case=queries.case_of(row), action=action, by=scope.actor, now=now, how="desk", **said
    )
    row.state = case.state
    row.save(update_fields=["state", "verdict", "closed_at"])
    live.announce("findings", area=row.area)
    return row


def follow_step(*, case: Any, step: Any, by: Any, now: datetime) -> None:
    """Hook: a finding that nobody looked at in time is escalated by a timer; the row follows."""
    if by.kind == "system" and step.target != step.source:
        Finding.objects.filter(id=case.id).update(state=case.state)
        live.announce("findings", area=case.area)
