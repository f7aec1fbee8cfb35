"""What was done in a run, in order, for whoever accessed it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from chongyang.approvals.models import Item, StageRun
from chongyang.approvals.rules import catalogue
from chongyang.approvals.rules.tables import tables
from chongyang.core import access
from chongyang.core.models import Step
from chongyang.core.scopes import system_scope
from chongyang.core.words import N_

SUBMITTED = N_("提交申报")
DECIDED = {"permit": N_("登记许可"), "refuse": N_("不予许可")}
"""What a department did with an item, which its action is called after."""


@dataclass(frozen=True, slots=True)
class Taken:
    """One step: what, of which item, by whom, when, and why. `account` is for the desk alone."""

    label: str
    item: str
    account: UUID | None
    at: datetime
    reason: str


def list_taken(run: StageRun) -> list[Taken]:
    """The steps of a run that was accessed."""
    with access.enter(system_scope("approvals steps")):
        names = {str(item.id): item.name for item in Item.objects.filter(run=run).order_by("id")}
        return [_taken(step, run, names) for step in Step.objects.filter(case=run.id).order_by("number")]


def _taken(step: Step, run: StageRun, names: dict[str, str]) -> Taken:
    label = SUBMITTED if step.action == "open" else tables()[run.stage].action(step.action).label
    verb, _, item = step.action.partition("_")
    known = {one.name: one.label for one in catalogue.load().stage(run.stage).items}
    about = known.get(item) or known.get(names.get(step.evidence.get("item", ""), ""), "")
    if item in known:
        label = DECIDED.get(verb, label)
    return Taken(label, about, step.actor_account, step.at, step.reason)
