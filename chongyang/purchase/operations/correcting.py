"""An account is corrected by two persons: one proposes how much and why, another confirms or refuses."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from chongyang.core import access
from chongyang.core.scopes import Actor, Scope, system_scope
from chongyang.core.words import N_
from chongyang.purchase import permissions, queries
from chongyang.purchase.enums import Kind, Unit
from chongyang.purchase.models import VoucherAccount, VoucherCorrection, VoucherEntry
from chongyang.purchase.operations.errors import UnableToCorrect
from chongyang.purchase.operations.events import tell_of

NOTHING = N_("请填写要增加或减少多少，不能为零。")
NO_REASON = N_("请写明更正的理由，最多 500 个字。")
TOO_MUCH = N_("减少的数量超过账户里还没有预留和使用的部分。")
LAPSED = N_("这个账户已经到期，不能更正。")
OPEN = N_("这个账户已有一项更正等待确认。")
DECIDED = N_("这项更正已经处理过。")
SAME = N_("更正须由另一个人确认。")
MOST, MOST_UNITS = 500, 100_000_000


@transaction.atomic
def propose_correction(
    *, account: UUID, units: int, reason: str, scope: Scope, by: Actor, now: datetime
) -> VoucherCorrection:
    """Ask for an account to be changed by so many units of its own. Raises UnableToCorrect, NotFound."""
    permissions.demand_correct(scope)
    held = _locked(scope, account)
    wrong = {
        **({"units": NOTHING} if not 0 < abs(units) <= MOST_UNITS else {}),
        **({"reason": NO_REASON} if not 0 < len(reason.strip()) <= MOST else {}),
        **({"account": OPEN} if held.corrections.filter(decided_at=None).exists() else {}),
    }
    if wrong:
        raise UnableToCorrect(wrong)
    _check(held, units)
    made = VoucherCorrection(account=held, person=held.person, area=held.area, units=units)
    made.proposed_by, made.proposed_at, made.reason = permissions.account_of(by), now, reason.strip()
    made.save(force_insert=True)
    tell_of("purchase.correction.proposed", made.id, held.area, by, now, person=held.person, units=units)
    return made


@transaction.atomic
def decide_correction(
    *, correction: UUID, confirm: bool, scope: Scope, by: Actor, now: datetime
) -> VoucherCorrection:
    """Another person confirms or refuses it; confirmed, the entry is written. Raises UnableToCorrect."""
    permissions.demand_correct(scope)
    found = queries.access_correction(scope, correction)
    account = _locked(scope, found.account_id)
    row = VoucherCorrection.objects.select_for_update(of=("self",)).get(id=found.id)
    if row.decided_at:
        raise UnableToCorrect({"correction": DECIDED})
    if row.proposed_by == by.account:
        raise UnableToCorrect({"by": SAME})
    row.decided_by, row.decided_at, row.confirmed = permissions.account_of(by), now, confirm
    if confirm:
        _check(account, row.units)
        row.entry = _write(account, row.units, by, now)
    row.save(update_fields=["decided_by", "decided_at", "confirmed", "entry"])
    verb = "confirmed" if confirm else "refused"
    tell_of(f"purchase.correction.{verb}", row.id, row.area, by, now, person=row.person, units=row.units)
    return row


def _locked(scope: Scope, account: UUID) -> VoucherAccount:
    queries.access_account(scope, account)
    return VoucherAccount.objects.select_for_update(of=("self",)).get(id=account)


def _check(account: VoucherAccount, units: int) -> None:
    if account.lapsed_at:
        raise UnableToCorrect({"account": LAPSED})
    if account.left + units < 0:
        raise UnableToCorrect({"units": TOO_MUCH})


def _write(account: VoucherAccount, units: int, by: Actor, now: datetime) -> UUID:
    with access.enter(system_scope("correction", actor=by)):
        VoucherAccount.objects.filter(id=account.id).update(granted=F("granted") + units)
        return VoucherEntry.objects.create(
            account=account,
            person=account.person,
            area=account.area,
            rule=account.rule,
            kind=Kind.CORRECTED,
            units=units,
            amount_fen=abs(units) if account.unit == Unit.FEN else 0,
            on=timezone.localdate(now),
            at=now,
            by=by.account,
        ).id
