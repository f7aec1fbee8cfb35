"""Words of courses and journeys."""

from chongyang.core.labels import Labelled
from chongyang.core.words import N_


class HostKind(Labelled):
    """Who offers. The plan counts universities and centres by county, schools and venues by street."""

    UNIVERSITY = "university", N_("老年大学")
    SCHOOL = "school", N_("老年学校")
    CENTRE = "centre", N_("综合性老年活动中心")
    VENUE = "venue", N_("文体活动场所")
    BASE = "base", N_("旅游基地")


class Kind(Labelled):
    COURSE = "course", N_("课程")
    JOURNEY = "journey", N_("出游")


class Standing(Labelled):
    """Of an offering."""

    DRAFT = "draft", N_("未公布")
    OPEN = "open", N_("已公布")
    CANCELLED = "cancelled", N_("已停办")
    ENDED = "ended", N_("已结束")


class LessonState(Labelled):
    PLANNED = "planned", N_("按时上课")
    CANCELLED = "cancelled", N_("停课")


class Mark(Labelled):
    """What the roll call says of one person."""

    PRESENT = "present", N_("到课")
    EXCUSED = "excused", N_("请假")
    ABSENT = "absent", N_("未到")


class Channel(Labelled):
    PORTAL = "portal", N_("本人网上")
    FAMILY = "family", N_("家人代办")
    CALL = "call", N_("电话")
    COUNTER = "counter", N_("窗口")


class Leaving(Labelled):
    """Why a place was given back."""

    OWN = "own", N_("不去了")
    ILL = "ill", N_("身体原因")
    UNPAID = "unpaid", N_("逾期未缴费")
    FULL = "full", N_("没有排到名额")
    STOPPED = "stopped", N_("停办")
    DIED = "died", N_("去世")


class Told(Labelled):
    """What somebody who enrolled is told."""

    PLACED = "placed", N_("候补到了名额")
    MOVED = "moved", N_("调课")
    CANCELLED = "cancelled", N_("停课")
    STOPPED = "stopped", N_("停办，费用全部退回")


HELD = ("placed", "confirmed")
"""States of an enrolment that hold a place."""
OPEN = ("asked", "waiting", *HELD)
BY_ONESELF = (Leaving.OWN.value, Leaving.ILL.value)
"""Reasons that a person gives; the others are the system's."""
