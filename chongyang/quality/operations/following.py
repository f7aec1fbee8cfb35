"""What a low score leads to: a warning by itself; a proposal that somebody with the right decides."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from chongyang.core import access, events
from chongyang.core.scopes import SYSTEM, Actor, Scope, system_scope
from chongyang.quality import permissions, queries
from chongyang.quality.enums import Following, Standing
from chongyang.quality.models import Consequence
from chongyang.quality.operations.errors import DECIDED, TEXT, UnableToJudge
from chongyang.quality.operations.rating import refuse_own
from chongyang.quality.rules.score import Score, follows, load
from chongyang.services import operations as services
from chongyang.services import queries as providers
from chongyang.services.enums import ProviderState
from chongyang.services.models import ServiceProvider
from chongyang.territory.permissions import demand
from chongyang.territory.rules.capabilities import Can

MOST = 200


@transaction.atomic
def review_scores(*, now: datetime) -> int:
    """Every provider of the list: its score told to the catalogue, its warning or the proposal about it.

    Nothing is suspended here. System scope. Returns how many warnings and proposals were made.
    """
    today, made = timezone.localdate(now), 0
    scope = system_scope("scores")
    with access.enter(scope):
        rows = providers.list_providers(limit=10_000)
        scores = queries.scores_of([row.organisation for row in rows], today)
        for row in rows:
            score = scores[row.organisation]
            if row.score != score.points:
                services.set_score(
                    organisation=row.organisation, score=score.points, scope=scope, by=SYSTEM, now=now
                )
            made += _follow(row, score, today, now)
    return made


def _follow(row: ServiceProvider, score: Score, today: date, now: datetime) -> bool:
    told = Consequence.objects.filter(organisation=row.organisation)
    since = today - timedelta(days=load().exit_days)
    suspended = told.filter(kind=Following.SUSPENSION, state=Standing.ACCEPTED, on__gte=since).count()
    kind = follows(score.tenths, suspended)
    lately = told.filter(kind=kind, on__gt=today - timedelta(days=load().repeat_days))
    is_warning = kind == Following.WARNING
    stands = not is_warning and (
        row.state != ProviderState.IN_FORCE or told.filter(state=Standing.OPEN).exists()
    )
    if not kind or stands or lately.exists():
        return False
    made = Consequence.objects.create(
        organisation=row.organisation,
        area=row.area,
        kind=kind,
        tenths=score.tenths,
        on=today,
        state=(Standing.TOLD if is_warning else Standing.OPEN).value,
        made_at=now,
    )
    _tell("quality.consequence.made", made, SYSTEM, now, kind=kind, tenths=score.tenths)
    return True


@transaction.atomic
def decide_proposal(
    *,
    proposal: UUID,
    accept: bool,
    reason: str,
    scope: Scope,
    by: Actor,
    now: datetime,
    leaves_on: date | None = None,
) -> Consequence:
    """Take a proposal up through the room of services, by somebody who admits providers, or leave it.

    `reason` becomes public with a suspension or exit. Raises UnableToJudge, services' UnableToDo, NotFound.
    """
    demand(scope, Can.ADMIT_PROVIDERS)
    account = permissions.account_of(by)
    held = queries.access_consequence(scope, proposal)
    told = " ".join(reason.split())[:MOST]
    if not told:
        raise UnableToJudge(TEXT)
    with access.enter(system_scope("proposal", actor=by)):
        refuse_own(held.organisation, by, now)
        row = Consequence.objects.select_for_update(of=("self",)).get(id=held.id)
        if row.state != Standing.OPEN:
            raise UnableToJudge(DECIDED)
        row.state = (Standing.ACCEPTED if accept else Standing.REFUSED).value
        row.decided_by, row.decided_at, row.reason = account, now, told
        row.save()
        _tell("quality.consequence.decided", row, by, now, accepted=accept)
    if accept:
        _hand_over(row, told, leaves_on, scope, by, now)
    return row


def _hand_over(
    row: Consequence, reason: str, leaves_on: date | None, scope: Scope, by: Actor, now: datetime
) -> None:
    """Services decides with its own checks, in the reader's scope."""
    provider = providers.provider_of(row.organisation)
    if provider is None:
        raise providers.NotFound(str(row.organisation))
    if row.kind == Following.EXIT:
        day = leaves_on or timezone.localdate(now) + timedelta(days=30)
        services.leave(provider=provider.id, leaves_on=day, reason=reason, scope=scope, by=by, now=now)
    else:
        services.suspend(provider=provider.id, reason=reason, scope=scope, by=by, now=now)


def _tell(name: str, row: Consequence, by: Actor, now: datetime, **payload: object) -> None:
    events.record(
        name,
        by=by,
        now=now,
        area=row.area,
        subject_type="quality.consequence",
        subject=row.id,
        organisation=row.organisation,
        payload=payload,
    )
