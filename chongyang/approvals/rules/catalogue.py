"""The four stages from `data/stages.yaml`: read once and checked; a city edits that file."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from chongyang.core.yaml_files import read_yaml


class UnableToReadStages(ValueError):
    """The file contradicts itself; the message names the row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """What an applicant tells of a project and the window checks by its proof."""

    name: str
    label: str
    asks: str
    clause: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """A paper. `months`: how long it may be used again; None = while the project runs, 0 = not."""

    name: str
    label: str
    months: int | None = None
    only_if: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """What one department decides within a stage, beside the others."""

    name: str
    label: str
    department: str
    workdays: int
    needs: tuple[str, ...]
    gives: str
    duty: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Joint:
    """Several items whose departments meet once: one list of opinions, one outcome (联合审图、联合验收)."""

    name: str
    label: str
    items: tuple[str, ...]
    workdays: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One of the four. `main` is the item whose document stands for the stage."""

    name: str
    label: str
    lead: str
    workdays: int
    main: str
    common: tuple[str, ...]
    items: tuple[Item, ...]
    joint: Joint | None = None

    @property
    def lifecycle(self) -> str:
        return f"approvals.{self.name}"

    def item(self, name: str) -> Item:
        """The item of this name; KeyError for another."""
        return {item.name: item for item in self.items}[name]


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """What a clause spares: items and materials that fall away where `fact` is told; `proof` shows it.

    Of `copied_items` the departments `copied_to` get a copy.
    """

    name: str
    fact: str
    label: str
    clause: str
    quote: str
    items: tuple[str, ...] = ()
    materials: tuple[str, ...] = ()
    proof: str = ""
    copied_items: tuple[str, ...] = ()
    copied_to: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """The numbers of the one window."""

    accept_workdays: int
    complete_workdays: int
    remind_workdays: int
    most_open: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """A converted building keeps its former use in the books for some years, once it is filed."""

    clause: str
    parameter: str
    departments: tuple[str, ...]
    remind_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """The whole file."""

    window: Window
    use: Use
    facts: tuple[Fact, ...]
    materials: Mapping[str, Material]
    stages: tuple[Stage, ...]
    conditions: tuple[Condition, ...]
    source: str
    is_confirmed: bool

    def stage(self, name: str) -> Stage:
        """The stage of this name; KeyError for another."""
        return {stage.name: stage for stage in self.stages}[name]

    def after(self, name: str) -> Stage | None:
        """The stage that follows; None after the last."""
        names = [stage.name for stage in self.stages]
        place = names.index(name) + 1
        return self.stages[place] if place < len(names) else None

    @property
    def first(self) -> Stage:
        return self.stages[0]


@cache
def load() -> Catalogue:
    """The shipped file. Raises UnableToReadStages."""
    text = resources.files("chongyang.approvals").joinpath("data", "stages.yaml").read_text(encoding="utf-8")
    return read(read_yaml(text))


def read(told: Mapping[str, Any]) -> Catalogue:
    """The catalogue of a parsed file. Raises UnableToReadStages."""
    try:
        made = Catalogue(
            window=Window(**told["window"]),
            use=_made(Use, told["use"]),
            facts=tuple(Fact(**row) for row in told["facts"]),
            materials={row["name"]: Material(**row) for row in told["materials"]},
            stages=tuple(_stage(row) for row in told["stages"]),
            conditions=tuple(_made(Condition, row) for row in told["conditions"]),
            source=told["source"],
            is_confirmed=told["confirmed"],
        )
    except (KeyError, TypeError) as error:
        raise UnableToReadStages(str(error)) from error
    for wrong, why in _faults(made):
        if wrong:
            raise UnableToReadStages(why)
    return made


def _made(kind: type[Any], row: Mapping[str, Any]) -> Any:
    """A row with its lists as tuples."""
    return kind(**{name: tuple(value) if isinstance(value, list) else value for name, value in row.items()})


def _stage(row: Mapping[str, Any]) -> Stage:
    joint = _made(Joint, row["joint"]) if "joint" in row else None
    items = tuple(_made(Item, item) for item in row["items"])
    return Stage(**{**row, "items": items, "common": tuple(row["common"]), "joint": joint})


def _faults(told: Catalogue) -> Iterator[tuple[bool, str]]:
    """Names lead somewhere, and every item stands once."""
    items = [item for stage in told.stages for item in stage.items]
    names = [item.name for item in items]
    yield len(names) != len(set(names)), "an item stands twice"
    yield len({stage.name for stage in told.stages}) != len(told.stages), "a stage stands twice"
    facts = {fact.name for fact in told.facts} | {""}
    for material in told.materials.values():
        yield material.only_if not in facts, f"{material.name}: unknown fact"
    for stage in told.stages:
        yield from _faults_of_stage(stage, told)
    for rule in told.conditions:
        yield rule.fact not in facts - {""}, f"{rule.name}: unknown fact"
        yield not {*rule.items, *rule.copied_items} <= set(names), f"{rule.name}: unknown item"
        papers = {*rule.materials, *([rule.proof] if rule.proof else [])}
        yield not papers <= set(told.materials), f"{rule.name}: unknown material"


def _faults_of_stage(stage: Stage, told: Catalogue) -> Iterator[tuple[bool, str]]:
    names = {item.name for item in stage.items}
    yield stage.main not in names, f"{stage.name}: no main item"
    yield stage.joint is not None and not set(stage.joint.items) <= names, f"{stage.name}: joint of others"
    yield stage.workdays < 1 or any(item.workdays < 1 for item in stage.items), f"{stage.name}: no days"
    needed = {*stage.common, *(name for item in stage.items for name in item.needs)}
    yield not needed <= set(told.materials), f"{stage.name}: unknown material"
