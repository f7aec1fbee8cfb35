"""Reads of applications: of the desk, of who applied, and one for either."""

from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast

from chongyang.core import access
from chongyang.core.queries import waiting
from chongyang.core.scopes import Scope, system_scope
from chongyang.funding import permissions
from chongyang.funding.enums import DRAFT, ENDED, RETURNED
from chongyang.funding.models import Application, Entitlement, Evidence
from chongyang.funding.queries.pages import After, NotFound, by_moment, one_of
from chongyang.funding.queries.rights import carer_of
from chongyang.funding.rules import flows
from chongyang.territory.enums import Role
from chongyang.territory.permissions import may
from chongyang.territory.rules.capabilities import BY_MANDATE, Can

NOBODY = UUID(int=0)
NUMBER = 10


def visible_applications(scope: Scope) -> QuerySet[Application]:
    """Submitted ones within reach of a desk that handles them; drafts are their writer's alone."""
    if not permissions.handles(scope):
        return Application.objects.none()
    return access.visible(Application.objects.exclude(state=DRAFT), scope)


def _own(scope: Scope) -> Q:
    """What an account asked for, what its institution asked for, what was asked for the person whom it stands
    for.
    """
    rule = Q(asked_by=scope.actor.account or NOBODY)
    if scope.role == Role.INSTITUTION_CLERK and scope.organisation:
        rule |= Q(organisation=scope.organisation)
    if scope.role in {role.value for role in BY_MANDATE} and scope.persons:
        rule |= Q(person__in=scope.persons) & ~Q(state=DRAFT)
    return rule | _made_for(scope)


def _made_for(scope: Scope) -> Q:
    """What a desk wrote for her because the register said that she is entitled: hers to read and hand in."""
    whose = Q(pk__in=[])
    if scope.role in {role.value for role in BY_MANDATE} and scope.persons:
        whose = Q(person__in=scope.persons)
    elif scope.role == Role.CARE_WORKER and (carer := carer_of(scope.actor.account)):
        whose = Q(carer=carer.id)
    made = Entitlement.objects.filter(whose, application__isnull=False).order_by()
    return Q(id__in=made.values("application"))


def access_application(scope: Scope, application: UUID) -> Application:
    """One, for the desk or for who applied. Raises NotFound."""
    row = visible_applications(scope).filter(id=application).first()
    if row is None and may(scope, Can.APPLY_FUNDING):
        with access.enter(system_scope("own application", actor=scope.actor)):
            row = Application.objects.filter(_own(scope), id=application).first()
    if row is None:
        raise NotFound(str(application))
    return row


def access_own(scope: Scope, application: UUID) -> Application:
    """One of the applicant's side. A sanctioned crossing: applicants have no areas. Raises NotFound."""
    permissions.demand_apply(scope)
    with access.enter(system_scope("own application", actor=scope.actor)):
        return one_of(Application.objects.filter(_own(scope)), application)


def access_handled(scope: Scope, application: UUID) -> Application:
    """One of the desk. Raises NotFound."""
    permissions.demand_handle(scope)
    return one_of(visible_applications(scope), application)


def list_mine(scope: Scope, *, limit: int = 50, after: After | None = None) -> list[Application]:
    """What the applicant's side has, the newest first."""
    permissions.demand_apply(scope)
    with access.enter(system_scope("own applications", actor=scope.actor)):
        return by_moment(Application.objects.filter(_own(scope)), "asked_at", limit, after, newest=True)


def list_work(
    scope: Scope,
    *,
    show: str = "mine",
    programme: str = "",
    limit: int = 50,
    after: After | None = None,
) -> list[Application]:
    """`mine` waits for my role, `late` is late below it, `open` is everything open; by their deadline. `done`
    are ended ones, the newest first.
    """
    permissions.demand_handle(scope)
    rows = visible_applications(scope)
    rows = rows.filter(programme=programme) if programme else rows
    if show == "done":
        return by_moment(rows.filter(state__in=ENDED), "submitted_at", limit, after, newest=True)
    shown = {"mine": waiting.waits_for, "late": waiting.came_up_to}.get(show)
    rule = shown(_flows(), scope.role) if shown else ~Q(due_at=None)
    return by_moment(rows.filter(rule).exclude(state__in=ENDED), "due_at", limit, after, newest=False)


def _flows() -> list[flows.Flow]:
    return list(flows.load().flows.values())


def count_work(scope: Scope, now: datetime) -> dict[str, int]:
    """How many wait for my role, are late of them, came up to me, and are open at all."""
    permissions.demand_handle(scope)
    rows = visible_applications(scope).exclude(state__in=ENDED)
    return waiting.count_waiting(rows, _flows(), scope.role, now, returned=RETURNED)


def list_evidence(row: Application) -> list[Evidence]:
    """Its files in the order of the list, then of time. The application was accessed; its evidence goes with
    it.
    """
    with access.enter(system_scope("evidence")):
        rows = Evidence.objects.filter(application=row).select_related("file")
        return list(rows.order_by("kind", "added_at", "id"))


def access_evidence(scope: Scope, evidence: UUID) -> Evidence:
    """One file of an application that the scope reaches. Raises NotFound."""
    with access.enter(system_scope("evidence", actor=scope.actor)):
        row = one_of(Evidence.objects.select_related("file", "application"), evidence)
    access_application(scope, row.application_id)
    return row


def find_by_number(scope: Scope, number: str) -> UUID | None:
    """The key of an application within reach by what people call it; None where none or several are so
    called.
    """
    tail = number.strip().lower().replace("-", "")
    if len(tail) != NUMBER or not set(tail) <= set("0123456789abcdef"):
        return None
    rows = access.visible(Application.objects.all(), scope).annotate(text=Cast("id", TextField()))
    found = rows.filter(text__endswith=tail).order_by("id").values_list("id", flat=True)[:2]
    return found[0] if len(found) == 1 else None
