"""Reads of carers, their certificates and absences."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from chongyang.core import access
from chongyang.core.scopes import Scope, system_scope
from chongyang.workforce import permissions
from chongyang.workforce.models import Absence, Carer, Credential


class NotFound(access.OutOfReach):
    """No such row, or not within reach: the same answer."""


def working_on(day: date) -> Q:
    """Who is employed on a day."""
    return Q(starts_on__lte=day) & (Q(ends_on=None) | Q(ends_on__gt=day))


def list_carers(
    scope: Scope,
    *,
    organisation: UUID | None = None,
    on: date | None = None,
    after: UUID | None = None,
    limit: int = 200,
) -> list[Carer]:
    """Carers within reach by key, of one provider and employed on a day where these are told."""
    return list(_carers(scope, organisation, on, after)[:limit])


def count_carers(scope: Scope, *, organisation: UUID | None = None, on: date | None = None) -> int:
    return _carers(scope, organisation, on, None).count()


def _carers(
    scope: Scope, organisation: UUID | None, on: date | None, after: UUID | None
) -> "QuerySet[Carer]":
    permissions.demand_read(scope)
    rows = access.visible(Carer.objects.all(), scope)
    rows = rows.filter(organisation=organisation) if organisation else rows
    rows = rows.filter(working_on(on)) if on else rows
    return (rows.filter(id__gt=after) if after else rows).order_by("id")


def access_carer(scope: Scope, carer: UUID) -> Carer:
    """One within reach. Raises NotFound."""
    permissions.demand_read(scope)
    row = access.visible(Carer.objects.filter(id=carer), scope).first()
    if row is None:
        raise NotFound(str(carer))
    return row


def carer_of_account(scope: Scope, account: UUID) -> Carer | None:
    """The carer who signs in with an account: her own for herself, another's for who may read carers."""
    if not scope.system and account != scope.actor.account:
        permissions.demand_read(scope)
        return access.visible(Carer.objects.filter(account=account), scope).first()
    with access.enter(system_scope("own carer", actor=scope.actor)):
        return Carer.objects.filter(account=account).first()


def names_of(carers: Iterable[UUID]) -> dict[UUID, str]:
    """Names by key, for pages whose reader reached an order of theirs; in the system's scope."""
    with access.enter(system_scope("carers' names")):
        return dict(Carer.objects.filter(id__in=set(carers)).order_by("id").values_list("id", "name"))


def homes_of(carers: Iterable[UUID]) -> dict[UUID, UUID]:
    """The provider of each of these; in the system's scope."""
    with access.enter(system_scope("carers' providers")):
        rows = Carer.objects.filter(id__in=set(carers)).order_by("id")
        return dict(rows.values_list("id", "organisation"))


def employers(scope: Scope, on: date) -> list[UUID]:
    """The providers who employ carers within reach on a day."""
    rows = _carers(scope, None, on, None).order_by("organisation")
    return list(rows.values_list("organisation", flat=True).distinct())


def accounts_of(carers: Iterable[UUID]) -> list[UUID]:
    """With which accounts these carers sign in, those that have one; in the system's scope."""
    with access.enter(system_scope("carers' accounts")):
        rows = Carer.objects.filter(id__in=set(carers), account__isnull=False).order_by("id")
        return [account for account in rows.values_list("account", flat=True) if account]


def list_credentials(row: Carer) -> list[Credential]:
    """All certificates of a carer who was accessed, by skill, the newest first."""
    with access.enter(system_scope("credentials")):
        rows = Credential.objects.filter(carer=row).select_related("file")
        return list(rows.order_by("skill", "-valid_from", "id"))


def access_credential(scope: Scope, credential: UUID) -> Credential:
    """One certificate of a carer within reach, or one's own. Raises NotFound."""
    with access.enter(system_scope("credential", actor=scope.actor)):
        row = Credential.objects.filter(id=credential).select_related("carer", "file").first()
    if row is None:
        raise NotFound(str(credential))
    if scope.actor.account is None or row.carer.account != scope.actor.account:
        access_carer(scope, row.carer_id)
    return row


def list_absences(row: Carer, *, since: datetime) -> list[Absence]:
    """Absences of a carer who was accessed that end after a moment, in order."""
    with access.enter(system_scope("absences")):
        return list(Absence.objects.filter(carer=row, to_at__gt=since).order_by("from_at", "id"))


def absences_of(carers: Collection[UUID], from_at: datetime, to_at: datetime) -> dict[UUID, list[Absence]]:
    """Absences of these that touch the time between the two (half open), in order. In the system's scope."""
    found: dict[UUID, list[Absence]] = defaultdict(list)
    with access.enter(system_scope("absences")):
        rows = Absence.objects.filter(carer__in=list(carers), from_at__lt=to_at, to_at__gt=from_at)
        for row in rows.order_by("from_at", "id"):
            found[row.carer_id].append(row)
    return found


def list_away(scope: Scope, at: datetime) -> list[Absence]:
    """Who of the carers within reach is away at a moment, by name."""
    permissions.demand_read(scope)
    rows = access.visible(Absence.objects.filter(from_at__lte=at, to_at__gt=at), scope)
    return list(rows.select_related("carer").order_by("carer__name", "id"))
