"""Many orders at once write what as many single ones write, all of it or nothing, and once."""

from contextlib import contextmanager
from datetime import date
from threading import Barrier, Thread

import pytest
from django.db import connections, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chongyang.core import bulk
from chongyang.core.access import enter
from chongyang.core.clock import now
from chongyang.core.keys import new_key
from chongyang.core.models import Event
from chongyang.core.scopes import SYSTEM, system_scope
from chongyang.treasury import operations
from chongyang.treasury.models import Budget, Entry, OrderPart, Payee, PayeeAccount, PaymentOrder
from chongyang.treasury.operations import OrderTold, UnableToPay
from tests import factories
from tests.treasury.people import CITY, CLAUSE, COUNTY, PROGRAMME, TODAY, YEAR, fund_budget, part, payee_told

AT = now()
BUDGETS = (("county", COUNTY, "general_budget"), ("county", COUNTY, "lottery"), ("city", CITY, "lottery"))


def told(payee, parts, key, month=1, corrects=None) -> OrderTold:
    return OrderTold(
        payee=payee,
        programme=PROGRAMME,
        clause=CLAUSE,
        object="post",
        period=(date(YEAR, month, 1), date(YEAR, month + 1, 1)),
        parts=tuple(parts),
        reference=("funding.award", payee.key),
        key=key,
        held_by=(payee.key, new_key()),
        due_on=TODAY,
        corrects=corrects,
    )


def one_by_one(orders):
    for one in orders:
        names = ("payee", "programme", "clause", "object", "period", "parts", "reference", "key", "held_by")
        words = {name: getattr(one, name) for name in (*names, "due_on", "corrects")}
        operations.order_payment(**words, by=SYSTEM, now=AT)


def at_once(orders):
    operations.order_payments(orders=orders, by=SYSTEM, now=AT)


KEYS = {"id", "seq", "salt", "payload_digest", "recorded_at", "_state", "content"}


def plain(row, *without):
    return {name: value for name, value in vars(row).items() if name not in KEYS | set(without)}


def written():
    """Everything that ordering writes, without the keys of rows."""
    orders = {row.id: row for row in PaymentOrder.objects.order_by("key")}
    payees = {
        row.id: (row.person or row.organisation, row.area, row.name.plain) for row in Payee.objects.all()
    }
    events = Event.objects.filter(kind__startswith="treasury.payment", subject__in=orders).order_by("seq")
    entries = Entry.objects.prefetch_related("postings").filter(reference__in=orders)
    sides = ("account", "area", "level", "fund", "programme", "year", "amount_fen")
    return {
        "orders": [(plain(row, "payee_id"), bytes(row.content)) for row in orders.values()],
        "payees": sorted(payees.values(), key=str),
        "of": [payees[row.payee_id] for row in orders.values()],
        "accounts": sorted(
            (row.number.plain, row.bank, str(row.payee.person)) for row in PayeeAccount.objects.all()
        ),
        "parts": sorted(
            (orders[row.order_id].key, row.area, row.level, row.fund, row.amount_fen, str(row.budget_id))
            for row in OrderPart.objects.all()
        ),
        "entries": sorted(
            (
                orders[row.reference].key,
                plain(row, "reference", "_prefetched_objects_cache").items().__repr__(),
                sorted(tuple(getattr(side, name) for name in sides) for side in row.postings.all()),
                {payees[side.payee] for side in row.postings.all()}
                == {payees[orders[row.reference].payee_id]},
            )
            for row in entries
        ),
        "events": sorted((orders[row.subject].key, str(plain(row, "subject"))) for row in events),
        "budgets": list(Budget.objects.order_by("id").values_list("id", "committed_fen", "spent_fen")),
    }


@contextmanager
def undone():
    """What is written within is gone afterwards."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def money(db):
    for level, area, fund in BUDGETS:
        fund_budget(level, area, 10**9, fund)


PARTS = st.lists(
    st.tuples(st.sampled_from(BUDGETS), st.integers(1, 10**6)),
    min_size=1,
    max_size=3,
    unique_by=lambda one: one[0],
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(PARTS, st.booleans(), st.integers(1, 3)), min_size=1, max_size=6),
    st.sampled_from((1, 50)),
)
def test_the_bulk_way_writes_the_same_rows_as_the_single_way(money, drawn, many):
    known = payee_told()
    people = [known, payee_told(), payee_told(area=factories.JINSHUI + 1)]
    with undone(), pytest.MonkeyPatch.context() as patched:
        patched.setattr(bulk, "MANY", many)
        first = operations.order_payment(**order_words(known), by=SYSTEM, now=AT)
        orders = []
        for place, (parts, is_correction, months) in enumerate(drawn):
            shares = [part(fen, level, area, fund) for (level, area, fund), fen in parts]
            whom = known if is_correction else people[place % 3]
            month = 1 if is_correction else 2 + place
            corrects = first.id if is_correction else None
            assert months
            orders.append(told(whom, shares, f"key-{place}", month, corrects))
        results = []
        for way in (one_by_one, at_once):
            with undone():
                way(orders)
                results.append(written())
        assert results[0] == results[1]


def order_words(payee):
    one = told(payee, [part(500)], "first")
    names = (
        "payee",
        "programme",
        "clause",
        "object",
        "period",
        "parts",
        "reference",
        "key",
        "held_by",
        "due_on",
    )
    return {name: getattr(one, name) for name in names}


def test_one_over_the_ceiling_and_nothing_is_ordered(db):
    fund_budget(amount=60 * 100)
    orders = [told(payee_told(), [part(100)], f"key-{place}") for place in range(61)]
    with pytest.raises(UnableToPay) as refused, transaction.atomic():
        at_once(orders)
    assert "budget" in refused.value.faults
    assert not PaymentOrder.objects.exists()
    assert Budget.objects.get().committed_fen == 0
    at_once(orders[:60])
    assert Budget.objects.get().committed_fen == 60 * 100


def test_a_payee_who_was_paid_for_the_month_stops_all(money):
    payee = payee_told()
    at_once([told(payee, [part()], "paid")])
    orders = [told(payee_told(), [part()], f"key-{place}") for place in range(60)]
    with pytest.raises(UnableToPay) as refused, transaction.atomic():
        at_once([*orders, told(payee, [part()], "again")])
    assert "object" in refused.value.faults
    assert PaymentOrder.objects.count() == 1


def test_two_clicks_at_once_order_everything_once(committed):
    with enter(system_scope("test")):
        fund_budget(amount=10**9)
    orders = [told(payee_told(), [part(100)], f"key-{place}") for place in range(60)]
    start, failed = Barrier(2), []

    def click():
        try:
            start.wait(timeout=60)
            with enter(system_scope("test")):
                at_once(orders)
        except Exception as error:
            failed.append(error)
        finally:
            connections.close_all()

    threads = [Thread(target=click) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed
    with enter(system_scope("test")):
        assert PaymentOrder.objects.count() == 60
        assert Budget.objects.get().committed_fen == 6000
        assert Event.objects.filter(kind="treasury.payment.ordered").count() == 60


@pytest.mark.parametrize("many", [1, 50])
def test_cancelling_many_gives_everything_back(money, monkeypatch, many):
    monkeypatch.setattr(bulk, "MANY", many)
    before = list(Budget.objects.order_by("id").values_list("committed_fen", flat=True))
    orders = [
        told(payee_told(), [part(100), part(50, *BUDGETS[2][:2], "lottery")], f"k-{n}") for n in range(3)
    ]
    rows = operations.order_payments(orders=orders, by=SYSTEM, now=AT)
    keys = [row.id for row in rows]
    for _ in range(2):
        operations.cancel_orders(orders=keys, reason="测试", by=SYSTEM, now=AT)
    assert list(Budget.objects.order_by("id").values_list("committed_fen", flat=True)) == before
    assert set(PaymentOrder.objects.values_list("state", "cancel_reason")) == {("cancelled", "测试")}
    assert Event.objects.filter(kind="treasury.payment.cancelled").count() == 3
    sums = [
        sum(side.amount_fen for side in row.postings.all()) for row in Entry.objects.filter(kind="cancel")
    ]
    assert sums == [0, 0, 0]
    PaymentOrder.objects.filter(id=keys[0]).update(state="released")
    with pytest.raises(UnableToPay):
        operations.cancel_orders(orders=keys, reason="测试", by=SYSTEM, now=AT)
