"""The way to one row: within reach, or not there."""

from typing import TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet

from chongyang.core import access
from chongyang.core.scopes import Scope
from chongyang.projects import permissions
from chongyang.projects.models import (
    Attraction,
    BankMatch,
    Enterprise,
    MonthReport,
    Parcel,
    Problem,
    Project,
    Proposal,
)

M = TypeVar("M", bound=Model)


class NotFound(LookupError):
    """Not there, or not within reach: the same answer."""


def one_of(rows: "QuerySet[M]", scope: Scope) -> M:
    """The one row of `rows` for a reader of the library. Raises NotAllowed, NotFound."""
    permissions.demand_read(scope)
    row = access.visible(rows, scope).first()
    if row is None:
        raise NotFound
    return row


def access_project(scope: Scope, project: UUID) -> Project:
    return one_of(Project.objects.filter(id=project), scope)


def get_by_number(scope: Scope, number: str) -> Project:
    """The project of a number such as 2018-34-07. Raises NotAllowed, NotFound."""
    return one_of(Project.objects.filter(number=number), scope)


def access_month(scope: Scope, report: UUID) -> MonthReport:
    return one_of(MonthReport.objects.select_related("project").filter(id=report), scope)


def access_problem(scope: Scope, problem: UUID) -> Problem:
    return one_of(Problem.objects.select_related("project").filter(id=problem), scope)


def access_parcel(scope: Scope, parcel: UUID) -> Parcel:
    return one_of(Parcel.objects.select_related("project").filter(id=parcel), scope)


def access_proposal(scope: Scope, proposal: UUID) -> Proposal:
    return one_of(Proposal.objects.select_related("project").filter(id=proposal), scope)


def access_enterprise(scope: Scope, enterprise: UUID) -> Enterprise:
    return one_of(Enterprise.objects.filter(id=enterprise), scope)


def access_attraction(scope: Scope, attraction: UUID) -> Attraction:
    return one_of(Attraction.objects.filter(id=attraction), scope)


def access_bank_match(scope: Scope, match: UUID) -> BankMatch:
    return one_of(BankMatch.objects.filter(id=match), scope)
