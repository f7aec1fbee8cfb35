"""Classes of record: how long, from when, then what; and the life cycle of a destruction list."""

from dataclasses import dataclass
from datetime import date

from chongyang.core.labels import Labelled
from chongyang.core.lifecycles.table import Action, Lifecycle, State
from chongyang.core.words import N_
from chongyang.privacy.rules.data import settings
from chongyang.privacy.rules.roles import KEEPERS

DESTRUCTION = "privacy.destruction"


class Then(Labelled):
    """What is done with a record whose time is over."""

    ERASE = "erase", N_("清空个人信息，保留统计所需")
    DROP = "drop", N_("删除整行")
    SWEEP = "sweep", N_("删除此人的全部行")
    PAYLOAD = "payload", N_("清除事件内容，保留摘要和证据链")
    NONE = "none", N_("到期由程序自动清理")


class Clock(Labelled):
    END_OF_PERSON = "end_of_person", N_("去世或迁出之日")
    ROW = "row", N_("记录形成之日")


class HoldReason(Labelled):
    """Why a person's records must not be destroyed now."""

    LAWSUIT = "lawsuit", N_("诉讼、仲裁")
    COMPLAINT = "complaint", N_("投诉、信访未结")
    AUDIT = "audit", N_("审计、巡察")
    INVESTIGATION = "investigation", N_("案件调查")


@dataclass(frozen=True, slots=True)
class RecordClass:
    key: str
    label: str
    years: int
    clock: str
    then: str
    by: str
    law: bool
    basis: str


def classes() -> dict[str, RecordClass]:
    """All classes by key, in the order of the data."""
    return {key: RecordClass(key=key, **row) for key, row in settings("retention")["classes"].items()}


def over_before(one: RecordClass, today: date) -> date:
    """Records whose clock began before this day have passed their time."""
    try:
        return today.replace(year=today.year - one.years)
    except ValueError:  # the 29th of February
        return today.replace(year=today.year - one.years, day=28)


def most_rows() -> int:
    return int(settings("retention")["most_rows"])


destruction = Lifecycle(
    name=DESTRUCTION,
    label=N_("销毁清单"),
    version=1,
    states=(
        State("proposed", N_("待批准")),
        State("approved", N_("已批准，待执行")),
        State("done", N_("已销毁"), final=True),
        State("refused", N_("未批准"), final=True),
    ),
    initial="proposed",
    actions=(
        Action("approve", N_("批准"), ("proposed",), "approved", KEEPERS, stage="approving"),
        Action(
            "refuse", N_("不批准"), ("proposed",), "refused", KEEPERS, stage="approving", reason_required=True
        ),
        Action("carry_out", N_("执行销毁"), ("approved",), "done", KEEPERS, stage="approving"),
    ),
    deciding=True,
    opening_stage="proposing",
)
