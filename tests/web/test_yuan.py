"""The page of one yuan: its stations in each state, and who finds it; the JSON door tells the same."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from chongyang.core.clock import now
from chongyang.core.keys import new_key
from chongyang.core.models import StageHolder
from chongyang.core.scopes import SYSTEM
from chongyang.funding.queries.explaining import ExplainedStep
from chongyang.territory.enums import Role
from chongyang.territory.models import Account
from chongyang.treasury import operations as treasury
from chongyang.treasury.models import Receivable
from chongyang.web.yuan.shown import step_of
from tests.api.callers import caller
from tests.funding import paid, people
from tests.treasury.people import Four, order, part, payee_told
from tests.treasury.people import fund_budget as funded
from tests.web.test_funding import browser, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("password_alone")]
OFFICER = "经办赵某"


@pytest.fixture(autouse=True)
def _folder(settings, tmp_path):
    settings.FILES = tmp_path / "files"


def at(row):
    return reverse("yuan", args=[row.id])


def page_of(row, who=None):
    return text_of(browser(who or people.county_finance()).get(at(row)))


def test_from_the_account_to_the_clause_and_to_the_budget(db):
    org = people.organisation()
    clerk = people.clerk(org)
    row = paid.ordered(clerk)
    text = page_of(row)
    assert "还没有付出" in text
    assert "应在" in text
    row = paid.through_the_bank(row)
    text = page_of(row)
    for words in (
        "已到账",
        "四个环节由四个不同的人办理",
        "记账",
        "102,000.00",
        "标准",
        "三(二)2",
        "钱出自哪一笔预算",
    ):
        assert words in text, words
    text = text[text.index("¥102,000.00") :]
    places = [
        text.index(words) for words in ("银行账户", "付款批次", "付款单", "决定", "标准 计算", "钱出自")
    ]
    assert places == sorted(places)
    assert "6200000000000001234" not in text
    assert "51,000.00" in text
    page = browser(people.county_finance()).get(at(row)).content.decode()
    assert reverse("plan_clause", args=["2018-34", "3.2.2"]) in page


def test_who_finds_it_and_who_is_named(db):
    org = people.organisation()
    clerk, fellow = people.clerk(org), people.clerk(org)
    row = paid.through_the_bank(paid.ordered(clerk))
    name_officers(row, clerk)
    staff = (people.county_finance(), people.county(), people.city_finance(), people.scope(Role.AUDITOR))
    for who in staff:
        assert page_of(row, who).count(OFFICER) > 8
    for who in (clerk, fellow):
        text = page_of(row, who)
        assert OFFICER not in text
        assert "三(二)2" in text
        assert "整批合计" not in text
    for who in (people.clerk(), people.outsider(), people.scope(Role.COUNTY_FINANCE, "410102")):
        assert browser(who).get(at(row)).status_code == 404
    assert Client().get(at(row)).status_code == 302
    assert browser(people.officer()).get(at(row)).status_code in (403, 404)
    assert browser(people.county()).get(reverse("yuan", args=[new_key()])).status_code == 404


def test_an_institution_is_named_to_itself_and_to_the_desk_a_person_to_herself_alone(db):
    org = people.organisation("金水测试养老院")
    clerk = people.clerk(org)
    row = paid.through_the_bank(paid.ordered(clerk))
    batch = row.batch_lines.get().batch_id
    for who, name, keys in (
        (clerk, "yuan", [row.id]),
        (clerk, "treasury_mine", []),
        (people.county_finance(), "yuan", [row.id]),
        (people.county_finance(), "treasury_payee", [row.payee_id]),
        (people.county_finance(), "treasury_orders", []),
        (people.county_finance(), "treasury_batch", [batch]),
    ):
        assert "金水测试养老院" in text_of(browser(who).get(reverse(name, args=keys))), name


def name_officers(row, clerk):
    cases = [row.reference, *row.batch_lines.values_list("batch", flat=True)]
    holders = StageHolder.objects.filter(case__in=cases).values_list("holder", flat=True)
    officers = set(holders) - {clerk.actor.account}
    Account.objects.filter(id__in=officers).update(display_name=OFFICER)


def test_a_payment_that_came_back_says_why(db):
    row = paid.through_the_bank(paid.ordered(people.clerk()), "失败")
    text = page_of(row)
    assert row.state == "returned"
    assert "银行退回" in text
    assert "账号有误" in text


def acting(scope):
    return {"scope": scope, "by": scope.actor, "now": now()}


def test_a_correction_and_a_recovery_are_stations(db):
    funded(amount=10**8)
    told = payee_told()
    first = order(told)
    paid.confirm(first.id)
    first = paid.through_the_bank(first)
    more = order(told, [part(5_000)], corrects=first.id)
    recovery = treasury.order_recovery(
        order=first.id,
        amount_fen=1_000,
        instalments=[(timezone.localdate(now()) + timedelta(days=30), 1_000)],
        reason="当月已停发",
        reference=("funding.award", new_key()),
        key="test-recovery",
        by=SYSTEM,
        now=now(),
    )
    text = page_of(first)
    for words in ("已更正", "追回中", "当月已停发", "第 1 次更正，补付 ¥50.00", "没有经过本系统的申请"):
        assert words in text, words
    assert "更正原来的一笔 ¥300.00" in page_of(more)
    four = Four.of()
    collected = treasury.propose_collection(
        receivable=recovery.id,
        amount_fen=1_000,
        on=timezone.localdate(now()),
        key="bank-1",
        **acting(four.maker),
    )
    treasury.confirm_repayment(repayment=collected.id, **acting(four.checker))
    assert Receivable.objects.get().state == "collected"
    assert "已追回" in page_of(first)


def test_the_door_tells_the_same(db):
    org = people.organisation()
    clerk = people.clerk(org)
    row = paid.through_the_bank(paid.ordered(clerk))
    path = f"/treasury/orders/{row.id}/explanation"
    told = caller(Role.COUNTY_FINANCE, "410105").get(path).json()
    assert told["order"]["state"] == "paid"
    assert told["bank"][0]["outcome"] == "paid"
    assert len({one["holders"][0] for one in told["bank"][0]["stages"]}) == 4
    assert told["decision"]["amount_fen"] == row.amount_fen
    assert told["parameters"][0]["quote"]
    assert told["clauses"][0]["id"] == "2018-34/3.2.2"
    assert {one["level"]: one["amount_fen"] for one in told["budgets"]} == {
        "city": 5_100_000,
        "county": 5_100_000,
    }
    assert "6200000000000001234" not in str(told)
    assert caller(Role.COUNTY_FINANCE, "410102").get(path).status_code == 404


def test_a_step_is_said_in_english_without_the_unit_of_the_engine():
    with override("en"):
        said = step_of(ExplainedStep("new", "新建床位补贴（分）", "value", 9_000_000))
        held = step_of(ExplainedStep("may", "有新增床位", "condition", True))
    assert (said["label"], said["value"]) == ("For new beds", "¥90,000.00")
    assert held["value"] == "holds"
