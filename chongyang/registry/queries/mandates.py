"""Mandates: those of a person, and those that the present account holds."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from chongyang.core import access
from chongyang.core.scopes import Scope, system_scope
from chongyang.registry import permissions
from chongyang.registry.models import Mandate
from chongyang.registry.queries.elders import access_elder, get_cluster
from chongyang.registry.rules import mandates as rules


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


def list_ending_mandates(
    scope: Scope, now: datetime, limit: int = 50, after: tuple[datetime, UUID] | None = None
) -> list[Mandate]:
    """Mandates within reach that end soon, or ended lately and were not renewed; the first to end first.

    Raises NotAllowed where the role writes no files: whom they concern is nobody else's list.
    """
    permissions.demand_write(scope)
    soon = now + timedelta(days=max(rules.remind_days()))
    past = now - timedelta(days=rules.renewable_days_after())
    rows = access.visible(
        Mandate.objects.filter(revoked_at=None, valid_to__gt=past, valid_to__lte=soon), scope
    )
    renewed = Mandate.objects.filter(person=OuterRef("person"), account=OuterRef("account"))
    rows = rows.exclude(Exists(renewed.filter(revoked_at=None, valid_from__gt=OuterRef("valid_from"))))
    if after:
        rows = rows.filter(Q(valid_to__gt=after[0]) | Q(valid_to=after[0], id__gt=after[1]))
    return list(rows.order_by("valid_to", "id")[:limit])


def holder_of(mandate: UUID) -> UUID | None:
    """Whose account an open mandate is; in the system's scope, for whoever tells him of its end."""
    return Mandate.objects.filter(id=mandate, revoked_at=None).values_list("account", flat=True).first()


def holders_for(person: UUID, now: datetime) -> list[UUID]:
    """Accounts that may act for her at this moment, her own among them; in the system's scope, for whoever
    sends her side a message.
    """
    rows = Mandate.objects.filter(person__in=get_cluster(person), revoked_at=None, valid_from__lte=now)
    rows = rows.filter(Q(valid_to=None) | Q(valid_to__gt=now)).order_by("account")
    return list(rows.values_list("account", flat=True).distinct())


def is_own_or_helper(account: UUID | None, cluster: Sequence[UUID]) -> bool:
    """Whether the account is the person's own or ever acted for her: it decides nothing about her."""
    if account is None:
        return False
    with access.enter(system_scope("own mandates")):
        return Mandate.objects.filter(account=account, person__in=cluster).exists()
