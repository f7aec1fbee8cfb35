"""Other journeys in real browsers: both factors, a refusal, a file found, a worker in danger, a merge."""

import pytest
from django.urls import reverse

from chongyang.core.access import enter
from chongyang.core.clock import now
from chongyang.emergency import operations as emergency
from chongyang.emergency.models import Dispatch, Incident
from chongyang.registry.models import SearchToken
from chongyang.territory.enums import Role
from tests import factories
from tests.emergency.races import as_system
from tests.journeys.test_a_fall import make_home, press
from tests.web.test_account import code_of, with_factor

pytestmark = pytest.mark.browser


def offered():
    """An incident whose nearest responder was asked; her account and the seat's."""
    device, responder = as_system(make_home), as_system(factories.make_responder)
    operator = as_system(factories.make_operator)
    press(device, "sos")
    incident = as_system(Incident.objects.get)
    scope = as_system(lambda: factories.scope_of(operator))
    with enter(scope):
        told = {"incident": incident.id, "scope": scope}
        emergency.acknowledge(**told, now=now())
        emergency.record_attempt(**told, target="elder", result="answered", now=now())
        emergency.triage(**told, answers={"cannot_rise": True}, now=now())
        emergency.offer(**told, responders=[responder.id], now=now())
    return incident, operator, as_system(lambda: factories.account_of(responder))


def test_signing_in_with_password_and_code_leads_to_the_desk(browse, settings):
    from playwright.sync_api import expect

    settings.SECOND_FACTOR_REQUIRED = True
    account = as_system(factories.make_operator)
    secret = as_system(lambda: with_factor(account))
    page = browse("/seat/")
    page.locator("input[name=login]").fill(account.username)
    page.locator("input[name=password]").fill("falsch-0000")
    page.locator("main form button[type=submit]").click()
    expect(page.locator(".error:visible, .alert:visible").first).to_be_visible()
    page.locator("input[name=login]").fill(account.username)
    page.locator("input[name=password]").fill(factories.PASSWORD)
    page.locator("main form button[type=submit]").click()
    expect(page.locator("input[name=code]")).to_be_visible()
    page.locator("input[name=code]").fill(code_of(secret))
    page.locator("input[name=code]").press("Enter")
    expect(page.locator("#board")).to_contain_text("待受理")


def test_a_refusal_is_seen_at_the_seat_and_the_elder_stays_unknown(open_as):
    from playwright.sync_api import expect

    incident, operator, goes = offered()
    seat = open_as(operator, reverse("seat_incident", args=[incident.id]))
    phone = open_as(goes, "/go/", phone=True)
    phone.locator(".task").click()
    phone.get_by_text("不能去", exact=True).click()
    phone.get_by_role("button", name="身体不适").click()
    expect(phone.locator("body")).to_contain_text("已告知坐席您不能去")
    assert "测试小区" not in phone.content()
    expect(seat.locator("#chain")).to_contain_text("身体不适")
    expect(seat.locator("#chain")).to_contain_text("已拒单")
    assert as_system(Dispatch.objects.get).state == "refused"


def test_a_street_clerk_finds_an_elder_and_opens_the_file_for_a_purpose(open_as):
    from playwright.sync_api import expect

    elder = as_system(factories.make_elder)
    as_system(lambda: SearchToken.objects.create(token="陈秀兰", area=elder.area, person=elder.id))
    clerk = as_system(lambda: factories.make_account(Role.STREET_CLERK, None, "410105001"))
    page = open_as(clerk, "/street/")
    page.locator("input[name=text]").first.fill("陈秀兰")
    page.locator("input[name=text]").first.press("Enter")
    expect(page.locator("body")).to_contain_text("陈*兰")
    page.wait_for_function("() => !document.querySelector('.htmx-request, .htmx-swapping, .htmx-settling')")
    purpose = page.get_by_label("打开档案的目的")
    purpose.select_option(label="安排服务")
    expect(purpose.locator("option:checked")).to_have_text("安排服务")
    page.get_by_role("button", name="打开 陈*兰").click()
    expect(page.get_by_role("heading", name="身份", exact=True)).to_be_visible()
    assert elder.phone.plain not in page.content()


def test_a_worker_in_danger_is_on_the_board_with_two_touches(open_as):
    from playwright.sync_api import expect

    seat = open_as(as_system(factories.make_operator), "/seat/")
    worker = as_system(factories.make_responder)
    phone = open_as(as_system(lambda: factories.account_of(worker)), "/go/", phone=True)
    phone.get_by_text("我需要帮助").tap()
    phone.locator("#sos-confirm").tap()
    expect(phone.locator("body")).to_contain_text("正在通知坐席")
    expect(seat.locator(".board-row")).to_contain_text("工作人员求救")
    expect(seat.locator("#p0-cue")).to_be_visible()
    seat.get_by_role("button", name="受理下一件").click()
    expect(seat.locator("#card")).to_contain_text("工作人员求救")
    phone.reload()
    expect(phone.locator("body")).to_contain_text("坐席已受理")


def test_a_neighbours_report_is_keyed_in_and_taken_by_that(open_as):
    from playwright.sync_api import expect

    seat = open_as(as_system(factories.make_operator), "/seat/report/")
    seat.get_by_text("多日未见").click()
    seat.locator("#id_whom").fill("3号楼的老太太")
    seat.locator("#id_seen").fill("三天没见出门")
    seat.get_by_text("邻居", exact=True).click()
    seat.get_by_role("button", name="登记并受理").click()
    expect(seat.locator("#card")).to_contain_text("多日未见")
    expect(seat.locator("#card")).to_contain_text("受理人")
    assert "老太太" not in seat.content()
    seat.locator("#related > summary").click()
    seat.get_by_role("button", name="显示是谁").click()
    expect(seat.locator("#related")).to_contain_text("3号楼的老太太")


def test_two_alarms_of_one_elder_are_merged_and_taken_apart_again(open_as):
    from playwright.sync_api import expect

    device = as_system(make_home)
    for kind in ("fall", "sos"):
        press(device, kind)
    seat = open_as(as_system(factories.make_operator), "/seat/")
    seat.get_by_role("button", name="受理下一件").click()
    merge = seat.locator("#merge-form")
    expect(merge).to_contain_text("同一位老人")
    merge.locator("input[name=into]").check()
    merge.locator("input[name=reason]").fill("同一次跌倒")
    merge.get_by_role("button", name="并入选中的事件").click()
    expect(seat.locator("#card .incident-head")).to_contain_text("已并入")
    expect(seat.locator(".board-row")).to_have_count(1)
    seat.locator("summary", has_text="撤销并入").click()
    seat.locator("#reason").fill("核实后是两件事")
    seat.get_by_role("button", name="撤销并入").click()
    expect(seat.locator("#card .incident-head")).to_contain_text("已受理")
    expect(seat.locator(".board-row")).to_have_count(2)
