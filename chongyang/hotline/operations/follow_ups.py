"""Calls after the case: opened by events, tried, completed; after three tries somebody goes."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from chongyang.core import live
from chongyang.core.access import enter
from chongyang.core.models import Case, Event
from chongyang.core.operations import cases
from chongyang.core.scopes import SYSTEM, Actor, Scope, system_scope
from chongyang.emergency import operations as emergency
from chongyang.emergency import queries as incidents
from chongyang.emergency.rules.outcomes import is_followed_up
from chongyang.hotline import queries
from chongyang.hotline.models import Complaint, FollowUp, FollowUpTry
from chongyang.hotline.operations import dialling
from chongyang.hotline.operations.papers import DONE_BEFORE, queue, refuse
from chongyang.hotline.rules import follow_ups as rules
from chongyang.hotline.rules.orders import Satisfaction


@transaction.atomic
def open_follow_up(
    *,
    about: str,
    subject: UUID,
    area: int,
    by: Actor,
    now: datetime,
    person: UUID | None = None,
    event: UUID | None = None,
    note: str = "",
) -> FollowUp:
    """One call for one subject: the same event, or one while it is open, opens no second. System scope."""
    queue(f"follow_up/{about}/{subject}")
    if event and (kept := FollowUp.objects.filter(event=event).first()):
        return kept
    if kept := FollowUp.objects.filter(about=about, subject=subject, ended_at=None).first():
        return kept
    row = FollowUp.objects.create(
        about=about,
        subject=subject,
        event=event,
        person=person,
        area=area,
        state="due",
        opened_at=now,
        due_at=now + rules.span(),
        note=note[:300],
    )
    cases.open_case(lifecycle=rules.FOLLOW_UP, area=area, person=person, by=by, now=now, case_id=row.id)
    live.announce("follow_ups", area=area)
    return row


def after_incident(event: Event) -> None:
    """An incident was closed: somebody calls within a day, where its outcome asks for it. Idempotent."""
    with enter(system_scope("follow_up")):
        incident = (
            incidents.access_incident(system_scope("follow_up"), event.subject) if event.subject else None
        )
        if incident is None or not is_followed_up(incident.outcome):
            return
        if incident.person or incident.caller_number:
            open_follow_up(
                about=rules.About.INCIDENT.value,
                subject=incident.id,
                person=incident.person,
                area=incident.area,
                event=event.id,
                by=SYSTEM,
                now=event.at,
            )


def after_complaint(event: Event) -> None:
    """A complaint was answered: the complainant is asked whether it was right. Idempotent."""
    with enter(system_scope("follow_up")):
        complaint = Complaint.objects.filter(id=event.subject).first() if event.subject else None
        if complaint:
            open_follow_up(
                about=rules.About.COMPLAINT.value,
                subject=complaint.id,
                person=complaint.person,
                area=complaint.area,
                event=event.id,
                by=SYSTEM,
                now=event.at,
            )


def _held(scope: Scope, follow_up: UUID) -> FollowUp:
    cases.hold(follow_up)
    return queries.access_follow_up(scope, follow_up)


def _perform(row: FollowUp, action: str, by: Actor, now: datetime, **said: object) -> FollowUp:
    case = cases.perform(case=Case(id=row.id), action=action, by=by, now=now, how="telephone", **said)  # type: ignore[arg-type]
    row.state = case.state
    if case.ended_at and row.ended_at is None:
        row.ended_at, row.ended_by = now, by.account
    row.save()
    live.announce("follow_ups", area=row.area)
    return row


@transaction.atomic
def record_try(
    *, follow_up: UUID, number: int, result: str, scope: Scope, now: datetime, call: UUID | None = None
) -> FollowUp:
    """Nobody was reached. `number` says which try, so a second click is the same; the third asks to go."""
    row = _held(scope, follow_up)
    if FollowUpTry.objects.filter(follow_up=row, number=number).exists():
        return row
    if number != row.tries + 1 or row.ended_at or result not in set(rules.Reached) - {rules.Reached.ANSWERED}:
        refuse({"result": DONE_BEFORE})
    said = rules.Reached.of(result).label
    call = call or dialling.end_task_call(task=row.id, is_reached=False, outcome=said, scope=scope, now=now)
    FollowUpTry.objects.create(
        follow_up=row,
        number=number,
        result=result,
        call=call,
        account=scope.actor.account,
        at=now,
        area=row.area,
        person=row.person,
    )
    row.tries = number
    _perform(row, "not_reached", scope.actor, now, evidence={"result": result})
    if row.tries >= rules.settings()["tries_before_visit"] and row.state == "due":
        _perform(row, "ask_visit", scope.actor, now)
    return row


@transaction.atomic
def complete_follow_up(
    *,
    follow_up: UUID,
    is_safe: bool | None,
    scope: Scope,
    now: datetime,
    satisfaction: str = "",
    needs: str = "",
) -> FollowUp:
    """What she said, by telephone or at her door. Not safe becomes an incident at once."""
    row = _held(scope, follow_up)
    if is_safe is None:
        refuse({"is_safe": rules.SAFE_LACKS})
    row.is_safe, row.needs = is_safe, needs.strip()[:500]
    row.satisfaction = satisfaction if satisfaction in set(Satisfaction) else ""
    call = dialling.end_task_call(task=row.id, is_reached=True, outcome=rules.SPOKEN, scope=scope, now=now)
    evidence = {"safe": is_safe, "call": str(call) if call else ""}
    row = _perform(row, "complete", scope.actor, now, facts={"result"}, evidence=evidence)
    if not is_safe:
        _raise_alarm(row, scope, now)
    return row


def _raise_alarm(row: FollowUp, scope: Scope, now: datetime) -> None:
    emergency.receive(
        kind="call",
        source="follow_up",
        subject_key=f"follow_up:{row.id}",
        area=row.area,
        person=row.person,
        reference=row.id,
        said_at=now,
        received_at=now,
        by=scope.actor,
    )


@transaction.atomic
def drop_follow_up(*, follow_up: UUID, reason: str, scope: Scope, now: datetime) -> FollowUp:
    """No call will come, and why."""
    return _perform(_held(scope, follow_up), "drop", scope.actor, now, reason=reason)
