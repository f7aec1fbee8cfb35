"""A whole fall in real browsers, from the press to the follow-up: the seat and the responder's phone."""

import json
import re

import pytest

from chongyang.core import outbox
from chongyang.core.clock import now
from chongyang.emergency.models import Dispatch, Incident
from chongyang.gateway.receive import Message, receive_batch
from chongyang.hotline.models import FollowUp
from tests import factories
from tests.emergency.races import as_system

pytestmark = pytest.mark.browser


def press(device, kind="fall"):
    """As the gateway takes it from the broker."""
    at = now()
    body = json.dumps({"event": f"e-{at:%H%M%S%f}", "kind": kind, "at": at.isoformat()}).encode()
    receive_batch([Message(f"cy/{device.serial}/alarm", body, at)])


def make_home():
    elder = factories.make_elder()
    factories.make_contact(elder)
    return factories.make_device(elder)


def test_from_the_press_to_the_close_without_a_reload(open_as):
    from playwright.sync_api import expect

    device = as_system(make_home)
    responder = as_system(factories.make_responder)
    operator = as_system(factories.make_operator)
    phone_account = as_system(lambda: factories.account_of(responder))

    seat = open_as(operator, "/seat/")
    expect(seat.locator("#board")).to_contain_text("现在没有未办结的呼救")
    press(device)
    row = seat.locator(".board-row")
    expect(row).to_contain_text("跌倒")
    expect(row.locator("time.elapsed")).to_contain_text("00:")
    expect(seat).to_have_title(re.compile("新呼救"))

    seat.get_by_role("button", name="受理下一件").click()
    card = seat.locator("#card")
    expect(card).to_contain_text("测试小区3号楼2单元501")
    seat.locator("#next", has_text="已接通").click()
    expect(seat.locator("#next", has_text="保存研判")).to_be_visible()
    expect(seat.locator("#triage")).to_contain_text("听说您摔倒了")
    seat.get_by_text("跌倒后不能起身").click()
    seat.get_by_text("其余生命危险各问均已问过").click()
    expect(seat.locator("#judged")).to_contain_text("P1")
    seat.locator("#next").click()

    expect(seat.locator("#next", has_text="派单给选中的人员")).to_be_visible()
    seat.locator(".contacts button", has_text="已接通").click()
    expect(seat.locator(".contacts")).to_contain_text("已接通 · 今天")
    seat.get_by_role("button", name="120 急救").click()
    expect(seat.locator(".lines")).to_contain_text("已转")
    seat.locator("#next", has_text="派单给选中的人员").click()
    expect(seat.locator("#next")).to_contain_text("等待接单")

    phone = open_as(phone_account, "/go/", phone=True)
    # A rule for links in lists must not squeeze a task of the list into columns one sign wide
    phone.wait_for_function("document.querySelector('.task strong')?.offsetHeight < 60")
    phone.locator(".task").click()
    assert "测试小区" not in phone.content()
    phone.get_by_role("button", name="接单，马上去").click()
    expect(phone.locator("body")).to_contain_text("测试小区3号楼2单元501")
    expect(seat.locator("#next")).to_contain_text("已接单")
    phone.get_by_role("button", name="已经到了").click()
    expect(seat.locator("#chain")).to_contain_text("已到达")
    phone.get_by_text("已解决").click()
    phone.get_by_role("button", name="提交结果").click()
    expect(phone.locator("body")).to_contain_text("已完成，谢谢")
    assert "测试小区" not in phone.content()

    expect(seat.locator("#next", has_text="办结")).to_be_visible()
    seat.locator("#next", has_text="办结").click()
    expect(seat.locator("#next")).to_contain_text("已办结")
    assert "测试小区" not in seat.content()
    expect(seat.locator("#board")).to_contain_text("刚办结")
    incident = as_system(Incident.objects.get)
    assert (incident.state, incident.outcome, incident.protocol) == ("closed", "solved", "fall")
    assert as_system(Dispatch.objects.get).state == "finished"
    outbox.deliver_due(now=now(), only=["handler:hotline"])
    follow_up = as_system(FollowUp.objects.get)
    assert (follow_up.subject, follow_up.person) == (incident.id, incident.person)


def test_a_new_danger_to_life_is_said_in_words_and_mine_alone_can_be_shown(open_as):
    from playwright.sync_api import expect

    devices = [as_system(make_home) for _ in range(3)]
    seat = open_as(as_system(factories.make_operator), "/seat/")
    press(devices[0], "sos")
    expect(seat.locator(".board-row")).to_have_count(1)
    expect(seat.locator("#p0-cue")).to_be_hidden()
    press(devices[1], "smoke")
    expect(seat.locator("#p0-cue")).to_contain_text("烟雾")
    expect(seat.locator(".board-row").first).to_contain_text("烟雾")
    seat.locator("#p0-cue a").click()
    seat.locator("#next", has_text="受理").click()
    expect(seat.locator("#p0-cue")).to_be_hidden()
    other = open_as(as_system(factories.make_operator), "/seat/")
    other.get_by_role("button", name="受理下一件").click()
    expect(other.locator("#card")).to_contain_text("紧急呼叫")
    seat.get_by_role("button", name="只看我的").click()
    expect(seat.locator(".board-row:visible")).to_have_count(1)
    press(devices[2], "sos")
    expect(seat.locator(".board-row:visible")).to_have_count(2)
    seat.keyboard.press("j")
    expect(seat.locator(".board-row:focus")).to_have_count(1)


def test_a_lost_stream_is_said_and_what_came_meanwhile_is_caught_up(open_as):
    from playwright.sync_api import expect

    device = as_system(make_home)
    seat = open_as(as_system(factories.make_operator), "/plan/")
    seat.context.route("**/seat/live/**", lambda route: route.abort())
    seat.goto("/seat/")
    expect(seat.locator("#desk-status")).to_contain_text("实时连接中断")
    press(device)
    expect(seat.locator("#board")).to_contain_text("现在没有未办结的呼救")
    seat.context.unroute("**/seat/live/**")
    expect(seat.locator(".board-row")).to_have_count(1)
    expect(seat.locator("#desk-status")).to_be_empty()
