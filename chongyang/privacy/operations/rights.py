"""A person's requests: taken down with their deadline, worked off, answered, handed out.

A correction changes nothing by itself: a change request is opened for it (`referring`), or the clerk makes it
at the file or through the claim's contest; `reference` names it. A deletion is a destruction list that two
persons sign.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from chongyang.core import access, events, live
from chongyang.core.operations import cases
from chongyang.core.scopes import SYSTEM, Scope, system_scope
from chongyang.core.words import N_
from chongyang.privacy import queries
from chongyang.privacy.models import DestructionList, RightsRequest
from chongyang.privacy.operations.common import dated_number, refuse
from chongyang.privacy.permissions import Can, NotAllowed, demand, may
from chongyang.privacy.rules import rights as rules
from chongyang.privacy.rules.rights import Asker, Channel, Handing, Kind, Outcome
from chongyang.registry import queries as registry
from chongyang.territory.enums import Role

KIND_LACKS = N_("请选择要办什么。")
CHANNEL_LACKS = N_("请选择由谁、以什么方式提出。")
TEXT_LACKS = N_("请写明要更正或删除什么。")
OPEN_ALREADY = N_("同样的请求正在办理中。")
OUTCOME_LACKS = N_("请选择答复结果。")
ANSWER_LACKS = N_("不能全部照办时，须写明理由和依据。")
NOT_CARRIED = N_("删除须先有经两人签批并执行的销毁清单，再答复已照办。")
REFERRED = N_("更正正在变更申请里办理，办结时自动答复；要另行答复，请先撤回变更申请。")
EXTENDED = N_("已经延长过一次。")
HANDING_LACKS = N_("请选择交付方式。")


@dataclass(frozen=True, kw_only=True)
class RequestForm:
    """What was asked; at the person's own account the asker follows from the mandate."""

    kind: str
    text: str = ""
    asker: str = ""
    channel: str = ""


@transaction.atomic
def ask_right(*, person: UUID, form: RequestForm, scope: Scope, now: datetime) -> RightsRequest:
    """Take a request down, at the street or from the family's own desk.

    Raises NotAllowed, registry's NotFound, UnableToHandle.
    """
    elder = registry.access_elder(scope, person)
    asker, channel = _said_by(form, scope)
    refuse(_faults(form, asker, channel))
    due = rules.due_of(form.kind, now)
    row = RightsRequest(
        number=dated_number("privacy_request_number", "Q", now),
        kind=form.kind,
        person=elder.id,
        area=elder.area,
        asker=asker,
        account=scope.actor.account if channel == Channel.ACCOUNT else None,
        channel=channel,
        received_at=now,
        due_at=due.due_at,
        remind_at=due.remind_at,
    )
    row.text = form.text.strip()
    _insert(row)
    cases.open_case(
        lifecycle=rules.REQUEST, area=row.area, person=row.person, by=scope.actor, now=now, case_id=row.id
    )
    live.announce("rights", area=row.area)
    return row


def _said_by(form: RequestForm, scope: Scope) -> tuple[str, str]:
    """Who asks, and how: from a family's or elder's post it is that person, by the account."""
    if may(scope, Can.HANDLE_RIGHTS):
        return form.asker, form.channel
    demand(scope, Can.FOLLOW_FAMILY)
    asker = Asker.ELDER if scope.role == Role.ELDER else Asker.FAMILY
    return asker.value, Channel.ACCOUNT.value


def _faults(form: RequestForm, asker: str, channel: str) -> dict[str, str]:
    faults = {} if form.kind in set(Kind) else {"kind": KIND_LACKS}
    if asker not in set(Asker) or channel not in set(Channel):
        faults["asker"] = CHANNEL_LACKS
    if form.kind in (Kind.CORRECTION, Kind.DELETION) and not form.text.strip():
        faults["text"] = TEXT_LACKS
    return faults


def _insert(row: RightsRequest) -> None:
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        if "rightsrequest_open_once" not in str(error):
            raise
        refuse({"kind": OPEN_ALREADY})


def _held(scope: Scope, request: UUID) -> RightsRequest:
    demand(scope, Can.HANDLE_RIGHTS)
    cases.hold(request)
    return queries.access_request(scope, request)


def _perform(row: RightsRequest, action: str, scope: Scope, now: datetime, **said: Any) -> RightsRequest:
    case = cases.perform(
        case=queries.case_of(row), action=action, by=scope.actor, now=now, how="desk", **said
    )
    row.state = case.state
    row.save()
    live.announce("rights", area=row.area)
    return row


@transaction.atomic
def take_request(*, request: UUID, scope: Scope, now: datetime) -> RightsRequest:
    """Begin to work on it; whoever comes second hears who was first."""
    return _perform(_held(scope, request), "take", scope, now)


@transaction.atomic
def extend_request(*, request: UUID, reason: str, scope: Scope, now: datetime) -> RightsRequest:
    """Move the deadline, once, with a reason that the person can read."""
    row = _held(scope, request)
    refuse({"reason": EXTENDED} if row.is_extended else {})
    due = rules.extended(row.due_at)
    row.due_at, row.remind_at, row.is_extended = due.due_at, due.remind_at, True
    row.reminded_at = row.escalated_at = None
    return _perform(row, "extend", scope, now, reason=reason, facts={"not_extended"})


@transaction.atomic
def answer_request(
    *,
    request: UUID,
    outcome: str,
    answer: str,
    scope: Scope,
    now: datetime,
    reference: UUID | None = None,
) -> RightsRequest:
    """The answer in words; a refusal, whole or in part, says why. A deletion has been carried out before.

    Raises NotFound, UnableToHandle, UnableToStep.
    """
    row = _held(scope, request)
    faults = {} if outcome in set(Outcome) else {"outcome": OUTCOME_LACKS}
    if outcome != Outcome.GRANTED and not answer.strip():
        faults["answer"] = ANSWER_LACKS
    if row.kind == Kind.DELETION and outcome != Outcome.REFUSED and not _is_destroyed(row):
        faults["outcome"] = NOT_CARRIED
    if row.kind == Kind.CORRECTION and row.reference and reference is None:
        faults["outcome"] = REFERRED
    refuse(faults)
    row.outcome, row.answer, row.answered_at = outcome, answer.strip(), now
    row.reference = reference or row.reference
    return _perform(
        row, "answer", scope, now, facts={"outcome", "carried_out"}, evidence={"outcome": outcome}
    )


def _is_destroyed(row: RightsRequest) -> bool:
    with access.enter(system_scope("rights")):
        return DestructionList.objects.filter(request=row.id, state="done").exists()


@transaction.atomic
def hand_out(*, request: UUID, handing: str, scope: Scope, now: datetime) -> RightsRequest:
    """The answer reached the person: over the counter, by post, or taken from her own account."""
    row = queries.access_request(scope, request)
    if handing == Handing.ACCOUNT:
        demand(scope, Can.FOLLOW_FAMILY)
    else:
        demand(scope, Can.HANDLE_RIGHTS)
    refuse({} if handing in set(Handing) else {"handing": HANDING_LACKS})
    with access.enter(system_scope("rights", actor=scope.actor)):
        cases.hold(request)
        row.refresh_from_db()
        if row.state == "handed":
            return row
        row.handing, row.handed_at = handing, now
        return _perform(row, "hand", scope, now, facts={"recipient"})


@transaction.atomic
def withdraw_request(*, request: UUID, scope: Scope, now: datetime) -> RightsRequest:
    """Who asked wants it no more; a clerk writes it down for somebody without an account."""
    row = queries.access_request(scope, request)
    is_own = row.account is not None and row.account == scope.actor.account
    if not (is_own or (row.account is None and may(scope, Can.HANDLE_RIGHTS))):
        raise NotAllowed("only who asked may withdraw it")
    with access.enter(system_scope("rights", actor=scope.actor)):
        cases.hold(request)
        row.refresh_from_db()
        return _perform(row, "withdraw", scope, now, facts={"asker"})


def fire_deadlines(*, now: datetime, limit: int = 200) -> int:
    """Reminders and escalations of requests that are open; in the system's scope. Idempotent."""
    fired = 0
    with access.enter(system_scope("rights deadlines")):
        rows = RightsRequest.objects.filter(state__in=("received", "working"), remind_at__lte=now)
        for row in rows.order_by("due_at", "id")[:limit]:
            fired += _remind(row, now) + _escalate(row, now)
    return fired


def _remind(row: RightsRequest, now: datetime) -> int:
    if row.reminded_at is not None:
        return 0
    return _mark(row, "remind", "reminded_at", now)


def _escalate(row: RightsRequest, now: datetime) -> int:
    if row.escalated_at is not None or row.due_at > now:
        return 0
    return _mark(row, "escalate", "escalated_at", now)


def _mark(row: RightsRequest, action: str, column: str, now: datetime) -> int:
    with transaction.atomic():
        cases.perform(case=queries.case_of(row), action=action, by=SYSTEM, now=now, how="timer")
        setattr(row, column, now)
        row.save(update_fields=[column])
        live.announce("rights", area=row.area)
    return 1


def note_copy(row: RightsRequest, digest: str, form: str, scope: Scope, now: datetime) -> None:
    """That the person's whole file was put together and left the house."""
    events.record(
        "privacy.copy.made",
        by=scope.actor,
        now=now,
        area=row.area,
        subject_type="privacy.request",
        subject=row.id,
        person=row.person,
        purpose="rights",
        payload={"form": form, "digest": digest, "request": row.number},
    )
