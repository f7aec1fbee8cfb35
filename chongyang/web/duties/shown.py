"""Duties in words: items, organisations, lights with their reasons, steps."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language, gettext

from chongyang.core.lifecycles import registry
from chongyang.core.queries.cases import list_actions, list_steps
from chongyang.core.scopes import Scope
from chongyang.core.words import N_
from chongyang.duties import queries
from chongyang.duties.enums import EscalationState, LetterState, Light, MatterState, Part, RunState
from chongyang.duties.queries import Figures, Lit
from chongyang.duties.rules.items import Item, Milestone, by_key
from chongyang.duties.rules.lifecycles import RUN
from chongyang.duties.rules.lights import FACTS, Line, Rule
from chongyang.policy.rules.documents import Clause, load_documents
from chongyang.policy.rules.promises import Target
from chongyang.policy.rules.units import load_units
from chongyang.territory import queries as territory
from chongyang.territory.permissions import may
from chongyang.territory.rules.capabilities import Can
from chongyang.web.parts.lights import TONES as FIGURE_TONES
from chongyang.web.parts.lights import words_of as figure_words

TONES = {Light.GREEN: "good", Light.YELLOW: "warn", Light.RED: "bad", Light.GREY: "note"}
STATE_TONES = {RunState.CLOSED: "good", RunState.ASSIGNED: "note", RunState.WITHDRAWN: ""}
LETTER_TONES = {LetterState.DRAFT: "note", LetterState.ISSUED: "warn", LetterState.CLOSED: "good"}
MATTER_TONES = {MatterState.OPEN: "warn", MatterState.DECIDED: "note", MatterState.SOLVED: "good"}
ESCALATION_TONES = {EscalationState.PROPOSED: "warn", EscalationState.ISSUED: "bad"}
OPENED = N_("交办")
DRAFTED = N_("拟稿")
REPLY_LATE = N_("督办函没有按期回复")
DAY_MISSED = N_("到期没有销号")


def is_english() -> bool:
    return (get_language() or "").startswith("en")


def name_of(item: Item) -> str:
    """What the item asks for, in the reader's language."""
    return item.english if is_english() else item.what


def target_name(target: Target | Milestone) -> str:
    """What a target or a milestone promises, in the reader's language."""
    return (target.english if is_english() else "") or target.what


def words_of(rule: Rule) -> str:
    """Why a light shows, in the reader's language."""
    return rule.english if is_english() else rule.words


def unit_name(key: str) -> str:
    """The short name of an organisation or group; its key where the plans do not know it."""
    unit = load_units().get(key)
    return unit.short if unit else key


def unit_names(keys: Iterable[str]) -> list[str]:
    return [unit_name(key) for key in keys]


def clause_of(item: Item) -> Clause:
    document = next(one for one in load_documents() if one.key == item.document)
    return document.clause(item.clause)


def clause_url(item: Item) -> str:
    return reverse("plan_clause", args=[item.document, item.clause.partition("/")[2]])


def light_badge(light: Light) -> dict[str, str]:
    return {"label": light.label, "tone": TONES[light]}


def state_badge(lit: Lit) -> dict[str, str]:
    """As of the period: what was closed later was still open then."""
    is_later = lit.run.state == RunState.CLOSED and not lit.is_closed
    state = RunState.ASSIGNED if is_later else RunState.of(lit.run.state)
    return {"label": state.label, "tone": STATE_TONES.get(state, "warn")}


def lit_row(lit: Lit) -> dict[str, Any]:
    """One duty as a line of a list."""
    return {
        "lit": lit,
        "run": lit.run,
        "item": lit.item,
        "what": name_of(lit.item),
        "unit": unit_name(lit.run.organisation_key),
        "part": Part.of(lit.run.part).label,
        "light": light_badge(lit.light),
        "state": state_badge(lit),
        "why": [words_of(rule) for rule in lit.judged.why],
        "percent": lit.facts.percent,
    }


@dataclass(frozen=True, slots=True)
class Goal:
    """A milestone with what its indicator says; `figure` is empty where no indicator measures it."""

    milestone: Milestone
    figure: str
    light: str
    tone: str
    url: str

    @property
    def words(self) -> str:
        return target_name(self.milestone)


def goals_of(item: Item, area: int, figures: Figures) -> list[Goal]:
    """The milestones of an item, with the values of their indicators in a place."""
    return [_goal(one, area, figures) for one in item.milestones]


def _goal(milestone: Milestone, area: int, figures: Figures) -> Goal:
    found = figures.figure(area, milestone.target)
    if found is None or found.value is None:
        url = reverse("indicator", args=[found.indicator.key]) if found else ""
        return Goal(milestone, "", "", "", url)
    light = figures.light(area, milestone.target)
    return Goal(
        milestone,
        figure_words(found.indicator, found.level, found.value),
        light.label,
        FIGURE_TONES[light],
        reverse("indicator", args=[found.indicator.key]),
    )


def trace_of(lines: Iterable[Line]) -> list[dict[str, Any]]:
    """Every rule that was tried, with what it found."""
    return [
        {
            "words": words_of(line.rule),
            "light": light_badge(line.rule.light),
            "holds": line.holds,
            "found": [(FACTS[name], _found(value)) for name, value in line.found],
        }
        for line in lines
    ]


def _found(value: int | bool) -> str:
    if isinstance(value, bool):
        return gettext("是") if value else gettext("否")
    return str(value)


def steps_of(scope: Scope, row: Any) -> list[dict[str, Any]]:
    """What happened to a duty or a letter, for the timeline."""
    case = queries.case_of(row)
    table = registry.get(case.lifecycle, case.version)
    labels = {action.name: action.label for action in table.actions}
    opened = OPENED if case.lifecycle == RUN else DRAFTED
    found = list_steps(scope, row.id)
    names = territory.names_of(step.actor_account for step in found if step.actor_account)
    return [
        {
            "label": gettext(labels.get(step.action, opened)),
            "at": step.at,
            "who": names.get(step.actor_account, "") if step.actor_account else "",
            "detail": step.reason,
            "state": "bad" if step.reason else "done",
        }
        for step in found
    ]


def actions_of(scope: Scope, row: Any) -> list[dict[str, Any]]:
    """The steps to offer; answers and replies have forms of their own."""
    if not may(scope, Can.ASSIGN_DUTIES):
        return []
    offered = list_actions(scope, queries.case_of(row))
    return [
        {"name": one.name, "label": one.label, "asks": one.reason_required}
        for one in offered
        if one.name not in ("answer", "reply")
    ]


def about_words(about: str) -> str:
    """Of which day a reminder or an escalation is: a quarter's report, the last day, or a reply."""
    if about == "due":
        return gettext(DAY_MISSED)
    if about.startswith("reply"):
        return gettext(REPLY_LATE)
    return gettext("%(period)s 季度报告") % {"period": about}


def item_of(key: str) -> Item | None:
    return by_key().get(key)


def project_url(key: UUID) -> str:
    try:
        return reverse("project", args=[key])
    except NoReverseMatch:
        return ""
