"""A locked result is proposed by one, approved by another, and can be withdrawn with a reason."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from chongyang.core.keys import new_key
from chongyang.core.operations import cases
from chongyang.core.scopes import Actor, Scope
from chongyang.core.words import N_
from chongyang.supervision.models import Publication, Run
from chongyang.supervision.operations.assessment import is_said, locked
from chongyang.supervision.operations.errors import UnableToPublish
from chongyang.supervision.operations.steps import begin, step, system
from chongyang.supervision.queries.assessment import NotFound
from chongyang.supervision.queries.publishing import extract_of
from chongyang.supervision.rules import extracts, tables
from chongyang.territory.permissions import demand
from chongyang.territory.rules.capabilities import Can

NOT_LOCKED = N_("考核确认并锁定以后才能公布。")
STANDS = N_("这次考核已有一份公布稿，先撤回它。")
CHANGED = N_("提出以后得分有更正，请不批准这一份，重新提出。")
NO_REASON = N_("请写明理由，最多 300 个字。")
LONGEST = 300
OPEN = (tables.PROPOSED, tables.PUBLISHED)


@transaction.atomic
def propose_publication(*, run: UUID, scope: Scope, by: Actor, now: datetime) -> Publication:
    """Write the extract of a locked run down as it would be read. Raises UnableToPublish, NotFound."""
    demand(scope, Can.ASSESS)
    with system(by):
        held = locked(run)
        if held.run.state != tables.LOCKED:
            raise UnableToPublish(NOT_LOCKED)
        if Publication.objects.filter(run=held.run, state__in=OPEN).exists():
            raise UnableToPublish(STANDS)
        told = extract_of(held)
        row = Publication.objects.create(
            id=new_key(),
            run=held.run,
            number=_number(held.run),
            year=held.run.year,
            listing=held.run.listing,
            extract=told,
            digest=extracts.digest_of(told),
            proposed_at=now,
        )
        begin(tables.PUBLICATION, row.id, by, now)
    return row


def _number(run: Run) -> str:
    """2018-C1, 2018-C2 …: numbers of a year and list, none used twice; under the lock of the run."""
    before = Publication.objects.filter(year=run.year, listing=run.listing).count()
    return f"{run.year}-{run.listing[0].upper()}{before + 1}"


def _take(key: UUID, scope: Scope) -> Publication:
    demand(scope, Can.PUBLISH_RESULTS)
    cases.hold(key)
    row = Publication.objects.select_related("run").filter(id=key).first()
    if row is None:
        raise NotFound(str(key))
    return row


@transaction.atomic
def approve_publication(*, key: UUID, scope: Scope, by: Actor, now: datetime) -> Publication:
    """Another person lets everybody read it. Raises UnableToPublish where the run changed, UnableToStep."""
    with system(by):
        row = _take(key, scope)
        if row.state == tables.PROPOSED and extracts.digest_of(extract_of(locked(row.run_id))) != row.digest:
            raise UnableToPublish(CHANGED)
        row.state = step(key, "approve", by, now, evidence={"digest": row.digest})
        row.published_on = timezone.localdate(now)
        row.save(update_fields=["state", "published_on"])
    return row


@transaction.atomic
def decline_publication(*, key: UUID, reason: str, scope: Scope, by: Actor, now: datetime) -> Publication:
    """It is not published. Raises UnableToStep."""
    with system(by):
        row = _take(key, scope)
        row.state = step(key, "decline", by, now, reason=reason[:LONGEST])
        row.save(update_fields=["state"])
    return row


@transaction.atomic
def withdraw_publication(*, key: UUID, reason: str, scope: Scope, by: Actor, now: datetime) -> Publication:
    """The number stays, with the day and the reason; its content is read no more. Raises UnableToPublish."""
    with system(by):
        row = _take(key, scope)
        if not is_said(reason, LONGEST):
            raise UnableToPublish(NO_REASON, "reason")
        row.state = step(key, "withdraw", by, now, reason=reason)
        row.withdrawn_on, row.withdrawn_why = timezone.localdate(now), reason.strip()
        row.save(update_fields=["state", "withdrawn_on", "withdrawn_why"])
    return row
