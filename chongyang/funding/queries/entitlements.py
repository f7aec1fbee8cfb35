"""Reads of proposals: for the desk of the area, and for the person and who acts for her."""

from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet

from chongyang.core import access
from chongyang.core.scopes import Scope, system_scope
from chongyang.funding import permissions
from chongyang.funding.models import Entitlement
from chongyang.funding.queries.awards import values_known
from chongyang.funding.queries.explaining import ExplainedStep, explain_steps
from chongyang.funding.queries.pages import After, NotFound, by_moment
from chongyang.funding.queries.rights import own_side, payees_of
from chongyang.funding.rules.entitled import OPEN, OWN, TAKEN
from chongyang.funding.rules.finding import find
from chongyang.policy.rules.documents import load_documents
from chongyang.policy.rules.programmes import get_programme
from chongyang.providers.models import Responder
from chongyang.registry.models import Elder

PAGE = 60


def visible_entitlements(scope: Scope) -> QuerySet[Entitlement]:
    """Proposals of a desk that applies for people of its area."""
    if not permissions.proposes(scope):
        return Entitlement.objects.none()
    return access.visible(Entitlement.objects.all(), scope)


def list_entitlements(
    scope: Scope,
    *,
    show: str = OPEN,
    programme: str = "",
    answer: str = "",
    limit: int = PAGE,
    after: After | None = None,
) -> list[Entitlement]:
    """Those in a state, the longest waiting first."""
    permissions.demand_proposals(scope)
    rows = visible_entitlements(scope).filter(state=show)
    rows = rows.filter(programme=programme) if programme else rows
    rows = rows.filter(answer=answer) if answer else rows
    return by_moment(rows, "proposed_at", limit, after, newest=False)


def count_entitlements(scope: Scope, *, programme: str = "") -> dict[str, int]:
    """By state, and of the open ones by answer."""
    permissions.demand_proposals(scope)
    rows = visible_entitlements(scope).order_by()
    rows = rows.filter(programme=programme) if programme else rows
    counted = rows.values("state", "answer").annotate(n=Count("id")).values_list("state", "answer", "n")
    found = {"open": 0, "taken": 0, "aside": 0, "closed": 0, "yes": 0, "probably": 0}
    for state, answer, count in counted.order_by("state", "answer"):
        found[state] += count
        found[answer] += count if state == OPEN else 0
    return found


def access_entitlement(scope: Scope, entitlement: UUID, now: datetime) -> Entitlement:
    """One of the desk, or of the reader herself or somebody whom she acts for. Raises NotFound."""
    row = visible_entitlements(scope).filter(id=entitlement).first()
    if row is None and own_side(scope):
        row = next(iter(_own(scope, now, id=entitlement)), None)
    if row is None:
        raise NotFound(str(entitlement))
    return row


def list_own_entitlements(scope: Scope, now: datetime) -> list[Entitlement]:
    """What the register says that she, or whom she acts for, may have without having asked; and drafts that
    wait for her word.
    """
    permissions.demand_apply(scope)
    if not own_side(scope):
        return []
    return _own(scope, now, state__in=(OPEN, TAKEN))


def _own(scope: Scope, now: datetime, **among: Any) -> list[Entitlement]:
    """A sanctioned crossing: applicants have no areas, and a carer's row names no person."""
    payees = payees_of(scope, now)
    with access.enter(system_scope("own entitlements", actor=scope.actor)):
        rows = Entitlement.objects.filter(payee__in=payees, **among)
        return list(rows.order_by("proposed_at", "id"))


def agrees_as(scope: Scope, row: Entitlement, now: datetime) -> str:
    """Whether the account speaks for herself or as a helper."""
    return payees_of(scope, now).get(row.payee, OWN)


def names_of(rows: list[Entitlement]) -> dict[UUID, str]:
    """The names of those whom rows that were accessed are about, by payee: two statements."""
    with access.enter(system_scope("names")):
        persons = [row.person for row in rows if row.person]
        held = dict(Elder.objects.filter(id__in=persons).order_by("id").values_list("id", "name"))
        carers = [row.carer for row in rows if row.carer]
        return held | dict(Responder.objects.filter(id__in=carers).order_by("id").values_list("id", "name"))


@cache
def _texts() -> dict[str, str]:
    return {clause.id: clause.text for document in load_documents() for clause in document.clauses}


def words_of(row: Entitlement) -> str:
    """The words of the clause that promises it."""
    return _texts().get(get_programme(row.programme).clause, "")


def steps_of(row: Entitlement) -> tuple[ExplainedStep, ...]:
    """The trace: each step with the value that was computed, the parameters it rests on and their clause, as
    the city had decided them at that moment.
    """
    with access.enter(system_scope("trace")):
        values = values_known(row.day, row.computed_at)
        found = find(get_programme(row.programme), row.inputs, row.area, values)
        told: list[dict[str, Any]] = [
            {**step, "value": value} for step, value in zip(found.steps, row.values, strict=False)
        ]
        return explain_steps(told, dict(found.choices))


def of_application(application: UUID) -> Entitlement | None:
    """The proposal that an application which was accessed came from."""
    with access.enter(system_scope("entitled")):
        return Entitlement.objects.filter(application=application).first()
