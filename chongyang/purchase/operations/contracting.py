"""Contracts of a purchase: signed for each lot, published and filed by their clocks, extended, ended."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from chongyang.core import access, workdays
from chongyang.core.keys import new_key
from chongyang.core.models import Case
from chongyang.core.operations import cases
from chongyang.core.scopes import SYSTEM, Actor, Scope, system_scope
from chongyang.core.words import N_
from chongyang.purchase import queries
from chongyang.purchase.models import Bid, Contract, ContractUse, Lot, Procurement
from chongyang.purchase.operations.buying import held_in, perform, worded
from chongyang.purchase.operations.errors import UnableToBuy
from chongyang.purchase.operations.events import tell_of
from chongyang.purchase.rules import buying, flow
from chongyang.purchase.rules.buying import CONTRACTING, PERFORMING

NO_NUMBER = N_("请填写合同编号，最多 60 个字。")
TAKEN = N_("这个编号的合同已经登记过。")
WRONG_DAYS = N_("合同期限有误：止日须晚于起日，最长三年。")
WRONG_SUM = N_("合同金额须大于零且不超过中标价。")
NOT_AWARDED = N_("这个标的还没有中标单位。")
SIGNED = N_("这个标的的合同已经签订。")
NO_PAPER = N_("请先上传合同文本。")
PUBLISHED = N_("这份合同已经公布。")
FILED = N_("这份合同已经备案。")
NO_FILING = N_("请填写备案编号，最多 120 个字。")
ENDED = N_("这份合同已经终止或到期。")
NOT_BUYER = N_("只有购买主体可以办理合同。")
LONGEST = timedelta(days=3 * 366)
MOST_NUMBER, MOST_FILING, MOST_REASON = 60, 120, 200


@dataclass(frozen=True, slots=True)
class ContractForm:
    """A contract as it was signed. Days are half open."""

    number: str
    sum_fen: int
    signed_on: date
    valid_from: date
    valid_to: date


@transaction.atomic
def sign(*, lot: UUID, form: ContractForm, scope: Scope, by: Actor, now: datetime) -> Contract:
    """The contract of one lot with the one who won it; with the last of them the purchase goes on. Raises
    UnableToBuy, UnableToStep.
    """
    held = queries.access_lot(scope, lot)
    row = held_in(held.procurement_id, scope, CONTRACTING)
    with access.enter(system_scope("contract", actor=by)):
        if not row.documents.filter(kind=CONTRACTING).exists():
            raise UnableToBuy({"papers": NO_PAPER})
        if held.contracts.exists():
            raise UnableToBuy({"lot": SIGNED})
        bid = held.bids.filter(awarded=True).first()
        if bid is None:
            raise UnableToBuy({"lot": NOT_AWARDED})
        perform(row, "sign", by, now, evidence={"lot": str(held.id)})
        made = _keep(held, bid.organisation, form, bid.price_fen)
        if not row.lots.filter(bids__awarded=True, contracts=None).exists():
            perform(row, "begin", SYSTEM, now)
            row.state = PERFORMING
            row.save(update_fields=["state"])
    return made


def _keep(
    lot: Lot, organisation: UUID, form: ContractForm, most_fen: int, extended: UUID | None = None
) -> Contract:
    _check(form, most_fen)
    calendar, clocks = workdays.china(), flow.load().contract
    made = Contract(
        id=new_key(),
        lot=lot,
        organisation=organisation,
        area=lot.area,
        number=form.number.strip(),
        areas=lot.areas,
        items=lot.items,
        sum_fen=form.sum_fen,
        signed_on=form.signed_on,
        valid_from=form.valid_from,
        valid_to=form.valid_to,
        publish_due_on=calendar.add(form.signed_on, clocks.publish_workdays),
        file_due_on=calendar.add(form.signed_on, clocks.file_workdays),
        extended_from=extended,
    )
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:
        raise UnableToBuy({"number": TAKEN}) from None
    return made


def _check(form: ContractForm, most_fen: int) -> None:
    wrong: dict[str, str] = {}
    if not 0 < len(form.number.strip()) <= MOST_NUMBER:
        wrong["number"] = NO_NUMBER
    if not form.valid_from < form.valid_to <= form.valid_from + LONGEST:
        wrong["valid_to"] = WRONG_DAYS
    if not 0 < form.sum_fen <= most_fen:
        wrong["sum"] = WRONG_SUM
    if wrong:
        raise UnableToBuy(wrong)


@transaction.atomic
def publish_contract(*, contract: UUID, on: date, scope: Scope, by: Actor, now: datetime) -> Contract:
    """It is published, within two working days of its signing or late. Raises UnableToBuy."""
    row = _buying(contract, scope, "publish_contract", by, now)
    if row.published_on:
        raise UnableToBuy({"contract": PUBLISHED})
    return _note(row, by, now, "published", published_on=on)


@transaction.atomic
def file_contract(
    *, contract: UUID, on: date, filing: str, scope: Scope, by: Actor, now: datetime
) -> Contract:
    """It is filed with finance, within seven working days of its signing or late. Raises UnableToBuy."""
    row = _buying(contract, scope, "file_contract", by, now)
    if row.filed_on:
        raise UnableToBuy({"contract": FILED})
    return _note(row, by, now, "filed", filed_on=on, filing=worded(filing, MOST_FILING, NO_FILING))


@transaction.atomic
def end_contract(
    *, contract: UUID, on: date, reason: str, scope: Scope, by: Actor, now: datetime
) -> Contract:
    """It ends on a day before its time: from then on government buys nothing under it."""
    row = _buying(contract, scope, "end_contract", by, now)
    if row.ended_on or not row.valid_from <= on <= row.valid_to:
        raise UnableToBuy({"contract": ENDED})
    why = worded(reason, MOST_REASON, NO_FILING)
    return _note(row, by, now, "ended", ended_on=on, ended_why=why)


@transaction.atomic
def extend(*, contract: UUID, form: ContractForm, scope: Scope, by: Actor, now: datetime) -> Contract:
    """A contract for the time after this one, with the same items and areas. Raises UnableToBuy."""
    row = _buying(contract, scope, "extend", by, now)
    if row.ended_on or form.valid_from < row.valid_to:
        raise UnableToBuy({"valid_to": WRONG_DAYS})
    with access.enter(system_scope("contract", actor=by)):
        bid = Bid.objects.get(lot=row.lot_id, awarded=True)
        return _keep(row.lot, row.organisation, form, bid.price_fen, row.id)


def _buying(contract: UUID, scope: Scope, action: str, by: Actor, now: datetime) -> Contract:
    """The contract under the lock of its purchase, whose purchaser acts. Raises UnableToBuy, UnableToStep."""
    held = queries.access_contract(scope, contract)
    if scope.role not in buying.BUYERS:
        raise UnableToBuy({"by": NOT_BUYER})
    purchase: Procurement = held_in(held.lot.procurement_id, scope, PERFORMING)
    with access.enter(system_scope("contract", actor=by)):
        told = {"contract": str(held.id)}
        cases.perform(case=Case(id=purchase.id), action=action, by=by, now=now, evidence=told)
        return Contract.objects.select_for_update(of=("self",)).get(id=held.id)


def _note(row: Contract, by: Actor, now: datetime, verb: str, **changed: object) -> Contract:
    for name, value in changed.items():
        setattr(row, name, value)
    with access.enter(system_scope("contract", actor=by)):
        row.save(update_fields=list(changed))
        kind = f"purchase.contract.{verb}"
        tell_of(kind, row.id, row.area, by, now, organisation=row.organisation)
    return row


@transaction.atomic
def note_use(*, contract: UUID, key: str, amount_fen: int, on: date, by: Actor, now: datetime) -> int:
    """A settlement tells what it paid under a contract; the same key counts once. Gives what is left (below
    nothing where more was settled than agreed). In the system's scope.
    """
    row = Contract.objects.select_for_update(of=("self",)).get(id=contract)
    told = {"organisation": row.organisation, "area": row.area, "amount_fen": amount_fen, "on": on, "at": now}
    ContractUse.objects.get_or_create(contract=row, key=key, defaults=told)
    return row.sum_fen - queries.used_of([row.id]).get(row.id, 0)


def warn_contracts(*, now: datetime) -> int:
    """Once for each contract that ends soon or is nearly used up: an event. In the system's scope."""
    today = timezone.localdate(now)
    due = [row for row in queries.list_ending(today) if row.warned_at is None]
    for row in due:
        Contract.objects.filter(id=row.id).update(warned_at=now)
        kind = "purchase.contract.warned"
        tell_of(kind, row.id, row.area, SYSTEM, now, organisation=row.organisation)
    return len(due)
