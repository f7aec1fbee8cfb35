"""The library's numbers and conditions (`data/rules.yaml`); a city changes the file."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from chongyang.core.yaml_files import read_yaml
from chongyang.projects.enums import Batch, Stage

FEN = 100


@dataclass(frozen=True, slots=True)
class BatchRule:
    """From which batches a project is proposed for one, and under which conditions."""

    to: Batch
    came_from: frozenset[Batch]
    conditions: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Settings:
    """What the rules of the library rest on; `is_confirmed` is False until a city said so."""

    month_due_day: int
    months_of: frozenset[Stage]
    remind_again_days: int
    over_plan_percent: int
    most_stages_at_once: int
    most_fen: int
    most_square_metres: int
    most_beds: int
    big_revenue_fen: int
    permitted: Mapping[str, Stage]
    batches: tuple[BatchRule, ...]
    source: str
    is_confirmed: bool


@cache
def load_settings() -> Settings:
    file = files("chongyang.projects") / "data" / "rules.yaml"
    told = read_yaml(file.read_text(encoding="utf-8"))
    return Settings(
        month_due_day=told["month_due_day"],
        months_of=frozenset(Stage.of(name) for name in told["months_of"]),
        remind_again_days=told["remind_again_days"],
        over_plan_percent=told["over_plan_percent"],
        most_stages_at_once=told["most_stages_at_once"],
        most_fen=told["most_yuan"] * FEN,
        most_square_metres=told["most_square_metres"],
        most_beds=told["most_beds"],
        big_revenue_fen=told["big_revenue_yuan"] * FEN,
        permitted={str(key): Stage.of(name) for key, name in told["permitted"].items()},
        batches=tuple(_batch(row) for row in told["batches"]),
        source=told["source"],
        is_confirmed=told["confirmed"],
    )


def _batch(row: Mapping[str, Any]) -> BatchRule:
    return BatchRule(
        Batch.of(row["to"]), frozenset(Batch.of(name) for name in row["from"]), row["conditions"]
    )
