"""One bad row for each check of vouchers, own payments and settled months."""

from datetime import timedelta
from uuid import UUID

from chongyang.checkout.models import Attempt, Bill, Errand, Refund
from chongyang.core.clock import now
from chongyang.core.keys import new_key
from chongyang.core.models import Case
from chongyang.core.operations import cases
from chongyang.core.scopes import SYSTEM
from chongyang.purchase.models import Contract, Entitlement, Notice, VoucherAccount, VoucherEntry
from chongyang.settlement.models import Statement
from tests import factories
from tests.core.integrity_rows import GOOD_AREA, TODAY, bad
from tests.orders.people import make_contract

LONG = timedelta(days=30)
MONTH = TODAY.replace(day=1)


def account(person: UUID | None = None, **columns: object) -> VoucherAccount:
    told = {"entitlement": new_key(), "rule": "jinshui.home_help@1", "unit": "fen", "period_from": MONTH}
    told |= {"valid_to": MONTH + timedelta(days=60), "area": GOOD_AREA}
    return VoucherAccount.objects.create(person=person or factories.make_elder().id, **{**told, **columns})


def entry(held: VoucherAccount, **columns: object) -> VoucherEntry:
    told = {"account": held, "person": held.person, "area": held.area, "rule": held.rule, "kind": "granted"}
    told |= {"units": 1_000, "amount_fen": 1_000, "on": TODAY, "at": now()}
    return VoucherEntry.objects.create(**{**told, **columns})


def dead() -> UUID:
    return factories.make_elder(life_status="dead", status_on=TODAY - LONG).id


@bad("purchase.account_unequal")
def account_unequal() -> UUID:
    held = account(granted=2_000)
    entry(held)
    return held.id


@bad("purchase.parts_unequal")
def parts_unequal() -> UUID:
    held = account(granted=1_000, spent=1_000)
    entry(held)
    parts = [{"level": "county", "area": 410105000000, "amount_fen": 999}]
    entry(held, kind="spent", order=new_key(), round=1, parts=parts)
    return held.id


@bad("purchase.entry_after_death")
def entry_after_death() -> UUID:
    held = account(dead(), granted=1_000)
    entry(held)
    return held.id


def entitlement(person: UUID | None = None, **columns: object) -> Entitlement:
    told = {"rule": "jinshui.home_help@1", "group": "low_income", "quota": 40_000, "area": GOOD_AREA}
    told |= {"day": TODAY, "digest": "", "why": "", "proposed_at": now(), "computed_at": now()}
    told |= {"applied_by": new_key(), "applied_at": now(), "ability_seen": "", "state": "decision"}
    return Entitlement.objects.create(person=person or factories.make_elder().id, **{**told, **columns})


@bad("purchase.entitled_dead")
def entitled_dead() -> UUID:
    return entitlement(dead(), state="in_force", valid_from=MONTH).id


@bad("purchase.decision_overdue")
def decision_overdue() -> UUID:
    return entitlement(due_at=now() - LONG).id


@bad("purchase.notice_left_open")
def notice_left_open() -> UUID:
    row = entitlement(state="notice")
    days = {"from_on": TODAY - LONG, "to_on": TODAY - LONG / 2}
    said = {"rule": row.rule, "group": row.group, "shown_name": "陈＊", "area": row.area}
    Notice.objects.create(application=row, **days, **said)
    return row.id


@bad("purchase.contract_unpublished")
def contract_unpublished() -> UUID:
    row = make_contract(new_key(), "bath_help")
    Contract.objects.filter(id=row.id).update(filed_on=TODAY, filing="x")
    return row.lot.procurement_id


def bill(**columns: object) -> Bill:
    elder = factories.make_elder()
    told = {"number": f"B-{new_key().hex[:12]}", "person": elder.id, "area": elder.area, "kind": "service"}
    told |= {"organisation": new_key(), "reference": new_key(), "item": "bath_help", "amount_fen": 1_000}
    return Bill.objects.create(**{**told, "made_at": now(), "due_on": TODAY, **columns})


def attempt(row: Bill, **columns: object) -> Attempt:
    told = {"bill": row, "person": row.person, "area": row.area, "organisation": row.organisation}
    told |= {"vendor": "sandbox", "merchant": "M", "number": new_key().hex, "amount_fen": row.amount_fen}
    told |= {"began_at": now(), "expires_at": now(), "state": "paid", "paid_at": now()}
    return Attempt.objects.create(**{**told, **columns})


@bad("checkout.paid_without_payment")
def paid_without_payment() -> UUID:
    return bill(state="paid", paid_at=now()).id


@bad("checkout.payment_of_unpaid_bill")
def payment_of_unpaid_bill() -> UUID:
    row = bill()
    attempt(row)
    return row.id


@bad("checkout.back_differs")
def back_differs() -> UUID:
    row = bill(state="paid", paid_at=now())
    attempt(row, back_fen=5)
    return row.id


@bad("checkout.surplus_waits")
def surplus_waits() -> UUID:
    row = bill(state="cancelled")
    held = attempt(row, state="surplus", back_fen=1_000)
    told = {"person": row.person, "area": row.area, "organisation": row.organisation, "reason": "x"}
    back = {"attempt": held, "number": new_key().hex, "amount_fen": 1_000, "asked_at": now() - LONG}
    return Refund.objects.create(**back, **told).id


@bad("checkout.one_receipt")
def one_receipt() -> UUID:
    elder = factories.make_elder()
    row = Errand(person=elder.id, area=elder.area, organisation=new_key(), utility="water", most_fen=5)
    row.amount_fen, row.paid_by, row.paid_receipt, row.paid_at = 5, new_key(), new_key(), now() - LONG
    row.state, row.asked_by, row.asked_at = "paid_for", new_key(), now() - LONG
    row.household_number = "1"
    row.save(force_insert=True)
    return row.id


@bad("checkout.errand_without_bill")
def errand_without_bill() -> UUID:
    key = one_receipt()
    signed = {"state": "handed_over", "handed_receipt": new_key(), "handed_at": now(), "paid_at": now()}
    Errand.objects.filter(id=key).update(**signed)
    return key


def statement(**columns: object) -> Statement:
    told = {"area": 410105000000, "organisation": new_key(), "contract": new_key(), "month": MONTH}
    told |= {"number": new_key().hex[:20], "state": "sent", "lines": 0, "covered_fen": 0, "deducted_fen": 0}
    told |= {"own_fen": 0, "digest": "", "computed_at": now(), "object_until": now()}
    return Statement.objects.create(**{**told, **columns})


@bad("settlement.sums_differ")
def sums_differ() -> UUID:
    return statement(covered_fen=5, deducted_fen=5).id


@bad("settlement.parts_differ")
def parts_differ() -> UUID:
    return statement(parts=[{"level": "county", "area": 410105000000, "amount_fen": 5}]).id


@bad("settlement.waits_for_check")
def waits_for_check() -> UUID:
    row = statement(state="agreed")
    cases.open_case(
        lifecycle="settlement.statement", area=row.area, case_id=row.id, by=SYSTEM, now=now() - LONG
    )
    Case.objects.filter(id=row.id).update(state="agreed", entered_at=now() - LONG)
    return row.id
