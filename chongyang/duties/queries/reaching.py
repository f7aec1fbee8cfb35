"""One row of duties within reach."""

from typing import TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet

from chongyang.core import access
from chongyang.core.models import Case
from chongyang.core.scopes import Scope
from chongyang.duties import permissions
from chongyang.duties.enums import RunState
from chongyang.duties.models import Letter, Matter, Meeting, Progress, Run

M = TypeVar("M", bound=Model)


class NotFound(LookupError):
    """Not there, or not within reach: the same answer."""


def one_of(rows: "QuerySet[M]", scope: Scope, key: UUID) -> M:
    """The row of this key for a reader of the ledger. Raises NotAllowed, NotFound."""
    permissions.demand_read(scope)
    row = access.visible(rows.filter(pk=key), scope).first()
    if row is None:
        raise NotFound(str(key))
    return row


def access_run(scope: Scope, run: UUID) -> Run:
    return one_of(Run.objects.all(), scope, run)


def access_letter(scope: Scope, letter: UUID) -> Letter:
    return one_of(Letter.objects.all(), scope, letter)


def access_meeting(scope: Scope, meeting: UUID) -> Meeting:
    return one_of(Meeting.objects.all(), scope, meeting)


def access_matter(scope: Scope, matter: UUID) -> Matter:
    return one_of(Matter.objects.all(), scope, matter)


def case_of(row: Run | Letter) -> Case:
    """Its case, which has the same key."""
    return Case.objects.get(id=row.id)


def access_progress(scope: Scope, progress: UUID) -> Progress:
    return one_of(Progress.objects.all(), scope, progress)


def runs_of(*keys: UUID) -> "QuerySet[Run]":
    """For `list_runs_lit`, which cuts them to the reader's reach."""
    return Run.objects.filter(id__in=keys)


def runs_of_unit(organisation: UUID) -> "QuerySet[Run]":
    """What an organisation has that is not closed."""
    return Run.objects.filter(organisation=organisation).exclude(state=RunState.CLOSED)
