"""What may stand in a cell: a plain number, of the right unit, no part above its whole."""

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from chongyang.core.words import N_
from chongyang.reporting.rules.forms import Item

PLAIN = re.compile(r"-?\d{1,40}(?:\.\d{1,40})?")
"""What a person writes: never an exponent, whose number may be longer than any memory."""
NUMBER = re.compile(r"-?\d{1,12}(?:\.\d{1,4})?")
MOST = Decimal(10) ** 12
NOT_NUMBER = N_("须为数字，最多四位小数，不带单位和千分号。")
TOO_LARGE = N_("数字太大。")
NEGATIVE = N_("不能小于 0。")
NOT_WHOLE = N_("须为整数。")
ABOVE = N_("分子 %(numerator)s 大于分母 %(denominator)s。")
NO_DENOMINATOR = N_("这一项由系统计算分母，不填。")
DENOMINATOR_LACKS = N_("分母还没有填。")
NUMERATOR_LACKS = N_("分子还没有填。")
OTHER_UNIT = N_("计量单位不一致：表样为“%(wanted)s”，填的是“%(given)s”。")
NOT_ASKED = N_("这张表没有这一项。")
PARTS = ("numerator", "denominator")


class WrongCell(ValueError):
    """What is wrong with a cell; `reason` is Chinese source text, `values` fill it."""

    def __init__(self, reason: str, part: str = "numerator", **values: Any) -> None:
        super().__init__(reason)
        self.reason, self.part, self.values = reason, part, values


@dataclass(frozen=True, slots=True)
class Figures:
    """What somebody counted: numerator, and denominator where it is asked."""

    numerator: Decimal
    denominator: Decimal | None = None


def read_number(told: Any, part: str = "numerator") -> Decimal | None:
    """A number as people or a spreadsheet give it; None for an empty cell. Raises WrongCell."""
    if told is None or (isinstance(told, str) and not told.strip()):
        return None
    if isinstance(told, bool) or not isinstance(told, str | int | float | Decimal):
        raise WrongCell(NOT_NUMBER, part)
    if isinstance(told, str) and not PLAIN.fullmatch(told.strip()):
        raise WrongCell(NOT_NUMBER, part)
    try:
        number = Decimal(str(told).strip())
    except InvalidOperation:
        raise WrongCell(NOT_NUMBER, part) from None
    if not number.is_finite():
        raise WrongCell(NOT_NUMBER, part)
    if abs(number) >= MOST:
        raise WrongCell(TOO_LARGE, part)
    if not NUMBER.fullmatch(format(number, "f")):
        raise WrongCell(NOT_NUMBER, part)
    return number


def read_figures(item: Item, numerator: Any, denominator: Any = None) -> Figures | None:
    """The cells of a line; None where both are empty. Raises WrongCell."""
    above, below = read_number(numerator), read_number(denominator, "denominator")
    if below is not None and not item.denominator:
        raise WrongCell(NO_DENOMINATOR, "denominator")
    if above is None and below is None:
        return None
    if above is None:
        raise WrongCell(NUMERATOR_LACKS)
    if item.denominator and below is None:
        raise WrongCell(DENOMINATOR_LACKS, "denominator")
    figures = Figures(above, below)
    check(item, figures)
    return figures


def check(item: Item, figures: Figures) -> None:
    """Raises WrongCell for less than nothing, half a thing, a part above its whole."""
    for part, number in zip(PARTS, (figures.numerator, figures.denominator), strict=True):
        if number is None:
            continue
        if number < 0 and not (item.is_signed and part == "numerator"):
            raise WrongCell(NEGATIVE, part)
        if item.is_integer and number != number.to_integral_value():
            raise WrongCell(NOT_WHOLE, part)
    check_share(item, figures.numerator, figures.denominator)


def check_share(item: Item, numerator: Decimal, denominator: Decimal | None) -> None:
    """Raises WrongCell where a share would be above its whole."""
    if item.is_share and denominator is not None and numerator > denominator:
        raise WrongCell(ABOVE, numerator=shown(numerator), denominator=shown(denominator))


def check_unit(item: Item, given: str) -> None:
    """Raises WrongCell for a unit other than that of the form."""
    if given != item.unit:
        raise WrongCell(OTHER_UNIT, wanted=item.unit, given=given[:20])


def shown(number: Decimal | None) -> str:
    """Without zeros that say nothing: 12, 3.5; empty where nothing was told."""
    if number is None:
        return ""
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
