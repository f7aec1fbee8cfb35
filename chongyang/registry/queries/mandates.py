"""Mandates: those of a person, and those that the present account holds."""

from uuid import UUID

from chongyang.core import access
from chongyang.core.scopes import Scope, system_scope
from chongyang.registry import permissions
from chongyang.registry.models import Mandate
from chongyang.registry.queries.elders import access_elder, get_cluster


def list_mandates(scope: Scope, elder_id: UUID) -> list[Mandate]:
    """Who may act for her, the newest first; ended ones stay."""
    access_elder(scope, elder_id)
    rows = access.visible(Mandate.objects.filter(person__in=get_cluster(elder_id)), scope)
    return list(rows.order_by("-valid_from", "id"))


def list_held_mandates(scope: Scope) -> list[Mandate]:
    """Mandates of the account itself, ended ones too, the newest first.

    A sanctioned crossing: a mandate that does not open the file is still the holder's own.
    """
    if scope.actor.account is None or not permissions.can_read(scope):
        return []
    with access.enter(system_scope("own mandates", actor=scope.actor)):
        return list(Mandate.objects.filter(account=scope.actor.account).order_by("-valid_from", "id"))
