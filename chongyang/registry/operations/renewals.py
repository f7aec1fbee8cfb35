"""A mandate goes on: asked for by its holder, renewed at the desk or by the elder, spoken of before its end.

A renewal is a new mandate that names the old one, so that each paper keeps its own words and its own days. A
mandate that was revoked is not renewed but given anew.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from chongyang.core import access
from chongyang.core.scopes import SYSTEM, Actor, Scope, system_scope
from chongyang.core.words import N_
from chongyang.registry import permissions
from chongyang.registry.enums import LifeStatus
from chongyang.registry.models import Elder, Mandate
from chongyang.registry.operations import mandates as giving
from chongyang.registry.operations.errors import UnableToUpdate
from chongyang.registry.operations.people import locked
from chongyang.registry.queries import NotFound
from chongyang.registry.rules import mandates
from chongyang.registry.rules.mandates import EndReason, MandateChannel, State
from chongyang.territory import queries as territory

NOT_RENEWABLE = N_("这份委托已经撤销，或结束太久；请重新办理。")
NO_END = N_("这份委托不设到期日，不需要续期。")
SHORTER = N_("续期后的到期日应晚于现在的到期日。")
ASKED = N_("已经申请过续期，请等老人本人或街道确认。")
NOT_HOLDER = N_("只有受托人可以申请续期。")
BATCH = 500


@transaction.atomic
def renew_mandate(
    *, mandate: UUID, form: mandates.RenewalForm, scope: Scope, by: Actor, now: datetime
) -> Mandate:
    """A clerk of the elder's area renews on paper or in person, before the end or for a while after it.

    Raises NotFound, UnableToUpdate.
    """
    permissions.demand_write(scope)
    row = access.visible(Mandate.objects.filter(id=mandate), scope).first()
    if row is None:
        raise NotFound(str(mandate))
    return _renew(locked(scope, row.person), mandate, form, by, now)


@transaction.atomic
def renew_own_mandate(
    *, mandate: UUID, form: mandates.RenewalForm, scope: Scope, by: Actor, now: datetime
) -> Mandate:
    """The elder renews from her own account; for all others the mandate is not there. Raises NotFound,
    UnableToUpdate.
    """
    row = access.visible(Mandate.objects.filter(id=mandate), scope).first()
    if row is None or not permissions.can_read(scope):
        raise NotFound(str(mandate))
    giving.demand_own(row.person, by, now)
    online = mandates.RenewalForm(form.last_day, form.reason, MandateChannel.ONLINE.value, form.text_version)
    return _renew(locked(scope, row.person), mandate, online, by, now)


def _renew(elder: Elder, mandate: UUID, form: mandates.RenewalForm, by: Actor, now: datetime) -> Mandate:
    with access.enter(system_scope("mandate", actor=by)):
        row = Mandate.objects.select_for_update(of=("self",)).get(id=mandate)
        values, reasons = mandates.read_renewal(row.basis, form, timezone.localdate(now))
        reasons |= _row_reasons(row, elder, now) | giving.desk_reason(elder.id, values, by, now)
        until = giving.end_of(values.get("last_day"))
        if not reasons and until and row.valid_to and until <= row.valid_to:
            reasons["last_day"] = SHORTER
        if reasons:
            raise UnableToUpdate(reasons)
        if mandates.state_of(row.valid_to, row.revoked_at, now) is State.OPEN:
            giving.end(row, EndReason.RENEWED, by, now)
        return giving.write_mandate(elder, row.account, _columns(row, values), by, now)


def _row_reasons(row: Mandate, elder: Elder, now: datetime) -> dict[str, str]:
    if elder.life_status == LifeStatus.DEAD:
        return {"mandate": giving.DEAD}
    if row.valid_to is None:
        return {"mandate": NO_END}
    too_old = now - row.valid_to > timedelta(days=mandates.renewable_days_after())
    if row.revoked_at or too_old or not _may_hold(row, now):
        return {"mandate": NOT_RENEWABLE}
    later = Mandate.objects.filter(account=row.account, person=row.person, valid_from__gt=row.valid_from)
    return {"mandate": NOT_RENEWABLE} if giving.open_of(later, now).exists() else {}


def _may_hold(row: Mandate, now: datetime) -> bool:
    """Whether the account is still open and of the roles that hold mandates."""
    return territory.find_holder(territory.username_of(row.account), now) is not None


def _columns(row: Mandate, values: dict[str, Any]) -> dict[str, Any]:
    """The old mandate's content under the new paper."""
    return {
        "relation": row.relation,
        "basis": row.basis,
        "allows": row.allows,
        "channel": values["channel"],
        "text_version": values["text_version"],
        "valid_to": giving.end_of(values["last_day"]),
        "renews": row.id,
        "renew_reason": values["reason"],
    }


@transaction.atomic
def ask_renewal(*, mandate: UUID, scope: Scope, by: Actor, now: datetime) -> Mandate:
    """Its holder asks for it to go on; the elder or a clerk decides. Raises NotFound, UnableToUpdate."""
    if by.account is None or not permissions.can_read(scope):
        raise NotFound(str(mandate))
    with access.enter(system_scope("mandate", actor=by)):
        rows = Mandate.objects.filter(id=mandate, account=by.account).select_for_update(of=("self",))
        row = rows.first()
        if row is None:
            raise NotFound(str(mandate))
        if row.valid_to is None or row.revoked_at:
            raise UnableToUpdate({"mandate": NO_END if row.valid_to is None else NOT_RENEWABLE})
        if row.renewal_asked_at:
            raise UnableToUpdate({"mandate": ASKED})
        row.renewal_asked_at = now
        row.save(update_fields=["renewal_asked_at"])
        giving.record("registry.mandate.renewal_asked", row, by, now)
        return row


@transaction.atomic
def remind_of_ending(*, now: datetime, limit: int = BATCH) -> int:
    """Say of mandates that they are ending, each at each of its days once; returns how many were spoken of.

    The event tells the rooms that reach people; the desks show the list without it.
    """
    farthest = now + timedelta(days=max(mandates.remind_days()))
    with access.enter(system_scope("mandate reminders")):
        rows = Mandate.objects.filter(revoked_at=None, valid_to__gt=now, valid_to__lte=farthest)
        due = [
            (row, days)
            for row in rows.select_for_update(of=("self",), skip_locked=True).order_by("valid_to", "id")
            if row.valid_to and (days := mandates.reminder_due(row.valid_to, row.reminded_days, now))
        ][:limit]
        for row, days in due:
            row.reminded_days = days
            row.save(update_fields=["reminded_days"])
            giving.record("registry.mandate.ending", row, SYSTEM, now, days=days)
        return len(due)
