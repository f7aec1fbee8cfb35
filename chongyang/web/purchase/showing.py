"""Rules, conditions, quantities and states in the reader's words."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import get_language, gettext, ngettext

from chongyang.core.lifecycles import registry as lifecycles
from chongyang.core.words import N_
from chongyang.purchase.enums import ASIDE, CLOSED, KINDS, PROPOSED, Unit
from chongyang.purchase.rules import buying, county, entitled, flow
from chongyang.purchase.rules.county import Rule
from chongyang.registry.enums import AbilityLevel, LivingForm, PersonClass
from chongyang.services.rules import catalogue
from chongyang.territory import queries as territory
from chongyang.web.parts.lists import joined
from chongyang.web.parts.templatetags.moments import money

BEFORE = {PROPOSED: N_("建议认定"), ASIDE: N_("已搁置"), CLOSED: N_("已关闭")}
TONES = {"in_force": "good", "refused": "bad", "stopped": "warn", "notice": "accent", "done": "good"}
PAYERS = {"city": N_("市级"), "county": N_("县级"), "street": N_("街道"), "community": N_("社区")}
PERIODS = {"month": N_("每月"), "quarter": N_("每季度"), "year": N_("每年")}
WARNINGS = {
    "unpublished": (N_("待公布"), "note"),
    "late_published": (N_("公布逾期"), "bad"),
    "unfiled": (N_("待备案"), "note"),
    "late_filed": (N_("备案逾期"), "bad"),
    "ending": (N_("即将到期"), "warn"),
    "used_up": (N_("合同金额将用完"), "warn"),
}
MINUTES = 60


def word(label: str, english: str) -> str:
    """A label of a data file in the reader's language."""
    return english if get_language() == "en" and english else label


def state_of(state: str, lifecycle: str = flow.NAME) -> str:
    if state in BEFORE:
        return gettext(BEFORE[state])
    return gettext(lifecycles.get(lifecycle).state(state).label)


def tone_of(state: str) -> str:
    return TONES.get(state, "note")


def quantity(unit: str, units: int) -> str:
    """A quantity of a quota: money, hours and minutes, or times."""
    if unit == Unit.FEN:
        return money(units)
    if unit == Unit.TIMES:
        return ngettext("%(count)s 次", "%(count)s 次", units) % {"count": units}
    hours, rest = divmod(abs(units), MINUTES)
    told = {"hours": hours, "minutes": rest}
    said = gettext("%(hours)s 小时 %(minutes)s 分") if rest else gettext("%(hours)s 小时")
    return ("-" if units < 0 else "") + said % told


def item_word(item: str) -> str:
    """An item as the catalogue calls it; one that left it by its key."""
    held = catalogue.items().get(item)
    return word(held.label, held.english) if held else item


def kind_word(kind: str) -> str:
    return gettext(KINDS[kind])


def rule_title(key: str) -> str:
    rule = county.load().get(key)
    return word(rule.label, rule.english) if rule else key


def group_title(key: str, group: str) -> str:
    rule = county.load().get(key)
    held = {one.key: one for one in rule.groups}.get(group) if rule else None
    return word(held.label, held.english) if held else group


def rule_facts(rule: Rule, today: date) -> dict[str, Any]:
    """A rule for its page."""
    return {
        "rule": rule,
        "title": word(rule.label, rule.english),
        "note": word(rule.note, rule.note_english),
        "document": rule.clause.partition("/")[0],
        "number": rule.clause.partition("/")[2],
        "period": gettext(PERIODS[rule.period]),
        "is_now": rule.holds_on(today),
        "places": joined(_place(code) for code in rule.areas),
        "groups": [
            {
                "title": word(one.label, one.english),
                "quota": quantity(rule.unit, one.quota),
                "conditions": [condition(name, wanted) for name, wanted in one.when.items()],
            }
            for one in rule.groups
        ],
        "items": [(item_word(item), percent) for item, percent in rule.items.items()],
        "payers": [(gettext(PAYERS[level]), percent) for level, percent in rule.percents.items()],
        "remainder": gettext(PAYERS[rule.remainder]),
        "carry": _carry(rule),
        "excluded": joined(_word_in(LivingForm, one) for one in rule.excludes_living),
    }


def _place(code: str) -> str:
    return territory.area_name(int(code.ljust(12, "0")))


def _carry(rule: Rule) -> str:
    if rule.carry.within_quarter:
        return gettext("当季没用完的，本季度内继续可用")
    if months := rule.carry.months:
        words = ngettext("没用完的再可用 %(count)s 个月", "没用完的再可用 %(count)s 个月", months)
        return words % {"count": months}
    return gettext("当期没用完的不结转")


def condition(name: str, wanted: Any) -> str:
    """What is asked: age 80 and over; one of these classes."""
    if name == "from_age":
        return gettext("满 %(age)s 周岁") % {"age": wanted}
    if name == "household":
        return gettext("户籍在本县（市、区）") if wanted else gettext("户籍不在本县（市、区）")
    asked = wanted if isinstance(wanted, list | tuple) else [wanted]
    words = joined(_value(name, one) for one in asked)
    return f"{gettext(entitled.CONDITIONS[name])}{gettext('：')}{words}"


def _value(name: str, value: Any) -> str:
    words: Mapping[str, Any] = {
        "classes": PersonClass,
        "ability": AbilityLevel,
        "living": LivingForm,
        "not_living": LivingForm,
    }
    return _word_in(words[name], str(value)) if name in words else str(value)


def _word_in(words: Any, value: str) -> str:
    try:
        return gettext(words.of(value).label)
    except KeyError:
        return value


def facts_of(facts: Iterable[Mapping[str, Any]]) -> list[dict[str, str]]:
    """Each condition: what is asked, what is known, whether it holds, and where it is from."""
    return [
        {
            "asked": condition(fact["condition"], fact["wanted"]),
            "known": _known(fact["condition"], fact["value"]),
            "holds": {True: "yes", False: "no"}.get(fact["holds"], "unknown"),
            "source": _source(fact),
        }
        for fact in facts
    ]


def _source(fact: Mapping[str, Any]) -> str:
    words = entitled.SOURCES[fact["source"]]
    return gettext(words)


def _known(name: str, value: Any) -> str:
    if value in (None, "", []):
        return gettext("没有记录")
    if name == "from_age":
        return ngettext("%(count)s 岁", "%(count)s 岁", value) % {"count": value}
    if isinstance(value, bool):
        return gettext("是") if value else gettext("否")
    return joined(_value(name, one) for one in (value if isinstance(value, list) else [value]))


def rows_of(rows: Iterable[Any], names: Mapping[UUID, str], now: Any) -> list[dict[str, Any]]:
    """Entitlements for a list."""
    return [
        {
            "row": row,
            "name": names.get(row.person, ""),
            "rule": rule_title(row.rule),
            "group": group_title(row.rule, row.group),
            "quota": quantity(county.rule_of(row.rule).unit, row.quota),
            "state": state_of(row.state),
            "tone": tone_of(row.state),
            "why": gettext(entitled.WHY[row.why]) if row.why else "",
            "is_late": bool(row.due_at and row.due_at < now),
        }
        for row in rows
    ]


def timeline(steps: Iterable[Any], lifecycle: str) -> list[dict[str, Any]]:
    """What happened, step by step."""
    table, told, taken = lifecycles.get(lifecycle), [], list(steps)
    names = territory.names_of([step.actor_account for step in taken if step.actor_account])
    for step in taken:
        label = gettext("提出") if step.action == "open" else gettext(table.action(step.action).label)
        bad = step.target in ("refused", "stopped", "cancelled")
        detail = gettext(entitled.WHY.get(step.how, "")) if step.how in entitled.WHY else step.reason
        state = "bad" if bad else "done"
        who = names.get(step.actor_account, "") if step.actor_account else gettext("系统")
        told.append({"label": label, "at": step.at, "who": who, "detail": detail, "state": state})
    return told


def stages_of(states: Iterable[str], here: str, lifecycle: str) -> list[dict[str, str]]:
    """The way of a case: what is done, where it is, what is to come."""
    names = list(states)
    at = names.index(here) if here in names else -1
    return [
        {
            "label": state_of(name, lifecycle),
            "state": "here" if place == at else "done" if place < at else "next",
        }
        for place, name in enumerate(names)
    ]


def warnings_of(told: Iterable[str]) -> list[tuple[str, str]]:
    return [(gettext(WARNINGS[one][0]), WARNINGS[one][1]) for one in told]


def method_word(method: str) -> str:
    held = buying.load().methods.get(method)
    return word(held.label, held.english) if held else ""


def paper_word(kind: str) -> str:
    held = buying.load().papers.get(kind)
    return word(held.label, held.english) if held else state_of(kind, buying.NAME)
