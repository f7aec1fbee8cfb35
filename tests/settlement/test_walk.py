"""Once through every desk: from accepted visits to the bank's answer."""

from types import SimpleNamespace

from chongyang.settlement import operations
from chongyang.settlement.models import Line, Statement
from chongyang.treasury import operations as treasury
from chongyang.treasury.models import AllottedFund, Budget, PaymentOrder
from tests.settlement.people import (
    AFTER,
    MONTH,
    contracted,
    county_finance,
    give_budgets,
    of_provider,
    purchaser,
    visit,
)
from tests.treasury.people import Four, answer, confirm_account_of


def doing(scope):
    return {"scope": scope, "by": scope.actor, "now": AFTER}


def approved(row):
    """An objection upheld, then the stages of three persons."""
    own, buyer = of_provider(row.organisation), purchaser()
    line = Line.objects.get(statement=row, percent__gt=0)
    raised = operations.object_to(statement=row.id, line=line.id, text="老人住院", **doing(own))
    operations.answer_objection(objection=raised.id, upheld=True, answer="属实", **doing(buyer))
    for action, scope in (("agree", own), ("check", buyer), ("approve", county_finance())):
        held = operations.step(statement=row.id, action=action, **doing(scope))
    return held


def test_from_accepted_visits_to_the_banks_answer(db):
    give_budgets()
    organisation = contracted()
    visit(organisation)
    visit(organisation, score=60)
    (made,) = operations.settle_month(month=MONTH, now=AFTER)
    row = approved(made)
    assert (row.deducted_fen, sum(one["amount_fen"] for one in row.parts)) == (0, row.payable_fen)
    order = PaymentOrder.objects.get(id=row.payment)
    told = {"payee": order.payee_id, "bank": "测试银行", "number": "6217000012345678901"}
    treasury.propose_account(**told, **doing(county_finance()))
    confirm_account_of(order)
    city = Budget.objects.get(area=410100000000)
    AllottedFund.objects.create(budget=city, area=410105000000, allotted_fen=1_000_000)
    four = Four.of()
    batch = four.released(until=order.due_on)
    file = four.take(batch, answer(batch, "成功"))
    four.reconcile(batch)
    for _ in range(2):
        operations.follow_paid(SimpleNamespace(payload={"files": [str(file.id)]}, at=AFTER))
    assert Statement.objects.get().state == "paid"
    assert operations.end_orders(now=AFTER) == 2
