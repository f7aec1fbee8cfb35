"""When a carer is away."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from chongyang.core import access
from chongyang.core.scopes import Actor, Scope
from chongyang.core.words import N_
from chongyang.workforce import queries
from chongyang.workforce.enums import AbsenceKind
from chongyang.workforce.models import Absence
from chongyang.workforce.operations.carers import editable
from chongyang.workforce.operations.errors import refuse
from chongyang.workforce.operations.telling import tell
from chongyang.workforce.rules.forms import NOT_LISTED

ORDER = N_("结束时间应在开始时间之后。")
TOO_LONG = N_("一次最多登记 %(days)s 天。")
PAST = N_("这段时间已经过去。")
OVERLAPS = N_("这段时间与已登记的缺勤重叠。")
MOST = timedelta(days=366)


@transaction.atomic
def add_absence(
    *, carer: UUID, from_at: datetime, to_at: datetime, kind: str, scope: Scope, by: Actor, now: datetime
) -> Absence:
    """From then to then (half open) she is not sent. Raises UnableToDo, NotFound."""
    row = editable(scope, carer, now)
    if kind not in set(AbsenceKind):
        refuse("kind", NOT_LISTED)
    if to_at <= from_at:
        refuse("to_at", ORDER)
    if to_at - from_at > MOST:
        refuse("to_at", TOO_LONG, days=MOST.days)
    if to_at <= now:
        refuse("to_at", PAST)
    held = {"area": row.area, "organisation": row.organisation, "kind": kind}
    made = Absence(carer=row, from_at=from_at, to_at=to_at, **held)
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as error:
        if "absence_once" not in str(error):
            raise
        refuse("from_at", OVERLAPS)
    tell("away", row, by, now, absence=str(made.id))
    return made


@transaction.atomic
def cancel_absence(*, absence: UUID, scope: Scope, by: Actor, now: datetime) -> None:
    """She comes after all. What lies behind stays as it was. Raises UnableToDo, NotFound."""
    held = access.visible(Absence.objects.filter(id=absence), scope).first()
    if held is None:
        raise queries.NotFound(str(absence))
    row = editable(scope, held.carer_id, now)
    if held.to_at <= now:
        refuse("to_at", PAST)
    if held.from_at <= now:
        held.to_at = now
        held.save(update_fields=["to_at"])
    else:
        held.delete()
    tell("back", row, by, now, absence=str(absence))
