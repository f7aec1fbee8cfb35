"""Which accounts each thing that happens to money moves. Pure; every list sums to nothing."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any
from uuid import UUID

import yaml

from chongyang.core.words import N_
from chongyang.treasury.enums import EntryKind

LABELS = (
    *(N_("预算批复数"), N_("可用指标"), N_("已安排指标"), N_("已支出指标"), N_("补助支出")),
    *(N_("待银行支付"), N_("国库存款"), N_("应收追回款"), N_("追回收入")),
)
"""The words of the chart, which is data; they stand here for the catalogue."""


@dataclass(frozen=True, slots=True)
class Account:
    """An account of the chart. `side` is where its balance usually stands."""

    code: str
    label: str
    side: str
    group: str


@dataclass(frozen=True, slots=True)
class Sum:
    """Money of one payer, fund, programme and year."""

    area: int
    level: str
    fund: str
    programme: str
    year: int
    amount_fen: int
    payee: UUID | None = None


@dataclass(frozen=True, slots=True)
class Side:
    """One posting to be written."""

    account: str
    of: Sum


MOVES: dict[str, tuple[tuple[str, int], ...]] = {
    EntryKind.BUDGET: (("available", 1), ("appropriated", -1)),
    EntryKind.ORDER: (("committed", 1), ("available", -1)),
    EntryKind.CANCEL: (("available", 1), ("committed", -1)),
    EntryKind.RELEASE: (("used", 1), ("committed", -1), ("expense", 1), ("in_transit", -1)),
    EntryKind.SETTLE: (("in_transit", 1), ("treasury", -1)),
    EntryKind.RETURN: (("committed", 1), ("used", -1), ("in_transit", 1), ("expense", -1)),
    EntryKind.RECOVERY: (("receivable", 1), ("recovered", -1)),
    EntryKind.COLLECT: (("treasury", 1), ("receivable", -1)),
    EntryKind.SET_OFF: (("used", 1), ("committed", -1), ("expense", 1), ("receivable", -1)),
    EntryKind.CORRECTION: (("used", 1), ("available", -1), ("expense", 1), ("treasury", -1)),
}
"""For each kind of entry the accounts and their signs; a negative sum turns every sign round."""


def sides_of(kind: EntryKind, sums: Iterable[Sum]) -> Iterator[Side]:
    """The postings of an entry; sums of nothing leave none."""
    for one in sums:
        if one.amount_fen:
            for account, sign in MOVES[kind]:
                yield Side(account, replace(one, amount_fen=sign * one.amount_fen))


def share(amount: int, weights: list[int]) -> list[int]:
    """Split whole fen by weights, to the fen and without loss: the largest remainders get one more."""
    total = sum(weights)
    parts = [amount * weight // total for weight in weights]
    order = sorted(range(len(weights)), key=lambda n: (-(amount * weights[n] % total), n))
    for n in order[: amount - sum(parts)]:
        parts[n] += 1
    return parts


@cache
def chart() -> dict[str, Account]:
    """The chart of accounts by code, in the order of the file."""
    text = files("chongyang.treasury").joinpath("data", "chart.yaml").read_text(encoding="utf-8")
    rows: list[dict[str, Any]] = yaml.safe_load(text)
    return {row["code"]: Account(row["code"], row["label"], row["side"], row["group"]) for row in rows}
