"""Reads over running cases: where one stands, what happened to it, what may be done next."""

from collections.abc import Collection
from uuid import UUID

from chongyang.core import access
from chongyang.core.lifecycles import decide, registry
from chongyang.core.lifecycles.table import Action
from chongyang.core.models.cases import Case, StageHolder, Step
from chongyang.core.scopes import Scope, system_scope


def access_case(scope: Scope, case_id: UUID) -> Case | None:
    """The case, or None both when there is none and when it is not in reach."""
    return access.visible(Case.objects.filter(id=case_id), scope).first()


def list_steps(scope: Scope, case_id: UUID) -> list[Step]:
    """Every step of a case in its order."""
    return list(access.visible(Step.objects.filter(case=case_id), scope).order_by("number"))


def held_stages(scope: Scope, case_id: UUID) -> dict[UUID, str]:
    """Who held which stage of a case that was accessed; the whole case, whatever the reader reaches."""
    with access.enter(system_scope("stages", actor=scope.actor)):
        rows = StageHolder.objects.filter(case=case_id).order_by("at", "id")
        return dict(rows.values_list("holder", "stage"))


def list_actions(scope: Scope, case: Case, roles: Collection[str] | None = None) -> tuple[Action, ...]:
    """What to offer as buttons; an action that still lacks a fact is offered, and refused when tried."""
    table = registry.get(case.lifecycle, case.version)
    held = frozenset(roles if roles is not None else [scope.role])
    system = scope.actor.kind == "system"
    return decide.available(table, case.state, decide.Doer(scope.actor.account, held, system))


def label_of_state(case: Case) -> str:
    """The Chinese source text of the case's state."""
    return registry.get(case.lifecycle, case.version).state(case.state).label
