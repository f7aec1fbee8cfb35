"""Reads of decisions about persons: who waits for whom, who is entitled and why."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, Protocol
from uuid import UUID

from django.db.models import Count, QuerySet

from chongyang.core import access
from chongyang.core.identifiers import mask_name
from chongyang.core.queries import notices
from chongyang.core.scopes import Interval, Scope, system_scope
from chongyang.purchase import permissions
from chongyang.purchase.enums import ASIDE, IN_FORCE, PROPOSED, UNDER_WAY
from chongyang.purchase.models import Entitlement, Notice, Objection, VoucherCorrection
from chongyang.purchase.queries.pages import one_of
from chongyang.purchase.rules import flow
from chongyang.registry import queries as registry

SHOWS = ("mine", "proposed", "open", "in_force", "ended")
After = tuple[datetime, UUID]


def visible_entitlements(scope: Scope) -> QuerySet[Entitlement]:
    """Within reach of a desk of purchase."""
    if not permissions.works_here(scope):
        return Entitlement.objects.none()
    return access.visible(Entitlement.objects.all(), scope)


def access_entitlement(scope: Scope, entitlement: UUID) -> Entitlement:
    """One of the desk. Raises NotFound."""
    return one_of(visible_entitlements(scope), entitlement)


def list_entitlements(
    scope: Scope, *, show: str = "mine", rule: str = "", limit: int = 50, after: After | None = None
) -> list[Entitlement]:
    """`mine` waits for the reader's role, `proposed` for an application, `open` are under way; the oldest
    first. `in_force` and `ended`: the newest first.
    """
    permissions.demand_desk(scope)
    rows = _shown(visible_entitlements(scope), scope, show)
    rows = rows.filter(rule=rule) if rule else rows
    newest = show in ("in_force", "ended")
    if after:
        way = "lt" if newest else "gt"
        before = rows.filter(**{f"proposed_at__{way}": after[0]})
        rows = before | rows.filter(proposed_at=after[0], **{f"id__{way}": after[1]})
    sign = "-" if newest else ""
    return list(rows.order_by(f"{sign}proposed_at", f"{sign}id")[:limit])


def _shown(rows: QuerySet[Entitlement], scope: Scope, show: str) -> QuerySet[Entitlement]:
    if show == "mine":
        return rows.filter(state__in=waits_for(scope.role))
    states: dict[str, Iterable[str]] = {
        "proposed": (PROPOSED, ASIDE),
        "open": UNDER_WAY,
        "in_force": (IN_FORCE,),
    }
    if show in states:
        return rows.filter(state__in=states[show])
    return rows.exclude(state__in=(PROPOSED, ASIDE, *UNDER_WAY, IN_FORCE))


def waits_for(role: str) -> list[str]:
    """The states in which a case waits for this role."""
    own = [PROPOSED] if role in flow.APPLICANTS else []
    return own + [state for state, roles in flow.WAITS_FOR.items() if role in roles]


def count_entitlements(scope: Scope, now: datetime) -> dict[str, int]:
    """How many wait for the reader, are late of them, are proposed, under way and in force."""
    permissions.demand_desk(scope)
    rows = visible_entitlements(scope).order_by()
    by_state = dict(rows.values("state").annotate(n=Count("id")).values_list("state", "n").order_by("state"))
    mine = waits_for(scope.role)
    return {
        "mine": sum(by_state.get(state, 0) for state in mine),
        "late": rows.filter(state__in=mine, due_at__lt=now).count(),
        "proposed": by_state.get(PROPOSED, 0) + by_state.get(ASIDE, 0),
        "open": sum(by_state.get(state, 0) for state in UNDER_WAY),
        "in_force": by_state.get(IN_FORCE, 0),
    }


class OfPerson(Protocol):
    """A row that is about a person."""

    @property
    def person(self) -> UUID: ...


def names_of(rows: Iterable[OfPerson]) -> dict[UUID, str]:
    """Covered names of those whom rows that were accessed are about, by person."""
    return names_of_persons({row.person for row in rows})


def names_of_persons(persons: Iterable[UUID]) -> dict[UUID, str]:
    """The same by their keys, whose rows were accessed."""
    with access.enter(system_scope("names")):
        return {person: mask_name(_plain(name)) for person, name in registry.known_names(persons).items()}


def _plain(name: Any) -> str:
    return str(getattr(name, "plain", name))


def list_notices(on: date, *, within: Interval | None = None, limit: int = 100) -> list[Notice]:
    """Those that run on a day; public."""
    rows = Notice.objects.filter(area__range=within) if within else Notice.objects.all()
    return notices.list_running(rows, on, limit)


def access_notice(notice: UUID) -> Notice:
    """One that runs or ran; public. Raises NotFound."""
    return one_of(Notice.objects.all(), notice)


def notice_of(row: Entitlement) -> Notice | None:
    """The newest notice of a decision."""
    return notices.newest_of(Notice.objects.filter(application=row))


def list_objections(scope: Scope, entitlement: UUID) -> list[Objection]:
    """What was said against it, for the desk."""
    return notices.list_against(Objection.objects.all(), scope, access_entitlement(scope, entitlement).id)


def access_objection(scope: Scope, objection: UUID) -> Objection:
    """One of a decision within reach. Raises NotFound."""
    with access.enter(system_scope("objections", actor=scope.actor)):
        row = one_of(Objection.objects.select_related("notice"), objection)
    access_entitlement(scope, row.notice.application_id)
    return row


def list_corrections(
    scope: Scope, account: UUID | None = None, *, limit: int = 50
) -> list[VoucherCorrection]:
    """Corrections that wait for a second person within reach, or all of one account, the newest first."""
    permissions.demand_desk(scope)
    rows = access.visible(VoucherCorrection.objects.select_related("account"), scope)
    rows = rows.filter(account=account) if account else rows.filter(decided_at=None)
    return list(rows.order_by("-proposed_at", "-id")[:limit])


def access_correction(scope: Scope, correction: UUID) -> VoucherCorrection:
    """One within reach. Raises NotFound."""
    permissions.demand_desk(scope)
    return one_of(access.visible(VoucherCorrection.objects.all(), scope), correction)


def count_standing(scope: Scope, person: UUID) -> int:
    """How many entitlements of a person are in force, within the reader's reach."""
    return access.visible(Entitlement.objects.filter(person=person, state=IN_FORCE), scope).count()
