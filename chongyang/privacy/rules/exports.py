"""Lists of persons that leave the house: limits by role, approval by another person, the mark in each row."""

from dataclasses import dataclass

from chongyang.core.labels import Labelled
from chongyang.core.lifecycles.table import Action, Lifecycle, State
from chongyang.core.words import N_
from chongyang.privacy.rules.data import settings
from chongyang.privacy.rules.roles import APPROVERS, EXPORTERS

EXPORT = "privacy.export"
ZERO, ONE, EDGE = "\u200b", "\u200c", "\u200d"
BITS = 32


class Purpose(Labelled):
    """Why a list leaves the house."""

    REPORT = "report", N_("上报统计核对")
    VISIT = "visit", N_("组织走访")
    CHECK = "check", N_("与其他部门比对")
    AUDIT = "audit", N_("审计检查")


@dataclass(frozen=True, slots=True)
class Limits:
    """Persons: in one file without approval, in one file at most, in all files of a day."""

    without_approval: int
    most: int
    per_day: int


def limits_of(role: str) -> Limits:
    data = settings("exports")
    return Limits(**data["roles"].get(role, data["default"]))


def download_days() -> int:
    return int(settings("exports")["download_days"])


def most_of(rows: int) -> int:
    """How many persons a file that was asked for with so many may hold when it is taken."""
    return rows + max(5, int(rows * float(settings("exports")["grows_by"])))


def mark_of(number: int) -> str:
    """The running number as characters that nobody sees; copied with any row of the file."""
    bits = f"{number:0{BITS}b}"
    return EDGE + "".join(ONE if bit == "1" else ZERO for bit in bits) + EDGE


def number_in(text: str) -> int | None:
    """The running number hidden in a text; None where there is none whole."""
    for piece in text.split(EDGE):
        if len(piece) == BITS and not set(piece) - {ZERO, ONE}:
            return int("".join("1" if char == ONE else "0" for char in piece), 2)
    return None


export = Lifecycle(
    name=EXPORT,
    label=N_("导出申请"),
    version=1,
    states=(
        State("asked", N_("待批准")),
        State("approved", N_("可下载")),
        State("taken", N_("已下载")),
        State("refused", N_("未批准"), final=True),
        State("expired", N_("已过期"), final=True),
    ),
    initial="asked",
    actions=(
        Action("approve", N_("批准"), ("asked",), "approved", APPROVERS, stage="approving"),
        Action("release", N_("数量不大，直接放行"), ("asked",), "approved", by_system=True),
        Action(
            "refuse", N_("不批准"), ("asked",), "refused", APPROVERS, stage="approving", reason_required=True
        ),
        Action(
            "take", N_("下载"), ("approved", "taken"), "taken", EXPORTERS, stage="asking", needs=("in_time",)
        ),
        Action("expire", N_("过期"), ("asked", "approved", "taken"), "expired", by_system=True),
    ),
    deciding=True,
    opening_stage="asking",
)
