"""The model as data (linkage/data/model.yaml) and as Splink's settings, the same for every engine."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

SHIPPED = Path(__file__).resolve().parent.parent / "data" / "model.yaml"
LEAST_CHANCE, MOST_CHANCE = 1e-9, 0.1


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a comparison. `how` is exact, damerau, any, crossed, shared, empty or other; `shared` is of
    two lists and asks for `least` words that stand in both.

    DuckDB counts distances in bytes: only digits and letters are compared by `damerau`, names by `any`.
    """

    name: str
    label: str
    how: str
    columns: tuple[str, ...]
    most: int = 0
    least: int = 1
    frequency: str = ""
    m: float = 0.0
    u: float = 0.0


@dataclass(frozen=True, slots=True)
class Comparison:
    name: str
    label: str
    steps: tuple[Step, ...]

    def step_at(self, gamma: int) -> Step:
        """The step behind Splink's number: -1 for empty, then 0 for the last upwards."""
        return self.steps[0] if gamma < 0 else self.steps[len(self.steps) - 1 - gamma]


@dataclass(frozen=True, slots=True)
class Bands:
    """Weights from which a pair is linked, or looked at by a person; and how many records one person has."""

    link: float
    look: float
    largest_cluster: int


@dataclass(frozen=True, slots=True)
class Model:
    version: str
    comparisons: tuple[Comparison, ...]
    blocking: tuple[tuple[str, ...], ...]
    bands: Bands
    once: frozenset[str]
    second_person: Mapping[str, bool]
    least_m: float = 0.0

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column that a comparison or a block reads, each once."""
        steps = [column for told in self.comparisons for step in told.steps for column in step.columns]
        return tuple(dict.fromkeys([*steps, *(column for line in self.blocking for column in line)]))


@cache
def shipped() -> Model:
    """The model of this release."""
    with SHIPPED.open(encoding="utf-8") as file:
        return read(yaml.safe_load(file))


def read(told: Mapping[str, Any]) -> Model:
    """A model from its data."""
    return Model(
        version=str(told["version"]),
        comparisons=tuple(
            Comparison(one["name"], one["label"], tuple(map(_step, one["steps"])))
            for one in told["comparisons"]
        ),
        blocking=tuple(tuple(line) for line in told["blocking"]),
        bands=Bands(**told["bands"]),
        once=frozenset(told["once"]),
        second_person=told["second_person"],
        least_m=float(told["least_m"]),
    )


def _step(told: Mapping[str, Any]) -> Step:
    how = next(
        (kind for kind in ("empty", "exact", "damerau", "any", "crossed", "shared") if kind in told), "other"
    )
    columns = told.get(how, ())
    return Step(
        name=told.get("name", how),
        label=told.get("label", ""),
        how=how,
        columns=(columns,) if isinstance(columns, str) else tuple(columns),
        most=told.get("most", 0),
        least=told.get("least", 1),
        frequency=told.get("frequency", ""),
        m=float(told.get("m", 0)),
        u=float(told.get("u", 0)),
    )


def chance(records: int, sources: int) -> float:
    """That two records drawn from all are of one person, if each person stands once in each source."""
    share = max(sources - 1, 1) / max(records - 1, 1)
    return min(MOST_CHANCE, max(LEAST_CHANCE, share))


def settings(model: Model, records: int, sources: int, *, in_detail: bool = False) -> Any:
    """Splink's settings, the same object for DuckDB and Spark; `in_detail` keeps each field's weight."""
    from splink import SettingsCreator, block_on

    return SettingsCreator(
        link_type="dedupe_only",
        comparisons=[_comparison(one) for one in model.comparisons],
        blocking_rules_to_generate_predictions=[block_on(*line) for line in model.blocking],
        probability_two_random_records_match=chance(records, sources),
        retain_matching_columns=False,
        retain_intermediate_calculation_columns=in_detail,
        unique_id_column_name="record",
    )


def _comparison(told: Comparison) -> Any:
    from splink.internals.comparison_library import CustomComparison

    levels = [_level(step) for step in told.steps]
    return CustomComparison(comparison_levels=levels, output_column_name=told.name)


def _level(step: Step) -> Any:
    from splink import comparison_level_library as levels

    if step.how == "empty":
        return levels.CustomLevel(_empty(step.columns)).configure(
            is_null_level=True, label_for_charts="empty"
        )
    made = _makers(levels)[step.how](step)
    frequency = {"tf_adjustment_column": step.frequency} if step.frequency else {}
    return made.configure(m_probability=step.m, u_probability=step.u, label_for_charts=step.name, **frequency)


def _makers(levels: Any) -> dict[str, Any]:
    return {
        "exact": lambda step: levels.ExactMatchLevel(step.columns[0]),
        "damerau": lambda step: levels.DamerauLevenshteinLevel(step.columns[0], step.most),
        "any": lambda step: levels.CustomLevel(_any(step.columns)),
        "crossed": lambda step: levels.CustomLevel(_crossed(step.columns)),
        "shared": lambda step: levels.ArrayIntersectLevel(step.columns[0], step.least),
        "other": lambda step: levels.ElseLevel(),
    }


def condition(step: Step) -> str:
    """The same step as SQL over `…_l` and `…_r` in DuckDB, tried from the top; for whoever counts m and u."""
    match step.how:
        case "exact":
            return f"{step.columns[0]}_l = {step.columns[0]}_r"
        case "damerau":
            return f"damerau_levenshtein({step.columns[0]}_l, {step.columns[0]}_r) <= {step.most}"
        case "any":
            return _any(step.columns)
        case "crossed":
            return _crossed(step.columns)
        case "shared":
            return f"len(list_intersect({step.columns[0]}_l, {step.columns[0]}_r)) >= {step.least}"
        case "empty":
            return _empty(step.columns)
    return "true"


def _empty(columns: Sequence[str]) -> str:
    """Nothing to compare: of each column one of the two records has nothing."""
    return " and ".join(f"({name}_l is null or {name}_r is null)" for name in columns)


def _any(columns: Sequence[str]) -> str:
    """At least one of these columns is the same."""
    return " or ".join(f"{name}_l = {name}_r" for name in columns)


def _crossed(columns: Sequence[str]) -> str:
    """One record's date is the other's read in another way."""
    told, read_so = columns
    return f"{told}_l = {read_so}_r or {read_so}_l = {told}_r"
