"""The stages of a case: looked at and passed on, given back for completion, turned away.

Nobody too near to the applicant judges her, and nobody holds two stages: the first is asked here, the second
is the life cycle's law.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from django.db import transaction

from chongyang.core import access
from chongyang.core.operations import cases
from chongyang.core.queries.files import is_open
from chongyang.core.scopes import Actor, Scope, system_scope
from chongyang.core.words import N_
from chongyang.funding import queries
from chongyang.funding.enums import Kind
from chongyang.funding.models import Application
from chongyang.funding.operations.errors import UnableToHandle
from chongyang.funding.operations.submitting import close_notices, release, row_flow, step
from chongyang.funding.queries.rights import too_near
from chongyang.funding.rules.flows import UNRELATED, Stage

NOT_HERE = N_("这件申请现在不在可以这样办理的环节。")
QUARANTINE = N_("有证明材料还在隔离查毒，查完再通过。")


@transaction.atomic
def pass_on(*, application: UUID, scope: Scope, by: Actor, now: datetime, reason: str = "") -> Application:
    """This stage found nothing against it: on to the next. Raises UnableToHandle, UnableToStep, NotFound."""
    row, stage = held_in(application, scope, Kind.REVIEW)
    with judging(row, by, now) as facts:
        _check_evidence(row)
        step(row, f"pass_{stage.name}", by, now, facts=facts, reason=reason)
        row.save()
    return row


@transaction.atomic
def return_for_completion(
    *, application: UUID, reason: str, scope: Scope, by: Actor, now: datetime
) -> Application:
    """Ask the applicant for what is missing, in words that she reads; her days begin."""
    row, stage = held_in(application, scope, Kind.REVIEW, Kind.SITE, Kind.PROPOSE)
    with judging(row, by, now) as facts:
        step(row, f"return_{stage.name}", by, now, facts=facts, reason=reason)
        row.answer = reason.strip()
        row.save()
    return row


@transaction.atomic
def turn_away(*, application: UUID, reason: str, scope: Scope, by: Actor, now: datetime) -> Application:
    """What does not belong here is not taken, with the reason that the applicant reads."""
    row, stage = held_in(application, scope, Kind.REVIEW)
    if not stage.refuses:
        raise UnableToHandle({"state": NOT_HERE})
    with judging(row, by, now) as facts:
        step(row, f"turn_away_{stage.name}", by, now, facts=facts, reason=reason)
        row.answer = reason.strip()
        release(row)
        close_notices(row, now)
        row.save()
    return row


def held_in(application: UUID, scope: Scope, *kinds: Kind) -> tuple[Application, Stage]:
    """The application under the lock of its case, in a stage of one of these kinds. Raises UnableToHandle."""
    cases.hold(application)
    row = queries.access_handled(scope, application)
    stage = row_flow(row).stage(row.state)
    if stage is None or stage.kind not in kinds:
        raise UnableToHandle({"state": NOT_HERE})
    return row, stage


@contextmanager
def judging(row: Application, by: Actor, now: datetime) -> Iterator[set[str]]:
    """The block runs in the system's scope, after it was asked whether this person may judge this applicant.
    Gives the facts that hold. Raises UnableToHandle.
    """
    with access.enter(system_scope("judging", actor=by)):
        if why := too_near(row, by.account, now):
            raise UnableToHandle({"by": why})
        yield {UNRELATED}


def _check_evidence(row: Application) -> None:
    if not all(is_open(one.file) for one in queries.list_evidence(row)):
        raise UnableToHandle({"evidence": QUARANTINE})
