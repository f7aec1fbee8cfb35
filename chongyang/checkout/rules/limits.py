"""The limits of `data/limits.yaml`: minutes to pay, days until due, errands, and cash, which is off."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from chongyang.core.yaml_files import read_yaml


@dataclass(frozen=True, slots=True)
class Limits:
    attempt_minutes: int
    due_days: int
    errand_most_fen: int
    cash_allowed: bool
    cash_most_fen: int


@cache
def limits() -> Limits:
    told = read_yaml((files("chongyang.checkout") / "data" / "limits.yaml").read_text(encoding="utf-8"))
    return Limits(
        attempt_minutes=told["attempt_minutes"],
        due_days=told["due_days"],
        errand_most_fen=told["errand_most_fen"],
        cash_allowed=told["cash"]["allowed"],
        cash_most_fen=told["cash"]["most_fen"],
    )
