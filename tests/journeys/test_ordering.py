"""Help at home in a browser: a daughter orders with three taps on a telephone, and the desk sees it."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import expect

from chongyang.orders.models import Order
from chongyang.registry.operations.tokens import write_tokens
from tests import factories
from tests.emergency.races import as_system
from tests.orders.homes import family_of, placed, quota_of
from tests.orders.people import offered_by, walk

PICTURES = os.environ.get("CHONGYANG_PICTURES", "")
"""A folder for pictures of each page; empty: none are taken."""


@pytest.fixture
def people(site):
    """An elder with a quota, her daughter, two providers, a seat, and an order that was done yesterday."""

    def made():
        elder = factories.make_elder()
        quota_of(elder)
        offered_by(10_000)
        offered_by(9_000, item="cleaning")
        done = placed(elder, item="cleaning")
        walk(done, "accept", "start", "finish")
        placed(elder, item="opera")
        return elder, family_of(elder), factories.make_operator()

    return as_system(made)


class Taps:
    """A finger: every tap on a link or a button is one."""

    def __init__(self, page):
        self.page, self.count = page, 0

    def tap(self, role, name):
        self.count += 1
        self.page.get_by_role(role, name=name).first.tap()


def test_three_taps_on_a_telephone(people, open_as):
    _elder, daughter, seat = people
    page = open_as(daughter, "/mine/", phone=True)
    finger = Taps(page)
    picture(page, "mine")
    finger.tap("link", "助浴")
    expect(page.get_by_role("heading", name="什么时候来")).to_be_visible()
    picture(page, "mine_when")
    finger.tap("link", " – ")
    expect(page.get_by_role("button", name="确认预约")).to_be_visible()
    picture(page, "mine_confirm")
    finger.tap("button", "确认预约")
    expect(page.get_by_text("预约好了")).to_be_visible()
    picture(page, "mine_order")
    assert finger.count == 3
    row = as_system(lambda: Order.objects.get(channel="family"))
    assert (row.state, row.covered_fen, row.own_fen) == ("offered", 8_000, 2_000)
    desk = open_as(seat, "/ordering/")
    expect(desk.get_by_text(row.number)).to_be_visible()
    desk.get_by_role("row").filter(has_text=row.number).get_by_role("link").first.click()
    expect(desk.get_by_text("服务券支付")).to_be_visible()


def test_one_call_to_an_accepted_order(people, open_as):
    """A seat that keys in a call: five clicks and one choice, from the call to an order that is accepted."""
    elder, _daughter, seat = people
    as_system(lambda: write_tokens(elder))
    page = open_as(seat, "/seat/call/")
    page.get_by_label("来电号码").fill(as_system(lambda: elder.phone.plain))
    clicks = 0

    def click(role, name):
        nonlocal clicks
        clicks += 1
        page.get_by_role(role, name=name).first.click()

    expect(page.get_by_text("可能是谁")).to_be_visible()
    picture(page, "seat_call")
    click("button", "预约上门服务")
    expect(page.get_by_role("heading", name="要什么，什么时候")).to_be_visible()
    page.get_by_label("服务", exact=True).select_option("bath_help")
    click("button", "看谁能来")
    expect(page.get_by_role("button", name="下单", exact=True)).to_be_visible()
    picture(page, "ordering_place")
    click("button", "下单")
    expect(page.get_by_text("订单已下")).to_be_visible()
    click("button", "服务商电话里已接单")
    expect(page.get_by_text("已记下")).to_be_visible()
    picture(page, "ordering_order")
    row = as_system(lambda: Order.objects.get(channel="call", item="bath_help"))
    assert row.state == "accepted"
    click("link", "回到这次来电")
    expect(page.get_by_role("heading", name="登记来电")).to_be_visible()
    assert clicks == 5


def picture(page, name):
    if PICTURES:
        page.screenshot(path=str(Path(PICTURES) / f"{name}.png"), full_page=True)
