"""投产一批、开工一批、储备一批 (2018-34/4.4): who is proposed for which batch; a person decides."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from chongyang.core.words import N_
from chongyang.projects.enums import Batch, Stage
from chongyang.projects.rules.settings import BatchRule, load_settings


@dataclass(frozen=True, slots=True)
class Standing:
    """What the conditions ask of a project, as of a day."""

    stage: Stage
    batch: Batch
    share: int
    parcels: int
    parcels_supplied: int
    needed_fen: int
    granted_fen: int
    planned_this_year_fen: int
    open_problems: int


Condition = Callable[[Standing, Any], bool]
CONDITIONS: Mapping[str, Condition] = {
    "stage_in": lambda one, told: one.stage in told,
    "land": lambda one, told: (one.parcels == one.parcels_supplied) is told,
    "funds": lambda one, told: (one.granted_fen >= one.needed_fen) is told,
    "planned_this_year": lambda one, told: (one.planned_this_year_fen > 0) is told,
    "share_at_least": lambda one, told: one.share >= told,
    "no_open_problem": lambda one, told: (one.open_problems == 0) is told,
}
WORDS = {
    "stage_in": N_("阶段符合"),
    "land": N_("用地已落实或不需要"),
    "funds": N_("资金已落实"),
    "planned_this_year": N_("当年有投资计划"),
    "share_at_least": N_("进度达到要求"),
    "no_open_problem": N_("没有未解决的问题"),
}


@dataclass(frozen=True, slots=True)
class Checked:
    """One condition of a rule for one project."""

    name: str
    words: str
    holds: bool


def check(rule: BatchRule, one: Standing) -> list[Checked]:
    """Every condition of a rule, whether it holds or not."""
    return [Checked(name, WORDS[name], CONDITIONS[name](one, told)) for name, told in rule.conditions.items()]


def proposals(one: Standing) -> Iterator[tuple[Batch, list[Checked]]]:
    """The batches for which a project may be proposed, the furthest last."""
    for rule in load_settings().batches:
        checked = check(rule, one)
        if one.batch in rule.came_from and all(condition.holds for condition in checked):
            yield rule.to, checked
