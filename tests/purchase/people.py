"""The characters of government purchase: an elder with a voucher account, and who decides about her."""

from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from chongyang.core.keys import new_key
from chongyang.core.scopes import SYSTEM
from chongyang.purchase import operations
from chongyang.purchase.enums import Kind, Unit
from chongyang.purchase.models import VoucherAccount, VoucherEntry
from chongyang.purchase.rules import county
from tests import factories

RULE = "jinshui.home_help@1"
MONTH = date(2019, 6, 1)
DAY = date(2019, 6, 12)
ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2019, 6, 12, 10, tzinfo=ZONE)
ITEM = "bath_help"
AREA = factories.JINSHUI


def account(
    granted: int = 20_000, *, person: UUID | None = None, month: date = MONTH, **told: object
) -> VoucherAccount:
    """An account with its grant, as the month's turn makes it."""
    rule = county.rule_of(str(told.pop("rule", RULE)))
    held = VoucherAccount.objects.create(
        person=person or factories.make_elder().id,
        area=AREA,
        entitlement=new_key(),
        rule=rule.key,
        unit=Unit(rule.unit).value,
        period_from=month,
        valid_to=county.usable_until(rule, month),
        granted=granted,
        **told,
    )
    VoucherEntry.objects.create(
        account=held,
        person=held.person,
        area=held.area,
        rule=held.rule,
        kind=Kind.GRANTED,
        units=granted,
        amount_fen=granted if held.unit == Unit.FEN else 0,
        on=month,
        at=NOW,
    )
    return held


def hold(
    person: UUID, price_fen: int = 10_000, *, order: UUID | None = None, **told: object
) -> operations.Held:
    """As an order that is offered does."""
    asked = {"area": AREA, "item": ITEM, "minutes": 60, "on": DAY, **told}
    return operations.hold(
        person=person, price_fen=price_fen, order=order or new_key(), by=SYSTEM, now=NOW, **asked
    )


def sums(held: VoucherAccount) -> tuple[int, int, int]:
    held.refresh_from_db()
    return held.granted, held.held, held.spent
