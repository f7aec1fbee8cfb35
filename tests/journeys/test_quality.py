"""A family rates with one tap, a provider reads why its score is what it is, a volunteer sees her hours."""

import os
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from chongyang.core import clock
from chongyang.quality import operations
from chongyang.territory.enums import Role
from chongyang.territory.models import Account
from chongyang.timebank.models import TimeAccount
from chongyang.timebank.operations import open_own, tell_activity
from tests import factories
from tests.emergency.races import as_system
from tests.orders.homes import family_of
from tests.quality.people import county, event, helped, make_provider, own
from tests.timebank.people import ADULT, fill

PICTURES = os.environ.get("CHONGYANG_PICTURES", "")


def picture(page, name, *widths):
    for width in widths if PICTURES else ():
        page.set_viewport_size({"width": width, "height": 900})
        wide = page.evaluate("document.documentElement.scrollWidth")
        page.screenshot(path=str(Path(PICTURES) / f"{name}_{width}.png"), full_page=True)
        assert wide <= width, (name, wide)


@pytest.fixture
def rated(site):
    def made():
        provider, elder = make_provider(), factories.make_elder()
        for _ in range(7):
            event(provider, at=clock.now())
        operations.review_scores(now=clock.now())
        provides = Account.objects.get(id=own(provider).actor.account)
        judge = Account.objects.get(id=county().actor.account)
        return helped(provider, elder.id), provider, family_of(elder), provides, judge

    return as_system(made)


def test_one_tap_rates_and_a_provider_reads_why(rated, open_as):
    order, provider, daughter, provides, judge = rated
    page = open_as(daughter, f"/quality/rate/{order.id}/")
    picture(page, "rate", 390, 1280)
    page.get_by_role("button", name="很满意").click()
    expect(page.get_by_text("已经评价过了")).to_be_visible()
    picture(page, "rated", 390)
    page = open_as(provides, "/quality/")
    expect(page.get_by_role("heading", name=provider.name)).to_be_visible()
    page.get_by_text("申诉（").first.click()
    picture(page, "score", 390, 1280)
    page.get_by_label("为什么不应扣分").first.fill("当天老人住院")
    page.get_by_role("button", name="提交申诉").first.click()
    expect(page.get_by_text("申诉中").first).to_be_visible()
    page = open_as(judge, "/quality/")
    expect(page.get_by_text("系统不会自动暂停").first).to_be_visible()
    picture(page, "overview", 390, 1280)
    page.goto(page.url + "appeals/")
    expect(page.get_by_text("当天老人住院")).to_be_visible()
    picture(page, "appeals", 390, 1280)


@pytest.fixture
def banked(site):
    def made():
        account = factories.make_account(Role.VOLUNTEER, None, "410105")
        scope, now = factories.scope_of(account), clock.now()
        open_own(born_on=ADULT, scope=scope, by=scope.actor, now=now)
        fill(TimeAccount.objects.get(), 150, now)
        day = timezone.localdate(now)
        tell_activity(help="company", on=day, minutes=60, scope=scope, by=scope.actor, now=now)
        return account, factories.make_account(Role.STREET_CLERK, None, "410105")

    return as_system(made)


def test_a_volunteer_sees_her_hours_and_a_clerk_confirms(banked, open_as):
    volunteer, clerk = banked
    page = open_as(volunteer, "/timebank/")
    expect(page.get_by_text("2 小时 30 分").first).to_be_visible()
    picture(page, "bank", 390, 1280)
    page = open_as(clerk, "/timebank/keep/")
    picture(page, "keep", 390, 1280)
    page.get_by_role("button", name="确认").click()
    expect(page.get_by_text("没有待确认的")).to_be_visible()
    page = open_as(volunteer, "/timebank/")
    page.get_by_role("link", name="看明细").click()
    expect(page.get_by_text("3 小时 30 分").first).to_be_visible()
    picture(page, "statement", 390, 1280)
