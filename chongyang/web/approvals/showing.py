"""A run, its stages, papers and items as the pages show them."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext

from chongyang.approvals import queries
from chongyang.approvals.enums import DRAFT, PERMITTED, STOPPED, ItemState, JointState, NoticeKind
from chongyang.approvals.rules import catalogue
from chongyang.approvals.rules.departments import department_on, name_of
from chongyang.funding.queries import clause_label
from chongyang.territory import queries as territory
from chongyang.web.approvals.doing import STATE_WORDS, TONES, clock_words, today

ITEM_TONES = {
    ItemState.WAITING: "note",
    ItemState.PERMITTED: "good",
    ItemState.CARRIED: "good",
    ItemState.FALLEN_AWAY: "good",
    ItemState.REFUSED: "bad",
}
JOINT_TONES = {JointState.CALLED: "note", JointState.PASSED: "good", JointState.FAILED: "bad"}


def state_of(run: Any) -> dict[str, Any]:
    """Where a run stands, in a word with its tone."""
    words = gettext("草稿") if run.state == DRAFT else gettext(STATE_WORDS[run.state])
    return {"state": words, "tone": TONES.get(run.state, "" if run.state == DRAFT else "note")}


def run_of(run: Any, now: datetime) -> dict[str, Any]:
    """A run for a list."""
    return {
        **state_of(run),
        "run": run,
        "row": run.application,
        "stage": gettext(catalogue.load().stage(run.stage).label),
        "clock": clock_words(run.due_at, now),
        "is_late": bool(run.due_at and run.due_at < now),
        "is_stopped": run.state in STOPPED,
    }


def item_of(item: Any, now: datetime) -> dict[str, Any]:
    """An item for a list of a department."""
    stage = catalogue.load().stage(item.run.stage)
    return {
        **_item(item, item.run, now),
        "row": item.run.application,
        "run": item.run,
        "stage": gettext(stage.label),
    }


def _item(item: Any, run: Any, now: datetime) -> dict[str, Any]:
    told = catalogue.load().stage(run.stage).item(item.name)
    goes = item.state == ItemState.WAITING and run.state not in STOPPED
    source = item.former or item
    return {
        "item": item,
        "label": gettext(told.label),
        "gives": gettext(told.gives),
        "note": gettext(told.note) if told.note else "",
        "department": name_of(item.department),
        "state": gettext(ItemState.of(item.state).label),
        "tone": ITEM_TONES.get(ItemState.of(item.state), ""),
        "clock": clock_words(item.due_at, now) if goes else "",
        "is_late": bool(goes and item.due_at and item.due_at < now),
        "number": source.number,
        "document_on": source.document_on,
        "why": condition_of(item.condition),
        "is_waiting": item.state == ItemState.WAITING,
    }


def items_of(run: Any, now: datetime) -> list[dict[str, Any]]:
    """The items of a run in the order of its stage."""
    return [_item(item, run, now) for item in queries.list_items(run)]


def condition_of(name: str) -> dict[str, str]:
    """The clause that spares something, in its words."""
    rule = next((rule for rule in catalogue.load().conditions if rule.name == name), None)
    if rule is None:
        return {}
    return {"label": gettext(rule.label), "clause": clause_label(rule.clause), "quote": rule.quote}


def stages_of(row: Any, runs: Sequence[Any]) -> list[dict[str, Any]]:
    """The four stages of an application: done, here, to come."""
    newest = {run.stage: run for run in runs}
    return [
        {
            "label": gettext(stage.label),
            "lead": lead_of(stage),
            "days": stage.workdays,
            "place": _place(newest.get(stage.name), row),
            "is_here": stage.name == row.stage and row.state == "open",
        }
        for stage in catalogue.load().stages
    ]


def lead_of(stage: catalogue.Stage) -> str:
    """The leading department under its name of today."""
    return name_of(department_on(stage.lead, today()))


def _place(run: Any, row: Any) -> str:
    if run is None:
        return "to_come"
    if run.state == PERMITTED:
        return "done"
    return "here" if row.state == "open" else "left"


def papers_of(run: Any, papers: Iterable[Any], reusable: Iterable[Any] = ()) -> list[dict[str, Any]]:
    """What the stage asks: each paper with its files, what may be used again, or what spares it."""
    held = list(papers)
    offered = {one.paper.material: one for one in reusable}
    items = {item.name: gettext(item.label) for item in catalogue.load().stage(run.stage).items}
    return [
        {
            "name": asked.material.name,
            "label": gettext(asked.material.label),
            "users": [items[name] for name in asked.items],
            "is_common": asked.is_common,
            "spared": condition_of(asked.spared_by.name) if asked.spared_by else None,
            "files": [paper for paper in held if paper.material == asked.material.name],
            "offer": offered.get(asked.material.name),
        }
        for asked in queries.plan_of(run).papers
    ]


def notices_of(run: Any) -> list[dict[str, Any]]:
    """The papers of the window, with what a correction lists."""
    known = catalogue.load().materials
    return [
        {
            "notice": notice,
            "label": gettext(NoticeKind.of(notice.kind).label),
            "lines": [{"label": known[one["material"]].label, **one} for one in notice.lines],
        }
        for notice in queries.list_notices(run)
    ]


def joint_of(run: Any) -> dict[str, Any] | None:
    """The joint review of a run with its list of opinions; None where its departments do not meet."""
    told, names = catalogue.load().stage(run.stage), queries.joint_items(run)
    if not told.joint or not names:
        return None
    review = queries.get_joint(run)
    opinions = queries.list_opinions(review) if review else []
    spoken = {opinion.item.name: opinion for opinion in opinions}
    items = {item.name: item for item in queries.list_items(run)}
    return {
        "label": gettext(told.joint.label),
        "review": review,
        "state": gettext(JointState.of(review.state).label) if review else "",
        "tone": JOINT_TONES[JointState.of(review.state)] if review else "",
        "may_call": review is None or review.state == JointState.FAILED,
        "is_called": bool(review and review.state == JointState.CALLED),
        "members": [
            {
                "label": gettext(item.label),
                "department": name_of(items[item.name].department),
                "opinion": spoken.get(item.name),
            }
            for item in told.items
            if item.name in names
        ],
    }


def timeline_of(run: Any, *, with_names: bool) -> list[dict[str, Any]]:
    """What was done; the names of officials are the desk's."""
    taken = queries.list_taken(run)
    called = territory.names_of(one.account for one in taken if one.account) if with_names else {}
    return [
        {
            "label": f"{gettext(one.label)} · {gettext(one.item)}" if one.item else gettext(one.label),
            "at": one.at,
            "who": called.get(one.account, "") if one.account else gettext("系统"),
            "detail": one.reason if with_names else "",
            "state": "done",
        }
        for one in taken
    ]
