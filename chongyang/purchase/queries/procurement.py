"""Reads of purchases, their lots, papers and contracts."""

from collections.abc import Collection
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet, Sum

from chongyang.core import access
from chongyang.core.scopes import Scope, system_scope
from chongyang.purchase import permissions
from chongyang.purchase.models import Bid, Contract, ContractUse, Document, Lot, Procurement
from chongyang.purchase.queries.pages import NotFound, one_of
from chongyang.purchase.rules import buying, flow

ENDED = (buying.DONE, buying.CANCELLED)
PERCENT = 100


def visible_procurements(scope: Scope) -> QuerySet[Procurement]:
    """Those of the desk's areas or its own organisation."""
    if not permissions.works_here(scope):
        return Procurement.objects.none()
    return access.visible(Procurement.objects.all(), scope)


def access_procurement(scope: Scope, procurement: UUID) -> Procurement:
    """One of the desk. A street reads its county's: what is bought there is bought for its people. Raises
    NotFound.
    """
    permissions.demand_desk(scope)
    row = visible_procurements(scope).filter(id=procurement).first()
    if row is not None:
        return row
    with access.enter(system_scope("purchase of the county", actor=scope.actor)):
        held = one_of(Procurement.objects.all(), procurement)
    if not _of_county(scope, held.area):
        raise NotFound(str(procurement))
    return held


def _of_county(scope: Scope, area: int) -> bool:
    """Whether an area of the reader lies in the county that `area` is, as the list asks."""
    return any(first // 10**6 * 10**6 == area for first, _ in scope.intervals)


def list_procurements(
    scope: Scope, *, show: str = "open", limit: int = 50, after: UUID | None = None
) -> list[Procurement]:
    """`mine` waits for the reader's role, `open` runs, `ended` is over; the newest first."""
    permissions.demand_desk(scope)
    counties = {first // 10**6 * 10**6 for first, _ in scope.intervals}
    with access.enter(system_scope("purchases of the county", actor=scope.actor)):
        rule = access.is_reached(Procurement, scope) | Q(area__in=counties)
        rows = Procurement.objects.filter(rule)
        if show == "mine":
            rows = rows.filter(state__in=waits_for_buying(scope.role))
        else:
            rows = rows.filter(state__in=ENDED) if show == "ended" else rows.exclude(state__in=ENDED)
        rows = rows.filter(id__lt=after) if after else rows
        return list(rows.order_by("-id")[:limit])


def waits_for_buying(role: str) -> list[str]:
    """The states in which a purchase waits for this role."""
    return [state for state, roles in buying.WAITS_FOR.items() if role in roles]


def lots_of(row: Procurement) -> list[Lot]:
    """Its lots by number. The purchase was accessed."""
    return list(Lot.objects.filter(procurement=row).order_by("number"))


def access_lot(scope: Scope, lot: UUID) -> Lot:
    """One of a purchase within reach. Raises NotFound."""
    row = one_of(Lot.objects.all(), lot)
    access_procurement(scope, row.procurement_id)
    return row


def bids_of(row: Procurement) -> list[Bid]:
    """What was offered, lot by lot, the best first. The purchase was accessed."""
    with access.enter(system_scope("bids")):
        rows = Bid.objects.filter(lot__procurement=row).select_related("lot")
        return list(rows.order_by("lot__number", "-awarded", "-points", "price_fen", "id"))


def documents_of(row: Procurement) -> list[Document]:
    """Its papers, the first first. The purchase was accessed."""
    with access.enter(system_scope("papers")):
        rows = Document.objects.filter(procurement=row).select_related("file")
        return list(rows.order_by("added_at", "id"))


def access_document(scope: Scope, document: UUID) -> Document:
    """One paper of a purchase within reach. Raises NotFound."""
    with access.enter(system_scope("papers", actor=scope.actor)):
        row = one_of(Document.objects.select_related("file"), document)
    access_procurement(scope, row.procurement_id)
    return row


def contracts_of(row: Procurement) -> list[Contract]:
    """Its contracts by lot, the first first."""
    rows = Contract.objects.filter(lot__procurement=row).select_related("lot")
    return list(rows.order_by("lot__number", "valid_from", "id"))


def access_contract(scope: Scope, contract: UUID) -> Contract:
    """One contract; contracts are public. Raises NotFound."""
    return one_of(Contract.objects.select_related("lot"), contract)


def list_contracts(scope: Scope, *, limit: int = 100, after: UUID | None = None) -> list[Contract]:
    """Contracts of the counties that the reader has to do with, the newest first."""
    permissions.demand_desk(scope)
    counties = {first // 10**6 * 10**6 for first, _ in scope.intervals}
    rule = Q(area__in=counties) | access.is_reached(Contract, scope)
    rows = Contract.objects.filter(rule).select_related("lot")
    rows = rows.filter(id__lt=after) if after else rows
    return list(rows.order_by("-id")[:limit])


def used_of(contracts: Collection[UUID]) -> dict[UUID, int]:
    """What was settled under each contract, in fen."""
    with access.enter(system_scope("use of contracts")):
        rows = ContractUse.objects.filter(contract__in=list(contracts)).order_by("contract")
        return dict(rows.values("contract").annotate(fen=Sum("amount_fen")).values_list("contract", "fen"))


def warnings_of(row: Contract, used_fen: int, today: date) -> list[str]:
    """What to look at: `unpublished`, `unfiled`, `late_…`, `ending`, `used_up`. In that order."""
    clocks, told = flow.load().contract, []
    if row.published_on is None:
        told.append("unpublished" if today <= row.publish_due_on else "late_published")
    if row.filed_on is None:
        told.append("unfiled" if today <= row.file_due_on else "late_filed")
    if row.ended_on is None and today <= row.valid_to <= today + timedelta(days=clocks.warn_days):
        told.append("ending")
    if used_fen * PERCENT >= row.sum_fen * clocks.warn_percent:
        told.append("used_up")
    return told


def list_ending(today: date) -> list[Contract]:
    """Contracts in force that end soon or are nearly used up; in the system's scope."""
    rows = list(Contract.objects.filter(ended_on=None, valid_to__gte=today).order_by("id"))
    used = used_of([row.id for row in rows])
    told = {row.id: warnings_of(row, used.get(row.id, 0), today) for row in rows}
    return [row for row in rows if {"ending", "used_up"} & set(told[row.id])]
