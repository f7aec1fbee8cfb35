"""The whole way of one yuan: eleven people in their browsers, from applying to the words of the clause.

Time is moved as elsewhere in the tests: the public notice closes, and the payment is due.
"""

import re

import pytest
from playwright.sync_api import expect

from chongyang.core.clock import now
from chongyang.funding.models import Application, ClaimedObject
from chongyang.policy.rules.programmes import get_programme
from chongyang.territory.models import Account
from chongyang.treasury.models import Batch, PaymentOrder
from tests.emergency.races import as_system
from tests.funding import paid, people
from tests.funding.test_whole_way import after_notice
from tests.journeys.test_clicks import Hand, sees
from tests.treasury.people import answer

pytestmark = pytest.mark.browser
ACCOUNT = "6200000000000001234"


@pytest.fixture
def cast(site, settings, tmp_path):
    """Everybody with an account, a name and a post; the money of the year."""
    settings.FILES = tmp_path / "files"

    def made():
        org = people.organisation("金水测试养老院")
        paid.with_money()
        roles = {
            "clerk": people.clerk(org),
            "acceptor": people.county(),
            "visitor": people.county(),
            "witness": people.county_finance(),
            "checker": people.city(),
            "proposer": people.city(),
            "decider": people.city_finance(),
            **{name: people.county_finance() for name in ("maker", "second", "releaser", "reconciler")},
        }
        people.place(name="金水测试养老院")
        held = {}
        for name, scope in roles.items():
            Account.objects.filter(id=scope.actor.account).update(display_name=f"经办{name}")
            held[name] = Account.objects.get(id=scope.actor.account)
        return held

    return as_system(made)


def test_one_yuan_from_the_application_to_the_clause(open_as, cast, tmp_path):
    clicks = {}
    clicks["apply"] = apply(Hand(open_as(cast["clerk"], "/funding/mine/")), tmp_path)
    row = as_system(Application.objects.get)
    case = f"/funding/cases/{row.id}/"

    accept = open_as(cast["acceptor"], "/funding/")
    accept.locator(".work-list a").first.click()
    late = accept.context.new_page()
    late.goto(case)
    accept.get_by_role("button", name="通过").click()
    expect(accept.locator("main")).to_contain_text("联合")
    late.get_by_role("button", name="通过").click()
    expect(late.locator("main")).to_contain_text("不能再办第二个环节")
    assert as_system(Application.objects.get).state == "site"

    site = Hand(open_as(cast["visitor"], case))
    for name, value in people.BEDS.items():
        put(site, f"input-{name}", "no" if value is False else str(value))
    site.press("登记核查结果")
    sees(site, re.compile("核查结果已登记"))
    clicks["site"] = site.clicks
    press_once(open_as(cast["witness"], case), "我也到场，结果属实，共同签字")
    press_once(open_as(cast["checker"], case), "按计算结果提出")
    as_system(lambda: after_notice(row))
    press_once(open_as(cast["proposer"], case), "按计算结果提出")
    decider = open_as(cast["decider"], case)
    decider.get_by_role("button", name="同意并安排付款").click()
    expect(decider.locator("main")).to_contain_text("最迟付款日")
    as_system(lambda: PaymentOrder.objects.update(due_on=now().date()))

    clicks["pay"] = pay(open_as, cast, tmp_path)
    order = as_system(PaymentOrder.objects.get)
    assert order.state == "paid"
    assert order.amount_fen == 10_200_000
    clicks["explain"] = explain(open_as, cast)
    assert clicks == {"apply": 10, "site": 2, "pay": 7, "explain": 3}


def put(hand, name, value):
    """Type into a field, or choose from its list: a choice is a click, typing is none."""
    field = hand.page.locator(f"[name={name}]")
    if field.evaluate("one => one.tagName") == "SELECT":
        hand.clicks += 1
        field.select_option(value)
    else:
        field.fill(value)


def press_once(page, name):
    page.get_by_role("button", name=name).click()
    expect(page.locator("main")).to_contain_text("已办过另一个环节")


def apply(hand, folder):
    """The institution's clerk: a draft, five papers, the form, submitted."""
    page = hand.page
    page.locator("form", has_text="改造新增床位").get_by_role("button", name="开始填写").first.click()
    hand.clicks += 1
    paper = folder / "证明.pdf"
    paper.write_bytes(people.PDF)
    for place in range(len(get_programme("bed_construction").evidence)):
        page.locator("input[type=file]").nth(place).set_input_files(str(paper))
        hand.clicks += 1
        page.get_by_role("button", name="上传").nth(place).click()
        expect(page.locator(".files a")).to_have_count(place + 1)
    page.get_by_label("事情发生的日期").fill("2019-06-01")
    page.get_by_label("开户行").fill("测试银行")
    page.get_by_label("收款账号").fill(ACCOUNT)
    hand.choose("机构或设施", 1)
    hand.press("先存草稿")
    for name, value in people.BEDS.items():
        put(hand, f"input-{name}", "no" if value is False else str(value))
    page.locator("[name=objects]").fill("A101-A112")
    hand.press("提交申请")
    expect(page.locator("main")).to_contain_text("正在办理")
    assert as_system(lambda: ClaimedObject.objects.filter(kind="own").count()) == 12
    return hand.clicks


def pay(open_as, cast, folder):
    """Four of the county's finance, and the bank."""
    second = Hand(open_as(cast["second"], "/treasury/"))
    second.press("确认账号")
    sees(second, "账号已确认")
    maker = Hand(open_as(cast["maker"], "/treasury/"))
    maker.press("编制批次")
    maker.press("提交复核")
    sees(maker, "已提交复核。")
    url = maker.page.url
    second.page.goto(url)
    second.press("复核通过")
    sees(second, "复核通过，等待放款。")
    releaser = Hand(open_as(cast["releaser"], url))
    releaser.press("放款")
    sees(releaser, "已放款，可以下载银行文件。")
    batch = as_system(Batch.objects.get)
    file = folder / "return.csv"
    file.write_bytes(as_system(lambda: answer(batch, "成功")))
    maker.page.reload()
    maker.page.get_by_label("回单文件").set_input_files(str(file))
    maker.press("上传回单")
    sees(maker, "回单已收下，请另一人对账。")
    last = Hand(open_as(cast["reconciler"], url))
    last.press("对账")
    sees(last, "已对账。")
    return sum(hand.clicks for hand in (second, maker, releaser, last))


def explain(open_as, cast):
    """Finance from the payments to the clause; the clerk sees the same without a name."""
    hand = Hand(open_as(cast["reconciler"], "/treasury/orders/"))
    hand.press("这笔钱从哪里来", role="link")
    main = hand.page.locator("main")
    for words in ("已到账", "102,000.00", "经办maker", "经办releaser", "9,000", "钱出自哪一笔预算"):
        expect(main).to_contain_text(words)
    assert ACCOUNT not in hand.page.content()
    hand.press(re.compile("^三\\(二\\)2"), role="link")
    expect(hand.page.locator("main")).to_contain_text("9000")
    own = Hand(open_as(cast["clerk"], "/treasury/mine/", phone=True))
    own.press("这笔钱从哪里来", role="link")
    expect(own.page.locator("main")).to_contain_text("已到账")
    assert "经办maker" not in own.page.content()
    assert own.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    return hand.clicks + own.clicks
