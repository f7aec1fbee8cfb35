"""Rotas, shifts, substitutes and channels.

A rota with a gap, or with somebody unreachable, is not activated.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from chongyang.alerting import queries
from chongyang.alerting.enums import ChannelKind
from chongyang.alerting.models import Channel, Rota, Shift
from chongyang.alerting.rules import rotas
from chongyang.core import events, identifiers
from chongyang.core.fields import index_of
from chongyang.core.scopes import Scope
from chongyang.core.words import N_
from chongyang.territory.permissions import demand
from chongyang.territory.rules.capabilities import Can

TWICE = N_("此人在这段时间已有排班")
DISORDERED = N_("结束时间必须晚于开始时间")
TOO_LONG = N_("一个班次不得超过 24 小时")
NOT_IN_REACH = N_("不在您的管辖范围内")
NOT_ON_DUTY = N_("被替班的人此时没有排班")
BAD_NUMBER = N_("号码无效")
NOT_READY = N_("排班有空档或有人联系不上，不能启用")
LONGEST = timedelta(hours=24)


class UnableToSchedule(Exception):
    """What is wrong with the shift, the channel or the rota, as a Chinese source sentence."""

    def __init__(self, reason: str, findings: "queries.RotaFindings | None" = None) -> None:
        super().__init__(reason)
        self.reason, self.findings = reason, findings


@transaction.atomic
def make_rota(*, code: str, name: str, area: int, scope: Scope, now: datetime) -> Rota:
    """A rota without shifts; not active before it has no gap."""
    demand(scope, Can.LEAD_SHIFT)
    if not scope.covers(area):
        raise UnableToSchedule(NOT_IN_REACH)
    if not name.strip():
        raise UnableToSchedule(N_("请给排班起个名称"))
    try:
        with transaction.atomic():
            rota = Rota.objects.create(code=code[:40], name=name.strip()[:60], area=area, made_at=now)
    except IntegrityError as error:
        raise UnableToSchedule(N_("已有同名排班")) from error
    _record(rota, "made", scope, now)
    return rota


@transaction.atomic
def add_shift(
    *,
    rota: UUID,
    account: UUID,
    begins_at: datetime,
    ends_at: datetime,
    scope: Scope,
    now: datetime,
    stands_for: UUID | None = None,
) -> Shift:
    """One person's duty. Raises UnableToSchedule where the same person has duty anywhere at that time."""
    demand(scope, Can.LEAD_SHIFT)
    held = queries.access_rota(scope, rota)
    if ends_at <= begins_at or ends_at - begins_at > LONGEST:
        raise UnableToSchedule(DISORDERED if ends_at <= begins_at else TOO_LONG)
    duty = rotas.Duty(account, begins_at, ends_at, stands_for)
    [shift] = _keep(held, [duty])
    _record(held, "shift_added", scope, now, shift=str(shift.id))
    return shift


@transaction.atomic
def substitute(
    *, shift: UUID, account: UUID, begins_at: datetime, ends_at: datetime, scope: Scope, now: datetime
) -> Shift:
    """Somebody stands in for the person of a shift, for the whole of it or a part. The shift itself stays."""
    demand(scope, Can.LEAD_SHIFT)
    row = queries.access_shift(scope, shift)
    if begins_at < row.begins_at or ends_at > row.ends_at:
        raise UnableToSchedule(NOT_ON_DUTY)
    return add_shift(
        rota=row.rota_id,
        account=account,
        begins_at=begins_at,
        ends_at=ends_at,
        stands_for=row.account,
        scope=scope,
        now=now,
    )


@transaction.atomic
def cancel_shift(*, shift: UUID, scope: Scope, now: datetime) -> Shift:
    """Take a shift back; it stays in the book. A gap that it leaves is shown at once."""
    demand(scope, Can.LEAD_SHIFT)
    row = queries.access_shift(scope, shift)
    row.cancelled_at = now
    row.save(update_fields=["cancelled_at"])
    _record(row.rota, "shift_cancelled", scope, now, shift=str(row.id))
    return row


@transaction.atomic
def lay_shifts(
    *, rota: UUID, pattern: Sequence[rotas.Slot], first_on: date, days: int, scope: Scope, now: datetime
) -> int:
    """Shifts of a weekly pattern over so many days, public holidays by their own lines; returns how many."""
    demand(scope, Can.LEAD_SHIFT)
    held = queries.access_rota(scope, rota)
    duties = queries.lay_out(pattern, first_on, days)
    _keep(held, duties)
    _record(held, "laid", scope, now, shifts=len(duties))
    return len(duties)


def _keep(rota: Rota, duties: Iterable[rotas.Duty]) -> list[Shift]:
    rows = [
        Shift(
            rota=rota,
            area=rota.area,
            account=duty.account,
            stands_for=duty.stands_for,
            begins_at=duty.begins_at,
            ends_at=duty.ends_at,
        )
        for duty in duties
    ]
    try:
        with transaction.atomic():
            return Shift.objects.bulk_create(rows)
    except IntegrityError as error:
        raise UnableToSchedule(TWICE) from error


@transaction.atomic
def activate_rota(*, rota: UUID, scope: Scope, now: datetime) -> Rota:
    """Chains may tell this rota from now on.

    Refused with who and when, while it has a gap or a silent person.
    """
    demand(scope, Can.LEAD_SHIFT)
    held = queries.access_rota(scope, rota)
    findings = queries.check_rota(scope, held, now)
    if findings:
        raise UnableToSchedule(NOT_READY, findings)
    held.state, held.activated_at = "active", now
    held.save(update_fields=["state", "activated_at"])
    _record(held, "activated", scope, now)
    return held


@transaction.atomic
def keep_channel(
    *, account: UUID, kind: str, address: str, area: int, scope: Scope, now: datetime
) -> Channel:
    """A way to a member of staff. Another number begins unverified; a desk needs none."""
    demand(scope, Can.LEAD_SHIFT)
    if not scope.covers(area):
        raise UnableToSchedule(NOT_IN_REACH)
    number = _number(ChannelKind.of(kind), address)
    row = Channel.objects.filter(account=account, kind=kind).first()
    row = row or Channel(account=account, kind=kind, area=area)
    index = index_of(number, "phone") if number else None
    if row.address_index is None or bytes(row.address_index) != index:
        row.is_working, row.verified_at, row.tested_at, row.result = None, None, None, ""
    row.address, row.address_index = number or None, index
    row.save()
    _record_channel(row, scope, now)
    return row


def _number(kind: ChannelKind, address: str) -> str:
    if kind is ChannelKind.DESK:
        return ""
    if kind is ChannelKind.APP:
        return address.strip()[:200]
    try:
        return identifiers.read_phone(address).number
    except identifiers.InvalidIdentifier as error:
        raise UnableToSchedule(BAD_NUMBER) from error


def _record_channel(row: Channel, scope: Scope, now: datetime) -> None:
    events.record(
        "alerting.channel.kept",
        by=scope.actor,
        now=now,
        area=row.area,
        subject_type="alerting.channel",
        subject=row.id,
        payload={"kind": row.kind},
    )


def _record(rota: Rota, what: str, scope: Scope, now: datetime, **payload: str | int) -> None:
    events.record(
        f"alerting.rota.{what}",
        by=scope.actor,
        now=now,
        area=rota.area,
        subject_type="alerting.rota",
        subject=rota.id,
        payload={"rota": rota.code, **payload},
    )
