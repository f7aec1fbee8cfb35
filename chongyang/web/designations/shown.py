"""Titles, cases and sheets as the pages show them, in the reader's language."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language, gettext

from chongyang.core.clock import now as clock_now
from chongyang.core.lifecycles import registry
from chongyang.designations.enums import (
    DRAFT,
    GIVEN,
    REFUSED,
    RETURNED,
    HolderKind,
    Kind,
    TitleState,
)
from chongyang.designations.rules import flows, reviews
from chongyang.designations.rules.titles import LEVEL_WORDS, Title, UnknownTitle, get_title
from chongyang.funding.queries import clause_label
from chongyang.policy.rules.documents import load_documents
from chongyang.policy.rules.promises import load_targets
from chongyang.territory import queries as territory
from chongyang.web.parts.figures import figure_of, in_words

TONES = {GIVEN: "good", REFUSED: "bad", RETURNED: "warn"}
TITLE_TONES = {TitleState.HELD: "good", TitleState.WITHDRAWN: "bad", TitleState.LAPSED: ""}
REVIEW_TONES = {
    reviews.HEARING: "bad",
    reviews.MENDING: "warn",
    reviews.KEPT: "good",
    reviews.WITHDRAWN: "bad",
}
SOON_DAYS = 60


def word_of(one: Any) -> str:
    """The label of anything that has an English one beside it."""
    return str(one.english if get_language() == "en" else one.label)


def title_words(key: str) -> str:
    try:
        return word_of(get_title(key))
    except UnknownTitle:
        return key


def grade_words(key: str, grade: int | None) -> str:
    """五星级; nothing for a title without grades."""
    if grade is None:
        return ""
    found = next((one for one in get_title(key).grades if one.grade == grade), None)
    return word_of(found) if found else ""


def state_words(row: Any) -> str:
    """Where an application stands, in the words of its flow."""
    if row.state == DRAFT:
        return gettext("草稿")
    return gettext(flows.tables()[row.flow].state(row.state).label)


def rows_of(rows: Iterable[Any], now: datetime) -> list[dict[str, Any]]:
    """Applications for a list."""
    return [
        {
            "row": row,
            "title": title_words(row.title),
            "kind": gettext(HolderKind.of(row.holder_kind).label),
            "state": state_words(row),
            "tone": TONES.get(row.state, "note" if row.state != DRAFT else ""),
            "is_late": bool(row.due_at and row.due_at < now),
        }
        for row in rows
    ]


def held_of(rows: Iterable[Any]) -> list[dict[str, Any]]:
    """Titles for the register."""
    today = timezone.localdate(clock_now())
    return [
        {
            "row": row,
            "title": title_words(row.title),
            "kind": gettext(HolderKind.of(row.holder_kind).label),
            "grade": grade_words(row.title, row.grade),
            "state": gettext(TitleState.of(row.state).label),
            "tone": TITLE_TONES[TitleState.of(row.state)],
            "is_held": row.state == TitleState.HELD and row.valid_from <= today < row.valid_to,
        }
        for row in rows
    ]


def reviews_of(rows: Iterable[Any], now: datetime) -> list[dict[str, Any]]:
    """Reviews for a list."""
    return [
        {
            "row": row,
            "title": title_words(row.held.title),
            "state": gettext(reviews.table().state(row.state).label),
            "tone": REVIEW_TONES.get(row.state, "note"),
            "is_late": bool(row.due_at and not row.ended_at and row.due_at < now),
        }
        for row in rows
    ]


def sheet_of(title: Title, **columns: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The lines of a sheet; `columns` are filled sheets by name (told, found)."""
    return [
        {
            "key": item.key,
            "label": word_of(item),
            "most": item.most,
            **{name: str(points.get(item.key, "")) for name, points in columns.items()},
        }
        for item in title.items
    ]


def title_facts(title: Title) -> dict[str, Any]:
    """What a page tells of a title: whose it may be, what it asks, what counts it, what follows."""
    targets = [row for row in load_targets() if row.id in title.targets]
    clause = next((one for plan in load_documents() for one in plan.clauses if one.id == title.clause), None)
    return {
        "title": title,
        "label": word_of(title),
        "clause_label": clause_label(title.clause),
        "document": title.clause.partition("/")[0],
        "holders": [gettext(HolderKind.of(kind).label) for kind in title.holders],
        "criteria": [
            {"text": one.english if get_language() == "en" else one.text, "quote": one.quote}
            for one in title.criteria
        ],
        "targets": [
            {"what": in_words(row), "figure": figure_of(row.value, row.unit, row.value_to)}
            for row in targets
            if row.value is not None
        ],
        "office": _office(clause.lead[0]) if clause and clause.lead else "",
        "quota": _quota(title),
        "sheet": sheet_of(title),
        "grades": [{"label": word_of(one), "least": one.least, "share": one.share} for one in title.grades],
    }


def _office(key: str) -> str:
    found = territory.list_organisations().filter(key=key).first()
    return found.name if found else ""


def _quota(title: Title) -> dict[str, Any] | None:
    if title.most is None:
        return None
    return {
        "level": gettext(LEVEL_WORDS[title.most.level]),
        "most": title.most.number,
        "quote": title.most.quote,
    }


def stages_of(row: Any) -> list[dict[str, Any]]:
    """The way of a flow with where the case is: done, here, to come."""
    flow = flows.get_flow(row.flow)
    names = [one.name for one in flow.stages]
    begins = {RETURNED: -1, DRAFT: -1}
    here = names.index(row.state) if row.state in names else begins.get(row.state, len(names))
    return [
        {
            "label": gettext(one.label),
            "state": "done" if place < here else "here" if place == here else "to_come",
            "days": flows.load().notice_workdays if one.kind == Kind.NOTICE else one.workdays,
        }
        for place, one in enumerate(flow.stages)
    ]


def timeline_of(lifecycle: str, steps: Iterable[Any]) -> list[dict[str, Any]]:
    """What was done, by whom, for the desk."""
    taken = list(steps)
    called = territory.names_of(one.actor_account for one in taken if one.actor_account)
    return [
        {
            "label": _action_words(lifecycle, one.action),
            "at": one.at,
            "who": called.get(one.actor_account, "") if one.actor_account else gettext("系统"),
            "detail": one.reason,
            "state": "done",
        }
        for one in taken
    ]


def _action_words(lifecycle: str, action: str) -> str:
    table = registry.get(lifecycle)
    return gettext(table.action(action).label) if table.has_action(action) else gettext("提交")


def stage_words(lifecycle: str, stage: str) -> str:
    """What a stage that somebody held is called."""
    words = {"applying": gettext("申报"), "objection": gettext("答复异议")}
    table = registry.get(lifecycle)
    found = next((one for one in table.states if one.name == stage), None)
    return words.get(stage) or (gettext(found.label) if found else gettext("复核"))
