"""Entry and yearly check as deciding life cycles, with the days and papers of `data/flows.yaml`.

Working days are counted by the city's calendar, so a job tells what is late and no timer of a table does.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from chongyang.core.lifecycles.table import Action, Lifecycle, State
from chongyang.core.words import N_
from chongyang.core.yaml_files import read_yaml
from chongyang.services.enums import ADMITTED, REFUSED, RETURNED, TAKEN_BACK, CheckResult
from chongyang.territory.rules.capabilities import CAPABILITIES, Can

ENTRY, YEARLY = "services.entry", "services.yearly_check"
ACCEPTANCE, VISIT, DECISION = "acceptance", "visit", "decision"
REPORTING, LOOKING, DECIDING, MENDING = "reporting", "looking", "deciding", "mending"
UNRELATED = "unrelated"
"""A fact: whoever judges has no post with the provider."""


def _holding(capability: Can) -> tuple[str, ...]:
    return tuple(sorted(role.value for role, held in CAPABILITIES.items() if capability in held))


PROVIDERS = _holding(Can.PROVIDE_SERVICES)
ADMITTERS = _holding(Can.ADMIT_PROVIDERS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Yearly:
    """Days of the yearly check; `months` lie between two."""

    opens_days_before: int
    report_workdays: int
    check_workdays: int
    decision_workdays: int
    mend_most_days: int
    months: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    acceptance_workdays: int
    visit_workdays: int
    decision_workdays: int
    complete_workdays: int
    evidence: tuple[str, ...]
    evidence_more: tuple[str, ...]
    check_evidence: tuple[str, ...]
    yearly: Yearly

    @property
    def evidence_kinds(self) -> tuple[str, ...]:
        return self.evidence + self.evidence_more


@cache
def load() -> Settings:
    """The shipped file."""
    file = resources.files("chongyang.services").joinpath("data", "flows.yaml")
    return read(read_yaml(file.read_text(encoding="utf-8")))


def read(told: Mapping[str, Any]) -> Settings:
    """The settings of a parsed file. Raises KeyError, TypeError for one that lacks something."""
    names = ("acceptance_workdays", "visit_workdays", "decision_workdays", "complete_workdays")
    days = {name: int(told[name]) for name in names}
    lists = {name: tuple(told[name]) for name in ("evidence", "evidence_more", "check_evidence")}
    return Settings(**days, **lists, yearly=Yearly(**told["yearly"]))  # type: ignore[arg-type]


def days_of_entry(state: str) -> int:
    """How many working days a state of an application may last; 0 for one without a limit."""
    held = load()
    days = {ACCEPTANCE: held.acceptance_workdays, VISIT: held.visit_workdays}
    return (days | {DECISION: held.decision_workdays, RETURNED: held.complete_workdays}).get(state, 0)


def days_of_check(state: str) -> int:
    """The same of a yearly check; mending has a day of its own."""
    held = load().yearly
    days = {REPORTING: held.report_workdays, LOOKING: held.check_workdays, DECIDING: held.decision_workdays}
    return days.get(state, 0)


def _judge(name: str, label: str, source: str, target: str | None, **more: Any) -> Action:
    """An action of who admits, unrelated to the provider, in the stage that is called like its state."""
    return Action(name, label, (source,), target, ADMITTERS, stage=source, needs=(UNRELATED,), **more)


def _own(name: str, label: str, sources: tuple[str, ...], target: str | None) -> Action:
    """An action of the provider's side."""
    return Action(name, label, sources, target, PROVIDERS, stage="applying")


@cache
def entry_table() -> Lifecycle:
    """Accepted, looked at on site, decided: three different people, none of them the applicant's."""
    why = {"reason_required": True}
    places = (ACCEPTANCE, VISIT, DECISION, RETURNED)
    return Lifecycle(
        name=ENTRY,
        label=N_("服务商准入"),
        version=1,
        deciding=True,
        opening_stage="applying",
        states=(
            State(ACCEPTANCE, N_("待受理")),
            State(VISIT, N_("待现场核查")),
            State(DECISION, N_("待决定")),
            State(RETURNED, N_("待补正")),
            State(ADMITTED, N_("已准入"), final=True),
            State(REFUSED, N_("未准入"), final=True),
            State(TAKEN_BACK, N_("已撤回"), final=True),
        ),
        initial=ACCEPTANCE,
        actions=(
            _judge("accept", N_("受理"), ACCEPTANCE, VISIT),
            _judge("return_it", N_("退回补正"), ACCEPTANCE, RETURNED, **why),
            _judge("report_visit", N_("登记现场核查"), VISIT, DECISION),
            _judge("admit", N_("准入并公布"), DECISION, ADMITTED),
            _judge("refuse", N_("不予准入"), DECISION, REFUSED, **why),
            _own("resubmit", N_("补正后重新提交"), (RETURNED,), ACCEPTANCE),
            _own("take_back", N_("撤回申请"), places, TAKEN_BACK),
            Action("escalate", N_("逾期提醒"), places, None, by_system=True),
        ),
    )


@cache
def yearly_table() -> Lifecycle:
    """The provider reports, one person looks, another decides; mending comes back to who looks."""
    why = {"reason_required": True}
    return Lifecycle(
        name=YEARLY,
        label=N_("服务商年检"),
        version=1,
        deciding=True,
        opening_stage="opening",
        states=(
            State(REPORTING, N_("待服务商报告")),
            State(LOOKING, N_("待核查")),
            State(DECIDING, N_("待决定")),
            State(MENDING, N_("整改中")),
            State(CheckResult.PASSED.value, N_("合格"), final=True),
            State(CheckResult.FAILED.value, N_("不合格"), final=True),
        ),
        initial=REPORTING,
        actions=(
            _own("report", N_("提交年度报告"), (REPORTING,), LOOKING),
            _own("report_mended", N_("报告整改情况"), (MENDING,), LOOKING),
            _judge("look", N_("登记核查情况"), LOOKING, DECIDING),
            _judge("let_pass", N_("年检合格"), DECIDING, CheckResult.PASSED.value),
            _judge("ask_to_mend", N_("限期整改"), DECIDING, MENDING, **why),
            _judge("fail", N_("年检不合格"), DECIDING, CheckResult.FAILED.value, **why),
            Action("report_overdue", N_("逾期未报告"), (REPORTING, MENDING), LOOKING, by_system=True),
            Action("escalate", N_("逾期提醒"), (LOOKING, DECIDING), None, by_system=True),
        ),
    )
