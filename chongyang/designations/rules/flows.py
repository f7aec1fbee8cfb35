"""The ways to a title and of its reviews, from `data/flows.yaml`, made into deciding life cycles (ADR 0045).

Working days are counted by the city's calendar, so a job tells what is late and no timer of a table does.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from chongyang.core.lifecycles.table import Action, Lifecycle, State
from chongyang.core.words import N_
from chongyang.core.yaml_files import read_yaml
from chongyang.designations.enums import GIVEN, REFUSED, RETURNED, TAKEN_BACK, Kind
from chongyang.funding.rules.flows import Stage
from chongyang.territory.enums import Role
from chongyang.territory.rules.capabilities import CAPABILITIES, Can

__all__ = ["Flow", "Stage"]

APPLYING, OBJECTION = "applying", "objection"
UNRELATED, OTHER_ROLE, OTHER_OFFICE = "unrelated", "other_role", "other_office"
PASSED, NO_OBJECTION = "passed", "no_objection"
ANSWERERS = (Role.COUNTY_REVIEWER.value, Role.CITY_REVIEWER.value, Role.LEADING_GROUP_OFFICE.value)


def _holding(capability: Can) -> tuple[str, ...]:
    return tuple(sorted(role.value for role, held in CAPABILITIES.items() if capability in held))


APPLICANTS = _holding(Can.APPLY_DESIGNATIONS)


class UnableToReadFlow(ValueError):
    """The file of flows contradicts itself; the message names the flow."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """The stages of one way in their order."""

    name: str
    label: str
    stages: tuple[Stage, ...]

    @property
    def lifecycle(self) -> str:
        return f"designations.{self.name}"

    def stage(self, state: str) -> Stage | None:
        """The stage that waits in a state; None for drafts, returned and ended ones."""
        return next((one for one in self.stages if one.name == state), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewDays:
    """The days of a review of a title that hangs."""

    visit_workdays: int
    decide_workdays: int
    hearing_workdays: int
    renews_days: int
    mend_most_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    flows: Mapping[str, Flow]
    reviews: ReviewDays
    notice_workdays: int
    complete_workdays: int
    most_open: int
    evidence: tuple[str, ...]
    evidence_more: tuple[str, ...]

    @property
    def evidence_kinds(self) -> tuple[str, ...]:
        return self.evidence + self.evidence_more


@cache
def load() -> Settings:
    """The shipped file. Raises UnableToReadFlow."""
    file = resources.files("chongyang.designations").joinpath("data", "flows.yaml")
    return read(read_yaml(file.read_text(encoding="utf-8")))


def read(told: Mapping[str, Any]) -> Settings:
    """The settings of a parsed file. Raises UnableToReadFlow."""
    numbers: dict[str, Any] = {
        name: int(told[name]) for name in ("notice_workdays", "complete_workdays", "most_open")
    }
    flows = {name: _flow(name, row) for name, row in told["flows"].items()}
    lists: dict[str, Any] = {name: tuple(told[name]) for name in ("evidence", "evidence_more")}
    return Settings(flows=flows, reviews=ReviewDays(**told["reviews"]), **numbers, **lists)


def _flow(name: str, row: Mapping[str, Any]) -> Flow:
    try:
        stages = tuple(Stage(**{**one, "roles": tuple(one["roles"])}) for one in row["stages"])
    except (KeyError, TypeError) as error:
        raise UnableToReadFlow(f"{name}: {error}") from error
    made = Flow(name=name, label=row["label"], stages=stages)
    for wrong, why in _faults(made):
        if wrong:
            raise UnableToReadFlow(f"{name}: {why}")
    return made


def _faults(flow: Flow) -> Iterator[tuple[bool, str]]:
    places = {one.name for one in flow.stages} | {GIVEN, REFUSED, ""}
    kinds = [one.kind for one in flow.stages]
    for one in flow.stages:
        yield one.kind not in set(Kind), f"{one.name}: unknown kind {one.kind!r}"
        yield one.workdays < 1, f"{one.name}: no days"
        yield not {*one.roles, one.escalates} <= set(Role), f"{one.name}: an unknown role"
        yield not {one.next, one.against, one.back} <= places, f"{one.name}: leads nowhere"
        yield one.kind == Kind.VISIT and len(one.roles) < 2, f"{one.name}: two look together"
    for kind in (Kind.VISIT, Kind.PROPOSE, Kind.NOTICE, Kind.DECIDE):
        yield kinds.count(kind.value) != 1, f"exactly one stage of {kind.value}"


def get_flow(name: str) -> Flow:
    """The flow of this name; KeyError for another."""
    return load().flows[name]


@cache
def tables() -> Mapping[str, Lifecycle]:
    """The life cycle of each flow, by the flow's name."""
    return {name: make_table(flow) for name, flow in load().flows.items()}


def make_table(flow: Flow) -> Lifecycle:
    """A state for each stage, and every human action in a stage of its own."""
    ends = (
        State(GIVEN, N_("已认定"), final=True),
        State(REFUSED, N_("未认定"), final=True),
        State(TAKEN_BACK, N_("已撤回"), final=True),
    )
    waiting = tuple(State(one.name, one.waiting) for one in flow.stages)
    return Lifecycle(
        name=flow.lifecycle,
        label=flow.label,
        version=1,
        deciding=True,
        opening_stage=APPLYING,
        states=(*waiting, State(RETURNED, N_("待补正")), *ends),
        initial=flow.stages[0].name,
        actions=tuple(_actions(flow)),
    )


def _actions(flow: Flow) -> Iterator[Action]:
    for one in flow.stages:
        yield from _OF_KIND[one.kind](one, flow)
    places = (*(one.name for one in flow.stages), RETURNED)
    first = flow.stages[0].name
    yield Action("resubmit", N_("补正后重新提交"), (RETURNED,), first, APPLICANTS, stage=APPLYING)
    yield Action("take_back", N_("撤回申报"), places, TAKEN_BACK, APPLICANTS, stage=APPLYING)
    yield Action("escalate", N_("逾期上报"), places, None, by_system=True)


def _act(stage: Stage, name: str, label: str, target: str | None, **told: Any) -> Action:
    """An action of those whom the stage names, unrelated to who applied."""
    needs = (UNRELATED, *told.pop("needs", ()))
    return Action(name, label, (stage.name,), target, stage.roles, stage=stage.name, needs=needs, **told)


def _common(stage: Stage) -> Iterator[Action]:
    """To ask for what is missing, and, where the stage may, to turn away what belongs elsewhere."""
    yield _act(stage, f"return_{stage.name}", N_("退回补正"), RETURNED, reason_required=True)
    if stage.refuses:
        yield _act(stage, f"turn_away_{stage.name}", N_("不予受理"), REFUSED, reason_required=True)


def _review(stage: Stage, _: Flow) -> Iterator[Action]:
    yield _act(stage, f"pass_{stage.name}", stage.label, stage.next)
    yield from _common(stage)


def _visit(stage: Stage, _: Flow) -> Iterator[Action]:
    """One fills in the sheet, another of another role signs the same."""
    yield _act(stage, "score", N_("登记评分"), None)
    yield _act(stage, "sign", N_("共同签字"), stage.next, needs=(OTHER_ROLE,))
    yield from _common(stage)


def _propose(stage: Stage, _: Flow) -> Iterator[Action]:
    yield _act(stage, "propose", N_("提出认定并公示"), stage.next, needs=(PASSED,))
    yield _act(stage, "advise_against", N_("提出不予认定"), stage.against, reason_required=True)
    yield from _common(stage)


def _notice(stage: Stage, flow: Flow) -> Iterator[Action]:
    needs = (UNRELATED, OTHER_OFFICE)
    held: dict[str, Any] = {"stage": OBJECTION, "needs": needs, "reason_required": True}
    places, first = (stage.name,), flow.stages[0].name
    yield Action("answer_objection", N_("答复异议：不成立"), places, None, ANSWERERS, **held)
    yield Action("uphold_objection", N_("异议成立，重新审核"), places, first, ANSWERERS, **held)
    yield Action("close_notice", N_("公示期满"), places, stage.next, needs=(NO_OBJECTION,), by_system=True)


def _decide(stage: Stage, _: Flow) -> Iterator[Action]:
    yield _act(stage, "give", N_("认定并授牌"), GIVEN, needs=(PASSED,))
    yield _act(stage, "refuse", N_("不予认定"), REFUSED, reason_required=True)
    if stage.back:
        yield _act(stage, "send_back", N_("退回重新提出"), stage.back, reason_required=True)


_OF_KIND = {
    Kind.REVIEW.value: _review,
    Kind.VISIT.value: _visit,
    Kind.PROPOSE.value: _propose,
    Kind.NOTICE.value: _notice,
    Kind.DECIDE.value: _decide,
}
