"""Follow-up within 24 hours after an incident or complaint: questions, results, life cycle."""

from datetime import timedelta
from functools import cache
from importlib import resources
from typing import Any

import yaml

from chongyang.core.labels import Labelled
from chongyang.core.lifecycles.table import Action, Lifecycle, State, Timer
from chongyang.core.words import N_
from chongyang.hotline.rules.roles import HANDLERS, SEATS

FOLLOW_UP = "hotline.follow_up"


class Reached(Labelled):
    """How a try to call ended."""

    ANSWERED = "answered", N_("接通")
    NO_ANSWER = "no_answer", N_("无人接听")
    BUSY = "busy", N_("占线")
    WRONG_NUMBER = "wrong_number", N_("号码有误")


class About(Labelled):
    INCIDENT = "incident", N_("紧急事件")
    COMPLAINT = "complaint", N_("投诉")
    CARE_CALL = "care_call", N_("关爱电话")


QUESTIONS = (
    ("safe", N_("现在安全吗？")),
    ("satisfied", N_("对处置满意吗？")),
    ("needs", N_("还需要什么？")),
)
SPOKEN = N_("已接通并询问")
SAFE_LACKS = N_("请记录老人现在是否安全")


@cache
def settings() -> dict[str, Any]:
    """The parsed document."""
    text = resources.files("chongyang.hotline").joinpath("data/follow_ups.yaml").read_text(encoding="utf-8")
    return dict(yaml.safe_load(text))


def span() -> timedelta:
    """How long after the close the call is due."""
    return timedelta(hours=settings()["due_hours"])


def _before() -> timedelta:
    return span() - timedelta(hours=settings()["remind_hours_before"])


follow_up = Lifecycle(
    name=FOLLOW_UP,
    label=N_("回访"),
    version=1,
    states=(
        State("due", N_("待回访")),
        State("visit_asked", N_("请求上门")),
        State("done", N_("已回访"), final=True),
        State("dropped", N_("不再回访"), final=True),
    ),
    initial="due",
    actions=(
        Action("not_reached", N_("未接通"), ("due", "visit_asked"), None, HANDLERS),
        Action("ask_visit", N_("请求上门"), ("due",), "visit_asked", HANDLERS),
        Action("complete", N_("完成回访"), ("due", "visit_asked"), "done", HANDLERS, needs=("result",)),
        Action(
            "drop",
            N_("不再回访"),
            ("due", "visit_asked"),
            "dropped",
            SEATS,
            by_system=True,
            reason_required=True,
        ),
        Action("remind", N_("到期提醒"), ("due",), None, by_system=True),
        Action("overdue", N_("回访逾期"), ("due",), None, by_system=True),
    ),
    timers=(Timer("due", _before(), "remind"), Timer("due", span(), "overdue")),
)
