"""Why an order is withdrawn, from `data/reasons.yaml`: whether that is free, and who may say it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

import yaml

OWN, DESK = "own", "desk"


class UnknownReason(KeyError):
    """No reason has this key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    key: str
    label: str
    english: str
    free: bool
    by: tuple[str, ...]


@cache
def reasons() -> Mapping[str, Reason]:
    """All reasons in the order of the file."""
    text = resources.files("chongyang.orders").joinpath("data/reasons.yaml").read_text(encoding="utf-8")
    rows = yaml.safe_load(text)["reasons"]
    return {
        key: Reason(
            key=key, label=row["label"], english=row["english"], free=row["free"], by=tuple(row["by"])
        )
        for key, row in rows.items()
    }


def reason(key: str) -> Reason:
    try:
        return reasons()[key]
    except KeyError:
        raise UnknownReason(key) from None


def reasons_for(who: str) -> tuple[Reason, ...]:
    """Those that this side may give."""
    return tuple(one for one in reasons().values() if who in one.by)
