"""Paying oneself in a browser's words: the elder, who settles, and strangers."""

import pytest
from django.urls import reverse
from lxml import html

from chongyang.checkout.models import Attempt, Bill, Refund
from chongyang.checkout.operations import vendors
from chongyang.gateway.payments.contrib.sandbox import Sandbox
from chongyang.territory.enums import Role
from tests import factories
from tests.checkout.people import bill, merchant
from tests.web.test_family import give
from tests.web.test_street import clerk, elder, signed_in, text_of

__all__ = ["clerk", "elder"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("password_alone")]


@pytest.fixture
def owed(db, settings, elder):
    settings.DEMO = True
    vendors.register(Sandbox())
    row = bill(elder.id)
    merchant(row.organisation, "sandbox")
    yield row
    vendors._vendors.pop("sandbox")


@pytest.fixture
def own(clerk, elder, db):
    account = factories.make_account(Role.ELDER)
    assert give(clerk, elder, account, basis="own_account", relation="", last_day="").status_code == 302
    return signed_in(account)


@pytest.fixture
def purchaser(db):
    return signed_in(factories.make_account(Role.PURCHASER, None, "410105"))


def page(client, name="checkout_bill", *keys):
    return client.get(reverse(name, args=keys))


def test_she_pays_in_three_taps_and_has_a_receipt(own, owed):
    assert "待付合计 ¥12.00" in text_of(page(own, "checkout"))
    answer = own.post(reverse("checkout_bill", args=[owed.id]), {"vendor": "sandbox"}, follow=True)
    assert "等待支付" in text_of(answer)
    attempt = Attempt.objects.get()
    assert "不会扣钱" in text_of(page(own, "checkout_sandbox", attempt.number))
    answer = own.post(reverse("checkout_sandbox", args=[attempt.number]), {"action": "pay"}, follow=True)
    assert "已付款" in text_of(answer)
    receipt = page(own, "checkout_receipt", owed.id)
    assert (receipt["Content-Type"], receipt.content[:5]) == ("application/pdf", b"%PDF-")
    assert receipt["Cache-Control"] == "no-store"


def test_two_clicks_and_a_changed_mind(own, owed):
    for _ in range(2):
        own.post(reverse("checkout_bill", args=[owed.id]), {"vendor": "sandbox"})
    attempt = Attempt.objects.get()
    own.post(reverse("checkout_sandbox", args=[attempt.number]), {"action": "close"})
    assert Bill.objects.get().state == "open"
    assert "模拟支付" in text_of(page(own, "checkout_bill", owed.id))


def test_the_part_that_waits_asks_for_a_new_page_when_it_is_paid(own, owed):
    own.post(reverse("checkout_bill", args=[owed.id]), {"vendor": "sandbox"})
    waiting = page(own, "checkout_state", owed.id)
    assert "HX-Refresh" not in waiting
    assert 'hx-trigger="every 3s"' in waiting.content.decode()
    own.post(reverse("checkout_sandbox", args=[Attempt.objects.get().number]), {"action": "pay"})
    assert page(own, "checkout_state", owed.id)["HX-Refresh"] == "true"


def test_an_unknown_vendor_is_refused_in_words(own, owed):
    answer = own.post(reverse("checkout_bill", args=[owed.id]), {"vendor": "x" * 300}, follow=True)
    assert "没有这种支付方式" in text_of(answer)
    assert not Attempt.objects.exists()


def test_nothing_to_pay_says_so(own):
    assert "没有账单" in text_of(page(own, "checkout"))


def test_more_bills_than_a_page_have_a_way_on_and_one_sum(own, owed, elder, monkeypatch):
    for module in ("showing", "bills"):
        monkeypatch.setattr(f"chongyang.web.checkout.{module}.PAGE", 2)
    others = [bill(elder.id) for _ in range(4)]
    Bill.objects.filter(id__in=[one.id for one in others[:1]]).update(state="cancelled")
    said = page(own, "checkout")
    assert "待付合计 ¥48.00" in text_of(said)
    assert b"?after=" not in said.content
    further = html.fromstring(said.content.decode()).xpath("//a[starts-with(@href, '?open=')]/@href")
    rest = own.get(reverse("checkout") + further[0])
    shown = [html.fromstring(one.content.decode()).xpath("//a[@class='bill']/@href") for one in (said, rest)]
    assert sorted([*shown[0], *shown[1]]) == sorted(
        reverse("checkout_bill", args=[key]) for key in Bill.objects.values_list("id", flat=True)
    )
    assert "没有更多了" in text_of(own.get(reverse("checkout") + f"?after={owed.id}"))
    assert own.get(reverse("checkout") + "?open=x").status_code == 200


def test_decided_refunds_go_on_behind_the_first_page(own, owed, purchaser, monkeypatch):
    for module in ("showing", "desk"):
        monkeypatch.setattr(f"chongyang.web.checkout.{module}.PAGE", 1)
    own.post(reverse("checkout_bill", args=[owed.id]), {"vendor": "sandbox"})
    own.post(reverse("checkout_sandbox", args=[Attempt.objects.get().number]), {"action": "pay"})
    for reason in ("多收了", "又多收了"):
        told = {"amount": "1", "reason": reason}
        purchaser.post(reverse("checkout_ask", args=[Attempt.objects.get().id]), told)
        asked = Refund.objects.get(reason=reason)
        another = signed_in(factories.make_account(Role.PURCHASER, None, "410105"))
        another.post(reverse("checkout_decide", args=[asked.id]), {"action": "refuse"})
    first = page(purchaser, "checkout_refunds")
    assert "又多收了" in text_of(first)
    further = html.fromstring(first.content.decode()).xpath("//a[starts-with(@href, '?after=')]/@href")
    rest = purchaser.get(reverse("checkout_refunds") + further[0])
    assert "又多收了" not in text_of(rest)
    assert "多收了" in text_of(rest)


def test_a_stranger_finds_nothing_and_a_visitor_signs_in(client, owed):
    stranger = signed_in(factories.make_account(Role.ELDER))
    assert page(stranger, "checkout_bill", owed.id).status_code == 404
    assert "没有账单" in text_of(page(stranger, "checkout"))
    assert page(client, "checkout_bill", owed.id).status_code == 302
    assert page(signed_in(factories.make_operator()), "checkout").status_code == 403


def paid(own, owed):
    own.post(reverse("checkout_bill", args=[owed.id]), {"vendor": "sandbox"})
    attempt = Attempt.objects.get()
    own.post(reverse("checkout_sandbox", args=[attempt.number]), {"action": "pay"})
    return attempt


def test_one_asks_for_a_refund_and_another_decides(own, owed, purchaser):
    attempt = paid(own, owed)
    ask = reverse("checkout_ask", args=[attempt.id])
    assert "退款不能超过" in text_of(purchaser.post(ask, {"amount": "12.01", "reason": "重做"}, follow=True))
    answer = purchaser.post(ask, {"amount": "5.5", "reason": "重做"}, follow=True)
    assert "等另一人审核" in text_of(answer)
    refund = Refund.objects.get()
    assert refund.amount_fen == 550
    assert "是您提出的" in text_of(page(purchaser, "checkout_refunds"))
    decide = reverse("checkout_decide", args=[refund.id])
    assert "另一人审核" in text_of(purchaser.post(decide, {"action": "approve"}, follow=True))
    second = signed_in(factories.make_account(Role.PURCHASER, None, "410105"))
    assert "原路退回" in text_of(second.post(decide, {"action": "approve"}, follow=True))
    neighbour = signed_in(factories.make_account(Role.PURCHASER, None, "410102"))
    assert neighbour.post(decide, {"action": "approve"}).status_code == 404


@pytest.mark.parametrize("text", ["", "abc", "1.234", "-5", "９９", "1e3", "9" * 40])
def test_no_other_text_is_an_amount(own, owed, purchaser, text):
    attempt = paid(own, owed)
    ask = reverse("checkout_ask", args=[attempt.id])
    assert "退款不能超过" in text_of(purchaser.post(ask, {"amount": text, "reason": "x"}, follow=True))
    assert not Refund.objects.exists()


def test_a_payer_opens_no_settlement_page(own, owed):
    assert page(own, "checkout_refunds").status_code == 403
