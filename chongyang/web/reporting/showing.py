"""One return as a page: every line with its unit, what stood before, the target, remarks and evidence."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext

from chongyang.core.scopes import system_scope
from chongyang.indicators import queries as indicators
from chongyang.indicators.enums import Source
from chongyang.indicators.rules.computing import value_of
from chongyang.indicators.rules.definitions import Indicator
from chongyang.indicators.rules.periods import Period
from chongyang.policy.rules.promises import load_targets
from chongyang.reporting import queries
from chongyang.reporting.enums import ACCEPTED, FILLABLE, LOCKED, RETURNED, Channel, CorrectionState
from chongyang.reporting.rules import ways
from chongyang.reporting.rules.cells import shown
from chongyang.reporting.rules.forms import Item
from chongyang.reporting.rules.workbooks import former_words
from chongyang.territory import queries as territory
from chongyang.web.parts.doors import scope_of
from chongyang.web.parts.lights import goal_words, words_of
from chongyang.web.reporting.doing import asked_words, label_of, place_label, row_of, today


@dataclass(slots=True)
class Typed:
    """What was typed and refused: kept on the page beside the sentences."""

    values: Mapping[str, str] = field(default_factory=dict)
    faults: Mapping[str, str] = field(default_factory=dict)
    present: Mapping[str, Any] = field(default_factory=dict)


def page_of(request: HttpRequest, row: Any, typed: Typed | None = None) -> dict[str, Any]:
    """Everything that the page of a return shows."""
    scope, typed = scope_of(request), typed or Typed()
    adds_up, stage, is_mine = queries.adds_up(row), queries.stage_of(row), queries.is_mine(scope, row)
    fixed = queries.is_fixed(row)
    is_writing = is_mine and row.state in FILLABLE and not fixed
    remarks = queries.remarks_of(row)
    corrections = queries.corrections_of(row)
    held = queries.holders_of(row)
    mine = held.get(scope.actor.account) if scope.actor.account else None
    lines = _lines(row, typed, remarks, corrections)
    return {
        **row_of(row),
        "tab": "work",
        "adds_up": adds_up,
        "lines": lines,
        "to_mend": [line for line in lines if line["fault"] or line["fault_below"]],
        "files": queries.proofs_of(row),
        "evidence": gettext(queries.form_of(row).evidence),
        "stages": _stages(row),
        "is_typing": is_writing and not adds_up,
        "is_summing": is_writing and adds_up,
        "is_passing": is_mine and row.state not in FILLABLE and not fixed and mine in (None, row.state),
        "is_locking": bool(stage and stage.name == ways.LOCKING),
        "may_reopen": _may_reopen(scope, row) and not fixed,
        "held": _held_words(row, mine) if is_mine else "",
        "may_correct": _may_correct(scope, row, adds_up=adds_up),
        "remarks": [one for one in remarks if not one.item],
        "names": territory.names_of(_people(remarks, corrections)),
        "corrections": corrections,
        "timeline": _timeline(row),
        "note_fault": typed.faults.get("note", ""),
        "note": typed.values.get("note", row.note),
        "fault": " ".join(text for name, text in typed.faults.items() if name in ("state", "file")),
        "today": today(),
        "is_fixed": fixed,
        "above": queries.return_above(row) if row.level != "city" else None,
    }


def _lines(row: Any, typed: Typed, remarks: list[Any], corrections: list[Any]) -> list[dict[str, Any]]:
    entries = {item: entry for (_, item), entry in queries.entries_of(row).items()}
    former = {item: entry for (_, item), entry in queries.former_entries([row]).items()}
    sums = queries.sums_of(row) if queries.adds_up(row) else {}
    computed, history = _computed(row), _history(row)
    open_items = {one.item for one in corrections if one.state == CorrectionState.PROPOSED}
    place, period = queries.place_of(row), Period.read(row.period)
    lines = []
    for item in queries.form_of(row).items_for(place, period.days.last):
        entry, key = entries.get(item.key), item.key
        present = typed.present.get(key)
        lines.append(
            {
                "item": item,
                "key": key,
                "label": label_of(item.indicator),
                "asked": asked_words(item),
                "entry": entry,
                "version": present.version if present else entry.version if entry else 0,
                "numerator": typed.values.get(f"n-{key}", shown(entry.numerator) if entry else ""),
                "denominator": typed.values.get(f"d-{key}", shown(entry.denominator) if entry else ""),
                "fault": typed.faults.get(f"{key}.numerator", "") or typed.faults.get(key, ""),
                "fault_below": typed.faults.get(f"{key}.denominator", ""),
                "present": former_words(present.numerator, present.denominator) if present else "",
                "former": _former(former.get(key)),
                "goals": _goals(item.indicator, place.level),
                "value": _value(item, place.level, entry),
                **_beside(item, place.level, entry, computed.get(key)),
                "remarks": [one for one in remarks if one.item == key],
                "sum": _sum_words(sums.get(key), row.period),
                "history": history.get(key, []),
                "is_open": key in open_items,
            }
        )
    return lines


def _former(entry: Any) -> str:
    return former_words(entry.numerator, entry.denominator) if entry else ""


def _value(item: Item, level: Any, entry: Any) -> str:
    """The number that people read, where both its parts are told here; a part of a sum is none."""
    if entry is None or entry.missing or (item.counted and entry.denominator is None):
        return ""
    return words_of(
        item.indicator, level, value_of(item.indicator, level, entry.numerator, entry.denominator)
    )


def _goals(indicator: Indicator, level: Any) -> list[str]:
    """What the plans want of this place, in words; with its year where there are several."""
    held = [target for target in load_targets() if target.id in indicator.targets]
    told = dict.fromkeys(
        (goal_words(indicator, one, level), (one.by or one.by_inferred).year) for one in held
    )
    return [f"{words}（{year}）" if len(told) > 1 else words for words, year in told]


def _beside(item: Item, level: Any, entry: Any, computed: Any) -> dict[str, str]:
    """What the program counted of the same, and by how much what is told differs."""
    if computed is None:
        return {"computed": "", "counted": "", "difference": ""}
    difference = shown(entry.numerator - computed.numerator) if entry else ""
    return {
        "computed": words_of(item.indicator, level, computed.value),
        "counted": shown(computed.numerator),
        "difference": difference if difference.startswith("-") or not difference else f"+{difference}",
    }


def _computed(row: Any) -> dict[str, Any]:
    """What the program counted of lines that units report as well."""
    place, period = queries.place_of(row), Period.read(row.period)
    both = {item.key: item for item in queries.form_of(row).items(period.days.last) if item.indicator.is_both}
    if not both:
        return {}
    found = indicators.list_values(system_scope("beside"), period, place.level)
    return {
        one.indicator: one
        for one in found
        if one.place == row.place and one.indicator in both and one.source == Source.COMPUTED
    }


def _sum_words(found: Any, period: str) -> dict[str, Any]:
    if found is None:
        return {}
    return {
        "told": len(found.told),
        "all": len(found.told) + len(found.missing),
        "words": former_words(found.figures.numerator, found.figures.denominator) if found.figures else "",
        "missing": "、".join(place_label(key, period) for key in found.missing),
    }


def _history(row: Any) -> dict[str, list[dict[str, Any]]]:
    rows = queries.history_of(row)
    names = territory.names_of(one.written_by for one in rows if one.written_by)
    found: dict[str, list[dict[str, Any]]] = {}
    for one in rows:
        told = {
            "words": former_words(one.numerator, one.denominator),
            "who": names.get(one.written_by, gettext("系统")) if one.written_by else gettext("系统"),
            "at": one.written_at,
            "how": gettext(Channel.of(one.channel).label),
            "is_now": one.replaced_at is None,
        }
        found.setdefault(one.item, []).append(told)
    return found


def _people(remarks: Iterable[Any], corrections: Iterable[Any]) -> set[Any]:
    held = {one.made_by for one in remarks}
    for one in corrections:
        held |= {one.proposed_by, one.decided_by}
    return {who for who in held if who}


def _stages(row: Any) -> list[tuple[str, str, Any]]:
    """(words, done / here / later, last day)."""
    chain, stage = ways.chain_of(row.way, row.level), queries.stage_of(row)
    here = chain.stages.index(stage) if stage else len(chain.stages)
    last = Period.read(row.period).days.last
    states = ["done" if at < here else "here" if at == here else "later" for at in range(len(chain.stages))]
    return [
        (gettext(one.label), state, ways.due_on(last, one.workdays))
        for one, state in zip(chain.stages, states, strict=True)
    ]


def _held_words(row: Any, mine: str | None) -> str:
    """Which other stage this person held: then no second one."""
    stage = queries.stage_of(row)
    if mine is None or stage is None or mine == stage.name:
        return ""
    other = next((one for one in ways.chain_of(row.way, row.level).stages if one.name == mine), None)
    return gettext(other.label) if other else mine


def _may_reopen(scope: Any, row: Any) -> bool:
    """The county takes back what it accepted of a street."""
    last = ways.chain_of(row.way, row.level).stages[-1]
    return row.state == ACCEPTED and queries.is_stage_mine(scope, row, last)


def _may_correct(scope: Any, row: Any, *, adds_up: bool) -> bool:
    stages = ways.chain_of(row.way, row.level).stages
    return row.state == LOCKED and not adds_up and any(scope.role in one.roles for one in stages)


def _timeline(row: Any) -> list[dict[str, Any]]:
    steps = queries.steps_of(row)
    names = territory.names_of(step.actor_account for step in steps if step.actor_account)
    chain = ways.chain_of(row.way, row.level)
    table = next(one for one in ways.tables() if one.name == chain.lifecycle)
    told = [
        {
            "label": gettext(table.action(step.action).label),
            "at": step.at,
            "who": names.get(step.actor_account, "") if step.actor_account else gettext("系统"),
            "detail": step.reason,
            "state": "bad" if step.target == RETURNED else "done",
        }
        for step in steps
        if table.has_action(step.action)
    ]
    for at, label in ((row.reminded_at, gettext("逾期提醒")), (row.escalated_at, gettext("逾期上报"))):
        if at:
            told.append({"label": label, "at": at, "who": gettext("系统"), "detail": "", "state": "waiting"})
    return sorted(told, key=lambda one: one["at"])
