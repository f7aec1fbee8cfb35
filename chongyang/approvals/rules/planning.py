"""What a stage asks of one project: which items run, which a clause spares, which papers it needs."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from chongyang.approvals.rules.catalogue import Catalogue, Condition, Item, Material, Stage


@dataclass(frozen=True, slots=True)
class Asked:
    """One paper: which items it is for (none: all departments read it), or the clause that spares it."""

    material: Material
    items: tuple[str, ...]
    is_common: bool
    spared_by: Condition | None = None


@dataclass(frozen=True, slots=True)
class StagePlan:
    """A stage for the facts of one project."""

    stage: Stage
    items: tuple[Item, ...]
    fallen: Mapping[str, Condition]
    papers: tuple[Asked, ...]

    @property
    def required(self) -> tuple[str, ...]:
        """The names of the papers without which nothing is handed in."""
        return tuple(one.material.name for one in self.papers if one.spared_by is None)

    def reads(self, items: Collection[str]) -> frozenset[str]:
        """The papers that whoever decides these items reads: theirs and the common ones."""
        return frozenset(
            one.material.name for one in self.papers if one.is_common or set(one.items) & set(items)
        )


def plan(catalogue: Catalogue, stage: Stage, facts: Mapping[str, bool]) -> StagePlan:
    """The stage as it is asked of a project of which these facts are told."""
    fallen = {name: rule for rule in catalogue.conditions if facts.get(rule.fact) for name in rule.items}
    running = tuple(item for item in stage.items if item.name not in fallen)
    here = {name: rule for name, rule in fallen.items() if name in {item.name for item in stage.items}}
    return StagePlan(stage, running, here, tuple(_papers(catalogue, stage, running, here, facts)))


def _papers(
    catalogue: Catalogue,
    stage: Stage,
    running: tuple[Item, ...],
    fallen: Mapping[str, Condition],
    facts: Mapping[str, bool],
) -> Iterator[Asked]:
    spared = {name: rule for rule in catalogue.conditions if facts.get(rule.fact) for name in rule.materials}
    proofs = {rule.proof for rule in fallen.values()}
    for name, material in catalogue.materials.items():
        users = tuple(item.name for item in running if name in item.needs)
        is_common = name in stage.common or name in proofs
        told = not material.only_if or facts.get(material.only_if, False)
        if told and (users or is_common):
            yield Asked(material, users, is_common, spared.get(name))
