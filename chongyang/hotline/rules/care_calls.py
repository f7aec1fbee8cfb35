"""Daily care calls: rules (whom, how often, when), outcomes, tries, and when silence becomes an incident."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from importlib import resources
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from chongyang.core.labels import Labelled
from chongyang.core.words import N_
from chongyang.registry.enums import LivingForm, PersonClass

ZONE = ZoneInfo("Asia/Shanghai")
WEEK = frozenset(range(1, 8))


class CallOutcome(Labelled):
    WELL = "well", N_("平安")
    NEEDS = "needs", N_("有需要")
    NOT_REACHED = "not_reached", N_("无人接听")
    HOSPITAL = "hospital", N_("在住院")
    AWAY = "away", N_("外出")
    REFUSED = "refused", N_("不再接听关爱电话")


class CallState(Labelled):
    PLANNED = "planned", N_("待呼叫")
    CALLING = "calling", N_("呼叫中")
    WAITING = "waiting", N_("稍后再呼")
    DONE = "done", N_("已完成")
    MISSED = "missed", N_("两次未接，已建事件")
    SKIPPED = "skipped", N_("不再呼叫")


class NeedKind(Labelled):
    """What "needs something" becomes."""

    ORDER = "order", N_("转 12345 工单")
    COMPLAINT = "complaint", N_("登记投诉")
    FOLLOW_UP = "follow_up", N_("安排回访")


class Skip(Labelled):
    """Why a person of the morning's list is not called after all."""

    DEAD = "dead", N_("已去世")
    MOVED = "moved", N_("已迁出")
    DOUBLE = "double", N_("重复档案")
    PAUSED = "paused", N_("暂停呼叫")
    REFUSED = "refused", N_("已拒绝关爱电话")


OPEN = (CallState.PLANNED.value, CallState.WAITING.value, CallState.CALLING.value)
UNTIL_FAR = N_("回来的日期太远，请填写半年以内，到时再问一次。")
UNTIL_LACKS = N_("请填写到哪一天")
OUTCOME_LACKS = N_("请选择通话结果")
NEED_LACKS = N_("请选择怎样办理，并写明需要什么")


@dataclass(frozen=True, kw_only=True)
class RuleForm:
    """Whom a street calls, how often and when. Somebody fits who is of one of the classes or living forms,
    old enough, and of one of the ability levels, where these are named.
    """

    template: str
    name: str
    classes: tuple[str, ...] = ()
    living_forms: tuple[str, ...] = ()
    age_from: int = 60
    ability_levels: tuple[str, ...] = ()
    needs_consent: bool = False
    weekdays: tuple[int, ...] = (1, 2, 3, 4, 5, 6, 7)
    window_from: time = time(8, 30)
    window_to: time = time(11, 30)
    language: str = "zh"


def faults_of(form: RuleForm) -> dict[str, str]:
    """What is wrong, by field. A rule that names no group would call everybody, so it is refused."""
    faults: dict[str, str] = {}
    if not form.name.strip():
        faults["name"] = N_("请填写规则名称")
    known = set(form.classes) <= set(PersonClass) and set(form.living_forms) <= set(LivingForm)
    if not (form.classes or form.living_forms) or not known:
        faults["classes"] = N_("请至少选择一类人群")
    if not 50 <= form.age_from <= 120:
        faults["age_from"] = N_("年龄应在 50 到 120 岁之间")
    if not form.weekdays or not set(form.weekdays) <= WEEK:
        faults["weekdays"] = N_("请选择星期几呼叫")
    if form.window_to <= form.window_from:
        faults["window_to"] = N_("结束时间应晚于开始时间")
    if not set(form.ability_levels) <= set("01234"):
        faults["ability_levels"] = N_("能力等级应为 0 到 4")
    return faults


@cache
def settings() -> dict[str, Any]:
    """The parsed document."""
    text = resources.files("chongyang.hotline").joinpath("data/care_calls.yaml").read_text(encoding="utf-8")
    return dict(yaml.safe_load(text))


@cache
def templates() -> Mapping[str, RuleForm]:
    """The proposals that a street may adopt."""
    return {key: _template(key, row) for key, row in settings()["templates"].items()}


def _template(key: str, row: Mapping[str, Any]) -> RuleForm:
    first, last = (time.fromisoformat(text) for text in row["window"])
    lists = {name: tuple(row[name]) for name in ("classes", "living_forms", "ability_levels", "weekdays")}
    rest: dict[str, Any] = {name: row[name] for name in ("name", "age_from", "needs_consent", "language")}
    return RuleForm(template=key, window_from=first, window_to=last, **{**lists, **rest})


def born_before(age: int, on: date) -> date:
    """Who was born on or before this day is at least so old; the day after 28 February for 29 February."""
    try:
        return on.replace(year=on.year - age)
    except ValueError:
        return date(on.year - age, 2, 28)


def moment(on: date, at: time) -> datetime:
    """A time of the city's day."""
    return datetime.combine(on, at, tzinfo=ZONE)


def today(now: datetime) -> date:
    """The city's day."""
    return now.astimezone(ZONE).date()


def second_try(now: datetime) -> datetime:
    """When a person who did not answer is called again."""
    return now + timedelta(minutes=settings()["second_try_minutes"])


def lease_ends(taken_at: datetime) -> datetime:
    """Until when a call belongs to who took it."""
    return taken_at + timedelta(minutes=settings()["lease_minutes"])


def is_silence(tries: int) -> bool:
    """Whether so many unanswered tries are a reason to go and look."""
    return bool(tries >= settings()["tries_before_incident"])


def faults_of_outcome(outcome: str, until: date | None, need: str, note: str, on: date) -> dict[str, str]:
    """What an outcome lacks: away needs a day, a need says what and how."""
    if outcome not in set(CallOutcome):
        return {"outcome": OUTCOME_LACKS}
    if outcome == CallOutcome.AWAY and (until is None or until <= on):
        return {"until": UNTIL_LACKS}
    if until and (until - on).days > settings()["longest_pause_days"]:
        return {"until": UNTIL_FAR}
    if outcome == CallOutcome.NEEDS and (need not in set(NeedKind) or not note.strip()):
        return {"need": NEED_LACKS}
    return {}
