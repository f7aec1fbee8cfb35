"""Help at home from the call to the money: an elder rings 12349 for assisted bathing, the demonstration rule
of her county pays four fifths, the day is planned, the carer works without a signal, the visit is counted,
her daughter rates it and pays her own fifth, and the month is settled.

Every step is taken on the page of whoever takes it. The city's clock stands where the story is.
"""

import re
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from chongyang.checkout.models import Attempt, Bill
from chongyang.checkout.operations import vendors
from chongyang.core import outbox
from chongyang.core.clock import now
from chongyang.core.fields import index_of
from chongyang.gateway.payments.contrib.sandbox import Sandbox
from chongyang.orders.models import Order
from chongyang.purchase.models import VoucherAccount
from chongyang.quality.models import Rating
from chongyang.registry.models import SearchToken
from chongyang.registry.rules import tokens
from chongyang.scheduling import operations as scheduling
from chongyang.settlement.models import Statement
from chongyang.territory.enums import Role
from chongyang.territory.models import Account, Organisation
from chongyang.visits.models import Entry, Visit
from tests import factories
from tests.checkout.people import merchant
from tests.emergency.races import as_system
from tests.hotline.ringing import ring
from tests.journeys.test_without_signal import NEAR, press, sign
from tests.orders.homes import family_of, quota_of
from tests.orders.people import CITY, contractor, offered_by
from tests.treasury.people import fund_budget
from tests.visits.people import STEPS, make_phone, picture

pytestmark = pytest.mark.browser
CALLED = datetime(2026, 4, 9, 10, tzinfo=CITY)
AT_THE_DOOR = datetime(2026, 4, 10, 9, 5, tzinfo=CITY)
NEXT_MONTH = datetime(2026, 5, 2, 9, tzinfo=CITY)
HOUR = timedelta(hours=1)
STREET = factories.JINSHUI // 1000 * 1000


class Clock:
    """The city's clock: it runs on from wherever the story puts it."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def set(self, moment: datetime) -> None:
        self.ahead = moment - timezone.now()

    def now(self) -> datetime:
        return timezone.now() + self.ahead


@pytest.fixture
def city_clock(monkeypatch):
    clock = Clock()
    clock.set(CALLED)
    monkeypatch.setattr("chongyang.core.clock.timezone", SimpleNamespace(now=clock.now))
    return clock


def household() -> SimpleNamespace:
    """An elder with a voucher of this month, her daughter, a provider under contract with a carer and who
    plans, and those who stand between the visit and the money.
    """
    elder = factories.make_elder()
    number = tokens.number_token("phone", index_of(elder.phone.plain, "phone"))
    SearchToken.objects.create(token=number, area=elder.area, person=elder.id)
    quota_of(elder)
    home = Organisation.objects.get(id=offered_by(10_000).organisation)
    merchant(home.id, "sandbox")
    for level, area in (("city", 410100000000), ("county", 410105000000), ("street", STREET)):
        fund_budget(level, area, 10_000_000, programme="government_purchase", year=NEXT_MONTH.year)
    return SimpleNamespace(
        elder=elder,
        daughter=family_of(elder),
        seat=factories.make_operator(),
        planner=Account.objects.get(id=contractor(home).actor.account),
        finance_of_provider=factories.make_account(Role.PROVIDER_FINANCE, home),
        purchaser=factories.make_account(Role.PURCHASER, None, "410105"),
        county=factories.make_account(Role.COUNTY_REVIEWER, None, "410105"),
        finance=factories.make_account(Role.COUNTY_FINANCE, None, "410105"),
        phone=make_phone(home.id),
    )


@pytest.fixture
def people(city_clock, site, settings):
    settings.DEMO = True
    vendors.register(Sandbox())
    yield as_system(household)
    vendors._vendors.pop("sandbox")


def sees(page: Any, words: Any) -> None:
    from playwright.sync_api import expect

    expect(page.get_by_text(words).first).to_be_visible()


def deliver() -> None:
    """What the worker does every few seconds."""
    as_system(lambda: outbox.deliver_due(now=now(), only=["handler:checkout", "handler:quality"]))


def the_order() -> Order:
    return as_system(lambda: Order.objects.get())


def the_voucher() -> tuple[int, int]:
    """What is laid aside, and what is spent."""
    row = as_system(lambda: VoucherAccount.objects.get())
    return row.held, row.spent


def she_calls_and_the_seat_orders(people: Any, open_as: Any) -> None:
    """By one call: answered, her page opened, what and when, yes."""
    page = open_as(people.seat, "/seat/")
    as_system(lambda: ring(people.elder.phone.plain))
    page.get_by_role("button", name="接听").click()
    sees(page, "通话中")
    page.get_by_role("link", name=re.compile("预约上门服务")).first.click()
    sees(page, "还有 ¥500.00，共 ¥500.00")
    sees(page, "演示细则")
    page.get_by_label("服务", exact=True).select_option("bath_help")
    page.get_by_role("button", name="看谁能来、多少钱").click()
    sees(page, "服务券付 ¥80.00，自己付 ¥20.00")
    page.get_by_role("button", name="下单", exact=True).click()
    sees(page, "订单已下")
    row = the_order()
    assert (row.channel, row.price_fen, row.covered_fen, row.own_fen) == ("call", 10_000, 8_000, 2_000)
    assert the_voucher() == (8_000, 0)
    page.get_by_role("button", name="服务商电话里已接单").click()
    sees(page, "已记下")
    assert the_order().state == "accepted"


def the_rule_says_that_it_is_a_demonstration(people: Any, open_as: Any) -> None:
    page = open_as(people.county, "/purchase/rules/")
    sees(page, "演示数据：对象、额度、分担比例均为演示取值，不是金水区的正式规定。")


def the_day_is_planned(people: Any, open_as: Any) -> None:
    page = open_as(people.planner, f"/dispatching/?day={AT_THE_DOOR:%Y-%m-%d}")
    page.get_by_role("button", name="排这一天").click()
    sees(page, "正在排")
    assert scheduling.run_next(clock=now, rounds=60).state == "done"
    sees(page, "1 次上门")
    page.get_by_role("button", name="发布").click()
    sees(page, "已发布，护理员的手机上看得到了。")


def her_daughter_sees_who_comes(people: Any, open_as: Any) -> str:
    """And the code that proves who stood at the door."""
    page = open_as(people.daughter, "/mine/", phone=True)
    page.get_by_role("region", name="接下来").get_by_role("link").first.click()
    sees(page, people.phone.carer.name)
    page.get_by_role("button", name="显示验证码").click()
    return str(page.locator("#door-code [role=status]").inner_text())


def the_carer_works_without_a_signal(people: Any, open_as: Any, clock: Clock, code: str) -> None:
    from playwright.sync_api import expect

    page = open_as(people.phone.account, "/", phone=True)
    page.context.clock.install(time=now())
    page.goto("/carer/")
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation(NEAR)
    expect(page.locator("#carer")).to_have_attribute("data-ready", "1")
    page.context.set_offline(True)
    page.get_by_role("link", name="上门助浴").click()
    press(page, "出发")
    press(page, "我到了")
    expect(page.get_by_text("已到达", exact=True)).to_be_visible()
    page.get_by_label("六位验证码").fill(code)
    press(page, "登记验证码")
    press(page, "开始服务")
    for number in range(len(STEPS)):
        page.locator("[data-steps] button").nth(number).click()
        expect(page.locator('[data-steps] button[aria-pressed="true"]')).to_have_count(number + 1)
    page.locator("input[name=photo]").set_input_files(
        {"name": "door.jpg", "mimeType": "image/jpeg", "buffer": picture(3)}
    )
    page.clock.fast_forward("01:00:00")
    clock.set(AT_THE_DOOR + HOUR)
    press(page, "做完了")
    expect(page.get_by_role("heading", name="请老人确认")).to_be_visible()
    sign(page)
    press(page, "签好了")
    sees(page, "这一次已做完，谢谢。")
    assert as_system(Entry.objects.count) == 0
    page.context.set_offline(False)
    expect(page.locator("#carer")).to_have_attribute("data-unsent", "0")
    expect(page.locator("#carer")).to_have_attribute("data-link", "joined")


def the_visit_counts() -> None:
    visit = as_system(lambda: Visit.objects.get())
    assert (visit.verdict, visit.marks) == ("accepted", [])
    assert the_order().state == "verified"
    assert the_voucher() == (0, 8_000)
    deliver()


def she_is_asked_for_her_fifth_and_pays(people: Any, open_as: Any) -> None:
    page = open_as(people.daughter, "/pay/", phone=True)
    sees(page, "待付合计 ¥20.00")
    page.get_by_role("link", name=re.compile("服务费")).click()
    page.get_by_role("button", name=re.compile("模拟")).click()
    page.get_by_role("link", name="去付款").click()
    sees(page, "这是演示：不会扣钱。")
    page.get_by_role("button", name="确认付款（模拟）").click()
    sees(page, "已付款")
    assert as_system(lambda: Bill.objects.get().state) == "paid"
    assert as_system(lambda: Attempt.objects.get().amount_fen) == 2_000


def her_daughter_rates_it(people: Any, open_as: Any) -> None:
    page = open_as(people.daughter, f"/mine/orders/{the_order().id}/", phone=True)
    page.get_by_role("link", name="评价这次服务").click()
    page.get_by_role("button", name="很满意").click()
    sees(page, "已经评价过了")
    assert as_system(lambda: Rating.objects.get().stars) == 5


def the_month_is_settled(people: Any, open_as: Any) -> None:
    """The provider agrees, the purchaser checks, finance approves: three people, one payment."""
    as_system(lambda: call_command("settle", "2026-04"))
    for account, button, then in (
        (people.finance_of_provider, "确认无误", "等购买方核对"),
        (people.purchaser, "核对通过", "等财政审定"),
        (people.finance, "审定付款", "付款已安排"),
    ):
        page = open_as(account, "/settlement/")
        sees(page, "等您办理")
        page.get_by_role("link", name=re.compile("2026-04")).first.click()
        sees(page, "¥80.00")
        page.get_by_role("button", name=button).click()
        sees(page, then)
    row = as_system(lambda: Statement.objects.get())
    assert (row.lines, row.covered_fen, row.deducted_fen, row.own_fen) == (1, 8_000, 0, 2_000)
    assert row.payment is not None
    assert {(one["level"], one["amount_fen"]) for one in row.parts} == {
        ("city", 2_400),
        ("county", 4_000),
        ("street", 1_600),
    }


def test_from_the_call_to_the_money(people, open_as, city_clock):
    she_calls_and_the_seat_orders(people, open_as)
    the_rule_says_that_it_is_a_demonstration(people, open_as)
    the_day_is_planned(people, open_as)
    city_clock.set(AT_THE_DOOR)
    code = her_daughter_sees_who_comes(people, open_as)
    the_carer_works_without_a_signal(people, open_as, city_clock, code)
    the_visit_counts()
    she_is_asked_for_her_fifth_and_pays(people, open_as)
    her_daughter_rates_it(people, open_as)
    city_clock.set(NEXT_MONTH)
    the_month_is_settled(people, open_as)
