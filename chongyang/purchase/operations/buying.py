"""A purchase, step by step: the need with its lots, the budget, the method, the announcement, offers, the
award, acceptance, payment, evaluation. The papers of a step are handed in before it is taken.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext

from chongyang.core import access
from chongyang.core.files.errors import UnableToKeep
from chongyang.core.keys import new_key
from chongyang.core.models import Case
from chongyang.core.operations import cases, files
from chongyang.core.scopes import Actor, Interval, Scope, interval_of, system_scope
from chongyang.core.words import N_
from chongyang.purchase import permissions, queries
from chongyang.purchase.models import Bid, Document, Lot, Procurement
from chongyang.purchase.operations.errors import UnableToBuy
from chongyang.purchase.operations.events import tell_of
from chongyang.purchase.rules import buying
from chongyang.purchase.rules.buying import (
    ANNOUNCING,
    APPROVING,
    BIDDING,
    BUDGETING,
    CANCELLED,
    CONTRACTING,
    DONE,
    EVALUATING,
    PAYING,
    PERFORMING,
)
from chongyang.services.rules import catalogue
from chongyang.territory import queries as territory
from chongyang.treasury import queries as treasury

NOT_HERE = N_("这个项目现在不在可以这样办理的环节。")
NOT_BUYER = N_("只有购买主体可以提出购买项目。")
NO_TITLE = N_("请填写项目名称，最多 120 个字。")
NO_NEED = N_("请写明购买需求，最多 2,000 个字。")
NO_LOT = N_("请至少填写一个标的，最多 20 个。")
WRONG_LOT = N_("标的的服务项目、最高限价、地区或金额有误。")
OUTSIDE = N_("标的的地区不在本单位辖区内。")
OTHER_YEAR = N_("请选择本年度、本地区的预算。")
TOO_LITTLE = N_("这笔预算的可用额度不足。")
NO_METHOD = N_("请选择采购方式。")
NO_REASON = N_("请写明理由，最多 500 个字。")
NO_FILE = N_("请选择要上传的文件。")
NO_PAPER = N_("请先上传这个环节的材料。")
TOO_SOON = N_("响应截止时间还没有到，或公告期短于采购方式的要求。")
TOO_LATE = N_("响应截止时间已过，不能再登记响应。")
NO_BIDDER = N_("请选择已在册的单位，报价须大于零且不超过标的金额。")
TWICE = N_("这个单位对这个标的已有响应。")
NO_WINNER = N_("每个标的都要选定一个有得分的响应单位。")
WRONG_SUM = N_("金额有误：须大于零且不超过合同金额。")
NO_WORDS = N_("请写明结论，最多 1,000 个字。")
NO_SCORE = N_("得分为 0 至 100 的整数。")
MOST_TITLE, MOST_NEED, MOST, MOST_WORDS = 120, 2000, 500, 1000


@dataclass(frozen=True, slots=True)
class LotTold:
    """A lot as a form tells it. `items` is the ceiling price in fen by item of the catalogue."""

    title: str
    areas: tuple[str, ...]
    items: Mapping[str, int]
    sum_fen: int


@transaction.atomic
def begin(
    *, title: str, need: str, year: int, lots: Sequence[LotTold], scope: Scope, by: Actor, now: datetime
) -> Procurement:
    """A purchaser tells what is needed, lot by lot; the case is opened. Raises UnableToBuy."""
    permissions.demand_desk(scope)
    if scope.role not in buying.BUYERS or scope.organisation is None or not scope.intervals:
        raise UnableToBuy({"by": NOT_BUYER})
    _check_need(title, need, lots, scope.intervals)
    area, key = scope.intervals[0][0], new_key()
    with access.enter(system_scope("purchase", actor=by)):
        row = Procurement.objects.create(
            id=key,
            organisation=scope.organisation,
            area=area,
            title=title.strip(),
            need=need.strip(),
            year=year,
            estimated_fen=sum(lot.sum_fen for lot in lots),
            state=BUDGETING,
            opened_at=now,
        )
        Lot.objects.bulk_create(_lots(row, lots))
        organisation = scope.organisation
        cases.open_case(
            lifecycle=buying.NAME, area=area, by=by, now=now, organisation=organisation, case_id=key
        )
    return row


def _lots(row: Procurement, lots: Sequence[LotTold]) -> Iterable[Lot]:
    for number, lot in enumerate(lots, start=1):
        told = {"areas": list(lot.areas), "items": dict(lot.items), "sum_fen": lot.sum_fen}
        yield Lot(procurement=row, area=row.area, number=number, title=lot.title.strip(), **told)


def _check_need(title: str, need: str, lots: Sequence[LotTold], reach: Sequence[Interval]) -> None:
    wrong: dict[str, str] = {}
    if not 0 < len(title.strip()) <= MOST_TITLE:
        wrong["title"] = NO_TITLE
    if not 0 < len(need.strip()) <= MOST_NEED:
        wrong["need"] = NO_NEED
    if not 0 < len(lots) <= buying.load().most_lots:
        wrong["lots"] = NO_LOT
    for lot in lots:
        wrong |= _wrong_in(lot, reach)
    if wrong:
        raise UnableToBuy(wrong)


def _wrong_in(lot: LotTold, reach: Sequence[Interval]) -> dict[str, str]:
    known = catalogue.items()
    good = lot.items and all(item in known and 0 < fen < 10**8 for item, fen in lot.items.items())
    if not good or not 0 < len(lot.title.strip()) <= MOST_TITLE or not 0 < lot.sum_fen < 10**12:
        return {"lots": WRONG_LOT}
    try:
        spans = [interval_of(code) for code in lot.areas]
    except ValueError:
        return {"lots": WRONG_LOT}
    inside = spans and all(any(a <= low and high <= b for a, b in reach) for low, high in spans)
    return {} if inside else {"lots": OUTSIDE}


@transaction.atomic
def attach(
    *,
    procurement: UUID,
    title: str,
    chunks: Iterable[bytes],
    name: str,
    scope: Scope,
    by: Actor,
    now: datetime,
    declared: int | None = None,
) -> Document:
    """A paper for the step that the purchase is at. Raises UnableToBuy, NotFound."""
    row = held_in(procurement, scope)
    with access.enter(system_scope("paper of a purchase", actor=by)):
        try:
            whose: dict[str, Any] = {"area": row.area, "organisation": row.organisation}
            file = files.take_in(chunks=chunks, name=name, declared=declared, by=by, now=now, **whose)
        except UnableToKeep as refused:
            raise UnableToBuy({"file": gettext(refused.reason) % refused.values}) from None
        made = Document.objects.create(
            procurement=row,
            kind=row.state,
            title=title.strip()[:MOST_TITLE] or _paper(row.state),
            file=file,
            area=row.area,
            organisation=row.organisation,
            added_by=permissions.account_of(by),
            added_at=now,
        )
        tell_of("purchase.paper.added", made.id, row.area, by, now, organisation=row.organisation)
    return made


def _paper(state: str) -> str:
    held = buying.load().papers.get(state)
    return held.label if held else state


@transaction.atomic
def confirm_budget(*, procurement: UUID, budget: UUID, scope: Scope, by: Actor, now: datetime) -> Procurement:
    """Finance names the line of the budget that pays, with enough left. Raises UnableToBuy."""
    row = held_in(procurement, scope, BUDGETING)
    if scope.role not in buying.FINANCE:
        raise UnableToBuy({"by": NOT_HERE})
    held = next((one for one in treasury.list_budgets(scope, row.year) if one.id == budget), None)
    if held is None or held.area != row.area:
        raise UnableToBuy({"budget": OTHER_YEAR})
    if held.ceiling_fen - held.committed_fen - held.spent_fen < row.estimated_fen:
        raise UnableToBuy({"budget": TOO_LITTLE})
    row.budget, row.budget_fen = held.id, held.ceiling_fen - held.committed_fen - held.spent_fen
    return _step(row, "confirm_budget", APPROVING, by, now)


@transaction.atomic
def approve_method(
    *, procurement: UUID, method: str, reason: str, scope: Scope, by: Actor, now: datetime
) -> Procurement:
    """The county approves how it is bought, and why. Raises UnableToBuy."""
    row = held_in(procurement, scope, APPROVING)
    if method not in buying.load().methods:
        raise UnableToBuy({"method": NO_METHOD})
    row.method, row.method_reason = method, worded(reason, MOST, NO_REASON)
    return _step(row, "approve_method", ANNOUNCING, by, now)


@transaction.atomic
def announce(
    *, procurement: UUID, offers_until: datetime, scope: Scope, by: Actor, now: datetime
) -> Procurement:
    """The purchase is announced; offers are possible for at least the days of its method."""
    row = held_in(procurement, scope, ANNOUNCING)
    if offers_until < now + timedelta(days=buying.load().methods[row.method].days):
        raise UnableToBuy({"offers_until": TOO_SOON})
    row.announced_at, row.offers_until = now, offers_until
    return _step(row, "announce", BIDDING, by, now)


@transaction.atomic
def record_bid(
    *, lot: UUID, organisation: UUID, price_fen: int, scope: Scope, by: Actor, now: datetime
) -> Bid:
    """What an organisation offers for a lot, within its sum and before the end. Raises UnableToBuy."""
    held = queries.access_lot(scope, lot)
    row = held_in(held.procurement_id, scope, BIDDING)
    if row.offers_until and now > row.offers_until:
        raise UnableToBuy({"lot": TOO_LATE})
    if not 0 < price_fen <= held.sum_fen or not territory.organisation_names([organisation]):
        raise UnableToBuy({"organisation": NO_BIDDER})
    with access.enter(system_scope("bid", actor=by)):
        if held.bids.filter(organisation=organisation).exists():
            raise UnableToBuy({"organisation": TWICE})
        made = Bid.objects.create(
            lot=held, area=row.area, organisation=organisation, price_fen=price_fen, handed_in_at=now
        )
        perform(row, "record_bid", by, now, evidence={"lot": str(held.id)})
    return made


@transaction.atomic
def award(
    *, procurement: UUID, points: Mapping[UUID, Decimal], scope: Scope, by: Actor, now: datetime
) -> Procurement:
    """The points of every bid, after the end of offers: the best of each lot wins, the cheaper of equals.

    Raises UnableToBuy where a lot has no bid with points.
    """
    row = held_in(procurement, scope, BIDDING)
    if row.offers_until is None or now < row.offers_until:
        raise UnableToBuy({"state": TOO_SOON})
    with access.enter(system_scope("award", actor=by)):
        for lot in row.lots.order_by("number"):
            _award_one(lot, points)
        return _step(row, "award", CONTRACTING, by, now)


def _award_one(lot: Lot, points: Mapping[UUID, Decimal]) -> None:
    bids = list(lot.bids.order_by("id"))
    for bid in bids:
        bid.points = points.get(bid.id)
        if bid.points is not None and not 0 <= bid.points <= 100:
            raise UnableToBuy({"points": NO_WINNER})
    scored = [bid for bid in bids if bid.points is not None]
    if not scored:
        raise UnableToBuy({"points": NO_WINNER})
    best = min(scored, key=lambda bid: (-(bid.points or 0), bid.price_fen, bid.id))
    for bid in bids:
        bid.awarded = bid.id == best.id
        bid.save(update_fields=["points", "awarded"])


@transaction.atomic
def accept(
    *, procurement: UUID, amount_fen: int, words: str, scope: Scope, by: Actor, now: datetime
) -> Procurement:
    """Those for whom it was bought say that it was done, and for how much. Raises UnableToBuy."""
    row = held_in(procurement, scope, PERFORMING)
    total = sum(contract.sum_fen for contract in queries.contracts_of(row))
    if not 0 < amount_fen <= total:
        raise UnableToBuy({"amount": WRONG_SUM})
    row.accepted_at, row.accepted_fen = now, amount_fen
    row.acceptance = worded(words, MOST_WORDS, NO_WORDS)
    return _step(row, "accept", PAYING, by, now)


@transaction.atomic
def pay(
    *, procurement: UUID, amount_fen: int, reference: str, scope: Scope, by: Actor, now: datetime
) -> Procurement:
    """Finance notes by which payment it was paid (month by month the settlement orders it). Raises
    UnableToBuy.
    """
    row = held_in(procurement, scope, PAYING)
    if not 0 < amount_fen <= (row.accepted_fen or 0):
        raise UnableToBuy({"amount": WRONG_SUM})
    row.paid_fen, row.payment = amount_fen, worded(reference, MOST_TITLE, NO_REASON)
    return _step(row, "pay", EVALUATING, by, now)


@transaction.atomic
def evaluate(
    *, procurement: UUID, score: int, words: str, scope: Scope, by: Actor, now: datetime
) -> Procurement:
    """A third party or the city judges what came of the money. Raises UnableToBuy."""
    row = held_in(procurement, scope, EVALUATING)
    if not 0 <= score <= 100:
        raise UnableToBuy({"score": NO_SCORE})
    row.score, row.evaluation, row.ended_at = score, worded(words, MOST_WORDS, NO_WORDS), now
    return _step(row, "evaluate", DONE, by, now)


@transaction.atomic
def cancel(*, procurement: UUID, reason: str, scope: Scope, by: Actor, now: datetime) -> Procurement:
    """The purchaser stops it before a contract is signed, with the reason."""
    row = held_in(procurement, scope, *buying.BEFORE_CONTRACT)
    row.ended_at = now
    return _step(row, "cancel", CANCELLED, by, now, reason=worded(reason, MOST, NO_REASON))


def held_in(procurement: UUID, scope: Scope, *states: str) -> Procurement:
    """The row under its lock, in one of these states. Raises UnableToBuy, NotFound, NotAllowed."""
    queries.access_procurement(scope, procurement)
    with access.enter(system_scope("purchase", actor=scope.actor)):
        row = Procurement.objects.select_for_update(of=("self",)).get(id=procurement)
    if states and row.state not in states:
        raise UnableToBuy({"state": NOT_HERE})
    return row


def perform(row: Procurement, action: str, by: Actor, now: datetime, **told: Any) -> None:
    cases.perform(case=Case(id=row.id), action=action, by=by, now=now, **told)


def _step(row: Procurement, action: str, state: str, by: Actor, now: datetime, **told: Any) -> Procurement:
    """The step with its papers; who reaches the purchase was asked before."""
    with access.enter(system_scope("step of a purchase", actor=by)):
        needs = row.state in buying.load().papers and action != "cancel"
        if needs and not row.documents.filter(kind=row.state).exists():
            raise UnableToBuy({"papers": NO_PAPER})
        perform(row, action, by, now, **told)
        row.state = state
        row.save()
    return row


def worded(text: str, most: int, refusal: str) -> str:
    words = text.strip()
    if not 0 < len(words) <= most:
        raise UnableToBuy({"reason": refusal})
    return words
