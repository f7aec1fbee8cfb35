"""What this room lets be counted (`core.measuring`): stages finished, in time, and their working days."""

from chongyang.core.measuring import Measure
from chongyang.core.words import N_

FINISHED = "state = 'permitted' AND ended_at >= %(first_at)s AND ended_at < %(until_at)s"
RUNS = "approvals_stagerun"
MEASURES = (
    Measure("approvals.stages_finished", N_("办结的审批阶段"), N_("个"), RUNS, FINISHED),
    Measure(
        "approvals.stages_in_time", N_("按期办结的审批阶段"), N_("个"), RUNS, f"{FINISHED} AND is_in_time"
    ),
    Measure(
        "approvals.workdays_used",
        N_("办结阶段所用工作日"),
        N_("个工作日"),
        RUNS,
        FINISHED,
        number="sum(used_workdays)",
    ),
)
