"""A dispatcher in a browser: a day planned by a button, a visit dragged and moved by the form, published."""

import os
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from chongyang.core.clock import now
from chongyang.orders import queries as orders
from chongyang.scheduling import operations
from chongyang.scheduling.rules.rostering import monday_of
from chongyang.territory.models import Account, Organisation
from tests.emergency.races import as_system
from tests.orders.people import contractor, make_carer, offered_by
from tests.scheduling.days import elder_at
from tests.web.test_dispatching import accepted, day_of

PICTURES = os.environ.get("CHONGYANG_PICTURES", "")


@pytest.fixture
def morning(site):
    """Two carers, three elders, and who plans for the provider."""

    def made():
        home = offered_by().organisation
        make_carer(home, name="周秀梅")
        make_carer(home, name="王桂兰", longitude=113.70)
        make_carer(home, name="李建军", skills=("health",))
        wanted = [
            accepted(hour, elder_at(east, north))
            for hour, east, north in ((8, 1, 1), (8, -2, 1), (14, 2, -1))
        ]
        scope = contractor(Organisation.objects.get(id=home))
        return wanted, Account.objects.get(id=scope.actor.account)

    return as_system(made)


def picture(page, name, width=1280):
    if PICTURES:
        page.set_viewport_size({"width": width, "height": 900})
        wide = page.evaluate("document.documentElement.scrollWidth")
        page.screenshot(path=str(Path(PICTURES) / f"{name}_{width}.png"), full_page=True)
        assert wide <= width, (name, wide)
        page.set_viewport_size({"width": 1280, "height": 900})


def test_a_day_is_planned_moved_and_published(morning, open_as):
    wanted, account = morning
    page = open_as(account, f"/dispatching/?day={day_of(wanted[0])}")
    expect(page.get_by_text("这一天还没有排班")).to_be_visible()
    picture(page, "board_empty")
    page.get_by_role("button", name="排这一天").click()
    expect(page.get_by_role("heading", name="正在排")).to_be_visible()
    picture(page, "running")
    assert operations.run_next(clock=now, rounds=60).state == "done"
    expect(page.get_by_text("3 次上门")).to_be_visible()
    picture(page, "board")
    picture(page, "board", 390)
    bar = page.locator(f"li[data-move*='{wanted[2].id}']")
    lane = page.locator(".lane-grid").last
    bar.drag_to(lane)
    expect(page.get_by_text("不能提供这项服务").or_(page.get_by_text("约定的时间段"))).to_be_visible()
    bar.get_by_role("link").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="移动")).to_be_visible()
    picture(page, "order")
    picture(page, "order", 390)
    page.locator("#move-carer-0").select_option(label="王桂兰")
    page.locator("#move-starts").fill("15:10")
    page.get_by_role("button", name="移到这里").click()
    expect(page.get_by_text("已移动，并固定在这里")).to_be_visible()
    page.get_by_role("button", name="发布").click()
    expect(page.get_by_text("已发布，护理员的手机上看得到了。")).to_be_visible()
    picture(page, "published")
    assert as_system(lambda: len(orders.assignments_of([wanted[2].id])[wanted[2].id])) == 1


def test_in_english(morning, open_as):
    wanted, account = morning
    page = open_as(account, f"/dispatching/?day={day_of(wanted[0])}", locale="en-GB")
    page.get_by_role("button", name="English").click()
    expect(page.get_by_text("This day is not planned yet")).to_be_visible()
    page.get_by_role("button", name="Plan this day").click()
    expect(page.get_by_text("Planning has begun")).to_be_visible()
    assert operations.run_next(clock=now, rounds=60).state == "done"
    expect(page.get_by_text("3 visits by")).to_be_visible()
    picture(page, "board_en")
    picture(page, "board_en", 390)
    page.locator("li.bar a").first.click()
    expect(page.get_by_role("heading", name="Move")).to_be_visible()
    picture(page, "order_en")


def test_a_week_is_filled_corrected_and_published(morning, open_as):
    wanted, account = morning
    week = monday_of(timezone.localdate(wanted[0].from_at)).isoformat()
    page = open_as(account, f"/dispatching/weeks/?week={week}")
    picture(page, "week_empty")
    page.get_by_role("button", name="开始排这一周").click()
    expect(page.get_by_role("heading", name="人手：在班 / 需要")).to_be_visible()
    page.get_by_role("button", name="自动排").click()
    expect(page.get_by_text("已排好").or_(page.get_by_role("heading", name="排不出来的原因"))).to_be_visible()
    picture(page, "week")
    picture(page, "week", 390)
    page.get_by_role("button", name="改", exact=True).click()
    expect(page.get_by_text("已改。")).to_be_visible()
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", name="Who works when")).to_be_visible()
    picture(page, "week_en")
