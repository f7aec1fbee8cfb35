"""A payment of an institution's beds on its way: approved, ready for a batch, and through the bank."""

from datetime import timedelta

from chongyang.core.access import enter
from chongyang.core.clock import now
from chongyang.core.scopes import system_scope
from chongyang.funding import operations
from chongyang.treasury import operations as treasury
from chongyang.treasury.models import AllottedFund, Batch, Budget, PayeeAccount, PaymentOrder
from tests.funding import people
from tests.funding.test_whole_way import after_notice, to_notice
from tests.treasury.people import Four, answer

COUNTY = 410105000000


def with_money(programme="bed_construction"):
    """Budgets of all payers, and the city's money put at the county's disposal."""
    people.budgets(programme)
    for budget in Budget.objects.filter(programme=programme, level="city"):
        AllottedFund.objects.create(budget=budget, area=COUNTY, allotted_fen=10**11)


def ordered(clerk):
    """What six people decided for an institution: a planned payment whose account is confirmed."""
    with_money()
    row = to_notice(people.submitted(clerk))
    after_notice(row)
    people.do(operations.propose, people.city(), application=row.id)
    row = people.do(operations.approve, people.city_finance(), application=row.id)
    confirm(row.order)
    return PaymentOrder.objects.get(id=row.order)


def confirm(order):
    """The account is seen by another person of finance; what is due later is due today."""
    with enter(system_scope("test")):
        held = PaymentOrder.objects.get(id=order)
        PaymentOrder.objects.filter(id=order).update(due_on=now().date() - timedelta(days=1))
        account = PayeeAccount.objects.get(payee=held.payee_id, valid_to=None)
    people.do(treasury.confirm_account, people.county_finance(), account=account.id)


def through_the_bank(order, outcome="成功"):
    """Four persons of the county's finance, and the bank's word."""
    four = Four.of()
    batch = four.released(programme=order.programme)
    four.take(batch, answer(batch, outcome))
    four.reconcile(Batch.objects.get(id=batch.id))
    return PaymentOrder.objects.get(id=order.id)
