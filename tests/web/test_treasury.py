"""The payment desk: who enters, a batch by four people in their browsers, budgets, statements, garbage."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from chongyang.core.keys import new_key
from chongyang.territory.enums import Role
from chongyang.territory.rules.capabilities import Can, can
from chongyang.treasury.models import (
    AllottedFund,
    Batch,
    BatchLine,
    Budget,
    Freeze,
    PayeeAccount,
    PaymentOrder,
    ReturnFile,
    YearEnd,
)
from tests import factories
from tests.treasury.people import (
    CITY,
    COUNTY,
    PROGRAMME,
    YEAR,
    Four,
    answer,
    fund_budget,
    order,
    ready_orders,
)
from tests.web.test_street import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("password_alone")]
PAGES = ("treasury", "treasury_orders", "treasury_returns", "treasury_budget", "treasury_ledger")


def client(role=Role.COUNTY_FINANCE, *codes):
    return signed_in(factories.make_account(role, None, *(codes or ("410105",))))


def act(who, batch, action, **told):
    return who.post(reverse("treasury_act", args=[batch.id, action]), told)


@pytest.mark.parametrize("role", list(Role))
def test_each_role_enters_what_it_may(db, role):
    who = signed_in(factories.make_account(role))
    wanted = 200 if can(role, Can.READ_MONEY) else 403
    assert {who.get(reverse(name)).status_code for name in PAGES} == {wanted}
    wanted = 200 if can(role, Can.APPLY_FUNDING) else 403
    assert who.get(reverse("treasury_mine")).status_code == wanted


def test_a_batch_goes_through_four_people(db):
    fund_budget()
    ready_orders()
    maker, checker, releaser, reconciler = (client() for _ in range(4))
    assert "编制批次" in maker.get(reverse("treasury")).content.decode()
    maker.post(reverse("treasury_make"), {"area": COUNTY, "programme": PROGRAMME})
    batch = Batch.objects.get()
    act(maker, batch, "submit")
    page = maker.get(reverse("treasury_batch", args=[batch.id])).content.decode()
    assert "您已办理过这个批次的另一环节" in page or "撤回批次" in page
    act(maker, batch, "approve")
    assert Batch.objects.get().state == "submitted"
    act(checker, batch, "approve")
    act(checker, batch, "release")
    assert Batch.objects.get().state == "approved"
    act(releaser, batch, "release")
    file = maker.post(reverse("treasury_file", args=[batch.id]), {"format": "plain_csv"})
    assert file["Content-Disposition"].startswith("attachment")
    assert file["Cache-Control"] == "no-store"
    told = SimpleUploadedFile("return.csv", answer(batch, "成功", "失败", extra="x,1,1,成功,,B,2026-01-01"))
    maker.post(reverse("treasury_take", args=[batch.id]), {"format": "plain_csv", "file": told})
    assert ReturnFile.objects.get().odd == 1
    page = reconciler.get(reverse("treasury_batch", args=[batch.id])).content.decode()
    assert "查无此笔" in page
    act(reconciler, batch, "reconcile")
    assert Batch.objects.get().state == "settled"
    assert "查无此笔" in reconciler.get(reverse("treasury_returns")).content.decode()
    assert "重新安排" in maker.get(reverse("treasury_orders") + "?state=returned").content.decode()
    assert "平衡" in maker.get(reverse("treasury_ledger")).content.decode()


def test_names_and_accounts_are_covered_on_every_page(db):
    fund_budget()
    rows = ready_orders(1)
    four = Four.of()
    batch = four.make()
    line = BatchLine.objects.get()
    who = client()
    for url in (
        reverse("treasury_batch", args=[batch.id]),
        reverse("treasury_orders"),
        reverse("treasury_payee", args=[rows[0].payee_id]),
    ):
        page = who.get(url).content.decode()
        assert line.name.plain not in page
        assert line.number.plain not in page
        assert "王*理" in page


def test_the_neighbouring_county_finds_nothing(db):
    fund_budget()
    rows = ready_orders(1)
    batch = Four.of().make()
    line = BatchLine.objects.get()
    other = client(Role.COUNTY_FINANCE, "410102")
    for name, key in (("treasury_batch", batch.id), ("treasury_payee", rows[0].payee_id)):
        assert other.get(reverse(name, args=[key])).status_code == 404
    assert other.get(reverse("treasury_statement", args=[rows[0].payee_id])).status_code == 404
    for action in ("submit", "approve", "release", "reconcile", "withdraw", "send_back"):
        assert act(other, batch, action, reason="x").status_code == 404
    assert other.post(reverse("treasury_drop", args=[line.id])).status_code == 404
    assert other.post(reverse("treasury_file", args=[batch.id]), {"format": "plain_csv"}).status_code == 404
    assert str(batch.id) not in other.get(reverse("treasury")).content.decode()
    other.post(reverse("treasury_make"), {"area": COUNTY})
    assert Batch.objects.count() == 1


def test_an_account_is_told_by_one_and_confirmed_by_another(db):
    fund_budget()
    payee = order().payee
    PayeeAccount.objects.all().delete()
    teller, other = client(), client()
    told = {"bank": "测试银行", "number": "6217 0000 0000 0001"}
    teller.post(reverse("treasury_account", args=[payee.id]), told)
    row = PayeeAccount.objects.get()
    page = teller.post(reverse("treasury_confirm_account", args=[row.id]), follow=True).content.decode()
    assert "请由另一人核对" in page
    other.post(reverse("treasury_confirm_account", args=[row.id]))
    row.refresh_from_db()
    assert row.confirmed_by


def test_the_statement_is_a_paper_for_who_may_read_it(db):
    fund_budget()
    (row,) = ready_orders(1)
    answered = client().get(reverse("treasury_statement", args=[row.payee_id]))
    assert answered.content.startswith(b"%PDF")
    clerk = client(Role.STREET_CLERK, "410105001")
    assert clerk.get(reverse("treasury_statement", args=[row.payee_id])).status_code == 404
    operator = client(Role.OPERATOR, "4101")
    assert operator.get(reverse("treasury_statement", args=[row.payee_id])).status_code == 403


def line(**more):
    told = {"level": "county", "area": COUNTY, "fund": "lottery", "programme": PROGRAMME, "year": YEAR}
    return told | {"kind": "initial", "amount_fen": "1234.56", "document": "预算文件"} | more


def test_a_budget_is_proposed_and_confirmed_on_its_page(db):
    first, second = client(), client()
    first.post(reverse("treasury_propose_line"), line())
    row = Budget.objects.get().lines.get()
    assert row.amount_fen == 123_456
    first.post(reverse("treasury_line", args=[row.id, "confirm"]))
    assert Budget.objects.get().ceiling_fen == 0
    second.post(reverse("treasury_line", args=[row.id, "confirm"]))
    assert Budget.objects.get().ceiling_fen == 123_456
    assert "¥1,234.56" in second.get(reverse("treasury_budget")).content.decode()


@pytest.mark.parametrize(
    "wrong",
    [
        {"amount_fen": "-1"},
        {"amount_fen": "0"},
        {"amount_fen": "1e400"},
        {"amount_fen": "1.234"},
        {"area": "410102000000"},
        {"area": "x"},
        {"year": "99999999999999999999"},
        {"document": "\x00"},
        {"fund": "pocket"},
        {"programme": "none"},
    ],
)
def test_a_budget_of_nonsense_is_refused_with_a_sentence(db, wrong):
    who = client()
    page = who.post(reverse("treasury_propose_line"), line(**wrong), follow=True)
    assert page.status_code == (400 if wrong == {"document": "\x00"} else 200)
    assert not Budget.objects.exists()


def test_the_city_allots_and_the_county_receives(db):
    budget = fund_budget("city", CITY)
    first, second = client(Role.CITY_FINANCE, "4101"), client(Role.CITY_FINANCE, "4101")
    told = {"budget": budget.id, "to_area": COUNTY, "amount_fen": "500", "document": "指标文件"}
    first.post(reverse("treasury_allot", args=[budget.id]), told)
    row = budget.allotments.get()
    for who, action in ((second, "confirm"), (client(), "receive")):
        assert "下达到金水区" in who.get(reverse("treasury_budget")).content.decode()
        who.post(reverse("treasury_allotment", args=[row.id, action]))
    assert AllottedFund.objects.get().allotted_fen == 50_000


def test_a_freeze_and_a_year_end_wait_for_a_second_person(db):
    fund_budget(year=YEAR - 1)
    first, second = client(), client()
    told = {"level": "county", "area": COUNTY, "valid_from": f"{YEAR}-01-01", "reason": "专项检查"}
    first.post(reverse("treasury_propose_freeze"), told)
    first.post(reverse("treasury_year_end"), {**told, "year": YEAR - 1, "document": "年终通知"})
    freeze, year = Freeze.objects.get(), YearEnd.objects.get()
    for who in (first, second):
        who.post(reverse("treasury_freeze", args=[freeze.id, "confirm"]))
        who.post(reverse("treasury_confirm_year", args=[year.id]))
        freeze.refresh_from_db()
        assert bool(freeze.confirmed_by) == (who is second)
    assert "冻结中" in second.get(reverse("treasury_budget")).content.decode()
    year.refresh_from_db()
    assert year.confirmed_by


@pytest.mark.parametrize(
    "address", ["?page=0", "?page=-5", "?page=99999999999", "?page=%00", "?state=%ff", "?year=x"]
)
def test_garbage_in_an_address_is_a_page(db, address):
    fund_budget()
    order()
    who = client()
    answers = {who.get(reverse(name) + address).status_code for name in PAGES}
    assert answers == ({400} if "%00" in address else {200})


def test_garbage_in_a_post_is_refused(db):
    fund_budget()
    ready_orders(1)
    four = Four.of()
    batch, who = four.released(), client()
    for area in ("", "abc", "4" * 40, "41010500000x"):
        assert who.post(reverse("treasury_make"), {"area": area}).status_code == 404
    assert act(who, batch, "destroy").status_code == 404
    assert act(who, Batch(id=new_key()), "submit").status_code == 404
    for told in ({}, {"file": SimpleUploadedFile("x", b"\x00"), "format": "plain_csv"}, {"format": "x"}):
        assert who.post(reverse("treasury_take", args=[batch.id]), told).status_code == 302
    assert who.post(reverse("treasury_file", args=[batch.id]), {"format": "../x"}).status_code == 302
    assert not ReturnFile.objects.exists()
    assert PaymentOrder.objects.get().state == "released"
