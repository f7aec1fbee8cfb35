"""Rules and reasons in words. An alert keeps codes and numbers; the sentence is made here."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext

from chongyang.core.labels import Labelled
from chongyang.core.words import N_
from chongyang.telecare.enums import AlertLevel, ReadingKind
from chongyang.telecare.rules import vitals
from chongyang.telecare.rules.vitals import Form, Rule
from chongyang.web.parts.templatetags.moments import short_stamp

SILENCES = {
    "no_movement": N_("长时间没有活动"),
    "no_door": N_("长时间没有开门"),
    "out_of_bed": N_("夜间长时间离床"),
    "missed_check_in": N_("没有按时报平安"),
}
ABOVE, BELOW = N_("%(kind)s偏高"), N_("%(kind)s偏低")
FAR_ABOVE, FAR_BELOW = N_("%(kind)s过高"), N_("%(kind)s过低")
DIRE_ABOVE, DIRE_BELOW = N_("%(kind)s高到危险"), N_("%(kind)s低到危险")
CLIMBS, FALLS = N_("%(kind)s持续上升"), N_("%(kind)s持续下降")
DETECTED = N_("%(kind)s报警")
FASTING = N_("空腹血糖偏高")
ORIGINS = {"default": N_("通用限值"), "case": N_("按年龄或病情的限值"), "override": N_("本人限值")}
SENTENCES = {
    ("threshold", "high"): N_("%(value)s，达到或超过%(origin)s%(limit)s，自%(since)s起%(seen)s次"),
    ("threshold", "low"): N_("%(value)s，不高于%(origin)s%(limit)s，自%(since)s起%(seen)s次"),
    ("trend", "high"): N_("每天上升%(value)s，%(origin)s%(limit)s，%(seen)s天的日均值，自%(since)s起"),
    ("trend", "low"): N_("每天下降%(value)s，%(origin)s%(limit)s，%(seen)s天的日均值，自%(since)s起"),
    ("absence", "high"): N_("已%(value)s，%(origin)s%(limit)s，最近一次在%(since)s"),
    ("environment", "high"): N_("探测器自%(since)s起报警"),
}
TONES = {AlertLevel.LIFE: "bad", AlertLevel.URGENT: "warn", AlertLevel.WATCH: "note"}


def label(words: type[Labelled], value: str) -> str:
    """The word of a stored value, translated; the value itself where it is none of ours."""
    return gettext(dict(words.choices()).get(value, value)) if value else ""


def name_of(code: str) -> str:
    """What a rule looks for."""
    rule = vitals.load_rules().rules.get(code)
    if rule is None:
        return code
    if code in SILENCES:
        return gettext(SILENCES[code])
    return gettext(_pattern(rule)) % {"kind": label(ReadingKind, rule.kind.value)}


def _pattern(rule: Rule) -> str:
    if rule.context:
        return FASTING
    if rule.form is Form.ENVIRONMENT:
        return DETECTED
    if rule.form is Form.TREND:
        return CLIMBS if rule.is_high else FALLS
    if rule.level is AlertLevel.LIFE:
        return DIRE_ABOVE if rule.is_high else DIRE_BELOW
    if rule.level is AlertLevel.URGENT:
        return FAR_ABOVE if rule.is_high else FAR_BELOW
    return ABOVE if rule.is_high else BELOW


def shown(kind: str, value: float) -> str:
    """A number with its unit."""
    told = vitals.load_rules().kinds.get(kind)
    if told is None:
        return f"{value:g}"
    number = f"{value:.{told.digits}f}"
    return f"{number} {gettext(told.unit)}".strip() if told.unit else number


def amount(rule: Rule, value: float) -> str:
    """A number as the rule counts: hours of silence, a slope a day, else a value."""
    if rule.form is Form.ABSENCE:
        return gettext("%(hours)s 小时") % {"hours": f"{value:.3g}"}
    if rule.form is Form.TREND:
        unit = gettext(vitals.load_rules().kinds[rule.kind.value].unit)
        return f"{abs(value):.3g} {unit}".strip()
    return shown(rule.kind.value, value)


def sentence(code: str, reason: Mapping[str, Any]) -> str:
    """Why an alert was raised: value, limit, whose limit it is, since when."""
    rule = vitals.load_rules().rules.get(code)
    if rule is None:
        return ""
    text = SENTENCES.get((str(reason.get("code")), rule.side), "")
    since = datetime.fromisoformat(str(reason["since"]))
    return gettext(text) % {
        "value": amount(rule, float(reason["value"])),
        "limit": amount(rule, float(reason["limit"])),
        "origin": gettext(ORIGINS.get(str(reason.get("origin")), ORIGINS["default"])),
        "since": short_stamp(since),
        "seen": reason.get("seen", 1),
    }


def source_of(code: str) -> tuple[str, bool]:
    """The source of a rule's limit, and whether it was confirmed."""
    rule = vitals.load_rules().rules.get(code)
    return (rule.source, rule.confirmed) if rule else ("", False)


N_("次/分")
N_("次")
N_("步")
