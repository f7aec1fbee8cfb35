"""What voucher accounts cover of one order: the account that lapses first is used first. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from uuid import UUID

from chongyang.purchase.enums import Unit
from chongyang.purchase.rules import shares
from chongyang.purchase.rules.county import Rule
from chongyang.purchase.rules.shares import PartTold


@dataclass(frozen=True, slots=True)
class Standing:
    """An account as it stands under its lock."""

    id: UUID
    rule: Rule
    valid_to: date
    left: int


@dataclass(frozen=True, slots=True)
class Draw:
    """What one account gives for the order: units of its own, and money with its payers."""

    account: UUID
    units: int
    amount_fen: int
    parts: tuple[PartTold, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """The order, as far as a quota is concerned."""

    item: str
    area: int
    price_fen: int
    minutes: int


def cover(accounts: Iterable[Standing], asked: Asked) -> tuple[str, list[Draw]]:
    """The key of the rule that covers and what its accounts give; nothing where none covers the item.

    One rule covers an order: the first in the order of their codes that gives anything.
    """
    by_rule: dict[str, list[Standing]] = {}
    for one in accounts:
        by_rule.setdefault(one.rule.key, []).append(one)
    for key in sorted(by_rule):
        held = sorted(by_rule[key], key=lambda one: (one.valid_to, one.id))
        if draws := _draws(held[0].rule, held, asked):
            return key, draws
    return "", []


def _draws(rule: Rule, accounts: Sequence[Standing], asked: Asked) -> list[Draw]:
    percent = rule.items.get(asked.item, 0)
    most_fen = shares.percent_of(asked.price_fen, percent)
    wanted = _units(rule, asked, most_fen)
    if not most_fen or wanted <= 0 or (rule.covers_whole and sum(one.left for one in accounts) < wanted):
        return []
    made, rest, paid = [], wanted, 0
    for one in accounts:
        if units := min(max(one.left, 0), rest):
            rest -= units
            until = most_fen * (wanted - rest) // wanted  # of the running sum, so that no fen is lost between
            made.append(Draw(one.id, units, until - paid, _parts(rule, until - paid, asked.area)))
            paid = until
    return [one for one in made if one.amount_fen]


def _units(rule: Rule, asked: Asked, most_fen: int) -> int:
    return {Unit.FEN: most_fen, Unit.MINUTES: asked.minutes, Unit.TIMES: 1}[rule.unit]


def _parts(rule: Rule, amount_fen: int, area: int) -> tuple[PartTold, ...]:
    return shares.parts_of(amount_fen, rule.percents, rule.remainder, area)


def spend(draw: Draw, rule: Rule, area: int, share: Fraction) -> Draw:
    """What of a hold is spent when only a share of the help was given. A time is used whole or not at all."""
    if share >= 1:
        return draw
    amount = shares.shared(draw.amount_fen, share)
    units = draw.units if rule.unit == Unit.TIMES and share else shares.shared(draw.units, share)
    units = amount if rule.unit == Unit.FEN else units
    return Draw(draw.account, units, amount, _parts(rule, amount, area))
