"""Help at home from the call to the money: an elder rings 12349 for assisted bathing, the demonstration rule
of her county pays four fifths, the day is planned, the carer works without a signal, the visit is counted,
her daughter rates it and pays her own fifth, and the month is settled.

Every step is taken on the page of whoever takes it. The city's clock stands where the story is. Each step
returns what stood afterwards, and the journey itself says what that must be.

A second story: what rests on the carer's own word is not paid until somebody else has verified it.
"""

import re
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from chongyang.checkout.models import Attempt, Bill
from chongyang.checkout.operations import vendors
from chongyang.core import outbox
from chongyang.core.clock import now
from chongyang.core.fields import index_of
from chongyang.gateway.payments.contrib.sandbox import Sandbox
from chongyang.orders import operations as orders
from chongyang.orders.models import Order
from chongyang.purchase.models import VoucherAccount
from chongyang.quality.models import Rating
from chongyang.registry.models import SearchToken
from chongyang.registry.rules import tokens
from chongyang.scheduling import operations as scheduling
from chongyang.settlement.models import Statement
from chongyang.territory.enums import Role
from chongyang.territory.models import Account, Organisation
from chongyang.visits import operations as visits
from chongyang.visits.models import Entry, Visit
from tests import factories
from tests.checkout.people import merchant
from tests.emergency.races import as_system
from tests.hotline.ringing import ring
from tests.journeys.test_without_signal import NEAR, press, sign
from tests.orders.homes import family_of, placed, quota_of
from tests.orders.people import CITY, contractor, offered_by, org_scope
from tests.treasury.people import fund_budget
from tests.visits.people import STEPS, assign, make_phone, picture, visit_entries

pytestmark = pytest.mark.browser
CALLED = datetime(2026, 4, 9, 10, tzinfo=CITY)
AT_THE_DOOR = datetime(2026, 4, 10, 9, 5, tzinfo=CITY)
NEXT_MONTH = datetime(2026, 5, 2, 9, tzinfo=CITY)
HOUR = timedelta(hours=1)
STREET = factories.JINSHUI // 1000 * 1000
WHOLE = 7 + len(STEPS)
"""What a careful carer tells: set out, arrived, the code, began, each step, a picture, done, signed."""


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
        home=home,
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


def the_visit() -> Visit:
    return as_system(lambda: Visit.objects.get())


def settled() -> list[Statement]:
    """What stands after the command that settles the month."""
    as_system(lambda: call_command("settle", "2026-04"))
    return as_system(lambda: list(Statement.objects.order_by("id")))


def the_voucher() -> tuple[int, int]:
    """What is laid aside, and what is spent."""
    row = as_system(lambda: VoucherAccount.objects.get())
    return row.held, row.spent


def she_calls_and_the_seat_orders(people: Any, open_as: Any) -> tuple[Order, tuple[int, int]]:
    """By one call: answered, her page opened, what and when, yes. The order and her voucher before anybody
    came."""
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
    page.get_by_role("button", name="服务商电话里已接单").click()
    sees(page, "已记下")
    return the_order(), the_voucher()


def the_rule_says_that_it_is_a_demonstration(people: Any, open_as: Any) -> None:
    page = open_as(people.county, "/purchase/rules/")
    sees(page, "演示数据：对象、额度、分担比例均为演示取值，不是金水区的正式规定。")


def the_day_is_planned(people: Any, open_as: Any) -> str:
    """How the plan ended."""
    page = open_as(people.planner, f"/dispatching/?day={AT_THE_DOOR:%Y-%m-%d}")
    page.get_by_role("button", name="排这一天").click()
    sees(page, "正在排")
    state = scheduling.run_next(clock=now, rounds=60).state
    sees(page, "1 次上门")
    page.get_by_role("button", name="发布").click()
    sees(page, "已发布，护理员的手机上看得到了。")
    return str(state)


def her_daughter_sees_who_comes(people: Any, open_as: Any) -> str:
    """And the code that proves who stood at the door."""
    page = open_as(people.daughter, "/mine/", phone=True)
    page.get_by_role("region", name="接下来").get_by_role("link").first.click()
    sees(page, people.phone.carer.name)
    page.get_by_role("button", name="显示验证码").click()
    return str(page.locator("#door-code [role=status]").inner_text())


def the_carer_works_without_a_signal(people: Any, open_as: Any, clock: Clock, code: str) -> tuple[int, int]:
    """How many entries had reached the city before the signal came back, and after it."""
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
    before = as_system(Entry.objects.count)
    page.context.set_offline(False)
    expect(page.locator("#carer")).to_have_attribute("data-unsent", "0")
    expect(page.locator("#carer")).to_have_attribute("data-link", "joined")
    return before, as_system(Entry.objects.count)


def she_is_asked_for_her_fifth_and_pays(people: Any, open_as: Any) -> tuple[str, int]:
    """How her bill stands, and what the attempt to pay it came to in fen."""
    deliver()
    page = open_as(people.daughter, "/pay/", phone=True)
    sees(page, "待付合计 ¥20.00")
    page.get_by_role("link", name=re.compile("服务费")).click()
    page.get_by_role("button", name=re.compile("模拟")).click()
    page.get_by_role("link", name="去付款").click()
    sees(page, "这是演示：不会扣钱。")
    page.get_by_role("button", name="确认付款（模拟）").click()
    sees(page, "已付款")
    return as_system(lambda: (Bill.objects.get().state, Attempt.objects.get().amount_fen))


def her_daughter_rates_it(people: Any, open_as: Any) -> int:
    page = open_as(people.daughter, f"/mine/orders/{the_order().id}/", phone=True)
    page.get_by_role("link", name="评价这次服务").click()
    page.get_by_role("button", name="很满意").click()
    sees(page, "已经评价过了")
    return as_system(lambda: Rating.objects.get().stars)


def the_month_is_settled(people: Any, open_as: Any) -> Statement:
    """The provider agrees, the purchaser checks, finance approves: three people, one payment."""
    settled()
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
    return as_system(lambda: Statement.objects.get())


def test_from_the_call_to_the_money(people, open_as, city_clock):
    order, voucher = she_calls_and_the_seat_orders(people, open_as)
    assert (order.channel, order.state) == ("call", "accepted")
    assert (order.price_fen, order.covered_fen, order.own_fen) == (10_000, 8_000, 2_000)
    assert voucher == (8_000, 0)
    the_rule_says_that_it_is_a_demonstration(people, open_as)
    assert the_day_is_planned(people, open_as) == "done"
    city_clock.set(AT_THE_DOOR)
    code = her_daughter_sees_who_comes(people, open_as)
    assert re.fullmatch(r"\d{6}", code)
    before, after = the_carer_works_without_a_signal(people, open_as, city_clock, code)
    assert (before, after) == (0, WHOLE)
    assert (the_visit().verdict, the_visit().marks, the_order().state) == ("accepted", [], "verified")
    assert the_voucher() == (0, 8_000)
    assert she_is_asked_for_her_fifth_and_pays(people, open_as) == ("paid", 2_000)
    assert her_daughter_rates_it(people, open_as) == 5
    city_clock.set(NEXT_MONTH)
    month = the_month_is_settled(people, open_as)
    assert (month.lines, month.covered_fen, month.deducted_fen, month.own_fen) == (1, 8_000, 0, 2_000)
    assert month.payment is not None
    parts = {one["level"]: one["amount_fen"] for one in month.parts}
    assert parts == {"city": 2_400, "county": 4_000, "street": 1_600}


def done_by_her_word_alone(people: Any, clock: Clock) -> Visit:
    """Ordered, given to the carer and told by her: no code, no picture, no signature."""
    order = placed(people.elder, days=1)
    provider = org_scope(order)
    orders.step(order=order.id, action="accept", scope=provider, by=provider.actor, now=now())
    assign(order, people.phone, at=order.from_at)
    entries = visit_entries(order, people.phone, order.from_at, but=("code", "photo", "sign"))
    clock.set(order.from_at + 2 * HOUR)
    people.phone.send(entries, now())
    return visits.judge(visit=the_visit(), now=now() + HOUR)


def verified_by(account: Account, visit: Visit) -> int:
    """The desk's answer to who says that it is to be paid."""
    client = Client(raise_request_exception=False)
    client.force_login(account)
    said = {"decision": "accept", "reason": "电话核实，老人说来过"}
    return client.post(reverse("carer_verify_decide", args=[visit.id]), said).status_code


def test_what_rests_on_her_own_word_is_paid_after_a_second_person_verified_it(db, city_clock, settings):
    settings.SECOND_FACTOR_REQUIRED = False
    settings.WHITENOISE_AUTOREFRESH = True
    people = household()
    visit = done_by_her_word_alone(people, city_clock)
    assert (visit.verdict, the_order().state, the_voucher()) == ("below", "done", (8_000, 0))
    city_clock.set(NEXT_MONTH)
    assert settled() == []
    for own in (people.phone.account, people.planner):
        assert verified_by(own, visit) == 403
    of_home = factories.make_account(Role.STREET_CLERK, people.home, "410105001")
    assert verified_by(of_home, visit) == 422
    assert (the_visit().verdict, settled()) == ("below", [])
    second = factories.make_account(Role.STREET_CLERK, None, "410105001")
    assert verified_by(second, visit) == 302
    assert (the_visit().verdict, the_visit().verified_by) == ("verified", second.id)
    assert (the_order().state, the_voucher()) == ("verified", (0, 8_000))
    (month,) = settled()
    assert (month.lines, month.covered_fen, month.own_fen) == (1, 8_000, 2_000)
