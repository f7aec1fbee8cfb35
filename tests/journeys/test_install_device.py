"""A clerk installs a device: from the search to the test press that the page shows when it arrives."""

import re

import pytest
from playwright.sync_api import expect

from chongyang.core.clock import now
from chongyang.core.scopes import SYSTEM
from chongyang.registry.operations.tokens import write_tokens
from chongyang.telecare import operations
from chongyang.telecare.models import Device
from chongyang.telecare.rules import catalogue
from chongyang.territory.enums import Role
from tests import factories
from tests.emergency.races import as_system
from tests.web.test_street import office


@pytest.fixture
def home(site):
    def made():
        text = catalogue.SHIPPED.read_text(encoding="utf-8")
        operations.load_models(text=text, replace=False, by=SYSTEM, now=now())
        elder = factories.make_elder()
        write_tokens(elder)
        told = {"kind": "pendant", "model": "demo-pendant", "area": factories.JINSHUI}
        Device.objects.create(serial="CY-0001", battery_percent=12, **told)
        return factories.make_account(Role.STREET_CLERK, office("410105001")), elder

    return as_system(made)


def press():
    body = b'{"event": "t", "kind": "sos"}'
    return operations.record_frame(topic="cy/CY-0001/alarm", body=body, by=SYSTEM, now=now())


@pytest.mark.parametrize("phone", [False, True])
def test_from_the_search_to_the_press_on_the_page(open_as, home, phone):
    clerk, elder = home
    page = open_as(clerk, phone=phone)
    page.goto("/devices/")
    page.get_by_role("link", name="安装设备").click()
    page.get_by_role("searchbox").fill(elder.name)
    page.get_by_role("button", name="查找").click()
    page.get_by_role("link", name="选这一家").click()
    page.get_by_label("序列号").fill("CY-0001")
    page.get_by_label("安装位置").select_option("床头")
    page.get_by_role("button", name="安装并开始测试").click()
    expect(page.get_by_text("正在等待测试按键")).to_be_visible()
    as_system(press)
    expect(page.get_by_text(re.compile(r"\d\d:\d\d:\d\d 收到测试按键"))).to_be_visible()
    page.get_by_role("button", name="完成").click()
    expect(page.get_by_role("heading", name="CY-0001")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
