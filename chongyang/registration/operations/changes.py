"""A change is asked for: by the family, the elder, a clerk, the call centre, or another department."""

import json
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.utils import timezone

from chongyang.core import access, workdays
from chongyang.core.fields import index_of
from chongyang.core.identifiers import InvalidIdentifier, read_identity
from chongyang.core.operations import cases
from chongyang.core.scopes import Actor, Scope, system_scope
from chongyang.core.words import N_
from chongyang.registration import permissions
from chongyang.registration.enums import AskedAs
from chongyang.registration.models import ChangedField, ChangeRequest
from chongyang.registration.operations.errors import UnableToAsk
from chongyang.registration.queries.changes import OPEN
from chongyang.registration.queries.files import present_of
from chongyang.registration.rules import changes as rules
from chongyang.registration.rules.changes import ChangeForm, Wished
from chongyang.registration.rules.lifecycles import CHANGE
from chongyang.registry import queries as registry
from chongyang.registry.enums import Source
from chongyang.registry.models import Elder
from chongyang.registry.operations.elders import read_area
from chongyang.territory import queries as territory
from chongyang.territory.permissions import demand
from chongyang.territory.rules.capabilities import Can

ZONE = ZoneInfo("Asia/Shanghai")
ASKED_BEFORE = N_("这一项您已经申请过，正在办理。")
NO_PERSON = N_("没有登记这个身份证号码的老人，或不在贵部门的区域内。")
SOURCE_LACKS = N_("请写明数据来自哪个部门。")


@transaction.atomic
def ask_change(*, person: UUID, form: ChangeForm, scope: Scope, by: Actor, now: datetime) -> ChangeRequest:
    """Ask that fields of a file within reach be changed; the same asked twice is one request.

    Raises NotFound of the registry, UnableToAsk with a reason for each wrong field.
    """
    permissions.demand_ask(scope)
    elder = registry.access_elder(scope, person)
    if territory.broken_glass(scope, elder.id, elder.area, now):
        raise permissions.NotAllowed("broken glass is for reading")
    return _ask(elder, form, rules.AS_ROLE[scope.role], scope, by, now)


@transaction.atomic
def tell_change(
    *, identity_number: str, form: ChangeForm, scope: Scope, by: Actor, now: datetime
) -> ChangeRequest:
    """Another department asks by identity number, for a person of its own areas whose file it may not read.

    It learns that the request was taken, and later how it ended; nothing of what stands in the file.
    """
    demand(scope, Can.TELL_CHANGES)
    if form.source not in set(Source):
        raise UnableToAsk({"source": SOURCE_LACKS})
    with access.enter(system_scope("told change", actor=by)):
        elder = _by_number(identity_number, scope, now)
        return _ask(elder, form, AskedAs.DEPARTMENT, scope, by, now)


def _by_number(identity_number: str, scope: Scope, now: datetime) -> Elder:
    try:
        number = read_identity(identity_number, today=timezone.localdate(now)).number
    except InvalidIdentifier as error:
        raise UnableToAsk({"identity_number": error.reason}) from None
    rows = Elder.objects.filter(identity_index=index_of(number, "identity"), same_as=None)
    elder = rows.first()
    if elder is None or not scope.covers(elder.area):
        raise UnableToAsk({"identity_number": NO_PERSON})
    return elder


def _ask(
    elder: Elder, form: ChangeForm, asked_as: AskedAs, scope: Scope, by: Actor, now: datetime
) -> ChangeRequest:
    account = permissions.account_of(by)
    inner = system_scope("asked change", actor=by) if asked_as is AskedAs.DEPARTMENT else scope
    present = present_of(inner, elder)
    wished = rules.read_change(form, present, timezone.localdate(now))
    reasons = wished.reasons | _area_reasons(wished)
    if reasons:
        raise UnableToAsk(reasons)
    old = {name: present[name] for name in wished.values}
    if held := _asked_before(elder, wished, account):
        return held
    try:
        with transaction.atomic():
            return _write(elder, form, wished, old, asked_as, scope, by, now)
    except IntegrityError as error:
        if "changedfield_open_once" not in str(error):
            raise
        raise UnableToAsk({"changes": ASKED_BEFORE}) from None


def _area_reasons(wished: Wished) -> dict[str, str]:
    if rules.AREA not in wished.values or rules.AREA in wished.reasons:
        return {}
    _, wrong = read_area(wished.values[rules.AREA], system_scope("area"))
    return wrong


def _asked_before(elder: Elder, wished: Wished, account: UUID) -> ChangeRequest | None:
    """The account's open request for exactly this; for the same field and another value it is refused."""
    rows = ChangeRequest.objects.filter(person=elder.id, asked_by=account, state__in=OPEN)
    for row in rows.order_by("asked_at", "id"):
        told = json.loads(row.values.plain)
        if {name: pair["new"] for name, pair in told.items()} == wished.values:
            return row
        if again := set(told) & set(wished.values):
            raise UnableToAsk(dict.fromkeys(again, ASKED_BEFORE))
    return None


def _write(
    elder: Elder,
    form: ChangeForm,
    wished: Wished,
    old: dict[str, Any],
    asked_as: AskedAs,
    scope: Scope,
    by: Actor,
    now: datetime,
) -> ChangeRequest:
    told = {name: {"old": old[name], "new": value} for name, value in wished.values.items()}
    is_department = asked_as is AskedAs.DEPARTMENT
    row = ChangeRequest(
        person=elder.id,
        area=elder.area,
        organisation=scope.organisation if is_department else None,
        fields=sorted(told),
        values=json.dumps(told, ensure_ascii=False),
        route=wished.route.value,
        asked_as=asked_as.value,
        asked_by=permissions.account_of(by),
        asked_at=now,
        source=form.source if is_department else rules.SOURCES[asked_as].value,
        reason=form.reason.strip() or None,
        evidence=form.evidence,
        evidence_note=form.evidence_note.strip() or None,
        due_at=workdays.deadline(now, rules.workdays_for(wished.route), ZONE),
    )
    row.save(force_insert=True)
    for name in row.fields:
        ChangedField.objects.create(
            request=row,
            person=row.person,
            area=row.area,
            organisation=row.organisation,
            field=name,
            asked_by=row.asked_by,
        )
    cases.open_case(
        lifecycle=CHANGE,
        area=row.area,
        person=row.person,
        organisation=row.organisation,
        by=by,
        now=now,
        case_id=row.id,
        evidence={"fields": row.fields, "route": row.route},
    )
    return row
