"""The five levels of urgency."""

from chongyang.core.labels import Labelled
from chongyang.core.words import N_


class Level(Labelled):
    P0 = "P0", N_("生命危险")
    P1 = "P1", N_("紧急")
    P2 = "P2", N_("当日处置")
    P3 = "P3", N_("服务咨询")
    P4 = "P4", N_("误触或测试")


def graver(one: str, other: str) -> str:
    """The graver of two levels; an empty one is none."""
    return min(filter(None, (one, other)), default="")
