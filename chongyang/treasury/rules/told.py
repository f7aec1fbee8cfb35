"""What a room that pays tells the treasury: whom, and which payer's money."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from chongyang.core.words import N_
from chongyang.treasury.enums import Fund, Level, PayeeKind

MOST_FEN = 10**13
"""A hundred billion yuan: more in one payment is a slip of the pen."""
LOWEST_AREA, HIGHEST_AREA = 10**11, 10**12 - 1
COUNTY_DIGITS, CODE_DIGITS = 6, 12
MOST_PARTS, MOST_KEY, MOST_OBJECT = 20, 200, 120

AMOUNT = N_("金额必须大于零，以分为单位。")
TOO_MUCH = N_("金额过大，请核对。")
NO_PARTS = N_("没有说明由谁出资。")
TWICE = N_("同一出资方的同一资金写了两次。")
PERIOD = N_("所属期间的结束必须晚于开始。")
LEVEL = N_("没有这一级出资方。")
FUND = N_("没有这种资金来源。")
AREA = N_("区域代码不正确。")
PAYEE = N_("收款人必须是个人或机构。")
NAME = N_("缺少收款人户名。")
OBJECT = N_("缺少付款事项、依据或编号。")


@dataclass(frozen=True, slots=True)
class PayeeTold:
    """Whom: `key` is the person's or the organisation's. `area` decides which county pays out; the city's own
    code alone means that the city does. Bank and number may be left out and told later.
    """

    kind: str
    key: UUID
    area: int
    name: str
    bank: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True)
class PartTold:
    """A payer's share: `area` is any code inside the payer's, the payer is found by the level."""

    level: str
    fund: str
    area: int
    amount_fen: int

    @property
    def payer(self) -> int:
        return first_code(self.area, Level.of(self.level).digits)


def first_code(area: int, digits: int) -> int:
    """The lowest 12-digit code of the unit of so many digits around an area: 410105001002 → 410105000000."""
    width: int = 10 ** (CODE_DIGITS - digits)
    return area // width * width


def paying_area(area: int) -> int:
    """Where money of this payee is paid out: her county, or the city for what is the city's own."""
    return first_code(area, COUNTY_DIGITS)


def fault_of_amounts(parts: Sequence[PartTold]) -> dict[str, str]:
    """What is wrong with the parts, if anything."""
    if not parts or len(parts) > MOST_PARTS:
        return {"parts": NO_PARTS}
    for part in parts:
        if type(part.amount_fen) is not int or part.amount_fen <= 0:
            return {"amount": AMOUNT}
        if part.amount_fen > MOST_FEN:
            return {"amount": TOO_MUCH}
        if part.level not in set(Level):
            return {"level": LEVEL}
        if part.fund not in set(Fund):
            return {"fund": FUND}
        if not LOWEST_AREA <= part.area <= HIGHEST_AREA:
            return {"area": AREA}
    payers = [(part.payer, part.fund) for part in parts]
    return {"parts": TWICE} if len(set(payers)) < len(payers) else {}


def fault_of_payee(payee: PayeeTold) -> dict[str, str]:
    if payee.kind not in set(PayeeKind):
        return {"payee": PAYEE}
    if not LOWEST_AREA <= payee.area <= HIGHEST_AREA:
        return {"area": AREA}
    return {} if payee.name.strip() else {"name": NAME}


def fault_of_period(period: tuple[date, date | None]) -> dict[str, str]:
    first, last = period
    return {"period": PERIOD} if last is not None and last <= first else {}


def fault_of_words(
    *, programme: str, clause: str, object: str, key: str, reference_kind: str
) -> dict[str, str]:
    told = all(word.strip() for word in (programme, clause, object, key, reference_kind))
    short = len(key) <= MOST_KEY and len(object) <= MOST_OBJECT
    return {} if told and short else {"object": OBJECT}
