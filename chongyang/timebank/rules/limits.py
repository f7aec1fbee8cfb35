"""What may be earned, held and given, and what of an account is too old."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from chongyang.core.yaml_files import read_yaml


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    unit: int
    day_most: int
    month_most: int
    balance_most: int
    year_given_most: int
    least_age: int
    expiry_months: int
    late_days: int
    consent_days: int


@cache
def load() -> Limits:
    told = read_yaml((files("chongyang.timebank") / "data" / "limits.yaml").read_text(encoding="utf-8"))
    return Limits(**{name: int(told[name]) for name in Limits.__dataclass_fields__})


def age_on(born_on: date, on: date) -> int:
    """Full years."""
    return on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))


def is_whole(minutes: int) -> bool:
    """Quarters of an hour, more than none."""
    return minutes > 0 and minutes % load().unit == 0


def expires_before(on: date) -> date:
    """What was credited before this day has expired on `on`."""
    place = on.year * 12 + on.month - 1 - load().expiry_months
    return date(place // 12, place % 12 + 1, 1)


def too_old(credited: int, consumed: int, held: int) -> int:
    """What expires: of `credited` long ago, what was neither used since, the oldest first, nor is held."""
    return max(0, credited - consumed - held)
