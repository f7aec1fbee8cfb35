"""The ways of an application from `data/flows.yaml`: read, checked, and made into deciding life cycles.

Working days of each stage are counted by the city's calendar, so a job fires what is late
(`operations.deadlines`) and no timer of the table.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any

import yaml

from chongyang.core.lifecycles.table import Action, Lifecycle, State
from chongyang.core.words import N_
from chongyang.funding.enums import APPROVED, REFUSED, RETURNED, WITHDRAWN, Kind
from chongyang.territory.enums import Role
from chongyang.territory.rules.capabilities import CAPABILITIES, Can

APPLYING, OBJECTION = "applying", "objection"
ANSWERERS = (Role.COUNTY_REVIEWER.value, Role.CITY_REVIEWER.value)
APPLICANTS = tuple(sorted(role.value for role, held in CAPABILITIES.items() if Can.APPLY_FUNDING in held))
UNRELATED, ENTITLED, OTHER_OFFICE, NO_OBJECTION = "unrelated", "entitled", "other_office", "no_objection"


class UnableToReadFlow(ValueError):
    """The file of flows contradicts itself; the message names the flow."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One stage: who acts in it, for how many working days, and where it leads."""

    name: str
    kind: str
    label: str
    waiting: str
    roles: tuple[str, ...]
    workdays: int
    next: str
    escalates: str
    against: str = ""
    back: str = ""
    refuses: bool = False

    @property
    def is_site(self) -> bool:
        return self.kind == Kind.SITE

    @property
    def computes(self) -> bool:
        """Whether the answer of the rule is asked before it is left."""
        return self.kind in (Kind.PROPOSE, Kind.DECIDE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """The stages in their order."""

    name: str
    label: str
    stages: tuple[Stage, ...]

    @property
    def lifecycle(self) -> str:
        return f"funding.{self.name}"

    def stage(self, state: str) -> Stage | None:
        """The stage that waits in a state; None for drafts, returned and ended ones."""
        return next((stage for stage in self.stages if stage.name == state), None)

    @property
    def first(self) -> Stage:
        return self.stages[0]

    @property
    def table(self) -> Lifecycle:
        return _tables()[self.name]


@dataclass(frozen=True, slots=True)
class Settings:
    """The flows with their common numbers."""

    flows: Mapping[str, Flow] = field(default_factory=dict)
    notice_workdays: int = 0
    complete_workdays: int = 0
    pay_workdays: int = 0
    most_open: int = 0


@cache
def load() -> Settings:
    """The shipped file. Raises UnableToReadFlow."""
    text = resources.files("chongyang.funding").joinpath("data", "flows.yaml").read_text(encoding="utf-8")
    return read(yaml.safe_load(text))


def read(told: Mapping[str, Any]) -> Settings:
    """The settings of a parsed file. Raises UnableToReadFlow."""
    numbers = {
        name: int(told[name])
        for name in ("notice_workdays", "complete_workdays", "pay_workdays", "most_open")
    }
    return Settings({name: _flow(name, row) for name, row in told["flows"].items()}, **numbers)


def _flow(name: str, row: Mapping[str, Any]) -> Flow:
    try:
        stages = tuple(Stage(**{**stage, "roles": tuple(stage["roles"])}) for stage in row["stages"])
        made = Flow(name=name, label=row["label"], stages=stages)
    except (KeyError, TypeError) as error:
        raise UnableToReadFlow(f"{name}: {error}") from error
    for wrong, why in _faults(made):
        if wrong:
            raise UnableToReadFlow(f"{name}: {why}")
    return made


def _faults(flow: Flow) -> Iterator[tuple[bool, str]]:
    names = {stage.name for stage in flow.stages}
    ends = {APPROVED, REFUSED}
    for stage in flow.stages:
        yield stage.kind not in set(Kind), f"{stage.name}: unknown kind {stage.kind!r}"
        yield stage.workdays < 1, f"{stage.name}: no days"
        yield not {*stage.roles, stage.escalates} <= set(Role), f"{stage.name}: an unknown role"
        yield (
            not {stage.next, stage.against, stage.back} <= names | ends | {""},
            f"{stage.name}: leads nowhere",
        )
        yield stage.computes and not stage.against, f"{stage.name}: a no leads nowhere"
        yield stage.is_site and len(stage.roles) < 2, f"{stage.name}: two offices look together"
    kinds = [stage.kind for stage in flow.stages]
    yield kinds.count(Kind.DECIDE.value) != 1, "exactly one stage decides"
    yield kinds.count(Kind.NOTICE.value) > 1, "more than one public notice"


def get_flow(name: str) -> Flow:
    """The flow of this name; KeyError for another."""
    return load().flows[name]


@cache
def _tables() -> dict[str, Lifecycle]:
    return {name: make_table(flow) for name, flow in load().flows.items()}


def make_table(flow: Flow) -> Lifecycle:
    """The deciding life cycle of a flow: a state for each stage, and every human action in a stage of its
    own.
    """
    waiting = tuple(State(stage.name, stage.waiting) for stage in flow.stages)
    ends = (
        State(APPROVED, N_("已同意"), final=True),
        State(REFUSED, N_("未同意"), final=True),
        State(WITHDRAWN, N_("已撤回"), final=True),
    )
    return Lifecycle(
        name=flow.lifecycle,
        label=flow.label,
        version=1,
        deciding=True,
        opening_stage=APPLYING,
        states=(*waiting, State(RETURNED, N_("待补正")), *ends),
        initial=flow.first.name,
        actions=tuple(_actions(flow)),
    )


def _actions(flow: Flow) -> Iterator[Action]:
    for stage in flow.stages:
        yield from _OF_KIND[stage.kind](stage, flow)
    places = tuple(stage.name for stage in flow.stages)
    yield Action("resubmit", N_("补正后重新提交"), (RETURNED,), flow.first.name, APPLICANTS, stage=APPLYING)
    yield Action("withdraw", N_("撤回申请"), (*places, RETURNED), WITHDRAWN, APPLICANTS, stage=APPLYING)
    yield Action("escalate", N_("逾期上报"), (*places, RETURNED), None, by_system=True)


def _common(stage: Stage) -> Iterator[Action]:
    """To ask for what is missing, and, where the stage may, to turn away what belongs elsewhere."""
    held: dict[str, Any] = {"stage": stage.name, "needs": (UNRELATED,), "reason_required": True}
    places, roles = (stage.name,), stage.roles
    yield Action(f"return_{stage.name}", N_("退回补正"), places, RETURNED, roles, **held)
    if stage.refuses:
        yield Action(f"turn_away_{stage.name}", N_("不予受理"), places, REFUSED, roles, **held)


def _review(stage: Stage, _: Flow) -> Iterator[Action]:
    yield Action(
        f"pass_{stage.name}",
        stage.label,
        (stage.name,),
        stage.next,
        stage.roles,
        stage=stage.name,
        needs=(UNRELATED,),
    )
    yield from _common(stage)


def _site(stage: Stage, _: Flow) -> Iterator[Action]:
    """One records what both saw, another of another office signs it."""
    places, roles = (stage.name,), stage.roles
    yield Action("record_site", N_("登记核查结果"), places, None, roles, stage=stage.name, needs=(UNRELATED,))
    needs = (UNRELATED, OTHER_OFFICE)
    yield Action("sign_site", N_("共同签字"), places, stage.next, roles, stage=stage.name, needs=needs)
    yield from _common(stage)


def _propose(stage: Stage, _: Flow) -> Iterator[Action]:
    needs = (UNRELATED, ENTITLED)
    places, roles = (stage.name,), stage.roles
    yield Action(f"pass_{stage.name}", stage.label, places, stage.next, roles, stage=stage.name, needs=needs)
    yield Action(
        f"against_{stage.name}",
        N_("提出不予同意"),
        places,
        stage.against,
        roles,
        stage=stage.name,
        needs=(UNRELATED,),
        reason_required=True,
    )
    yield from _common(stage)


def _notice(stage: Stage, flow: Flow) -> Iterator[Action]:
    places = (stage.name,)
    held: dict[str, Any] = {"stage": OBJECTION, "needs": (UNRELATED,), "reason_required": True}
    yield Action("answer_objection", N_("答复异议：不成立"), places, None, ANSWERERS, **held)
    yield Action("uphold_objection", N_("异议成立，重新审核"), places, flow.first.name, ANSWERERS, **held)
    yield Action("close_notice", N_("公示期满"), places, stage.next, needs=(NO_OBJECTION,), by_system=True)


def _decide(stage: Stage, _: Flow) -> Iterator[Action]:
    needs = (UNRELATED, ENTITLED)
    places, roles = (stage.name,), stage.roles
    held: dict[str, Any] = {"stage": stage.name, "needs": (UNRELATED,), "reason_required": True}
    yield Action("approve", N_("同意"), places, APPROVED, roles, stage=stage.name, needs=needs)
    yield Action("refuse", N_("不同意"), places, REFUSED, roles, **held)
    if stage.back:
        yield Action("send_back", N_("退回重新提出"), places, stage.back, roles, **held)


_OF_KIND = {
    Kind.REVIEW.value: _review,
    Kind.SITE.value: _site,
    Kind.PROPOSE.value: _propose,
    Kind.NOTICE.value: _notice,
    Kind.DECIDE.value: _decide,
}
