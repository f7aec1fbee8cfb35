"""The numbers of `data/meals.yaml`."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from chongyang.core.yaml_files import read_yaml


@dataclass(frozen=True, slots=True)
class Meals:
    most_stops: int
    stop_minutes: int
    search_rounds: int
    detour: float
    metres_a_minute: float
    days_ahead: int
    most_of_one: int


@cache
def meals() -> Meals:
    told = read_yaml((files("chongyang.supplies") / "data" / "meals.yaml").read_text(encoding="utf-8"))
    return Meals(**{name: told[name] for name in Meals.__slots__})
