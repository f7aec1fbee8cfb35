"""What this room lets be counted (`core.measuring`): key tasks of 2014, given out and with liaisons.

The tasks themselves are no rows but the items of its main tasks: 将具体指标、具体项目、具体工作细化分解
(2014-25/4.2). They lie at the city's own code.
"""

from typing import Any

from chongyang.core.measuring import Measure
from chongyang.core.scopes import interval_of
from chongyang.core.words import N_
from chongyang.duties.rules.items import load_items
from chongyang.policy.rules.documents import load_documents
from chongyang.territory.enums import Role
from chongyang.territory.rules.reference import CITY_CODE

PLAN, MAIN = "2014-25", "task"
KINDS = {clause.id: clause.kind for document in load_documents() for clause in document.clauses}
TASKS = tuple(item.key for item in load_items() if item.document == PLAN and KINDS[item.clause] == MAIN)
ROWS = ", ".join(f"('{key}')" for key in TASKS)
GIVEN = """r.item = task.item AND r.assigned_at < %(until_at)s AND NOT EXISTS (SELECT FROM core_step s
    WHERE s.case_id = r.id AND s.target = 'withdrawn' AND s.at < %(until_at)s)"""
"""A duty that stood at the end of the period: what was taken back later was given then."""
LIAISON = f"""p.organisation_id = r.organisation AND p.role = '{Role.LIAISON.value}'
    AND p.valid_from < %(until_at)s AND (p.valid_to IS NULL OR p.valid_to >= %(until_at)s)"""


def _of_tasks(key: str, label: str, where: str) -> Measure:
    told: dict[str, Any] = {"table": f"(VALUES {ROWS}) AS task (item)", "opens": "duties_item"}
    area = f"{interval_of(CITY_CODE)[0]}::bigint"
    return Measure(f"duties.{key}", label, N_("项"), where=where, row="task.item", area=area, **told)


MEASURES = (
    _of_tasks("tasks", N_("2014年计划的重点任务事项"), "true"),
    _of_tasks(
        "given_tasks",
        N_("已分解交办的重点任务事项"),
        f"EXISTS (SELECT FROM duties_run r WHERE {GIVEN})",
    ),
    _of_tasks(
        "tasks_with_liaison",
        N_("承办单位有联络人的重点任务事项"),
        f"EXISTS (SELECT FROM duties_run r JOIN territory_post p ON {LIAISON} WHERE {GIVEN})",
    ),
)
