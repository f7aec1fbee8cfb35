"""The weights of dispatch, data with their source in `data/dispatch.yaml`."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

SHIPPED = Path(__file__).resolve().parent.parent / "data" / "dispatch.yaml"


@dataclass(frozen=True, slots=True)
class Weights:
    """The values of `dispatch.yaml`; each weight is in seconds of the way."""

    source: str
    confirmed: bool
    shown: int
    by_phone_shown: int
    nearer_shown: int
    near_seconds: int
    unknown_seconds: int
    call_seconds: int
    task_seconds: int
    key_seconds: int
    skill_seconds: int
    familiar_seconds: int
    familiar_most: int
    familiar_days: int
    language_seconds: int
    sex_seconds: int
    rest_hours: float
    tired_seconds: int
    night_begins: int
    night_ends: int
    night_minutes: int
    long_duty_hours: float
    cover_minutes: int


@cache
def load_weights() -> Weights:
    """The shipped values; a negative one, or a night without hours, is refused."""
    held = Weights(**yaml.safe_load(SHIPPED.read_text(encoding="utf-8")))
    values = [getattr(held, name) for name in Weights.__slots__]
    if (
        min(value for value in values if not isinstance(value, str)) < 0
        or held.rest_hours <= 0
        or held.night_begins == held.night_ends
    ):
        raise ValueError("dispatch.yaml holds a weight that cannot be")
    return held
