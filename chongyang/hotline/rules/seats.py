"""What a seat is doing. A working table: the same person goes through all of it, many times a day."""

from datetime import timedelta
from functools import cache
from importlib import resources

import yaml

from chongyang.core.labels import Labelled
from chongyang.core.words import N_


class Doing(Labelled):
    READY = "ready", N_("示闲")
    TALKING = "talking", N_("通话中")
    WRAP_UP = "wrap_up", N_("整理")
    BREAK = "break", N_("小休")
    AWAY = "away", N_("暂离")


class BreakReason(Labelled):
    MEAL = "meal", N_("用餐")
    REST = "rest", N_("休息")
    TRAINING = "training", N_("培训")
    MEETING = "meeting", N_("会议")
    OTHER = "other", N_("其他")


CHOSEN = (Doing.READY, Doing.WRAP_UP, Doing.BREAK, Doing.AWAY)
"""What a person sets herself; `talking` follows from her calls alone."""

STEPS = {
    Doing.READY: (Doing.TALKING, Doing.WRAP_UP, Doing.BREAK, Doing.AWAY),
    Doing.TALKING: (Doing.WRAP_UP, Doing.READY),
    Doing.WRAP_UP: (Doing.READY, Doing.TALKING, Doing.BREAK, Doing.AWAY),
    Doing.BREAK: (Doing.READY, Doing.TALKING, Doing.AWAY),
    Doing.AWAY: (Doing.READY, Doing.TALKING, Doing.BREAK),
}


def may_become(now: Doing, then: Doing) -> bool:
    """Whether one follows the other; who talks leaves that only when the call ends."""
    return then in STEPS[now]


def lacks_reason(doing: Doing, reason: str) -> bool:
    """A break says what for."""
    return doing is Doing.BREAK and reason not in set(BreakReason)


@cache
def shift_span() -> timedelta:
    """How far a hand-over looks ahead."""
    text = resources.files("chongyang.hotline").joinpath("data/shifts.yaml").read_text(encoding="utf-8")
    return timedelta(hours=yaml.safe_load(text)["hours"])
