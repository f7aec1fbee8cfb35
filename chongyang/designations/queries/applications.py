"""Reads of applications: of the desk, of who applied, and their files and sheets."""

from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from chongyang.core import access
from chongyang.core.models import Step
from chongyang.core.queries import waiting
from chongyang.core.scopes import Scope, system_scope
from chongyang.designations import permissions
from chongyang.designations.enums import DRAFT, ENDED, RETURNED
from chongyang.designations.models import Application, Evaluation, Evidence
from chongyang.designations.rules import flows
from chongyang.funding.queries.pages import After, NotFound, by_moment, one_of
from chongyang.territory.enums import Role
from chongyang.territory.permissions import may
from chongyang.territory.rules.capabilities import Can

NOBODY = UUID(int=0)


def visible_applications(scope: Scope) -> "QuerySet[Application]":
    """Submitted ones within reach of a desk that handles them; drafts are their writer's alone."""
    if not permissions.handles(scope):
        return Application.objects.none()
    return access.visible(Application.objects.exclude(state=DRAFT), scope)


def _own(scope: Scope) -> Q:
    """What an account asked for, and what its institution did."""
    rule = Q(asked_by=scope.actor.account or NOBODY)
    if scope.role == Role.INSTITUTION_CLERK and scope.organisation:
        rule |= Q(organisation=scope.organisation)
    return rule


def access_handled(scope: Scope, application: UUID) -> Application:
    """One of the desk. Raises NotFound."""
    permissions.demand_handle(scope)
    return one_of(visible_applications(scope), application)


def access_own(scope: Scope, application: UUID) -> Application:
    """One of the applicant's side. A sanctioned crossing: its area may lie beside hers. Raises NotFound."""
    permissions.demand_apply(scope)
    with access.enter(system_scope("own application", actor=scope.actor)):
        return one_of(Application.objects.filter(_own(scope)), application)


def access_application(scope: Scope, application: UUID) -> Application:
    """One, for the desk or for who applied. Raises NotFound."""
    row = visible_applications(scope).filter(id=application).first()
    if row is not None:
        return row
    if not may(scope, Can.APPLY_DESIGNATIONS):
        raise NotFound(str(application))
    return access_own(scope, application)


def list_mine(scope: Scope, *, limit: int = 50, after: After | None = None) -> list[Application]:
    """What the applicant's side has, the newest first."""
    permissions.demand_apply(scope)
    with access.enter(system_scope("own applications", actor=scope.actor)):
        return by_moment(Application.objects.filter(_own(scope)), "asked_at", limit, after, newest=True)


def list_work(
    scope: Scope, *, show: str = "mine", title: str = "", limit: int = 50, after: After | None = None
) -> list[Application]:
    """`mine` waits for my role, `late` came up to it, `open` is everything open; by their deadline. `done`
    are ended ones, the newest first.
    """
    permissions.demand_handle(scope)
    rows = visible_applications(scope)
    rows = rows.filter(title=title) if title else rows
    if show == "done":
        return by_moment(rows.filter(state__in=ENDED), "submitted_at", limit, after, newest=True)
    shown = {"mine": waiting.waits_for, "late": waiting.came_up_to}.get(show)
    rule = shown(_flows(), scope.role) if shown else Q()
    return by_moment(rows.filter(rule).exclude(state__in=ENDED), "due_at", limit, after, newest=False)


def _flows() -> list[flows.Flow]:
    return list(flows.load().flows.values())


def count_work(scope: Scope, now: datetime) -> dict[str, int]:
    """How many wait for my role, are late of them, came up to me, and are open at all."""
    permissions.demand_handle(scope)
    rows = visible_applications(scope).exclude(state__in=ENDED)
    return waiting.count_waiting(rows, _flows(), scope.role, now, returned=RETURNED)


def list_steps(scope: Scope, case: UUID) -> list[Step]:
    """What was done with a case that was accessed, in order."""
    with access.enter(system_scope("steps", actor=scope.actor)):
        return list(Step.objects.filter(case=case).order_by("number"))


def list_evidence(row: Application) -> list[Evidence]:
    """Its files in the order of their kinds. The application was accessed; its files go with it."""
    with access.enter(system_scope("evidence")):
        rows = Evidence.objects.filter(application=row).select_related("file")
        return list(rows.order_by("kind", "added_at", "id"))


def access_evidence(scope: Scope, evidence: UUID) -> Evidence:
    """One file of an application that the scope reaches. Raises NotFound."""
    with access.enter(system_scope("evidence", actor=scope.actor)):
        row = one_of(Evidence.objects.select_related("file", "application"), evidence)
    access_application(scope, row.application_id)
    return row


def entered_at(row: Application) -> datetime | None:
    """When it was last sent back to its first stage: what was seen before does not count any more."""
    with access.enter(system_scope("rounds")):
        again = Step.objects.filter(case=row.id, action__in=("resubmit", "uphold_objection"))
        return again.order_by("-number").values_list("at", flat=True).first()


def last_evaluation(row: Application) -> Evaluation | None:
    """The newest sheet of this round."""
    since = entered_at(row)
    with access.enter(system_scope("evaluations")):
        rows = Evaluation.objects.filter(application=row)
        rows = rows.filter(scored_at__gt=since) if since else rows
        return rows.order_by("-scored_at", "-id").first()


def signed_evaluation(row: Application) -> Evaluation | None:
    """The sheet of this round that two signed; None before."""
    held = last_evaluation(row)
    return held if held and held.signed_at else None
