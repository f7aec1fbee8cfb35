"""Rosters within reach: 12349 reads those of its area, a provider its own, a carer her own week."""

from collections.abc import Collection
from datetime import date, timedelta
from uuid import UUID

from chongyang.core.access import OutOfReach, enter, visible
from chongyang.core.scopes import Scope, system_scope
from chongyang.scheduling import permissions
from chongyang.scheduling.enums import RosterState
from chongyang.scheduling.models import Roster, Shift, ShiftDemand, ShiftWish
from chongyang.scheduling.rules.rostering import WEEK
from chongyang.territory.models import Organisation
from chongyang.workforce import queries as workforce


class NoRoster(OutOfReach):
    """No such roster or provider for this reader."""


def reach_provider(scope: Scope, organisation: UUID) -> None:
    """A provider's own, or one at home in the reader's area. Raises NotAllowed, NoRoster."""
    permissions.demand_plan(scope)
    if scope.system or scope.organisation == organisation:
        return
    with enter(system_scope("provider")):
        home = Organisation.objects.filter(id=organisation).first()
    if home is None or not any(first <= home.area <= last for first, last in scope.intervals):
        raise NoRoster(str(organisation))


def access_roster(scope: Scope, roster: UUID) -> Roster:
    """Raises NotAllowed, NoRoster."""
    permissions.demand_plan(scope)
    row = visible(Roster.objects.filter(id=roster), scope).first()
    if row is None:
        raise NoRoster(str(roster))
    return row


def roster_of(scope: Scope, organisation: UUID, week: date) -> Roster | None:
    """The roster of a provider's week, where it was begun."""
    permissions.demand_plan(scope)
    return visible(Roster.objects.filter(organisation=organisation, week=week), scope).first()


def shifts_of(scope: Scope, row: Roster) -> list[Shift]:
    """The shifts of a roster that was accessed."""
    permissions.demand_plan(scope)
    return list(visible(Shift.objects.filter(roster=row), scope).order_by("day", "from_at", "carer"))


def demand_rows(scope: Scope, row: Roster) -> list[ShiftDemand]:
    """How many are needed, of a roster that was accessed."""
    permissions.demand_plan(scope)
    return list(visible(ShiftDemand.objects.filter(roster=row), scope).order_by("day", "kind", "skill"))


def wishes_of(scope: Scope, row: Roster) -> list[ShiftWish]:
    """What the provider's carers would like that week."""
    permissions.demand_plan(scope)
    until = row.week + timedelta(days=WEEK)
    rows = ShiftWish.objects.filter(organisation=row.organisation, day__gte=row.week, day__lt=until)
    return list(visible(rows, scope).order_by("day", "carer", "kind"))


def own_shifts(scope: Scope, *, since: date, days: int = 2 * WEEK) -> list[Shift]:
    """The published shifts of the carer who signed in, from a day on; nothing for who is none."""
    account = scope.actor.account
    carer = workforce.carer_of_account(scope, account) if account else None
    if carer is None:
        return []
    with enter(system_scope("own shifts", actor=scope.actor)):
        return published_shifts([carer.id], since, since + timedelta(days=days))


def published_shifts(carers: Collection[UUID], since: date, until: date) -> list[Shift]:
    """Shifts of published rosters in [since, until), by day. In the system's scope."""
    rows = Shift.objects.filter(
        carer__in=list(carers), day__gte=since, day__lt=until, roster__state=RosterState.PUBLISHED
    )
    return list(rows.order_by("day", "from_at", "id"))


def is_rostered(organisation: UUID, week: date) -> bool:
    """Whether a provider's week has a published roster: then nobody works without a shift. System scope."""
    rows = Roster.objects.filter(organisation=organisation, week=week, state=RosterState.PUBLISHED)
    return rows.exists()
