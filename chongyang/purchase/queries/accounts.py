"""Reads of voucher accounts: for the desk of the area, and for the person and who acts for her."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import QuerySet

from chongyang.core import access
from chongyang.core.scopes import Scope, system_scope
from chongyang.purchase import permissions
from chongyang.purchase.enums import Kind
from chongyang.purchase.models import VoucherAccount, VoucherEntry
from chongyang.purchase.queries.pages import one_of
from chongyang.purchase.rules import county, shares
from chongyang.purchase.rules.county import Rule
from chongyang.purchase.rules.shares import PartTold
from chongyang.registry import queries as registry
from chongyang.territory.permissions import may
from chongyang.territory.rules.capabilities import Can

READERS = (Can.HANDLE_PURCHASE, Can.ORDER_OWN, Can.ORDER_SERVICES)
ENDS = (Kind.RELEASED.value, Kind.SPENT.value)


@dataclass(frozen=True, slots=True)
class AccountTold:
    """What she has for one period, in the unit of the rule."""

    id: UUID
    rule: Rule
    period_from: date
    valid_to: date
    granted: int
    held: int
    spent: int

    @property
    def left(self) -> int:
        return self.granted - self.held - self.spent

    @property
    def last_day(self) -> date:
        return self.valid_to - timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Line:
    """One entry of a statement, with what was left after it."""

    entry: VoucherEntry
    left: int


@dataclass(frozen=True, slots=True)
class Statement:
    account: VoucherAccount
    rule: Rule
    lines: tuple[Line, ...]


def visible_accounts(scope: Scope) -> QuerySet[VoucherAccount]:
    """Those of the area, or of whom the reader is or acts for."""
    if not any(may(scope, one) for one in READERS):
        return VoucherAccount.objects.none()
    return access.visible(VoucherAccount.objects.all(), scope)


def account_of(scope: Scope, person: UUID, on: date) -> list[AccountTold]:
    """Her accounts that are usable on a day, the one that lapses first in front; under all her files."""
    rows = visible_accounts(scope).filter(person__in=registry.get_cluster(person), period_from__lte=on)
    rows = rows.filter(valid_to__gt=on, lapsed_at=None).order_by("valid_to", "id")
    return [_told(row) for row in rows]


def access_account(scope: Scope, account: UUID) -> VoucherAccount:
    """One within reach. Raises NotFound."""
    return one_of(visible_accounts(scope), account)


def list_of_person(scope: Scope, person: UUID, limit: int = 60) -> list[AccountTold]:
    """All her accounts within reach, the newest period first."""
    rows = visible_accounts(scope).filter(person__in=registry.get_cluster(person))
    return [_told(row) for row in rows.order_by("-period_from", "rule", "id")[:limit]]


def list_accounts(
    scope: Scope, *, month: date | None = None, rule: str = "", limit: int = 50, after: UUID | None = None
) -> list[VoucherAccount]:
    """Accounts of the desk's area for periods that begin in a month, by their keys."""
    permissions.demand_desk(scope)
    rows = access.visible(VoucherAccount.objects.all(), scope)
    rows = rows.filter(period_from=month) if month else rows
    rows = rows.filter(rule=rule) if rule else rows
    rows = rows.filter(id__gt=after) if after else rows
    return list(rows.order_by("id")[:limit])


def statement(scope: Scope, account: UUID) -> Statement:
    """Every entry in the order of its writing, with the running rest. Raises NotFound."""
    held = access_account(scope, account)
    lines, left = [], 0
    for entry in VoucherEntry.objects.filter(account=held).order_by("at", "id"):
        left += _moves(entry)
        lines.append(Line(entry, left))
    return Statement(held, county.rule_of(held.rule), tuple(lines))


def _moves(entry: VoucherEntry) -> int:
    """What is usable changes with a grant, a hold and its release; to spend what was held changes nothing."""
    if entry.kind == Kind.HELD:
        return -entry.units
    return 0 if entry.kind == Kind.SPENT else entry.units


def parts_of(orders: Sequence[UUID]) -> dict[UUID, tuple[PartTold, ...]]:
    """By order what each payer pays: of what was spent, else of what is held; an order without either is left
    out. A sanctioned crossing for whoever reached the orders: it tells money by payer, and nobody's account.
    """
    rounds: dict[UUID, dict[int, list[VoucherEntry]]] = {}
    with access.enter(system_scope("payers of orders")):
        for entry in VoucherEntry.objects.filter(order__in=list(orders)).order_by("id"):
            if entry.order:
                rounds.setdefault(entry.order, {}).setdefault(entry.round, []).append(entry)
    told = {order: _standing_parts(held[max(held)]) for order, held in rounds.items()}
    return {order: parts for order, parts in told.items() if parts}


def _standing_parts(entries: Sequence[VoucherEntry]) -> tuple[PartTold, ...]:
    spent = [one for one in entries if one.kind == Kind.SPENT]
    ended = {one.account_id for one in entries if one.kind in ENDS}
    counted = spent or [one for one in entries if one.kind == Kind.HELD and one.account_id not in ended]
    return shares.join(*(_parts(one) for one in counted))


def _parts(entry: VoucherEntry) -> tuple[PartTold, ...]:
    return tuple(PartTold(**part) for part in entry.parts)


def _told(row: VoucherAccount) -> AccountTold:
    rule = county.rule_of(row.rule)
    return AccountTold(row.id, rule, row.period_from, row.valid_to, row.granted, row.held, row.spent)
