"""A carer's whole visit without a signal: she opens the page once, works, and it joins when she is back."""

from datetime import timedelta
from typing import Any

import pytest

from chongyang.core.clock import now
from chongyang.orders import operations as orders
from chongyang.orders.models import Order
from chongyang.visits.models import Entry, Photo, Visit
from chongyang.visits.operations.proving import code_of_order
from tests import factories
from tests.emergency.races import as_system
from tests.orders.people import ITEM, offered_by, org_scope, seat
from tests.visits.people import DOOR, STEPS, Phone, make_phone, picture

pytestmark = pytest.mark.browser
HOURS = timedelta(hours=1)
NEAR = {"longitude": DOOR[0], "latitude": DOOR[1] + 0.0002, "accuracy": 12}


def order_of_today(phone: Phone | None = None) -> tuple[Order, Phone]:
    """An order that begins now, accepted and given to a carer with a telephone."""
    at, elder, scope = now(), factories.make_elder(), seat()
    phone = phone or make_phone(offered_by().organisation)
    told = {"item": ITEM, "from_at": at, "to_at": at + 3 * HOURS, "channel": "call"}
    order = orders.create(person=elder.id, scope=scope, by=scope.actor, now=at - HOURS, **told)
    provider = org_scope(order)
    orders.step(order=order.id, action="accept", scope=provider, by=provider.actor, now=at - HOURS)
    planned = {"from_at": at, "to_at": at + HOURS, "carers": [phone.carer.id]}
    orders.assign(order=order.id, scope=scope, by=scope.actor, now=at - HOURS, **planned)
    return Order.objects.get(id=order.id), phone


def opened(open_as: Any, phone: Phone) -> Any:
    """The page on a telephone that tells its place, kept for later."""
    from playwright.sync_api import expect

    page = open_as(phone.account, "/carer/", phone=True)
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation(NEAR)
    expect(page.locator("#carer")).to_have_attribute("data-ready", "1")
    return page


def press(page: Any, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def sign(page: Any) -> None:
    """A few strokes with one finger."""
    canvas = page.locator("canvas[data-sign]")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    page.mouse.move(box["x"] + 30, box["y"] + 60)
    page.mouse.down()
    for step in range(1, 9):
        page.mouse.move(box["x"] + 30 + 30 * step, box["y"] + 60 + 12 * (step % 3))
    page.mouse.up()


def test_a_whole_visit_without_a_signal_then_online_and_the_order_is_done(open_as):
    from playwright.sync_api import expect

    order, phone = as_system(order_of_today)
    page = opened(open_as, phone)
    page.context.set_offline(True)
    page.reload()
    expect(page.locator("#carer")).to_have_attribute("data-link", "away")
    page.get_by_role("link", name="上门助浴").click()
    expect(page.get_by_text("测试小区3号楼2单元501")).to_be_visible()
    press(page, "出发")
    press(page, "我到了")
    expect(page.get_by_text("已到达", exact=True)).to_be_visible()
    page.get_by_label("六位验证码").fill(code_of_order(order.id, now()))
    press(page, "登记验证码")
    press(page, "开始服务")
    expect(page.get_by_role("heading", name="按标准做")).to_be_visible()
    for number in range(len(STEPS)):
        page.locator("[data-steps] button").nth(number).click()
        expect(page.locator('[data-steps] button[aria-pressed="true"]')).to_have_count(number + 1)
    photo = {"name": "door.jpg", "mimeType": "image/jpeg", "buffer": picture(3)}
    page.locator("input[name=photo]").set_input_files(photo)
    page.get_by_label("脉搏").fill("72")
    press(page, "登记读数")
    press(page, "做完了")
    expect(page.get_by_role("heading", name="请老人确认")).to_be_visible()
    sign(page)
    press(page, "签好了")
    expect(page.get_by_text("这一次已做完，谢谢。")).to_be_visible()
    assert as_system(Entry.objects.count) == 0

    page.context.set_offline(False)
    expect(page.locator("#carer")).to_have_attribute("data-unsent", "0")
    expect(page.locator("#carer")).to_have_attribute("data-link", "joined")
    visit = as_system(lambda: Visit.objects.get(order=order.id))
    assert (visit.verdict, visit.marks) == ("accepted", [])
    assert as_system(lambda: Order.objects.get(id=order.id)).state == "verified"
    assert as_system(Photo.objects.count) == 2
    assert as_system(lambda: Entry.objects.exclude(conflict="").count()) == 0
    assert as_system(lambda: Entry.objects.get(kind="reading").said.plain) == '{"values": {"pulse": 72.0}}'


def test_an_order_withdrawn_meanwhile_is_shown_with_both_values_and_stays_withdrawn(open_as):
    from playwright.sync_api import expect

    order, phone = as_system(order_of_today)
    page = opened(open_as, phone)
    page.context.set_offline(True)
    page.get_by_role("link", name="上门助浴").click()
    press(page, "出发")
    press(page, "我到了")
    expect(page.get_by_text("已到达", exact=True)).to_be_visible()
    desk = as_system(seat)
    as_system(
        lambda: orders.withdraw(order=order.id, reason="changed_mind", scope=desk, by=desk.actor, now=now())
    )
    page.context.set_offline(False)
    expect(page.locator("#carer")).to_have_attribute("data-unsent", "0")
    page.goto("/carer/#")
    expect(page.get_by_role("heading", name="与平台说法不一的登记")).to_be_visible()
    expect(page.locator("[data-contested] li").first).to_contain_text("已撤销")
    assert as_system(lambda: Order.objects.get(id=order.id)).state == "withdrawn"
    assert as_system(lambda: Entry.objects.filter(conflict="withdrawn").count()) == 2


def test_signing_out_takes_the_days_visits_off_the_phone_and_keeps_what_was_not_sent(open_as):
    from playwright.sync_api import expect

    order, phone = as_system(order_of_today)
    page = opened(open_as, phone)
    page.route("**/carer/entries/", lambda route: route.abort())
    page.get_by_role("link", name="上门助浴").click()
    press(page, "出发")
    expect(page.locator("#carer")).to_have_attribute("data-unsent", "1")
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="退出").click()
    page.wait_for_url(lambda url: "/carer/" not in url)
    held = page.evaluate(
        """async () => {
            const asked = indexedDB.open("carer", 1);
            const base = await new Promise((done) => (asked.onsuccess = () => done(asked.result)));
            const all = (store) => new Promise((done) => {
                const got = base.transaction(store).objectStore(store).getAllKeys();
                got.onsuccess = () => done(got.result);
            });
            return { kept: await all("kept"), queue: await all("queue"), keys: await all("keys"),
                     page: Boolean(await caches.match("/carer/")) };
        }"""
    )
    assert "day" not in held["kept"] + held["keys"]
    assert (len(held["queue"]), held["page"]) == (1, False)
    assert as_system(Entry.objects.count) == 0
    assert as_system(lambda: Order.objects.get(id=order.id)).state == "accepted"
