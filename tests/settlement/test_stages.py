"""The stages of a statement: nobody holds two, silence agrees, the treasury pays once and by payer."""

from datetime import timedelta

import pytest

from chongyang.core.models import Case, StageHolder
from chongyang.core.operations.cases import UnableToStep
from chongyang.orders.models import Order
from chongyang.purchase.models import ContractUse
from chongyang.settlement import operations, papers, queries
from chongyang.settlement.models import Line, Objection, Statement
from chongyang.settlement.operations import UnableToSettle
from chongyang.settlement.operations.errors import (
    CHANGED,
    DECIDED,
    NO_BUDGET,
    NO_LINE,
    NOTHING_OFF,
    OPEN_OBJECTIONS,
)
from chongyang.territory.enums import Role
from chongyang.treasury.models import OrderPart, PaymentOrder
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

LATE = {"score": 60}


@pytest.fixture
def settled(db):
    organisation = contracted()
    visit(organisation)
    visit(organisation, **LATE)
    (row,) = operations.settle_month(month=MONTH, now=AFTER)
    return row


def step(row, action, scope, **told):
    return operations.step(statement=row.id, action=action, scope=scope, by=scope.actor, now=AFTER, **told)


def approved(row):
    give_budgets()
    step(row, "agree", of_provider(row.organisation))
    step(row, "check", purchaser())
    return step(row, "approve", county_finance())


def test_from_the_provider_to_the_payment_by_four_persons(settled):
    row = approved(settled)
    assert row.state == "approved"
    order = PaymentOrder.objects.get(id=row.payment)
    community = next(one["amount_fen"] for one in row.parts if one["level"] == "community")
    assert (order.amount_fen, row.unpaid_fen) == (row.payable_fen - community, community)
    assert set(OrderPart.objects.values_list("level", flat=True)) == {"city", "county"}
    assert set(order.held_by) == set(StageHolder.objects.filter(case=row.id).values_list("holder", flat=True))
    assert len(order.held_by) == 3
    assert ContractUse.objects.get().amount_fen == row.payable_fen


def test_a_second_approval_pays_nothing(settled):
    row = approved(settled)
    with pytest.raises(UnableToStep):
        step(row, "approve", county_finance())
    assert PaymentOrder.objects.count() == 1


def test_nobody_holds_two_stages(settled):
    both = of_provider(settled.organisation, Role.CONTRACTOR)
    step(settled, "agree", both)
    checker = purchaser()
    step(settled, "check", checker)
    with pytest.raises(UnableToStep):
        operations.step(
            statement=settled.id, action="approve", scope=county_finance(), by=checker.actor, now=AFTER
        )


def test_a_budget_that_is_too_small_approves_nothing(settled):
    step(settled, "agree", of_provider(settled.organisation))
    step(settled, "check", purchaser())
    with pytest.raises(UnableToSettle) as refused:
        step(settled, "approve", county_finance())
    assert refused.value.reason == NO_BUDGET
    assert Case.objects.get(id=settled.id).state == "checked"
    assert not ContractUse.objects.exists()


def test_lines_that_were_changed_behind_the_back_stop_the_statement(settled):
    step(settled, "agree", of_provider(settled.organisation))
    Line.objects.filter(statement=settled, percent=0).update(covered_fen=99_999)
    with pytest.raises(UnableToSettle) as refused:
        step(settled, "check", purchaser())
    assert refused.value.reason == CHANGED


def object_to(row, line, text="系统把时间记错了", scope=None):
    who = scope or of_provider(row.organisation)
    return operations.object_to(statement=row.id, line=line, text=text, scope=who, by=who.actor, now=AFTER)


def answer(objection, upheld, scope=None):
    who = scope or purchaser()
    return operations.answer_objection(
        objection=objection.id, upheld=upheld, answer="已核实", scope=who, by=who.actor, now=AFTER
    )


def deducted(row):
    return Line.objects.get(statement=row, percent__gt=0)


def test_what_is_upheld_is_paid_in_full(settled):
    line = deducted(settled)
    assert settled.deducted_fen == line.deducted_fen > 0
    held = object_to(settled, line.id)
    assert Statement.objects.get().state == "objected"
    answer(held, True)
    row = Statement.objects.get()
    assert (row.state, row.deducted_fen) == ("sent", 0)
    assert sum(one["amount_fen"] for one in row.parts) == row.covered_fen
    line.refresh_from_db()
    assert (line.percent, line.reasons) == (0, [])
    assert sum(one["amount_fen"] for one in line.parts) == line.covered_fen


def test_what_is_not_upheld_stays(settled):
    line = deducted(settled)
    answer(object_to(settled, line.id), False)
    assert Statement.objects.get().deducted_fen == line.deducted_fen


def test_an_objection_holds_the_statement_until_it_is_answered_once(settled):
    held = object_to(settled, deducted(settled).id)
    with pytest.raises((UnableToSettle, UnableToStep)):
        step(settled, "agree", of_provider(settled.organisation))
    answer(held, False)
    with pytest.raises(UnableToSettle) as refused:
        answer(held, True)
    assert refused.value.reason == DECIDED
    assert step(settled, "agree", of_provider(settled.organisation)).state == "agreed"
    assert OPEN_OBJECTIONS


def test_there_is_nothing_to_object_to_where_nothing_was_taken_off(settled):
    clean = Line.objects.get(statement=settled, percent=0)
    with pytest.raises(UnableToSettle) as refused:
        object_to(settled, clean.id)
    assert refused.value.reason == NOTHING_OFF
    with pytest.raises(UnableToSettle) as refused:
        object_to(settled, settled.id)
    assert refused.value.reason == NO_LINE
    assert not Objection.objects.exists()


def test_silence_is_agreement_after_its_days_and_not_before(settled):
    assert operations.agree_silent(now=settled.object_until) == 0
    assert operations.agree_silent(now=settled.object_until + timedelta(seconds=1)) == 1
    assert Statement.objects.get().state == "agreed"
    assert operations.agree_silent(now=settled.object_until + timedelta(days=1)) == 0


def test_another_provider_and_another_county_find_no_statement(settled):
    for stranger in (of_provider(contracted()), purchaser("410102")):
        with pytest.raises(queries.NotFound):
            step(settled, "agree", stranger)
        assert queries.list_statements(stranger) == []
    assert len(queries.list_statements(purchaser())) == 1


def test_a_provider_does_not_take_the_stage_of_the_purchaser(settled):
    step(settled, "agree", of_provider(settled.organisation))
    with pytest.raises(UnableToStep):
        step(settled, "check", of_provider(settled.organisation))
    assert Statement.objects.get().state == "agreed"


def test_when_the_bank_has_paid_the_statement_and_its_orders_end(settled):
    approved(settled)
    for _ in range(2):
        operations.note_paid(statement=settled.id, now=AFTER)
    assert Statement.objects.get().state == "paid"
    assert operations.end_orders(now=AFTER) == 2
    assert operations.end_orders(now=AFTER) == 0
    assert set(Order.objects.values_list("state", flat=True)) == {"settled"}
    assert set(Case.objects.filter(lifecycle="orders.order").values_list("state", flat=True)) == {"settled"}


def test_the_papers_of_a_statement_are_the_same_bytes_each_time(settled):
    own = of_provider(settled.organisation)
    assert papers_of(settled, own) == papers_of(settled, own)


def papers_of(row, scope):
    """PDF and workbook as a desk gives them."""
    names, deducted = papers.names_of(row), queries.deductions_of(scope, row)
    pdf = papers.set_statement(row, deducted, names=names, at=row.computed_at)
    book = papers.make_workbook(row, queries.export_lines(scope, row))
    assert (pdf[:5], book[:2]) == (b"%PDF-", b"PK")
    return pdf, book
