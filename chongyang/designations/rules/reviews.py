"""The review of a title that hangs: looked at, decided, mended, heard, kept or withdrawn."""

from datetime import date
from functools import cache

from chongyang.core.lifecycles.table import Action, Lifecycle, State
from chongyang.core.words import N_
from chongyang.designations.rules.flows import APPLICANTS, UNRELATED
from chongyang.territory.enums import Role

LIFECYCLE = "designations.review"
VISIT, DECISION, MENDING, HEARING = "visit", "decision", "mending", "hearing"
KEPT, WITHDRAWN = "kept", "withdrawn"
ENDED = (KEPT, WITHDRAWN)
OPENING, LOOKING, DECIDING, HOLDING, LISTENING, WITHDRAWING = (
    "opening",
    "looking",
    "deciding",
    "holding",
    "listening",
    "withdrawing",
)
HEARD = "heard"
REVIEWERS = (Role.THIRD_PARTY_ASSESSOR.value, Role.COUNTY_REVIEWER.value)
DECIDERS = (Role.CITY_REVIEWER.value,)
OFFICE = (Role.LEADING_GROUP_OFFICE.value,)
MONTHS = 12


@cache
def table() -> Lifecycle:
    """Nobody holds two stages: who looked does not decide, who proposed to withdraw does not hear, who heard
    does not withdraw.
    """
    return Lifecycle(
        name=LIFECYCLE,
        label=N_("称号复核"),
        version=1,
        deciding=True,
        opening_stage=OPENING,
        states=(
            State(VISIT, N_("待复核")),
            State(DECISION, N_("待处理")),
            State(MENDING, N_("整改中")),
            State(HEARING, N_("拟撤销，听取陈述")),
            State(KEPT, N_("保留"), final=True),
            State(WITHDRAWN, N_("已撤销"), final=True),
        ),
        initial=VISIT,
        actions=_actions(),
    )


def _actions() -> tuple[Action, ...]:
    near: tuple[str, ...] = (UNRELATED,)
    held = {"needs": near, "reason_required": True}
    return (
        Action("report", N_("登记复核结果"), (VISIT,), DECISION, REVIEWERS, stage=LOOKING, needs=near),
        Action(
            "report_mended", N_("登记整改情况"), (MENDING,), DECISION, REVIEWERS, stage=LOOKING, needs=near
        ),
        Action("keep", N_("保留称号"), (DECISION,), KEPT, DECIDERS, stage=DECIDING, needs=near),
        Action("ask_to_mend", N_("限期整改"), (DECISION,), MENDING, DECIDERS, stage=DECIDING, **held),  # type: ignore[arg-type]
        Action("propose_withdrawal", N_("提出撤销"), (DECISION,), HEARING, DECIDERS, stage=DECIDING, **held),  # type: ignore[arg-type]
        Action("speak", N_("持有单位陈述"), (HEARING,), None, APPLICANTS, stage=HOLDING),
        Action("hear", N_("登记听取情况"), (HEARING,), None, DECIDERS, stage=LISTENING, **held),  # type: ignore[arg-type]
        Action(
            "withdraw",
            N_("撤销称号"),
            (HEARING,),
            WITHDRAWN,
            OFFICE,
            stage=WITHDRAWING,
            needs=(UNRELATED, HEARD),
            reason_required=True,
        ),
        Action("let_stand", N_("不予撤销"), (HEARING,), KEPT, OFFICE, stage=WITHDRAWING, **held),  # type: ignore[arg-type]
        Action("mend_overdue", N_("整改逾期"), (MENDING,), DECISION, by_system=True),
    )


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or the last that the month has."""
    count = day.year * MONTHS + day.month - 1 + months
    year, month = count // MONTHS, count % MONTHS + 1
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month, min(day.day, last))
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")


def next_review(day: date, months: int, until: date) -> date:
    """When a title is looked at next; the last time on the day on which it would end."""
    return min(months_after(day, months), until)
