"""A provider appeals against an event; somebody else decides; what is upheld counts no more."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from chongyang.core import access, events, workdays
from chongyang.core.scopes import Actor, Scope, system_scope
from chongyang.quality import permissions, queries
from chongyang.quality.models import Appeal, ScoreEvent
from chongyang.quality.operations.errors import (
    ANSWERED,
    APPEALED,
    SAME_PERSON,
    TEXT,
    TOO_LATE,
    UnableToJudge,
)
from chongyang.quality.operations.gathering import SHANGHAI
from chongyang.quality.operations.rating import MOST, refuse_own
from chongyang.quality.rules.score import load
from chongyang.territory.permissions import demand
from chongyang.territory.rules.capabilities import Can


@transaction.atomic
def appeal(*, event: UUID, text: str, scope: Scope, by: Actor, now: datetime) -> Appeal:
    """The provider says why; within the working days that it was told. Raises UnableToJudge, NotFound."""
    demand(scope, Can.PROVIDE_SERVICES)
    row = queries.access_own_event(scope, event)
    if not text.strip():
        raise UnableToJudge(TEXT)
    if now > row.appeal_until:
        raise UnableToJudge(TOO_LATE)
    with access.enter(system_scope("appeal", actor=by)):
        made = Appeal(
            event=row,
            organisation=row.organisation,
            area=row.area,
            raised_by=permissions.account_of(by),
            raised_at=now,
            due_at=workdays.deadline(now, load().answer_workdays, SHANGHAI),
        )
        made.text = text.strip()[:MOST]
        _insert(made)
        _tell("quality.appeal.raised", made, by, now)
    return made


def _insert(made: Appeal) -> None:
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as error:
        raise UnableToJudge(APPEALED) from error


@transaction.atomic
def decide_appeal(
    *, appeal: UUID, upheld: bool, answer: str, scope: Scope, by: Actor, now: datetime
) -> Appeal:
    """The word of somebody who neither raised it nor wrote the event down, and has no post with the provider.
    Raises UnableToJudge, NotAllowed, NotFound.
    """
    permissions.demand_judge(scope)
    account = permissions.account_of(by)
    held = queries.access_appeal(scope, appeal)
    if not answer.strip():
        raise UnableToJudge(TEXT)
    with access.enter(system_scope("appeal", actor=by)):
        refuse_own(held.organisation, by, now)
        row = Appeal.objects.select_for_update(of=("self",)).select_related("event").get(id=held.id)
        if row.answered_at:
            raise UnableToJudge(ANSWERED)
        if account in (row.raised_by, row.event.noted_by):
            raise UnableToJudge(SAME_PERSON)
        row.upheld, row.answer, row.answered_by, row.answered_at = upheld, answer.strip()[:MOST], account, now
        row.save()
        if upheld:
            ScoreEvent.objects.filter(id=row.event_id).update(removed_at=now)
        _tell("quality.appeal.decided", row, by, now, upheld=upheld)
    return row


def _tell(kind: str, row: Appeal, by: Actor, now: datetime, **payload: object) -> None:
    events.record(
        kind,
        by=by,
        now=now,
        area=row.area,
        subject_type="quality.appeal",
        subject=row.id,
        organisation=row.organisation,
        payload=payload,
    )
