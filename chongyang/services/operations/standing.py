"""A provider is suspended, let in again, and leaves: what is still open is named before."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from chongyang.core import access
from chongyang.core.scopes import SYSTEM, Actor, Scope, system_scope
from chongyang.core.texts import is_line
from chongyang.core.words import N_
from chongyang.services import permissions, queries
from chongyang.services.enums import ProviderState
from chongyang.services.models import Offer, OfferArea, ServiceProvider
from chongyang.services.operations.errors import refuse
from chongyang.services.operations.steps import judging, tell_provider
from chongyang.services.rules.leaving import list_open
from chongyang.territory.permissions import demand
from chongyang.territory.rules.capabilities import Can

NO_REASON = N_("请写明原因，最多 200 个字；会对外公布，请不要写个人姓名。")
NOT_IN_FORCE = N_("这家服务商现在不在册，不能这样办理。")
NOT_SUSPENDED = N_("这家服务商没有被暂停。")
TOO_SOON = N_("退出日期应在今天之后，一年之内。")
OPEN_WORK = N_("还有未办结的事项：%(open)s。请先办结或转给其他服务商，再办理退出。")
SCORE = N_("评分应在 0 到 100 之间。")
MOST, YEAR, SHOWN = 200, timedelta(days=366), 8


def _reason(reason: str) -> str:
    told = " ".join(reason.split())
    if not told or len(told) > MOST or not is_line(told):
        refuse("reason", NO_REASON)
    return told


def locked(provider: UUID) -> ServiceProvider:
    """The row under its lock; in the system's scope. Raises NotFound."""
    row = ServiceProvider.objects.select_for_update(of=("self",)).filter(id=provider).first()
    if row is None:
        raise queries.NotFound(str(provider))
    return row


def _of_desk(provider: UUID, scope: Scope) -> ServiceProvider:
    """A provider whose seat lies in the areas of who admits. Raises NotFound, NotAllowed."""
    permissions.demand_admit(scope)
    row = queries.access_provider(provider)
    if not scope.covers(row.area):
        raise queries.NotFound(str(provider))
    return row


def put_aside(row: ServiceProvider, reason: str, by: Actor, now: datetime) -> None:
    """It is offered to nobody any more; what is ordered goes on. In the system's scope."""
    row.state, row.reason, row.since_on = ProviderState.SUSPENDED.value, reason, timezone.localdate(now)
    row.save(update_fields=["state", "reason", "since_on"])
    tell_provider("suspended", row, by, now)


@transaction.atomic
def suspend(*, provider: UUID, reason: str, scope: Scope, by: Actor, now: datetime) -> ServiceProvider:
    """The county stops new orders. Raises UnableToDo, NotFound."""
    held, told = _of_desk(provider, scope), _reason(reason)
    with judging(held.organisation, by, now):
        row = locked(held.id)
        if row.state != ProviderState.IN_FORCE:
            refuse("state", NOT_IN_FORCE)
        put_aside(row, told, by, now)
    return row


@transaction.atomic
def resume(*, provider: UUID, scope: Scope, by: Actor, now: datetime) -> ServiceProvider:
    """The county lets it in again. Raises UnableToDo, NotFound."""
    held = _of_desk(provider, scope)
    with judging(held.organisation, by, now):
        row = locked(held.id)
        if row.state != ProviderState.SUSPENDED:
            refuse("state", NOT_SUSPENDED)
        row.state, row.reason = ProviderState.IN_FORCE.value, ""
        row.since_on = timezone.localdate(now)
        row.save(update_fields=["state", "reason", "since_on"])
        tell_provider("resumed", row, by, now)
    return row


@transaction.atomic
def leave(
    *, provider: UUID, leaves_on: date, reason: str, scope: Scope, by: Actor, now: datetime
) -> ServiceProvider:
    """It leaves on a coming day, by its own word or the county's: nothing new is offered from now. What
    is open then stays named until it is done. Raises UnableToDo, NotFound.
    """
    held, told = _leaving(provider, scope), _reason(reason)
    today = timezone.localdate(now)
    if not today < leaves_on <= today + YEAR:
        refuse("leaves_on", TOO_SOON)
    with access.enter(system_scope("a provider leaves", actor=by)):
        row = locked(held.id)
        if row.state == ProviderState.EXITED:
            refuse("state", NOT_IN_FORCE)
        row.state, row.reason, row.leaves_on = ProviderState.LEAVING.value, told, leaves_on
        row.since_on = today
        row.save(update_fields=["state", "reason", "leaves_on", "since_on"])
        tell_provider("leaving", row, by, now, on=leaves_on.isoformat())
    return row


def _leaving(provider: UUID, scope: Scope) -> ServiceProvider:
    """The actor's own, or one of the desk that admits. Raises NotFound, NotAllowed."""
    if permissions.may_provide(scope):
        row = queries.access_provider(provider)
        if row.organisation == scope.organisation:
            return row
    return _of_desk(provider, scope)


@transaction.atomic
def finish_leaving(*, provider: UUID, scope: Scope, by: Actor, now: datetime) -> ServiceProvider:
    """The county closes an exit when nothing is open any more. Raises UnableToDo naming it, NotFound."""
    held = _of_desk(provider, scope)
    with judging(held.organisation, by, now):
        row = locked(held.id)
        if row.state != ProviderState.LEAVING:
            refuse("state", NOT_IN_FORCE)
        if still := list_open(row.organisation):
            named = "；".join(
                f"{gettext(one.label)} {'、'.join(one.numbers[:SHOWN])}"
                + ("…" if len(one.numbers) > SHOWN else "")
                for one in still
            )
            refuse("open", OPEN_WORK, open=named)
        _exit(row, by, now)
    return row


def _exit(row: ServiceProvider, by: Actor, now: datetime) -> None:
    """Off the list; its offers end with the day."""
    today = timezone.localdate(now)
    row.state, row.since_on, row.leaves_on = ProviderState.EXITED.value, today, today
    row.save(update_fields=["state", "since_on", "leaves_on"])
    for model in (Offer, OfferArea):
        rows = model._default_manager.filter(provider=row)
        rows.filter(valid_from__gt=today).delete()
        rows.filter(valid_to=None).update(valid_to=today)
        rows.filter(valid_to__gt=today).update(valid_to=today)
    tell_provider("exited", row, by, now)


@transaction.atomic
def finish_due(*, now: datetime) -> int:
    """Those whose day came and who have nothing open leave by themselves; system scope."""
    due = ServiceProvider.objects.filter(
        state=ProviderState.LEAVING, leaves_on__lte=timezone.localdate(now)
    ).select_for_update(of=("self",))
    done = [row for row in due.order_by("id") if not list_open(row.organisation)]
    for row in done:
        _exit(row, SYSTEM, now)
    return len(done)


@transaction.atomic
def set_score(*, organisation: UUID, score: Decimal | None, scope: Scope, by: Actor, now: datetime) -> None:
    """What the room of quality computed; offers are listed by it. Raises UnableToDo, NotFound."""
    demand(scope, Can.JUDGE_QUALITY)
    if score is not None and not 0 <= score <= 100:
        refuse("score", SCORE)
    with access.enter(system_scope("score", actor=by)):
        held = queries.provider_of(organisation)
        if held is None:
            raise queries.NotFound(str(organisation))
        row = locked(held.id)
        row.score, row.scored_at = score, now
        row.save(update_fields=["score", "scored_at"])
        tell_provider("scored", row, by, now)
