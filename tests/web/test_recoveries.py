"""Recoveries at the desk: told by one, confirmed by another, refused in words; receipts, delegates."""

from datetime import timedelta

import pytest
from django.urls import reverse

from chongyang.core.keys import new_key
from chongyang.core.models import Event, StageHolder
from chongyang.territory.enums import Role
from chongyang.territory.models import Account
from chongyang.treasury.models import Batch, Receivable, Repayment
from tests import factories
from tests.treasury.people import COUNTY, PROGRAMME, TODAY, fund_budget, order, ready_orders
from tests.treasury.test_recoveries import owing, paid_order
from tests.web.test_street import signed_in
from tests.web.test_treasury import act, client

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("password_alone")]
TRANSFER = {"amount_fen": "50.00", "on": TODAY.isoformat(), "bank_reference": "B-1"}


def collect(who, owed, **told):
    return who.post(reverse("treasury_collect", args=[owed.id]), {**TRANSFER, **told}, follow=True)


def decide(who, told, action, **words):
    return who.post(reverse("treasury_repayment", args=[told.id, action]), words, follow=True)


def page_of(who, query=""):
    return who.get(reverse("treasury_recoveries") + query).content.decode()


def test_a_transfer_is_told_by_one_and_confirmed_by_another(db):
    owed, _, _ = owing(instalments=[(TODAY - timedelta(days=1), 7_000), (TODAY, 5_000)])
    teller, other = client(), client()
    page = page_of(teller)
    assert "已逾期" in page
    assert 'value="70.00"' in page, "the next instalment stands there"
    assert "到账已登记" in collect(teller, owed).content.decode()
    told = Repayment.objects.get()
    assert "由您登记，请另一人确认" in page_of(teller)
    assert "同一人不得办理" in decide(teller, told, "confirm").content.decode()
    assert "已确认入账" in decide(other, told, "confirm").content.decode()
    assert Receivable.objects.get().collected_fen == 5_000
    assert "已到 ¥50.00" in page_of(other)


@pytest.mark.parametrize(
    "wrong",
    [
        {"amount_fen": "-1"},
        {"amount_fen": "0"},
        {"amount_fen": "120.01"},
        {"amount_fen": "1e99"},
        {"on": "x"},
        {"on": (TODAY + timedelta(days=3)).isoformat()},
        {"bank_reference": " "},
        {"bank_reference": "x" * 99},
    ],
)
def test_a_refused_transfer_stays_on_the_page_with_its_sentence(db, wrong):
    owed, _, _ = owing()
    page = collect(client(), owed, **wrong)
    assert page.status_code == 422
    assert 'class="error' in page.content.decode()
    assert not Repayment.objects.exists()


def test_a_set_off_is_proposed_refused_and_confirmed(db):
    owed, later, decider = owing()
    teller, other = client(), client()
    where = reverse("treasury_set_off", args=[owed.id])
    assert "从后续付款抵扣" in page_of(teller)
    decided = signed_in(Account.objects.get(id=decider.actor.account))
    assert "您办理过这件事项" in decided.post(where, {"order": later.id}, follow=True).content.decode()
    teller.post(where, {"order": later.id})
    decide(other, Repayment.objects.get(), "refuse", reason="先联系本人")
    teller.post(where, {"order": later.id})
    decide(other, Repayment.objects.get(state="proposed"), "confirm")
    later.refresh_from_db()
    assert later.set_off_fen == 12_000
    assert "没有应追回的款项" in page_of(other)
    assert "已追回" in page_of(other, "?state=collected")


def test_only_those_of_the_county_who_pay_take_part(db):
    owed, later, _ = owing()
    told_by = client()
    collect(told_by, owed)
    told = Repayment.objects.get()
    neighbour = client(Role.COUNTY_FINANCE, "410102")
    reader = client(Role.COUNTY_REVIEWER)
    assert str(owed.id) not in page_of(neighbour)
    assert "登记，请另一人确认" not in page_of(reader)
    for who, status in ((neighbour, 404), (reader, 403)):
        assert collect(who, owed).status_code == status
        assert decide(who, told, "confirm").status_code == status
        where = reverse("treasury_set_off", args=[owed.id])
        assert who.post(where, {"order": later.id}).status_code == status
    assert decide(told_by, told, "burn").status_code == 404
    assert (
        signed_in(factories.make_account(Role.OPERATOR)).get(reverse("treasury_recoveries")).status_code
        == 403
    )


def test_a_delegate_is_counted_with_the_one_she_acts_for(db):
    fund_budget()
    ready_orders()
    maker, absent, third = (factories.make_account(Role.COUNTY_FINANCE, None, "410105") for _ in range(3))
    Account.objects.filter(id=absent.id).update(display_name="请假的同事")
    hand = signed_in(maker)
    assert "请假的同事" in hand.get(reverse("treasury")).content.decode()
    pick = {"pick": f"{COUNTY}/{PROGRAMME}", "on_behalf_of": str(absent.id)}
    hand.post(reverse("treasury_make"), pick)
    batch = Batch.objects.get()
    assert set(StageHolder.objects.values_list("holder", flat=True)) == {maker.id, absent.id}
    act(hand, batch, "submit", on_behalf_of=str(absent.id))
    act(signed_in(absent), batch, "approve")
    assert Batch.objects.get().state == "submitted"
    for stranger in (new_key(), "x"):
        page = signed_in(third).post(
            reverse("treasury_act", args=[batch.id, "approve"]), {"on_behalf_of": stranger}, follow=True
        )
        assert "只能代本辖区办理付款的同事办理" in page.content.decode()
    act(signed_in(third), batch, "approve")
    assert Batch.objects.get().state == "approved"


def test_a_receipt_is_a_paper_for_both_sides_once_the_money_arrived(db):
    fund_budget()
    row = paid_order()
    path = reverse("treasury_receipt", args=[row.id])
    finance, neighbour = client(), client(Role.COUNTY_FINANCE, "410102")
    answer = finance.get(path)
    assert answer.content.startswith(b"%PDF")
    assert answer["Cache-Control"] == "no-store"
    assert Event.objects.filter(kind="treasury.receipt.printed", subject=row.id).count() == 1
    assert neighbour.get(path).status_code == 404
    assert client(Role.OPERATOR, "4101").get(path).status_code == 403
    assert path in finance.get(reverse("yuan", args=[row.id])).content.decode()
    assert path in finance.get(reverse("treasury_payee", args=[row.payee_id])).content.decode()
    waiting = order()
    assert finance.get(reverse("treasury_receipt", args=[waiting.id])).status_code == 404
