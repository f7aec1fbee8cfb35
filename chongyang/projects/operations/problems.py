"""Problems of a project: opened with who must solve them by when, answered, solved by another's word."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from chongyang.core.scopes import Actor, Scope
from chongyang.core.words import N_
from chongyang.projects import permissions, queries
from chongyang.projects.enums import ProblemState
from chongyang.projects.models import Problem
from chongyang.projects.operations.errors import refuse
from chongyang.projects.operations.keeping import lock
from chongyang.projects.operations.telling import tell
from chongyang.projects.rules.told import MOST_LINE, REASON

SAYS = N_("请写明问题，最多300字。")
SOLVER = N_("请写明由谁解决。")
PAST = N_("期限不能在今天之前。")
ANSWER = N_("请写明怎样解决，最多300字。")
NOT_NOW = N_("问题已经不在这一步。")
SAME_PERSON = N_("由谁答复就不能由谁确认解决，请由另一人办理。")
MOST_SAYS, MOST_REASON = 300, 200


@transaction.atomic
def open_problem(
    *,
    project: UUID,
    says: str,
    solver: str,
    due_on: date,
    scope: Scope,
    by: Actor,
    now: datetime,
    solver_key: str = "",
    is_synthetic: bool = False,
) -> Problem:
    """Tell a problem. Raises NotFound, UnableToKeepProject."""
    permissions.demand_keep(scope)
    row = lock(scope, project)
    if not 0 < len(says.strip()) <= MOST_SAYS:
        refuse("says", SAYS)
    if not 0 < len(solver.strip()) <= MOST_LINE or len(solver_key) > MOST_LINE:
        refuse("solver", SOLVER)
    if due_on < timezone.localdate(now):
        refuse("due_on", PAST)
    made = Problem.objects.create(
        project=row,
        area=row.area,
        says=says.strip(),
        solver=solver.strip(),
        solver_key=solver_key,
        due_on=due_on,
        opened_by=by.account,
        opened_at=now,
        is_synthetic=is_synthetic,
    )
    tell("projects.problem.opened", row, by, now, problem=str(made.id), due_on=due_on.isoformat())
    return made


@transaction.atomic
def answer_problem(*, problem: UUID, answer: str, scope: Scope, by: Actor, now: datetime) -> Problem:
    """How it is solved; another confirms that it is. Raises NotFound, UnableToKeepProject."""
    row = _held(scope, problem, ProblemState.OPEN)
    if not 0 < len(answer.strip()) <= MOST_SAYS:
        refuse("answer", ANSWER)
    row.state, row.answer = ProblemState.ANSWERED.value, answer.strip()
    row.answered_by, row.answered_at = by.account, now
    row.save(update_fields=["state", "answer", "answered_by", "answered_at"])
    tell("projects.problem.answered", row.project, by, now, problem=str(row.id))
    return row


@transaction.atomic
def solve_problem(*, problem: UUID, scope: Scope, by: Actor, now: datetime) -> Problem:
    """It is solved, says another than who answered. Raises NotFound, UnableToKeepProject."""
    row = _held(scope, problem, ProblemState.ANSWERED)
    if row.answered_by and row.answered_by == by.account:
        refuse("problem", SAME_PERSON)
    row.state, row.solved_by, row.solved_at = ProblemState.SOLVED.value, by.account, now
    row.save(update_fields=["state", "solved_by", "solved_at"])
    tell("projects.problem.solved", row.project, by, now, problem=str(row.id))
    return row


@transaction.atomic
def return_problem(*, problem: UUID, reason: str, scope: Scope, by: Actor, now: datetime) -> Problem:
    """The answer does not solve it: open again, with the reason. Raises NotFound, UnableToKeepProject."""
    row = _held(scope, problem, ProblemState.ANSWERED)
    if not 0 < len(reason.strip()) <= MOST_REASON:
        refuse("reason", REASON)
    row.state, row.returned = ProblemState.OPEN.value, reason.strip()
    row.save(update_fields=["state", "returned"])
    tell("projects.problem.returned", row.project, by, now, problem=str(row.id))
    return row


def _held(scope: Scope, problem: UUID, state: ProblemState) -> Problem:
    """The problem, held until the commit, in this state."""
    permissions.demand_keep(scope)
    lock(scope, queries.access_problem(scope, problem).project_id)
    row = Problem.objects.select_related("project").get(id=problem)
    if row.state != state:
        refuse("problem", NOT_NOW)
    return row
