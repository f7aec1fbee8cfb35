"""Bad rows of single payments: twice, without a batch, an answer or an entry, recovered wrongly, waiting."""

from datetime import date, timedelta
from uuid import UUID

from chongyang.core.clock import now
from chongyang.core.keys import new_key
from chongyang.core.scopes import SYSTEM
from chongyang.registry.models import Elder
from chongyang.treasury.models import (
    Allotment,
    Batch,
    Collection,
    Entry,
    PaymentOrder,
    Receivable,
    Repayment,
    ReturnFile,
)
from chongyang.treasury.operations import hold_orders
from tests.core.integrity_rows import TODAY, bad, dead, good_elder
from tests.core.integrity_rows_money import LONG_AGO
from tests.treasury import people
from tests.treasury.test_recoveries import paid_order, recover


def funded_order(**words: object) -> PaymentOrder:
    """An order and the budget of the year in which it is due."""
    due_on = words.get("due_on", TODAY)
    assert isinstance(due_on, date)
    people.fund_budget(year=due_on.year)
    return people.order(**words)


def changed(row: PaymentOrder, **columns: object) -> UUID:
    PaymentOrder.objects.filter(id=row.id).update(**columns)
    return row.id


def paid() -> PaymentOrder:
    people.fund_budget()
    return paid_order()


def approved() -> Batch:
    people.fund_budget()
    people.ready_orders(1)
    return people.Four.of().approved()


def sent(ago: timedelta = timedelta()) -> UUID:
    """A batch that went out past the program."""
    batch = approved()
    Batch.objects.update(state="released", released_at=now() - ago)
    return batch.id


def answered(outcome: str, *, is_settled: bool) -> tuple[Batch, PaymentOrder]:
    people.fund_budget()
    (row,) = people.ready_orders(1)
    four = people.Four.of()
    batch = four.released()
    four.take(batch, people.answer(batch, outcome))
    if is_settled:
        four.reconcile(batch)
    return batch, row


def held(row: PaymentOrder) -> PaymentOrder:
    hold_orders(orders=[row.id], key="test", by=SYSTEM, now=now() - LONG_AGO)
    return row


@bad("treasury.payee_paid_twice")
def _() -> UUID:
    payee = people.payee_told()
    funded_order(payee=payee)
    return people.order(payee, object="another").id


@bad("treasury.paid_twice_as_two")
def _() -> UUID:
    people.fund_budget()
    survivor, double = good_elder(), good_elder()
    rows = [people.order(people.payee_told(one.id), object=f"person:{one.id}") for one in (survivor, double)]
    Elder.objects.filter(id=double.id).update(same_as=survivor)
    return rows[0].id


@bad("treasury.sent_twice")
def _() -> UUID:
    batch = approved()
    order = PaymentOrder.objects.get()
    changed(order, state="planned")
    people.Four.of().approved()
    Batch.objects.update(state="released", released_at=now())
    assert Batch.objects.exclude(id=batch.id).exists()
    return order.id


@bad("treasury.dead_was_paid")
def _() -> UUID:
    died = dead()
    later = died.status_on + timedelta(days=1)
    row = funded_order(payee=people.payee_told(died.id), period=(later, later + timedelta(days=30)))
    return changed(row, state="paid", paid_on=TODAY)


@bad("treasury.paid_without_answer")
def _() -> UUID:
    return changed(funded_order(), state="paid", paid_on=TODAY)


@bad("treasury.order_without_batch")
def _() -> UUID:
    return changed(funded_order(), state="batched")


@bad("treasury.held_and_paid")
def _() -> UUID:
    return changed(held(funded_order()), state="released")


@bad("treasury.hold_long")
def _() -> UUID:
    return held(funded_order()).id


@bad("treasury.order_overdue")
def _() -> UUID:
    return funded_order(due_on=TODAY - LONG_AGO).id


@bad("treasury.returned_waiting")
def _() -> UUID:
    _, row = answered("失败", is_settled=True)
    ReturnFile.objects.update(reconciled_at=now() - LONG_AGO)
    return row.id


@bad("treasury.batch_waiting")
def _() -> UUID:
    people.fund_budget()
    people.ready_orders(1)
    batch = people.Four.of().make()
    Batch.objects.update(made_at=now() - LONG_AGO)
    return batch.id


@bad("treasury.released_without_file")
def _() -> UUID:
    return sent(LONG_AGO)


@bad("treasury.released_without_entry")
def _() -> UUID:
    return sent()


@bad("treasury.answer_unreconciled")
def _() -> UUID:
    batch, _ = answered("成功", is_settled=False)
    ReturnFile.objects.update(uploaded_at=now() - LONG_AGO)
    return batch.id


@bad("treasury.entry_unbalanced")
def _() -> UUID:
    told = {"area": people.COUNTY, "kind": "settle", "reference_kind": "batch", "reference": new_key()}
    return Entry.objects.create(at=now(), on=TODAY, **told).id


@bad("treasury.allotment_waiting")
def _() -> UUID:
    budget = people.fund_budget("city", people.CITY)
    told = {
        "amount_fen": 9,
        "document": "测试文件",
        "proposed_by": new_key(),
        "proposed_at": now() - LONG_AGO,
    }
    return Allotment.objects.create(budget=budget, area=people.CITY, to_area=people.COUNTY, **told).id


@bad("treasury.recovery_over_payment")
def _() -> UUID:
    row = recover(paid())
    Receivable.objects.create(
        **{
            name: getattr(row, name)
            for name in ("payee", "area", "programme", "order", "reference", "reason")
        },
        key="again",
        amount_fen=1,
        ordered_at=now(),
    )
    return row.id


@bad("treasury.recovery_differs")
def _() -> UUID:
    row = recover(paid())
    told = {"area": row.area, "way": "transfer", "amount_fen": 5, "on": TODAY, "key": "uncounted"}
    Collection.objects.create(receivable=row, **told)
    return row.id


@bad("treasury.recovery_of_unpaid")
def _() -> UUID:
    row = recover(paid())
    PaymentOrder.objects.filter(id=row.order_id).update(state="returned", paid_on=None)
    return row.id


@bad("treasury.repayment_waiting")
def _() -> UUID:
    row = recover(paid())
    told = {"amount_fen": 5, "on": TODAY, "key": "B9", "proposed_by": new_key(), "way": "transfer"}
    return Repayment.objects.create(receivable=row, area=row.area, proposed_at=now() - LONG_AGO, **told).id
