"""Inputs, steps and stages as the pages show them."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext

from chongyang.funding import queries
from chongyang.funding.enums import Kind, Outcome
from chongyang.funding.rules import flows
from chongyang.policy import queries as policy
from chongyang.policy.rules.programmes import Input, get_programme
from chongyang.web.funding.doing import names
from chongyang.web.parts.figures import figure_of
from chongyang.web.parts.steps import label_of, value_of
from chongyang.web.parts.templatetags.moments import money


def say_input(value: Any, asked: Input | None) -> str:
    """One input in words."""
    if value is None:
        return gettext("未填")
    if isinstance(value, bool):
        return gettext("是") if value else gettext("否")
    if asked and asked.type == "money":
        return money(int(value))
    if asked and asked.type == "word":
        return gettext(asked.words.get(str(value), str(value)))
    return f"{value:,}" if isinstance(value, int | float) else str(value)


def inputs_of(row: Any) -> list[dict[str, Any]]:
    """What was applied with beside what was found on site."""
    held = get_programme(row.programme)
    check = queries.signed_check(row) or queries.last_check(row)
    found = check.found if check else {}
    shown = [name for name in held.inputs if name in row.inputs or name in found]
    return [
        {
            "label": gettext(held.inputs[name].label),
            "told": say_input(row.inputs.get(name), held.inputs[name]),
            "found": say_input(found[name], held.inputs[name]) if name in found else "",
            "differs": name in found and found[name] != row.inputs.get(name),
        }
        for name in shown
    ]


def asked_of(row: Any) -> Mapping[str, Input]:
    """What the reading of the day asks."""
    return get_programme(row.programme).inputs_asked(policy.values_for(row.day))


def steps_of(explained: Any) -> list[dict[str, Any]]:
    """Steps of a trace: label, value in words, whether it holds, what it rests on."""
    return [
        {
            "label": label_of(step.label),
            "value": value_of(step.kind, step.label, step.value),
            "holds": step.value if step.kind == "condition" else None,
            "is_condition": step.kind == "condition",
            "is_amount": step.kind == "amount",
            "rests_on": [_resting(one) for one in step.rests_on],
        }
        for step in explained
    ]


def _resting(one: Any) -> dict[str, Any]:
    """A parameter behind a step: the reading in use, or its figure."""
    names = ("id", "what", "choice", "clause_label", "quote")
    return {name: getattr(one, name) for name in names} | {"figure": figure_of(one.value, one.unit)}


def stages_of(row: Any) -> list[dict[str, Any]]:
    """The way of a flow with where the case is: done, here, to come."""
    flow = flows.get_flow(row.flow)
    places = [stage.name for stage in flow.stages]
    here = (
        places.index(row.state) if row.state in places else (-1 if row.state in ("returned", "draft") else 99)
    )
    return [
        {
            "label": gettext(stage.label),
            "state": "done" if place < here else "here" if place == here else "to_come",
            "days": flows.load().notice_workdays if stage.kind == Kind.NOTICE else stage.workdays,
        }
        for place, stage in enumerate(flow.stages)
    ]


def timeline_of(taken: Any) -> list[dict[str, Any]]:
    """What was done, by whom, for the desk."""
    called = names(step.account for step in taken)
    return [
        {
            "label": gettext(step.label),
            "at": step.at,
            "who": called.get(step.account, "") if step.account else gettext("系统"),
            "detail": step.reason,
            "state": "done",
        }
        for step in taken
    ]


def decisions_of(row: Any) -> list[dict[str, Any]]:
    rows = queries.list_decisions(row)
    called = names(one.made_by for one in rows)
    return [
        {
            "row": one,
            "outcome": gettext(Outcome.of(one.outcome).label),
            "who": called.get(one.made_by, ""),
        }
        for one in rows
    ]
