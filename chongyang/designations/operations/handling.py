"""The first look at an application: passed on, given back for completion, turned away."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from chongyang.core.queries.files import is_open
from chongyang.core.scopes import Actor, Scope
from chongyang.core.words import N_
from chongyang.designations import queries
from chongyang.designations.enums import Kind
from chongyang.designations.models import Application
from chongyang.designations.operations.errors import UnableToJudge
from chongyang.designations.operations.steps import NOT_HERE, close_notices, held_in, judging, step

QUARANTINE = N_("有材料还在隔离查毒，查完再通过。")


@transaction.atomic
def pass_on(*, application: UUID, scope: Scope, by: Actor, now: datetime, reason: str = "") -> Application:
    """This stage found nothing against it. Raises UnableToJudge, UnableToStep, NotFound."""
    row, stage = held_in(application, scope, Kind.REVIEW)
    with judging(row, by, now) as facts:
        if not all(is_open(one.file) for one in queries.list_evidence(row)):
            raise UnableToJudge({"evidence": QUARANTINE})
        step(row, f"pass_{stage.name}", by, now, facts=facts, reason=reason)
        row.save()
    return row


@transaction.atomic
def return_for_completion(
    *, application: UUID, reason: str, scope: Scope, by: Actor, now: datetime
) -> Application:
    """Ask for what is missing, in words that the applicant reads; her days begin."""
    row, stage = held_in(application, scope, Kind.REVIEW, Kind.VISIT, Kind.PROPOSE)
    return _answered(row, f"return_{stage.name}", reason, by, now)


@transaction.atomic
def turn_away(*, application: UUID, reason: str, scope: Scope, by: Actor, now: datetime) -> Application:
    """What does not belong here is not taken, with the reason that the applicant reads."""
    row, stage = held_in(application, scope, Kind.REVIEW)
    if not stage.refuses:
        raise UnableToJudge({"state": NOT_HERE})
    return _answered(row, f"turn_away_{stage.name}", reason, by, now)


def _answered(row: Application, action: str, reason: str, by: Actor, now: datetime) -> Application:
    with judging(row, by, now) as facts:
        step(row, action, by, now, facts=facts, reason=reason)
        row.answer = reason.strip()
        close_notices(row, now)
        row.save()
    return row
