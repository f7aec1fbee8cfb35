"""Errands and numbers of merchants in a browser's words: each side, colleagues, strangers, rubbish."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.timezone import localdate

from chongyang.checkout.models import Bill, Difference, Errand, Merchant
from chongyang.checkout.operations import vendors
from chongyang.core.clock import now
from chongyang.core.models import Event
from chongyang.gateway.payments.contrib.sandbox import Sandbox
from chongyang.territory.enums import Role
from chongyang.territory.models import Organisation
from tests import factories
from tests.checkout.people import doer
from tests.core.test_files import PDF_BYTES
from tests.web.test_family import give
from tests.web.test_street import clerk, elder, signed_in, text_of

__all__ = ["clerk", "elder"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("password_alone")]
NUMBER = "41010500123"


@pytest.fixture(autouse=True)
def kept_here(settings, tmp_path):
    settings.FILES = tmp_path


@pytest.fixture
def provider(db):
    return Organisation.objects.get(id=doer().organisation)


@pytest.fixture
def own(clerk, elder):
    account = factories.make_account(Role.ELDER)
    assert give(clerk, elder, account, basis="own_account", relation="", last_day="").status_code == 302
    return signed_in(account)


@pytest.fixture
def seat(db):
    return signed_in(factories.make_operator())


@pytest.fixture
def finance(provider):
    return signed_in(factories.make_account(Role.PROVIDER_FINANCE, provider))


def page(client, name="checkout_errands", *keys):
    return client.get(reverse(name, args=keys))


def paper(data=PDF_BYTES, name="票据.pdf"):
    return SimpleUploadedFile(name, data)


def ask(client, elder, provider, **words):
    told = {"person": elder.id, "organisation": provider.id, "utility": "electricity", "most": "200"}
    told |= {"household_number": NUMBER, **words}
    return client.post(reverse("checkout_errand_new"), told, follow=True)


def act(client, do, **words):
    key = Errand.objects.get().id
    return client.post(reverse("checkout_errand", args=[key]), {"do": do, **words}, follow=True)


def test_from_asking_to_the_bill(own, elder, provider, finance):
    assert "没有代缴" in text_of(page(own))
    assert "测试居家服务" in text_of(page(own, "checkout_errand_new"))
    assert "等服务商代缴" in text_of(ask(own, elder, provider))
    row = Errand.objects.get()
    shown = text_of(page(finance, "checkout_errand", row.id))
    assert NUMBER in shown
    assert elder.name in shown
    assert "请她签收" in text_of(act(finance, "pay", amount="152.30", file=paper()))
    assert "请签收" in text_of(page(own, "checkout_errand", row.id))
    assert "已签收" in text_of(act(own, "sign"))
    bill = Bill.objects.get()
    assert bill.amount_fen == 15_230
    assert "¥152.30" in text_of(page(own, "checkout"))
    for which in ("paid", "handed"):
        given = page(own, "checkout_errand_paper", row.id, which)
        assert (given["Content-Type"], given["Cache-Control"]) == ("application/pdf", "no-store")
    assert page(own, "checkout_errand_paper", row.id, "cash").status_code == 404
    assert page(own, "checkout_errand_paper", row.id, "rubbish").status_code == 404


def test_the_seat_asks_for_who_telephoned(seat, elder, provider, finance):
    assert "先选老人" in text_of(page(seat, "checkout_errand_new"))
    answer = seat.get(reverse("checkout_errand_new"), {"person": elder.id})
    assert "由谁代缴" in text_of(answer)
    assert "等服务商代缴" in text_of(ask(seat, elder, provider))
    assert "已取消" in text_of(act(seat, "cancel"))


def test_the_carer_hands_in_both_receipts(own, elder, provider):
    ask(own, elder, provider)
    carer = signed_in(factories.make_account(Role.CARE_WORKER, provider))
    assert "请先上传票据" in text_of(act(carer, "pay", amount="1"))
    assert "超过了" in text_of(act(carer, "pay", amount="200.01", file=paper()))
    assert "只收 PDF" in text_of(act(carer, "pay", amount="20", file=paper(b"rubbish", "a.pdf")))
    act(carer, "pay", amount="20", file=paper())
    assert "已签收" in text_of(act(carer, "hand", file=paper()))
    assert "老人给现金" not in text_of(page(carer, "checkout_errand", Errand.objects.get().id))


def test_a_refused_form_keeps_what_was_typed(own, elder, provider):
    answer = ask(own, elder, provider, most="99999")
    assert answer.status_code == 422
    assert "超过了" in text_of(answer)
    assert NUMBER in answer.content.decode()


def test_a_county_sees_sums_and_no_number(own, elder, provider, finance):
    ask(own, elder, provider)
    act(finance, "pay", amount="152.30", file=paper())
    county = signed_in(factories.make_account(Role.PURCHASER, None, "410105"))
    shown = text_of(page(county))
    assert "还缺签收" in shown
    assert "¥152.30" in shown
    one = text_of(page(county, "checkout_errand", Errand.objects.get().id))
    assert NUMBER not in one
    assert elder.name not in one
    assert county.post(reverse("checkout_errand", args=[Errand.objects.get().id]), {"do": "pay"}).status_code
    assert Errand.objects.get().state == "paid_for"


def test_opening_it_stands_in_her_reading_log(own, elder, provider, finance):
    ask(own, elder, provider)
    page(finance, "checkout_errand", Errand.objects.get().id)
    read = Event.objects.filter(kind="registry.file.read", subject=elder.id).order_by("id").last()
    assert (read.payload, read.purpose) == ({"fields": ["errands"]}, "service")


def test_strangers_find_nothing(client, own, elder, provider):
    ask(own, elder, provider)
    key = Errand.objects.get().id
    other = Organisation.objects.get(id=doer().organisation)
    for role, org in ((Role.PROVIDER_FINANCE, other), (Role.CARE_WORKER, other), (Role.ELDER, None)):
        stranger = signed_in(factories.make_account(role, org))
        assert page(stranger, "checkout_errand", key).status_code == 404
        assert stranger.post(reverse("checkout_errand", args=[key]), {"do": "cancel"}).status_code == 404
        assert "没有代缴" in text_of(page(stranger))
    assert page(client).status_code == 302
    assert page(signed_in(factories.make_account(Role.AUDITOR))).status_code == 403


@pytest.mark.parametrize("month", ["", "x", "2026-13", "9999-12", "2026-1", "0001-01"])
def test_no_month_breaks_the_page(finance, month):
    assert finance.get(reverse("checkout_errands"), {"month": month, "after": month}).status_code == 200


@pytest.fixture
def sandbox(settings):
    settings.DEMO = True
    vendors.register(Sandbox())
    yield
    vendors._vendors.pop("sandbox")


@pytest.mark.usefixtures("sandbox")
def test_a_number_is_told_by_one_and_typed_again_by_another(provider, finance):
    contractor = signed_in(factories.make_account(Role.CONTRACTOR, provider))
    assert "还没有商户号" in text_of(page(contractor, "checkout_merchants"))
    told = {"vendor": "sandbox", "number": "SECRET-1234"}
    answer = contractor.post(reverse("checkout_merchants"), told, follow=True)
    assert "等另一人确认" in text_of(answer)
    assert "要由另一人确认" in text_of(page(contractor, "checkout_merchants"))
    at = reverse("checkout_merchant", args=[Merchant.objects.get().id])
    assert "不一样" in text_of(finance.post(at, {"do": "confirm", "number": "SECRET-1235"}, follow=True))
    answer = finance.post(at, {"do": "confirm", "number": "SECRET-1234"}, follow=True)
    assert "已启用" in text_of(answer)
    assert "••••1234" in text_of(answer)
    assert "SECRET" not in answer.content.decode()
    assert "已停用" in text_of(contractor.post(at, {"do": "end"}, follow=True))


@pytest.mark.usefixtures("sandbox")
def test_who_sees_numbers(provider, finance):
    row = Merchant.objects.create(
        organisation=provider.id,
        vendor="sandbox",
        number="SECRET-1234",
        told_by=provider.id,
        valid_from=now().date(),
    )
    payer = signed_in(factories.make_account(Role.COUNTY_FINANCE, None, "410105"))
    assert "••••1234" in text_of(page(payer, "checkout_merchants"))
    purchaser = signed_in(factories.make_account(Role.PURCHASER, None, "410105"))
    assert page(purchaser, "checkout_merchants").status_code == 403
    stranger = Organisation.objects.get(id=doer().organisation)
    other = signed_in(factories.make_account(Role.CONTRACTOR, stranger))
    assert "还没有商户号" in text_of(page(other, "checkout_merchants"))
    at = reverse("checkout_merchant", args=[row.id])
    assert other.post(at, {"do": "confirm", "number": "SECRET-1234"}).status_code == 404
    assert other.post(at, {"do": "statement"}).status_code == 404


@pytest.mark.usefixtures("sandbox")
def test_a_statement_of_a_day_is_compared_at_the_desk(provider, finance):
    row = Merchant.objects.create(
        organisation=provider.id,
        vendor="sandbox",
        number="M-1",
        told_by=provider.id,
        confirmed_by=factories.make_operator().id,
        valid_from=now().date(),
    )
    at = reverse("checkout_merchant", args=[row.id])
    day = (localdate(now()) - timedelta(days=1)).isoformat()
    told = {"do": "statement", "on": day}
    assert "请选择日期" in text_of(finance.post(at, {"do": "statement", "on": "x"}, follow=True))
    answer = finance.post(at, {**told, "file": paper(b"\xff rubbish", "a.csv")}, follow=True)
    assert "不是支付机构的对账单" in text_of(answer)
    wrong = b"number,vendor_number\nX1,S1\n"
    answer = finance.post(at, {**told, "file": paper(wrong, "a.csv")}, follow=True)
    assert "不是支付机构的对账单" in text_of(answer)
    body = b"number,vendor_number,fen,refund\nX1,S1,500,0\n"
    answer = finance.post(at, {**told, "file": paper(body, "a.csv")}, follow=True)
    assert "对账单已核对" in text_of(answer)
    assert Difference.objects.get().kind == "not_here"
    assert "对方有、我方无" in text_of(page(finance, "checkout_refunds"))
    explain = reverse("checkout_explain", args=[Difference.objects.get().id])
    assert "已记下差异的原因" in text_of(finance.post(explain, {"reason": "次日到账"}, follow=True))
