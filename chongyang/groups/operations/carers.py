"""Who cares for whom: said, ended, put right by ending and saying anew."""

from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from chongyang.core import access, events
from chongyang.core.scopes import Actor, Scope
from chongyang.core.words import N_
from chongyang.groups import permissions
from chongyang.groups.models import Care
from chongyang.groups.operations.errors import UnableToKeep
from chongyang.groups.queries import NotFound
from chongyang.groups.rules import households as rules
from chongyang.groups.rules.households import CareForm
from chongyang.registry import queries as registry
from chongyang.registry.enums import Source
from chongyang.registry.rules import forms

SELF = N_("不能照护自己；独自生活不必登记照护者。")
ENDED = N_("这项照护已经结束。")
ORDER = N_("结束日期早于开始日期。")
MAIN_TWICE = N_("主要照护者只有一位，请先结束原来的。")


@transaction.atomic
def set_carer(*, elder: UUID, form: CareForm, source: str, scope: Scope, by: Actor, now: datetime) -> Care:
    """Somebody cares for an elder since a day. Raises NotFound, NotAllowed, UnableToKeep."""
    permissions.demand_write(scope)
    row = registry.access_elder(scope, elder)
    today = timezone.localdate(now)
    values, reasons = rules.read_care(form, today)
    reasons |= forms.read_fields({"source": forms.word(Source)}, {"source": source}, today)[1]
    if form.carer == row.id:
        reasons["carer"] = SELF
    if reasons:
        raise UnableToKeep(reasons)
    if form.carer:
        registry.access_elder(scope, form.carer)
    try:
        with transaction.atomic():
            care = Care.objects.create(person=row.id, area=row.area, source=source, **values)
    except IntegrityError:
        raise UnableToKeep({"is_main": MAIN_TWICE}) from None
    _record("groups.care.began", care, by, now)
    return care


@transaction.atomic
def end_care(*, care: UUID, on: date | None, scope: Scope, by: Actor, now: datetime) -> Care:
    """It ended on a day. Raises NotFound, NotAllowed, UnableToKeep."""
    permissions.demand_write(scope)
    row = access.visible(Care.objects.filter(id=care), scope).select_for_update(of=("self",)).first()
    if row is None:
        raise NotFound(str(care))
    _, reasons = forms.read_fields({"on": forms.past_day}, {"on": on}, timezone.localdate(now))
    if row.until is not None:
        reasons["care"] = ENDED
    if not reasons and on and on < row.since:
        reasons["on"] = ORDER
    if reasons:
        raise UnableToKeep(reasons)
    row.until = on
    row.save(update_fields=["until"])
    _record("groups.care.ended", row, by, now)
    return row


def _record(kind: str, row: Care, by: Actor, now: datetime) -> None:
    events.record(
        kind,
        by=by,
        now=now,
        area=row.area,
        subject_type="registry.elder",
        subject=row.person,
        person=row.person,
        payload={"care": str(row.id)},
    )
