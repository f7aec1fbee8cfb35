"""Break-glass: one file out of scope for an hour, and the review that somebody else closes.

PIPL art. 13(4) lets life and health be protected without consent; the reason is stated before the file opens.
"""

from datetime import timedelta

from chongyang.core.labels import Labelled
from chongyang.core.lifecycles.table import Action, Lifecycle, State, Timer
from chongyang.core.words import N_
from chongyang.privacy.rules.data import settings
from chongyang.privacy.rules.roles import BREAKERS, SUPERVISORS

GLASS = "privacy.glass"


class Reason(Labelled):
    """Why a file out of scope has to be read now."""

    LIFE = "life", N_("老人有生命危险，须立即核对信息")
    LOST = "lost", N_("老人走失，须联系家属")
    DISASTER = "disaster", N_("灾害、停电、停水期间核对老人情况")
    AT_COUNTER = "at_counter", N_("老人本人在窗口，档案在外区，事情不能等")
    OTHER = "other", N_("其他紧急情况（请写明）")


class Verdict(Labelled):
    """What the reviewer found."""

    JUSTIFIED = "justified", N_("确有必要")
    UNNECESSARY = "unnecessary", N_("没有必要，已提醒")
    ABUSED = "abused", N_("滥用")


def minutes() -> int:
    """How long the glass stays broken."""
    return int(settings("reading")["break_glass"]["minutes"])


def words_least() -> int:
    return int(settings("reading")["break_glass"]["words_least"])


_data = settings("reading")["break_glass"]

glass = Lifecycle(
    name=GLASS,
    label=N_("应急调阅"),
    version=1,
    states=(
        State("waiting", N_("待复核")),
        State("late", N_("复核逾期")),
        State("closed", N_("已复核"), final=True),
    ),
    initial="waiting",
    actions=(
        Action(
            "review",
            N_("复核"),
            ("waiting", "late"),
            "closed",
            SUPERVISORS,
            stage="reviewing",
            needs=("verdict",),
            reason_required=True,
        ),
        Action("end", N_("提前结束调阅"), ("waiting", "late"), None, BREAKERS, stage="opening"),
        Action("escalate", N_("复核逾期升级"), ("waiting", "late"), "late", by_system=True),
    ),
    timers=(
        Timer("waiting", timedelta(hours=_data["review_hours"]), "escalate"),
        Timer(
            "late", timedelta(hours=_data["escalate_hours"]), "escalate", repeat=_data["escalate_times"] - 1
        ),
    ),
    deciding=True,
    opening_stage="opening",
)
