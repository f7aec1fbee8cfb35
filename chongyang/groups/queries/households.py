"""Who lives with whom, and who cares for whom."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from chongyang.core import access
from chongyang.core.scopes import Scope
from chongyang.groups import permissions
from chongyang.groups.models import Care, Household, Member
from chongyang.groups.queries.errors import NotFound
from chongyang.registry import queries as registry
from chongyang.registry.queries.elders import visible_elders


def visible_households(scope: Scope) -> QuerySet[Household]:
    """Households by area; who holds a single file reaches the house through her member's row."""
    rows = Household.objects.all()
    return access.visible(rows, scope) if permissions.may_read(scope) else rows.none()


def visible_members(scope: Scope) -> QuerySet[Member]:
    rows = Member.objects.all()
    return access.visible(rows, scope) if permissions.may_read(scope) else rows.none()


def lived_there(day: date | None) -> Q:
    """Members who live there on a day; without one, now."""
    if day is None:
        return Q(left_on=None)
    return Q(joined_on__lte=day) & (Q(left_on=None) | Q(left_on__gt=day))


def place_of(scope: Scope, person: UUID, day: date | None = None) -> Member | None:
    """The person's own row in her household on a day (default: now), over all her files. Raises NotFound."""
    cluster = registry.get_cluster(registry.access_elder(scope, person))
    rows = visible_members(scope).filter(lived_there(day), person__in=cluster)
    return rows.select_related("household").order_by("-joined_on", "-id").first()


def lives_with(scope: Scope, person: UUID, day: date | None = None) -> list[Member]:
    """Everybody behind the same door on a day, the head first, she herself among them; nobody where no
    household is known. Those beyond the scope (another area's elder) are left out. Raises NotFound.
    """
    own = place_of(scope, person, day)
    return members_of(scope, own.household_id, day) if own else []


def members_of(scope: Scope, household: UUID, day: date | None = None) -> list[Member]:
    rows = visible_members(scope).filter(lived_there(day), household=household)
    return sorted(rows.order_by("joined_on", "id"), key=lambda row: row.role != "head")


def former_members(scope: Scope, household: UUID) -> list[Member]:
    """Who lived there once, the last to leave first."""
    rows = (
        visible_members(scope).filter(household=household, left_on__isnull=False).exclude(leave_reason="role")
    )
    return list(rows.order_by("-left_on", "-id"))


def access_household(scope: Scope, household: UUID) -> Household:
    row = visible_households(scope).filter(id=household).first()
    if row is None:
        raise NotFound(str(household))
    return row


def list_carers(scope: Scope, person: UUID, *, now_only: bool = True) -> list[Care]:
    """Who cares for a person, the main carer first. Raises NotFound."""
    cluster = registry.get_cluster(registry.access_elder(scope, person))
    rows = _visible_care(scope).filter(person__in=cluster)
    rows = rows.filter(until=None) if now_only else rows
    return list(rows.order_by("-is_main", "-since", "id"))


def list_cared_for(scope: Scope, carer: UUID) -> list[Care]:
    """Whom a person who has a file of her own cares for. Raises NotFound."""
    cluster = registry.get_cluster(registry.access_elder(scope, carer))
    return list(_visible_care(scope).filter(carer__in=cluster, until=None).order_by("since", "id"))


def _visible_care(scope: Scope) -> QuerySet[Care]:
    rows = Care.objects.all()
    return access.visible(rows, scope) if permissions.may_read(scope) else rows.none()


def list_headless(scope: Scope, limit: int = 50) -> list[Household]:
    """Open households with members and without a head: a desk names one. Raises NotAllowed."""
    permissions.demand_list(scope)
    here = Member.objects.filter(household=OuterRef("id"), left_on=None)
    rows = visible_households(scope).filter(Exists(here), ~Exists(here.filter(role="head")), closed_on=None)
    return list(rows.order_by("id")[:limit])


def names_of(scope: Scope, members: Sequence[Member]) -> dict[UUID, str]:
    """The names of those members who have a file within reach, by the member's key."""
    files = {row.person: row.id for row in members if row.person}
    elders = visible_elders(scope).filter(id__in=files).order_by("id")
    return {files[elder.id]: elder.name for elder in elders}
