"""What the ledger is asked: a period and a choice, by what it is summed up, and which are sought."""

from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from chongyang.core.labels import Labelled
from chongyang.core.scopes import Interval
from chongyang.core.words import N_
from chongyang.emergency.rules.defaults import Default, all_defaults


class By(Labelled):
    """By what incidents are put together."""

    COUNTY = "county", N_("区县")
    STREET = "street", N_("街道")
    MONTH = "month", N_("月份")
    SOURCE = "source", N_("来源")
    LEVEL = "level", N_("等级")
    KIND = "kind", N_("类别")


class Sought(Labelled):
    """Incidents that a reader of the register looks for."""

    LATE_ANSWER = "late_answer", N_("应答超过目标")
    NEVER_ANSWERED = "never_answered", N_("从未应答")
    LATE_DOOR = "late_door", N_("到达超过目标")
    NEVER_AT_DOOR = "never_at_door", N_("派单后无人到达")
    CLOCK_WRONG = "clock_wrong", N_("设备时钟不可信")
    CORRECTED = "corrected", N_("经过更正")
    MERGED = "merged", N_("并入其他事件")


class ExportPurpose(Labelled):
    """Why figures or incidents leave the program."""

    REPORT = "report", N_("工作汇报")
    SUPERVISION = "supervision", N_("督查考核")
    COMPLAINT = "complaint", N_("投诉核查")
    CONTRACT = "contract", N_("合同结算")
    AUDIT = "audit", N_("审计")
    TRAINING = "training", N_("复盘培训")


class Order(Labelled):
    """In what order the register stands."""

    NEWEST = "newest", N_("最近在前")
    ANSWER = "answer", N_("应答最慢在前")
    DOOR = "door", N_("到达最慢在前")


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Incidents opened in [since, until), and of these the chosen; an empty word chooses nothing."""

    since: datetime
    until: datetime
    area: Interval | None = None
    source: str = ""
    level: str = ""
    kind: str = ""
    outcome: str = ""
    sought: str = ""

    @property
    def is_narrow(self) -> bool:
        """Whether less was chosen than all of a period."""
        return bool(self.area or self.source or self.level or self.kind or self.outcome or self.sought)


ANSWER_TARGET, DOOR_TARGET, DOOR_TARGET_RURAL = "answer_hard", "arrive_urban", "arrive_rural"
WORDS_OF_TARGETS = (
    N_("应答底线"),
    N_("城区到达时限"),
    N_("农村到达时限"),
    N_("TSA（英国）呼叫处理：97.5% 在 60 秒内"),
    N_("各地招标文件常见要求（15/30 分钟），未查到标准原文"),
)
"""What `data/defaults.yaml` says of them, so that it stands in the catalogue; a test holds both together."""
UNITS = {"second": 1, "minute": 60, "hour": 3600}


def target(name: str) -> Default:
    """A target of `data/defaults.yaml`, with its source and whether the city confirmed it."""
    return all_defaults()[name]


def target_seconds(name: str) -> int:
    return target(name).value * UNITS[target(name).unit]


def door_target(is_rural: bool) -> int:
    """Seconds within which somebody shall be at the door."""
    return target_seconds(DOOR_TARGET_RURAL if is_rural else DOOR_TARGET)


ANSWER_STEPS = (0, 10, 15, 30, 60, 180, 600)
DOOR_STEPS = (0, 300, 600, 900, 1200, 1800, 3600)
"""Where the classes of the distributions begin, in seconds; the last is open."""


def classes_of(steps: tuple[int, ...]) -> list[tuple[int, int | None]]:
    """The classes as (from, below) in seconds; None: no end."""
    return [*pairwise(steps), (steps[-1], None)]
