"""Legal holds: while one stands, nothing of the person is destroyed."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from chongyang.core import access, events
from chongyang.core.scopes import Scope
from chongyang.core.words import N_
from chongyang.privacy.models import LegalHold
from chongyang.privacy.operations.common import refuse
from chongyang.privacy.permissions import Can, demand
from chongyang.privacy.queries import NotFound
from chongyang.privacy.rules.retention import HoldReason
from chongyang.registry import queries as registry

REASON_LACKS = N_("请选择暂缓销毁的原因。")


@transaction.atomic
def place_hold(*, person: UUID, reason: str, case_number: str, scope: Scope, now: datetime) -> LegalHold:
    """Keep everything of a person until it is lifted; several may stand at a time.

    Raises NotAllowed, registry's NotFound, UnableToHandle.
    """
    demand(scope, Can.KEEP_RECORDS)
    elder = registry.access_elder(scope, person)
    refuse({} if reason in set(HoldReason) else {"reason": REASON_LACKS})
    row = LegalHold.objects.create(
        person=elder.id,
        area=elder.area,
        reason=reason,
        case_number=case_number.strip()[:60],
        placed_at=now,
        placed_by=scope.actor.account,
    )
    _record("privacy.hold.placed", row, scope, now)
    return row


@transaction.atomic
def lift_hold(*, hold: UUID, scope: Scope, now: datetime) -> LegalHold:
    """The reason is over. Lifting it twice has the effect of once. Raises NotAllowed, NotFound."""
    demand(scope, Can.KEEP_RECORDS)
    rows = access.visible(LegalHold.objects.filter(id=hold), scope)
    row = rows.select_for_update(of=("self",)).first()
    if row is None:
        raise NotFound(str(hold))
    if row.lifted_at is None:
        row.lifted_at, row.lifted_by = now, scope.actor.account
        row.save(update_fields=["lifted_at", "lifted_by"])
        _record("privacy.hold.lifted", row, scope, now)
    return row


def _record(kind: str, row: LegalHold, scope: Scope, now: datetime) -> None:
    events.record(
        kind,
        by=scope.actor,
        now=now,
        area=row.area,
        subject_type="privacy.hold",
        subject=row.id,
        person=row.person,
        payload={"reason": row.reason},
    )
